// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The contract: NASM's record and the loader's reading of it agree, and nothing damaged gets in.
#include "loader/blob.h"
#include "loader/cpu.h"
#include "tests/unit/unit.h"

#include <string.h>

extern const struct blob_table asm_blobs, fixture_blobs, mutant_blobs;

static struct contract decode(const struct blob_table *table, const char *name) {
    struct contract contract;
    const struct blob *blob = blob_find(table, name);
    assert_non_null(blob);
    assert_null(contract_decode(blob->record, blob->size, &contract));
    return contract;
}

static void accepts_every_embedded_kernel(void **state) {
    (void)state;
    const struct blob_table *const tables[] = {&asm_blobs, &fixture_blobs, &mutant_blobs};
    struct contract contract;
    for (size_t t = 0; t < COUNT_OF(tables); t++)
        for (size_t i = 0; i < tables[t]->count; i++)
            assert_null(
                contract_decode(tables[t]->blobs[i].record, tables[t]->blobs[i].size, &contract));
}

static void a_line_without_keys_means_the_defaults(void **state) {
    (void)state;
    struct contract c = decode(&mutant_blobs, "mutant_no_copy");
    assert_int_equal(c.role, CONTRACT_COPY);
    assert_int_equal(c.flags, 0);
    assert_int_equal(c.isa, 0);
    assert_int_equal(c.align, 1);
    assert_int_equal(c.granule, 64);
    assert_int_equal(c.min, 0);
    assert_int_equal(c.code_align, 16);
    assert_int_equal(c.patch, CONTRACT_PATCH_NONE);
    assert_string_equal(c.summary, "broken: copies nothing");
}

static void every_key_reaches_its_field(void **state) {
    (void)state;
    struct contract c = decode(&fixture_blobs, "every_key");
    assert_int_equal(c.role, CONTRACT_LOAD);
    assert_int_equal(c.flags, CONTRACT_NON_TEMPORAL);
    assert_int_equal(c.isa, CPU_BIT(CPU_AVX2) | CPU_BIT(CPU_MOVDIR64B));
    assert_int_equal(c.align, 4096);
    assert_int_equal(c.granule, 0x7fffffff);
    assert_int_equal(c.min, 123456789012);
    assert_int_equal(c.code_align, 1);
}

static void the_longest_summary_survives_whole(void **state) {
    (void)state;
    struct contract c = decode(&fixture_blobs, "longest_summary");
    assert_int_equal(c.role, CONTRACT_STORE);
    assert_int_equal(strlen(c.summary), CONTRACT_SUMMARY_SIZE - 1);
    assert_string_equal(c.summary,
                        "sixty-three characters, the most a summary can hold, end here >");
}

// 90 (nop), 48 b8 (mov rax, imm64), the constant, c3 (ret): the constant lies at 3.
static void the_patch_slot_is_the_immediate_of_mov_patched(void **state) {
    (void)state;
    static const uint8_t known[] = {0x90, 0x48, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0xc3};
    const struct blob *blob = blob_find(&fixture_blobs, "patched");
    struct contract c = decode(&fixture_blobs, "patched");
    assert_int_equal(blob->size, sizeof known);
    assert_memory_equal(blob->code, known, sizeof known);
    assert_int_equal(c.patch, CONTRACT_PATCH_L2_BYTES);
    assert_int_equal(c.patch_offset, 3);
}

static void each_isa_word_is_the_bit_of_its_name(void **state) {
    (void)state;
    struct word {
        char name[16];
        uint64_t value;
    };
    const struct blob *blob = blob_find(&fixture_blobs, "isa_words");
    assert_non_null(blob);
    assert_int_equal(blob->size, CPU_FEATURES * sizeof(struct word));
    uint64_t all = 0;
    for (size_t i = 0; i < CPU_FEATURES; i++) {
        struct word word;
        uint64_t set = 0;
        const char *unknown = NULL;
        size_t length = 0;
        memcpy(&word, blob->code + i * sizeof word, sizeof word);
        assert_true(cpu_parse(word.name, &set, &unknown, &length));
        assert_int_equal(word.value, set);
        all |= word.value;
    }
    assert_int_equal(all, CPU_BIT(CPU_FEATURES) - 1);
}

enum { CODE_SIZE = 100 };

static struct contract_record good_record(void) {
    return (struct contract_record){
        .magic = "MBENCHC",
        .version = 1,
        .role = CONTRACT_COPY,
        .flags = CONTRACT_NON_TEMPORAL,
        .isa = CPU_BIT(CPU_AVX2),
        .align = 32,
        .granule = 64,
        .min = 64,
        .patch_offset = CODE_SIZE - 8,
        .patch = CONTRACT_PATCH_L3_BYTES,
        .code_align = 64,
        .summary = "a record in good order",
    };
}

// The record is refused and *out stays as it was.
static void assert_refused(const struct contract_record *record, size_t code_size,
                           const char *phrase) {
    struct contract out, before;
    memset(&out, 0x5a, sizeof out);
    memset(&before, 0x5a, sizeof before);
    const char *fault = contract_decode(record, code_size, &out);
    assert_non_null(fault);
    assert_non_null(strstr(fault, phrase));
    assert_memory_equal(&out, &before, sizeof out);
}

