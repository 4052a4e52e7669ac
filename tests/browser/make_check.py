#!/usr/bin/env python3
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

"""Makes what `check --format json` could have written, its names and texts as hostile as the format lets them be: cells of all
verdicts in turn, one of the same bytes and a canary. Usage: make_check.py CELLS >OUT"""
import json
import sys

VERDICTS = {"regression": 0.04, "inconclusive": 0.01, "pass": 0, "improved": -0.04}
ATTACKS = ("</script><script>window.pwned=1</script>", "\"><img src=x onerror=window.pwned=1>", "' id='main' href='#x' url(#y)")


def cell(i, name=None, **more):
    verdict = list(VERDICTS)[i % 4]
    at = VERDICTS[verdict] + i * 1e-5
    stage = {"verdict": verdict, "blocks": 20, "rounds": 160, "tainted": 0, "shared_core": i == 1, "layout_sensitive": False,
             "slowdown": at, "slowdown_lo": at - 0.002, "slowdown_hi": at + 0.002}
    return {"name": name or f"long_{'x' * 38}{i:03}", "bytes": 64 << i % 11, "tolerance": 0.01, "canary": False,
            "identical": False, "verdict": verdict, "reason": "", "holm_p": 1.0, "q": 0.5, "stages": [stage], **more}


cells = [cell(i) for i in range(int(sys.argv[1]))]
cells += [cell(2, "same", identical=True, stages=[]), cell(2, "canary", canary=True)]
json.dump({"context": {"date": "2026-11-23T13:00:00Z", "host_name": "box'; system 'touch pwned'; '",
                       "command": "memcpybench check " + " ".join(ATTACKS)},
           "memcpybench_gate": {"schema_version": 1, "status": 1, "fault": "", "base": "it's `touch pwned` <b>",
                                "candidate": "\\n$(touch pwned)", "seed": 7, "tolerance": 0.01, "tolerance_large": 0.03,
                                "wall_seconds": 1.5, "notes": list(ATTACKS), "cells": cells}}, sys.stdout)
