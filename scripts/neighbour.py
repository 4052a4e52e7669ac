#!/usr/bin/env python3
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

"""What the probes of the rounds in a directory's results read, and how far ratios move with them. Prints the figures and
writes probes.dat, bins.dat and states.dat, from which plot/neighbour.gp draws.

Usage: neighbour.py DIRECTORY OUT     with DIRECTORY/*/result.json of races of the same cells

A round's deviation is ln(reference time / candidate's) less the median of that over the rounds of its cell at its
placement, in any of the runs, that were alone. A round is told only where the next of its block is in the same state:
what begins or ends in the middle of one belongs to neither.
"""

import collections
import json
import math
import pathlib
import statistics
import sys

ALONE_BELOW = 1.04  # times what a core of one's own reads, the 10th percentile of a run's probes
BINS = [0, ALONE_BELOW, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.8, math.inf]  # in the same
LARGEST = 1 << 20  # bytes; above, memory makes more noise than any neighbour on the core
FEWEST = 5  # rounds alone that make a placement's median
STEP = 0.002  # of the histogram


def quantile(values, q):
    """Linear between order statistics; the values are sorted."""
    at = q * (len(values) - 1)
    low = int(at)
    return values[low] + (at - low) * (values[min(low + 1, len(values) - 1)] - values[low])


def read(path):
    """The file's rows of copies against the reference, and what a core of one's own reads in it."""
    with open(path, encoding="utf-8") as file:
        result = json.load(file)
    rows = result["benchmarks"]
    probes = sorted(p for row in rows for block in row["blocks"] for p in block["probe"])
    if not probes:
        sys.exit(f"neighbour.py: {path}: no rounds (name results that hold some)")
    reference = result["memcpybench"]["reference"]
    return [r for r in rows if r["kind"] != "ceiling" and r["impl"] != reference], probes, quantile(probes, 0.1)


def steady_rounds(rows, usual):
    """Of cells up to LARGEST, each untainted round whose neighbour stayed as it was: where, probe, logarithms."""
    for row in rows:
        for block in row["blocks"] if row["bytes"] <= LARGEST else []:
            place = (row["name"], block["code_offset"], block["src_offset"], block["dst_offset"])
            alone = [p < ALONE_BELOW * usual for p in block["probe"]]
            for i in range(len(alone) - 1):
                if block["taint"][i] == 0 and alone[i] == alone[i + 1]:
                    ns, ref = block["ns"][i], block["ref_ns"][i]
                    yield place, block["probe"][i] / usual, math.log(ref / ns), math.log(ref)


def deviations(rounds):
    """Probe, deviation of the logarithm of the ratio and of the reference's time, where a placement was alone enough."""
    alone = collections.defaultdict(list)
    for place, probe, ratio, ref in rounds:
        if probe < ALONE_BELOW:
            alone[place].append((ratio, ref))
    usual = {place: [statistics.median(v) for v in zip(*values)] for place, values in alone.items() if len(values) >= FEWEST}
    return [(probe, ratio - usual[place][0], ref - usual[place][1]) for place, probe, ratio, ref in rounds if place in usual]


def print_bins(told, usual, file):
    """A line a bin on standard output, and into the file what is drawn: middle, 5, 25, 50, 75 and 95 % in percent."""
    print(f"{'cycles an lea':>15}{'share':>8}  |deviation of ln ratio|, %     reference's")
    print(f"{'':>15}{'':>8}{'median':>8}{'p75':>8}{'p90':>8}     time, %")
    for low, high in zip(BINS, BINS[1:]):
        rounds = [r for r in told if low <= r[0] < high]
        if len(rounds) < 20:  # nothing can be said of so few
            continue
        signed = sorted(100 * r[1] for r in rounds)
        size = sorted(map(abs, signed))
        ref = 100 * math.expm1(statistics.median(r[2] for r in rounds))
        name = f"{low * usual:.3f} to {high * usual:.3f}" if low > 0 and high < math.inf else (
            f"below {high * usual:.3f}" if low == 0 else f"{low * usual:.3f} and up")
        print(f"{name:>15}{len(rounds) / len(told):8.1%}{quantile(size, 0.5):8.2f}{quantile(size, 0.75):8.2f}"
              f"{quantile(size, 0.9):8.2f}{ref:+12.1f}")
        middle = statistics.median(r[0] for r in rounds) * usual
        print(f"{middle:.5g}", *(f"{quantile(signed, q):.5g}" for q in (0.05, 0.25, 0.5, 0.75, 0.95)), file=file)


def main():
    """Reads all, prints and writes all."""
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    directory, out = map(pathlib.Path, sys.argv[1:])
    runs = [read(path) for path in sorted(directory.glob("*/result.json"))]
    if not runs:
        sys.exit(f"neighbour.py: {directory}: no */result.json (make some with scripts/repeatability.sh)")
    usual = statistics.median(run[2] for run in runs)
    probes = sorted(p for run in runs for p in run[1])
    rounds = [r for rows, _, its in runs for r in steady_rounds(rows, its)]
    told = deviations(rounds)
    if not told:
        sys.exit(f"neighbour.py: {directory}: no placement was alone {FEWEST} times (longer races, or a quieter machine)")
    bars = collections.Counter(int(p / STEP) for p in probes)
    with open(out / "probes.dat", "w", encoding="utf-8") as file:
        for bar in sorted(bars):
            print(f"{(bar + 0.5) * STEP:.4f} {100 * bars[bar] / len(probes):.5g}", file=file)
    with open(out / "states.dat", "w", encoding="utf-8") as file:
        print(f"{ALONE_BELOW * usual:.5g} {quantile(probes, 0.001):.5g} {quantile(probes, 0.998):.5g} {STEP}", file=file)
    shared = [p for p in probes if p >= ALONE_BELOW * usual]
    print(f"{len(runs)} runs, {len(probes)} rounds; a core of one's own reads {usual:.4f} cycles an lea")
    print(f"shared, from {ALONE_BELOW * usual:.3f} on: {len(shared) / len(probes):.1%} of the rounds"
          + (f", the middle 90 % at {quantile(shared, 0.05):.3f} to {quantile(shared, 0.95):.3f}" if shared else ""))
    print(f"cells to {LARGEST >> 20} MiB, {len(told)} rounds whose neighbour stayed as it was:\n")
    with open(out / "bins.dat", "w", encoding="utf-8") as file:
        print_bins(told, usual, file)


main()
