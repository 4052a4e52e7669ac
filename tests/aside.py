#!/usr/bin/env python3
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

"""Runs a command on all cores but the one that memcpybench measures on unless told otherwise. What the command has it
verify and race is then bound to another, and whoever races there meanwhile keeps it to himself. With one core: on that.

Usage: aside.py PROGRAM COMMAND...     PROGRAM: memcpybench"""

import os
import pathlib
import re
import subprocess
import sys


def core_of(cpu):
    folder = pathlib.Path(f"/sys/devices/system/cpu/cpu{cpu}/topology")
    return tuple((folder / name).read_text(encoding="utf-8").strip() for name in ("physical_package_id", "core_id"))


def main():
    said = subprocess.run([sys.argv[1], "topo"], stdout=subprocess.PIPE, text=True, check=True).stdout
    measuring = core_of(re.search(r"^measuring +CPU (\d+):", said, re.MULTILINE)[1])
    others = {cpu for cpu in os.sched_getaffinity(0) if core_of(cpu) != measuring}
    if others:
        os.sched_setaffinity(0, others)
    os.execvp(sys.argv[2], sys.argv[2:])


main()
