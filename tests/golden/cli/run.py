"""run - what evn says to the letter: run.py EVN CASES. Each CASES/NAME.in has the arguments of one
run (a last word >/dev/full or >&- redirects its output), NAME.ok what came of it: standard output, then "-- stderr", then "-- status N". The run gets
an empty home, written as HOME in the result, and stands in CASES. With EVN_GOLDEN=write the
results are written anew."""

import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path


def say(evn, arguments, cases):
    with tempfile.TemporaryDirectory() as home:
        env = {"HOME": home, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
        words = shlex.split(arguments)
        to = words.pop() if words and words[-1].startswith(">") else ""
        done = subprocess.run(["/bin/sh", "-c", f'exec "$@" {to}', "sh", evn, *words], env=env, capture_output=True,
                              stdin=subprocess.DEVNULL, timeout=30, cwd=cases)
        text = (done.stdout + b"-- stderr\n" + done.stderr).decode()
        return text.replace(home, "HOME") + f"-- status {done.returncode}\n"


def main():
    evn, cases = sys.argv[1], Path(sys.argv[2])
    failed = 0
    names = sorted(cases.glob("*.in"))
    for case in names:
        ok = case.with_suffix(".ok")
        got = say(evn, case.read_text(), cases)
        if os.environ.get("EVN_GOLDEN") == "write":
            ok.write_text(got)
        elif not ok.exists() or ok.read_text() != got:
            failed += 1
            print(f"{case.name}: not as in {ok.name}:\n{got}")
    print(f"evn.golden: {len(names)} tests, {failed} failed, 0 skipped")
    return 1 if failed or not names else 0


sys.exit(main())
