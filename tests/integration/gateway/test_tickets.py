"""One ticket through its whole life over real services: the duty officer has it, it is referred, its
time runs out while dispatch is dead and it goes a unit up with how late it is, it is answered and
closed; the same after a kill, a restart and a rebuild."""

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
    "units": "code,type,level,area,parent,name_zh\n"
             "D,command,district,310105,,区指挥部\nS,office,street,310105001,D,街道办\n"
             f"C,committee,community,{HOME},S,居委会\n",
    "courses": "code,name_zh,roles,valid_days,deadline\nHOTLINE,热线规范,POINT,10,2022-12-31\n",
    "staff": "staff,organisation,grants,from_day\n"
             f"C1,C,POINT@{HOME},2022-11-01\nC2,C,POINT@{HOME},2022-11-01\n"
             "D1,D,DISPATCHER@310105,2022-11-01\n",
    "training": "staff,course,done_on\nC1,HOTLINE,2022-11-10\n",
    "duties": "duty,organisation,staff,from_day,from,until\n"
              "DAY,C,C1,2022-11-14,08:00,20:00\nALL,D,D1,2022-11-14,00:00,24:00\n",
    "places": f"code,kind,area,name_zh\nP1,reception_point,{HOME},接收点\n",
}
DEADLINES = "ticket_class,accept_hours,answer_hours\nhotline,2,10\n"
RULES = "rule,value,unit,valid_from\nrefuse_untrained,1,bool,2022-11-14\n"
HOUR_US = DAY_US // 24


