"""A delivery with two parties, all services running: the point's code, another crew on the way, what
came as another lot or beyond what was sent; the ledger adds up afterwards."""

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


def evn(*words, ok=0):
    out = subprocess.run([site.bin + "/evn", "--data", site.data, "--json", *words],
                         capture_output=True, check=False)
    assert out.returncode == ok, out.stderr.decode()
    return [json.loads(row) for row in out.stdout.decode().splitlines()], out.stderr.decode()



class HandOver(unittest.TestCase):
    def test_a_delivery_of_two_parties(self):
        site.run("item", "put", "SALT", "--en", "Salt", "--category", "living_supply", "--tracking",
                 "lot-expiry", "--unit-en", "bag")
        site.must("ledger", {"document": {"lines": [
            {"kind": "LINE_KIND_RECEIVE", "from": "S1", "to": "W1", "item": "SALT", "lot": lot,
             "expiry": expiry, "quantity": 100}
            for lot, expiry in (("L1", "2023-06-30"), ("L2", "2023-09-30"))]}}, "store")
        ask = {"request": {"request": "Q1", "community": HOME, "tier": 3,
                           "lines": [{"item": "SALT", "quantity": 60}]}}
        site.until(lambda: site.command("dispatch", ask, "chief")[0] == 200, "the item is known")

        def tried():
            """The dry run says it, once dispatch has read the ledger."""
            _, answer = site.query("dispatch", {"tryRound": {"items": ["SALT"]}}, "chief")
            return answer.get("award", [{}])[0].get("quantity") == "60"
        site.until(tried, "dispatch knows the stock")
        site.must("dispatch", {"roundNow": {"items": ["SALT"]}}, "chief")
        site.until(lambda: evn("trip", "list")[0], "it is planned")
        trip = evn("trip", "list")[0][0]["trip"]
        evn("trip", "load", trip)
        site.until(lambda: evn("trip", "list")[0][0]["state"] == "loaded", "loaded")
        # The driver's own device from here on.
        site.must("dispatch", {"depart": {"trip": trip, "crew": "C1"}}, "store")
        site.must("dispatch", {"arrive": {"trip": trip, "stop": 1}}, "store")
        self.assertIn("CREW_BUSY", evn("trip", "handover", trip, "C1", ok=69)[1])
        evn("trip", "handover", trip, "C2", "--note", "salt behind")
        self.assertEqual(evn("trip", "list")[0][0]["crew"], "C2")
        self.sign(trip)
        self.adds_up(trip)

    def sign(self, trip):
        take = {"trip": trip, "stop": 1, "signedBy": "aunt Li", "lines": [
            {"item": "SALT", "accepted": 50, "short": 2, "wrong": 8, "wrongLot": "L2", "over": 3,
             "overLot": "L1", "reason": "two boxes were exchanged"}]}
        self.assertEqual(site.command("dispatch", {"receive": take}, "store")[0], 400)
        code = site.query("dispatch", {"trip": {"trip": trip}}, "street")[1]["handCode"][0]["code"]
        self.assertNotIn("handCode", site.query("dispatch", {"trip": {"trip": trip}}, "store")[1])
        self.assertIn(code, site.page("/trip/" + trip, "street")[1])
        self.assertNotIn(code, site.page("/trip/" + trip, "store")[1])
        other = f"{(int(code) + 1) % 10**6:06d}"
        self.assertEqual(site.command("dispatch", {"receive": {**take, "code": other}},
                                      "store")[0], 409)
        site.must("dispatch", {"receive": {**take, "code": code}}, "store")

        def signed():
            return evn("trip", "show", trip)[0][0]["state"] == "done"
        site.until(signed, "the receipt is booked")
        row = evn("trip", "show", trip)[0][0]
        self.assertEqual((row["proof"], row["signed_by"]), ("code", "aunt Li"))
        self.assertEqual(row["differences"], "SALT:short=2,wrong=8,wrong-lot=L2,over=3,over-lot=L1,"
                                             "reason=two boxes were exchanged")
        for text in ("two boxes were exchanged", "the point read out its code"):
            self.assertIn(text, site.page("/trip/" + trip, "street")[1])
        self.assertIn("凭签收码", site.page("/trip/" + trip, "street", "zh")[1])
        line = site.query("dispatch", {"request": {"request": "Q1"}}, "chief")[1]["line"][0]
        self.assertEqual((line["received"], line["lost"], line["open"]), ("58", "2", "2"))

    def adds_up(self, trip):
        evn("trip", "close", trip)
        site.until(lambda: trip not in [t["trip"] for t in evn("trip", "list")[0]], "closed")
        # 60 of L1 left; 8 of them were said not to be there, but 8 of L2 were.
        rows = site.query("ledger", {"stock": {"item": "SALT"}}, "store")[1]["stock"]["rows"]
        self.assertEqual({(r["place"], r["lot"]): r["quantity"] for r in rows if r["quantity"] != "0"},
                         {("W1", "L1"): "40", ("W1", "L2"): "100"})
        account = evn("stock", "account", "--item", "SALT")[0]
        self.assertTrue(account)
        site.run("verify")


if __name__ == "__main__":
    unittest.main(verbosity=2)
