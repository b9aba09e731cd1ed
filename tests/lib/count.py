"""count - add up the tests in ctest's JUnit files: one per CUnit test, one per other program.

Usage: count.py FILE.xml ...
A CUnit program ends with "suite: N tests, F failed, S skipped". A program that failed without a
failed test in that line (a crash, a timeout, a leak) counts as one failure more. The last line
printed is "N passed, N failed, N skipped"; the exit status is 0 when some test passed and none
failed.
"""

import re
import sys
import xml.etree.ElementTree as ElementTree

SUMMARY = re.compile(r"^\S+: (\d+) tests, (\d+) failed, (\d+) skipped$", re.MULTILINE)


def count_case(case):
    """(passed, failed, skipped) of one ctest entry."""
    ended_well = case.get("status") == "run"
    why = case.find("skipped")
    # ctest also calls a program skipped that it could not find.
    was_skipped = why is not None and why.get("message", "").startswith("SKIP_")
    sums = SUMMARY.findall(case.findtext("system-out") or "")
    if not sums:
        if was_skipped:
            return 0, 0, 1
        return (1, 0, 0) if ended_well else (0, 1, 0)
    ran, failed, skipped = (sum(int(row[i]) for row in sums) for i in range(3))
    if failed == 0 and not ended_well and not was_skipped:
        return max(ran - skipped, 0), 1, skipped
    return max(ran - failed - skipped, 0), failed, skipped


def main(paths):
    total = [0, 0, 0]
    for path in paths:
        for case in ElementTree.parse(path).getroot().iter("testcase"):
            counts = count_case(case)
            total = [a + b for a, b in zip(total, counts)]
            if counts[1]:
                print(f"FAILED {case.get('name')}: {counts[1]} of {sum(counts)}")
    passed, failed, skipped = total
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 0 if passed > 0 and failed == 0 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
