"""Following the hub: everything once, in one order, filtered, in scope, through kill -9."""

import os
import random
import signal
import struct
import sys
import time
import unittest

import client as evn
import world
import zmq
from evernormal.common.v1 import error_pb2 as error
from evernormal.events.v1 import command_pb2 as command
from evernormal.events.v1 import query_pb2 as query
from evernormal.service.v1 import service_pb2 as service

HUB, SOURCE = os.environ["EVN_HUB"], os.environ["EVN_STREAM_SOURCE"]
SEED = int(os.environ.get("EVN_SEED", "20221114"))
ITEM, PLACE, ACCOUNT, RECORDS = 17, 18, 22, 16  # the ledger's frames
ASKED, DONE, PASSED_ON, CAME = 99, 98, 97, 96  # of the stream source


def varint(n):
    out = b""
    while n > 127:
        out += bytes([n & 127 | 128])
        n >>= 7
    return out + bytes([n])


def field(number, value):
    """One protobuf field: an int or bytes."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    value = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(value)) + value


def emit(kind, body=b"x", count=1):
    """The stream source's command."""
    inside = field(1, kind) + field(2, count) + field(3, body)
    return field(1, evn.new_id()) + field(16, inside)


def record(account_from, account_to, qty=1):
    return struct.pack("<HBBIIIq", 3, 1, 3, 1, account_from, account_to, qty).ljust(128, b"\0")


