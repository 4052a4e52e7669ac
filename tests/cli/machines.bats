#!/usr/bin/env bats
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2154

# Machines that are not here: tests/fixtures/machines/NAME.xml is one as hwloc describes it, NAME.txt what is said of it,
# each answer below its command. Another case is another line that begins with '$', and the answer that the test then prints.
load helpers

# The commands of a NAME.txt and what they answer now. How long a race would take is for tests of the plan.
replay() { # NAME.txt
  local line words
  while IFS= read -r line; do
    [[ $line == '$ '* || $line == '# '* ]] || continue
    echo "$line"
    [[ $line == '$ '* ]] || continue
    read -ra words <<<"${line#'$ '}"
    run memcpybench "${words[@]}" --topology "${1%.txt}.xml"
    grep -v '^about ' <<<"$output"
    [ "$status" -eq 0 ] || echo "status $status"
  done <"$1"
}

answers_as_written() { # NAME
  local written="$SOURCE_DIR/tests/fixtures/machines/$1.txt"
  grep -q '^\$ topo$' "$written"
  grep -q '^\$ run --dry-run ' "$written"
  replay "$written" >answers
  diff "$written" answers
}

@test "a guest of two cores, as recorded" { answers_as_written guest; }

@test "two sockets, four memory nodes, two threads a core: the kernel's numbers are not hwloc's" { answers_as_written two_sockets; }

@test "big cores and small ones: threads and caches are those of the core that was chosen" { answers_as_written hybrid; }

@test "one core of which no cache is known" { answers_as_written one_core; }

@test "a container: only the threads that it allows are chosen, and may be" { answers_as_written container; }

@test "threads of which no core is known are their own cores" { answers_as_written coreless; }

@test "memory that is at no socket is not taken for a core's own, whatever its number" { answers_as_written far_memory; }

@test "a core without any memory of its own" { answers_as_written no_memory; }

@test "every machine has its answers and its test, and tells nothing of who recorded it" {
  for file in "$SOURCE_DIR"/tests/fixtures/machines/*.xml; do
    name=$(basename "$file" .xml)
    [ -s "${file%.xml}.txt" ]
    grep -q "answers_as_written $name;" "$BATS_TEST_FILENAME" || { echo "$name: no test"; return 1; }
    run ! grep -E 'HostName|OSRelease|OSVersion|Serial|UUID|ProcessName|LinuxCgroup|PCIDev|Address' "$file"
  done
}

@test "a machine's description that is cut short is refused in one line" {
  machine=$SOURCE_DIR/tests/fixtures/machines/two_sockets.xml
  for bytes in 0 40 300 5000 10600; do
    head -c $bytes "$machine" >machine.xml
    # hwloc 2.9 leaks the object that the file ends in.
    ASAN_OPTIONS=detect_leaks=0 fails_with 2 "machine.xml': hwloc finds no processor in it" memcpybench topo --topology machine.xml
  done
}
