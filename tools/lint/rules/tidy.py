"""tidy - clang-tidy, with .clang-tidy's checks, finds nothing. Slow: only when named.

Needs a clang build folder with compile_commands.json: `tools/lint/run --build build/clang tidy`.
A file that passed is remembered in <build>/tidy by the hash of its bytes, its headers, its
command and the checks, so a second run looks only at what changed. EVN_TIDY_SECONDS bounds a run:
when it is over, no further file is begun, what runs is broken off, and how many were left is said.
The files of the latest commits come first; then it depends on their content and the commit, so that
each run takes another slice of the rest."""

import hashlib
import json
import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tree import includes

SLOW = True
GRACE_S = 20  # for a file that was begun in time
LATEST = "30"  # commits whose files come first
FINDING = re.compile(r"^(/?\S+?):(\d+):\d+: (?:warning|error): (.*)$", re.MULTILINE)


def closure(root, folders, path, seen):
    """`path` and every file of ours it includes."""
    if path in seen:
        return
    seen.add(path)
    for _, kind, target in includes(path.read_text(errors="replace")):
        for folder in folders if kind == "quoted" else ():
            if (folder / target).is_file():
                closure(root, folders, folder / target, seen)


def key_of(tree, command, path):
    seen = set()
    closure(tree.root, [tree.root, tree.build / "proto"], path, seen)
    digest = hashlib.sha256(command.encode())
    checks = [folder / ".clang-tidy" for folder in path.parents]
    for part in [*filter(Path.is_file, checks), *sorted(seen)]:
        digest.update(part.read_bytes())
    return digest.hexdigest()


def git(tree, *args):
    """Lines of git's answer; none where the root is no repository."""
    ran = subprocess.run(["git", "-c", "safe.directory=*", *args], cwd=tree.root,
                         capture_output=True, text=True)
    return ran.stdout.splitlines() if ran.returncode == 0 else []


def in_order(tree, jobs, ours):
    """(stamp, path, command) in the order to look at them."""
    latest = set(git(tree, "log", "-n", LATEST, "--name-only", "--format="))
    latest.update(git(tree, "diff", "--name-only", "HEAD"))
    turn = "".join(git(tree, "rev-parse", "HEAD"))
    rows = [(key_of(tree, command, path), path, command) for path, command in jobs.items()]
    rows.sort(key=lambda r: (ours[r[1]] not in latest,
                             hashlib.sha256((turn + r[0]).encode()).digest()))
    return [(tree.build / "tidy" / key, path, command) for key, path, command in rows]


def tidy_one(tree, command, path, stamp, until, left):
    """The findings in one file: (path, line, message)."""
    if stamp.exists():
        return []
    if time.monotonic() > until:
        left.append(path)
        return []
    wait = None if until == float("inf") else max(1, until + GRACE_S - time.monotonic())
    try:
        ran = subprocess.run(["clang-tidy", "--quiet", "-p", str(tree.build), str(path)],
                             cwd=tree.root, capture_output=True, text=True, timeout=wait)
    except subprocess.TimeoutExpired:
        left.append(path)
        return []
    found = [(os.path.relpath(m[1], tree.root.resolve()), int(m[2]), m[3])
             for m in FINDING.finditer(ran.stdout)]
    if ran.returncode != 0 and not found:
        found = [(str(path), 1, ran.stderr.strip() or "clang-tidy failed")]
    if not found:
        stamp.touch()
    return found


def check(tree):
    database = tree.build / "compile_commands.json"
    if not database.is_file():
        yield ".clang-tidy", 1, f"no compile_commands.json in {tree.build}: configure it first"
        return
    (tree.build / "tidy").mkdir(exist_ok=True)
    ours = {(tree.root / p).resolve(): p for p in tree.ending(".c")}
    jobs = {Path(row["file"]).resolve(): row["command"]
            for row in json.loads(database.read_text())}
    jobs = {path: command for path, command in jobs.items() if path in ours}
    if not jobs:
        yield ".clang-tidy", 1, "no C file of ours in compile_commands.json"
        return
    until = time.monotonic() + float(os.environ.get("EVN_TIDY_SECONDS", "inf"))
    left = []
    queue = in_order(tree, jobs, ours)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = pool.map(lambda j: tidy_one(tree, j[2], j[1], j[0], until, left), queue)
        yield from sorted({finding for result in results for finding in result})
    if left:
        print(f"tidy: out of time, {len(left)} of {len(queue)} files left", file=sys.stderr)
