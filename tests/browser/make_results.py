#!/usr/bin/env python3
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

"""Makes other results of a small one, for pages to be made from: a full race, 30 implementations at 21 sizes, and one in
which every free text is an attack. Usage: make_results.py RESULT full|hostile >OUT"""
import copy
import json
import sys

KINDS = ("blob", "object", "inline-asm", "intrinsic", "c")
ATTACKS = (
    "</script><script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=1>",
    "\"><svg onload='window.pwned=1'>",
    "'; system('touch pwned'); set print 'pwned'; print '",
    "`touch pwned` $(touch pwned) %s%n%d {/*9 _x^2}",
    "]]></style><!--<script>&lt;&amp;&#60;",
    "' id='canvas' href='#x' url(#y)",
    "javascript:window.pwned=1",
)


def scaled(row, name, kind, size, factor):
    """A row of another implementation and size, so many times as slow against its reference."""
    new = copy.deepcopy(row)
    per_byte = size / row["bytes"]
    new.update(name=f"memcpy/{name}/{size}", run_name=f"memcpy/{name}/{size}", impl=name, kind=kind, bytes=size,
               bytes_mean=size)
    new["sha256"] = None
    for block in new["blocks"]:
        block["ns"] = [float(f"{ns * per_byte * factor:.5g}") for ns in block["ns"]]
        block["ref_ns"] = [float(f"{ns * per_byte:.5g}") for ns in block["ref_ns"]]
    return new


def full(result):
    row = next(r for r in result["benchmarks"] if r["impl"] == "glibc")
    names = [("glibc", "libc")] + [(f"{KINDS[i % 5].replace('-', '_')}_kernel_{i}", KINDS[i % 5]) for i in range(1, 30)]
    result["benchmarks"] = [scaled(row, name, kind, 64 << s, 0.8 + (i * 7 % 30 + (s * 5 + i) % 11) / 40)
                            for s in range(21) for i, (name, kind) in enumerate(names)]
    one = result["memcpybench"]["implementations"][0]
    result["memcpybench"]["implementations"] = [{**one, "name": n, "kind": k, "sha256": None} for n, k in names]
    return result


def hostile(result):
    ours = result["memcpybench"]
    texts = ours["fingerprint"]
    for i, key in enumerate(k for k, v in texts.items() if isinstance(v, str)):
        texts[key] = ATTACKS[i % len(ATTACKS)]
    texts["cpu_model_name"] = ATTACKS[0] + ATTACKS[3]
    ours["notes"] = list(ATTACKS)
    ours["command"] = " ".join(ATTACKS)
    result["context"]["date"] = ATTACKS[1]
    finding = {"severity": "WARN", "class": "overrun", "text": "".join(ATTACKS)}
    for i, impl in enumerate(ours["implementations"]):
        impl["certificate"].update(sandbox=ATTACKS[2], findings=[finding])
        if i == len(ours["implementations"]) - 1:
            impl["missing"] = ATTACKS[0]
    result["benchmarks"][0]["label"] = ATTACKS[0]  # what nobody reads is in the raw result all the same
    return result


with open(sys.argv[1], encoding="utf-8") as file:
    json.dump({"full": full, "hostile": hostile}[sys.argv[2]](json.load(file)), sys.stdout)
