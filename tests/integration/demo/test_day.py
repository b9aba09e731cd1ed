"""What people needed and got in an exercise, worked out again from the services' raw events.

Shares no code with them: needs are read from the planner's events, receipts and stock from the
ledger's 128-byte records, pack sizes and reception points from the registry's. Dispatch's own books
are asked only for what points requested on top of the needs.
"""

import base64
import collections
import datetime
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest

from google.protobuf import json_format

from evernormal.ledger.v1 import event_pb2 as ledger

EVN = os.environ["EVN"]
DAYS, COMMUNITIES, TARGET_DAYS = 12, 12, 2
SURVIVAL = ("FOOD-PACK", "WATER-1500", "FORMULA", "INSULIN")  # energy, water, life-critical
STREET_LEN = 9
RECORDS, ITEM, PLACE, ACCOUNT, ISSUE, LAST_MOVEMENT = 16, 17, 18, 22, 2, 24


def local_day(at_us):
    """The day in Shanghai, as days go there."""
    zone = datetime.timezone(datetime.timedelta(hours=8))
    return datetime.datetime.fromtimestamp(at_us / 1e6, zone).date().isoformat()


def days_from(first, n):
    start = datetime.date.fromisoformat(first)
    return [(start + datetime.timedelta(days=i)).isoformat() for i in range(n)]


class Facts:
    """The raw facts of an installation."""

    def __init__(self, data):
        self.data = data
        self.synthetic = collections.Counter()
        self.real = collections.Counter()
        self.read_registry()
        self.read_planner()
        self.read_ledger()
        self.read_requests()

    def events(self, service):
        run = subprocess.run([EVN, "--data", self.data, "events", "list", service, "--json"],
                             stdout=subprocess.PIPE, check=True)
        return [json.loads(line) for line in run.stdout.splitlines()]

    def read_registry(self):
        self.pack, self.community_of = {}, {}
        for event in self.events("registry"):
            body = event["body"]
            self.note_origin(event["type"], body)
            if event["type"] == "Item":
                self.pack[body["code"]] = int(body["packs"][0]["baseUnits"])
            if event["type"] == "Community":
                for point in body["receptionPoints"]:
                    self.community_of[point] = body["code"]

    def note_origin(self, kind, body):
        """Whose values it has. Areas down to streets are real."""
        of = body.get("seal", body)
        is_made_up = kind in ("Item", "Place", "Community", "Member", "KeyPerson", "Report", "Zone")
        if is_made_up or kind == "Area" and len(body["code"]) > STREET_LEN:
            (self.synthetic if of.get("synthetic") else self.real)[kind] += 1

    def read_planner(self):
        """need[community, item][day][tier] = (units that day, units a day on, persons)."""
        self.need = collections.defaultdict(lambda: collections.defaultdict(dict))
        for event in self.events("planner"):
            body = event["body"]
            if event["type"] == "NeedPut":
                persons = sum(int(term["count"]) for term in body.get("terms", []))
                self.need[body["community"], body["item"]][body["day"]][body["tier"]] = (
                    int(body.get("quantity", 0)), int(body.get("daily", 0)), persons)
            if event["type"] == "NeedClosed":
                for (community, _), days in self.need.items():
                    if community == body["community"] and body["day"] in days:
                        days[body["day"]] = {}

    def read_ledger(self):
        """received[community, item][day], and where the stock is at the end."""
        self.received = collections.defaultdict(collections.Counter)
        self.balance = collections.Counter()
        items, places, accounts = {}, {}, {}
        for event in self.events("ledger"):
            if event["kind"] == ITEM:
                known = message(event, ledger.ItemKnown)
                items[known.number] = known.id
            elif event["kind"] == PLACE:
                known = message(event, ledger.PlaceKnown)
                places[known.number] = known.id
            elif event["kind"] == ACCOUNT:
                opened = message(event, ledger.AccountOpened)
                accounts[opened.number] = (opened.place, opened.item)
            elif event["kind"] == RECORDS:
                run = base64.b64decode(event["body"])
                for at in range(0, len(run), 128):
                    self.move(run[at:at + 128], items, places, accounts)

    def move(self, record, items, places, accounts):
        kind, = struct.unpack_from("<H", record, 0)
        source, target, quantity = struct.unpack_from("<IIq", record, 8)
        occurred_at, = struct.unpack_from("<q", record, 40)
        point, = struct.unpack_from("<I", record, 124)
        if kind > LAST_MOVEMENT:
            return
        place, item = accounts[source]
        self.balance[places[place], items[item]] -= quantity
        self.balance[places[accounts[target][0]], items[item]] += quantity
        if kind == ISSUE:
            key = self.community_of[places[point]], items[item]
            self.received[key][local_day(occurred_at)] += quantity

    def read_requests(self):
        """asked[community, item]: by points, on top; (units, lines)."""
        self.asked = collections.defaultdict(lambda: (0, 0))
        lines = {}
        self.aboard = []  # (lot, points of the trip's stops)
        for event in self.events("dispatch"):
            if event["type"] == "Trip":
                points = {stop["point"] for stop in event["body"]["stops"]}
                self.aboard += [(lot, points) for lot in event["body"].get("lots", [])]
            if event["type"] == "Line" and not event["body"]["request"].startswith("STANDING-"):
                lines[event["body"]["request"], event["body"]["line"]] = event["body"]
        self.lines = list(lines.values())
        for line in self.lines:
            units, n = self.asked[line["community"], line["item"]]
            self.asked[line["community"], line["item"]] = (units + int(line["requested"]), n + 1)


