"""tests - a test can fail, and waits on a condition.

Each function registered with EVN_TEST(name) checks something, itself or through a function or
macro of the tests. No test sleeps; tests/lib may, inside its one wait-until loop."""

import re

from tree import functions, line_of, without_comments

CHECKS = re.compile(r"\b(?:EVN_CHECK\w*|EVN_MUST|CU_ASSERT\w*|CU_FAIL\w*|CU_TEST\w*)\b")
REGISTERED = re.compile(r"^[^#\n]*\bEVN_TEST\((\w+)\)", re.MULTILINE)
MACRO = re.compile(r"^#define (\w+)((?:.*\\\n)*.*)", re.MULTILINE)
SLEEP_C = re.compile(r"\b(?:u|nano|clock_nano|zclock_|thrd_)?sleep *\(|\bpoll *\( *NULL")
SLEEP_SCRIPT = re.compile(r"\btime\.sleep *\(|^\s*sleep +[\d$\"]|[;&|] *sleep +[\d$\"]",
                          re.MULTILINE)


def bodies(tree, paths):
    """(path, name) -> text, of each function and macro in the tests."""
    found, texts = {}, {p: without_comments(tree.text(p)) for p in paths}
    for path, name, first, last in functions(tree, paths):
        found[path, name] = "\n".join(texts[path].splitlines()[first - 1:last])
    for path, text in texts.items():
        for m in MACRO.finditer(text):
            found[path, m[1]] = m[2]
    return found


def checking(found):
    """The (path, name) that check something, directly or through another of them."""
    calls = {key: set(re.findall(r"\w+", text)) - {key[1]} for key, text in found.items()}
    good = {key for key, text in found.items() if CHECKS.search(text)}
    while True:
        names = {name for _, name in good}
        more = {key for key, called in calls.items() if key not in good and called & names}
        if not more:
            return good
        good |= more


def check(tree):
    in_tests = [p for p in tree.files if p.startswith("tests/")]
    sources = [p for p in in_tests if p.endswith((".c", ".h"))]
    good = checking(bodies(tree, sources))
    for path in sources:
        text = without_comments(tree.text(path))
        for m in REGISTERED.finditer(text):
            if (path, m[1]) not in good:
                yield path, line_of(text, m.start(1)), f"{m[1]} checks nothing"
    scripts = set(tree.scripts())
    for path in in_tests:
        if path.startswith("tests/lib/"):
            continue
        in_c = path in sources
        if in_c or path.endswith(".py") or path in scripts:
            text = without_comments(tree.text(path)) if in_c else tree.text(path)
            for m in (SLEEP_C if in_c else SLEEP_SCRIPT).finditer(text):
                yield path, line_of(text, m.start()), "a test sleeps: wait on a condition"
