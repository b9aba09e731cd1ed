"""format - clang-format would change nothing."""

import re
import subprocess


def check(tree):
    paths = tree.ending(".c", ".h")
    if not paths:
        yield ".clang-format", 1, "no C file found: the check checks nothing"
        return
    ran = subprocess.run(["clang-format", "--dry-run", "--Werror", *paths], cwd=tree.root,
                         capture_output=True, text=True)
    found = re.findall(r"^(\S+?):(\d+):\d+: error: ", ran.stderr, re.MULTILINE)
    if ran.returncode != 0 and not found:
        yield ".clang-format", 1, ran.stderr.strip()
    for path, line in dict(reversed(found)).items():
        yield path, int(line), "run clang-format -i on this file"
