"""check - what `evn import scms --dry-run` says, without any service.

traps: of a made-up file with every trap, byte for byte what lies beside it (.out, .err).
report: of a made-up monthly report with every trap, the same.
catalogue: of the Red Cross catalogue, which items are taken, by code and line, and which lines are refused.
real:  of the real file, the totals as added up here, by code that shares nothing with evn."""

import csv
import json
import os
import re
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


def catalogue(evn):
    folder = os.path.join(os.environ.get("EVN_TEST_DATA", ""), "catalogue")
    name = "ifrc_items.csv"
    if not os.path.exists(os.path.join(folder, name)):
        print("no real data")
        sys.exit(77)
    with open(os.path.join(folder, name), encoding="cp1252", newline="") as file:
        rows = list(csv.DictReader(file))
    taken, refused = {}, []
    for line, row in enumerate(rows, 2):
        if re.fullmatch(r"[A-Za-z0-9._:/+-]{1,63}", row["item code"]):
            taken[row["item code"]] = line
        else:
            refused.append(line)
    got = run(evn, name, folder, "items", ("--category", "living_supply"))
    lines = [json.loads(line) for line in got.stdout.decode().splitlines()]
    new = {line["key"]: line["line"] for line in lines if line.get("change") == "new"}
    told = [json.loads(line) for line in got.stderr.decode().splitlines() if line[:1] == "{"]
    told = [line["line"] for line in told if line.get("reason") == "CODE"]
    want = {"rows": len(rows), "new": len(taken), "other": 0, "unchanged": 0,
            "refused": len(refused)}
    print(f"{len(taken)} taken, {len(refused)} refused; evn: {lines[-1]}")
    return (got.returncode == 65 and len(taken) > 11000 and refused and lines[-1] == want
            and new == taken and told == refused)


if __name__ == "__main__":
    sys.exit(0 if {"traps": traps, "report": report, "real": real, "catalogue": catalogue}[sys.argv[1]](sys.argv[2]) else 1)
