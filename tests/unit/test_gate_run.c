// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The gate's cells, its stages and the whole of it, with what is grossly slower, the same, wrong,
// crashing or hanging once it is timed. How fast anything is is nobody's business here.
#include "bench/task/gate.h"

#include "tests/unit/race.h"

#include <math.h>
#include <signal.h>
#include <stdlib.h>

enum { SIZES = 3 };

static size_t sizes[] = {64, 4096, 2 << 20};
static const struct size_list size_list = {sizes, SIZES}, small_sizes = {sizes, 2},
                              large_size = {sizes + 2, 1};
static struct registry registry, mutants;
static struct topology *topology;
static struct interrupt interrupt;

static int open_fixture(void **state) {
    (void)state;
    struct failure failure = {0};
    registry = open_registry(&asm_blobs, cpu_detect());
    mutants = open_registry(&mutant_blobs, cpu_detect());
    topology = topology_open(NULL, &failure);
    return topology == NULL;
}

static int close_fixture(void **state) {
    (void)state;
    topology_close(topology);
    registry_close(&registry);
    registry_close(&mutants);
    return 0;
}

static struct gate_pair pair_of(const char *base, const char *candidate) {
    return (struct gate_pair){find_impl(&registry, base), find_impl(&registry, candidate)};
}

static struct gate_cells make_cells(const struct gate_pair *pairs, size_t count,
                                    const struct size_list *of_sizes) {
    const struct gate_cells_options options = {pairs, count, of_sizes, 0.01, 0.03, false};
    struct gate_cells cells;
    struct failure failure = {0};
    if (!gate_cells_make(&options, &cells, &failure))
        fail_msg("%s", failure.text);
    return cells;
}

static void cells_are_pairs_by_sizes_and_canaries(void **state) {
    (void)state;
    const struct gate_pair pairs[] = {pair_of("sse2_loop", "sse2_loop"),
                                      pair_of("sse2_loop", "rep_movsb"),
                                      pair_of("rep_movsb", "sse2_nt")};
    struct gate_cells cells = make_cells(pairs, 3, &size_list);
    size_t per_size[SIZES] = {0};
    // Twenty beside six cells are three or four beside each, but two beside a large one.
    size_t canaries = cells.count - 9;
    assert_in_range(canaries, 4 * 3 + 2 * 2, 4 * 4 + 2 * 2);
    assert_int_equal(cells.pair_count, 5); // a canary for each base that is measured
    for (size_t i = 0; i < cells.count; i++) {
        const struct gate_cell *c = &cells.cells[i];
        assert_int_equal(c->canary, i >= 9);
        assert_int_equal(c->identical, i < 9 && i % 3 == 0);
        assert_true(c->tolerance == (c->bytes > 1 << 20 ? 0.03 : 0.01));
        if (i < 9)
            assert_int_equal(c->bytes, sizes[i / 3]);
        else
            for (size_t s = 0; s < SIZES; s++)
                per_size[s] += c->bytes == sizes[s];
        if (c->canary)
            assert_ptr_equal(cells.pairs[c->pair].base, cells.pairs[c->pair].candidate);
    }
    for (size_t s = 0; s < SIZES; s++)
        assert_in_range(per_size[s], s < 2 ? 6 : 4, s < 2 ? 7 : 4);
    gate_cells_free(&cells);
    struct gate_cells one = make_cells(&pairs[1], 1, &large_size);
    assert_int_equal(one.count, 1 + GATE_CANARIES_LARGE);
    gate_cells_free(&one);
    const struct gate_pair linked =
        pair_of("glibc", "glibc"); // its bytes are not known, its place is
    struct gate_cells same = make_cells(pairs, 1, &size_list);
    assert_int_equal(same.count, SIZES); // nothing to measure, nothing to watch
    gate_cells_free(&same);
    same = make_cells(&linked, 1, &size_list);
    assert_int_equal(same.count, SIZES);
    gate_cells_free(&same);
}

