"""Commands to a real service from a foreign client: once, refused well, by known keys alone."""

import os
import sys
import threading
import unittest

import client as evn
import world
import zmq
from evernormal.common.v1 import error_pb2 as error
from evernormal.events.v1 import command_pb2 as hub_command
from evernormal.events.v1 import query_pb2 as hub_query
from evernormal.registry.v1 import command_pb2 as command
from evernormal.registry.v1 import event_pb2 as event
from evernormal.registry.v1 import query_pb2 as query
from evernormal.wire.v1 import envelope_pb2 as wire

QUIET_MS = 1500  # how long somebody unknown is watched getting nothing


def item(code, name="大米"):
    return command.Command(id=evn.new_id(), item=command.ItemPut(item=event.Item(
        code=code, name_zh=name, name_en="Rice", category="FOOD", tracking=event.TRACKING_NONE,
        unit_zh="袋", unit_en="bag")))


def varint(n):
    out = b""
    while n > 127:
        out += bytes([n & 127 | 128])
        n >>= 7
    return out + bytes([n])


def raw(number, wire_type, payload):
    return varint(number << 3 | wire_type) + payload


def raw_bytes(number, payload):
    return raw(number, 2, varint(len(payload)) + payload)


def messages(descriptor, path=()):
    """(descriptor, path of fields to it) of a message and of all messages in it."""
    yield descriptor, path
    for field in descriptor.fields:
        if field.type == field.TYPE_MESSAGE:
            yield from messages(field.message_type, (*path, field))


def wrap(path, content):
    """The bytes of the outermost message."""
    for field in reversed(path):
        content = raw_bytes(field.number, content)
    return content


def dotted(path, last):
    return ".".join([f.name + ("[0]" if f.label == f.LABEL_REPEATED else "") for f in path] + [last])


def wrong(descriptor):
    """(bytes, field, what is wrong) for each field of a message and of those in it."""
    for message, path in messages(descriptor):
        yield wrap(path, raw(1000, 0, b"\1")), dotted(path, "#1000"), "unknown"
        for field in message.fields:
            name = dotted(path, field.name)
            yield wrap(path, raw(field.number, 5, b"1234")), name, "type"
            if field.type == field.TYPE_STRING:
                yield wrap(path, raw_bytes(field.number, b"\xc3\x28")), name, "utf-8"
                yield wrap(path, raw_bytes(field.number, b"x" * 20000)), name, "too long"
                yield wrap(path, raw_bytes(field.number, b"a\nb")), name, "control character"
            elif field.type == field.TYPE_MESSAGE:
                yield wrap(path, raw_bytes(field.number, b"\xff")), name, "encoding"
            elif field.type != field.TYPE_BYTES:
                yield wrap(path, raw(field.number, 0, b"\xff" * 10 + b"\1")), name, "varint"


