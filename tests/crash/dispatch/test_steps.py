"""Dispatch and the ledger are killed at each step of a trip's life, at planned points; the end is
the same, byte for byte, as of an undisturbed run.

A step crosses from dispatch to the ledger and back. By freezing one side while the other works, a
kill falls between exactly two of: the command is sent, dispatch's event is durable, the ledger's
event is durable, dispatch's event of the answer is durable.

EVN_STEPS=STEP:POINT plays that one alone."""

import os
import select
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import unittest

import client as evn
import installation
from evernormal.wire.v1 import envelope_pb2 as wire
from installation import COMMUNITIES, Installation, new_id

SERVICES = ("registry", "ledger", "planner", "dispatch", "gateway")
TRUTHS = ("registry", "ledger", "planner", "dispatch")
HOME = COMMUNITIES[1][0]
CROSSING = ("reserve", "ship", "receipt", "close")
LOCAL = ("request", "depart", "arrive")
# What is killed, and between what.
POINTS = {
    "unread": "dispatch, the command in its socket",
    "sent": "dispatch, its event durable, the ledger has read nothing",
    "lost": "the ledger, dispatch's question in its socket",
    "both_before": "both, dispatch's event durable, the ledger has read nothing",
    "answered": "dispatch, the ledger's event durable, the answer unread",
    "answering": "the ledger, its event durable, the answer unread",
    "both_after": "both, the ledger's event durable, the answer unread",
    "done": "both, when the step is over",
}
PLANS = [(step, point) for step in CROSSING for point in POINTS] + [
    (step, point) for step in LOCAL for point in ("unread", "done")]
if "EVN_STEPS" in os.environ:
    PLANS = [tuple(os.environ["EVN_STEPS"].split(":"))]
elif "EVN_FULL" not in os.environ:
    PLANS = PLANS[::5] + [("receipt", "both_before"), ("arrive", "unread")]  # each point
WAIT_S = 30
STOCK = 100_000


class House(Installation):
    """An installation whose services are ours to freeze, kill and start again, without the pauses
    of a supervisor."""

    def __init__(self, seeded):
        super().__init__(tempfile.mkdtemp(prefix="evn-steps-"))
        shutil.copytree(seeded.data, self.data, ignore=shutil.ignore_patterns("*.sock"))
        self.tokens = seeded.tokens
        self.process = {}

    def begin(self, *names):
        for name in names:
            self.process[name] = subprocess.Popen(
                [f"{self.bin}/evn-{name}", "--data", self.data, "--run", self.data + "/run", "--parent",
                 str(os.getpid()), "--exercise"], stdout=subprocess.PIPE,
                env={**os.environ, "EVN_PORT": "0"})
        for name in names:
            out, line = self.process[name].stdout, b""
            while not line.startswith(b"ready "):
                if not select.select([out], [], [], WAIT_S)[0]:
                    raise TimeoutError(f"{name} is not ready")
                line = out.readline()
                if not line:
                    raise RuntimeError(f"{name} ended")
        with open(self.data + "/gateway/port", encoding="ascii") as f:
            self.port = int(f.read())

    def kill(self, *names):
        """As the power goes, for these processes; then they are started again."""
        for name in names:
            self.process[name].kill()
            self.process[name].wait()
            self.process[name].stdout.close()
        self.begin(*names)

    def freeze(self, name):
        self.process[name].send_signal(signal.SIGSTOP)
        self.until(lambda: {state for state, _ in self.threads(name)} == {"T"}, name + " stands")

    def thaw(self, name):
        self.process[name].send_signal(signal.SIGCONT)

    def threads(self, name):
        """(state, times it went to sleep) of each thread."""
        found, folder = [], f"/proc/{self.process[name].pid}/task"
        for task in os.listdir(folder):
            with open(f"{folder}/{task}/status", encoding="ascii") as f:
                fields = dict(line.split(":", 1) for line in f)
            found.append((fields["State"].split()[0], fields["voluntary_ctxt_switches"]))
        return found

    def rest(self, name):
        """Wait until it has done all it can: twice in a row all threads sleep, and none was awake
        in between."""
        def rests():
            first, again = self.threads(name), self.threads(name)
            return first == again and {state for state, _ in first} == {"S"}
        self.until(rests, name + " rests")

    def end(self):
        for name in reversed(SERVICES):
            p = self.process[name]
            p.send_signal(signal.SIGTERM)
            if p.wait(WAIT_S) != 0:
                raise AssertionError(f"{name} ended with {p.returncode}")
            p.stdout.close()

    def operated(self, service, what):
        """What a service tells those who run it."""
        with open(f"{self.data}/keys/{service}.pub", encoding="ascii") as f:
            public = next(line.split()[-1] for line in f if not line.startswith("#"))
        c = evn.Client(f"ipc://{self.data}/run/{service}.sock", public,
                       evn.read_key(self.data + "/keys/admin.key"))
        request = wire.Request()
        request.operate.what = what
        answer = c.ask(request).operated
        c.close()
        return answer

    def committed(self, service):
        """The last durable event of its log."""
        return self.operated(service, wire.OPERATE_WHAT_STATUS).status.committed

    def digest(self):
        """Of the business state of all who have one."""
        return {name: self.operated(name, wire.OPERATE_WHAT_DIGEST).digest.SerializeToString().hex()
                for name in TRUTHS}


