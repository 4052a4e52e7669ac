// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// One call and everything that is looked at afterwards: a right one passes, and of each wrong one
// it is known what is said.
#include "bench/verify/lane.h"

#include "tests/unit/race.h"

#include <stdlib.h>

enum { KEY = 0x70000, X87_EMPTY = 0xffff };

static struct rooms rooms;
static struct registry kernels;
static struct verify_log log_;
static struct lane lane;

static int open_lane(void **state) {
    (void)state;
    kernels = open_registry(&asm_blobs, cpu_detect());
    if (!rooms_map(&rooms, ROOMS_BYTES) ||
        !lane_open(&lane, find_impl(&kernels, "rep_movsb"), &rooms, &log_))
        return -1;
    lane_refill(&lane, KEY);
    return 0;
}

static int close_lane(void **state) {
    (void)state;
    lane_close(&lane);
    rooms_unmap(&rooms);
    registry_close(&kernels);
    return 0;
}

static int start_afresh(void **state) {
    (void)state;
    log_ = (struct verify_log){0};
    lane_refill(&lane, KEY);
    return 0;
}

static void assert_no_fault(void) {
    assert_string_equal(log_.fault.cause, "");
    assert_int_equal(log_.fault.class, FINDING_NONE);
}

// A call that went right, but for what a test does to it.
struct done {
    struct lane_call call;
    struct arch_state after;
};

static struct done do_right(struct probe probe) {
    struct done d;
    lane_prepare(&lane, &probe, &d.call);
    memmove(d.call.dst, d.call.src, probe.n);
    d.after = d.call.before;
    d.after.gpr[GPR_RAX] = (uintptr_t)d.call.dst;
    d.after.x87[2] = X87_EMPTY;
    return d;
}

static struct done do_128(void) {
    return do_right((struct probe){.n = 128, .dst_at = 8192 + 33, .src_at = 4096 + 5});
}

static void assert_wrong(const struct done *d, enum finding_class class, const char *cause) {
    assert_false(lane_conclude(&lane, &d->call, &d->after));
    assert_string_equal(log_.fault.cause, cause);
    assert_string_equal(finding_class_name(log_.fault.class), finding_class_name(class));
}

static void a_good_call_passes_in_every_place_with_every_fill(void **state) {
    (void)state;
    for (enum probe_place place = PLACE_ROOMS; place <= PLACE_4G; place++)
        for (enum probe_fill fill = FILL_OLD; fill < PROBE_FILLS; fill++) {
            struct probe p = {.n = place == PLACE_NOWHERE ? 0 : 320,
                              .dst_at = ROOMS_EDGE - 100,
                              .src_at = ROOMS_EDGE - 64,
                              .fill = fill,
                              .place = place};
            if (!lane_allows(&lane, &p))
                continue; // a boundary that was taken
            assert_true(lane_call(&lane, &p));
            assert_no_fault();
        }
    assert_true(lane_check_all(&lane));
}

static void a_call_is_written_down_before_it_is_made(void **state) {
    (void)state;
    struct done d = do_128();
    assert_int_equal(log_.calls, 1);
    assert_int_equal(log_.probe.n, 128);
    assert_int_equal(log_.probe.key, KEY + 1);
    assert_int_equal(log_.dst, (uintptr_t)rooms.dst + 8192 + 33);
    assert_int_equal(log_.src, (uintptr_t)rooms.src + 4096 + 5);
    assert_int_equal(log_.code, (uintptr_t)lane.impl->entries[0]);
    assert_true(lane_conclude(&lane, &d.call, &d.after));
}

static void fills_are_what_they_say(void **state) {
    (void)state;
    for (enum probe_fill fill = FILL_ZERO; fill < PROBE_FILLS; fill++) {
        struct probe p = {.n = 512, .dst_at = 4096, .src_at = 333, .fill = fill};
        struct lane_call c;
        lane_prepare(&lane, &p, &c);
        size_t zero = 0, inverse = 0, same = 0;
        for (size_t i = 0; i < p.n; i++) {
            zero += c.dst[i] == 0;
            inverse += (c.dst[i] ^ c.src[i]) == 0xff;
            same += c.dst[i] == c.src[i];
        }
        assert_int_equal(fill == FILL_ZERO, zero == p.n);
        assert_int_equal(fill == FILL_INVERSE, inverse == p.n);
        assert_int_equal(fill == FILL_ALMOST, same == p.n - 1);
        assert_memory_equal(lane.room.should, lane.room.is, lane.room.bytes); // the book knows
    }
}

