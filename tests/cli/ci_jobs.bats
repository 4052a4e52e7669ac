#!/usr/bin/env bats
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2154

# action.yml and docs/ci/gitlab.yml, as far as they can be run without GitHub and GitLab: what they say is read from the
# file, put together as a runner would and run in a clone of a repository with a kernel that a branch made slower. And
# scripts/self-check.sh, which CI runs here.
load helpers

setup() {
  cd "$BATS_TEST_TMPDIR" || return
  export -n GITHUB_ACTIONS GITHUB_STEP_SUMMARY
  export HOME=$PWD GIT_CONFIG_NOSYSTEM=1
}

needs_yaml() { /usr/bin/python3 -c 'import yaml' 2>/dev/null || skip "python3-yaml is not there"; }

kernel() { # TIMES
  printf '        contract copy, "again and again"\n        mov     rax, rdi\n        mov     r8, rsi\n        mov     r9d, %s\n' "$1"
  printf '.again: mov     rdi, rax\n        mov     rsi, r8\n        mov     rcx, rdx\n        rep movsb\n'
  printf '        dec     r9d\n        jnz     .again\n        ret\n'
}

commit() { git add -A && git -c user.name=x -c user.email=x commit -qm "$1"; }

# DIR: kernels lie there. What is left is a clone, the change checked out and main known as origin/main alone.
clone_with_change() {
  git init -q -b main upstream
  cd upstream || return
  mkdir -p "$1"
  kernel 1 >"$1/mine.asm"
  commit base
  git checkout -q -b change
  kernel 8 >"$1/mine.asm"
  commit slower
  git checkout -q main
  cd ..
  git clone -q --branch change upstream clone
  cd clone || return
}

# The steps of action.yml as one script; INPUT=VALUE... as `with:` has them. An expression that is none of an input is an error.
action_script() {
  /usr/bin/python3 - "$SOURCE_DIR/action.yml" "$@" <<'END'
import re, shlex, sys, yaml
action = yaml.safe_load(open(sys.argv[1]))
given = dict(a.split("=", 1) for a in sys.argv[2:])
assert not set(given) - set(action["inputs"]), "no such input"
values = {k: given.get(k, v["default"]) for k, v in action["inputs"].items()}
def fill(text):
    text = re.sub(r"\$\{\{ inputs\.(\w+) \}\}", lambda m: values[m[1]], str(text))
    assert "${{" not in text, text
    return text
assert action["name"] and action["description"] and action["runs"]["using"] == "composite"
assert all(v.get("description") for v in action["inputs"].values())
print("set -eo pipefail")
for step in action["runs"]["steps"]:
    assert step["shell"] == "bash" and not set(step) - {"shell", "env", "run", "name", "if"}, step
    for name, value in step.get("env", {}).items():
        assert isinstance(value, str), name
        print("export %s=%s" % (name, shlex.quote(fill(value))))
    print(fill(step["run"]))
END
}

run_action() {
  action_script "$@" >../step
  GITHUB_ACTIONS=true GITHUB_ACTION_PATH=$SOURCE_DIR GITHUB_WORKSPACE=$PWD GITHUB_STEP_SUMMARY=$PWD/../summary \
    bash --noprofile --norc -eo pipefail ../step
}

@test "the action finds a regression, annotates it and leaves its reports" {
  needs_yaml
  clone_with_change src
  run -1 run_action base=origin/main kernels=src "options=--sizes 4K --seed 3"
  [[ $output == *"::error title=mine%2C 4 KiB::"* ]]
  grep -q '\*\*regression\*\*' ../summary
  for file in check.md check.xml check.json custom.json; do [ -s "memcpybench-reports/$file" ]; done
  [ "$(jq .memcpybench_gate.seed memcpybench-reports/check.json)" -eq 3 ]
  git checkout -q origin/main
  run -0 run_action base=origin/main kernels=src
  [[ $output == *"0 measured, 8 the same bytes"* ]]
}

@test "the action runs in a clone of another user's, as a container's is" {
  needs_yaml
  [ "$(id -u)" -eq 0 ] || skip "only root can give files away"
  clone_with_change asm
  git checkout -q origin/main
  chown -R 65534 .
  run -2 "$SOURCE_DIR/scripts/ci-check.sh" origin/main
  [[ $output == *"dubious ownership"* ]]
  run -0 run_action base=origin/main
}

@test "the action's own default is the branch that the change is to go to" {
  needs_yaml
  [ "$(/usr/bin/python3 -c 'import sys, yaml; print(yaml.safe_load(open(sys.argv[1]))["inputs"]["base"]["default"])' "$SOURCE_DIR/action.yml")" = \
    "origin/\${{ github.base_ref || github.event.repository.default_branch }}" ]
}

