"""tree - the files a rule looks at, and small readers of C that several rules share."""

import re
import subprocess
from pathlib import Path

PLANTS = "tools/lint/selftest/"
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)
COMMENT = re.compile(r'/\*.*?\*/|//[^\n]*|("(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\')', re.DOTALL)


class Tree:
    """The files git knows below a root, without the planted violations."""

    def __init__(self, root, build):
        self.root = Path(root)
        self.build = self.root / build
        # A checkout may belong to another user than the one who runs the checks.
        listed = subprocess.run(
            ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others",
             "--exclude-standard"],
            cwd=self.root, check=True, capture_output=True, text=True).stdout
        self.files = [p for p in sorted(set(listed.split("\0")))
                      if not p.startswith(PLANTS) and (self.root / p).is_file()]

    def ending(self, *suffixes):
        return [p for p in self.files if p.endswith(suffixes)]

    def text(self, path):
        """The file's text, or an empty string for a binary file."""
        data = (self.root / path).read_bytes()
        return "" if b"\0" in data else data.decode("utf-8", errors="replace")

    def scripts(self):
        """Shell scripts: by their suffix or their first line."""
        return [p for p in self.files if p.endswith(".sh")
                or re.match(r"#!.*\b(ba)?sh\b", self.text(p)[:40])]


def includes(text):
    """(line, "quoted" or "angled", path) of each include."""
    for m in INCLUDE.finditer(text):
        yield line_of(text, m.start()), "quoted" if m[1] == '"' else "angled", m[2]


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def without_comments(text):
    """The text with comments blanked and strings kept; line numbers stay true."""
    return COMMENT.sub(lambda m: m[1] or re.sub(r"[^\n]", " ", m[0]), text)


def functions(tree, paths):
    """(path, name, first line, last line) of each function defined in these C files."""
    if not paths:
        return []
    out = subprocess.run(
        ["ctags", "--options=NONE", "--langmap=C:.c.h", "--languages=C", "--kinds-C=f",
         "--fields=+ne", "-x", "--_xformat=%F\t%N\t%n\t%e", "-L", "-"],
        cwd=tree.root, check=True, capture_output=True, text=True, input="\n".join(paths)).stdout
    rows = (line.split("\t") for line in out.splitlines())
    return [(path, name, int(first), int(last)) for path, name, first, last in rows]


def macro_calls(text, macro):
    """(line, arguments) of each use of an X-macro such as EVN_ERR(A, 1, "x" "y", "z").

    String arguments are decoded and joined; a `#define` of the macro is not a use."""
    text = without_comments(text)
    for m in re.finditer(rf"^{macro}\(", text, re.MULTILINE):
        yield line_of(text, m.start()), arguments(text, m.end())


def arguments(text, at):
    """The arguments from behind the opening parenthesis to its match."""
    args, strings, word = [], [], ""
    token = re.compile(r'"((?:\\.|[^"\\])*)"|[,)]|[^",)\s]+|\s+')
    while True:
        m = token.match(text, at)
        at = m.end()
        if m[0] in ",)":
            args.append("".join(strings) if strings else word)
            strings, word = [], ""
            if m[0] == ")":
                return args
        elif m[1] is not None:
            strings.append(m[1].replace('\\"', '"').replace("\\\\", "\\"))
        elif not m[0].isspace():
            word += m[0]
