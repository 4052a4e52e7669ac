#!/usr/bin/env python3
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

"""How far the runs in a directory agree, recomputed from their raw samples. Prints the figures and writes cells.dat and
sizes.dat, from which plot/repeatability.gp draws.

Usage: repeatability.py DIRECTORY     with */result.json of races of the same cells
"""

import collections
import json
import math
import pathlib
import statistics
import sys

SHARED_ABOVE = 1.04  # times the probe of a core of one's own
WHOLLY_SHARED = 1.15  # times that of other runs
BLOCKS_ALONE, ALONE_AT_LEAST = 5, 4
# Student's t, 97.5 %, for 1 to 15 degrees of freedom.
T = [math.nan, 12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131]
MIB = 1 << 20


def quantile(values, q):
    """Linear between order statistics; the values are sorted."""
    at = q * (len(values) - 1)
    low = int(at)
    return values[low] + (at - low) * (values[min(low + 1, len(values) - 1)] - values[low])


def trimmed(values):
    """20 % trimmed mean and the half-width of Yuen's 95 % interval."""
    values = sorted(values)
    m, g = len(values), len(values) // 5
    h = m - 2 * g
    mean = statistics.fmean(values[g:m - g])
    if m < 3:
        return mean, math.nan
    winsorised = [values[g]] * g + values[g:m - g] + [values[m - g - 1]] * g
    return mean, T[h - 1] * statistics.stdev(winsorised) * math.sqrt((m - 1) / (h * (h - 1)))


class Cell:
    """One cell of one run: ln of its ratio with its half-width, and whether it was alone on its core."""

    def __init__(self, row, alone_below):
        rounds = [[(math.log(ref / ns), probe < alone_below) for ns, ref, probe, taint in
                   zip(b["ns"], b["ref_ns"], b["probe"], b["taint"]) if taint == 0] for b in row["blocks"]]
        count = sum(map(len, rounds))
        self.rounds = sum(len(b["ns"]) for b in row["blocks"])
        self.untainted = count
        self.alone_rounds = sum(alone for block in rounds for _, alone in block)
        blocks_alone = sum(any(alone for _, alone in block) for block in rounds)
        self.alone = (self.alone_rounds == count or
                      (self.alone_rounds * ALONE_AT_LEAST >= count and
                       blocks_alone >= min(len(rounds), BLOCKS_ALONE)))
        chosen = [[v for v, alone in block if alone or not self.alone] for block in rounds]
        self.ok = any(chosen)
        if self.ok:
            self.mean, self.half = trimmed([statistics.median(block) for block in chosen if block])
            self.sensitivity = row["layout_sensitivity"]


def read(path, alone):
    """The cells of a run by name, all of them after the one rule of what is alone."""
    result = json.loads(path.read_text())
    rows = result["benchmarks"]
    probes = sorted(p for row in rows for block in row["blocks"] for p in block["probe"])
    baseline = quantile(probes, 0.1)
    if baseline >= WHOLLY_SHARED * alone:
        baseline = alone
    return {row["name"]: Cell(row, SHARED_ABOVE * baseline) for row in rows if row["kind"] != "ceiling"}, \
           result["memcpybench"]["reference"], baseline


def bytes_of(name):
    return int(name.split("/")[2])


def say(label, cells):
    """cells: (CV, covered, asked) each."""
    if not cells:
        print(f"{label:24} none")
        return
    cvs = sorted(cv for cv, _, _ in cells)
    covered, asked = sum(c for _, c, _ in cells), sum(a for _, _, a in cells)
    print(f"{label:24} {len(cells):5} cells   CV median {100 * quantile(cvs, 0.5):6.2f} %   "
          f"95th percentile {100 * quantile(cvs, 0.95):6.2f} %   largest {100 * cvs[-1]:6.2f} %   "
          f"intervals that hold the mean {100 * covered / max(asked, 1):5.1f} %")


def main():
    directory = pathlib.Path(sys.argv[1])
    paths = sorted(directory.glob("*/result.json"))
    if len(paths) < 3:
        sys.exit(f"repeatability.py: {directory}: {len(paths)} results: too few to tell anything (let it run 3 times)")
    runs = [read(path, math.inf) for path in paths]
    least = min(baseline for _, _, baseline in runs)  # a run that was never alone is judged by the others
    runs = [read(path, least) for path in paths]
    names = [name for name in runs[0][0] if all(name in run for run, _, _ in runs)]
    reference = runs[0][1]
    groups, sizes = collections.defaultdict(list), collections.defaultdict(list)
    rounds = untainted = alone_rounds = alone = total = 0
    with open(directory / "cells.dat", "w", encoding="utf-8") as out:
        print("# bytes CV mean-ratio runs-alone layout-sensitivity name", file=out)
        for name in names:
            cells = [run[name] for run, _, _ in runs]
            rounds += sum(c.rounds for c in cells)
            untainted += sum(c.untainted for c in cells)
            alone_rounds += sum(c.alone_rounds for c in cells)
            good = [c for c in cells if c.ok and c.alone]
            alone, total = alone + len(good), total + len(cells)
            if len(good) < 3:
                continue
            ratios = [math.exp(c.mean) for c in good]
            cv = statistics.stdev(ratios) / statistics.fmean(ratios)
            mean = statistics.fmean(c.mean for c in good)
            asked = [c for c in good if not math.isnan(c.half)]
            covered = sum(abs(c.mean - mean) <= c.half for c in asked)
            print(bytes_of(name), cv, math.exp(mean), len(good),
                  statistics.median(c.sensitivity for c in good), name, file=out)
            sizes[bytes_of(name)].append(cv)
            own = name.split("/")[1] == reference
            size = "to 1 MiB" if bytes_of(name) <= MIB else "above 1 MiB"
            groups[f"{reference} itself, {size}" if own else size].append((cv, covered, len(asked)))
    with open(directory / "sizes.dat", "w", encoding="utf-8") as out:
        for size, cvs in sorted(sizes.items()):
            print(size, statistics.median(cvs), quantile(sorted(cvs), 0.95), file=out)
    print(f"{len(runs)} runs, {len(names)} cells each; a core of one's own reads {least:.3f} cycles an lea")
    for label in ("to 1 MiB", "above 1 MiB", f"{reference} itself, to 1 MiB", f"{reference} itself, above 1 MiB"):
        say(label, groups[label])
    print(f"cells measured alone on their core: {100 * alone / total:.1f} %; of {rounds} rounds "
          f"{100 * (1 - untainted / rounds):.2f} % were tainted, of the others "
          f"{100 * (1 - alone_rounds / untainted):.1f} % shared the core")


main()
