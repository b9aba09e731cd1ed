"""paths - nothing tracked names a folder of somebody's machine, or a package mirror."""

import re

from tree import line_of

MACHINE = re.compile(r"(?<![\w.$}/-])/(?:home|Users|root|work|workspace|builds|tmp)/[\w.-]+")
MIRROR = re.compile(r"https?://[^/\s\"']*\b(?:registry|mirror|proxy|artifactory|nexus)\b[^\s\"']*")


def check(tree):
    for path in tree.files:
        text = tree.text(path)
        for m in MACHINE.finditer(text):
            yield path, line_of(text, m.start()), f"{m[0]} is a path of one machine"
        for m in MIRROR.finditer(text):
            yield path, line_of(text, m.start()), f"{m[0]} is a package registry or mirror"