static void sizes_are_those_the_contracts_allow(void **state) {
    (void)state;
    struct impl base = *find_impl(&registry, "sse2_loop"), candidate = base;
    base.contract.min = 128;
    candidate.code = NULL;
    const struct gate_pair pair = {&base, &candidate};
    struct gate_cells cells = make_cells(&pair, 1, &small_sizes);
    assert_int_equal(cells.cells[0].bytes, 4096);
    assert_int_equal(cells.count, 1 + GATE_CANARIES);
    gate_cells_free(&cells);
    base.contract.granule = 8192;
    const struct gate_cells_options options = {&pair, 1, &small_sizes, 0.01, 0.03, false};
    struct failure failure = {0};
    assert_false(gate_cells_make(&options, &cells, &failure));
    assert_int_equal(failure.status, EXIT_USAGE);
}

// Who is new has no cell: it is verified at the check's sizes, smallest first.
static void newcomers_have_a_job_at_each_size_that_they_allow(void **state) {
    (void)state;
    struct impl any = *find_impl(&registry, "sse2_loop"), large = any, none = any;
    large.contract.min = 4096;
    none.contract.granule = 3 << 20;
    const struct gate_pair newcomers[] = {{&any, &any}, {&none, &none}, {&large, &large}};
    static const struct gate_job wanted[] = {
        {0, 64}, {0, 4096}, {2, 4096}, {0, 2 << 20}, {2, 2 << 20}};
    struct gate_job jobs[3 * SIZES];
    assert_int_equal(gate_cells_of_newcomers(newcomers, 3, &size_list, jobs), COUNT_OF(wanted));
    for (size_t i = 0; i < COUNT_OF(wanted); i++) {
        assert_int_equal(jobs[i].pair, wanted[i].pair);
        assert_int_equal(jobs[i].bytes, wanted[i].bytes);
    }
    assert_int_equal(gate_cells_of_newcomers(newcomers, 0, &size_list, jobs), 0);
}

// A cache size that the loader writes into the code is no byte of it.
static void the_same_bytes_with_another_patch_are_not_the_same(void **state) {
    (void)state;
    const struct impl *base = find_impl(&registry, "champion_sse2");
    struct impl candidate = *base;
    const struct gate_pair pair = {base, &candidate};
    candidate.entry_count = 0; // brought along, it has no place yet
    assert_int_equal(base->contract.patch, CONTRACT_PATCH_L3_BYTES);
    assert_true(gate_pair_is_identical(&pair));
    candidate.contract.patch = CONTRACT_PATCH_L2_BYTES;
    assert_false(gate_pair_is_identical(&pair));
    candidate.contract.patch = base->contract.patch;
    candidate.contract.patch_offset++;
    assert_false(gate_pair_is_identical(&pair));
}

// What is asked for for its own sake is measured once and judged by nobody.
static void the_same_bytes_are_measured_where_that_is_wanted(void **state) {
    (void)state;
    const struct gate_pair pair = pair_of("sse2_loop", "sse2_loop");
    const struct gate_cells_options options = {&pair, 1, &small_sizes, 0.01, 0.03, true};
    struct gate_cells cells;
    struct failure failure = {0};
    size_t chosen[2];
    assert_true(gate_cells_make(&options, &cells, &failure));
    assert_int_equal(gate_cells_of_stage(&cells, 0, chosen), 2);
    for (size_t i = 0; i < 2; i++) {
        cells.cells[i].stage_count = 1;
        cells.cells[i].stages[0] = (struct gate_estimate){.verdict = GATE_REGRESSION, .blocks = 20};
    }
    assert_true(gate_suite_settle(cells.cells, cells.count));
    assert_int_equal(gate_cells_of_stage(&cells, 1, chosen), 0);
    const struct gate_suite suite = gate_suite_of(cells.cells, cells.count);
    assert_int_equal(suite.counts[GATE_PASS], 2);
    assert_int_equal(suite.identical, 2);
    assert_int_equal(suite.measured, 0);
    assert_string_equal(cells.cells[0].sha256, find_impl(&registry, "sse2_loop")->sha256);
    gate_cells_free(&cells);
}

static double one_second(const void *context, size_t bytes) {
    (void)context;
    (void)bytes;
    return 1;
}

