"""purity - a core calls nothing but memory, strings, hashes, our base and other cores.

Reads the archives that CMake lists in <build>/cores.txt ("core PATH" and "base PATH"), looks at
what each core leaves undefined, and at objects it could write to: a core has no global state."""

import re
import subprocess

ALLOWED = set("""
    malloc calloc realloc reallocarray free abort
    memcpy memmove memset memcmp memchr
    strlen strnlen strcmp strncmp strchr strrchr strstr
    qsort bsearch
    crypto_generichash crypto_generichash_init crypto_generichash_update
    crypto_generichash_final
    __stack_chk_fail _GLOBAL_OFFSET_TABLE_
    __memcpy_chk __memmove_chk __memset_chk
    __divti3 __modti3 __udivti3 __umodti3 __multi3 __popcountdi2
""".split())
TOOLING = re.compile(r"__(asan|ubsan|lsan|sanitizer|odr_asan|gcov|llvm_profile|sanitizer_cov)_?")
WRITABLE = re.compile(r"\.(data|bss|tdata|tbss)(?!\.rel\.ro)|\*COM\*")


def symbols(archive):
    """(object file, name, nm class letter, section) of each symbol in an archive."""
    out = subprocess.run(["nm", "-f", "sysv", str(archive)], check=True, capture_output=True,
                         text=True).stdout
    member = archive.name
    for line in out.splitlines():
        named = re.search(r"\[(.*\.o)\]:$", line)
        if named:
            member = named[1]
        part = [p.strip() for p in line.split("|")]
        if len(part) == 7:
            yield member, part[0], part[2], part[3], part[6]


def check(tree):
    declared = sum(len(re.findall(r"^\s*evn_core\(", tree.text(p), re.MULTILINE))
                   for p in tree.ending("CMakeLists.txt"))
    listed = tree.build / "cores.txt"
    if not listed.is_file():
        yield "CMakeLists.txt", 1, f"no {listed.name} in {tree.build}: build first"
        return
    rows = [line.split(" ", 1) for line in listed.read_text().splitlines() if line]
    archives = [(kind, tree.build / path) for kind, path in rows]
    cores = [path for kind, path in archives if kind == "core"]
    if len(cores) != declared:
        yield "CMakeLists.txt", 1, f"{declared} evn_core() but {len(cores)} in cores.txt: build"
    missing = [path for _, path in archives if not path.is_file()]
    if missing:
        for path in missing:
            yield path.name, 1, "not built"
        return

    ours = {name for _, path in archives for _, name, cls, _, _ in symbols(path) if cls in "TRWVD"}
    for path in cores:
        for member, name, cls, kind, section in symbols(path):
            if TOOLING.match(name):
                continue
            if cls == "U" and name not in ALLOWED and name not in ours:
                yield path.name, 1, f"{member} calls {name}"
            elif kind == "OBJECT" and WRITABLE.match(section):
                yield path.name, 1, f"{member} has global state: {name}"
