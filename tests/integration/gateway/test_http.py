"""The gateway from outside: JSON byte-stable, once per id, nobody without a token, streams without
gaps, forms that act once and lose nothing."""

import http.client
import json
import os
import signal
import subprocess
import unittest

import installation
from installation import COMMUNITIES, Installation, new_id

site = None


def setUpModule():
    global site
    site = Installation()
    site.start()
    site.seed(site.folder)
    for service in ("registry", "ledger", "planner", "dispatch"):
        site.tick(service, installation.START_US + 5 * 3600 * 10**6)


def tearDownModule():
    status = site.stop()
    if status != 0:
        raise AssertionError(f"evn up ended with {status}")


def receive(lot, quantity):
    return {"document": {"lines": [{"kind": "LINE_KIND_RECEIVE", "from": "S1", "to": "W1",
                                    "item": "FORMULA", "lot": lot, "expiry": "2023-05-01",
                                    "quantity": quantity}]}}


def stock_of(lot):
    status, answer = site.query("ledger", {"stock": {"place": "W1", "lot": lot}}, "store")
    assert status == 200, answer
    return [r["quantity"] for r in answer.get("stock", {}).get("rows", [])]


class Stream:
    """A server-sent event stream, read by hand."""

    def __init__(self, last_id=None, token="wall"):
        head = {"Authorization": "Bearer " + site.tokens[token]}
        if last_id is not None:
            head["Last-Event-ID"] = str(last_id)
        self.c = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
        self.c.request("GET", "/api/v1/events", headers=head)
        self.r = self.c.getresponse()
        assert self.r.status == 200, self.r.status
        assert self.r.getheader("Content-Type") == "text/event-stream"

    def next(self):
        """The next event: (id, name, data); comments come as (None, "comment", text)."""
        found = {}
        while (line := self.r.readline().decode().rstrip("\n")) or not found:
            if line.startswith(":"):
                found = {"event": "comment", "data": line}
            elif line:
                key, _, value = line.partition(": ")
                found[key] = value
        if found["event"] == "comment":
            return None, "comment", found["data"]
        return int(found["id"]), found["event"], json.loads(found["data"])

    def covers(self, until):
        """Covers up to the position `until`."""
        out = []
        while not out or out[-1][0] < until:
            number, name, data = self.next()
            if name == "covers":
                out.append((number, data))
        return out

    def close(self):
        self.c.close()


def hub_head():
    return int(site.query("events", {"position": {}}, "wall")[1]["position"]["position"])


