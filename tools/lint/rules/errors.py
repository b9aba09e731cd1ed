"""errors - the error table, the proto file and the spec say the same.

common/base/err_list.h is the source; proto/evernormal/common/v1/error.proto must have each code
with the same number, and proto/spec/2-errors.md a row with number and class. Numbers are unique,
rise, and lie in the hundred of their class; the classes are those of common/base/err.h. The states
of common/base/state_list.h have their enum and their table there, too."""

import re

from tree import line_of, macro_calls

TABLE = "common/base/err_list.h"
TYPES = "common/base/err.h"
PROTO = "proto/evernormal/common/v1/error.proto"
SPEC = "proto/spec/2-errors.md"
STATES = "common/base/state_list.h"


def table(tree):
    """name -> (line, number, class), in order."""
    return {a[0]: (line, int(a[1]), a[2]) for line, a in macro_calls(tree.text(TABLE), "EVN_ERR")}


def proto_values(tree, prefix):
    text = tree.text(PROTO)
    return {m[1]: (line_of(text, m.start()), int(m[2]))
            for m in re.finditer(rf"^  {prefix}_(\w+) = (\d+);", text, re.MULTILINE)}


def classes(tree):
    body = re.search(r"enum evn_err_class \{(.*?)\}", tree.text(TYPES), re.DOTALL)[1]
    return re.findall(r"EVN_CLASS_(\w+)", body)


def check(tree):
    missing = [p for p in (TABLE, TYPES, PROTO, SPEC) if p not in tree.files]
    if missing:
        yield from ((p, 1, "is missing") for p in missing)
        return
    codes, order = table(tree), classes(tree)
    yield from check_numbers(codes, order)
    yield from check_proto(tree, codes, order)
    yield from check_spec(tree, codes)
    if STATES in tree.files:
        yield from check_states(tree)


def check_numbers(codes, order):
    last = 0
    for name, (line, number, cls) in codes.items():
        if cls not in order:
            yield TABLE, line, f"{name}: no class {cls} in {TYPES}"
        elif number // 100 != order.index(cls):
            yield TABLE, line, f"{name}: {number} is not in the block of {cls}"
        if number <= last:
            yield TABLE, line, f"{name}: {number} does not come after {last}"
        last = number


def check_proto(tree, codes, order):
    values = proto_values(tree, "ERROR_CODE")
    for name, (_, number, _) in codes.items():
        if name not in values:
            yield PROTO, 1, f"ERROR_CODE_{name} = {number} is missing"
    for name, (line, number) in values.items():
        if name not in codes and (name, number) != ("OK", 0):
            yield PROTO, line, f"ERROR_CODE_{name} is not in {TABLE}"
        elif name in codes and codes[name][1] != number:
            yield PROTO, line, f"ERROR_CODE_{name} is {codes[name][1]} in {TABLE}"
    found = [name for name, _ in sorted(proto_values(tree, "ERROR_CLASS").items(),
                                        key=lambda row: row[1][1])]
    if found != order:
        yield PROTO, 1, f"the classes are {found}, in {TYPES} {order}"


def check_spec(tree, codes):
    text = tree.text(SPEC)
    rows = {m[2]: (line_of(text, m.start()), int(m[1]), m[3])
            for m in re.finditer(r"^\| (\d+) \| (\w+) \| (\w+) \| [^|]+ \| [^|]+ \|$", text,
                                 re.MULTILINE)}
    for name, (_, number, cls) in codes.items():
        if name not in rows:
            yield SPEC, 1, f"no full row for {number} {name}"
        elif rows[name][1:] != (number, cls):
            yield SPEC, rows[name][0], f"{name} is {number} {cls} in {TABLE}"
    for name, (line, _, _) in rows.items():
        if name not in codes:
            yield SPEC, line, f"{name} is not in {TABLE}"


def check_states(tree):
    """States: the same numbers, and codes, in list, proto and spec."""
    states = {a[0]: (line, int(a[1]), a[2])
              for line, a in macro_calls(tree.text(STATES), "EVN_STATE")}
    values = proto_values(tree, "REFUSAL_STATE")
    rows = {m[2]: (int(m[1]), m[3])
            for m in re.finditer(r"^\| (\d+) \| (\w+) \| (\w+) \| [^|]+ \|$", tree.text(SPEC),
                                 re.MULTILINE)}
    for name, (line, number, code) in states.items():
        if values.get(name, (0, -1))[1] != number:
            yield PROTO, 1, f"REFUSAL_STATE_{name} = {number} is missing"
        if rows.get(name) != (number, code):
            yield SPEC, 1, f"no row for state {number} {name} of {code}"
    for name in sorted({*values, *rows} - {*states, "UNSET"}):
        yield STATES, 1, f"state {name} is in proto or spec, not here"