def message(event, kind):
    if isinstance(event["body"], dict):
        return json_format.ParseDict(event["body"], kind())
    return kind.FromString(base64.b64decode(event["body"]))


class Day(unittest.TestCase):
    """One exercise, looked at from all sides."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="evn-")
        cls.data = cls.folder + "/data"
        # Kept only to be read; the morning that a kept exercise goes on with is not of its days.
        cls.story = cls.play("--days", str(DAYS), "--communities", str(COMMUNITIES), "--seed", "5",
                             "--keep")
        cls.facts = Facts(cls.data)
        first = next(o["date"] for o in cls.story if o.get("day") == 1)
        cls.days = days_from(first, DAYS)

    @classmethod
    def tearDownClass(cls):
        subprocess.run([EVN, "--data", cls.data, "down"], check=False,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        shutil.rmtree(cls.folder)

    @classmethod
    def play(cls, *args):
        run = subprocess.run([EVN, "--data", cls.data, "demo", "--json", *args],
                             env={**os.environ, "EVN_PORT": "0"},
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        assert run.returncode == 0, run.stderr.decode()
        return [json.loads(line) for line in run.stdout.splitlines() if line.startswith(b"{")]

    def households(self, key):
        """Evenings of a community and item: (day, before, received, use, wanted, persons)."""
        left = 0
        for day in self.days:
            tiers = self.facts.need[key][day].values()
            use = sum(t[0] for t in tiers)
            wanted = use + (TARGET_DAYS - 1) * sum(t[1] for t in tiers)
            received = self.facts.received[key][day]
            yield day, left, received, use, wanted, sum(t[2] for t in tiers)
            left = max(0, left + received - use)

    def test_nobody_gets_more_than_is_needed_and_a_pack(self):
        """Each evening: at most what the target days need, a pack less one unit for each tier, and
        what was asked for on top, rounded up likewise. No line got more than it asked for so."""
        keys = set(self.facts.need) | set(self.facts.received)
        n_checked = 0
        for key in keys:
            pack = self.facts.pack[key[1]]
            units, lines = self.facts.asked[key]
            for day, before, received, _, wanted, _ in self.households(key):
                tiers = sum(t[0] + t[1] > 0 for t in self.facts.need[key][day].values())
                most = max(before, wanted + tiers * (pack - 1)) + units + lines * (pack - 1)
                if received > 0:
                    n_checked += 1
                    self.assertLessEqual(before + received, most, (key, day))
        for line in self.facts.lines:
            most = int(line["requested"]) + self.facts.pack[line["item"]] - 1
            self.assertLessEqual(int(line.get("received", 0)), most, line)
        self.assertGreater(len(self.facts.lines), 5)
        self.assertGreater(n_checked, 100)

    def test_over_all_days_people_got_what_they_needed_or_less(self):
        """Received <= all needs, the cover that the last day's target asks for, a pack a line."""
        for key, days in self.facts.received.items():
            needed = sum(use for _, _, _, use, _, _ in self.households(key))
            ahead = max(wanted - use for _, _, _, use, wanted, _ in self.households(key))
            tiers = {t for day in self.days for t in self.facts.need[key][day]}
            units, lines = self.facts.asked[key]
            most = needed + ahead + units + (len(tiers) + lines) * (self.facts.pack[key[1]] - 1)
            received = sum(n for day, n in days.items() if day in self.days)
            self.assertLessEqual(received, most, key)

    def test_the_summary_says_what_the_events_say(self):
        """Needed, received, covered, person-days below: the program's figures are ours."""
        told = {o["item"]: o for o in self.story if "item" in o}
        sums = collections.defaultdict(collections.Counter)
        for key in self.facts.need:
            for _, before, received, use, _, persons in self.households(key):
                of = sums[key[1]]
                had = min(use, before + received)
                of["needed"] += use
                of["covered"] += had
                if use > had:
                    of["personDaysBelow"] += -(-persons * (use - had) // use)
        for key, days in self.facts.received.items():
            sums[key[1]]["received"] += sum(n for day, n in days.items() if day in self.days)
        self.assertEqual(set(told), set(sums))
        for item, of in sums.items():
            for name in ("needed", "received", "personDaysBelow"):
                self.assertEqual(told[item][name], of[name], (item, name))
            self.assertEqual(told[item]["coveredPercent"], of["covered"] * 100 // of["needed"])

    def test_each_day_counts_who_is_below_the_norm_once(self):
        """A community counts the worst of its survival items; scarcity is shared, not all or
        nothing."""
        told = {o["date"]: o for o in self.story if "date" in o}
        graded = 0
        evenings = {key: {e[0]: e for e in self.households(key)} for key in self.facts.need}
        for day in self.days:
            worst = collections.Counter()
            for (community, item), of in evenings.items():
                _, before, received, use, _, persons = of[day]
                if item in SURVIVAL and before + received < use:
                    below = -(-persons * (use - before - received) // use)
                    worst[community] = max(worst[community], below)
            self.assertEqual(told[day]["below"], sum(worst.values()), day)
            graded += 0 < told[day]["below"] < told[day]["people"] // 2
        self.assertGreaterEqual(graded, 3)

    def test_stock_is_somewhere(self):
        """Per item, what suppliers gave is what is left, consumed, lost and destroyed; and nothing
        but suppliers went below zero."""
        total = collections.Counter()
        for (place, item), units in self.facts.balance.items():
            total[item] += units
            if not place.startswith("SUP-") and place not in ("supplier", "found"):
                self.assertGreaterEqual(units, 0, (place, item))
        self.assertEqual(set(total.values()), {0})

    def test_each_lot_on_a_vehicle_says_whom_it_is_for(self):
        """What is loaded names one of the trip's reception points."""
        self.assertGreater(len(self.facts.aboard), 100)
        for lot, points in self.facts.aboard:
            self.assertIn(lot.get("point"), points, lot)

    def test_everything_made_up_says_so(self):
        """Each invented entity is synthetic; each line of the story says exercise."""
        self.assertEqual(sum(self.facts.real.values()), 0)
        self.assertEqual(len(self.facts.synthetic), 8)
        for o in self.story:
            self.assertIs(o.get("exercise"), True, o)


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
