"""Pages in a real browser: quiet consoles, nothing wider than its screen, live without reload."""

import os
import sys
import unittest

import browser
import installation
from installation import COMMUNITIES, START_US, Installation

HOUR_US = 3600 * 10**6
WIDTHS = [("phone", 390, 844), ("desk", 1280, 900), ("wall", 1920, 1080)]
# Whatever sticks out to the right and cannot be scrolled inside its own box.
STICKS_OUT = """[...document.querySelectorAll('body *')].filter(e => {
  const r = e.getBoundingClientRect();
  return r.width > 0 && r.right > document.documentElement.clientWidth + 1 &&
    !e.closest('.scroll') && !e.closest('.skip');
}).map(e => e.tagName + '.' + e.className).join(' ')"""
UNLABELLED = """[...document.querySelectorAll('input:not([type=hidden]):not([hidden]), select')].filter(e =>
  e.labels.length === 0).map(e => e.name).join(' ')"""

site = chrome = None


def fill(item, lot, expiry, quantity):
    _, page = site.page("/warehouse/W1", "store")
    status, _, body = site.form("/warehouse/W1", page, "receive", {
        "item-1": item, "lot-1": lot, "expiry-1": expiry, "quantity-1": quantity, "from-1": "S1"},
        "store")
    assert status == 303, body.decode()


def step(trip, name, **fields):
    _, page = site.page("/trip/" + trip, "chief")
    status, _, body = site.form("/trip/" + trip, page, name, fields, "chief")
    assert status == 303, body.decode()


def trips():
    return site.query("dispatch", {"trips": {}}, "chief")[1].get("trip", [])


def lots(trip):
    """(item, lot, quantity) of a trip's pick list, as printed."""
    return [(pick["item"], lot["lot"], lot["quantity"])
            for pick in site.query("dispatch", {"loadList": {"trip": trip}}, "store")[1]["pick"]
            for lot in pick.get("lots", [])]


def state(trip, wanted, stop=None):
    """Wait until a trip, or a stop of it, is in a state."""
    def is_there():
        found = next(t for t in trips() if t["trip"] == trip)
        if stop is not None:
            found = next(s for s in found["stops"] if s["stop"] == stop)
        return found["state"] == wanted
    site.until(is_there, f"{trip} is {wanted}")


def play():
    """A morning: sealed communities, stock, requests, a round, a trip on its first stop."""
    for service in ("registry", "ledger", "planner", "dispatch"):
        site.tick(service, START_US + 5 * HOUR_US)
    site.seal()
    for row in (("WATER-1500", "W1", "2023-06-01", "19000"), ("FOOD-PACK", "F1", "2022-11-25", "900"),
                ("FOOD-PACK", "F2", "2023-02-01", "700"), ("FORMULA", "F22", "2023-08-01", "54000"),
                ("INSULIN", "I7", "2022-11-20", "630"), ("HAND-RUB", "H1", "2024-01-01", "300"),
                ("MASK", "M1", "2024-01-01", "20000"), ("TEST-KIT", "T3", "2023-01-10", "4000")):
        fill(*row)
    code = COMMUNITIES[1][0]
    _, page = site.page("/point/" + code, "street")
    status = site.form("/point/" + code, page, "ask", {
        "community": code, "item-1": "INSULIN", "quantity-1": "28", "item-2": "FORMULA",
        "quantity-2": "5400", "note": "三号楼两位老人"}, "street")[0]
    assert status == 303
    for hours in (5.5, 6.2):
        for service in ("registry", "planner", "ledger", "dispatch"):
            site.tick(service, START_US + int(hours * HOUR_US))
    site.until(lambda: len(trips()) > 0, "trips are planned")
    return trips()[0]["trip"]


def setUpModule():
    global site, chrome
    if not os.environ.get("EVN_CHROMIUM", "").startswith("/"):
        print("no chromium here")
        sys.exit(77)
    os.makedirs(os.environ["EVN_SCREENS"], exist_ok=True)
    site = Installation()
    site.start()
    try:
        site.seed(site.folder)
        site.trip = play()
        chrome = browser.Browser(os.environ["EVN_CHROMIUM"])
    except BaseException:
        site.stop()  # or it would wait for us
        raise