class Post(threading.Thread):
    """One command, sent with its id until it is answered."""

    def __init__(self, house, command, token):
        super().__init__()
        self.house, self.text, self.token, self.key = house, command, token, new_id()
        self.wrong = None
        self.start()

    def run(self):
        end = time.monotonic() + WAIT_S
        while time.monotonic() < end:
            status, answer = self.house.command("dispatch", self.text, self.token, self.key)
            if status not in (503, 504):
                self.wrong = None if status == 200 else answer
                return
        self.wrong = "no answer"

    def must(self):
        self.join()
        if self.wrong is not None:
            raise AssertionError(f"{self.text}: {self.wrong}")


class Life:
    """What happens to one request, from being asked for to the return of what was turned back."""

    def __init__(self, house, number):
        self.house, self.request, self.n_trips = house, f"Q{number}", 0

    def trips(self):
        return self.house.query("dispatch", {"trips": {}}, "chief")[1].get("trip", [])

    def trip(self):
        name = self.name
        return self.house.query("dispatch", {"trip": {"trip": name}}, "chief")[1]

    def is_at(self, state):
        return self.trip()["trip"][0]["state"] == "TRIP_STATE_" + state

    def knows_stock(self):
        """Dispatch has read of all that the ledger has."""
        has = self.house.query("ledger", {"stock": {"item": "RICE", "place": "W1"}}, "store")[1]
        tried = self.house.query("dispatch", {"tryRound": {"items": ["RICE"]}}, "chief")[1]
        return [r["quantity"] for r in has["stock"]["rows"]] == [
            i["stock"] for r in tried.get("round", []) for i in r["items"]]

    def steps(self):
        """(step, command, who, when it is over)."""
        yield "request", {"request": {"request": self.request, "community": HOME, "tier": 3, "lines": [
            {"item": "RICE", "quantity": 60}]}}, "chief", self.knows_stock
        yield "reserve", {"roundNow": {"items": ["RICE"]}}, "chief", lambda: len(self.trips()) == 1
        self.name = self.trips()[0]["trip"]
        yield "ship", {"load": {"trip": self.name}}, "store", lambda: self.is_at("LOADED")
        yield "depart", {"depart": {"trip": self.name}}, "store", lambda: self.is_at("UNDERWAY")
        yield "arrive", {"arrive": {"trip": self.name, "stop": 1}}, "street", lambda: (
            self.trip()["trip"][0]["stops"][0]["state"] == "STOP_STATE_ARRIVED")
        all_of_it = sum(int(s["quantity"]) for s in self.trip()["share"])
        yield "receipt", {"receive": {"trip": self.name, "stop": 1, "signedBy": "aunt Li", "lines": [
            {"item": "RICE", "accepted": all_of_it - 6, "short": 2, "damaged": 1, "refused": 3, "reason": "torn bags"}]}
            }, "street", lambda: self.trip()["trip"][0]["stops"][0]["state"] == "STOP_STATE_DONE"
        yield "close", {"close": {"trip": self.name}}, "store", lambda: self.is_at("CLOSED")


