#!/usr/bin/env bats
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# What scripts read: --json, and what can be computed from a result again.
load helpers

# json FILE EXPRESSION: a Python expression over the parsed file, `j`, that must be true.
json() { python3 -c 'import json,sys; j=json.load(open(sys.argv[1])); sys.exit(not eval(sys.argv[2]))' "$@" || { echo "not so: $2"; return 1; }; }

@test "list --json has everybody that list has, with what it needs and lacks" {
  MEMCPYBENCH_MASK_ISA=avx2 memcpybench list --json >list.json
  diff <(python3 -c 'import json; [print(i["name"]) for i in json.load(open("list.json"))]') \
    <(MEMCPYBENCH_MASK_ISA=avx2 memcpybench list | tail -n +2 | cut -d' ' -f1)
  json list.json '[i for i in j if i["name"] == "avx2_loop"][0]["missing"] == ["avx2"]'
  json list.json '[i for i in j if i["name"] == "avx2_loop"][0]["can_run"] is False'
  json list.json '[i for i in j if i["name"] == "glibc"][0]["kind"] == "libc"'
  json list.json '[i for i in j if i["name"] == "avx_nt_naive"][0]["flags"] == ["non_temporal"]'
  json list.json 'all((i["role"] == "copy") == (i["kind"] != "ceiling") and i["align"] >= 1 and i["summary"] for i in j)'
}

@test "show --json holds the code itself" {
  memcpybench show add --json >add.json
  json add.json 'j["bytes"] == "4889f84801f0c3" and j["size"] == 7'
  json add.json '[l["text"] for l in j["disassembly"]] == ["mov rax, rdi", "add rax, rsi", "ret"]'
  json add.json '[l["offset"] for l in j["disassembly"]] == [0, 3, 6]'
  json add.json 'j["sha256"] == __import__("hashlib").sha256(bytes.fromhex(j["bytes"])).hexdigest()'
  memcpybench show glibc --json >glibc.json
  json glibc.json '"bytes" not in j and "sha256" not in j and j["variant"]'
}

@test "verify --json tells right, wrong and what cannot run, and nothing else" {
  MEMCPYBENCH_MASK_ISA=avx512f run -3 --separate-stderr "$MEMCPYBENCH_MUTANTS" verify --quick --json --sizes 64 \
    --impl rep_movsb --impl mutant_short --impl avx512_loop
  echo "$output" >verify.json
  json verify.json '{i["name"]: i.get("certificate", {}).get("passed") for i in j} == {"rep_movsb": True, "mutant_short": False, "avx512_loop": None}'
  json verify.json '[i for i in j if i["name"] == "mutant_short"][0]["certificate"]["findings"][0]["class"] == "short-copy"'
  json verify.json '[i for i in j if i["name"] == "avx512_loop"][0]["missing"] == "avx512f"'
}

@test "the time spent in timed copies is what the samples add up to" {
  tiny_race >/dev/null
  python3 - <<'END'
import json
j = json.load(open("race/result.json"))
ours = j["memcpybench"]
ns = sum(row["calls"] * sum(b["ns"]) + row["ref_calls"] * sum(b["ref_ns"]) for row in j["benchmarks"] for b in row["blocks"])
assert abs(ns / 1e9 / ours["timed_seconds"] - 1) < 1e-3, (ns, ours["timed_seconds"])
assert 0 < ours["timed_seconds"] <= ours["measure_seconds"]
assert ours["setup_seconds"] + ours["verify_seconds"] + ours["measure_seconds"] <= ours["wall_seconds"] * 1.001
assert 1 << 20 < ours["peak_memory_bytes"] < 1 << 40
certificates = {impl["name"]: impl["certificate"] for impl in ours["implementations"] if "certificate" in impl}
for row in j["benchmarks"]:
    wanted = certificates[row["impl"]]["calls"] if row["impl"] in certificates else None
    assert row["verified_calls"] == wanted, row["name"]
    assert wanted or row["kind"] == "ceiling"
END
}

@test "a stored result can be looked at in part" {
  memcpybench run --impl glibc --impl 'rep_*' --sizes 64,4K --quick --no-plots -o race >/dev/null
  run -0 memcpybench table race --impl 'rep_movs?' --without rep_movsq
  [[ $output == *rep_movsb* && $output != *rep_movsq* ]]
  [[ $output == *"reference: glibc"* ]]
  run -0 memcpybench compare race race --impl rep_movsq
  [[ $output == *"2 cells: "*" 0 faster in B, 0 slower"* ]]
  memcpybench plot race --impl rep_movsb -o part >/dev/null
  grep -q rep_movsb part/ratio.svg
  run ! grep -q rep_movsq part/ratio.svg
  fails_with 2 "'zz*': no such implementation in this result" memcpybench table race --impl 'zz*'
  fails_with 2 "the selection is empty" memcpybench plot race --without '*' -o none
  [ ! -e none ]
}
