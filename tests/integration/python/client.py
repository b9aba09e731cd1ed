"""client - a foreign client of Evernormal: made from the .proto files and proto/spec alone.

5-envelope.md says what a request is, 6-transport.md how it travels: one ZeroMQ DEALER with CURVE, one
frame a message, 8 bytes of correlation (little-endian) in front. Messages come from protoc.
"""

import hashlib
import itertools
import os
import time

import zmq
from evernormal.wire.v1 import envelope_pb2 as wire

ATTEMPT_MS = 1000  # before the same bytes are sent again


def new_id():
    """A UUID version 7."""
    b = bytearray(int(time.time() * 1000).to_bytes(6, "big") + os.urandom(10))
    b[6] = 0x70 | b[6] & 0x0F
    b[8] = 0x80 | b[8] & 0x3F
    return bytes(b)


def read_key(path):
    """{"public": Z85, "secret": Z85} of a key file."""
    with open(path, encoding="ascii") as f:
        return dict(line.split() for line in f if line.strip() and not line.startswith("#"))


def hash128(data):
    """What the services call the hash of a command."""
    return hashlib.blake2b(data, digest_size=16).digest()


class Refused(Exception):
    """The whole request was refused; `refusal` says why."""

    def __init__(self, refusal):
        super().__init__(str(refusal).replace("\n", " "))
        self.refusal = refusal
        self.code = refusal.code


class Client:
    """One connection with one key to one door of one service."""

    numbers = itertools.count(1)

    def __init__(self, endpoint, server_public, key=None):
        """`key` None: no CURVE at all."""
        self.socket = zmq.Context.instance().socket(zmq.DEALER)
        self.socket.linger = 0
        if key is not None:
            self.socket.curve_serverkey = server_public.encode()
            self.socket.curve_publickey = key["public"].encode()
            self.socket.curve_secretkey = key["secret"].encode()
        self.socket.connect(endpoint)

    def close(self):
        self.socket.close()

    def ask_raw(self, message, wait_ms):
        """Send bytes, again each second, until their answer comes. None: it did not come."""
        correlation = next(self.numbers).to_bytes(8, "little")
        end = time.monotonic() + wait_ms / 1000
        while (left_ms := (end - time.monotonic()) * 1000) > 0:
            self.socket.send(correlation + message)
            attempt_end = time.monotonic() + min(ATTEMPT_MS * 3, left_ms) / 1000
            while (ms := (attempt_end - time.monotonic()) * 1000) > 0:
                if self.socket.poll(ms):
                    frame = self.socket.recv()
                    if frame[:8] == correlation:
                        return frame[8:]
        return None

    def ask(self, request, wait_ms=30000):
        """The reply to a Request; Refused, or TimeoutError."""
        request.version = 1
        answer = self.ask_raw(request.SerializeToString(), wait_ms)
        if answer is None:
            raise TimeoutError
        reply = wire.Reply.FromString(answer)
        if reply.HasField("refusal"):
            raise Refused(reply.refusal)
        return reply

    def post(self, *commands, after=(), want_events=False, **more):
        """Send commands (messages, or bytes of them); the whole reply."""
        request = wire.Request(want_events=want_events, after=after, **more)
        request.post.command.extend(
            c if isinstance(c, bytes) else c.SerializeToString() for c in commands)
        return self.ask(request)

    def query(self, body, result_type, after=(), at_least=None):
        """The result of a query, as a message."""
        request = wire.Request(after=after)
        request.query.body = body if isinstance(body, bytes) else body.SerializeToString()
        if at_least is not None:
            request.query.at_least.CopyFrom(at_least)
        return result_type.FromString(self.ask(request).result)

    def read(self, from_seq, wait_ms=0, bytes_max=0):
        """Blocks of the log from `from_seq` on."""
        request = wire.Request()
        request.read.from_seq = from_seq
        request.read.wait_ms = wait_ms
        request.read.bytes_max = bytes_max
        return self.ask(request).block