class Registry(unittest.TestCase):
    def setUp(self):
        self.world = world.World({"registry": ([os.environ["EVN_REGISTRY"]], {}),
                                  "events": ([os.environ["EVN_HUB"]], {})})
        self.addCleanup(self.world.close)
        self.world.start("registry", "events")
        self.admin = self.world.client("registry")

    def accepted(self, reply):
        for answer in reply.answer:
            self.assertFalse(answer.HasField("refusal"), answer)
        return reply

    def test_what_was_put_is_read_and_followed(self):
        reply = self.accepted(self.admin.post(item("RICE"), item("OIL", "油")))
        get = query.Query(get=query.Get(table=query.TABLE_ITEM, key="OIL"))
        got = self.admin.query(get, query.Result, at_least=reply.position)
        self.assertEqual([i.name_zh for i in got.item], ["油"])
        blocks = self.admin.read(reply.answer[0].first_seq, bytes_max=4096)
        self.assertTrue(any("大米".encode() in b.payload for b in blocks))
        hub = self.world.client("events")
        follow = hub_query.Query(follow=hub_query.Follow(filter={"items": ["OIL"]}))
        events = hub.query(follow, hub_query.Result, after=[reply.position]).batch.event
        self.assertEqual([(e.source, e.kind, event.Item.FromString(e.body).code) for e in events],
                         [("registry", 16, "OIL")])

    def test_one_command_100_times_by_8_clients_acts_once(self):
        put = item("RICE").SerializeToString()
        before = self.admin.ask(wire.Request(hello=wire.Hello(client="test"))).welcome.next_seq
        clients = [self.world.client("registry") for _ in range(8)]
        answers, lock = [], threading.Lock()

        def send(client):
            for _ in range(100):
                answer = client.post(put, want_events=True).answer[0].SerializeToString()
                with lock:
                    answers.append(answer)
        threads = [threading.Thread(target=send, args=(c,)) for c in clients]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        self.assertEqual(len(answers), 800)
        self.assertEqual(len(set(answers)), 1, "the answers differ")
        answer = wire.Answer.FromString(answers[0])
        self.assertFalse(answer.HasField("refusal"))
        after = self.admin.ask(wire.Request(hello=wire.Hello())).welcome.next_seq
        self.assertEqual(after - before, answer.count)

    def test_same_id_with_other_bytes_is_a_conflict(self):
        first, second = item("RICE"), item("OIL")
        second.id = first.id
        self.accepted(self.admin.post(first))
        self.assertEqual(self.admin.post(second).answer[0].refusal.code,
                         error.ERROR_CODE_ID_CONFLICT)

    def test_created_there_used_here_at_once(self):
        hub = self.world.client("events")
        ask = hub_query.Query(position=hub_query.Position())
        for i in range(50):
            at = self.accepted(self.admin.post(item(f"I{i}"))).position
            got = hub.query(ask, hub_query.Result, after=[at]).position
            seen = {s.source: s.seq for s in got.stream}
            self.assertGreaterEqual(seen["registry"], at.seq)

    def test_unknown_and_bare_keys_get_nothing(self):
        public, secret = (k.decode() for k in zmq.curve_keypair())
        hello = wire.Request(version=1, hello=wire.Hello()).SerializeToString()
        for key in ({"public": public, "secret": secret}, None):
            for service in ("registry", "events"):
                stranger = self.world.client(service, key)
                self.assertIsNone(stranger.ask_raw(hello, QUIET_MS))
        self.assertIsNotNone(self.admin.ask_raw(hello, 10000))

    def test_a_revoked_key_gets_nothing_on_its_living_connection(self):
        public, secret = (k.decode() for k in zmq.curve_keypair())
        put = command.KeyPut(public_key=public, name="board", roles=1 << 5)
        at = self.accepted(self.admin.post(command.Command(id=evn.new_id(), key=put))).position
        key = {"public": public, "secret": secret}
        ask = hub_query.Query(position=hub_query.Position())
        self.world.client("events").query(ask, hub_query.Result, after=[at])
        board, hub = self.world.client("registry", key), self.world.client("events", key)
        get = query.Query(list=query.List(table=query.TABLE_ITEM))
        board.query(get, query.Result)
        hub.query(ask, hub_query.Result)
        revoke = command.KeyRevoke(public_key=public)
        at = self.accepted(self.admin.post(
            command.Command(id=evn.new_id(), key_revoke=revoke))).position
        self.world.client("events").query(ask, hub_query.Result, after=[at])
        for client, body, kind in ((board, get, query.Result), (hub, ask, hub_query.Result)):
            with self.assertRaises(evn.Refused) as no:
                client.query(body, kind)
            self.assertEqual(no.exception.code, error.ERROR_CODE_KEY_REVOKED)
        self.assertIsNone(self.world.client("registry", key).ask_raw(
            wire.Request(version=1, hello=wire.Hello()).SerializeToString(), QUIET_MS))

    def check_refusal(self, refusal, field, what):
        name = f"{field}: {what}: {refusal}".replace("\n", " ")
        self.assertEqual(refusal.error_class, error.ERROR_CLASS_INPUT, name)
        self.assertNotEqual(refusal.code, 0, name)
        # What is asked for is missing or wrong there, or in the message around it.
        if field and refusal.code != error.ERROR_CODE_BAD_MESSAGE:
            self.assertTrue(refusal.field, name)

    def test_every_wrong_field_of_every_command_has_a_typed_refusal(self):
        for service, kind in (("registry", command.Command), ("events", hub_command.Command)):
            client, n = self.world.client(service), 0
            for body, field, what in wrong(kind.DESCRIPTOR):
                has_id = field.split(".")[0] == "id"
                message = body if has_id else raw_bytes(1, evn.new_id()) + body
                answer = client.post(message).answer[0]
                self.assertTrue(answer.HasField("refusal"), (field, what))
                self.check_refusal(answer.refusal, field, what)
                self.assertEqual(answer.first_seq, 0, "it was logged")
                n += 1
            print(service, n, end=" ")
            self.assertGreater(n, 20)

    def test_every_wrong_field_of_every_query_has_a_typed_refusal(self):
        for service, kind in (("registry", query.Query), ("events", hub_query.Query)):
            client, n = self.world.client(service), 0
            for body, field, what in wrong(kind.DESCRIPTOR):
                with self.assertRaises(evn.Refused, msg=(field, what)) as no:
                    client.query(body, query.Result)
                self.check_refusal(no.exception.refusal, field, what)
                n += 1
            print(service, n, end=" ")
            self.assertGreater(n, 20)

    def test_every_wrong_field_of_the_envelope_has_a_typed_refusal(self):
        head = raw(1, 0, b"\1")
        for body, field, what in wrong(wire.Request.DESCRIPTOR):
            message = body if field == "version" else head + body
            answer = self.admin.ask_raw(message, 10000)
            self.assertIsNotNone(answer, (field, what))
            reply = wire.Reply.FromString(answer)
            self.assertTrue(reply.HasField("refusal"), (field, what))
            self.check_refusal(reply.refusal, field, what)

    def test_commands_without_content_miss_fields(self):
        for service, kind in (("registry", command.Command), ("events", hub_command.Command)):
            client = self.world.client(service)
            for field in kind.DESCRIPTOR.fields:
                if field.number < 16:
                    continue
                body = raw_bytes(1, evn.new_id()) + raw_bytes(field.number, b"")
                refusal = client.post(body).answer[0].refusal
                self.assertEqual(refusal.error_class, error.ERROR_CLASS_INPUT, field.name)
                self.assertIn(refusal.code, (error.ERROR_CODE_MISSING_FIELD,
                                             error.ERROR_CODE_BAD_FIELD), field.name)
                self.assertTrue(refusal.field.startswith(field.name), refusal)

    def test_bytes_that_are_no_message_are_refused_too(self):
        for rubbish in (b"", b"\xff", b"\0" * 50, os.urandom(300), b"\x0a\xff\xff\xff\xff\x0f"):
            reply = wire.Reply.FromString(self.admin.ask_raw(rubbish, 10000))
            self.assertEqual(reply.refusal.error_class, error.ERROR_CLASS_INPUT)


if __name__ == "__main__":
    world.main("registry.foreign", sys.modules["__main__"])
