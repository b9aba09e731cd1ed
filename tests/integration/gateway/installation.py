"""installation - a whole installation under `evn up` in a temporary folder, asked over HTTP alone."""

import http.client
import json
import os
import re
import select
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.parse

import client as evn
from evernormal.dispatch.v1 import command_pb2 as dispatch
from evernormal.ledger.v1 import command_pb2 as ledger
from evernormal.planner.v1 import command_pb2 as planner
from evernormal.registry.v1 import command_pb2 as registry

READY_S = 60
COMMANDS = {"registry": registry, "ledger": ledger, "planner": planner, "dispatch": dispatch}


def new_id():
    """A UUID version 7 as text."""
    b = bytearray(int(time.time() * 1000).to_bytes(6, "big") + os.urandom(10))
    b[6] = 0x70 | b[6] & 0x0F
    b[8] = 0x80 | b[8] & 0x3F
    h = b.hex()
    return f"{h[:8]}-{h[8:12]}-{h[12:16]}-{h[16:20]}-{h[20:]}"


class Installation:
    """Services, tokens and an HTTP client."""

    def __init__(self, folder=None):
        self.bin = os.environ["EVN_BIN"]
        self.folder = folder or tempfile.mkdtemp(prefix="evn-gateway-")
        self.keep = folder is not None
        self.data = self.folder + "/data"
        self.up = None
        self.tokens = {}

    def start(self, stderr=None, *words):
        """`evn up --exercise` until it says ready; its port is any free one."""
        self.up = subprocess.Popen(
            [self.bin + "/evn", "--data", self.data, "up", "--exercise", *words], stdout=subprocess.PIPE,
            stderr=stderr, env={**os.environ, "EVN_PORT": "0"})
        line, end = b"", time.monotonic() + READY_S
        while not line.startswith(b"ready evernormal"):
            if not select.select([self.up.stdout], [], [], end - time.monotonic())[0]:
                raise TimeoutError("evn up is not ready")
            line = self.up.stdout.readline()
            if not line:
                raise RuntimeError("evn up ended")
        with open(self.data + "/gateway/port", encoding="ascii") as f:
            self.port = int(f.read())
        return line.decode()

    def stop(self):
        """Ctrl-C; the status of evn up."""
        self.up.send_signal(signal.SIGINT)
        status = self.up.wait(30)
        self.up.stdout.close()
        if not self.keep:
            shutil.rmtree(self.folder)
        return status

    def token(self, name, role, *scope):
        """Make a token."""
        out = subprocess.run([self.bin + "/evn-gateway", "--data", self.data, "token", name, role,
                              *scope], check=True, capture_output=True)
        self.tokens[name] = out.stdout.decode().strip()
        return self.tokens[name]

    def ask(self, method, path, body=None, **headers):
        """(status, headers, bytes) of one request; `token` is a name; no redirection followed."""
        head = {k.replace("_", "-"): v for k, v in headers.items() if k != "token"}
        if "token" in headers:
            head["Authorization"] = "Bearer " + self.tokens.get(headers["token"], headers["token"])
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        c.request(method, path, body, head)
        r = c.getresponse()
        out = r.status, dict(r.getheaders()), r.read()
        c.close()
        return out

    def command(self, service, command, token="admin", key=None):
        """POST a command as JSON; (status, answer)."""
        status, _, body = self.ask("POST", f"/api/v1/{service}/command", json.dumps(command),
                                   token=token, Idempotency_Key=key or new_id())
        return status, json.loads(body)

    def query(self, service, query, token="admin"):
        """POST a query; (status, answer)."""
        status, _, body = self.ask("POST", f"/api/v1/{service}/query", json.dumps(query),
                                   token=token)
        return status, json.loads(body)

    def form(self, path, page, name, fields, token="admin"):
        """Send the form `name` of `page` (HTML) with these fields, as a browser does."""
        found = re.search(r'name="id" value="([^"]+)"><input type="hidden" name="form" value="'
                          + name + '"', page)
        data = {"id": found[1], "form": name, **fields}
        return self.ask("POST", path, urllib.parse.urlencode(data), token=token,
                        Content_Type="application/x-www-form-urlencoded",
                        Sec_Fetch_Site="same-origin")

    def page(self, path, token="admin", lang="en"):
        """The HTML of a page."""
        status, _, body = self.ask("GET", path, token=token, Accept_Language=lang)
        return status, body.decode()

    def must(self, service, command, token):
        """A command that is to be accepted."""
        status, answer = self.command(service, command, token)
        if status != 200:
            raise AssertionError(f"{command}: {answer}")

    def run(self, *words):
        """The evn command line, as the administrator."""
        subprocess.run([self.bin + "/evn", "--data", self.data, *words], check=True,
                       stdout=subprocess.DEVNULL)

    def tick(self, service, at):
        """Move a service's business clock, with the administrator's key."""
        with open(f"{self.data}/keys/{service}.pub", encoding="ascii") as f:
            public = next(line.split()[-1] for line in f if not line.startswith("#"))
        c = evn.Client(f"ipc://{self.data}/run/{service}.sock", public,
                       evn.read_key(self.data + "/keys/admin.key"))
        command = COMMANDS[service].Command(id=evn.new_id())
        command.tick.business_us = at
        answer = c.post(command).answer[0]
        c.close()
        if answer.HasField("refusal"):
            raise AssertionError(f"tick {service}: {answer}")

    def until(self, condition, what):
        """Wait for what other services do in their own time."""
        end = time.monotonic() + 20
        while not condition():
            if time.monotonic() > end:
                raise AssertionError("never: " + what)

    def seed(self, folder):
        """A district of the sample data with made-up places and communities, all sealed."""
        sample = os.environ["EVN_SAMPLE"]
        policy = sorted(os.listdir(sample + "/policy"))
        for table, files in (("areas", ["areas.tsv", "districts.tsv", "streets.tsv"]),
                             ("policy", ["policy/" + p for p in policy]),
                             ("norms", ["norms.tsv"]), ("items", ["items.tsv"]),
                             ("item-norms", ["item_norms.tsv"])):
            self.run("import", table, *(f"{sample}/{f}" for f in files))
        for table, rows in (("areas", AREAS), ("places", PLACES), ("communities", COMMUNITIES)):
            path = f"{folder}/{table}.tsv"
            with open(path, "w", encoding="utf-8") as f:
                f.writelines("\t".join(row) + "\n" for row in rows)
            self.run("import", table, path)
        for name, role in (("store", "WAREHOUSE"), ("street", "POINT"), ("chief", "DISPATCHER"),
                           ("wall", "DASHBOARD"), ("office", "AUTHORITY")):
            self.token(name, role)

    def seal(self):
        """Seal every community from the first day on."""
        for n, row in enumerate(COMMUNITIES[1:]):
            self.must("registry", {"seal": {
                "zone": f"Z{n + 1}", "area": row[0], "level": "LEVEL_HIGH", "residents": row[3],
                "authority": "区防控办", "reason": "exercise", "endRule": "five_day",
                "expansion": "community_transmission", "startDay": "2022-11-14"}}, "office")