def tearDownModule():
    chrome.close()
    site.stop()


class Pages(unittest.TestCase):
    def setUp(self):
        chrome.messages.clear()
        chrome.language("zh")
        self.home = f"http://127.0.0.1:{site.port}"
        chrome.go(f"{self.home}/login?token={site.tokens['chief']}")

    def look(self, path, name, lang="zh"):
        """Open a page on every screen; check it and take its picture."""
        chrome.language(lang)
        for screen, width, height in WIDTHS:
            chrome.size(width, height)
            chrome.go(self.home + path)
            self.assertEqual(chrome.run(STICKS_OUT), "", f"{path} on a {screen}")
            self.assertEqual(chrome.run(UNLABELLED), "", path)
            self.assertEqual(chrome.run("document.documentElement.lang"),
                             "zh-CN" if lang == "zh" else "en")
            chrome.picture(f"{os.environ['EVN_SCREENS']}/{name}-{screen}-{lang}.png")
        chrome.size(1280, 900, dark=True)
        chrome.picture(f"{os.environ['EVN_SCREENS']}/{name}-dark-{lang}.png")
        self.assertEqual(chrome.messages, [])

    def test_board(self):
        self.look("/board", "board")
        self.look("/board", "board", "en")

    def test_points(self):
        self.look("/point", "points")
        self.look("/point/" + COMMUNITIES[1][0], "point")
        self.look("/point/" + COMMUNITIES[1][0], "point", "en")

    def test_warehouse(self):
        self.look("/warehouse", "warehouses")
        self.look("/warehouse/W1", "warehouse")
        self.look("/warehouse/W1", "warehouse", "en")

    def test_trip_from_the_ramp_to_the_signature(self):
        self.look("/trip/" + site.trip, "trip-planned")
        proposed = lots(site.trip)
        self.assertIn(("FOOD-PACK", "F1"), [lot[:2] for lot in proposed])  # expires before F2
        for name, wanted in (("load", "TRIP_STATE_LOADED"), ("depart", "TRIP_STATE_UNDERWAY")):
            step(site.trip, name)
            state(site.trip, wanted)
        self.assertEqual(lots(site.trip), proposed)
        step(site.trip, "arrive", stop="1")
        self.look("/trip/" + site.trip, "trip")
        chrome.run("document.querySelector('[name=signed_by]').value = '王立新'")
        chrome.run("document.querySelector('form.receipt').requestSubmit()")
        state(site.trip, "STOP_STATE_DONE", 1)
        chrome.go(self.home + "/trip/" + site.trip)
        self.assertIn("王立新", chrome.run("document.body.innerText"))

    def test_login(self):
        chrome.send("Network.clearBrowserCookies")
        self.look("/login", "login")

    def test_the_board_follows_without_a_reload(self):
        chrome.size(1280, 900)
        chrome.go(self.home + "/board")
        chrome.until("document.getElementById('pulse').dataset.state === 'up'", "connected")
        chrome.run("window.mark = 1")
        site.must("registry", {"report": {"report": {
            "report": "R1", "area": COMMUNITIES[1][0], "day": "2022-11-14", "count": 1}}}, "office")
        before = chrome.run("document.getElementById('ticker').innerText")
        fill("TEST-KIT", "T4", "2023-01-10", "10")
        chrome.run(f"window.before = {before!r}")
        chrome.until("document.getElementById('ticker').innerText !== window.before",
                     "the ticker moves")
        self.assertEqual(chrome.run("window.mark"), 1)

    def test_pages_work_without_javascript(self):
        chrome.send("Emulation.setScriptExecutionDisabled", value=True)
        self.addCleanup(chrome.send, "Emulation.setScriptExecutionDisabled", value=False)
        chrome.go(self.home + "/warehouse/W1")
        chrome.picture(f"{os.environ['EVN_SCREENS']}/without-javascript.png")
        page = chrome.send("Runtime.evaluate", expression="1")["result"]
        self.assertEqual(page.get("value"), 1)
        root = chrome.send("DOM.getDocument")["root"]["nodeId"]
        found = chrome.send("DOM.querySelectorAll", nodeId=root, selector="#stock tbody tr")
        self.assertGreater(len(found["nodeIds"]), 5)
        self.assertEqual(chrome.messages, [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
