"""browser - Chromium, driven over its debugging pipe with nothing but Python's own library."""

import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--no-first-run",
         "--remote-debugging-pipe"]
WAIT_S = 30


class Browser:
    """One browser with one page."""

    def __init__(self, program):
        self.profile = tempfile.mkdtemp(prefix="evn-browser-")
        to_read, self.write_fd = os.pipe()
        self.read_fd, to_write = os.pipe()

        def take_pipes():
            # Both ends may lie on 3 or 4 themselves: move them away first.
            a, b = os.dup(to_read), os.dup(to_write)
            a, b = os.dup(a), os.dup(b)
            os.dup2(a, 3)
            os.dup2(b, 4)
        self.process = subprocess.Popen(
            [program, *FLAGS, "--user-data-dir=" + self.profile, "about:blank"],
            preexec_fn=take_pipes, close_fds=False, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        os.close(to_read)
        os.close(to_write)
        self.rest = b""
        self.n = 0
        self.messages = []  # what pages said on the console, and what they could not load
        self.loaded = False
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self.session = None
        self.session = self.send("Target.attachToTarget", targetId=target,
                                 flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(domain + ".enable")

    def close(self):
        self.process.terminate()
        self.process.wait(WAIT_S)
        os.close(self.read_fd)
        os.close(self.write_fd)
        shutil.rmtree(self.profile, ignore_errors=True)

    def read(self, end):
        """The next message of the browser."""
        while b"\0" not in self.rest:
            if not select.select([self.read_fd], [], [], max(0, end - time.monotonic()))[0]:
                raise TimeoutError("the browser does not answer")
            part = os.read(self.read_fd, 1 << 20)
            if not part:
                raise RuntimeError("the browser ended")
            self.rest += part
        text, _, self.rest = self.rest.partition(b"\0")
        return json.loads(text)

    def take(self, message):
        """Note what a page says by itself."""
        method, params = message.get("method"), message.get("params", {})
        if method == "Runtime.consoleAPICalled":
            self.messages.append(str(params["args"]))
        elif method == "Runtime.exceptionThrown":
            self.messages.append(str(params["exceptionDetails"]))
        elif method == "Log.entryAdded":
            self.messages.append(params["entry"]["text"] + " " + params["entry"].get("url", ""))
        elif method == "Page.loadEventFired":
            self.loaded = True

    def send(self, method, **params):
        """Ask the browser; its result."""
        self.n += 1
        message = {"id": self.n, "method": method, "params": params}
        if getattr(self, "session", None):
            message["sessionId"] = self.session
        os.write(self.write_fd, json.dumps(message).encode() + b"\0")
        end = time.monotonic() + WAIT_S
        while True:
            got = self.read(end)
            if got.get("id") == self.n:
                if "error" in got:
                    raise RuntimeError(f"{method}: {got['error']}")
                return got["result"]
            self.take(got)

    def go(self, url):
        """Open an address and wait until it is loaded."""
        self.loaded = False
        self.send("Page.navigate", url=url)
        end = time.monotonic() + WAIT_S
        while not self.loaded:
            self.take(self.read(end))

    def size(self, width, height, dark=False):
        """The screen, and whether its owner likes it dark."""
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=width < 600)
        self.send("Emulation.setEmulatedMedia", media="", features=[
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])

    def language(self, lang):
        """What the browser asks for."""
        self.send("Network.setExtraHTTPHeaders", headers={"Accept-Language": lang})

    def run(self, script):
        """The value of a JavaScript expression."""
        got = self.send("Runtime.evaluate", expression=script, returnByValue=True,
                        awaitPromise=True)
        return got["result"].get("value")

    def until(self, script, what):
        """Wait until an expression is true."""
        end = time.monotonic() + WAIT_S
        while not self.run(script):
            if time.monotonic() > end:
                raise AssertionError("never: " + what)

    def picture(self, path):
        """The whole page as PNG."""
        data = self.send("Page.captureScreenshot", captureBeyondViewport=True)["data"]
        with open(path, "wb") as f:
            f.write(base64.b64decode(data))