static void the_contract_says_which_calls_are_allowed(void **state) {
    (void)state;
    struct impl odd = *lane.impl;
    struct lane l = lane;
    l.impl = &odd;
    odd.contract.align = 32, odd.contract.granule = 128, odd.contract.min = 256;
    odd.entry_count = 2;
    const struct {
        struct probe probe;
        bool allowed;
    } rows[] = {
        {{.n = 256}, true},
        {{.n = 384, .dst_at = 32, .src_at = 64, .entry = 1}, true},
        {{.n = 128}, false},
        {{.n = 0}, false},
        {{.n = 300}, false},
        {{.n = 256, .dst_at = 16}, false},
        {{.n = 256, .src_at = 1}, false},
        {{.n = 256, .entry = 2}, false},
        {{.n = 256, .dst_at = ROOMS_BYTES - 256, .src_at = ROOMS_BYTES - 256}, true},
        {{.n = 256, .dst_at = ROOMS_BYTES - 224}, false},
        {{.n = 256, .src_at = ROOMS_BYTES - 224}, false},
        {{.n = 256, .src_at = ROOMS_BYTES - 224, .place = PLACE_SAME}, true},
        {{.n = 256, .dst_at = ROOMS_BYTES - 224, .place = PLACE_SAME}, false},
        {{.n = 256, .place = PLACE_NOWHERE}, false},
        {{.n = 256, .place = PLACE_FAR}, false},
        {{.n = 256, .place = PLACE_TIMED}, false},
        {{.n = 256, .dst_at = 2 * ROOMS_EDGE - 224, .place = PLACE_4G}, false},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (lane_allows(&l, &rows[i].probe) != rows[i].allowed)
            fail_msg("row %zu", i);
    odd.contract.min = 0;
    assert_true(lane_allows(&l, &(struct probe){.place = PLACE_NOWHERE}));
}

static void wrong_bytes_are_found(void **state) {
    (void)state;
    struct done d = do_128();
    memcpy(d.call.dst + 64, lane.room.should + 8192 + 33 + 64, 64);
    assert_wrong(&d, FINDING_SHORT_COPY, "copied 64 of 128 bytes, the last 64 are missing");
}

static void a_byte_beside_dst_is_found_256_bytes_away(void **state) {
    (void)state;
    struct done d = do_128();
    d.call.dst[128 + 255] ^= 1;
    assert_wrong(&d, FINDING_OVERRUN, "wrote 256 bytes past the end of dst");
    start_afresh(NULL);
    d = do_128();
    d.call.dst[-256] ^= 1;
    assert_wrong(&d, FINDING_UNDERRUN, "wrote 256 bytes below dst");
}

static void a_byte_far_from_dst_is_found_in_the_end(void **state) {
    (void)state;
    uint8_t *const far[] = {rooms.dst, rooms.dst + rooms.bytes - 1, rooms.boundaries[0],
                            rooms.boundaries[1]};
    for (size_t i = 0; i < COUNT_OF(far); i++) {
        if (far[i] == NULL)
            continue;
        start_afresh(NULL);
        struct done d = do_128();
        *far[i] ^= 1;
        assert_true(lane_conclude(&lane, &d.call, &d.after)); // not seen at once
        assert_false(lane_check_all(&lane));
        assert_int_equal(log_.fault.class,
                         far[i] < d.call.dst ? FINDING_UNDERRUN : FINDING_OVERRUN);
        assert_non_null(strstr(log_.fault.cause, "in this or an earlier call"));
    }
}

static void a_byte_far_from_dst_is_found_within_4096_calls(void **state) {
    (void)state;
    rooms.dst[ROOMS_BYTES - 5] ^= 1;
    unsigned calls = 1;
    for (struct probe p = {.n = 64}; lane_call(&lane, &p); calls++)
        assert_in_range(calls, 1, 4096);
    assert_int_equal(calls, 4096);
    assert_int_equal(log_.fault.class, FINDING_OVERRUN);
}

static void registers_and_flags_are_found(void **state) {
    (void)state;
    struct done d = do_128();
    d.after.gpr[GPR_RAX] += 128;
    assert_false(lane_conclude(&lane, &d.call, &d.after));
    assert_int_equal(log_.fault.class, FINDING_RETURN_VALUE);
    start_afresh(NULL);
    d = do_128();
    d.after.gpr[12] = 0;
    assert_false(lane_conclude(&lane, &d.call, &d.after));
    assert_int_equal(log_.fault.class, FINDING_CALLEE_SAVED);
}

static void the_callers_stack_is_found(void **state) {
    (void)state;
    struct done d = do_128();
    rooms_stack_top(&rooms)[24] ^= 1;
    assert_wrong(&d, FINDING_CALLER_STACK,
                 "wrote to its caller's stack, 32 bytes above its return address");
    start_afresh(NULL);
    d = do_128();
    rooms_stack_top(&rooms)[ROOMS_CALLER - 1] ^= 1; // far up: not seen at once
    assert_true(lane_conclude(&lane, &d.call, &d.after));
    assert_false(lane_check_all(&lane));
    assert_int_equal(log_.fault.class, FINDING_CALLER_STACK);
}

static void faults_have_a_class_of_their_own_where_dst_is_src(void **state) {
    (void)state;
    struct done d = do_right((struct probe){.n = 128, .dst_at = 4096, .place = PLACE_SAME});
    d.call.dst[5] ^= 1;
    assert_false(lane_conclude(&lane, &d.call, &d.after));
    assert_int_equal(log_.fault.class, FINDING_SAME_POINTER);
}

static void faults_have_a_class_of_their_own_at_a_boundary(void **state) {
    (void)state;
    struct probe p = {.n = 128, .dst_at = ROOMS_EDGE, .src_at = ROOMS_EDGE, .place = PLACE_4G};
    if (!lane_allows(&lane, &p))
        skip();
    struct done d = do_right(p);
    d.call.dst[5] ^= 1;
    assert_false(lane_conclude(&lane, &d.call, &d.after));
    assert_int_equal(log_.fault.class, FINDING_TRUNCATED_POINTER);
}

static void dirt_is_warned_of_once_and_only_where_it_was_clean(void **state) {
    (void)state;
    lane.features |= TRAMPOLINE_XINUSE;
    for (int i = 0; i < 100; i++) {
        struct done d = do_128();
        d.after.xinuse = 4;
        assert_true(lane_conclude(&lane, &d.call, &d.after));
        if (log_.warning.class != FINDING_NONE)
            break;
        assert_int_not_equal(d.call.dirty, 0);
    }
    lane.features = trampoline_detect();
    assert_int_equal(log_.warning.class, FINDING_DIRTY_UPPER);
    assert_int_equal(log_.warning_probe.n, 128);
    assert_no_fault();
}

// So that a diagnosis can be repeated: all that a call finds hangs on its key.
static void a_key_brings_the_same_call_back(void **state) {
    (void)state;
    struct probe p = {.n = 64};
    struct lane_call first, again;
    uint8_t src[4096];
    for (int i = 0; i < 7; i++)
        lane_prepare(&lane, &p, &first);
    memcpy(src, rooms.src, sizeof src);
    lane_refill(&lane, 0x123450000);
    lane_rewind(&lane, first.probe.key);
    lane_prepare(&lane, &p, &again);
    assert_int_equal(again.probe.key, first.probe.key);
    assert_memory_equal(again.before.gpr, first.before.gpr, sizeof first.before.gpr);
    assert_int_equal(again.flags, first.flags);
    assert_int_equal(again.dirty, first.dirty);
    assert_ptr_equal(again.vectors, first.vectors);
    assert_memory_equal(src, rooms.src, sizeof src);
}

static void registers_are_rubbish_zeros_or_ones(void **state) {
    (void)state;
    static const int others[] = {GPR_RAX, GPR_RCX, GPR_RBX, GPR_RBP, 8, 11, 12, 15};
    for (enum lane_registers r = REGISTERS_RUBBISH; r <= REGISTERS_ONES; r++) {
        struct probe p = {.n = 64};
        struct lane_call c;
        lane.registers = r;
        lane_refill(&lane, KEY);
        lane_prepare(&lane, &p, &c);
        for (size_t i = 0; i < COUNT_OF(others); i++) {
            uint64_t is = c.before.gpr[others[i]];
            assert_true(r == REGISTERS_RUBBISH ? is >> 48 == 0x5a5a
                                               : is == (r == REGISTERS_ONES ? UINT64_MAX : 0));
        }
        if (r != REGISTERS_RUBBISH)
            assert_int_equal(c.vectors[100], r == REGISTERS_ONES ? 0xff : 0);
    }
    lane.registers = REGISTERS_RUBBISH;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_good_call_passes_in_every_place_with_every_fill, start_afresh),
        cmocka_unit_test_setup(a_call_is_written_down_before_it_is_made, start_afresh),
        cmocka_unit_test_setup(fills_are_what_they_say, start_afresh),
        cmocka_unit_test_setup(the_contract_says_which_calls_are_allowed, start_afresh),
        cmocka_unit_test_setup(wrong_bytes_are_found, start_afresh),
        cmocka_unit_test_setup(a_byte_beside_dst_is_found_256_bytes_away, start_afresh),
        cmocka_unit_test_setup(a_byte_far_from_dst_is_found_in_the_end, start_afresh),
        cmocka_unit_test_setup(a_byte_far_from_dst_is_found_within_4096_calls, start_afresh),
        cmocka_unit_test_setup(registers_and_flags_are_found, start_afresh),
        cmocka_unit_test_setup(the_callers_stack_is_found, start_afresh),
        cmocka_unit_test_setup(faults_have_a_class_of_their_own_where_dst_is_src, start_afresh),
        cmocka_unit_test_setup(faults_have_a_class_of_their_own_at_a_boundary, start_afresh),
        cmocka_unit_test_setup(dirt_is_warned_of_once_and_only_where_it_was_clean, start_afresh),
        cmocka_unit_test_setup(a_key_brings_the_same_call_back, start_afresh),
        cmocka_unit_test_setup(registers_are_rubbish_zeros_or_ones, start_afresh),
    };
    return cmocka_run_group_tests(tests, open_lane, close_lane);
}
