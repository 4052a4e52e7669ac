# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

"""Pairs of kernels of which the second is slower by a known share, or by nothing, and how many turns that takes here."""

import json
import math
import pathlib

TEMPLATE = pathlib.Path(__file__).with_name("copy.asm.in")
UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20}
DETOUR_FROM = 4096  # bytes: from here on every call takes the detour, as the template has it
SHARE = 2  # of 100 calls below
# Turns that both of a pair take: few enough not to matter, so many that the branch behind them is predicted as well or as
# badly as behind those of a slowed kernel.
TURNS = 64
# Bytes a move and moves a turn: the ones that differ most come first.
SHAPES = [(16, 4), (8, 8), (0, 0), (32, 2), (16, 1), (8, 2), (32, 1), (16, 2), (8, 4), (8, 1)]


def shapes(count):
    """The first so many that can run here."""
    flags = pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").partition("flags")[2].partition("\n")[0].split()
    return [shape for shape in SHAPES if shape[0] != 32 or "avx2" in flags][:count]


def name_of(shape):
    return "rep" if shape[0] == 0 else f"w{shape[0]}x{shape[1]}"


def bytes_of(size):
    """64K as 65536."""
    unit = size[-1] if size[-1] in UNITS else ""
    return int(size[:len(size) - len(unit)]) * UNITS[unit]


def source(shape, label, turns):
    """turns: {bytes: how many}."""
    table = "".join(f"        turns   {size}, {count}\n" for size, count in turns.items())
    return (f"%define study_width {shape[0]}\n%define study_moves {shape[1]}\n%define study_label {label}\n"
            f"%define study_share {SHARE}\n%macro study_turns 0\n{table}%endmacro\n"
            + TEMPLATE.read_text(encoding="utf-8"))


def write(directory, label, turns):
    """turns: {shape: {bytes: how many}}; a file each in a directory that is made."""
    directory.mkdir()
    for shape, table in turns.items():
        (directory / f"{name_of(shape)}.asm").write_text(source(shape, label, table), encoding="utf-8")


def usual(chosen, sizes):
    return {shape: {bytes_of(size): TURNS for size in sizes} for shape in chosen}


def many(size):
    """Turns that cost a good tenth of a call or more, whatever the kernel."""
    return TURNS + (size // 40 if size >= DETOUR_FROM else size // 2 + 64)


def cost(rows, shape, size):
    """By what share of a call a single turn makes a kernel slower, from a race of all; not above 0 where it is not seen."""
    base, slow = (rows[f"{name_of(shape)}{arm}", size]["ratio"] for arm in ("", ".slow"))
    return (base / slow - 1) / (many(size) - TURNS)


def calibrate(directory, chosen, sizes, race):
    """{(shape, bytes): the share of a call that a turn costs}. race(specs, out) races specs and leaves out/result.json."""
    write(directory / "usual", 1, usual(chosen, sizes))
    write(directory / "slow", 2, {shape: {bytes_of(s): many(bytes_of(s)) for s in sizes} for shape in chosen})
    race([f"asm:{directory}/usual/{name_of(shape)}.asm" for shape in chosen]
         + [f"asm:{directory}/slow/{name_of(shape)}.asm,name={name_of(shape)}.slow" for shape in chosen], directory / "race")
    result = json.loads((directory / "race/result.json").read_text(encoding="utf-8"))
    rows = {(row["impl"], row["bytes"]): row for row in result["benchmarks"]}
    return {(shape, bytes_of(size)): cost(rows, shape, bytes_of(size)) for shape in chosen for size in sizes}


def slowed(chosen, sizes, costs, injected):
    """Turns that make each slower by so much, a share. Raises ValueError with the cell where a turn's cost was not seen."""
    turns = usual(chosen, sizes)
    for shape, table in turns.items():
        for size in table:
            if not costs[shape, size] > 0:
                raise ValueError(f"{name_of(shape)} at {size} B")
            table[size] = TURNS + max(1, math.floor(injected / costs[shape, size] + 0.5))
    return turns
