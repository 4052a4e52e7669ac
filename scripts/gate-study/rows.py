# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

"""A row a suite, in a file that only grows."""

import csv
import fcntl
import io
import os
import sys
from typing import NamedTuple


class Row(NamedTuple):
    """What a suite came to. Cells told from rounds alone and from rounds shared are counted apart (docs/gate-study.md)."""

    date: str  # UTC, when it began
    commit: str  # of the repository
    cpu: str
    setting: str  # alone, other, same
    injected: float  # percent; 0: base and candidate do the same
    sizes: str
    tolerance: float  # percent
    seed: int
    status: int  # that check ended with
    canaries: int
    alarms: int  # of canaries
    cells: int  # without canaries
    alone: int
    alone_slower: int  # found to be a regression
    alone_faster: int  # found to be improved
    alone_undecided: int
    shared: int
    shared_slower: int
    shared_faster: int
    shared_undecided: int
    slowdown: float  # median of what was measured, percent
    detects: float  # the largest of the cells' least detectable slowdowns, percent
    compare_cells: int  # that Google Benchmark's compare.py had a figure for; 0 where it is not installed
    compare_slower: int  # of these: by more than the tolerance
    missed: str  # verdicts that should have been others: SIZE*HOW-MANY, parted by blanks
    seconds: float  # that check took


def parse(fields):
    """Raises ValueError where they are no row."""
    kinds = Row.__annotations__
    if len(fields) != len(kinds):
        raise ValueError
    return Row(*(kind(text) for kind, text in zip(kinds.values(), fields)))


def read(path):
    """The file's rows; what a kill or a full disk has cut off is left out and said."""
    if not path.exists():
        return []
    found = []
    lines = path.read_text(encoding="utf-8").splitlines()
    if lines and lines[0] != ",".join(Row._fields):
        print(f"gate-study: {path}:1: not the columns of a gate study (move it away, or take another -o)", file=sys.stderr)
        sys.exit(2)
    for number, fields in enumerate(csv.reader(lines[1:]), 2):
        try:
            found.append(parse(fields))
        except ValueError:
            print(f"gate-study: {path}:{number}: no whole row: left out", file=sys.stderr)
    return found


class Log:
    """The file open for appending, one process at a time: a row is there wholly or not at all once it ends in a newline."""

    def __init__(self, path):
        path.parent.mkdir(parents=True, exist_ok=True)
        self.file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(f"gate-study: {path}: another study is at work on it (wait for it, or take another -o)", file=sys.stderr)
            sys.exit(5)
        size = os.fstat(self.file).st_size
        if size == 0:
            self.write(",".join(Row._fields) + "\n")
        elif os.pread(self.file, 1, size - 1) != b"\n":
            self.write("\n")

    def write(self, text):
        data = text.encode()
        if os.write(self.file, data) != len(data):
            print("gate-study: a row was cut off: the disk is full (free space; the next run leaves it out)", file=sys.stderr)
            sys.exit(5)
        os.fsync(self.file)

    def append(self, row):
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow(row)
        self.write(line.getvalue())
