"""A positive test in one service is a seal, a need, a claimed bed and a transfer in the others; a
hospital that closes sends its patient elsewhere - with real processes, and again after a restart."""

import json
import os
import shutil
import subprocess
import tempfile
import unittest

from installation import Installation

HOME = "310105001001"
BUILDING = HOME + "-000-001"
AREAS = ["31", "3101", "310105", "310105001", "310106", HOME, HOME + "-000", BUILDING]
RULES = [
    ("close_contact", "central", "centre", 1, 5, [1, 2, 3, 5]),
    ("close_contact", "home", "door", 2, 3, [1, 3]),
    ("secondary_contact", "none", "none", 1, 0, []),
]


class Beds(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="evn-beds-")
        os.mkdir(cls.folder + "/programs")
        cls.site = Installation(cls.folder)
        for name in ("evn-registry", "evn-ledger", "evn-planner", "evn-dispatch", "evn-gateway"):
            os.symlink(f"{cls.site.bin}/{name}", f"{cls.folder}/programs/{name}")

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def up(self):
        self.site.start(None, "--programs", self.folder + "/programs")
        self.addCleanup(self.down)

    def down(self):
        """Whatever a failed test left running."""
        if self.site.up.poll() is None:
            self.site.up.terminate()
            self.site.up.wait(30)

    def evn(self, *words, fails=False):
        run = subprocess.run([self.site.bin + "/evn", "--data", self.site.data, "--lang=en", "--json", *words],
                             capture_output=True)
        said = (run.stdout + run.stderr).decode()
        self.assertEqual(run.returncode != 0, fails, said)
        return said

    def rows(self, *words):
        said = self.evn(*words)
        return [json.loads(line) for line in said.splitlines() if line.startswith("{")]

    def fill(self):
        self.site.token("office", "AUTHORITY")
        with open(self.folder + "/areas.csv", "w", encoding="utf-8") as f:
            f.write("code,name_zh\n" + "".join(f"{code},区域\n" for code in AREAS))
        self.evn("import", "areas", self.folder + "/areas.csv")
        isolation = [{"cohort": c, "phase": "isolation", "place": p, "supplyMode": s, "phaseOrder": o,
                      "days": d, "testDays": t, "tests": len(t)} for c, p, s, o, d, t in RULES]
        self.site.must("registry", {"policy": {"table": "isolation_rules", "version": 1,
                                               "isolation": isolation}}, "office")
        self.evn("item", "put", "BED", "--en", "Bed", "--category", "bed", "--tracking", "none",
                 "--unit-en", "bed")
        for code, area in (("H1", "310105"), ("H2", "310106")):
            self.evn("place", "put", code, "--kind", "hospital", "--area", area, "--en", code)
            self.evn("move", "receive", "--to", code, "BED=1")

    def transfer(self, person):
        found = [t for t in self.rows("transfer", "list") if t["person"] == person]
        return (found[0]["state"], found[0]["place"]) if found else None

    def claims(self):
        """What the ledger keeps for whom, where."""
        return {(r["owner"], r["place"]): int(r["quantity"]) for r in self.rows("claim", "list")
                if int(r["quantity"]) > 0}

    def test_one_chain(self):
        self.up()
        self.fill()
        self.evn("test", "put", "P1", "--sample", "S1", "--taken", "2022-11-14", "--ct", "28.5",
                 "--area", BUILDING, "--contacts", "C1", "--secondary", "C2", "--severity", "mild")
        # registry -> dispatch -> ledger -> dispatch
        self.site.until(lambda: self.transfer("P1") == ("claimed", "H1"), "the bed at H1")
        self.assertEqual(self.claims(), {("B.P1", "H1"): 1})
        proposal, = self.rows("test", "proposals")
        self.assertEqual((proposal["state"], proposal["persons"], proposal["contacts"]),
                         ("PROPOSAL_STATE_OPEN", ["P1"], ["C1"]))
        said = self.evn("test", "put", "P1", "--sample", "S2", "--taken", "2022-11-14", "--area",
                        BUILDING, fails=True)
        self.assertIn("TESTED_ENOUGH", said)
        # registry -> planner: nothing is sealed before it is confirmed
        zone = f"{BUILDING}.2022-11-14"
        self.assertEqual(self.site.query("registry", {"list": {"table": "TABLE_ZONE"}}, "office")[1].get("zone", []), [])
        self.evn("test", "confirm", zone, "--authority", "District HQ", "--reason", "positive at home",
                 "--residents", "120")
        sealed = self.site.query("registry", {"list": {"table": "TABLE_ZONE"}}, "office")[1]["zone"]
        self.assertEqual(sealed[0]["seal"]["area"], BUILDING)
        # A hospital that closes: registry -> dispatch -> ledger, its patient elsewhere.
        self.evn("place", "set", "H1", "--intake", "closed")
        self.site.until(lambda: self.transfer("P1") == ("claimed", "H2"), "the bed at H2")
        self.site.until(lambda: self.claims() == {("B.P1", "H2"): 1}, "the bed at H1 given back")
        self.evn("transfer", "brought", "P1")
        before = self.evn("verify", "--digest")
        self.assertEqual(self.site.stop(), 0)
        self.up()
        self.assertEqual(self.transfer("P1"), ("brought", "H2"))
        self.assertEqual(self.evn("verify", "--digest"), before)
        self.evn("transfer", "end", "P1")
        self.site.until(lambda: not self.claims(), "the bed at H2 given back")
        self.assertEqual(self.site.stop(), 0)


if __name__ == "__main__":
    unittest.main()
