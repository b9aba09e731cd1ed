"""Zones from outside: decided by `evn zone`, published in versions that nobody can rewrite, read
without a token, reported by kind of place, overdue with a growing delay; a stricter local rule is
refused. All of it again after a kill and a rebuild."""

import csv
import io
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import unittest

from installation import COMMUNITIES, DAY_US, START_US, STREET, Installation

HOME = STREET + "901"
COMPOUND = HOME + "-001"
BUILDING = COMPOUND + "-001"
HALL = HOME + "-002"
OFFICE = ("--authority", "区防控办", "--reason", "张三 13912345678 exercise")
PUBLIC = {"day", "version", "made_at", "zone", "area", "name_zh", "name_en", "level", "since", "authority",
          "expansion", "change", "exercise"}


class Zones(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="evn-zones-")
        cls.site = Installation(cls.folder)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def up(self):
        self.site.start()
        self.addCleanup(self.down)

    def down(self):
        if self.site.up.poll() is None:
            self.site.up.terminate()
            self.site.up.wait(30)

    def evn(self, *words, fails=False):
        run = subprocess.run([self.site.bin + "/evn", "--data", self.site.data, "--lang=en", "--json",
                              *words], capture_output=True)
        self.assertEqual(run.returncode != 0, fails, (words, run.stderr.decode()))
        return run.stdout.decode() if not fails else run.stderr.decode()

    def rows(self, *words):
        return [json.loads(line) for line in self.evn(*words).splitlines()]

    def day(self, n, hour=9):
        self.site.tick("registry", START_US + n * DAY_US + hour * 3600 * 10**6)

    def get(self, path):
        status, head, body = self.site.ask("GET", "/api/v1/" + path)
        return status, head, body.decode()

    def published(self, args=""):
        """version/last and zones of the JSON list, changed ones with + or -."""
        status, _, body = self.get("zones" + args)
        self.assertEqual(status, 200, body)
        answer = json.loads(body)
        sign = {"LIST_CHANGE_ADDED": "+", "LIST_CHANGE_REMOVED": "-"}
        head = answer["list"]
        return f"{head['version']}/{head['lastVersion']}" + ("!" if head.get("correction") else "") + "".join(
            f" {z['zone']}{sign.get(z.get('change'), '')}" for z in answer["zones"])

    def fill(self):
        self.site.seed(self.folder)
        with open(self.folder + "/more.tsv", "w", encoding="utf-8") as f:
            f.write("code\tname_zh\n" + "".join(f"{c}\t楼\n" for c in (COMPOUND, BUILDING, HALL, HALL + "-001")))
        self.evn("import", "areas", self.folder + "/more.tsv")
        self.evn("place", "put", "UNIVERSITY", "--kind", "campus", "--area", HALL, "--en", "Campus")

    def check_strict(self):
        """A province's table with seven days: refused with line, rule and who set it; nothing changed."""
        path = self.folder + "/zone_rules.tsv"
        with open(os.environ["EVN_SAMPLE"] + "/policy/zone_rules.tsv", encoding="utf-8") as f:
            nation = f.read().rstrip("\n")
        with open(path, "w", encoding="utf-8") as f:
            f.write(nation + "\ndays_without_new_infection_to_lower\t7\tdays\tlonger\t2022-11-11\t\tprovince\t\n")
        said = self.evn("import", "policy", "--replace", path, fails=True)
        said = next(json.loads(line) for line in said.splitlines() if "TOO_STRICT" in line)
        self.assertEqual((said["reason"], said["line"]), ("TOO_STRICT", nation.count("\n") + 2), said)
        self.assertIn("set by province", said["text"])
        self.assertIn("days_without_new_infection_to_lower", said["text"])
        with open(path, encoding="utf-8") as f:
            milder = f.read().replace("\t7\tdays", "\t4\tdays")
        with open(path, "w", encoding="utf-8") as f:
            f.write(milder)
        self.evn("import", "policy", "--replace", path)

    def decide(self):
        self.day(0)
        said = self.evn("zone", "seal", "Z0", "--area", HOME, *OFFICE, fails=True)
        self.assertIn("ZONE_TOO_LARGE", said)
        said = self.evn("zone", "seal", "Z0", "--area", BUILDING, "--authority", "nobody", fails=True)
        self.assertIn("NO_AUTHORITY", said)
        self.evn("zone", "seal", "Z1", "--area", BUILDING, "--residents", "120", *OFFICE)
        self.evn("zone", "seal", "Z2", "--area", HOME, "--residents", "1240", "--expansion", "spread_unclear", *OFFICE)
        self.evn("zone", "seal", "Z3", "--area", HALL + "-001", "--residents", "300", *OFFICE)
        self.assertEqual(self.published(), "4/4 Z1 Z2 Z3+")
        self.day(2)
        self.evn("zone", "seal", "Z4", "--area", COMMUNITIES[2][0], "--residents", "860", "--start", "2022-11-14",
                 "--expansion", "community_transmission", *OFFICE)
        said = self.evn("zone", "unseal", "Z3", *OFFICE, fails=True)
        self.assertIn("WRONG_STATE", said)
        self.evn("zone", "unseal", "Z3", "--early", *OFFICE)

    def check(self):
        self.assertEqual(self.published(), "3/3 Z1 Z2 Z3- Z4")
        self.assertEqual(self.published("?on=2022-11-15"), "2/2! Z1 Z2 Z3 Z4+")
        self.assertEqual(self.published("?on=2022-11-15&version=1"), "1/2 Z1 Z2 Z3")
        self.assertEqual(self.published("?on=2022-11-14&version=4"), "4/5 Z1 Z2 Z3+")
        versions = json.loads(self.get("zones?on=2022-11-14&version=all")[2])["versions"]
        self.assertEqual([v["version"] for v in versions], [1, 2, 3, 4, 5])
        self.assertEqual([v.get("correction", False) for v in versions], [False] * 4 + [True])
        self.assertEqual(self.rows("zone", "list", "--on", "2022-11-14", "--versions")[4]["correction"], True)
        for path, code, status in (("zones?on=2022-11-17", "TIME_IN_FUTURE", 400),
                                   ("zones?version=9", "OUT_OF_RANGE", 400), ("zones?version=x", "BAD_FIELD", 400),
                                   ("zones.csv?on=someday", "BAD_DATE", 400)):
            got, _, body = self.get(path)
            self.assertEqual((got, json.loads(body)["code"]), (status, code), path)
        self.check_csv()
        self.check_report()

    def check_csv(self):
        path = self.folder + "/list.csv"
        self.evn("zone", "list", "--public", "--on", "2022-11-15", "-o", path)
        status, head, text = self.get("zones.csv?on=2022-11-15")
        with open(path, encoding="utf-8", newline="") as f:
            self.assertEqual(f.read(), text)
        self.assertEqual((status, head["Content-Type"], head["X-Evernormal"]),
                         (200, "text/csv; charset=utf-8", "EXERCISE"))
        rows = list(csv.DictReader(io.StringIO(text)))
        self.assertEqual([(r["zone"], r["version"], r["change"], r["since"]) for r in rows],
                         [("Z1", "2", "", "2022-11-14"), ("Z2", "2", "", "2022-11-14"),
                          ("Z3", "2", "", "2022-11-14"), ("Z4", "2", "added", "2022-11-14")])
        self.assertEqual(set(rows[0]), PUBLIC)
        everything = text + self.get("zones")[2] + self.evn("zone", "list")
        for secret in ("13912345678", "张三", "1240", "residents", "reason"):
            self.assertNotIn(secret, everything)

    def check_report(self):
        kinds = {r["kind"]: r for r in self.rows("zone", "report")}
        self.assertEqual(set(kinds), {"campus", "building", "community"})
        self.assertEqual((kinds["campus"]["medianDays"], kinds["campus"]["p90Days"], kinds["campus"]["standing"]),
                         (3, 3, 0))
        self.assertEqual((kinds["community"]["standing"], kinds["community"]["longestDays"]), (2, 3))
        steps = [(r["decision"], r["about"], r["peopleBefore"], r["peopleAfter"])
                 for r in self.rows("zone", "report", "--decisions")]
        self.assertEqual(steps, [("seal", "Z1", 0, 120), ("seal", "Z2", 120, 1240), ("seal", "Z3", 1240, 1240),
                                 ("correction", "Z4", 1240, 2100), ("unseal", "Z3", 2100, 2100)])
        path = self.folder + "/report.csv"
        self.evn("zone", "report", "-o", path)
        with open(path, encoding="utf-8", newline="") as f:
            rows = list(csv.DictReader(f))
        self.assertEqual([r["kind"] for r in rows], ["campus", "building", "community"])

    def check_overdue(self):
        """The condition is met behind 2022-11-19; the delay grows with the clock, on the board too."""
        self.day(6, 0)
        self.site.until(lambda: len(self.rows("zone", "overdue")) == 3, "three overdue seals")
        self.day(9, 6)
        late = {r["zone"]["seal"]["zone"]: r for r in self.rows("zone", "overdue")}
        self.assertEqual((late["Z1"]["overdueDays"], late["Z1"]["zone"]["met"]), (3, True))
        self.assertEqual(int(late["Z1"]["overdueUs"]), 3 * DAY_US + 6 * 3600 * 10**6)
        kinds = {r["kind"]: r for r in self.rows("zone", "report")}
        self.assertEqual((kinds["building"]["overdue"], kinds["building"]["worstDelayDays"]), (1, 3))
        page = self.site.page("/board", "wall")[1]
        self.assertIn("Z1", page)
        self.assertTrue(re.search(r"\b78\b", page), "78 hours behind are on the board")
        self.evn("zone", "unseal", "Z1", *OFFICE)
        kinds = {r["kind"]: r for r in self.rows("zone", "report")}
        self.assertEqual((kinds["building"]["overdue"], kinds["building"]["unsealedLate"]), (0, 1))

    def test_from_a_seal_to_its_end(self):
        self.up()
        self.fill()
        self.check_strict()
        self.decide()
        self.check()
        killed = 0
        for pid in [c for c in subprocess.run(["pgrep", "-P", str(self.site.up.pid)], capture_output=True,
                                              text=True).stdout.split()]:
            with open(f"/proc/{pid}/comm", encoding="ascii") as f:
                if f.read().strip().startswith("evn-registry"):
                    os.kill(int(pid), signal.SIGKILL)
                    killed += 1
        self.assertEqual(killed, 1)
        self.site.until(lambda: self.get("zones")[0] == 200, "the registry is back")
        self.check()
        self.down()
        self.evn("rebuild", "registry")
        self.evn("verify")
        self.up()
        self.check()
        self.check_overdue()


if __name__ == "__main__":
    unittest.main()