static void a_short_time_goes_to_canaries_and_to_who_seems_slowest(void **state) {
    (void)state;
    static const double slowdowns[] = {0.02, 0.5, NAN, 0.1};
    const struct gate_pair pairs[] = {pair_of("sse2_loop", "rep_movsb"),
                                      pair_of("rep_movsb", "sse2_nt")};
    struct gate_cells cells = make_cells(pairs, 2, &small_sizes);
    size_t chosen[64];
    for (size_t i = 0; i < cells.count; i++) {
        struct gate_cell *c = &cells.cells[i];
        c->stage_count = 1;
        c->stages[0] =
            (struct gate_estimate){.verdict = i < 4 || i == 5 ? GATE_INCONCLUSIVE : GATE_PASS,
                                   .slowdown = i < 4 ? slowdowns[i] : 0,
                                   .blocks = 20};
    }
    assert_true(gate_suite_settle(cells.cells, cells.count));
    size_t count = gate_cells_of_stage(&cells, 1, chosen);
    assert_int_equal(count, 5);
    for (size_t i = 1; i < count; i++) // sizes ascending, the canary among them
        assert_true(cells.cells[chosen[i - 1]].bytes <= cells.cells[chosen[i]].bytes);
    count = gate_cells_fit(&cells, chosen, count, 3, one_second, NULL);
    assert_int_equal(count, 3);
    assert_true(cells.cells[0].out_of_time && cells.cells[2].out_of_time);
    assert_false(cells.cells[1].out_of_time || cells.cells[3].out_of_time ||
                 cells.cells[5].out_of_time);
    gate_cells_free(&cells);
}

// On a machine where no round is undisturbed nothing is known of any cell, canaries neither.
static void cells_of_which_nothing_is_known_share_a_short_time_too(void **state) {
    (void)state;
    static const double slowdowns[] = {NAN, 0.1};
    const struct gate_pair pair = pair_of("sse2_loop", "rep_movsb");
    for (size_t k = 0; k < 2; k++) {
        struct gate_cells cells = make_cells(&pair, 1, &size_list);
        size_t chosen[64];
        for (size_t i = 0; i < cells.count; i++) {
            struct gate_cell *c = &cells.cells[i];
            c->stage_count = 1;
            c->stages[0] = (struct gate_estimate){
                .verdict = GATE_INCONCLUSIVE, .slowdown = slowdowns[k], .blocks = 20};
        }
        assert_true(gate_suite_settle(cells.cells, cells.count));
        size_t count = gate_cells_of_stage(&cells, 1, chosen);
        assert_int_equal(count, cells.count);
        assert_int_equal(gate_cells_fit(&cells, chosen, count, 5, one_second, NULL), 5);
        gate_cells_free(&cells);
    }
}

static struct gate_report run_options(struct gate_options options, bool expected,
                                      struct failure *failure) {
    struct gate_report report = {.signal = 0};
    options.seed = 5;
    options.topology = topology;
    options.interrupt = &interrupt;
    assert_true(topology_choose(topology, NULL, &options.place, failure));
    if (gate_run(&options, &report, failure) != expected)
        fail_msg("%s%s", failure->text, report.fault);
    return report;
}

static struct gate_report run(const struct gate_pair *pairs, size_t count, double budget,
                              bool expected, struct failure *failure) {
    const struct gate_options options = {.cells = {pairs, count, &small_sizes, 0.01, 0.03, false},
                                         .budget = budget};
    return run_options(options, expected, failure);
}

// A kernel that copies four times, as far as anybody can see from outside only slower.
static struct impl four_times(uint8_t code[64]) {
    static const uint8_t bytes[] = {
        0x48, 0x89, 0xf8,          // mov rax, rdi
        0x49, 0x89, 0xf0,          // mov r8, rsi
        0x41, 0xb9, 4,    0, 0, 0, // mov r9d, 4
        0x48, 0x89, 0xc7,          // again: mov rdi, rax
        0x4c, 0x89, 0xc6,          // mov rsi, r8
        0x48, 0x89, 0xd1,          // mov rcx, rdx
        0xf3, 0xa4,                // rep movsb
        0x41, 0xff, 0xc9,          // dec r9d
        0x75, 0xf0,                // jnz again
        0xc3,                      // ret
    };
    struct impl impl = *find_impl(&registry, "rep_movsb");
    memcpy(code, bytes, sizeof bytes);
    strcpy(impl.name, "four_times");
    impl.code = code;
    impl.code_size = sizeof bytes;
    return impl;
}

