"""site - a whole installation under `evn up` in a temporary folder, asked over HTTP alone."""

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

READY_S = 60
AREA = "310101002"  # a street; the communities below it are made up


def new_id():
    """A UUID version 7 as text."""
    b = bytearray(int(time.time() * 1000).to_bytes(6, "big") + os.urandom(10))
    b[6] = 0x70 | b[6] & 0x0F
    b[8] = 0x80 | b[8] & 0x3F
    h = b.hex()
    return f"{h[:8]}-{h[8:12]}-{h[12:16]}-{h[16:20]}-{h[20:]}"


class Site:
    """Services, tokens and an HTTP client."""

    def __init__(self, folder=None):
        self.bin = os.environ["EVN_BIN"]
        self.folder = folder or tempfile.mkdtemp(prefix="evn-gateway-")
        self.keep = folder is not None
        self.data = self.folder + "/data"
        self.up = None
        self.tokens = {}

    def start(self):
        """`evn up --exercise` until it says ready; its port is any free one."""
        self.up = subprocess.Popen(
            [self.bin + "/evn", "--data", self.data, "up", "--exercise"], stdout=subprocess.PIPE,
            env={**os.environ, "EVN_PORT": "0"})
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

    def must(self, service, command):
        """A command that is to be accepted."""
        status, answer = self.command(service, command)
        if status != 200:
            raise AssertionError(f"{command}: {answer}")

    def seed(self):
        """A small district, made up: items, places, communities."""
        self.token("admin", "INTEGRATOR")
        for code, zh, en, unit, unit_en, packs in ITEMS:
            self.must("registry", {"item": {"item": {
                "code": code, "nameZh": zh, "nameEn": en, "category": "food",
                "tracking": "TRACKING_LOT_EXPIRY", "unitZh": unit, "unitEn": unit_en,
                "weightMg": "500000", "volumeUl": "600000", "synthetic": True,
                "packs": [{"nameZh": z, "nameEn": e, "baseUnits": str(n)} for z, e, n in packs]}}})
        for code, kind, zh, en in PLACES:
            self.must("registry", {"place": {"place": {
                "code": code, "kind": "PLACE_KIND_" + kind, "nameZh": zh, "nameEn": en,
                "synthetic": True}}})


ITEMS = [
    ("RICE", "大米 5 千克", "Rice 5 kg", "袋", "bag", [("箱", "case", 4)]),
    ("WATER", "饮用水 1.5 升", "Water 1.5 l", "瓶", "bottle", [("箱", "case", 12)]),
    ("MASK", "医用口罩", "Medical mask", "只", "mask", [("盒", "box", 50), ("箱", "case", 2000)]),
    ("INSULIN", "胰岛素笔芯", "Insulin cartridge", "支", "cartridge", [("盒", "box", 5)]),
]
PLACES = [
    ("W1", "WAREHOUSE", "江湾保供仓", "Jiangwan store"),
    ("W2", "WAREHOUSE", "北码头冷库", "North quay cold store"),
    ("S1", "SUPPLIER", "市粮食集团", "City grain company"),
]
