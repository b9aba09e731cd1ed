"""arrows - which folder may include which. The table is the architecture.

Includes of ours are written from the root, so a reader sees the arrow; a service reaches another
service only through proto; lmdb, zmq and protobuf stay behind the files that wrap them."""

import re

from tree import includes

# What is pure outside the services, and so open to their cores.
PURE = ["common/base/", "common/journal/frame.h", "common/text/", "common/service/core.h", "common/service/emit.h",
        "common/service/kit.h", "common/service/lane.h", "common/service/rights.h",
        "common/wire/field.h", "common/wire/refusal.h", "common/wire/text.h"]

# The first row whose pattern matches the including file counts. Targets are prefixes;
# {0} is what the pattern's group matched. tests may include everything.
ARROWS = [
    (r"common/base/", ["common/base/"]),
    (r"common/text/", ["common/base/", "common/text/"]),
    (r"common/journal/", ["common/base/", "common/journal/"]),
    (r"common/store/", ["common/base/", "common/journal/", "common/store/"]),
    (r"common/net/", ["common/base/", "common/net/"]),
    (r"common/wire/", ["common/base/", "common/text/", "common/wire/", "evernormal/"]),
    (r"common/client/", ["common/base/", "common/text/", "common/net/", "common/wire/",
                         "common/journal/frame.h", "common/service/site.h", "common/client/",
                         "evernormal/"]),
    (r"common/(\w+)/", ["common/", "evernormal/"]),
    (r"services/(\w+)/(?:core|route|routecheck|alloc)/",
     PURE + ["services/{0}/core/", "services/{0}/route/", "services/{0}/routecheck/",
             "services/{0}/alloc/"]),
    (r"services/(\w+)/", ["common/", "services/{0}/", "evernormal/"]),
    (r"tools/(?:sim|bench)/", ["common/", "services/", "tools/", "evernormal/"]),
    # `evn route` needs no service: it is the pure solver and checker on a file.
    (r"tools/evn/(?:cmd_)?route", ["common/", "tools/", "evernormal/", "services/dispatch/route"]),
    # Batch commands need none either: the services' cores on files.
    (r"tools/(?:batch/|evn/cmd_allocate)",
     ["common/", "tools/", "evernormal/", "services/dispatch/alloc", "services/planner/core/",
      "services/registry/core/"]),
    (r"tools/", ["common/", "tools/", "evernormal/"]),
    (r"tests/", [""]),
]

# A library's headers, and the only files that may include them.
WRAPPED = [
    (r"lmdb\.h", r"common/store/|common/journal/lmdb|services/\w+/store\w*\.c|tests/"),
    (r"c?zmq\w*\.h", r"common/net/|common/service/|tests/"),
    (r"protobuf-c/.*|.*\.pb-c\.h",
     r"common/wire/|common/client/|services/\w+/wire\w*\.[ch]|tools/|tests/"),
    (r"microhttpd\.h", r"services/gateway/|tests/"),
]

CORE = re.compile(r"services/\w+/(core|route|routecheck|alloc)/")
CORE_SYSTEM = {"assert.h", "inttypes.h", "limits.h", "stdalign.h", "stdbool.h", "stddef.h",
               "stdint.h", "stdlib.h", "string.h"}


def allowed(path, target):
    for pattern, prefixes in ARROWS:
        m = re.match(pattern, path)
        if m:
            return any(target.startswith(p.format(*m.groups())) for p in prefixes)
    return False


def check(tree):
    for path in tree.ending(".c", ".h"):
        for line, kind, target in includes(tree.text(path)):
            if kind == "quoted":
                generated = target.startswith("evernormal/") and target.endswith(".pb-c.h")
                if not generated and target not in tree.files:
                    yield path, line, f'"{target}" is not a file of ours from the root'
                elif not allowed(path, target):
                    yield path, line, f'may not include "{target}"'
            elif CORE.match(path) and target not in CORE_SYSTEM:
                yield path, line, f"a core may not include <{target}>"
            elif target in tree.files:
                yield path, line, f"<{target}> is ours: include it with quotes"
            for header, users in WRAPPED:
                if re.fullmatch(header, target) and not re.match(users, path):
                    yield path, line, f"{target} may be included only by {users}"
