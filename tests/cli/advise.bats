#!/usr/bin/env bats
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2154,SC2030,SC2031

# Advice on glibc's thresholds: what it says of the system, what form it has, what it refuses. Which advice is right hangs on the
# machine; tests/unit/test_advice.c has that of machines that were made up.
load helpers

loader=/lib64/ld-linux-x86-64.so.2
line='^GLIBC_TUNABLES=glibc\.cpu\.x86_rep_movsb_threshold=[0-9]+:glibc\.cpu\.x86_non_temporal_threshold=[0-9]+$'
nothing='^nothing (would be|is known to be) better by more than 1 %$'

# Where the C library's variant was not there at build time there is nothing to advise.
setup() {
  cd "$BATS_TEST_TMPDIR" || return
  unset GLIBC_TUNABLES MEMCPYBENCH_MASK_ISA NO_COLOR
  local variant
  variant=$(memcpybench list --json | jq -r '.[] | select(.name == "glibc").variant')
  memcpybench list --impl "glibc_$variant" | grep -q 'CANNOT RUN' && skip "no glibc_$variant"
  true
}

# Not much longer than the shortest there is, which sanitized is longer.
seconds() { if sanitized; then echo 20; else echo 6; fi; }
quick() { memcpybench advise --quick --budget "$(seconds)" --seed 1 "$@"; }

tunable() { "$loader" --list-tunables | sed -nE "s/^glibc\.cpu\.x86_$1: (0x[0-9a-f]+).*/\1/p"; }

@test "advice is a table, the thresholds there are, and a line or that nothing would be better; of the core that is asked for" {
  run -0 --separate-stderr quick --cpu core:0
  [ -z "$(complaints)" ]
  [[ ${lines[0]} == "glibc's "*" on CPU 0"*"; seed 1" ]]
  [ "$(grep -cE "$line|$nothing" <<<"$output")" -eq 1 ]
  grep -qE '^ +1 MiB( +[0-9.]+ [0-9.]+-[0-9.]+){2,4}$' <<<"$output"
  [ "$(grep -c '^wins from ' <<<"$output")" -ge 1 ]
  grep -q "the C library has rep_movsb_threshold $(($(tunable rep_movsb_threshold)))," <<<"$output"
  grep -qE "^  non_temporal_threshold $(($(tunable non_temporal_threshold)))$" <<<"$output"
}

@test "the line is one that the loader takes" {
  GLIBC_TUNABLES=glibc.cpu.x86_rep_movsb_threshold=4000000 quick --json >advice.json
  if [ "$(jq .tunables advice.json)" != null ]; then
    tunables=$(jq -r .tunables advice.json)
    [[ $tunables =~ $line ]]
    export "${tunables?}"
    for name in rep_movsb_threshold non_temporal_threshold; do
      [ $(($(tunable $name))) -eq "$(sed -E "s/.*x86_$name=([0-9]+).*/\1/" <<<"$tunables")" ]
    done
  fi
  # The least that it would ever advise, of either.
  least=$(jq '[.rep_movsb_threshold, .non_temporal_threshold | .sweep[0].bytes - 1] | @text' advice.json | tr -d '"[]')
  export GLIBC_TUNABLES="glibc.cpu.x86_rep_movsb_threshold=${least%,*}:glibc.cpu.x86_non_temporal_threshold=${least#*,}"
  [ "$(($(tunable rep_movsb_threshold))),$(($(tunable non_temporal_threshold)))" = "$least" ]
}

@test "JSON holds the same, for scripts, and thresholds that were tuned are those that are compared with" {
  export GLIBC_TUNABLES=glibc.cpu.x86_rep_movsb_threshold=54321:glibc.cpu.x86_non_temporal_threshold=7654321
  quick --json >advice.json
  [ "$(jq -c '[.present.rep_movsb_threshold, .present.non_temporal_threshold]' advice.json)" = "[54321,7654321]" ]
  jq -e '.seed == 1 and .cores >= 1 and (.variant | test("unaligned"))' advice.json
  for knob in rep_movsb_threshold non_temporal_threshold; do
    jq -e ".$knob.sweep | length > 2 and (map(.bytes) | . == sort and . == unique)" advice.json
    jq -e ".$knob.sweep | map(del(.bytes)[]) | all(.ratio_lo <= .ratio and .ratio <= .ratio_hi and .ratio > 0)" advice.json
    jq -e ".$knob.crossovers | to_entries | all(.value == null or .value > 64)" advice.json
    jq -e ".$knob.advised | . == null or (.threshold > 512 and .first_bytes <= .last_bytes and (.gain | length >= 2))" advice.json
    jq -e ".$knob.advised | . == null or (.confirmed == (.verdict == \"yes\") and (.doubts | all(.ratio_lo < 0.99 and .bytes > 0)))" advice.json
  done
  jq -e '(.tunables != null) == ([.rep_movsb_threshold, .non_temporal_threshold | .advised | . != null and .confirmed] | any)' advice.json
}

@test "where but one core may be used, one is measured and that is said" {
  cpu=$(taskset -cp $$ | sed 's/.*[ ,-]//')
  run -0 taskset -c "$cpu" "$MEMCPYBENCH" advise --quick --budget "$(seconds)" --seed 1
  [[ ${lines[0]} == *" on CPU $cpu; seed 1" ]]
  [[ $output == *"note: there is but one core to measure on"* ]]
  [[ $output != *"cores, "* ]]
  taskset -c "$cpu" "$MEMCPYBENCH" advise --quick --budget "$(seconds)" --seed 1 --json >advice.json
  jq -e '.cores == 1 and (.rep_movsb_threshold.crossovers | keys == ["one_copy", "one_then_read"])' advice.json
}

@test "a budget that is too little is refused, with what would do" {
  fails_with 2 "--budget 0.01: too little to decide anything (" memcpybench advise --budget 0.01 --quick
  least=$(sed -E 's/.*\(([0-9]+) s are the least.*/\1/' <<<"$stderr")
  [ "$least" -ge 1 ]
}

@test "where the C library's variant is not there, what it needs is told, with status 77" {
  export MEMCPYBENCH_MASK_ISA=avx512vl,avx512f,avx,sse2
  fails_with 77 "advise: glibc_" memcpybench advise --quick
  [[ $stderr == *" needs "* ]]
}

@test "an interrupted one says so and nothing else" {
  run --separate-stderr -130 timeout --preserve-status -s INT 2 "$MEMCPYBENCH" advise
  [ -z "$output" ]
  [[ $stderr == *"advise: interrupted"* ]]
}