# The script of the GitLab job, its variables set as a runner would, memcpybench where before_script would have cloned it.
gitlab_script() {
  /usr/bin/python3 - "$SOURCE_DIR/docs/ci/gitlab.yml" "$SOURCE_DIR" <<'END'
import shlex, sys, yaml
jobs = yaml.safe_load(open(sys.argv[1]))
assert list(jobs) == ["memcpybench"]
job = jobs["memcpybench"]
assert not set(job) - {"image", "rules", "variables", "before_script", "script", "artifacts"}
assert any("git clone" in line and line.endswith("/opt/memcpybench") for line in job["before_script"])
assert job["variables"]["GIT_DEPTH"] == 0, "the merge base must be there"
print("set -eo pipefail")
for name, value in job["variables"].items():
    print("export %s=%s" % (name, shlex.quote(str(value))))
print("\n".join(job["script"]).replace("/opt/memcpybench", sys.argv[2]))
wanted = [job["artifacts"]["reports"]["junit"]] + job["artifacts"]["paths"]
open("../artifacts", "w").write("\n".join(wanted) + "\n")
END
}

@test "the GitLab job finds a regression, and its artifacts are where it says" {
  needs_yaml
  clone_with_change asm
  gitlab_script >../job
  export CHECK="--sizes 4K" CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main
  run -1 bash ../job
  [[ $output == *"regression: of 1 cells 1 slower"* ]]
  while read -r artifact; do [ -s "$artifact" ]; done <../artifacts
  xmllint --noout --schema "$SOURCE_DIR/tests/cli/junit.xsd" memcpybench-reports/check.xml
}

@test "every workflow in docs/ci.md is YAML and gives the action inputs that it has" {
  needs_yaml
  /usr/bin/python3 - "$SOURCE_DIR" <<'END'
import re, sys, yaml
top = sys.argv[1]
inputs = set(yaml.safe_load(open(top + "/action.yml"))["inputs"])
blocks = re.findall(r"```yaml\n(.*?)```", open(top + "/docs/ci.md").read(), re.S)
assert blocks
for block in blocks:
    for job in yaml.safe_load(block)["jobs"].values():
        ours = [s for s in job["steps"] if "memcpybench" in s.get("uses", "")]
        assert len(ours) == 1 and not set(ours[0]["with"]) - inputs
        checkouts = [s for s in job["steps"] if "actions/checkout" in s.get("uses", "")]
        assert checkouts[0]["with"]["fetch-depth"] == 0
END
}

# A clone as this repository's is, with the scripts alone; `self_check` runs there.
own_repository() {
  git init -q -b main .
  mkdir -p asm scripts bench/impl
  cp -r "$SOURCE_DIR"/scripts/{self-check.sh,ci-check.sh,common} scripts/
  kernel 1 >asm/mine.asm
  : >bench/impl/copies_c.c
  commit base
}

self_check() { scripts/self-check.sh "$@"; }

@test "a change of this repository's kernels is checked, and fails nothing" {
  own_repository
  git checkout -q -b change
  kernel 8 >asm/mine.asm
  commit slower
  CHECK="--sizes 4K" run -0 self_check
  [[ $output == *"regression: of 1 cells "* ]]
  [ "${lines[-1]}" = "self-check.sh: a regression, says the table above (advice: CI goes on)" ]
  git checkout -q main
  git -c user.name=x -c user.email=x merge -q --no-ff -m merged change
  CHECK="--sizes 4K" MEMCPYBENCH=$(command -v false) run -0 self_check # what main itself brought along: the commit before it
  [[ ${lines[-1]} == "self-check.sh: a regression"* ]]
  kernel 1 | sed 's/mov     rcx, rdx/lea     rcx, [rdx - 1]/' >asm/fresh.asm
  commit wrong
  CHECK="--sizes 4K" run -0 self_check
  [ "${lines[-1]}" = "self-check.sh: a kernel is wrong, as is said above (advice: CI goes on)" ]
}

@test "where no kernel changed, or there is no history, one line says so" {
  own_repository
  run -0 self_check
  [ "$output" = "self-check.sh: not checked: the commit before HEAD is not here (fetch more of the history)" ]
  echo text >README
  commit unrelated
  run -0 self_check
  [ "$output" = "self-check.sh: nothing to check: no kernel changed since $(git rev-parse --short=12 HEAD~1)" ]
  echo "// changed" >bench/impl/copies_c.c
  commit copies
  run -0 self_check
  [[ $output == "self-check.sh: not checked: only copies in C changed since "* ]]
  run -0 self_check nonsense
  [ "$output" = "self-check.sh: not checked: there is no nonsense here to compare with (fetch it)" ]
  git checkout -q --orphan alone
  commit alone
  run -0 self_check main
  [[ $output == "self-check.sh: not checked: HEAD and main have nothing in common here"* ]]
  git clone -q --depth 1 "file://$PWD" ../shallow
  cd ../shallow
  run -0 self_check
  [[ $output == "self-check.sh: not checked: the commit before HEAD is not here"* ]]
}