static void what_takes_several_times_as_long_is_a_regression(void **state) {
    (void)state;
    uint8_t code[64];
    const struct impl slow = four_times(code);
    const struct impl *fast = find_impl(&registry, "rep_movsb");
    const struct gate_pair pairs[] = {{fast, &slow}, {&slow, fast}, {fast, fast}};
    struct failure failure = {0};
    struct gate_report r = run(pairs, 3, 0, true, &failure);
    assert_string_equal(r.fault, "");
    assert_int_equal(r.cell_count, 6 + GATE_CANARIES);
    for (size_t i = 0; i < 6; i++) {
        static const enum gate_verdict verdicts[] = {GATE_REGRESSION, GATE_IMPROVED, GATE_PASS};
        static const size_t stages[] = {3, 2, 0};
        const struct gate_cell *c = &r.cells[i];
        if (c->verdict != verdicts[i % 3] || c->stage_count != stages[i % 3])
            fail_msg("%s at %zu: %s after %zu stages, %s", c->name, c->bytes,
                     gate_verdict_name(c->verdict), c->stage_count, gate_reason_text(c->reason));
        if (c->stage_count > 0) {
            const struct gate_estimate *e = gate_cell_latest(c);
            assert_true(e->to_anchor > 0 && e->base_to_anchor > 0 && e->ns > 0 && e->base_ns > 0);
            assert_in_range(e->blocks, GATE_BLOCKS_LEAST, c->stage_count > 1 ? 64 : 20);
            assert_in_range(e->used, e->blocks * GATE_ROUNDS_LEAST, SIZE_MAX);
        }
    }
    assert_int_equal(r.suite.counts[GATE_REGRESSION], 2);
    assert_int_equal(r.suite.canaries, GATE_CANARIES);
    assert_true(r.machine.core_hz > 1e8);
    gate_report_free(&r);
}

static void who_is_wrong_is_found_before_anybody_is_timed(void **state) {
    (void)state;
    const struct impl *wrong = find_impl(&mutants, "mutant_count_8_bits");
    const struct gate_pair pairs[] = {pair_of("sse2_loop", "rep_movsb"),
                                      {find_impl(&registry, "sse2_loop"), wrong}};
    struct failure failure = {0};
    struct gate_report r = run(pairs, 2, 0, true, &failure);
    assert_int_equal(r.status, EXIT_UNVERIFIED);
    assert_non_null(strstr(r.fault, wrong->name));
    assert_int_equal(r.suite.measured, 0);
    for (size_t i = 0; i < r.cell_count; i++)
        assert_int_equal(r.cells[i].reason, GATE_UNMEASURED);
    gate_report_free(&r);
}

// Where there is nothing to measure, and nothing to compare, too.
static void who_is_new_is_verified_beside_the_pairs(void **state) {
    (void)state;
    const struct impl *right = find_impl(&registry, "rep_movsb"),
                      *wrong = find_impl(&mutants, "mutant_count_8_bits");
    const struct gate_pair same = pair_of("sse2_loop", "sse2_loop");
    const struct gate_pair newcomers[] = {{right, right}, {wrong, wrong}};
    for (size_t pairs = 0; pairs < 2; pairs++)
        for (size_t count = 1; count < 3; count++) {
            const struct gate_options options = {
                .cells = {&same, pairs, &small_sizes, 0.01, 0.03, false},
                .newcomers = newcomers,
                .newcomer_count = count};
            struct failure failure = {0};
            struct gate_report r = run_options(options, true, &failure);
            assert_int_equal(r.status, count == 1 ? EXIT_OK : EXIT_UNVERIFIED);
            assert_int_equal(strstr(r.fault, wrong->name) != NULL, count == 2);
            assert_int_equal(r.cell_count, 2 * pairs);
            gate_report_free(&r);
        }
}

