#!/usr/bin/env bash
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# Everything that reads the source and runs nothing of it. Wants build/clang configured (its list of compile commands).
# Usage: scripts/lint.sh
set -euo pipefail
# shellcheck source=scripts/common/usage.sh
. "$(dirname "${BASH_SOURCE[0]}")/common/usage.sh"
usage_takes 0 "$@"
cd "$(dirname "${BASH_SOURCE[0]}")/.."

mapfile -t sources < <(find bench loader tests -name '*.c' -o -name '*.h' -o -name '*.cc' | sort)
mapfile -t scripts < <(find scripts .ci -type f \( -name '*.sh' -o -path .ci/run \) | sort)
mapfile -t bats < <(find tests/cli -name '*.bats' -o -name '*.bash' | sort)

echo "stages include only what stands to their left"
stages=(loader bench/base bench/machine bench/impl bench/verify bench/measure bench/record bench/analyse
        bench/present bench/task bench/cli)
for ((i = 0; i < ${#stages[@]}; i++)); do
  for right in "${stages[@]:i+1}"; do
    if grep -rn "#include \"$right/" "${stages[i]}"; then
      echo "lint.sh: ${stages[i]} includes $right, which stands to its right" >&2
      exit 1
    fi
  done
done

echo "clang-format, shellcheck and cppcheck" # each keeps but one core busy
clang-format --dry-run --Werror "${sources[@]}" &
shellcheck "${scripts[@]}" &
shellcheck --shell=bats "${bats[@]}" &
cppcheck --quiet --enable=warning,performance,portability --inline-suppr --std=c11 -D_GNU_SOURCE -I. \
  --suppress=missingIncludeSystem --error-exitcode=1 bench loader &
cmake -S . -B build/analyzer -G Ninja -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF \
  -DMEMCPYBENCH_WERROR=ON -DMEMCPYBENCH_FIELD=OFF -DCMAKE_C_FLAGS=-fanalyzer >/dev/null & # built below
for linter in $(jobs -p); do wait "$linter"; done
echo "clang-tidy"
run-clang-tidy -p build/clang -quiet '/(bench|loader)/.*\.(c|cc)$' >build/clang-tidy.log 2>/dev/null || {
  cat build/clang-tidy.log
  exit 1
}
echo "gcc -fanalyzer, and a build without other libraries"
cmake --build build/analyzer >build/analyzer.log || {
  cat build/analyzer.log
  exit 1
}
