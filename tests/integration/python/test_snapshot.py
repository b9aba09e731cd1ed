"""A dashboard starts from a snapshot and follows: every later event once, while commands run.

It knows the .proto files and proto/spec/10-events.md, "Snapshot at S", and nothing else. What it has
at the end - the balances of the pages plus what it followed - is what the ledger has.
"""

import os
import random
import struct
import sys
import threading
import unittest

import client as evn
import world
import zmq
from evernormal.events.v1 import query_pb2 as hub
from evernormal.ledger.v1 import command_pb2 as stock
from evernormal.ledger.v1 import query_pb2 as books
from evernormal.registry.v1 import command_pb2 as registry
from evernormal.registry.v1 import event_pb2 as facts

SEED = int(os.environ.get("EVN_SEED", "20221114"))
AREAS = ["310101", "310115"]
N_PLACES, N_ITEMS, N_LOTS = 6, 12, 3
RECORDS, RECORD_LEN, LAST_MOVEMENT = 16, 128, 31
ROUNDS, POSTERS = 4, 3


def command(tag, message):
    return registry.Command(id=evn.new_id(), **{tag: message})


def line(kind, **members):
    return stock.Line(kind=kind, **members)


def document(*lines):
    return stock.Command(id=evn.new_id(), document=stock.DocumentCommand(lines=lines))


class Board:
    """What a dashboard holds: balances by account number, and at which event each of them was read."""

    def __init__(self, world_, key="admin", area=""):
        self.area = area
        self.hub = world_.client("events", key)
        self.ledger = world_.client("ledger", key)
        self.balance = {}
        self.read_at = {}  # account -> position of its page
        self.pages = []  # positions
        self.taken = []  # numbers of the ledger's records it took in

    def snapshot(self):
        """Position of the hub first, then all pages of the stock."""
        at = self.hub.query(hub.Query(position=hub.Position()), hub.Result).position
        seqs = {s.source: s for s in at.stream}
        after = evn.wire.Position(log_id=seqs["ledger"].log_id, seq=seqs["ledger"].seq)
        cursor = 0
        while True:
            request = evn.wire.Request()
            request.query.body = books.Query(stock=books.StockQuery(
                area=self.area, cursor=cursor, rows_max=7, zero=True)).SerializeToString()
            request.query.at_least.CopyFrom(after)
            reply = self.ledger.ask(request)
            page = books.Result.FromString(reply.result).stock
            assert reply.position.seq >= after.seq
            self.pages.append(reply.position.seq)
            for row in page.rows:
                assert row.account not in self.read_at, "a row came twice"
                self.read_at[row.account] = reply.position.seq
                self.balance[row.account] = row.quantity
            cursor = page.next_cursor
            if not cursor:
                break
        self.cursor = at

    def take(self, seq, record):
        kind, flags, source, to, qty = struct.unpack_from("<HxB4xIIq", record)
        if kind > LAST_MOVEMENT:
            return
        self.taken.append(seq)
        for account, change, leg in ((source, -qty, 1), (to, qty, 2)):
            # An account of no page was opened behind the page it would be on: all of it counts.
            if flags & leg and seq > self.read_at.get(account, 0):
                self.balance[account] = self.balance.get(account, 0) + change

    def follow(self, until):
        """Take in what follows up to event `until` of the ledger."""
        members = {"areas": [self.area]} if self.area else {}
        while True:
            batch = self.hub.query(hub.Query(follow=hub.Follow(
                cursor=self.cursor, wait_ms=500, bytes_max=8192,
                filter={"sources": ["ledger"], "kinds": [RECORDS], **members})), hub.Result).batch
            assert batch.first == self.cursor.position + 1
            for e in batch.event:
                for i in range(e.count):
                    self.take(e.seq + i, e.body[i * RECORD_LEN:(i + 1) * RECORD_LEN])
            self.cursor = batch.cursor
            if any(s.source == "ledger" and s.seq >= until for s in batch.cursor.stream):
                return


