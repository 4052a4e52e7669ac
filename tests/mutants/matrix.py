#!/usr/bin/env python3
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

"""Holds the verifier to the mutants: each says in a line `; class: A or B (warn)` as what it must be found, and those
in correct/ that they must not be. `(full)`: --quick is not asked to see it. Prints the matrix; ends with 1 where the
verifier is wrong.

Usage: matrix.py PROGRAM [--only GLOB,...] [OPTION of verify]...
--only: those of which the name or a class matches. With --quick those too that need more; the program has the mutants
beside the kernels."""

import collections
import fnmatch
import json
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
AT_A_TIME = 24


def wanted():
    """What each file asks for: name -> (classes, severity, whether --quick is too little)."""
    asked = {}
    for path in sorted(HERE.rglob("*.asm")):
        line = re.search(r"^; class: ([a-z0-9 -]+?)( \(warn\))?( \(full\))?$", path.read_text(), re.MULTILINE)
        if line is None:
            sys.exit(f"{path}: no line '; class: ...'")
        asked[path.stem] = (line[1].split(" or "), "WARN" if line[2] else "FAIL", bool(line[3]))
    return asked


def chosen(asked, globs):
    """Those of which the name or a class matches one of the globs."""
    return {name: row for name, row in asked.items()
            if any(fnmatch.fnmatch(word, glob) for word in (name, *row[0]) for glob in globs)}


def judge(certificate, classes, severity):
    """Whether a certificate is what was asked for, and what it says."""
    found = [(f["severity"], f["class"]) for f in certificate["findings"] if f["severity"] in ("FAIL", "WARN")]
    if classes == ["none"]:
        return not found, found
    return any(s == severity and c in classes for s, c in found), found


def verify(program, names, options):
    """The program's answers, by name; it takes so many names at a time."""
    certified = {}
    for at in range(0, len(names), AT_A_TIME):
        select = [word for name in names[at:at + AT_A_TIME] for word in ("--impl", name)]
        run = subprocess.run([program, "verify", "--json", *select, *options], stdout=subprocess.PIPE, check=False)
        certified |= {row["name"]: row for row in json.loads(run.stdout)}
    return certified


def main():
    program, options = sys.argv[1], sys.argv[2:]
    asked = wanted()
    if options[:1] == ["--only"]:
        asked = chosen(asked, options[1].split(","))
        options = options[2:]
    slow = [name for name, (_, _, full) in asked.items() if full]
    certified = verify(program, [name for name in asked if name not in slow], options)
    certified |= verify(program, slow, [option for option in options if option != "--quick"])
    matrix, wrong, skipped = collections.defaultdict(list), [], []
    for name, (classes, severity, _) in asked.items():
        row = certified[name]
        if row["missing"]:
            skipped.append(f"{name} ({row['missing']})")
            continue
        right, found = judge(row["certificate"], classes, severity)
        matrix[" or ".join(classes)].append(name)
        if not right:
            wrong.append(f"{name}: wanted {severity} {' or '.join(classes)}, found {found or 'nothing'}")
    for kind, names in sorted(matrix.items()):
        print(f"{kind:24} {len(names):3}  {' '.join(names)}")
    print(f"{sum(map(len, matrix.values()))} of {len(asked)} certified, {len(wrong)} wrongly")
    for text in skipped:
        print("cannot run here:", text)
    for text in wrong:
        print("WRONG", text)
    sys.exit(1 if wrong else 0)


main()