class Api(unittest.TestCase):
    def test_json_goes_round_and_is_byte_stable(self):
        get = json.dumps({"get": {"table": "TABLE_ITEM", "key": "INSULIN"}})
        texts = {site.ask("POST", "/api/v1/registry/query", get, token="chief")[2]
                 for _ in range(5)}
        self.assertEqual(len(texts), 1)
        item = json.loads(texts.pop())["item"][0]
        self.assertEqual((item["nameZh"], item["packs"][0]["baseUnits"]), ("胰岛素（日剂量）", "7"))
        self.assertNotIn("synthetic", {k for k, v in item.items() if v is False})
        status, answer = site.command("registry", {"item": {"item": item}}, "wall")
        self.assertEqual((status, answer["code"]), (403, "NOT_ALLOWED"))

    def test_the_same_id_acts_once(self):
        key = new_id()
        first = site.command("ledger", receive("ONCE", "6"), "store", key)
        self.assertEqual(first[0], 200, first)
        for _ in range(10):
            self.assertEqual(site.command("ledger", receive("ONCE", "6"), "store", key), first)
        self.assertEqual(stock_of("ONCE"), ["6"])
        status, answer = site.command("ledger", receive("ONCE", "7"), "store", key)
        self.assertEqual((status, answer["code"]), (400, "ID_CONFLICT"))
        status, answer = site.command("ledger", receive("ONCE", "6"), "chief", key)
        self.assertEqual((status, answer["code"]), (400, "ID_CONFLICT"))

    def test_a_key_that_is_no_id_is_not_called_missing(self):
        status, answer = site.command("ledger", receive("ONCE", "6"), "store", "12345")
        self.assertEqual((status, answer["code"], answer["subject"]), (400, "BAD_ID", "12345"))
        status, _, body = site.ask("POST", "/api/v1/ledger/command", "{}", token="store")
        self.assertEqual((status, json.loads(body)["code"]), (400, "MISSING_FIELD"))

    def test_nobody_gets_in_without_a_known_token(self):
        for path in ("registry/query", "ledger/command", "events/query"):
            for head in ({}, {"token": "x" * 43}, {"token": ""}):
                status, _, body = site.ask("POST", "/api/v1/" + path, "{}", **head)
                self.assertEqual(status, 401, (path, head))
                self.assertEqual(json.loads(body)["code"], "NO_TOKEN")
        self.assertEqual(site.ask("GET", "/api/v1/events")[0], 401)
        status, head, _ = site.ask("GET", "/board")
        self.assertEqual((status, head["Location"]), (303, "/login"))
        self.assertEqual(site.ask("GET", "/login?token=wrong")[0], 401)

    def test_a_revoked_token_is_told_so_and_a_new_one_works(self):
        """`evn key revoke` takes tokens too, at once; pages and JSON say what to do."""
        old = site.token("leaver", "WAREHOUSE")
        body = '{"stock":{}}'
        self.assertEqual(site.ask("POST", "/api/v1/ledger/query", body, token="leaver")[0], 200)
        done = subprocess.run([site.bin + "/evn", "--data", site.data, "key", "revoke", "leaver"],
                              capture_output=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, b"evn: tokens of leaver revoked: 1\n"))
        status, _, answer = site.ask("POST", "/api/v1/ledger/query", body, token="leaver",
                                     Accept_Language="zh")
        self.assertEqual((status, json.loads(answer)["code"]), (401, "KEY_REVOKED"))
        self.assertIn("请联系管理员重新发放", json.loads(answer)["text"])
        status, _, page = site.ask("GET", "/login?token=" + old,
                                   Accept_Language="en")
        self.assertEqual(status, 401)
        self.assertIn(b"This token was revoked; ask an administrator for a new one.", page)
        site.token("leaver", "WAREHOUSE")
        self.assertEqual(site.ask("POST", "/api/v1/ledger/query", body, token="leaver")[0], 200)

    def test_a_login_link_leaves_a_cookie_no_script_can_read(self):
        status, head, _ = site.ask("GET", "/login?token=" + site.tokens["store"])
        self.assertEqual((status, head["Location"]), (303, "/warehouse"))
        self.assertIn("HttpOnly; SameSite=Strict", head["Set-Cookie"])
        cookie = head["Set-Cookie"].split(";")[0]
        self.assertEqual(site.ask("GET", "/warehouse", Cookie=cookie)[0], 200)

    def test_forms_from_other_sites_and_foreign_names_are_refused(self):
        cookie = "evn_token=" + site.tokens["store"]
        form = "form=receive&id=" + new_id()
        for head in ({"Sec_Fetch_Site": "cross-site"}, {"Origin": "http://evil.example"}, {}):
            status = site.ask("POST", "/warehouse/W1", form, Cookie=cookie, **head)[0]
            self.assertEqual(status, 403, head)
        self.assertEqual(site.ask("GET", "/board", token="wall", Host="evil.example")[0], 421)

    def test_wrong_input_gets_a_typed_error(self):
        for body, field in (('{"get":', ""), ('{"get":{"tabel":1}}', "get.tabel"),
                            ('{"get":{"table":"TABLE_NO"}}', "get.table")):
            status, _, answer = site.ask("POST", "/api/v1/registry/query", body, token="chief")
            self.assertEqual(status, 400, body)
            self.assertEqual(json.loads(answer)["field"], field)
        status, answer = site.command("nothing", {}, "chief")
        self.assertEqual((status, answer["code"]), (400, "UNKNOWN_KIND"))
        self.assertEqual(site.ask("POST", "/api/v1/ledger/command", "{}", token="store")[0], 400)
        self.assertEqual(site.ask("DELETE", "/board", token="wall")[0], 405)
        status, _, answer = site.ask("POST", "/api/v1/registry/query", "x" * 300000, token="chief")
        self.assertEqual((status, json.loads(answer)["code"]), (413, "TOO_LARGE"))


