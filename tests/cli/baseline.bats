#!/usr/bin/env bats
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2154

# check --record and --baseline. What is slower makes its copy eight times over.
load helpers

# kernel TIMES
kernel() {
  printf '        contract copy, "again and again"\n        mov     rax, rdi\n        mov     r8, rsi\n        mov     r9d, %s\n' "$1"
  printf '.again: mov     rdi, rax\n        mov     rsi, r8\n        mov     rcx, rdx\n        rep movsb\n'
  printf '        dec     r9d\n        jnz     .again\n        ret\n'
}

# One recording for all tests.
setup_file() {
  cd "$BATS_FILE_TMPDIR" || return
  mkdir before
  kernel 1 >before/mine.asm
  memcpybench check --base before --candidate before --sizes 64,4K --record stored >said
}

with_recording() { cp -r "$BATS_FILE_TMPDIR"/{before,stored,said} .; }

stored_file() { find stored -name '*.json'; }

@test "what is recorded is measured though it is the same bytes, and is what the schema says" {
  with_recording
  grep -q "^0 measured, 2 the same bytes" said
  grep -q "^recorded: $(stored_file)\$" said
  [[ $(stored_file) =~ ^stored/[a-z]+-[0-9]+-[0-9]+-[0-9]+/[0-9a-f]{12}\.json$ ]]
  jq -e '.rows | map([.impl, .bytes]) == [["mine", 64], ["mine", 4096]] and all(.to_anchor_lo <= .to_anchor and .to_anchor <= .to_anchor_hi)' "$(stored_file)"
  nasm -f bin -o mine.bin -p "$SOURCE_DIR/asm/contract.inc" before/mine.asm
  [ "$(jq -r '.rows[0].sha256' "$(stored_file)")" = "$(sha256sum <mine.bin | cut -d' ' -f1)" ]
  [ ! -x /usr/bin/jsonschema ] || /usr/bin/jsonschema --base-uri "file://$SOURCE_DIR/results/" -i "$(stored_file)" "$SOURCE_DIR/results/baseline-schema.json"
}

@test "a drift beyond the tolerance is shown in every format and changes no status" {
  with_recording
  mkdir after
  kernel 8 >after/mine.asm
  cp -r after slow
  kernel 9 >slow/mine.asm
  for _ in 1 2 3 4 5; do
    run -0 memcpybench check --base slow --candidate after --sizes 4K --baseline stored --format text --format markdown=check.md \
      --format json=check.json --format junit=check.xml --format github=check.github
    [[ $output != *"of 1 cells 1 slower"* ]] || break
    # What was stored of a shared core is not held against one of its own, nor the other way round: neighbours come and go.
    memcpybench check --base "$BATS_FILE_TMPDIR/before" --candidate "$BATS_FILE_TMPDIR/before" --sizes 64,4K --record stored >said
  done
  [[ $output == *"beside $(stored_file) of "*": of 1 cells 1 slower, 0 faster, "* ]]
  grep -qE '^  mine, 4 KiB: slower than stored, \+[0-9.]+ % \(' <<<"$output"
  [[ ${lines[-1]} == improved:* ]]
  grep -q '^- mine, 4 KiB: slower than stored' check.md
  jq -e '.memcpybench_gate.baseline | .comparable and .differs == "" and (.cells | length) == 1 and
    .cells[0].drift == "slower" and .cells[0].change > 2 and (.cells[0].same_bytes | not)' check.json
  xmllint --noout --schema "$SOURCE_DIR/tests/cli/junit.xsd" check.xml
  xmllint --xpath 'string(//system-out)' check.xml | grep -q 'mine, 4 KiB: slower than stored'
  grep -q '^::notice title=memcpybench check%2C stored baseline::beside .*%0Amine, 4 KiB: slower than stored' check.github
}

