"""Rides over real services: a key person's dialysis is due today, an emergency is refused at the door
and driven on, a car is asked for twice, a hospital closes, a ride is late; the same after a kill, a
restart and a rebuild."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import unittest

from installation import DAY_US, START_US, STREET, Installation

HOME, NEAR, FAR = STREET + "901", STREET + "905", STREET + "906"
HOSPITALS = ("code,kind,area,name_zh,lat,lon,datum,coord_source\n"
             f"H1,hospital,{NEAR},近医院,31.232,121.472,wgs84,made up\n"
             f"H2,hospital,{FAR},远医院,31.262,121.502,wgs84,made up\n")
PEOPLE = f"person,community,group,ride,ride_to,ride_at,weekdays\nP7,{HOME},haemodialysis,dialysis,H2,12:00,1 3 5\n"
HOUR_US = DAY_US // 24
REGULAR = "K19310-1-1"


class Rides(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="evn-rides-")
        self.site = Installation(self.folder)
        os.mkdir(self.folder + "/programs")
        for name in ("evn-registry", "evn-ledger", "evn-planner", "evn-dispatch", "evn-events", "evn-gateway"):
            os.symlink(f"{self.site.bin}/{name}", f"{self.folder}/programs/{name}")

    def tearDown(self):
        if self.site.up and self.site.up.poll() is None:
            self.site.up.terminate()
            self.site.up.wait(30)
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

    def bad(self, words_said, *words):
        status, said = self.evn(*words)
        self.assertNotEqual(status, 0, said)
        self.assertIn(words_said, said)

    def ride(self, code):
        rows = self.good("ride", "show", code)
        return (rows[0]["state"], rows[0]["to"]) if rows else None

    def fill(self):
        for service in ("registry", "planner", "dispatch"):
            self.site.tick(service, START_US + 9 * HOUR_US)
        self.site.seed(self.folder)
        self.good("import", "places", "-", stdin=HOSPITALS.encode())
        self.good("community", "link", HOME, "--kind", "car", "--place", "V1")
        self.good("person", "import", "-", stdin=PEOPLE.encode())
        self.site.token("h1", "INTEGRATOR", NEAR)
        self.site.token("h2", "INTEGRATOR", FAR)
        self.site.seal()

    def due_today(self):
        self.site.until(lambda: self.ride(REGULAR) == ("requested", "H2"), "the dialysis of a Monday")
        self.site.must("dispatch", {"rideAsk": {"ride": "R1", "kind": "RIDE_KIND_EMERGENCY", "person": "P1",
                                                "community": HOME}}, "street")
        self.assertEqual(self.ride("R1"), ("requested", "H1"))
        self.good("ride", "assign", "R1")
        self.assertEqual(self.good("ride", "show", "R1")[0]["vehicle"], "V1")
        self.bad("V1 is taken by R1", "ride", "assign", REGULAR, "--from", "2022-11-14T09:00:00+08:00")
        self.bad("takes no such patient", "ride", "ask", "R9", "--person", "P9", "--community", HOME, "--to", "P1")

    def refused(self):
        """At the door of the nearest: the hospital's own page; whoever plans cannot speak for it."""
        self.good("ride", "depart", "R1")
        self.bad("neither accepted at a place nor at home", "ride", "close", "R1", "enough")
        self.good("ride", "arrive", "R1")
        answer = self.site.command("dispatch", {"rideDo": {"ride": "R1", "event": "RIDE_EVENT_ACCEPT"}}, "chief")
        self.assertEqual((answer[0], answer[1].get("code")), (403, "NOT_ALLOWED"), answer)
        answer = self.site.command("dispatch", {"rideDo": {"ride": "R1", "event": "RIDE_EVENT_ACCEPT"}}, "h2")
        self.assertEqual((answer[0], answer[1].get("code")), (403, "OUT_OF_SCOPE"), answer)
        page = self.site.page("/ride/R1", "h1")[1]
        self.assertIn("We accept the patient", page)
        self.assertNotIn("We accept the patient", self.site.page("/ride/R1", "chief")[1])
        status, _, body = self.site.form("/ride/R1", page, "refuse", {"reason": "call 13800138000"}, "h1")
        self.assertEqual(status, 400, body)
        self.assertEqual(self.site.form("/ride/R1", page, "refuse", {"reason": "no bed is free"}, "h1")[0], 303)
        self.assertEqual(self.ride("R1"), ("refused", "H2"))
        alarm, = self.good("ticket", "list", "--ride", "R1")
        self.assertEqual((alarm["ticket"], alarm["owner"]), ("A1-R1", "DISPATCHER"))
        self.assertIn("R1 was refused by H1", alarm["text"])

    def killed(self):
        found = subprocess.run(["pgrep", "-P", str(self.site.up.pid), "-f", "evn-dispatch"],
                               capture_output=True, check=True).stdout.split()
        os.kill(int(found[0]), signal.SIGKILL)
        self.site.until(lambda: self.evn("ride", "list")[0] == 0, "dispatch is back")

    def driven_on(self):
        self.killed()
        self.assertEqual(self.ride("R1"), ("refused", "H2"))
        self.good("ride", "depart", "R1")
        self.good("ride", "arrive", "R1")
        self.site.must("dispatch", {"rideDo": {"ride": "R1", "event": "RIDE_EVENT_ACCEPT"}}, "h2")
        self.good("ride", "return", "R1")
        self.good("ride", "close", "R1")
        self.assertNotIn("R1", [r["ride"] for r in self.good("ride", "list")])

    def closes(self):
        """The hospital of the dialysis closes: elsewhere; the clock runs while dispatch is dead."""
        self.good("ride", "assign", REGULAR)
        self.good("place", "set", "H2", "--intake", "closed")
        self.site.until(lambda: self.ride(REGULAR) == ("assigned", "H1"), "another hospital")
        self.assertIn("H2 takes no such patient", self.good("ride", "show", REGULAR)[0]["why"])
        self.killed()
        self.site.tick("dispatch", START_US + 14 * HOUR_US + HOUR_US // 60)
        self.site.until(lambda: self.good("ticket", "list", "--ride", REGULAR), "it is late")
        self.assertIn("not accepted in time", self.good("ticket", "list", "--ride", REGULAR)[0]["text"])

    def told(self, token):
        """Kinds of dispatch's events that the hub tells from the beginning."""
        at, kinds = self.site.query("events", {"position": {}}, token)[1]["position"], set()
        cursor, head = {"hub": at["hub"], "position": "0"}, int(at["position"])
        while int(cursor["position"]) < head:
            answer = self.site.query("events", {"follow": {"cursor": cursor}}, token)[1]["batch"]
            kinds |= {e["kind"] for e in answer.get("event", []) if e["source"] == "dispatch"}
            cursor = answer["cursor"]
        return kinds

    def test_rides_live_through_everything(self):
        self.up()
        self.fill()
        self.due_today()
        self.refused()
        self.driven_on()
        self.closes()
        self.site.until(lambda: {120, 121} <= self.told("street"), "the hub tells of rides")
        self.assertFalse({120, 121} & self.told("wall"))
        status, answer = self.site.query("dispatch", {"rides": {}}, "wall")
        self.assertEqual((status, answer.get("code")), (403, "NOT_ALLOWED"), answer)
        before = self.good("verify", "--digest")
        rides = self.good("ride", "list", "--closed")
        self.assertEqual(len(rides), 2)
        self.assertEqual(self.site.stop(), 0)
        self.good("verify")
        self.good("rebuild", "dispatch")
        self.up()
        self.assertEqual(self.good("ride", "list", "--closed"), rides)
        after = self.good("verify", "--digest")
        self.assertEqual(*[[row for row in rows if row.get("service") == "dispatch"] for rows in (before, after)])
        self.assertEqual(self.site.stop(), 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