static void the_time_that_newcomers_take_is_of_the_budget(void **state) {
    (void)state;
    const struct impl *fresh = find_impl(&registry, "rep_movsb");
    const struct gate_pair same = pair_of("sse2_loop", "sse2_loop"), newcomer = {fresh, fresh};
    const struct gate_options options = {.cells = {&same, 1, &small_sizes, 0.01, 0.03, false},
                                         .newcomers = &newcomer,
                                         .newcomer_count = 1,
                                         .budget = 0.35};
    struct failure failure = {0};
    struct gate_report r = run_options(options, false, &failure);
    assert_int_equal(failure.status, EXIT_USAGE);
    gate_report_free(&r);
}

static void the_same_bytes_need_no_time_at_all(void **state) {
    (void)state;
    const struct gate_pair pair = pair_of("sse2_loop", "sse2_loop");
    struct failure failure = {0};
    struct gate_report r = run(&pair, 1, 0.35, true, &failure);
    assert_int_equal(r.status, EXIT_OK);
    assert_int_equal(r.suite.identical, 2);
    assert_int_equal(r.suite.canaries, 0);
    gate_report_free(&r);
}

static void a_budget_that_decides_nothing_is_refused_at_once(void **state) {
    (void)state;
    const struct gate_pair pair = pair_of("sse2_loop", "rep_movsb");
    struct failure failure = {0};
    struct gate_report r = run(&pair, 1, 0.1, false, &failure);
    double least = 0;
    assert_int_equal(failure.status, EXIT_USAGE);
    assert_int_equal(sscanf(strchr(failure.text, '('), "(%lf s are the least", &least), 1);
    assert_in_range((int)least, 1, 10);
    assert_int_equal(r.suite.measured, 0);
    gate_report_free(&r);
}

// Stages of a pair of which the candidate does something else than it was verified to do: the stage
// verifies nobody.
static struct gate_stage measure(const struct impl *candidate) {
    const struct gate_pair pair = {find_impl(&registry, "sse2_loop"), candidate};
    const struct gate_job job = {0, 4096};
    const struct blob_mapping mapping = {.l1d = 32768};
    struct gate_stage_options options = {
        .pairs = &pair,
        .pair_count = 1,
        .jobs = &job,
        .job_count = 1,
        .plan = {.cell_seconds = 0.01,
                 .blocks = 6,
                 .blocks_large = 6,
                 .rounds_least = 5,
                 .rounds_most = 8},
        .mapping = &mapping,
        .topology = topology,
        .interrupt = &interrupt,
    };
    struct gate_stage stage;
    struct failure failure = {0};
    assert_true(topology_choose(topology, NULL, &options.place, &failure));
    if (!gate_stage_measure(&options, &stage, &failure))
        fail_msg("%s", failure.text);
    return stage;
}

static void a_stage_has_its_blocks_at_places_of_their_own(void **state) {
    (void)state;
    struct gate_stage stage = measure(find_impl(&registry, "rep_movsb"));
    const struct gate_slot *slot = gate_stage_slot(&stage, 0);
    size_t rounds = 0;
    assert_int_equal(stage.end, STAGE_DONE);
    assert_int_equal(slot->block_count, 6);
    assert_false(slot->wrong);
    for (size_t b = 0; b < 6; b++) {
        assert_int_equal(slot->blocks[b].first, rounds);
        assert_in_range(slot->blocks[b].count, 1, 16);
        rounds += slot->blocks[b].count;
        for (size_t c = 0; c < b; c++)
            assert_int_not_equal(slot->blocks[b].src_offset, slot->blocks[c].src_offset);
    }
    assert_int_equal(slot->round_count, rounds);
    for (size_t i = 0; i < rounds; i++)
        assert_true(slot->rounds[i].ns > 0 && slot->rounds[i].ref_ns > 0 &&
                    slot->rounds[i].anchor_ns > 0);
    gate_stage_close(&stage);
}

static struct impl with_code(const uint8_t *code, size_t size) {
    struct impl impl = *find_impl(&registry, "rep_movsb");
    impl.code = code;
    impl.code_size = size;
    return impl;
}

