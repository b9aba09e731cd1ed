"""Substitutes in a round, with all services: who is short of one item is sent what nobody needs of
another; it is reserved, driven, signed for and counted as what it stands in for."""

import json
import subprocess
import unittest

import installation
from installation import COMMUNITIES, Installation

site = None
HOME = COMMUNITIES[1][0]


def setUpModule():
    global site
    site = Installation()
    site.start()
    site.seed(site.folder)
    for service in ("registry", "ledger", "planner", "dispatch"):
        site.tick(service, installation.START_US + 8 * 3600 * 10**6)


def tearDownModule():
    status = site.stop()
    if status != 0:
        raise AssertionError(f"evn up ended with {status}")


def item(code, *words):
    site.run("item", "put", code, "--en", code.title(), "--category", "living_supply", "--tracking", "none",
             "--unit-en", "bag", *words)


def asked():
    status, answer = site.query("dispatch", {"request": {"request": "Q1"}}, "chief")
    return answer if status == 200 else {}


def line():
    return asked().get("line", [{}])[0]


def evn(*words):
    out = subprocess.run([site.bin + "/evn", "--data", site.data, "--json", *words], check=True,
                         capture_output=True)
    return [json.loads(row) for row in out.stdout.decode().splitlines()]


class Instead(unittest.TestCase):
    def test_a_substitute_is_reserved_driven_and_counted_for_what_it_stands_in_for(self):
        item("NOODLES")
        item("RICE", "--substitute", "NOODLES=3:2")
        for code, quantity in (("RICE", 40), ("NOODLES", 90)):
            site.must("ledger", {"document": {"lines": [
                {"kind": "LINE_KIND_RECEIVE", "from": "S1", "to": "W1", "item": code,
                 "quantity": quantity}]}}, "store")
        ask = {"request": {"request": "Q1", "community": HOME, "tier": 3,
                           "lines": [{"item": "RICE", "quantity": 60}]}}
        site.until(lambda: line() or site.command("dispatch", ask, "chief")[0] == 200,
                   "dispatch knows the item")

        def tried():
            """The dry run says it, once dispatch has read the ledger."""
            _, answer = site.query("dispatch", {"tryRound": {"items": ["RICE"]}}, "chief")
            return answer.get("award", [{}])[0].get("instead") == "20"
        site.until(tried, "the dry run counts the substitute")
        site.must("dispatch", {"roundNow": {"items": ["RICE"]}}, "chief")
        site.until(lambda: line().get("reserved") == "40" and "trip" in asked(), "it is on a trip")
        self.assertEqual((line()["insteadComing"], line().get("open", "0")), ("20", "0"))
        rows = [r for r in evn("dispatch", "where", "Q1") if r["item"] == "NOODLES"]
        self.assertEqual([(r["quantity"], r["why"]) for r in rows],
                         [(30, "in place of RICE: worth 20 of it")])
        page = site.page("/point/" + HOME, "street")[1]
        self.assertIn("30 units of Noodles that nobody asked for as such stand in for 20 units", page)
        self.assertIn("brings 30 of Noodles in its place", page)
        self.assertIn("代用品在途", site.page("/point/" + HOME, "street", "zh")[1])
        self.deliver(asked()["trip"][0])

    def deliver(self, trip):
        name = trip["trip"]

        def trip_is(state):
            _, answer = site.query("dispatch", {"trip": {"trip": name}}, "chief")
            return answer["trip"][0]["state"] == "TRIP_STATE_" + state
        site.must("dispatch", {"load": {"trip": name}}, "store")
        site.until(lambda: trip_is("LOADED"), "loaded")
        site.must("dispatch", {"depart": {"trip": name}}, "store")
        site.must("dispatch", {"arrive": {"trip": name, "stop": 1}}, "street")
        site.must("dispatch", {"receive": {
            "trip": name, "stop": 1, "signedBy": "aunt Li", "lines": [
                {"item": "RICE", "accepted": 40},
                {"item": "NOODLES", "accepted": 28, "refused": 2, "reason": "torn bags"}]}}, "street")
        # 28 of three for two are worth 18, rounded down.
        site.until(lambda: line().get("insteadReceived") == "18", "it is counted")
        self.assertEqual((line()["received"], line()["open"]), ("40", "2"))
        status, answer = site.query("ledger", {"stock": {"item": "NOODLES"}}, "store")
        self.assertEqual(status, 200)
        self.assertEqual({r["place"]: r["quantity"] for r in answer["stock"]["rows"]
                          if r["quantity"] != "0"}, {"W1": "60", trip["vehicle"]: "2"})
        site.run("verify")


if __name__ == "__main__":
    unittest.main(verbosity=2)
