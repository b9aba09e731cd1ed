"""shell - every shell script passes shellcheck."""

import re
import subprocess


def check(tree):
    scripts = tree.scripts()
    if not scripts:
        return
    ran = subprocess.run(["shellcheck", "--norc", "-f", "gcc", *scripts], cwd=tree.root,
                         capture_output=True, text=True)
    found = re.findall(r"^(\S+?):(\d+):\d+: (.*)$", ran.stdout, re.MULTILINE)
    if ran.returncode != 0 and not found:
        yield scripts[0], 1, ran.stderr.strip() or "shellcheck failed"
    for path, line, message in found:
        yield path, int(line), message
