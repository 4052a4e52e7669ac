// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// A child under ptrace: watched, stepped through, driven, ended.
#include "bench/verify/audit_lane.h"
#include "bench/verify/culprit.h"
#include "bench/verify/step_lane.h"
#include "bench/verify/tail_lane.h"

#include "tests/unit/race.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SEED = 9, STEPS = 6000, SEQUENCES = 16, PAGE = 4096, RACE_MEMORY = 16 << 20 };

static struct registry kernels, mutants;
static struct rooms rooms;
static struct verify_log *log_;
static uint8_t *race_memory; // shared with the child

static int open_all(void **state) {
    (void)state;
    kernels = open_registry(&asm_blobs, cpu_detect());
    mutants = open_registry(&mutant_blobs, cpu_detect());
    log_ = mmap(NULL, sizeof *log_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    race_memory =
        mmap(NULL, RACE_MEMORY, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return log_ != MAP_FAILED && race_memory != MAP_FAILED && rooms_map(&rooms, ROOMS_BYTES) ? 0
                                                                                             : -1;
}

static int close_all(void **state) {
    (void)state;
    rooms_unmap(&rooms);
    munmap(race_memory, RACE_MEMORY);
    munmap(log_, sizeof *log_);
    registry_close(&mutants);
    registry_close(&kernels);
    return 0;
}

// A child that waits to be driven.
struct stage {
    struct lane lane;
    struct tracee tracee;
    struct driver driver;
};

static enum tracee_event watch(struct stage *s, const struct child_job *job) {
    const struct tracee_limits limits = {1, 2, 20};
    *log_ = (struct verify_log){0};
    assert_true(tracee_start(&s->tracee, job));
    return tracee_watch(&s->tracee, log_, &limits, NULL, &s->driver.stop);
}

static void open_stage(const struct impl *impl, struct stage *s) {
    const struct child_job job = {
        .impl = impl, .rooms = &rooms, .log = log_, .tick = 0.1, .only_park = true};
    struct stop waiting;
    if (!impl_can_run(impl))
        skip();
    enum tracee_event event = watch(s, &job);
    if (s->tracee.gone) { // ptrace is denied here
        tracee_end(&s->tracee);
        skip();
    }
    assert_int_equal(event, TRACEE_FINISHED);
    assert_true(lane_open(&s->lane, impl, &rooms, log_));
    waiting = s->driver.stop;
    assert_true(driver_take(&s->driver, &s->tracee, &s->lane, &waiting));
}

static void close_stage(struct stage *s) {
    tracee_end(&s->tracee);
    lane_close(&s->lane);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); // no child is left
    assert_int_equal(errno, ECHILD);
}

static enum driver_end step(struct stage *s, struct walk_account *account) {
    return step_lane_run(&s->driver, SEED, account);
}

static void a_good_kernel_steps_through_and_its_steps_are_counted(void **state) {
    (void)state;
    struct stage s;
    const struct impl *impl = find_impl(&kernels, "rep_movsb");
    uint8_t executed[64] = {0};
    struct walk_account account = {.executed = executed, .steps = STEPS};
    open_stage(impl, &s);
    assert_true(impl->code_size < sizeof executed);
    assert_int_equal(step(&s, &account), DRIVER_OK);
    assert_int_equal(log_->fault.class, FINDING_NONE);
    assert_int_equal(account.warning.class, FINDING_NONE);
    assert_in_range(account.calls, 20, 200);
    // A step an instruction, and one more for each byte that rep movsb moves.
    assert_true(STEPS - account.steps >= 4 * (size_t)account.calls);
    for (size_t i = 0; i < sizeof executed; i++)
        assert_int_equal(executed[i], i < impl->code_size); // each of its bytes, and no other
    close_stage(&s);
}

static void no_more_steps_are_taken_than_there_are(void **state) {
    (void)state;
    struct stage s;
    struct walk_account account = {.steps = 10};
    open_stage(find_impl(&kernels, "rep_movsb"), &s);
    assert_int_equal(step(&s, &account), DRIVER_OK);
    assert_int_equal(account.steps, 0);
    close_stage(&s);
}

static void assert_step_finds(const char *mutant, enum finding_class class, const char *cause) {
    struct stage s;
    struct walk_account account = {.steps = STEPS};
    open_stage(find_impl(&mutants, mutant), &s);
    assert_int_equal(step(&s, &account), DRIVER_FAULT);
    assert_string_equal(finding_class_name(log_->fault.class), finding_class_name(class));
    assert_non_null(strstr(log_->fault.cause, cause));
    close_stage(&s);
}

static void who_uses_memory_below_the_red_zone_is_found(void **state) {
    (void)state;
    assert_step_finds("mutant_below_red_zone", FINDING_RED_ZONE,
                      "once memory more than 128 bytes below rsp has been overwritten");
}

static void a_missing_fence_is_found(void **state) {
    (void)state;
    assert_step_finds("mutant_fence_none_xmm", FINDING_MISSING_FENCE, "end with sfence");
}

static void stores_beside_dst_are_found(void **state) {
    (void)state;
    assert_step_finds("mutant_neighbours_vector", FINDING_TOUCHES_NEIGHBOURS,
                      "not all of them dst's");
}

static void a_system_call_is_not_made(void **state) {
    (void)state;
    assert_step_finds("mutant_syscall_getpid", FINDING_SYSTEM_CALL, "comes to a system call");
}

static void what_is_only_to_be_warned_of_is_no_fault(void **state) {
    (void)state;
    static const struct {
        const char *mutant;
        enum finding_class class;
    } rows[] = {{"mutant_reads_tsc", FINDING_SUSPICIOUS_INSTRUCTION},
                {"mutant_pop_and_jump", FINDING_RETURN_TRICK},
                {"mutant_push_own_label", FINDING_RETURN_TRICK}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct stage s;
        struct walk_account account = {.steps = STEPS};
        open_stage(find_impl(&mutants, rows[i].mutant), &s);
        assert_int_equal(step(&s, &account), DRIVER_OK);
        assert_int_equal(log_->fault.class, FINDING_NONE);
        assert_int_equal(account.warning.class, rows[i].class);
        assert_true(account.warning_probe.n > 0);
        close_stage(&s);
    }
}

// Calls as the race has them.
static struct verify_call large_call(size_t bytes) {
    enum { SRC = 8 << 20 };
    return (struct verify_call){
        .dst = race_memory + PAGE, .src = race_memory + SRC, .bytes = bytes};
}

static enum driver_end tail(struct stage *s, struct walk_account *account) {
    const struct verify_call calls[] = {large_call(4096), large_call(1 << 20), large_call(1 << 20),
                                        large_call(4 << 20)};
    bool denied = false;
    enum driver_end end = tail_lane_run(&s->driver, calls, COUNT_OF(calls), account, &denied);
    if (denied)
        skip();
    return end;
}

static void the_tail_of_a_large_call_is_walked(void **state) {
    (void)state;
    struct stage s;
    struct walk_account account = {.steps = STEPS};
    open_stage(find_impl(&kernels, "sse2_loop"), &s);
    assert_int_equal(tail(&s, &account), DRIVER_OK);
    assert_int_equal(log_->fault.class, FINDING_NONE);
    assert_int_equal(account.warning.class, FINDING_NONE);
    assert_int_equal(log_->calls, 2); // of the largest size, and of the other that is large
    // 16 KiB of each, a line in 10 instructions, and the way out.
    assert_in_range(STEPS - account.steps, 2 * 256 * 9, 2 * 256 * 11);
    close_stage(&s);
}

static void assert_tail_finds(const char *mutant, enum finding_class class) {
    struct stage s;
    struct walk_account account = {.steps = 3 * STEPS};
    open_stage(find_impl(&mutants, mutant), &s);
    assert_int_equal(tail(&s, &account), class == FINDING_NONE ? DRIVER_OK : DRIVER_FAULT);
    assert_string_equal(finding_class_name(log_->fault.class), finding_class_name(class));
    close_stage(&s);
}

static void a_fence_missing_in_large_copies_only_is_found(void **state) {
    (void)state;
    assert_tail_finds("mutant_fence_none_from_1_mib", FINDING_MISSING_FENCE);
    assert_tail_finds("mutant_fence_none_backward", FINDING_MISSING_FENCE);
    assert_tail_finds("good_nt_backward_large", FINDING_NONE);
}

static void neighbours_touched_in_large_copies_only_are_found(void **state) {
    (void)state;
    assert_tail_finds("mutant_neighbours_from_1_mib", FINDING_TOUCHES_NEIGHBOURS);
}

static void a_crash_stops_the_steps(void **state) {
    (void)state;
    struct stage s;
    struct walk_account account = {.steps = STEPS};
    open_stage(find_impl(&mutants, "mutant_illegal"), &s);
    assert_int_equal(step(&s, &account), DRIVER_STOPPED);
    assert_int_equal(s.driver.stop.signal, SIGILL);
    close_stage(&s);
}

static enum driver_end audit(struct stage *s) {
    return audit_lane_run(&s->driver, SEED, SEQUENCES);
}

static void a_good_kernel_passes_the_audit(void **state) {
    (void)state;
    struct stage s;
    open_stage(find_impl(&kernels, "rep_movsb"), &s);
    assert_int_equal(audit(&s), DRIVER_OK);
    assert_int_equal(log_->fault.class, FINDING_NONE);
    assert_int_equal(log_->calls, 3 * SEQUENCES);
    close_stage(&s);
}

static void what_is_hidden_in_a_register_is_found(void **state) {
    (void)state;
    struct stage s;
    open_stage(find_impl(&mutants, "mutant_remembers_at_320"), &s);
    assert_int_equal(audit(&s), DRIVER_FAULT);
    assert_int_equal(log_->fault.class, FINDING_REMEMBERS);
    assert_int_equal(log_->probe.n, 320);
    close_stage(&s);
}

static void another_segment_register_is_found(void **state) {
    (void)state;
    struct stage s;
    open_stage(find_impl(&mutants, "mutant_es_loaded"), &s);
    assert_int_equal(audit(&s), DRIVER_FAULT);
    assert_int_equal(log_->fault.class, FINDING_SEGMENT_BASE);
    close_stage(&s);
}

static void a_hang_in_a_driven_call_ends(void **state) {
    (void)state;
    struct stage s;
    open_stage(find_impl(&mutants, "mutant_hang_always"), &s);
    assert_int_equal(audit(&s), DRIVER_STOPPED);
    assert_int_equal(s.driver.stop.signal, SIGVTALRM);
    assert_true(stop_code_offset(s.lane.impl, s.driver.stop.regs.rip) != STOP_ELSEWHERE);
    close_stage(&s);
}

static void a_child_that_was_killed_is_lost(void **state) {
    (void)state;
    struct stage s;
    struct walk_account account = {.steps = STEPS};
    open_stage(find_impl(&kernels, "rep_movsb"), &s);
    kill(s.tracee.pid, SIGKILL);
    assert_int_equal(step(&s, &account), DRIVER_LOST);
    close_stage(&s);
}

static void the_instruction_that_did_it_is_found(void **state) {
    (void)state;
    struct stage s;
    open_stage(find_impl(&mutants, "mutant_return_end"), &s);
    const struct probe probe = {.n = 128, .dst_at = 4096, .src_at = 8192, .key = 0x70005};
    uint64_t at = culprit_find(&s.driver, &probe, FINDING_RETURN_VALUE, NULL, STEPS);
    ptrdiff_t offset = stop_code_offset(s.lane.impl, at);
    assert_true(offset >= 0 && (size_t)offset < s.lane.impl->code_size);
    assert_int_equal(culprit_find(&s.driver, &probe, FINDING_CALLEE_SAVED, NULL, STEPS),
                     0); // it has done nothing of the kind
    close_stage(&s);
}

static void a_watch_sees_a_hang_and_a_crash(void **state) {
    (void)state;
    static const struct {
        const char *mutant;
        enum tracee_event event;
        int signal;
    } rows[] = {{"mutant_hang_always", TRACEE_HUNG, SIGVTALRM},
                {"mutant_illegal", TRACEE_FAULTED, SIGILL}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct stage s;
        const struct child_job job = {.tick = 0.1,
                                      .impl = find_impl(&mutants, rows[i].mutant),
                                      .rooms = &rooms,
                                      .log = log_,
                                      .seed = SEED,
                                      .most = 1000};
        enum tracee_event event = watch(&s, &job);
        bool traced = log_->traced;
        tracee_end(&s.tracee);
        if (!traced)
            skip();
        assert_int_equal(event, rows[i].event);
        assert_int_equal(s.driver.stop.signal, rows[i].signal);
        assert_true(log_->inside);
        assert_true(log_->calls > 0);
    }
}

static void memory_can_be_read_to_its_end(void **state) {
    (void)state;
    struct stage s;
    uint8_t bytes[32];
    uint8_t *page =
        mmap(NULL, 2 * (size_t)PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(page, MAP_FAILED);
    munmap(page + PAGE, PAGE);
    open_stage(find_impl(&kernels, "rep_movsb"), &s);
    memset(page + PAGE - 16, 0x42, 16);
    uint64_t end = (uintptr_t)page + PAGE;
    assert_int_equal(tracee_read(&s.tracee, end - 16, bytes, 5), 5);
    assert_int_equal(bytes[4], 0x42);
    assert_int_equal(tracee_read(&s.tracee, end - 16, bytes, sizeof bytes), 16);
    assert_int_equal(tracee_read(&s.tracee, end, bytes, sizeof bytes), 0);
    close_stage(&s);
    munmap(page, PAGE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_kernel_steps_through_and_its_steps_are_counted),
        cmocka_unit_test(no_more_steps_are_taken_than_there_are),
        cmocka_unit_test(who_uses_memory_below_the_red_zone_is_found),
        cmocka_unit_test(a_missing_fence_is_found),
        cmocka_unit_test(stores_beside_dst_are_found),
        cmocka_unit_test(a_system_call_is_not_made),
        cmocka_unit_test(what_is_only_to_be_warned_of_is_no_fault),
        cmocka_unit_test(the_tail_of_a_large_call_is_walked),
        cmocka_unit_test(a_fence_missing_in_large_copies_only_is_found),
        cmocka_unit_test(neighbours_touched_in_large_copies_only_are_found),
        cmocka_unit_test(a_crash_stops_the_steps),
        cmocka_unit_test(a_good_kernel_passes_the_audit),
        cmocka_unit_test(what_is_hidden_in_a_register_is_found),
        cmocka_unit_test(another_segment_register_is_found),
        cmocka_unit_test(a_hang_in_a_driven_call_ends),
        cmocka_unit_test(a_child_that_was_killed_is_lost),
        cmocka_unit_test(the_instruction_that_did_it_is_found),
        cmocka_unit_test(a_watch_sees_a_hang_and_a_crash),
        cmocka_unit_test(memory_can_be_read_to_its_end),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
