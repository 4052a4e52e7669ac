// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The journal of a race: what is written is read back.
#include "tests/unit/made_journal.h"

static void what_is_written_is_read_back(void **state) {
    (void)state;
    struct failure failure;
    struct journal_content c;
    ok_or_fail(parses(made_journal, strlen(made_journal), &c, &failure), &failure);
    assert_int_equal(c.word_count, 2);
    assert_string_equal(c.words[1], "--seed=42");
    assert_int_equal(c.field_count, 2);
    assert_string_equal(c.field[1].name, "avx2_loop");
    assert_int_equal(strlen(c.field[1].sha256), 64);
    assert_int_equal(c.resumed, 1);
    assert_true(c.cell_seconds == 0.125);
    assert_int_equal(c.result.impl_count, 2);
    assert_int_equal(c.result.impls[1].certificate.calls, 1234);
    assert_int_equal(c.result.row_count, 3);
    assert_string_equal(c.result.rows[2].impl, "floor");
    assert_int_equal(c.result.rows[1].page_bytes, 4096);
    assert_true(c.result.rows[0].samples.rounds[11].ns == 4.125);
    assert_true(c.result.wall_seconds == 20 && c.result.verify_seconds == 2.25);
    assert_int_equal(c.result.seed, 42);
    assert_string_equal(c.result.command, "memcpybench run --quick");
    assert_string_equal(c.result.machine.commit, "0123456");
    assert_int_equal(c.length, strlen(made_journal));
    journal_content_free(&c);
}

static void a_first_line_alone_is_a_race_without_cells(void **state) {
    (void)state;
    struct failure failure;
    struct journal_content c;
    ok_or_fail(parses(made_journal, made_journal_line(1), &c, &failure), &failure);
    assert_int_equal(c.result.row_count + c.result.impl_count + c.resumed, 0);
    assert_true(c.cell_seconds == 0);
    journal_content_free(&c);
}

// What a race measures of a cell in one go is a line.
static void the_lines_of_a_cell_are_one_row(void **state) {
    (void)state;
    json_t *list = made_journal_unsealed();
    json_array_append(list, json_array_get(list, 3));
    json_array_append(list, json_array_get(list, 3));
    struct failure failure = {0};
    struct journal_content before, c;
    char *text = made_journal_sealed(list);
    assert_true(parses(made_journal, strlen(made_journal), &before, &failure));
    if (!parses(text, strlen(text), &c, &failure))
        fail_msg("%s", failure.text);
    const struct cell_samples *was = &before.result.rows[0].samples,
                              *is = &c.result.rows[0].samples;
    assert_int_equal(c.result.row_count, before.result.row_count);
    assert_int_equal(is->block_count, 3 * was->block_count);
    assert_int_equal(is->round_count, 3 * was->round_count);
    assert_int_equal(is->blocks[was->block_count].first, was->round_count);
    assert_memory_equal(is->rounds + was->round_count, was->rounds,
                        was->round_count * sizeof *was->rounds);
    journal_content_free(&before);
    journal_content_free(&c);
    free(text);
}

static void a_cell_under_another_condition_is_another(void **state) {
    (void)state;
    struct journal_content c;
    struct failure failure = {0};
    json_t *list = made_journal_unsealed(), *line = json_deep_copy(json_array_get(list, 3));
    json_object_set_new(json_object_get(line, "cell"), "mode", json_string("cold"));
    json_array_append_new(list, line);
    char *text = made_journal_sealed(list);
    ok_or_fail(journal_parse("j.jsonl", text, strlen(text), &c, &failure), &failure);
    assert_int_equal(c.result.rows[c.result.row_count - 1].condition.mode, MODE_COLD);
    journal_content_free(&c);
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(a_first_line_alone_is_a_race_without_cells),
        cmocka_unit_test(the_lines_of_a_cell_are_one_row),
        cmocka_unit_test(a_cell_under_another_condition_is_another),
    };
    return cmocka_run_group_tests(tests, made_journal_make, made_journal_remove);
}