DAY_US = 86_400_000_000
START_US = 1_668_355_200_000_000  # 2022-11-14 00:00 in Shanghai
STREET = "310101002"
NAMES = [("安和里", "Anhe Lane"), ("春申苑", "Chunshen Court"), ("静波新村", "Jingbo Village"),
         ("望江坊", "Wangjiang Block"), ("丰裕里", "Fengyu Lane"), ("长乐苑", "Changle Court")]
RESIDENTS = [1240, 860, 2310, 540, 1675, 980]
AREAS = [("community_code", "name_zh", "street_code")] + [
    (f"{STREET}{901 + i}", zh, STREET) for i, (zh, _) in enumerate(NAMES)]
PLACES = [("code", "kind", "area", "name_zh", "name_en", "lat", "lon", "datum", "coord_source", "open_hours",
           "synthetic", "weight_max_kg", "volume_max_l", "cold_box", "depot", "pass_from", "pass_until", "shift_from",
           "shift_until")] + [
    ("W1", "warehouse", STREET, "江湾保供仓", "Jiangwan store", "31.240", "121.480", "wgs84", "made up",
     "", "1", "", "", "", "", "", "", "", ""),
    ("S1", "supplier", "", "市粮食集团", "City grain company", "", "", "", "", "", "1", "", "", "", "", "", "",
     "", "")] + [
    (f"V{i + 1}", "vehicle", STREET, f"保供 {i + 1} 号车", f"Truck {i + 1}", "", "", "", "", "", "1",
     "3000", "12000", "1", "W1", "2022-11-01", "2022-12-31", "07:00", "19:00") for i in range(2)] + [
    (f"P{i + 1}", "reception_point", f"{STREET}{901 + i}", zh + "接收点", en + " gate",
     f"31.2{30 + i * 3}", f"121.4{70 + i * 4}", "wgs84", "made up", "08:00-18:00", "1", "", "", "", "", "", "", "", "")
    for i, (zh, en) in enumerate(NAMES)]
COMMUNITIES = [("code", "name_zh", "name_en", "residents", "households", "reception_points",
                "synthetic")] + [
    (f"{STREET}{901 + i}", zh, en, str(RESIDENTS[i]), str(RESIDENTS[i] // 3), f"P{i + 1}", "1")
    for i, (zh, en) in enumerate(NAMES)]
