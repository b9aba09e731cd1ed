"""The gateway is killed again and again while three people post and one watches: whoever sends the
same id until there is an answer acts once, and a stream that goes on behind its last id has all."""

import contextlib
import http.client
import json
import os
import signal
import threading
import time
import unittest

import installation
from installation import Installation, new_id

KILLS_A_ROUND = 5  # then a new `evn up`: what dies often is started again later and later
ROUNDS = 4 if os.environ.get("EVN_FULL") else 1
POSTERS = 3
END_S = 60  # until the last answer

site = None
between_tries = threading.Event()  # never set


def setUpModule():
    global site
    site = Installation()
    site.start()
    site.seed(site.folder)
    for service in ("registry", "ledger", "planner", "dispatch"):
        site.tick(service, installation.START_US + 5 * 3600 * 10**6)


def tearDownModule():
    if site.stop() != 0:
        raise AssertionError("evn up ended badly")


def read_port():
    """The gateway takes another port each time."""
    try:
        with open(site.data + "/gateway/port", encoding="ascii") as f:
            site.port = int(f.read())
    except (OSError, ValueError):
        pass


def gateway():
    """Its process; 0 while there is none."""
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as f:
                words = f.read().split(b"\0")
        except OSError:
            continue
        if words[0].endswith(b"/evn-gateway") and site.data.encode() in words:
            return int(pid)
    return 0


def receive(lot):
    return {"document": {"lines": [{"kind": "LINE_KIND_RECEIVE", "from": "S1", "to": "W1",
                                    "item": "FORMULA", "lot": lot, "expiry": "2023-05-01",
                                    "quantity": 1}]}}


class Poster(threading.Thread):
    """Posts one unit after the other; each with its id until it is answered."""

    def __init__(self, lot, over):
        super().__init__()
        self.lot, self.over = lot, over
        self.answered = self.again = 0
        self.wrong = []

    def run(self):
        while not self.over.is_set():
            key, end = new_id(), time.monotonic() + END_S
            while not self.once(key):
                self.again += 1
                if time.monotonic() > end:
                    self.wrong.append("no answer")
                    return
                between_tries.wait(0.02)
                read_port()
            self.answered += 1

    def once(self, key):
        try:
            status, answer = site.command("ledger", receive(self.lot), "store", key)
        except (OSError, http.client.HTTPException, ValueError):
            return False
        if status not in (200, 503, 504):
            self.wrong.append((status, answer))
        return status == 200


class Watcher(threading.Thread):
    """Reads the stream; after each break it goes on behind what it had."""

    def __init__(self, first, over):
        super().__init__()
        self.last, self.over = first, over
        self.seen, self.breaks, self.wrong = 0, 0, []

    def run(self):
        while not self.over.is_set():
            try:
                self.read()
            except (OSError, http.client.HTTPException, ValueError):
                self.breaks += 1
                between_tries.wait(0.02)
                read_port()

    def read(self):
        c = http.client.HTTPConnection("127.0.0.1", site.port, timeout=5)
        with contextlib.closing(c):
            c.request("GET", "/api/v1/events", headers={
                "Authorization": "Bearer " + site.tokens["wall"], "Last-Event-ID": str(self.last)})
            self.take_all(c.getresponse())

    def take_all(self, r):
        if r.status != 200:
            raise OSError(r.status)
        event = {}
        while not self.over.is_set():
            line = r.readline().decode()
            if line == "":
                raise OSError("the stream ended")
            key, _, value = line.rstrip("\n").partition(": ")
            if line != "\n":
                event[key] = value
                continue
            if event.get("event") == "covers":
                self.take(int(event["id"]), json.loads(event["data"]))
            event = {}

    def take(self, number, data):
        if int(data["first"]) != self.last + 1:
            self.wrong.append((self.last, data["first"]))
        self.last = number
        self.seen += sum(e["source"] == "ledger" for e in data["events"])


def stock_of(lot):
    status, answer = site.query("ledger", {"stock": {"place": "W1", "lot": lot}}, "store")
    assert status == 200, answer
    return sum(int(r["quantity"]) for r in answer.get("stock", {}).get("rows", []))


def hub_head():
    return int(site.query("events", {"position": {}}, "wall")[1]["position"]["position"])


class Kill(unittest.TestCase):
    def test_a_killed_gateway_loses_and_doubles_nothing(self):
        for number in range(ROUNDS):
            if number > 0:
                self.assertEqual(site.up.send_signal(signal.SIGINT) or site.up.wait(30), 0)
                site.up.stdout.close()
                site.start()
            self.one_round(number)

    def one_round(self, number):
        over, end = threading.Event(), threading.Event()
        people = [Poster(f"K{number}{i}", over) for i in range(POSTERS)]
        watcher = Watcher(hub_head(), end)
        for thread in (*people, watcher):
            thread.start()
        killed = set()
        try:
            for _ in range(KILLS_A_ROUND):
                before = [p.answered for p in people]
                site.until(lambda b=before: all(p.answered > n for p, n in zip(people, b)),
                           "all of them are answered again")
                pid = gateway()
                self.assertNotIn(pid, killed | {0})
                os.kill(pid, signal.SIGKILL)
                killed.add(pid)
        finally:
            over.set()
            for p in people:
                p.join()
        read_port()
        head = hub_head()
        site.until(lambda: watcher.last >= head, "the watcher has all")
        end.set()
        watcher.join()
        self.assertEqual([p.wrong for p in people] + [watcher.wrong], [[]] * (POSTERS + 1))
        self.assertEqual([stock_of(p.lot) for p in people], [p.answered for p in people])
        self.assertGreater(sum(p.again for p in people), 0)
        self.assertGreaterEqual(watcher.breaks, 1)
        print(f"[{len(killed)} kills, {sum(p.answered for p in people)} posted, "
              f"{sum(p.again for p in people)} sent again, {watcher.breaks} breaks]", flush=True)
        self.assertGreaterEqual(watcher.seen, sum(p.answered for p in people))


if __name__ == "__main__":
    unittest.main(verbosity=2)
