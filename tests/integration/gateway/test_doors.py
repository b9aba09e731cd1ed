"""A round of doors with all services: what a key person's bag holds is received at the point, brought
to the door by its code, what is not taken goes back by lot; it adds up here and in the ledger."""

import json
import subprocess
import tempfile
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
        site.tick(service, installation.START_US + 4 * 3600 * 10**6)
    site.seal()
    for person, per_day in (("P-17", 2), ("P-18", 3)):
        site.must("registry", {"person": {"person": person, "community": HOME, "synthetic": True, "contact": {
            "name": "Ada Made-Up", "door": "3-502"}}}, "office")
        site.must("registry", {"keyPerson": {"keyPerson": {
            "person": person, "community": HOME, "group": "pregnant",
            "needs": [{"item": "FORMULA", "perDay": per_day, "tier": 1}]}}}, "office")
    site.must("ledger", {"document": {"lines": [
        {"kind": "LINE_KIND_RECEIVE", "from": "S1", "to": "W1", "item": "FORMULA", "lot": lot,
         "expiry": expiry, "quantity": 20000} for lot, expiry in (("L1", "2023-01-31"), ("L2", "2023-05-01"))]}},
        "store")


def tearDownModule():
    status = site.stop()
    if status != 0:
        raise AssertionError(f"evn up ended with {status}")


def evn(*words):
    out = subprocess.run([site.bin + "/evn", "--data", site.data, "--json", *words], check=True, capture_output=True)
    return [json.loads(row) for row in out.stdout.decode().splitlines()]


def refused(*words):
    out = subprocess.run([site.bin + "/evn", "--data", site.data, "--lang=en", *words], capture_output=True)
    assert out.returncode != 0, words
    return out.stderr.decode()


def stock():
    rows = site.query("ledger", {"stock": {"item": "FORMULA"}}, "store")[1]["stock"]["rows"]
    return {r["lot"]: int(r["quantity"]) for r in rows if r["place"] == "W1"}


class Doors(unittest.TestCase):
    def deliver(self):
        """What the round gives HOME of FORMULA, accepted at its point."""
        for service in ("planner", "ledger", "dispatch"):
            site.tick(service, installation.START_US + 8 * 3600 * 10**6)

        def trip():
            found = [t for t in site.query("dispatch", {"trips": {}}, "chief")[1].get("trip", [])
                     if any(s["point"] == "P1" for s in t["stops"])]
            return found[0] if found else None

        def planned():
            if trip() is None:
                site.command("dispatch", {"roundNow": {"items": ["FORMULA"]}}, "chief")
            return trip() is not None
        site.until(planned, "a trip to P1")
        name = trip()["trip"]
        site.must("dispatch", {"load": {"trip": name}}, "store")
        site.until(lambda: trip()["state"] == "TRIP_STATE_LOADED", "loaded")
        site.must("dispatch", {"depart": {"trip": name}}, "store")
        stop = next(s["stop"] for s in trip()["stops"] if s["point"] == "P1")
        site.must("dispatch", {"arrive": {"trip": name, "stop": stop}}, "street")
        shares = site.query("dispatch", {"trip": {"trip": name}}, "chief")[1]["share"]
        total = {}
        for s in shares:
            if s["stop"] == stop:
                total[s["item"]] = total.get(s["item"], 0) + int(s["quantity"])
        site.must("dispatch", {"receive": {"trip": name, "stop": stop, "signedBy": "aunt Li", "lines": [
            {"item": i, "accepted": n} for i, n in total.items()]}}, "street")
        site.until(lambda: trip()["stops"][stop - 1]["state"] == "STOP_STATE_DONE", "signed for")
        return name, str(stop), total["FORMULA"]

    def test_bags_reach_doors_and_the_rest_goes_back_by_lot(self):
        trip, stop, received = self.deliver()
        bags = {b["person"]: b for b in evn("person", "bags", HOME)}
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as order:
            order.write("P-18\nP-17\n")
            order.flush()
            evn("door", "start", trip, stop, "--order", order.name)
        doors = evn("door", "show", trip, stop)
        self.assertEqual([(d["person"], d["bag"], d["quantity"]) for d in doors],
                         [(p, bags[p]["bag"], int(bags[p]["quantity"])) for p in ("P-18", "P-17")])
        first, second = doors
        self.assertIn("no outcome yet", refused("door", "close", trip, stop))
        self.assertIn("are there", refused(
            "door", "visit", trip, stop, first["bag"], f"FORMULA={first['quantity'] + 1}", "--proof", "code",
            "--text", first["bag"]))
        evn("door", "visit", trip, stop, first["bag"], f"FORMULA={first['quantity']}", "--proof", "code",
            "--text", first["bag"])
        self.by_page(trip, second)
        before = stock()
        evn("door", "close", trip, stop, "FORMULA=1")
        site.until(lambda: evn("door", "list") == [], "the round is closed")
        row = next(r for r in evn("door", "list", "--all", "--trip", trip) if r["item"] == "FORMULA")
        self.assertEqual((row["received"], row["handed"], row["returned"]),
                         (received, first["quantity"], 1))
        self.assertEqual(row["received"], row["handed"] + row["left"] + row["returned"])
        self.assertEqual(sum(stock().values()), sum(before.values()) + 1)
        site.run("verify")

    def by_page(self, trip, door):
        """On the page of the point nobody opened; pseudonyms and codes are there, no names."""
        path = "/point/" + HOME
        page = site.page(path, "street")[1]
        self.assertIn(door["bag"], page)
        self.assertNotIn("Ada", page)
        self.assertNotIn("3-502", page)
        self.assertIn("送货到门", site.page(path, "street", "zh")[1])
        at = page.index('name="bag" value="' + door["bag"])
        form = page[page.rindex("<form", 0, at):]
        status, _, _ = site.form(path, form, "door", {
            "trip": trip, "stop": str(1), "bag": door["bag"], "item-1": "FORMULA", "quantity-1": "0",
            "proof": "DOOR_PROOF_CODE", "proof_text": "", "why": "DOOR_WHY_NOT_HOME", "note": ""}, "street")
        self.assertEqual(status, 303)
        self.assertEqual([d["state"] for d in evn("door", "show", trip, "1")], ["done", "left"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