class Live(unittest.TestCase):
    def follow(self, last_id, until, token="wall"):
        """Positions of the events from `last_id` on; checks that covers have no gap."""
        stream = Stream(last_id, token)
        self.addCleanup(stream.close)
        at, positions = last_id, []
        for number, data in stream.covers(until):
            self.assertEqual(int(data["first"]), at + 1)
            self.assertEqual(int(data["last"]), number)
            for e in data["events"]:
                count = int(e.get("count", 1))
                positions += range(int(e["position"]), int(e["position"]) + count)
            at = number
        return positions

    def test_a_stream_goes_on_behind_its_last_id_without_a_gap(self):
        head = hub_head()
        whole = self.follow(0, head)
        self.assertEqual(sorted(set(whole)), whole)
        self.assertGreater(len(whole), 300)
        for start in (1, head // 3, head // 2 + 1, head - 1):
            got = [p for p in self.follow(start, head) if p <= whole[-1]]
            self.assertEqual(got, [p for p in whole if p > start], start)

    def test_what_happens_now_arrives(self):
        head = hub_head()
        stream = Stream(head)
        self.addCleanup(stream.close)
        site.must("ledger", receive("NOW", "3"), "store")
        while True:
            _, name, data = stream.next()
            if name == "covers" and any(e["source"] == "ledger" for e in data["events"]):
                break

    def test_a_stream_for_an_area_sees_its_area_alone(self):
        area = COMMUNITIES[1][0]
        site.token("lane", "POINT", area)
        head = hub_head()
        mine, all_of_it = self.follow(0, head, "lane"), self.follow(0, head)
        self.assertLess(len(mine), len(all_of_it))
        self.assertLessEqual(set(mine), set(all_of_it))

    def test_a_cursor_ahead_of_the_hub_is_told(self):
        stream = Stream(10**9)
        self.addCleanup(stream.close)
        name = "comment"
        while name == "comment":
            number, name, _ = stream.next()
        self.assertEqual(name, "rolled_back")
        self.assertLess(number, 10**9)

    def test_a_quiet_stream_says_each_second_that_it_is_there(self):
        stream = Stream(hub_head())
        self.addCleanup(stream.close)
        names = []
        while names.count("comment") < 2:
            names.append(stream.next()[1])
        self.assertLess(len(names), 10)


class Forms(unittest.TestCase):
    def test_a_double_submit_has_one_effect(self):
        _, page = site.page("/warehouse/W1", "store")
        fields = {"item-1": "FORMULA", "lot-1": "TWICE", "expiry-1": "2023-06-01",
                  "quantity-1": "2", "pack-1": "case", "from-1": "S1"}
        for _ in range(3):
            status, head, _ = site.form("/warehouse/W1", page, "receive", fields, "store")
            self.assertEqual((status, head["Location"]), (303, "/warehouse/W1?done=1"))
        self.assertEqual(stock_of("TWICE"), ["10800"])

    def test_a_refusal_comes_back_with_what_was_typed(self):
        _, page = site.page("/warehouse/W1", "store")
        fields = {"item-1": "FORMULA", "quantity-1": "999 999", "note": "给三号楼"}
        status, _, body = site.form("/warehouse/W1", page, "issue", fields, "store")
        text = body.decode()
        self.assertEqual(status, 409, text)
        for kept in ('value="999 999"', 'value="给三号楼"', 'role="alert"'):
            self.assertIn(kept, text)

    def test_a_lot_out_of_its_turn_asks_why_and_is_issued_with_the_answer(self):
        for lot, expiry in (("TURN-1", "2023-04-01"), ("TURN-2", "2024-06-01")):
            site.must("ledger", {"document": {"lines": [
                {"kind": "LINE_KIND_RECEIVE", "from": "S1", "to": "W1", "item": "FORMULA",
                 "lot": lot, "expiry": expiry, "quantity": 50}]}}, "store")
        _, page = site.page("/warehouse/W1", "store")
        self.assertNotIn('name="reason"', page)
        fields = {"item-1": "FORMULA", "lot-1": "TURN-2", "quantity-1": "20", "note": "<3>"}
        status, _, body = site.form("/warehouse/W1", page, "issue", fields, "store")
        text = body.decode()
        self.assertEqual(status, 409, text)
        for kept in ('value="TURN-2"', 'value="20"', 'value="&lt;3&gt;"', 'name="reason"',
                     'value="lot-asked-for"'):
            self.assertIn(kept, text)
        # Another refusal keeps the answer; the right quantity is booked with it.
        fields.update({"reason": "lot-asked-for", "quantity-1": "60"})
        status, _, body = site.form("/warehouse/W1", text, "issue", fields, "store")
        self.assertEqual(status, 409)
        self.assertIn('value="lot-asked-for" selected', body.decode())
        fields["quantity-1"] = "20"
        status, head, _ = site.form("/warehouse/W1", body.decode(), "issue", fields, "store")
        self.assertEqual((status, head["Location"]), (303, "/warehouse/W1?done=1"))
        self.assertEqual(stock_of("TURN-2"), ["30"])

    def test_a_role_that_may_not_is_told(self):
        _, page = site.page("/warehouse/W1", "wall")
        status, _, body = site.form("/warehouse/W1", page, "issue",
                                    {"item-1": "FORMULA", "quantity-1": "1"}, "wall")
        self.assertEqual(status, 403)
        self.assertIn('role="alert"', body.decode())

    def test_a_request_is_asked_once_and_shows_where_it_stands(self):
        code = COMMUNITIES[2][0]
        _, page = site.page("/point/" + code, "street")
        fields = {"community": code, "item-1": "INSULIN", "quantity-1": "4", "pack-1": "pen",
                  "note": "两位老人"}
        for _ in range(2):
            status, _, body = site.form("/point/" + code, page, "ask", fields, "street")
            self.assertEqual(status, 303, body)
        status, answer = site.query("dispatch", {"requests": {"community": code}}, "street")
        asked = [r for r in answer["request"] if not r.get("standing")]
        self.assertEqual([(r["askedBy"], r.get("note")) for r in asked], [("street", "两位老人")])
        lines = [n for n in answer["line"] if n["request"] == asked[0]["request"]]
        self.assertEqual([n["requested"] for n in lines], ["28"])
        self.assertIn("Waits for the next allocation round.", site.page("/point/" + code, "street")[1])

    def wanted(self, request):
        """What the first line of a request still wants in all."""
        line = site.query("dispatch", {"request": {"request": request}}, "street")[1]["line"][0]
        return int(line["requested"]) - int(line.get("refused", 0))

    def test_a_request_changes_and_is_cancelled_from_its_page(self):
        code = COMMUNITIES[3][0]
        site.must("dispatch", {"request": {"request": "CHANGES", "community": code, "lines": [
            {"item": "INSULIN", "quantity": "28"}]}}, "street")
        page = site.page("/request/CHANGES", "street")[1]
        status, _, body = site.form("/request/CHANGES", page, "change", {"line": "1", "quantity-1": "fourteen"},
                                    "street")
        self.assertEqual(status, 400)
        self.assertIn("fourteen", body.decode())
        for _ in range(2):
            fields = {"line": "1", "quantity-1": "14"}
            self.assertEqual(site.form("/request/CHANGES", page, "change", fields, "street")[0], 303)
        self.assertEqual(self.wanted("CHANGES"), 14)
        for _ in range(2):
            self.assertEqual(site.form("/request/CHANGES", page, "cancel", {"line": "1"}, "street")[0], 303)
        self.assertEqual(self.wanted("CHANGES"), 0)
        self.assertNotIn('value="cancel"', site.page("/request/CHANGES", "street")[1])

    def test_what_comes_up_is_reported_from_the_board(self):
        def held():
            answer = site.query("dispatch", {"eta": {}}, "chief")[1]
            return [h["place"] for h in answer.get("hindrance", [])]
        page = site.page("/board", "chief")[1]
        fields = {"place": "P4", "minutes": "90", "reason": "flooded"}
        self.assertEqual(site.form("/board", page, "hinder", fields, "chief")[0], 303)
        self.assertEqual(held(), ["P4"])
        page = site.page("/board", "chief")[1]
        self.assertEqual(site.form("/board", page, "clear", {"place": "P4"}, "chief")[0], 303)
        self.assertEqual(held(), [])
        page = site.page("/board", "chief")[1]
        status, _, body = site.form("/board", page, "clear", {"place": "P4"}, "chief")
        self.assertEqual(status, 409, body)
        fields = {"community": COMMUNITIES[4][0], "item-1": "INSULIN", "quantity-1": "2", "pack-1": "pen"}
        page = site.page("/board", "chief")[1]
        self.assertEqual(site.form("/board", page, "urgent", fields, "chief")[0], 303)
        answer = site.query("dispatch", {"requests": {"community": COMMUNITIES[4][0]}}, "chief")[1]
        self.assertEqual([r["urgent"] for r in answer["request"] if r.get("urgent")], [True])

    def test_pages_speak_both_languages(self):
        self.assertIn('<html lang="zh-CN">', site.page("/board", "wall", "zh")[1])
        self.assertIn('<html lang="en">', site.page("/board", "wall", "en-GB")[1])
        status, head, _ = site.ask("GET", "/lang?lang=en&back=//evil.example", token="wall")
        self.assertEqual((status, head["Location"]), (303, "/board"))
        self.assertIn("evn_lang=en", head["Set-Cookie"])


class Down(unittest.TestCase):
    def test_a_service_that_is_killed_costs_its_panel_and_comes_back(self):
        self.assertEqual(site.ask("GET", "/readyz")[0], 200)
        ledger = next(int(p) for p in os.listdir("/proc") if p.isdigit() and is_ledger(p))
        os.kill(ledger, signal.SIGSTOP)
        try:
            site.until(lambda: site.ask("GET", "/readyz")[0] == 503, "readyz is red")
            status, page = site.page("/warehouse/W1", "store")
            self.assertEqual(status, 200)
            self.assertIn("The service ledger is not running", page)
        finally:
            os.kill(ledger, signal.SIGCONT)
        site.until(lambda: site.ask("GET", "/readyz")[0] == 200, "readyz is green again")
        self.assertEqual(site.ask("GET", "/healthz")[0], 200)


def is_ledger(pid):
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as f:
            words = f.read().split(b"\0")
    except OSError:
        return False
    return words[0].endswith(b"/evn-ledger") and site.data.encode() in words


if __name__ == "__main__":
    unittest.main(verbosity=2)
