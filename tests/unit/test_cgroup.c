// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What a control group allows, read from trees of files as a kernel shows them.
#include "bench/machine/cgroup.h"
#include "tests/unit/temporary.h"

#include <sys/stat.h>

// Writes DIR/tree/PATH/NAME, with the directories it needs.
static void put(const char *path, const char *name, const char *text) {
    char file[256];
    snprintf(file, sizeof file, "tree/%s/%s", path, name);
    for (char *slash = strchr(file, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(temporary_path(file), 0777);
        *slash = '/';
    }
    temporary_write(file, text);
}

static int sweep(void **state) {
    (void)state;
    char command[5100];
    snprintf(command, sizeof command, "rm -rf '%s'", temporary_path("tree"));
    return system(command);
}

static int remove_all(void **state) {
    return sweep(state) != 0 || temporary_remove(state);
}

static struct cgroup_limits limits_of(const char *groups) {
    struct cgroup_limits out;
    char self[5000];
    snprintf(self, sizeof self, "%s", temporary_write("self", groups));
    cgroup_read(self, temporary_path("tree"), &out);
    return out;
}

static void assert_limits(const char *groups, size_t memory, double cpus) {
    struct cgroup_limits l = limits_of(groups);
    assert_int_equal(l.memory, memory);
    assert_true(l.cpus > cpus - 1e-9 && l.cpus < cpus + 1e-9);
}

static void without_groups_nothing_is_limited(void **state) {
    (void)state;
    struct cgroup_limits l;
    assert_limits("0::/\n", SIZE_MAX, 0);
    assert_limits("", SIZE_MAX, 0);
    assert_limits("nonsense\n1:\n::\n", SIZE_MAX, 0);
    cgroup_read(temporary_path("absent"), temporary_path("absent"), &l);
    assert_int_equal(l.memory, SIZE_MAX);
}

static void the_least_on_the_way_up_counts(void **state) {
    (void)state;
    put("", "cpu.max", "max 100000\n");
    put("a", "memory.max", "1000000\n");
    put("a", "cpu.max", "150000 100000\n");
    put("a/b", "memory.max", "2000000\n");
    put("a/b", "cpu.max", "50000 100000\n");
    put("a/b/c", "memory.max", "max\n");
    put("a/b/c", "cpu.max", "max 100000\n");
    put("ab", "memory.max", "1\n"); // nobody we know
    assert_limits("0::/a/b/c\n", 1000000, 0.5);
    assert_limits("0::/a\n", 1000000, 1.5);
    assert_limits("0::/\n", SIZE_MAX, 0);
}

static void a_container_sees_its_group_as_the_root(void **state) {
    (void)state;
    put("", "memory.max", "5000\n");
    put("", "cpu.max", "200000 100000\n");
    assert_limits("0::/docker/0123/of/the/host\n", 5000, 2);
    assert_limits("0::/\n", 5000, 2);
    struct cgroup_limits l; // and without /proc
    cgroup_read("/nonexistent", temporary_path("tree"), &l);
    assert_int_equal(l.memory, 5000);
}

static void version_1_has_a_tree_for_each_controller(void **state) {
    (void)state;
    put("memory/job", "memory.limit_in_bytes", "7000\n");
    put("memory", "memory.limit_in_bytes", "9223372036854771712\n"); // as good as none
    put("cpu/job", "cpu.cfs_quota_us", "25000\n");
    put("cpu/job", "cpu.cfs_period_us", "100000\n");
    put("cpu", "cpu.cfs_quota_us", "-1\n");
    put("cpu", "cpu.cfs_period_us", "100000\n");
    put("unified/job", "memory.max", "6000\n");
    assert_limits("3:cpu,cpuacct:/job\n2:memory:/job\n", 7000, 0.25);
    assert_limits("3:cpuacct,cpu:/\n2:cpuset:/job\n", SIZE_MAX, 0);
    assert_limits("2:memory:/job\n0::/job\n", 6000, 0);
    assert_limits("2:notmemory:/job\n", SIZE_MAX, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(without_groups_nothing_is_limited, sweep),
        cmocka_unit_test_teardown(the_least_on_the_way_up_counts, sweep),
        cmocka_unit_test_teardown(a_container_sees_its_group_as_the_root, sweep),
        cmocka_unit_test_teardown(version_1_has_a_tree_for_each_controller, sweep),
    };
    return cmocka_run_group_tests(tests, temporary_make, remove_all);
}
