"""world - real services in a temporary folder, to be started, killed and asked."""

import os
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import client as evn

READY_S = 30


class World:
    """An installation: data, sockets, keys, processes. `programs` is name -> (argv, environment)."""

    def __init__(self, programs):
        self.programs = programs
        self.folder = tempfile.mkdtemp(prefix="evn-")
        self.data = self.folder + "/data"
        self.run = self.data + "/run"
        self.process = {}
        self.clients = []

    def start(self, *names):
        """Start services, all at once, and wait until each says that it is ready."""
        for name in names:
            argv, env = self.programs[name]
            self.process[name] = subprocess.Popen([*argv, "--data", self.data],
                                                  stdout=subprocess.PIPE,
                                                  env={**os.environ, **env})
        for name in names:
            self.await_ready(name)

    def await_ready(self, name):
        p = self.process[name]
        end = time.monotonic() + READY_S
        line = b""
        while not line.startswith(b"ready "):
            left = end - time.monotonic()
            if left <= 0 or not select.select([p.stdout], [], [], left)[0]:
                raise TimeoutError(f"{name} is not ready")
            line = p.stdout.readline()
            if not line:
                raise RuntimeError(f"{name} ended with {p.wait()}")

    def kill(self, name):
        """As a power cut does, to the process."""
        self.process[name].kill()
        self.process[name].wait()

    def key(self, name):
        return evn.read_key(f"{self.data}/keys/{name}.key")

    def client(self, service, key="admin", door=""):
        """A client; `key` is a name, a key, or None for no security at all."""
        if isinstance(key, str):
            key = self.key(key)
        server = evn.read_key(f"{self.data}/keys/{service}.pub")["public"]
        c = evn.Client(f"ipc://{self.run}/{service}{door}.sock", server, key)
        self.clients.append(c)
        return c

    def close(self):
        for c in self.clients:
            c.close()
        for p in self.process.values():
            if p.poll() is None:
                p.send_signal(signal.SIGTERM)
        late = []
        for name, p in self.process.items():
            try:
                p.wait(10)
            except subprocess.TimeoutExpired:
                p.kill()
                p.wait()
                late.append(name)
            p.stdout.close()
        shutil.rmtree(self.folder)
        if late:
            raise RuntimeError(f"did not stop: {late}")


def main(suite, module):
    """Run the tests of a module and end the process as ctest and tests/lib/count.py expect."""
    pattern = sys.argv[1] if len(sys.argv) > 1 and not sys.argv[1].startswith("/") else ""
    loader = unittest.TestLoader()
    tests = [t for group in loader.loadTestsFromModule(module) for t in group
             if re.search(pattern, t.id())]
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2).run(unittest.TestSuite(tests))
    failed = len(result.failures) + len(result.errors)
    print(f"{suite}: {result.testsRun} tests, {failed} failed, {len(result.skipped)} skipped")
    sys.exit(1 if failed or not result.testsRun else 0)