def disturb(house, command, who, point):
    """Send the command, with a kill at the point."""
    if point == "unread":
        house.freeze("dispatch")
        post = Post(house, command, who)
        house.rest("gateway")
        house.kill("dispatch")
        return post.must()
    before = house.committed("ledger")
    house.freeze("ledger")
    Post(house, command, who).must()  # answered: its event is durable
    house.rest("dispatch")            # and what it asks of the ledger is in the ledger's socket
    if point in ("sent", "lost", "both_before"):
        victims = {"sent": ["dispatch"], "lost": ["ledger"]}.get(point, ["dispatch", "ledger"])
        house.kill(*victims)
        return house.thaw("ledger")
    house.freeze("dispatch")
    house.thaw("ledger")
    house.until(lambda: house.committed("ledger") > before, "the ledger has booked it")
    house.rest("ledger")              # and its answer is in dispatch's socket
    victims = {"answered": ["dispatch"], "answering": ["ledger"]}.get(point, ["dispatch", "ledger"])
    house.kill(*victims)
    return house.thaw("dispatch")


def play(house, plans):
    """One life after the other, each with its kill; None: undisturbed."""
    for number, (step, point) in enumerate(plans, 1):
        life = Life(house, number)
        for name, command, who, is_over in life.steps():
            if name != step or point in (None, "done"):
                Post(house, command, who).must()
            else:
                disturb(house, command, who, point)
            house.until(is_over, f"{name} of life {number}, killed at {step}:{point}")
            if name == step and point == "done":
                house.kill("dispatch", "ledger")


def check_sums(case, house, n_lives):
    """What was asked for is somewhere, and what the ledger has adds up to what came in."""
    lines = [line for n in range(1, n_lives + 1)
             for line in house.query("dispatch", {"request": {"request": f"Q{n}"}}, "chief")[1]["line"]]
    total = {name: sum(int(line.get(name, 0)) for line in lines) for name in (
        "requested", "rounded", "refused", "open", "allocated", "reserved", "aboard", "received", "shipped",
        "lost", "damaged", "turnedBack")}
    case.assertEqual((total["requested"], len(lines)), (60 * n_lives, n_lives))
    case.assertEqual([total[k] for k in ("allocated", "reserved", "aboard", "refused")], [0] * 4)
    case.assertEqual(total["requested"] + total["rounded"], total["open"] + total["received"])
    case.assertEqual((total["lost"], total["damaged"], total["turnedBack"]),
                     (2 * n_lives, n_lives, 3 * n_lives))
    case.assertEqual(total["shipped"], total["received"] + 6 * n_lives)
    rows = house.query("ledger", {"stock": {"item": "RICE"}}, "store")[1]["stock"]["rows"]
    stock = {r["place"]: int(r["quantity"]) for r in rows if r["quantity"] != "0"}
    case.assertEqual(stock, {"W1": STOCK - total["received"] - 3 * n_lives})


def digest_of(plans, case):
    """Play in a copy of the seeded installation; the digest of all services' business state."""
    house = House(seeded)
    try:
        house.begin(*SERVICES)
        play(house, plans)
        check_sums(case, house, len(plans))
        house.run("verify")
        digest = house.digest()
        house.end()
        return digest
    finally:
        for p in house.process.values():
            p.kill()
            p.wait()
        shutil.rmtree(house.folder)


seeded = None


def setUpModule():
    global seeded
    seeded = Installation(tempfile.mkdtemp(prefix="evn-steps-"))
    seeded.start()
    seeded.seed(seeded.folder)
    for service in TRUTHS:
        seeded.tick(service, installation.START_US + 8 * 3600 * 10**6)
    seeded.run("item", "put", "RICE", "--en", "Rice", "--category", "living_supply", "--tracking", "none",
               "--unit-en", "bag")
    seeded.must("ledger", {"document": {"lines": [{
        "kind": "LINE_KIND_RECEIVE", "from": "S1", "to": "W1", "item": "RICE", "quantity": STOCK}]}}, "store")

    def knows():
        return seeded.query("dispatch", {"tryRound": {"items": ["RICE"]}}, "chief")[0] == 200
    seeded.until(knows, "dispatch knows the item")
    if seeded.stop() != 0:
        raise AssertionError("evn up ended badly")


def tearDownModule():
    shutil.rmtree(seeded.folder)


class Steps(unittest.TestCase):
    def test_a_kill_at_any_step_loses_and_doubles_nothing(self):
        undisturbed = digest_of([(None, None)] * len(PLANS), self)
        self.assertEqual(digest_of(PLANS, self), undisturbed)
        print(f"[{len(PLANS)} kills at planned points]", flush=True)


if __name__ == "__main__":
    unittest.main(verbosity=2)
