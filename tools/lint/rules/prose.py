"""prose - a header opens by saying what it is, and half explains itself.

Line 1 is `/* name - purpose`; the first comment says Pure or Shell; there is an include guard;
and of the lines that declare something or explain it, at least PROSE_MIN percent explain. Bodies
of inline functions, macros and blank lines count for neither side. Where a header says that its
members are those of a proto message, the proto explains them and PROSE_MIRROR percent will do."""

import re

from tree import COMMENT, functions, without_comments

PROSE_MIN = 30
PROSE_MIRROR = 5
MIRROR = re.compile(r"(?:Members (?:are those of|as in)|Structs of)\s+(?:\*\s+)?evernormal")
SMALL = 12  # a header with fewer declaring and explaining lines is not measured



def prose(text, bodies):
    """(explaining lines, declaring or explaining lines)."""
    skipped = {n for first, last in bodies for n in range(first + 1, last + 1)}
    explains = set()
    for m in COMMENT.finditer(text):
        if m[1] is None:
            first = text.count("\n", 0, m.start()) + 1
            explains.update(range(first, first + m[0].count("\n") + 1))
    declares, in_macro = set(), False
    for n, line in enumerate(without_comments(text).splitlines(), 1):
        if in_macro or line.lstrip().startswith("#"):
            in_macro = line.endswith("\\")
        elif line.strip(" {};") and n not in skipped:
            declares.add(n)
    explains -= skipped
    return len(explains), len(explains | declares)


def check(tree):
    headers = tree.ending(".h")
    bodies = {}
    for path, _, first, last in functions(tree, headers):
        bodies.setdefault(path, []).append((first, last))
    for path in headers:
        text = tree.text(path)
        stem = path.rsplit("/", 1)[1][:-2]
        first = re.match(rf"/\* {re.escape(stem)} - \w.*?\*/", text, re.DOTALL)
        if not first:
            yield path, 1, f"does not open with `/* {stem} - purpose`"
            continue
        is_list = stem.endswith("_list")
        if not is_list and not re.search(r"\b(Pure|Shell|Test support)\b", first[0]):
            yield path, 1, "the first comment says neither Pure nor Shell"
        if not is_list and not re.search(r"^#ifndef EVN_\w+_H\n#define EVN_\w+_H$", text,
                                         re.MULTILINE):
            yield path, 1, "no include guard EVN_..._H"
        n_explains, n_all = prose(text, bodies.get(path, []))
        least = PROSE_MIRROR if MIRROR.search(first[0]) else PROSE_MIN
        if n_all >= SMALL and not is_list and n_explains * 100 < n_all * least:
            yield path, 1, f"{n_explains * 100 // n_all}% prose; at least {least}%"
