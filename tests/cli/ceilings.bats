#!/usr/bin/env bats
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2154

# What reading alone and writing alone take, beside a race.
load helpers

# Names of the ceilings' rows of a result.
ceilings_of() { grep -o '"name":"memcpy/\(load\|store\)_[^"]*"' "$1" || true; }

@test "list has them as kind ceiling, and nobody can race them as copies" {
  run -0 memcpybench list
  [ "$(awk '$2 == "ceiling"' <<<"$output" | wc -l)" -eq 16 ]
  for name in load_avx2 load_sse2_pages store_avx512 store_nt_avx2 store_nt_avx512_pages store_rep_stosb; do
    awk -v name="$name" '$1 == name && $2 == "ceiling" { found = 1 } END { exit !found }' <<<"$output"
  done
  run -0 memcpybench list --impl '*sse2*'
  grep -q '^store_sse2 ' <<<"$output"
  run -0 memcpybench list --impl rep_movsb
  run ! grep -q ceiling <<<"$output"
  fails_with 2 "is no memcpy" memcpybench run --impl load_sse2 -o race
  fails_with 2 "matches no implementation" memcpybench run --impl 'load_*' -o race
  fails_with 2 "is no memcpy" memcpybench run --ref store_rep_stosb -o race
  fails_with 2 "is no memcpy" memcpybench verify --impl load_sse2
  MEMCPYBENCH_MASK_ISA=avx2 run -0 memcpybench list
  grep -q '^load_avx2 .*CANNOT RUN HERE' <<<"$output"
}

@test "percent of ceiling is what the ratios say, from 1 KiB on" {
  memcpybench run --impl glibc --impl rep_movsb --sizes 512,1K,1M --quick --no-plots --seed 1 -o race >out
  python3 - <<'END'
import json
j = json.load(open("race/result.json"))
rows, ceilings = j["benchmarks"], {c["bytes"]: c for c in j["memcpybench"]["ceilings"]}
assert list(ceilings) == [1024, 1 << 20]
for n, ceiling in ceilings.items():
    for role in "load", "store":
        kernels = [r for r in rows if r["bytes"] == n and r["impl"].startswith(role + "_")]
        best = max(kernels, key=lambda r: r["ratio"])
        assert all(r["kind"] == "ceiling" and r["verified_calls"] is None for r in kernels)
        assert ceiling[role]["impl"] == best["impl"]
        assert abs(ceiling[role]["ratio"] / (2 * best["ratio"]) - 1) < 1e-3
        assert abs(ceiling[role]["bytes_per_second"] / (2 * best["bytes_per_second"]) - 1) < 1e-3
    limit = min(ceiling[role]["ratio"] for role in ("load", "store"))
    for r in rows:
        if r["bytes"] == n and r["kind"] != "ceiling":
            ratio = 1 if r["impl"] == "glibc" else r["ratio"]
            assert abs(r["percent_of_ceiling"] / (100 * ratio / limit) - 1) < 1e-3, r["name"]
for r in rows:
    assert (r["percent_of_ceiling"] is None) == (r["kind"] == "ceiling" or r["bytes"] < 1024), r["name"]
names = {r["impl"] for r in rows if r["bytes"] == 1024}
assert not any("_nt_" in n or "pages" in n for n in names) # they are for memory
assert any("_nt_" in n for n in {r["impl"] for r in rows if r["bytes"] == 1 << 20})
END
  [ ! -x /usr/bin/jsonschema ] || /usr/bin/jsonschema -i race/result.json "$SOURCE_DIR/results/schema.json"
  grep -q '^    size ceiling  GB/s   +-  ratio   +- ceil' out
  grep -Eq '^   1 KiB  +[0-9.]+ .*%  *[0-9]+%' out
  grep -Eq '^   512 B       - ' out
}

@test "a result in part keeps its ceilings" {
  tiny_race >/dev/null
  run -0 memcpybench table race --impl rep_movsb
  grep -q '^    size ceiling ' <<<"$output"
  memcpybench table race --impl rep_movsb --format json=part.json
  [ "$(ceilings_of part.json)" = "$(ceilings_of race/result.json)" ]
  [ -n "$(ceilings_of part.json)" ]
  run -0 memcpybench table race --without rep_movsb --format csv
  grep -q '^load_' <<<"$output"
  awk -F, '$1 == "glibc" && $3 == 4096 { found = $15 + 0 > 0 } END { exit !found }' <<<"${output//$'\r'/}"
  run -0 memcpybench table race --impl rep_movsb --format markdown
  grep -Eq '^\| 4 KiB \| [0-9.]+ \| .*, [0-9]+ %\)' <<<"$output"
  run -0 memcpybench compare race race
  [[ $output == *"4 cells: "*" 0 only in A, 0 only in"* ]]
  [[ $output != *load_* && $output != *floor* ]]
}

@test "they can be left out" {
  tiny_race --no-ceilings >out
  [ -z "$(ceilings_of race/result.json)" ]
  grep -q '"ceilings":\[\]' race/result.json
  run ! grep -q ceil out
  run -0 memcpybench run --dry-run --impl glibc --sizes 4K
  with=$(grep -o '[0-9]\+ cells' <<<"$output")
  grep -q "^$((${with% cells} - 2)) of the cells are ceilings$" <<<"$output"
  run -0 memcpybench run --dry-run --impl glibc --sizes 4K --no-ceilings
  without=$(grep -o '[0-9]\+ cells' <<<"$output")
  [ "${without% cells}" -eq 2 ]
  [ "${with% cells}" -gt 3 ]
}

@test "a race that had only ceilings left is resumed, and has them" {
  race=(run --impl glibc --sizes 4K --no-plots -o race)
  for seed in {1..20}; do
    rm -rf race
    "$MEMCPYBENCH" "${race[@]}" --seed "$seed" >out 2>err 3>&- &
    child=$!
    until_measured 3 || true # it may have been faster
    kill -KILL $child && wait $child || true
    grep -q '"impl":"glibc"' race/journal.jsonl && ! [ -e race/result.json ] && break
  done
  measured=$(grep -c '"cell":' race/journal.jsonl)
  run -0 memcpybench run --resume race --no-plots
  [ "$(grep -c '"name":"memcpy/' race/result.json)" -gt "$measured" ]
  memcpybench "${race[@]/race/whole}" --seed "$seed" >/dev/null
  diff <(grep -o '"name":"memcpy/[^"]*"' race/result.json) <(grep -o '"name":"memcpy/[^"]*"' whole/result.json)
}