@test "another machine's, another anchor's and another schema's are not comparable, and it is said why" {
  with_recording
  local file differs
  file=$(stored_file)
  for change in 's/"hypervisor":"[^"]*"/"hypervisor":"Abacus"/|hypervisor (Abacus and' 's/"anchor_sha256":"../"anchor_sha256":"00/|anchor (00' \
    's/"schema_version":1/"schema_version":7/|schema version (7 and 1)' 's/"libc":"[^"]*"/"libc":"none such"/|C library (none such and'; do
    sed -E "${change%%|*}" "$file" >other.json
    run ! cmp -s "$file" other.json
    differs=${change#*|}
    run -0 memcpybench check --base before --candidate before --sizes 64 --baseline other.json
    [[ $output == *"no comparable baseline: other.json is of another: $differs"* ]] || { echo "$output"; return 1; }
  done
  mkdir empty
  run -0 memcpybench check --base before --candidate before --sizes 64 --baseline empty
  [[ $output == *"no comparable baseline: there is none yet (check --record)"* ]]
}

@test "of several the one that fits is taken, and of those the newest" {
  with_recording
  local file
  file=$(stored_file)
  mkdir many many/here
  sed 's/"hypervisor":"[^"]*"/"hypervisor":"Abacus"/; s/"date":"20/"date":"29/' "$file" >many/a.json
  cp "$file" many/here/b.json
  sed 's/"date":"20/"date":"21/' "$file" >many/here/c.json
  cp "$file" many/d.json
  echo nonsense >many/README.md
  run -0 memcpybench check --base before --candidate before --sizes 64 --baseline many
  [[ $output == *"beside many/here/c.json of 21"*": of 0 cells"* ]]
}

@test "a regression is not recorded, nor a run that was broken off; what was stored stays" {
  with_recording
  mkdir after
  kernel 8 >after/mine.asm
  cp "$(stored_file)" kept.json
  run -1 memcpybench check --base before --candidate after --sizes 4K --record stored
  [[ $output == *"recorded: nothing: a regression is nothing to go by"* ]]
  cmp kept.json "$(stored_file)"
  sed -i 's/mov     rcx, rdx/lea     rcx, [rdx - 1]/' after/mine.asm
  run -3 --separate-stderr memcpybench check --base before --candidate after --sizes 4K --record new
  [[ $output == *"recorded: nothing: the run did not come to its end"* ]]
  [ ! -e new ]
}

@test "the newest replaces what was stored, and a file is written where a file is named" {
  with_recording
  run -0 memcpybench check --base before --candidate before --sizes 64 --record stored
  [ "$(find stored -type f | wc -l)" -eq 1 ]
  jq -e '.rows | length == 1' "$(stored_file)"
  memcpybench check --base before --candidate before --sizes 64 --record one.json >/dev/null
  jq -e '.rows | length == 1' one.json
}

@test "a baseline that is damaged, truncated, foreign or huge is refused in one line before anything is measured" {
  with_recording
  local file with
  file=$(stored_file)
  with=(memcpybench check --base before --candidate before --sizes 64 --baseline)
  head -c 300 "$file" >cut.json
  fails_with 2 "cut.json:" "${with[@]}" cut.json
  head -c 100000 /dev/urandom >noise.json
  fails_with 2 "noise.json:" "${with[@]}" noise.json
  : >nothing.json
  fails_with 2 "nothing.json" "${with[@]}" nothing.json
  echo '{"benchmarks": []}' >foreign.json
  fails_with 2 "foreign.json: top level: " "${with[@]}" foreign.json
  truncate -s 17M huge.json
  fails_with 2 "huge.json" "${with[@]}" huge.json
  mkfifo pipe.json
  fails_with 2 "pipe.json" "${with[@]}" pipe.json
  fails_with 2 "--baseline 'nowhere': No such file" "${with[@]}" nowhere
  while IFS='|' read -r change said; do
    jq "$change" "$file" >wrong.json
    fails_with 2 "wrong.json: $said" "${with[@]}" wrong.json
  done <<'END'
.rows[0].to_anchor = "1"|rows[0]: 
.rows[0].to_anchor = 0|rows[0]: to_anchor is not within its interval
.rows[1].to_anchor_lo = 99|rows[1]: to_anchor is not within its interval
.rows[0].bytes = 65|rows[0]: bytes is no multiple of 64
.rows[0].bytes = -64|rows[0]: bytes is no multiple of 64
.rows[0].impl = "A b"|rows[0]: a name is not
.rows[0].sha256 = "abc"|rows[0]: sha256 is neither null nor 64 hex digits
.rows[0].shared_core = 1|rows[0]: 
.rows += [.rows[0]]|rows[2]: an impl and size that an earlier row has
.rows = {}|memcpybench_baseline.fingerprint: rows is no array
del(.memcpybench_baseline.date)|memcpybench_baseline: 
.memcpybench_baseline.anchor_sha256 = null|memcpybench_baseline: anchor_sha256 is null
.memcpybench_baseline.fingerprint.hypervisor = 5|memcpybench_baseline.fingerprint: 'hypervisor' is missing
.memcpybench_baseline.schema_version = "1"|top level: 
END
}

@test "where nothing can be stored is said beforehand, or in the end with the report printed" {
  with_recording
  fails_with 2 "--record '': names no place" memcpybench check --base before --candidate before --record ''
  fails_with 5 "nowhere/one.json: cannot be written" memcpybench check --base before --candidate before --record nowhere/one.json
  : >file
  fails_with 5 "file/" memcpybench check --base before --candidate before --record file
  mkdir directory.json
  fails_with 5 "directory.json: a directory" memcpybench check --base before --candidate before --record directory.json
  [ -z "$(find . -name '*.tmp')" ]
}