class Hub(unittest.TestCase):
    def setUp(self):
        self.world = world.World({
            "events": ([HUB], {}),
            "registry": ([SOURCE], {"EVN_SOURCE": "registry"}),
            "ledger": ([SOURCE], {"EVN_SOURCE": "ledger", "EVN_FOLLOWS": "registry"}),
            "dispatch": ([SOURCE], {"EVN_SOURCE": "dispatch", "EVN_SENDS_TO": "ledger"})})
        self.addCleanup(self.world.close)
        self.world.start("registry", "ledger", "events")
        self.registry = self.world.client("registry")
        self.ledger = self.world.client("ledger")
        self.hub = self.world.client("events")

    def send(self, source, *commands):
        """Post; all must be accepted. The last event's number."""
        reply = source.post(*commands)
        for answer in reply.answer:
            self.assertFalse(answer.HasField("refusal"), answer)
        return reply.answer[-1].first_seq + reply.answer[-1].count - 1

    def follow(self, hub=None, **members):
        return (hub or self.hub).query(query.Query(follow=query.Follow(**members)), query.Result)

    def batches(self, until, hub=None, cursor=None, **members):
        """Batches from `cursor` (default: the beginning) until `until(batch)`; checks covers."""
        cursor = cursor or query.Cursor()
        end = time.monotonic() + 60
        while time.monotonic() < end:
            batch = self.follow(hub, cursor=cursor, wait_ms=1000, **members).batch
            self.assertEqual(batch.first, cursor.position + 1, "a gap")
            self.assertGreaterEqual(batch.cursor.position, cursor.position)
            at = batch.first - 1
            for event in batch.event:
                self.assertGreater(event.position, at)
                at = event.position + event.count - 1
            self.assertLessEqual(at, batch.cursor.position)
            cursor = batch.cursor
            yield batch
            if until(batch):
                return
        self.fail("waited in vain")

    def events(self, until, **members):
        return [e for b in self.batches(until, **members) for e in b.event]

    @staticmethod
    def reached(**seqs):
        """A condition: the streams are merged up to these numbers."""
        return lambda batch: all(
            any(s.source == name and s.seq >= seq for s in batch.cursor.stream)
            for name, seq in seqs.items())

    def check_all_once(self, events, **last):
        """Every event of the streams once, each stream in order, positions without a gap."""
        position, seen = 0, {name: 0 for name in last}
        for e in events:
            self.assertEqual(e.position, position + 1)
            self.assertEqual(e.seq, seen[e.source] + 1)
            position += e.count
            seen[e.source] += e.count
        for name, seq in last.items():
            self.assertGreaterEqual(seen[name], seq)

    def test_every_event_comes_once_and_positions_have_no_gap(self):
        for i in range(100):
            r = self.send(self.registry, emit(40, b"r%d" % i), emit(41, b"abcdef" * 3, 3))
            last = self.send(self.ledger, emit(42, os.urandom(i * 7)))
        got = self.events(self.reached(registry=r, ledger=last), bytes_max=4096)
        self.check_all_once(got, registry=r, ledger=last)
        self.assertEqual([e.body for e in got if e.kind == 40], [b"r%d" % i for i in range(100)])

    def test_an_effect_never_stands_before_its_cause(self):
        rng = random.Random(SEED)
        print("seed", SEED, end=" ")
        for _ in range(150):
            r = self.send(self.registry, emit(rng.choice([ASKED, 40])))
        done = self.send(self.registry, emit(ASKED))
        seen, found = {}, 0

        def finished(batch):
            return any(e.kind == DONE and struct.unpack("<Q", e.body)[0] == done
                       for e in batch.event)
        for e in self.events(finished):
            if e.kind == DONE:
                self.assertGreaterEqual(seen.get("registry", 0), struct.unpack("<Q", e.body)[0])
                found += 1
            seen[e.source] = e.seq + e.count - 1
        self.assertGreater(found, 30)

    def test_a_hub_started_late_still_puts_causes_first(self):
        self.world.kill("events")
        for _ in range(50):
            done = self.send(self.registry, emit(ASKED))
        # The ledger has answered all of it before the hub sees anything.
        blocks, at = [], 1
        while not any(f for f in blocks if struct.pack("<Q", done) in f):
            new = self.world.client("ledger", door="-bulk").read(at, wait_ms=1000)
            blocks += [b.payload for b in new]
            at = new[-1].first_seq + new[-1].count if new else at
        self.world.start("events")
        seen = 0
        for e in self.events(lambda b: any(struct.pack("<Q", done) == e.body for e in b.event)):
            if e.source == "registry":
                seen = e.seq
            if e.kind == DONE:
                self.assertGreaterEqual(seen, struct.unpack("<Q", e.body)[0])

    def wait_for_block(self, source, holds):
        """Read the source's log until a block holds these bytes; the last event's number."""
        door, at = self.world.client(source, door="-bulk"), 1
        while True:
            for block in door.read(at, wait_ms=1000):
                at = block.first_seq + block.count
                if holds in block.payload:
                    return at - 1

    def test_what_came_down_a_lane_waits_for_the_event_that_sent_it(self):
        self.world.kill("events")
        self.world.start("dispatch")
        before = self.send(self.ledger, emit(40))
        dispatch = self.world.client("dispatch")
        sent = self.send(dispatch, emit(PASSED_ON))  # the Outbox event is the last of the two
        effect = self.wait_for_block("ledger", struct.pack("<Q", sent))
        # The hub reads the ledger while the sender is silent: one read brings both blocks.
        self.world.process["dispatch"].send_signal(signal.SIGSTOP)
        self.world.start("events")
        seqs = {}
        while seqs.get("ledger", 0) < before:
            at = self.hub.query(query.Query(position=query.Position()), query.Result).position
            seqs = {s.source: s.seq for s in at.stream}
        self.assertLess(seqs["ledger"], effect)
        self.assertNotIn("dispatch", seqs)
        self.world.process["dispatch"].send_signal(signal.SIGCONT)
        seen = 0
        for e in self.events(self.reached(ledger=effect)):
            if e.source == "dispatch":
                seen = e.seq
            if e.kind == CAME:
                self.assertGreaterEqual(seen, sent)
        self.assertGreaterEqual(seen, sent)

    def test_only_services_say_which_event_sends_a_command(self):
        request = evn.wire.Request()
        request.post.command.append(emit(40))
        request.sent_by.log_id = b"sixteen bytes id"
        request.sent_by.seq = 1 << 40
        with self.assertRaises(evn.Refused) as no:
            self.ledger.ask(request)
        self.assertEqual(no.exception.code, error.ERROR_CODE_NOT_ALLOWED)

    def test_nothing_new_is_said_within_a_second(self):
        r = self.send(self.registry, emit(40))
        cursor = [b.cursor for b in self.batches(self.reached(registry=r))][-1]
        head = self.follow(cursor=cursor).batch
        start = time.monotonic()
        batch = self.follow(cursor=head.cursor, wait_ms=1000).batch
        self.assertLess(time.monotonic() - start, 5)
        self.assertEqual(batch.first, head.cursor.position + 1)
        self.assertGreaterEqual(batch.cursor.position, batch.first - 1)

    def test_a_waiting_follower_gets_what_comes(self):
        r = self.send(self.registry, emit(40))
        cursor = [b.cursor for b in self.batches(self.reached(registry=r))][-1]
        request = evn.wire.Request(version=1)
        request.query.body = query.Query(follow=query.Follow(
            cursor=cursor, wait_ms=1000, filter={"kinds": [44]})).SerializeToString()
        waiting = self.world.client("events")
        waiting.socket.send((7).to_bytes(8, "little") + request.SerializeToString())
        self.send(self.registry, emit(44, b"come"))
        got = self.events(lambda b: len(b.event) > 0, cursor=cursor, filter={"kinds": [44]})
        self.assertEqual([e.body for e in got], [b"come"])
        self.assertTrue(waiting.socket.poll(10000))

    def dictionaries(self):
        """Two places in two areas, two items, three accounts."""
        return [emit(ITEM, field(1, 1) + field(2, "RICE")), emit(ITEM, field(1, 2) + field(2, "OIL")),
                emit(PLACE, field(1, 1) + field(2, "W1") + field(5, "310101")),
                emit(PLACE, field(1, 2) + field(2, "W2") + field(5, "310115")),
                emit(ACCOUNT, field(1, 1) + field(3, 1) + field(4, 1)),
                emit(ACCOUNT, field(1, 2) + field(3, 2) + field(4, 1)),
                emit(ACCOUNT, field(1, 3) + field(3, 2) + field(4, 2))]

    def test_filters_find_records_by_area_place_item_and_kind(self):
        self.send(self.ledger, *self.dictionaries())
        a, b, c = record(1, 0), record(0, 2), record(3, 0)
        last = self.send(self.ledger, emit(RECORDS, a + b + c + a, 4), emit(40))
        until = self.reached(ledger=last)

        def found(**members):
            got = self.events(until, filter={"kinds": [RECORDS], **members})
            return [e.body[i:i + 128] for e in got for i in range(0, len(e.body), 128)]
        self.assertEqual(found(), [a, b, c, a])
        self.assertEqual(found(areas=["310115"]), [b, c])
        self.assertEqual(found(areas=["3101"]), [a, b, c, a])
        self.assertEqual(found(places=["W1"]), [a, a])
        self.assertEqual(found(items=["OIL"]), [c])
        self.assertEqual(found(items=["RICE"], places=["W2"]), [b])
        self.assertEqual(found(areas=["310101"], items=["OIL"]), [])
        self.assertEqual(found(sources=["registry"]), [])

    def test_a_scope_limits_what_is_delivered(self):
        public, secret = (k.decode() for k in zmq.curve_keypair())
        fact = service.Key(public_key=public, name="board", roles=1 << 5, scope="310115")
        seal = field(1, field(1, "Z1") + field(2, "310101"))
        key_seq = self.send(self.registry, emit(6, fact.SerializeToString()),
                            emit(16, field(1, "RICE")), emit(23, seal),
                            emit(24, field(1, "R1") + field(2, "310101")),
                            emit(24, field(1, "R2") + field(2, "310115")),
                            emit(25, field(1, "P1") + field(4, "310115")))
        self.send(self.ledger, *self.dictionaries())
        a, b = record(1, 0), record(2, 0)
        last = self.send(self.ledger, emit(RECORDS, a + b, 2), emit(50, b"note"))
        until = self.reached(registry=key_seq, ledger=last)
        everything = self.events(until)
        self.assertTrue(all(e.cause for e in everything if e.kind == 50))
        self.world.programs["board"] = None
        board = self.world.client("events", {"public": public, "secret": secret})
        got = self.events(until, hub=board)
        self.assertEqual([e.body for e in got if e.kind == RECORDS and e.source == "ledger"], [b])
        self.assertEqual([e.kind for e in got if e.source == "registry"], [16, 23, 24])
        self.assertIn(b"R2", [e.body for e in got if e.kind == 24][0])
        self.assertEqual([e for e in got if e.cause or e.kind in (50, 25, 6)], [])

    def test_records_that_follow_each_other_in_a_block_come_as_one_run(self):
        public, secret = (k.decode() for k in zmq.curve_keypair())
        fact = service.Key(public_key=public, name="board", roles=1 << 5)
        key_seq = self.send(self.registry, emit(6, fact.SerializeToString()))
        self.send(self.ledger, *self.dictionaries())
        a = [record(1, 0, i) for i in range(5)]
        last = self.send(self.ledger, *[emit(RECORDS, r) for r in a], emit(40),
                         emit(RECORDS, record(1, 0, 7)))
        list(self.batches(self.reached(registry=key_seq)))
        board = self.world.client("events", {"public": public, "secret": secret})
        got = self.events(self.reached(ledger=last), hub=board, filter={"kinds": [RECORDS]})
        self.assertEqual([(e.count, e.body) for e in got], [(5, b"".join(a)), (1, record(1, 0, 7))])
        self.assertEqual(got[0].seq + 6, got[1].seq)
        # Who may see the cause gets each with its own.
        whole = self.events(self.reached(ledger=last), filter={"kinds": [RECORDS]})
        self.assertEqual([(e.count, bool(e.cause)) for e in whole], [(1, True)] * 6)

    def test_a_named_subscriber_resumes_exactly_filtered_too(self):
        name = command.Subscribe(name="screen", filter={"kinds": [43]}, from_start=True)
        got, want, rng = [], [], random.Random(SEED)
        self.hub.post(command.Command(id=evn.new_id(), subscribe=name))
        for i in range(60):
            body = b"event %d" % i
            want.append(body)
            r = self.send(self.registry, emit(43, body), emit(44), emit(44))
            if i % 20 == 19:
                self.world.kill("events")
                self.world.start("events")
            if i % 5 != 4:
                continue
            # A subscriber that lives for one batch, and often ends before it could say so.
            batch = self.follow(name="screen", bytes_max=4096, wait_ms=500).batch
            if rng.random() < 0.5 and batch.cursor.position >= batch.first:
                got += [e.body for e in batch.event]
                self.ack("screen", batch.cursor.position)
        while got != want:
            batch = self.follow(name="screen", wait_ms=1000).batch
            got += [e.body for e in batch.event]
            self.assertEqual(got, want[:len(got)])
            if batch.cursor.position >= batch.first:
                self.ack("screen", batch.cursor.position)
        self.assertGreaterEqual(r, 180)

    def ack(self, name, position):
        reply = self.hub.post(command.Command(
            id=evn.new_id(), ack=command.Ack(name=name, position=position)))
        self.assertFalse(reply.answer[0].HasField("refusal"), reply)

    def test_kill_9_of_hub_and_sources_loses_and_doubles_nothing(self):
        rng = random.Random(SEED)
        print("seed", SEED, end=" ")
        before = []
        for i in range(12):
            for _ in range(10):
                r = self.send(self.registry, emit(rng.choice([40, ASKED])))
                last = self.send(self.ledger, emit(41, b"y" * rng.randrange(5000)))
            name = rng.choice(["events", "registry", "ledger"])
            self.world.kill(name)
            self.world.start(name)
            if i == 6:
                before = self.events(self.reached(registry=r, ledger=last))
        got = self.events(self.reached(registry=r, ledger=last), hub=self.world.client(
            "events", door="-bulk"))
        self.check_all_once(got, registry=r, ledger=last)
        self.assertEqual(got[:len(before)], before, "the order changed")

    def test_a_source_that_is_down_is_said_to_be_unreachable(self):
        r = self.send(self.registry, emit(40))
        list(self.batches(self.reached(registry=r)))
        self.world.kill("registry")
        self.world.kill("events")
        self.world.start("events")
        cursor = query.Cursor()
        with self.assertRaises(evn.Refused) as no:
            while cursor.position < r:  # blocks of the ledger may stand before the registry's
                cursor = self.follow(cursor=cursor, wait_ms=1000,
                                     filter={"sources": ["registry"]}).batch.cursor
        self.assertEqual(no.exception.code, error.ERROR_CODE_UNREACHABLE)
        self.assertEqual(no.exception.refusal.subject, "registry")

    def test_a_cursor_that_cannot_be_continued_says_so(self):
        r = self.send(self.registry, emit(40))
        cursor = [b.cursor for b in self.batches(self.reached(registry=r))][-1]
        ahead = query.Cursor(hub=cursor.hub, position=cursor.position + 1000)
        with self.assertRaises(evn.Refused) as no:
            self.follow(cursor=ahead)
        self.assertEqual(no.exception.code, error.ERROR_CODE_ROLLED_BACK)
        reset = self.follow(cursor=query.Cursor(hub=b"another hub's id", position=3)).reset
        self.assertEqual(reset.reason, query.Reset.REASON_OTHER_HUB)
        self.assertGreaterEqual(reset.head.position, cursor.position)

    def test_an_event_too_large_for_the_door_comes_without_its_body(self):
        big = os.urandom(200_000)
        last = self.send(self.world.client("registry", door="-bulk"), emit(45, big), emit(46))
        until = self.reached(registry=last)
        small = self.events(until, filter={"kinds": [45, 46]})
        self.assertEqual([(e.body_left_out, e.body) for e in small], [(True, b""), (False, b"x")])
        whole = self.events(until, filter={"kinds": [45]},
                            hub=self.world.client("events", door="-bulk"))
        self.assertEqual([e.body for e in whole], [big])

    def test_a_subscription_is_its_owners_alone(self):
        public, secret = (k.decode() for k in zmq.curve_keypair())
        fact = service.Key(public_key=public, name="other", roles=1 << 5)
        r = self.send(self.registry, emit(6, fact.SerializeToString()))
        list(self.batches(self.reached(registry=r)))
        other = self.world.client("events", {"public": public, "secret": secret})
        mine = command.Command(id=evn.new_id(), subscribe=command.Subscribe(name="mine"))
        self.assertFalse(self.hub.post(mine).answer[0].HasField("refusal"))
        with self.assertRaises(evn.Refused) as no:
            self.follow(other, name="mine")
        self.assertEqual(no.exception.code, error.ERROR_CODE_NOT_ALLOWED)
        ack = command.Command(id=evn.new_id(), ack=command.Ack(name="mine", position=1))
        self.assertEqual(other.post(ack).answer[0].refusal.code, error.ERROR_CODE_NOT_ALLOWED)
        mine = query.Query(subscriptions=query.Subscriptions())
        self.assertEqual([s.name for s in self.hub.query(mine, query.Result).subscription], ["mine"])
        self.assertEqual(len(other.query(mine, query.Result).subscription), 0)


if __name__ == "__main__":
    world.main("events.follow", sys.modules["__main__"])
