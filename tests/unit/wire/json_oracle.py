#!/usr/bin/python3
"""Holds common/wire/json against protobuf's own json_format on random messages.

usage: json_oracle.py JSON_PIPE FOLDER_OF_PB2   (exit 77: python3-protobuf is missing)
"""
import json
import os
import random
import subprocess
import sys

try:
    from google.protobuf import json_format
except ImportError:
    sys.exit(77)
sys.path.insert(0, sys.argv[2])
from evernormal.test.v1 import sample_pb2  # noqa: E402

N_MESSAGES = 1500
TEXTS = ["", "a", "\u5e38\u5e73\u4ed3", 'q"\\/\b\f\n\r\t\x01\x7f', "\U0001f69a", "\u2028<b>&"]


class Pipe:
    def __init__(self, kind):
        self.child = subprocess.Popen([sys.argv[1], kind], stdin=subprocess.PIPE,
                                      stdout=subprocess.PIPE)

    def ask(self, line):
        self.child.stdin.write(line.encode() + b"\n")
        self.child.stdin.flush()
        return self.child.stdout.readline().decode().rstrip("\n")


def value_of(field, rng, depth):
    edge = {field.CPPTYPE_INT32: (-2**31, 2**31 - 1), field.CPPTYPE_UINT32: (0, 2**32 - 1),
            field.CPPTYPE_INT64: (-2**63, 2**63 - 1), field.CPPTYPE_UINT64: (0, 2**64 - 1)}
    if field.cpp_type in edge:
        low, high = edge[field.cpp_type]
        return rng.choice([0, 1, low, high, rng.randint(low, high), rng.randint(0, 300)])
    if field.cpp_type == field.CPPTYPE_BOOL:
        return rng.random() < 0.5
    if field.cpp_type == field.CPPTYPE_ENUM:
        return rng.choice([0, 1, 2])
    if field.type == field.TYPE_BYTES:
        return rng.randbytes(rng.choice([0, 1, 2, 3, 16, 200]))
    return "".join(rng.choice(TEXTS) for _ in range(rng.randint(0, 4)))


def fill(message, rng, depth=0):
    for field in message.DESCRIPTOR.fields:
        if rng.random() < 0.4:
            continue
        repeated = field.label == field.LABEL_REPEATED
        if field.message_type is not None:
            if depth > 4:
                continue
            for _ in range(rng.randint(0, 3) if repeated else 1):
                inner = getattr(message, field.name)
                inner = inner.add() if repeated else inner
                if not repeated:
                    inner.SetInParent()
                fill(inner, rng, depth + 1)
        elif repeated:
            getattr(message, field.name).extend(
                value_of(field, rng, depth) for _ in range(rng.randint(0, 5)))
        else:
            setattr(message, field.name, value_of(field, rng, depth))


def check(pipe, message):
    wire = message.SerializeToString(deterministic=True)
    ours = pipe.ask("w " + wire.hex())
    assert json.loads(ours) == json_format.MessageToDict(message), ours
    assert json_format.Parse(ours, type(message)()) == message, ours
    assert pipe.ask("r " + ours) == wire.hex(), ours
    for keep in (False, True):
        theirs = json_format.MessageToJson(message, indent=None, preserving_proto_field_name=keep)
        assert pipe.ask("r " + theirs) == wire.hex(), theirs


def main():
    seed = int(os.environ.get("EVN_SEED", "20221114"))
    print(f"seed {seed}")
    rng = random.Random(seed)
    for kind in ("Sample", "Wide"):
        pipe = Pipe(kind)
        for _ in range(N_MESSAGES):
            message = getattr(sample_pb2, kind)()
            fill(message, rng)
            check(pipe, message)
        assert pipe.ask("w ff") == "!BAD_MESSAGE"
        pipe.child.stdin.close()
        assert pipe.child.wait() == 0
    print(f"{2 * N_MESSAGES} messages: same JSON, same bytes")


main()
