"""A training lapses with the day: the member's key and token lose the role at their next request, in
every service, through restart, kill and rebuild, and have it again with a new day."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import unittest

from installation import DAY_US, START_US, Installation

HOME = "310105001001"
AREAS = ["31", "3101", "310105", "310105001", HOME]
TABLES = {
    "areas": "code,name_zh\n" + "".join(f"{code},区域\n" for code in AREAS),
    "units": "code,type,level,area,parent,name_zh,phone\n"
             "D,command,district,310105,,区指挥部,021-1\n"
             f"C,committee,community,{HOME},D,居委会,021-2\n",
    "courses": "code,name_zh,roles,valid_days,deadline\nHYGIENE,消毒规程,WAREHOUSE,10,2022-12-31\n",
    "staff": "staff,organisation,grants,from_day\n"
             f"S1,C,\"WAREHOUSE,DASHBOARD@{HOME}; POINT@{HOME}\",2022-11-01\n"
             f"S2,C,WAREHOUSE@{HOME},2022-11-01\nS3,D,AUDITOR@*,2022-11-01\n",
    "training": "staff,course,done_on\nS1,HYGIENE,2022-11-05\nS1,HYGIENE,2022-11-10\n",
    "duties": "duty,organisation,staff,from_day,from,until\nNIGHT,C,S2,2022-11-14,20:00,32:00\n",
    "places": f"code,kind,area,name_zh\nW1,warehouse,{HOME},仓\n",
    "items": "code,name_en,unit_en,category\nRICE,Rice,kg,living_supply\n",
}
RULES = "rule,value,unit,valid_from\nrefuse_untrained,1,bool,2022-11-14\n"


class Staff(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="evn-staff-")
        self.site = Installation(self.folder)
        os.mkdir(self.folder + "/programs")
        for name in ("evn-registry", "evn-ledger", "evn-gateway"):
            os.symlink(f"{self.site.bin}/{name}", f"{self.folder}/programs/{name}")

    def tearDown(self):
        shutil.rmtree(self.folder)

    def up(self):
        self.site.start(None, "--programs", self.folder + "/programs")

    def evn(self, *words, stdin=None):
        run = subprocess.run([self.site.bin + "/evn", "--data", self.site.data, "--lang=en", "--json", *words],
                             input=stdin, capture_output=True)
        return run.returncode, (run.stdout + run.stderr).decode()

    def good(self, *words, stdin=None):
        status, said = self.evn(*words, stdin=stdin)
        self.assertEqual(status, 0, said)
        return [json.loads(line) for line in said.splitlines() if line.startswith("{")]

    def receive(self):
        return self.evn("move", "receive", "--to", "W1", "RICE=1", "--key", "S1-desk")

    def through_the_gateway(self):
        return self.site.query("registry", {"list": {"table": "TABLE_ITEM"}}, "S1")

    def fill(self):
        for table, text in TABLES.items():
            self.good("import", table, "-", stdin=text.encode())
        with open(self.folder + "/training_rules.csv", "w", encoding="utf-8") as f:
            f.write(RULES)
        self.good("key", "new", "S1-desk", "--staff", "S1", "--device", "desk", "--role", "WAREHOUSE",
                  "--scope", HOME)
        self.site.token("S1", "WAREHOUSE", HOME)

    def tick(self, day, hour=12):
        at = START_US + (day - 14) * DAY_US + hour * DAY_US // 24
        for service in ("registry", "ledger"):
            self.site.tick(service, at)

    def refused(self):
        """At the next request, with the course and the day, at a service and over HTTP."""
        status, said = self.receive()
        self.assertEqual(status, 77, said)
        for word in ("ROLE_RESTS", "HYGIENE", "WAREHOUSE", "2022-11-21"):
            self.assertIn(word, said)
        status, answer = self.site.command("ledger", {"document": {"lines": []}}, "S1")
        self.assertEqual((status, answer.get("code")), (403, "ROLE_RESTS"), answer)

    def works(self):
        self.site.until(lambda: self.receive()[0] == 0, "the role is there")

    def imports(self):
        """A dry run says what would change; twice changes nothing; a wrong row names its column."""
        rows = self.good("import", "training", "-", "--dry-run", stdin=TABLES["training"].encode())
        self.assertEqual([row["unchanged"] for row in rows if "unchanged" in row], [2])
        text = "staff,course,done_on\nS2,HYGIENE,2022-11-09\n"
        rows = self.good("import", "training", "-", "--dry-run", stdin=text.encode())
        self.assertEqual([row["new"] for row in rows if "unchanged" in row], [1])
        self.assertEqual(len(self.good("training", "show", "S2")), 1)
        self.assertNotIn("doneOn", self.good("training", "show", "S2")[0])
        status, said = self.evn("import", "staff", "-",
                                stdin=f"staff,organisation,grants,from_day\nS9,C,KING@{HOME},2022-11-01\n".encode())
        self.assertEqual(status, 65, said)
        self.assertIn("grants", said)
        self.assertNotIn("KING", said)

    def reports(self):
        row = self.good("training", "coverage", "--unit", "C")[0]
        self.assertEqual([row.get(k, 0) for k in ("needed", "trained", "due", "overdue")], [2, 1, 1, 0])
        self.assertEqual(self.good("duty", "now", "--area", HOME, "--at", "2022-11-15T02:00:00+08:00")[0]["staff"],
                         "S2")
        one = self.good("duty", "now", "--unit", "C", "--at", "2022-11-15T12:00:00+08:00")[0]
        self.assertEqual((one["staff"], one["by"]), ("S1", "DUTY_BY_MEMBER"))
        status, answer = self.site.query("registry", {"onDuty": {"area": HOME}}, "S1")
        self.assertEqual(status, 200, answer)
        status, said = self.evn("--lang=zh", "training", "overdue")
        self.assertEqual(status, 0, said)

    def test_a_role_lapses_with_its_training_everywhere_and_comes_back(self):
        self.up()
        self.tick(14)
        self.fill()
        self.imports()
        self.reports()
        self.works()
        self.good("import", "policy", self.folder + "/training_rules.csv")
        self.tick(20, 23)
        self.works()
        self.tick(21, 0)
        self.site.until(lambda: "ROLE_RESTS" in self.receive()[1], "the ledger has heard of it")
        self.refused()
        key = next(row for row in self.good("key", "list", "--service", "ledger") if row["name"] == "S1-desk")
        self.assertEqual((key["roles"], key["resting"], key["course"], key["staff"]),
                         ("", "WAREHOUSE", "HYGIENE", "S1"))
        status, said = self.evn("key", "new", "S2-desk", "--staff", "S2", "--device", "desk", "--role",
                                "WAREHOUSE", "--scope", HOME)
        self.assertEqual(status, 69, said)
        self.assertIn("NOT_TRAINED", said)
        row = self.good("training", "overdue")[0]
        self.assertEqual((row["staff"], row["state"], row["sinceDay"]),
                         ("S1", "TRAINING_STATE_LAPSED", "2022-11-21"))
        before = self.good("verify", "--digest")
        self.killed()
        self.refused()
        self.assertEqual(self.site.stop(), 0)
        self.good("verify")
        self.good("rebuild", "registry")
        self.good("rebuild", "ledger")
        self.up()
        self.refused()
        after = self.good("verify", "--digest")
        self.assertEqual(*[[row for row in rows if row.get("service") == "registry"] for rows in (before, after)])
        self.good("training", "done", "S1", "HYGIENE", "--on", "2022-11-21")
        self.works()
        self.assertEqual(self.site.stop(), 0)

    def killed(self):
        """Every service dies at once, and is started again by who looks after them."""
        for name in ("registry", "ledger"):
            found = subprocess.run(["pgrep", "-P", str(self.site.up.pid), "-f", f"evn-{name}"],
                                   capture_output=True, check=True).stdout.split()
            os.kill(int(found[0]), signal.SIGKILL)
        self.site.until(lambda: "ROLE_RESTS" in self.receive()[1], "the services are back")


if __name__ == "__main__":
    unittest.main(verbosity=2)
