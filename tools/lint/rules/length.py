"""length - files and functions that fit in a head."""

import re

from tree import functions

FUNCTION_MAX = 70
FILE_MAX = [
    (r"ARCHITECTURE\.md", 300),
    (r"proto/spec/.*\.md", 200),
    (r".*\.(c|h|py|sh|js|ts|svelte|css|html|proto|cmake)|.*CMakeLists\.txt", 600),
]


def check(tree):
    scripts = set(tree.scripts())
    for path in tree.files:
        limit = next((n for pattern, n in FILE_MAX if re.fullmatch(pattern, path)),
                     600 if path in scripts else None)
        n_lines = tree.text(path).count("\n")
        if limit and n_lines > limit:
            yield path, 1, f"{n_lines} lines; at most {limit}"
    for path, name, first, last in functions(tree, tree.ending(".c", ".h")):
        if last - first + 1 > FUNCTION_MAX:
            yield path, first, f"{name} has {last - first + 1} lines; at most {FUNCTION_MAX}"
