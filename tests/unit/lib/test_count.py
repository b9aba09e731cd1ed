"""test_count - count.py tells apart what ctest reports: each line below, and their sum."""

import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "lib"))
import count  # noqa: E402

SKIP = '<skipped message="SKIP_RETURN_CODE=77"/>'
GONE = '<skipped message="Unable to find executable"/>'

# (ctest's status, what it adds, the program's last line, (passed, failed, skipped))
CASES = [
    ("run", "", "a: 5 tests, 0 failed, 1 skipped", (4, 0, 1)),
    ("fail", "<failure/>", "a.b: 5 tests, 2 failed, 1 skipped", (2, 2, 1)),
    ("fail", "<failure/>", "leak: 3 tests, 0 failed, 0 skipped", (3, 1, 0)),
    ("fail", "<failure/>", "killed before its last line", (0, 1, 0)),
    ("notrun", SKIP, "s: 2 tests, 0 failed, 2 skipped", (0, 0, 2)),
    ("notrun", SKIP, "", (0, 0, 1)),
    ("notrun", GONE, "", (0, 1, 0)),
    ("run", "", "a script", (1, 0, 0)),
]


def xml_of(status, extra, line):
    return (f'<testcase name="x" status="{status}">{extra}'
            f"<system-out>Suite: x\n{line}\n</system-out></testcase>")


def exit_status(cases):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "group.xml"
        path.write_text("<testsuite>" + "".join(cases) + "</testsuite>")
        return count.main([path])


def main():
    n_failed = 0
    for *case, wanted in CASES:
        got = count.count_case(ElementTree.fromstring(xml_of(*case)))
        if got != wanted:
            print(f"{case}: {got}, not {wanted}")
            n_failed += 1
    passing, skipping = xml_of(*CASES[0][:3]), xml_of(*CASES[4][:3])
    for cases, wanted in [([passing], 0), ([passing, xml_of(*CASES[3][:3])], 1), ([skipping], 1),
                          ([], 1)]:
        if exit_status(cases) != wanted:
            print(f"{len(cases)} programs: exit status is not {wanted}")
            n_failed += 1
    print(f"lib.count: {len(CASES) + 4} tests, {n_failed} failed, 0 skipped")
    return 1 if n_failed else 0


if __name__ == "__main__":
    sys.exit(main())