class Snapshot(unittest.TestCase):
    def setUp(self):
        self.world = world.World({
            "events": ([os.environ["EVN_HUB"]], {}),
            "registry": ([os.environ["EVN_REGISTRY"]], {}),
            "ledger": ([os.environ["EVN_LEDGER"]], {})})
        self.addCleanup(self.world.close)
        self.world.start("registry", "ledger")
        self.world.start("events")
        self.found()

    def send(self, client, commands, after=()):
        reply = client.post(*commands, after=after)
        for answer in reply.answer:
            self.assertFalse(answer.HasField("refusal"), answer)
        return reply.position

    def found(self):
        """Areas, places, items, a key for one area; an opening receipt for every second account."""
        public, secret = (k.decode() for k in zmq.curve_keypair())
        self.key = {"public": public, "secret": secret}
        places = [facts.Place(code=f"W{i}", kind=1, area=AREAS[i % 2], name_zh="仓", name_en="W")
                  for i in range(N_PLACES)]
        items = [facts.Item(code=f"I{i}", name_zh="米", name_en="Rice", category="food",
                            tracking=facts.TRACKING_EXPIRY if i % 2 else facts.TRACKING_NONE,
                            unit_zh="袋", unit_en="bag") for i in range(N_ITEMS)]
        said = self.send(self.world.client("registry"), [
            *[command("area", registry.AreaPut(area=facts.Area(
                code=a, name_zh="区", name_en="A"))) for a in ["31", "3101", *AREAS]],
            *[command("place", registry.PlacePut(place=p)) for p in places],
            *[command("item", registry.ItemPut(item=i)) for i in items],
            command("key", registry.KeyPut(public_key=public, name="board", roles=1 << 5,
                                           scope=AREAS[1]))])
        ledger = self.world.client("ledger")
        self.send(ledger, [document(self.receive(p, i, 1000))
                           for p in range(N_PLACES) for i in range(0, N_ITEMS, 2)], after=[said])

    @staticmethod
    def receive(place, item, quantity, lot=1):
        expiry = f"2052-01-{lot:02}" if item % 2 else ""
        return line(stock.LINE_KIND_RECEIVE, to=f"W{place}", item=f"I{item}", expiry=expiry,
                    quantity=quantity)

    def work(self, number, stop):
        """Post until told to stop: receipts (new accounts among them), transfers, issues."""
        rng = random.Random(SEED + number)
        client = self.world.client("ledger")
        while not stop.is_set():
            some = []
            for _ in range(rng.randrange(1, 20)):
                place, item, qty = rng.randrange(N_PLACES), rng.randrange(N_ITEMS), rng.randrange(1, 30)
                kind = rng.randrange(3)
                if kind == 0:
                    some.append(self.receive(place, item, qty, rng.randrange(1, N_LOTS + 1)))
                elif kind == 1:
                    some.append(line(stock.LINE_KIND_ISSUE, item=f"I{item}", quantity=qty,
                                     **{"from": f"W{place}"}))
                else:
                    some.append(line(stock.LINE_KIND_TRANSFER, item=f"I{item}", quantity=qty,
                                     to=f"W{(place + 1) % N_PLACES}", **{"from": f"W{place}"}))
            client.post(*[document(l) for l in some])  # short stock is refused, and no matter

    def now(self, key="admin", area=""):
        """The balances the ledger has, and its position."""
        rows, cursor, ledger = {}, 0, self.world.client("ledger", key)
        while True:
            page = ledger.query(books.Query(stock=books.StockQuery(
                area=area, cursor=cursor, rows_max=1000)), books.Result).stock
            rows.update((r.account, r.quantity) for r in page.rows)
            if not page.next_cursor:
                return rows
            cursor = page.next_cursor

    def watch(self, key="admin", area=""):
        """Snapshot and follow while commands run; at the end both have the same."""
        stop = threading.Event()
        workers = [threading.Thread(target=self.work, args=(i, stop)) for i in range(POSTERS)]
        for w in workers:
            w.start()
        try:
            boards = []
            for _ in range(ROUNDS):
                boards.append(Board(self.world, key, area))
                boards[-1].snapshot()
                boards[-1].follow(boards[-1].pages[-1])
        finally:
            stop.set()
            for w in workers:
                w.join()
        end = self.send(self.world.client("ledger"), [document(self.receive(1, 1, 1))]).seq
        want = self.now(key, area)
        for board in boards:
            board.follow(end)
            self.assertEqual({a: q for a, q in board.balance.items() if q and a in want}, want)
            self.assertEqual(board.taken, sorted(set(board.taken)), "an event came twice")
        return boards

    def test_a_snapshot_and_what_follows_it_are_the_balances(self):
        print("seed", SEED, end=" ")
        for board in self.watch():
            self.assertGreater(len(board.pages), 5)
            self.assertGreater(len(set(board.pages)), 1, "nothing ran meanwhile")
            self.assertEqual({a for a, q in board.balance.items() if q}, set(self.now()))

    def test_the_same_within_an_area_and_a_scope(self):
        print("seed", SEED, end=" ")
        everything = self.watch(area=AREAS[1])
        scoped = self.watch(self.key, AREAS[1])
        self.assertTrue(everything and scoped)

    def test_the_position_of_a_question_leaves_out_what_came_behind_it_in_the_turn(self):
        ledger = self.world.client("ledger")
        self.send(ledger, [document(self.receive(0, 0, 1))])
        question = evn.wire.Request(version=1)
        question.query.body = books.Query(stock=books.StockQuery(
            place="W0", item="I0")).SerializeToString()
        more = evn.wire.Request(version=1)
        more.post.command.append(document(self.receive(0, 0, 5)).SerializeToString())
        self.world.process["ledger"].send_signal(world.signal.SIGSTOP)
        for number, message in ((1, question), (2, more)):
            ledger.socket.send((1000 + number).to_bytes(8, "little") + message.SerializeToString())
        self.world.process["ledger"].send_signal(world.signal.SIGCONT)
        reply = {}
        while len(reply) < 2:
            self.assertTrue(ledger.socket.poll(10000))
            frame = ledger.socket.recv()
            number = int.from_bytes(frame[:8], "little") - 1000
            reply[number] = evn.wire.Reply.FromString(frame[8:])
        row = books.Result.FromString(reply[1].result).stock.rows[0]
        self.assertEqual(row.quantity, 1001)
        self.assertLess(reply[1].position.seq, reply[2].answer[0].first_seq)


if __name__ == "__main__":
    world.main("events.snapshot", sys.modules["__main__"])
