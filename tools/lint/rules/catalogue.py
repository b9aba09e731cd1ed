"""catalogue - every text exists in English and Chinese, with the same arguments.

Texts are X-macro lists: EVN_ERR(name, number, class, en, zh) and EVN_TEXT(name, en, zh)."""

import re

from tree import macro_calls

LISTS = {"EVN_ERR": 5, "EVN_TEXT": 3}
REFUSAL = {"{subject}", "{place}", "{field}", "{line}", "{at}", "{day}", "{have}", "{want}", "{short}"}
CHINESE = re.compile(r"[\u3400-\u9fff]")
ARGUMENT = re.compile(r"\{\w*\}|%[-+ #0-9.]*(?:ll|[lzj])?[a-z]")


def faults(macro, english, chinese):
    if not english or CHINESE.search(english):
        yield "the English text is missing or Chinese"
    if re.search(r"[A-Za-z]", ARGUMENT.sub("", english)) and not CHINESE.search(chinese):
        yield "the Chinese text is missing"
    in_english, in_chinese = (set(ARGUMENT.findall(t)) for t in (english, chinese))
    if in_english != in_chinese:
        yield f"the texts differ in {', '.join(sorted(in_english ^ in_chinese))}"
    if macro == "EVN_ERR" and in_english - REFUSAL:
        yield f"a refusal has no {', '.join(sorted(in_english - REFUSAL))}"


def check(tree):
    for path in tree.ending(".h"):
        text = tree.text(path)
        for macro, n_arguments in LISTS.items():
            names = set()
            for line, args in macro_calls(text, macro):
                if len(args) != n_arguments:
                    yield path, line, f"{macro} has {len(args)} arguments, not {n_arguments}"
                    continue
                if args[0] in names:
                    yield path, line, f"{args[0]} is there twice"
                names.add(args[0])
                for fault in faults(macro, args[-2], args[-1]):
                    yield path, line, f"{args[0]}: {fault}"