// A call takes as long as all of a block is to take. What is a hundred times slower must not end as
// what nothing is known of.
static void a_block_has_its_rounds_however_slow_the_candidate_is(void **state) {
    (void)state;
    static const uint8_t code[] = {
        0xb9, 0x00, 0x09, 0x3d, 0x00, // mov ecx, 4000000
        0xff, 0xc9,                   // again: dec ecx
        0x75, 0xfc,                   // jnz again
        0x48, 0x89, 0xf8,             // mov rax, rdi
        0x48, 0x89, 0xd1,             // mov rcx, rdx
        0xf3, 0xa4,                   // rep movsb
        0xc3,                         // ret
    };
    const struct impl slow = with_code(code, sizeof code);
    struct gate_stage stage = measure(&slow);
    const struct gate_slot *slot = gate_stage_slot(&stage, 0);
    assert_int_equal(stage.end, STAGE_DONE);
    assert_int_equal(slot->block_count, 6);
    for (size_t b = 0; b < 6; b++)
        assert_in_range(slot->blocks[b].count, 5, 16);
    gate_stage_close(&stage);
}

static void who_crashes_costs_the_stage_alone(void **state) {
    (void)state;
    static const uint8_t ud2[] = {0x0f, 0x0b};
    const struct impl crashes = with_code(ud2, sizeof ud2);
    struct gate_stage stage = measure(&crashes);
    assert_int_equal(stage.end, STAGE_CRASHED);
    assert_int_equal(stage.signal, SIGILL);
    assert_int_equal(stage.job, 0);
    assert_int_equal(gate_stage_slot(&stage, 0)->block_count, 0);
    gate_stage_close(&stage);
}

static void who_does_not_copy_when_timed_is_found_out(void **state) {
    (void)state;
    static const uint8_t nothing[] = {0x48, 0x89, 0xf8, 0xc3}; // mov rax, rdi; ret
    const struct impl idle = with_code(nothing, sizeof nothing);
    struct gate_stage stage = measure(&idle);
    assert_int_equal(stage.end, STAGE_DONE);
    assert_true(gate_stage_slot(&stage, 0)->wrong);
    gate_stage_close(&stage);
}

static void a_signal_ends_a_stage(void **state) {
    (void)state;
    interrupt_hold(&interrupt);
    raise(SIGTERM);
    struct gate_stage stage = measure(find_impl(&registry, "rep_movsb"));
    assert_int_equal(stage.end, STAGE_INTERRUPTED);
    interrupt_release(&interrupt);
    interrupt = (struct interrupt){.held = false};
    gate_stage_close(&stage);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_are_pairs_by_sizes_and_canaries),
        cmocka_unit_test(sizes_are_those_the_contracts_allow),
        cmocka_unit_test(newcomers_have_a_job_at_each_size_that_they_allow),
        cmocka_unit_test(the_same_bytes_with_another_patch_are_not_the_same),
        cmocka_unit_test(the_same_bytes_are_measured_where_that_is_wanted),
        cmocka_unit_test(a_short_time_goes_to_canaries_and_to_who_seems_slowest),
        cmocka_unit_test(cells_of_which_nothing_is_known_share_a_short_time_too),
        cmocka_unit_test(what_takes_several_times_as_long_is_a_regression),
        cmocka_unit_test(who_is_wrong_is_found_before_anybody_is_timed),
        cmocka_unit_test(who_is_new_is_verified_beside_the_pairs),
        cmocka_unit_test(the_time_that_newcomers_take_is_of_the_budget),
        cmocka_unit_test(the_same_bytes_need_no_time_at_all),
        cmocka_unit_test(a_budget_that_decides_nothing_is_refused_at_once),
        cmocka_unit_test(a_stage_has_its_blocks_at_places_of_their_own),
        cmocka_unit_test(a_block_has_its_rounds_however_slow_the_candidate_is),
        cmocka_unit_test(who_crashes_costs_the_stage_alone),
        cmocka_unit_test(who_does_not_copy_when_timed_is_found_out),
        cmocka_unit_test(a_signal_ends_a_stage),
    };
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