class Tickets(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="evn-tickets-")
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

    def bad(self, code, *words):
        status, said = self.evn(*words)
        self.assertNotEqual(status, 0, said)
        self.assertIn(code, said)

    def tick(self, day, hour):
        for service in ("registry", "dispatch"):
            self.site.tick(service, START_US + (day - 14) * DAY_US + hour * HOUR_US)

    def fill(self):
        for table, text in TABLES.items():
            self.good("import", table, "-", stdin=text.encode())
        for table, text in (("ticket_deadlines", DEADLINES), ("training_rules", RULES)):
            with open(f"{self.folder}/{table}.csv", "w", encoding="utf-8") as f:
                f.write(text)
        self.good("import", "policy", self.folder + "/ticket_deadlines.csv")
        self.site.token("C1", "POINT", HOME)
        self.site.token("chief", "DISPATCHER")
        self.site.token("wall", "DASHBOARD")

    def ticket(self, code):
        return next(t for t in self.good("ticket", "list") if t["ticket"] == code)

    def has(self, code, owner, unit, state):
        t = self.ticket(code)
        self.assertEqual((t["owner"], t["unit"], t["state"]), (owner, unit, state), t)
        return t

    def opened(self):
        """The point opens one over HTTP; who is on duty has it; others do not see it."""
        self.site.until(lambda: self.good("ticket", "clock")[0]["class"] == "hotline", "the clocks")
        body = {"ticketOpen": {"ticket": "T1", "kind": "TICKET_KIND_HOTLINE", "text": "no insulin left",
                               "links": [{"kind": "TICKET_LINK_KIND_PLACE", "code": "P1"}]}}
        self.site.until(lambda: self.evn("ticket", "list", "--place", "P1")[0] == 0, "dispatch answers")
        self.site.must("dispatch", body, "C1")
        t = self.has("T1", "C1", "C", "open")
        self.assertEqual(t["why"], "on duty at C")
        self.assertEqual((t["acceptBy"], t["answerBy"]), ("2022-11-14T11:00", "2022-11-14T19:00"))
        status, answer = self.site.query("dispatch", {"ticket": {"ticket": "T1"}}, "wall")
        self.assertEqual((status, answer.get("code")), (403, "NOT_ALLOWED"), answer)
        self.bad("like a telephone or identity card", "ticket", "open", "T9", "call 13800138000", "--area", HOME)
        self.bad("accept it first", "ticket", "answer", "T1", "soon")
        self.bad("EXISTS", "ticket", "open", "T1", "again", "--area", HOME)

    def killed(self):
        found = subprocess.run(["pgrep", "-P", str(self.site.up.pid), "-f", "evn-dispatch"],
                               capture_output=True, check=True).stdout.split()
        os.kill(int(found[0]), signal.SIGKILL)
        self.site.until(lambda: self.evn("ticket", "list")[0] == 0, "dispatch is back")

    def escalates(self):
        """Referred to the street, where nobody is; killed; two hours and a half later it is the
        district's, half an hour late; and once."""
        self.good("ticket", "accept", "T1")
        self.good("ticket", "act", "T1", "asked the street")
        self.good("ticket", "refer", "T1", "S", "needs a car")
        t = self.has("T1", "D1", "S", "open")
        self.assertEqual(t["why"], "on duty at D; nobody is on duty at S")
        self.killed()
        self.site.tick("dispatch", START_US + 11 * HOUR_US + HOUR_US // 2)
        self.site.until(lambda: self.ticket("T1")["escalations"] == 1, "it goes up")
        self.has("T1", "DISPATCHER", "", "open")
        late = [s for s in self.good("ticket", "show", "T1") if s["verb"] == "escalate"]
        self.assertEqual([(s["lateMin"], s["by"]) for s in late], [(30, "clock")])
        self.assertEqual([t["ticket"] for t in self.good("ticket", "overdue")], ["T1"])
        self.killed()
        self.assertEqual(self.ticket("T1")["escalations"], 1)

    def answered(self):
        body = {"ticketDo": {"ticket": "T1", "verb": "TICKET_VERB_ACCEPT"}}
        status, answer = self.site.command("dispatch", body, "C1")
        self.assertEqual((status, answer.get("code")), (403, "NOT_ALLOWED"), answer)
        self.site.must("dispatch", body, "chief")
        self.has("T1", "chief", "", "accepted")
        self.assertEqual(self.good("ticket", "overdue"), [])
        self.good("ticket", "answer", "T1", "brought at noon")
        self.site.must("dispatch", {"ticketDo": {"ticket": "T1", "verb": "TICKET_VERB_REOPEN",
                                                 "text": "the wrong kind"}}, "C1")
        self.good("ticket", "accept", "T1")
        self.good("ticket", "answer", "T1", "exchanged")
        self.good("ticket", "close", "T1")
        self.has("T1", "admin", "", "closed")

    def a_role_rests(self):
        """C1's training lapses on the 21st: what comes then goes past C1, and says so."""
        self.good("import", "policy", self.folder + "/training_rules.csv")
        self.tick(21, 9)
        self.good("ticket", "clock", "hotline", "--accept", "3", "--answer", "5")
        self.site.until(lambda: self.good("ticket", "clock")[0]["acceptHours"] == 3, "the new clock")
        self.good("ticket", "open", "T2", "when does the lane open", "--area", HOME)
        t = self.has("T2", "D1", "C", "open")
        self.assertEqual(t["why"], "on duty at D; C1 is on duty, but a course is missing")
        self.assertEqual((t["acceptBy"], t["answerBy"]), ("2022-11-21T12:00", "2022-11-21T14:00"))

    def pages(self):
        """A form opens one, and another accepts it; a telephone number is refused where it was typed."""
        page = self.site.page("/tickets", "C1")[1]
        fields = {"kind": "TICKET_KIND_CLUE", "area": HOME, "text": "call 13800138000"}
        status, _, body = self.site.form("/tickets", page, "ticket", fields, "C1")
        self.assertEqual(status, 400)
        self.assertIn("call 13800138000", body.decode())
        fields["text"] = "the shop at the gate is open"
        self.assertEqual(self.site.form("/tickets", page, "ticket", fields, "C1")[0], 303)
        self.assertEqual(self.site.form("/tickets", page, "ticket", fields, "C1")[0], 303)
        clue, = [t for t in self.good("ticket", "list") if t["kind"] == "clue"]
        address = "/ticket/" + clue["ticket"]
        page = self.site.page(address, "C1")[1]
        self.assertIn("on duty at C", page)
        self.assertEqual(self.site.form(address, page, "accept", {}, "C1")[0], 303)
        self.has(clue["ticket"], "C1", "C", "accepted")
        self.good("ticket", "answer", clue["ticket"], "seen")

    def told(self, token):
        """Kinds of dispatch's events that the hub tells from the beginning."""
        at, kinds = self.site.query("events", {"position": {}}, token)[1]["position"], set()
        cursor, head = {"hub": at["hub"], "position": "0"}, int(at["position"])
        while int(cursor["position"]) < head:
            answer = self.site.query("events", {"follow": {"cursor": cursor}}, token)[1]["batch"]
            kinds |= {e["kind"] for e in answer.get("event", []) if e["source"] == "dispatch"}
            cursor = answer["cursor"]
        return kinds

    def heard(self):
        """The hub tells tickets to those who look after people, in their area, and to nobody else."""
        self.site.until(lambda: {70, 71} <= self.told("C1"), "the hub tells of the ticket")
        self.assertFalse({70, 71} & self.told("wall"))

    def test_a_ticket_lives_through_everything(self):
        self.up()
        self.tick(14, 9)
        self.fill()
        self.opened()
        self.heard()
        self.pages()
        self.escalates()
        self.answered()
        self.a_role_rests()
        before = self.good("verify", "--digest")
        tickets = self.good("ticket", "list")
        self.assertEqual(self.site.stop(), 0)
        self.good("verify")
        self.good("rebuild", "dispatch")
        self.up()
        self.assertEqual(self.good("ticket", "list"), tickets)
        self.assertEqual(len(self.good("ticket", "show", "T1")), 11)
        after = self.good("verify", "--digest")
        self.assertEqual(*[[row for row in rows if row.get("service") == "dispatch"] for rows in (before, after)])
        self.assertEqual(self.site.stop(), 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