#define REFUSES(phrase, change)                                                                    \
    do {                                                                                           \
        struct contract_record r = good_record();                                                  \
        change;                                                                                    \
        assert_refused(&r, CODE_SIZE, phrase);                                                     \
    } while (0)

static void accepts_a_record_in_good_order(void **state) {
    (void)state;
    struct contract_record r = good_record();
    struct contract c;
    assert_null(contract_decode(&r, CODE_SIZE, &c));
    assert_int_equal(c.patch, CONTRACT_PATCH_L3_BYTES);
    assert_int_equal(c.patch_offset, CODE_SIZE - 8);
    assert_int_equal(c.align, 32);
    assert_int_equal(c.min, 64);
    assert_int_equal(c.code_align, 64);
}

static void refuses_what_is_no_record_of_this_version(void **state) {
    (void)state;
    REFUSES("magic", r.magic[0] = 'm');
    REFUSES("magic", r.magic[7] = '!');
    REFUSES("version", r.version = 0);
    REFUSES("version", r.version = 2);
    REFUSES("role", r.role = CONTRACT_ROLES);
    REFUSES("flag", r.flags = CONTRACT_KNOWN_FLAGS + 1);
    REFUSES("flag", r.flags = 1U << 31);
}

static void refuses_figures_out_of_range(void **state) {
    (void)state;
    REFUSES("align", r.align = 0);
    REFUSES("align", r.align = 24);
    REFUSES("align", r.align = 8192);
    REFUSES("code_align", r.code_align = 0);
    REFUSES("code_align", r.code_align = 48);
    REFUSES("code_align", r.code_align = 128);
    REFUSES("granule", r.granule = 0);
    REFUSES("granule", r.granule = 0x80000000);
    REFUSES("summary", memset(r.summary, 'x', sizeof r.summary));
}

static void refuses_a_patch_that_does_not_fit(void **state) {
    (void)state;
    REFUSES("unknown patch", r.patch = CONTRACT_PATCHES);
    REFUSES("do not go together", r.patch = CONTRACT_PATCH_NONE);
    REFUSES("do not go together", r.patch_offset = CONTRACT_NO_PATCH);
    REFUSES("outside the code", r.patch_offset = CODE_SIZE - 7);
    struct contract_record r = good_record();
    r.patch_offset = 0;
    assert_refused(&r, 7, "outside the code");
}

static void refuses_a_record_without_code(void **state) {
    (void)state;
    struct contract_record r = good_record();
    r.patch = CONTRACT_PATCH_NONE;
    r.patch_offset = CONTRACT_NO_PATCH;
    assert_refused(&r, 0, "no code");
}

static void allows_multiples_of_the_granule_from_min_on(void **state) {
    (void)state;
    struct contract c = {.granule = 128, .min = 256};
    assert_false(contract_allows_size(&c, 0));
    assert_false(contract_allows_size(&c, 128));
    assert_true(contract_allows_size(&c, 256));
    assert_false(contract_allows_size(&c, 320));
    assert_true(contract_allows_size(&c, 384));
    assert_false(contract_allows_size(&c, 385));
}

static void roles_have_names(void **state) {
    (void)state;
    assert_string_equal(contract_role_name(CONTRACT_NONE), "none");
    assert_string_equal(contract_role_name(CONTRACT_COPY), "copy");
    assert_string_equal(contract_role_name(CONTRACT_LOAD), "load");
    assert_string_equal(contract_role_name(CONTRACT_STORE), "store");
    assert_string_equal(contract_role_name(CONTRACT_ROLES), "unknown");
}

static void refuses_bits_it_does_not_know(void **state) {
    (void)state;
    REFUSES("isa", r.isa |= CPU_BIT(CPU_FEATURES));
}

static void refuses_reserved_bytes_in_use(void **state) {
    (void)state;
    REFUSES("reserved", r.reserved_b[15] = 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepts_every_embedded_kernel),
        cmocka_unit_test(a_line_without_keys_means_the_defaults),
        cmocka_unit_test(every_key_reaches_its_field),
        cmocka_unit_test(the_longest_summary_survives_whole),
        cmocka_unit_test(the_patch_slot_is_the_immediate_of_mov_patched),
        cmocka_unit_test(each_isa_word_is_the_bit_of_its_name),
        cmocka_unit_test(accepts_a_record_in_good_order),
        cmocka_unit_test(refuses_what_is_no_record_of_this_version),
        cmocka_unit_test(refuses_figures_out_of_range),
        cmocka_unit_test(refuses_a_patch_that_does_not_fit),
        cmocka_unit_test(refuses_a_record_without_code),
        cmocka_unit_test(allows_multiples_of_the_granule_from_min_on),
        cmocka_unit_test(roles_have_names),
        cmocka_unit_test(refuses_bits_it_does_not_know),
        cmocka_unit_test(refuses_reserved_bytes_in_use),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
