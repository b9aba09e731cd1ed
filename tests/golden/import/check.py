"""check - what `evn import scms --dry-run` says, without any service.

traps: of a made-up file with every trap, byte for byte what lies beside it (.out, .err).
report: of a made-up monthly report with every trap, the same.
real:  of the real file, the totals as added up here, by code that shares nothing with evn."""

import csv
import json
import os
import subprocess
import sys
import tempfile
from decimal import Decimal

HERE = os.path.dirname(os.path.abspath(__file__))


MAP = ("facility=site,item=product,period=month,opening=open,received=recv,issued=iss,"
       "adjusted=adj,closing=close")


def run(evn, name, folder, what="scms", more=()):
    with tempfile.TemporaryDirectory() as data:
        return subprocess.run(
            [evn, "import", what, name, "--dry-run", "--json", "--lang=en", "--data", data, *more],
            cwd=folder, capture_output=True, check=False, timeout=50)


def report(evn):
    return traps(evn, "report", ("--map", MAP))


def traps(evn, what="scms", more=()):
    name = what + "_traps"
    got = run(evn, name + ".csv", HERE, what, more)
    good = got.returncode == 65
    if not good:
        print(f"exit status {got.returncode}, not 65")
    for end, text in (("out", got.stdout), ("err", got.stderr)):
        with open(os.path.join(HERE, name + "." + end), "rb") as file:
            want = file.read()
        if text != want:
            print(f"standard {end} is not as in {name}.{end}:\n" + text.decode())
            good = False
    return good


def totals(path):
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        "lines": len(rows),
        "value_cents": int(sum(Decimal(r["Line Item Value"]) for r in rows) * 100),
        "packs": sum(int(r["Line Item Quantity"]) for r in rows),
        "shipments": len({r["ASN/DN #"] for r in rows}),
        "refused": 0,
    }, rows


def real(evn):
    folder = os.path.join(os.environ.get("EVN_TEST_DATA", ""), "scms")
    name = "scms_2006_2013.csv"
    if not os.path.exists(os.path.join(folder, name)):
        print("no real data")
        sys.exit(77)
    want, rows = totals(os.path.join(folder, name))
    got = run(evn, name, folder)
    lines = [json.loads(line) for line in got.stdout.decode().splitlines()]
    new = {}
    for line in lines:
        if line.get("change") == "new":
            new[line["table"]] = new.get(line["table"], 0) + 1
    things = {
        "item": len({(r["Item Description"], r["Unit of Measure (Per Pack)"]) for r in rows}),
        "place": len({r["Vendor"] for r in rows}) + len({r["Project Code"] for r in rows}),
    }
    for what, have, wanted in (("totals", lines[-1], want), ("entities", new, things)):
        if have != wanted:
            print(f"{what} are {have}, not {wanted}")
    return got.returncode == 0 and lines[-1] == want and new == things


if __name__ == "__main__":
    sys.exit(0 if {"traps": traps, "report": report, "real": real}[sys.argv[1]](sys.argv[2]) else 1)
