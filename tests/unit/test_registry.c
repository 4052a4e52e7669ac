// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The one list of implementations: who is in it, in which order, and where their code lies.
#include "tests/unit/race.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stdlib.h>

static const uint64_t all_features = CPU_BIT(CPU_FEATURES) - 1;

static void glibc_comes_first_then_kinds_and_names_in_order(void **state) {
    (void)state;
    struct registry r = open_registry(&asm_blobs, all_features);
    assert_string_equal(r.impls[0].name, "glibc");
    assert_int_equal(r.impls[0].kind, IMPL_LIBC);
    for (size_t i = 1; i < r.count; i++) {
        const struct impl *a = &r.impls[i - 1], *b = &r.impls[i];
        assert_true(a->kind < b->kind || (a->kind == b->kind && strcmp(a->name, b->name) < 0));
        assert_int_not_equal(b->kind, IMPL_LIBC);
    }
    registry_close(&r);
    assert_null(r.impls);
    assert_null(r.arena.base);
}

static void every_name_is_valid_and_stands_once(void **state) {
    (void)state;
    struct registry r = open_registry(&asm_blobs, all_features);
    for (size_t i = 0; i < r.count; i++) {
        assert_true(impl_name_is_valid(r.impls[i].name));
        assert_ptr_equal(find_impl(&r, r.impls[i].name), &r.impls[i]);
    }
    assert_true(r.count > asm_blobs.count + 1);
    registry_close(&r);
}

static void names_at_the_door(void **state) {
    (void)state;
    static const char *const good[] = {"a", "0", "avx2_loop", "a.b-c_d",
                                       "a23456789012345678901234567890123456789012345678"};
    static const char *const bad[] = {
        "",    "A",   "_a",       ".a",  "-a",
        "a b", "a/b", "\xc3\xa4", "a\n", "a234567890123456789012345678901234567890123456789"};
    for (size_t i = 0; i < COUNT_OF(good); i++)
        assert_true(impl_name_is_valid(good[i]));
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_false(impl_name_is_valid(bad[i]));
}

static void glibcs_entry_lies_in_libc(void **state) {
    (void)state;
    struct registry r = open_registry(&asm_blobs, all_features);
    const struct impl *glibc = find_impl(&r, "glibc");
    Dl_info memcpy_is, libc;
    assert_int_equal(glibc->entry_count, 1);
    assert_int_not_equal(dladdr((void *)glibc->entries[0], &memcpy_is), 0);
    assert_int_not_equal(dladdr(dlsym(RTLD_DEFAULT, "gnu_get_libc_version"), &libc), 0);
    assert_ptr_equal(memcpy_is.dli_fbase, libc.dli_fbase);
    assert_int_equal(glibc->contract.granule, 1);
    assert_string_not_equal(glibc->detail, "");
    registry_close(&r);
}

// But for the value that went into its patch slot.
static void assert_same_code(const uint8_t *mapped, const struct impl *impl) {
    const struct contract *c = &impl->contract;
    size_t end = c->patch != CONTRACT_PATCH_NONE ? c->patch_offset : impl->code_size;
    size_t next = end < impl->code_size ? end + sizeof(uint64_t) : end;
    assert_memory_equal(mapped, impl->code, end);
    if (next < impl->code_size)
        assert_memory_equal(mapped + next, impl->code + next, impl->code_size - next);
}

// Each place in a line that the contract allows once, the bytes there those of the file.
static void blobs_lie_at_every_place_in_a_line(void **state) {
    (void)state;
    struct registry r = open_registry(&asm_blobs, all_features);
    for (size_t i = 0; i < asm_blobs.count; i++) {
        const struct impl *impl = find_impl(&r, asm_blobs.blobs[i].name);
        bool seen[64] = {false};
        size_t step = impl->contract.code_align > 16 ? impl->contract.code_align : 16;
        assert_int_equal(impl->entry_count, 64 / step);
        for (size_t e = 0; e < impl->entry_count; e++) {
            seen[(uintptr_t)impl->entries[e] % 64] = true;
            assert_same_code((const uint8_t *)impl->entries[e], impl);
        }
        for (size_t place = 0; place < 64; place += step)
            assert_true(seen[place]);
        assert_memory_equal(impl->code, asm_blobs.blobs[i].code, asm_blobs.blobs[i].size);
    }
    registry_close(&r);
}

static void code_align_takes_places_away(void **state) {
    (void)state;
    struct registry r = open_registry(&fixture_blobs, all_features);
    const struct impl *whole = find_impl(&r, "code_align64"), *half = find_impl(&r, "code_align32");
    assert_int_equal(whole->entry_count, 1);
    assert_int_equal((uintptr_t)whole->entries[0] % 64, 0);
    assert_int_equal(half->entry_count, 2);
    assert_int_equal((uintptr_t)half->entries[0] % 64, 0);
    assert_int_equal((uintptr_t)half->entries[1] % 64, 32);
    registry_close(&r);
}

static void the_patch_slot_gets_this_machines_value_at_every_place(void **state) {
    (void)state;
    struct registry r = open_registry(&fixture_blobs, all_features);
    const struct impl *patched = find_impl(&r, "patched");
    assert_int_equal(patched->entry_count, IMPL_PLACEMENTS);
    for (size_t e = 0; e < patched->entry_count; e++)
        assert_int_equal((uintptr_t)patched->entries[e](NULL, NULL, 0), 1048576);
    registry_close(&r);
}

// What `sha256sum` prints of 48 89 f8 48 01 f0 c3 and of 90 48 b8, eight zeros, c3.
static void the_hash_is_of_the_bytes_before_patching(void **state) {
    (void)state;
    struct registry r = open_registry(&asm_blobs, all_features);
    assert_string_equal(find_impl(&r, "add")->sha256,
                        "9de684682ad826df2fb896a049fe681d5abc044b703468047a82589c6e78d2de");
    assert_string_equal(find_impl(&r, "glibc")->sha256, "");
    registry_close(&r);
    r = open_registry(&fixture_blobs, all_features);
    assert_string_equal(find_impl(&r, "patched")->sha256,
                        "39b1bff56fba526084bd3f0433b3b8bcb00b23e0c2e59509fd5e19e14cf2c1ce");
    registry_close(&r);
}

static void what_the_machine_lacks_is_named_and_the_rest_can_run(void **state) {
    (void)state;
    uint64_t lesser = all_features & ~(CPU_BIT(CPU_RTM) | CPU_BIT(CPU_AVX512VBMI));
    struct registry r = open_registry(&fixture_blobs, lesser);
    const struct impl *wants = find_impl(&r, "wants_rtm");
    assert_false(impl_can_run(wants));
    assert_int_equal(wants->missing, CPU_BIT(CPU_RTM) | CPU_BIT(CPU_AVX512VBMI));
    assert_true(impl_can_run(find_impl(&r, "code_align64")));
    registry_close(&r);
    r = open_registry(&asm_blobs, CPU_BIT(CPU_SSE2));
    assert_int_equal(find_impl(&r, "avx2_loop")->missing, CPU_BIT(CPU_AVX2));
    assert_int_equal(find_impl(&r, "avx2_intrinsics")->missing, CPU_BIT(CPU_AVX2));
    assert_true(impl_can_run(find_impl(&r, "glibc")));
    assert_true(impl_can_run(find_impl(&r, "sse2_inline")));
    registry_close(&r);
}

// By hand, so that the verifier is not its own witness.
static void whoever_can_run_copies(void **state) {
    (void)state;
    struct registry r = open_registry(&asm_blobs, cpu_detect());
    uint8_t *src = aligned_alloc(64, 4096), *dst = aligned_alloc(64, 4096);
    size_t kinds[IMPL_KINDS] = {0};
    for (size_t i = 0; i < 4096; i++)
        src[i] = (uint8_t)(i % 251);
    for (size_t i = 0; i < r.count; i++) {
        const struct impl *impl = &r.impls[i];
        if (!impl_is_copy(impl) || !impl_can_run(impl))
            continue;
        for (size_t e = 0; e < impl->entry_count; e++) {
            memset(dst, 0xee, 4096);
            assert_ptr_equal(impl->entries[e](dst, src, 1024), dst);
            assert_memory_equal(dst, src, 1024);
            assert_int_equal(dst[1024], 0xee);
        }
        kinds[impl->kind]++;
    }
    assert_int_equal(kinds[IMPL_LIBC], 1);
    assert_true(kinds[IMPL_BLOB] >= 1 && kinds[IMPL_INLINE_ASM] >= 1);
    free(src);
    free(dst);
    registry_close(&r);
}

static void a_mistyped_name_gets_a_suggestion(void **state) {
    (void)state;
    struct registry r = open_registry(&asm_blobs, all_features);
    struct failure failure = {0};
    assert_null(registry_find(&r, "avx2_lop", &failure));
    assert_int_equal(failure.status, EXIT_USAGE);
    assert_non_null(strstr(failure.text, "did you mean 'avx2_loop'?"));
    assert_null(registry_find(&r, "entirely-different", &failure));
    assert_non_null(strstr(failure.text, "'entirely-different'"));
    assert_null(strstr(failure.text, "did you mean"));
    registry_close(&r);
}

static void a_damaged_record_is_refused_by_its_blobs_name(void **state) {
    (void)state;
    struct contract_record record = *blob_find(&asm_blobs, "add")->record;
    struct blob_table *table = malloc(sizeof *table + sizeof *table->blobs);
    struct registry r;
    struct failure failure = {0};
    record.version = 9;
    table->count = 1;
    table->blobs[0] = *blob_find(&asm_blobs, "add");
    table->blobs[0].record = &record;
    assert_false(registry_open(&r, table, NULL, all_features, &(struct blob_mapping){0}, &failure));
    assert_int_equal(failure.status, EXIT_USAGE);
    assert_non_null(strstr(failure.text, "blob add"));
    table->blobs[0] = *blob_find(&asm_blobs, "add");
    table->blobs[0].name = "Add";
    assert_false(registry_open(&r, table, NULL, all_features, &(struct blob_mapping){0}, &failure));
    assert_non_null(strstr(failure.text, "blob Add"));
    free(table);
}

static void a_blob_cannot_take_anothers_name(void **state) {
    (void)state;
    static const char *const taken[] = {"glibc", "sse2_inline"};
    struct blob_table *table = malloc(sizeof *table + sizeof *table->blobs);
    table->count = 1;
    for (size_t i = 0; i < COUNT_OF(taken); i++) {
        struct registry r;
        struct failure failure = {0};
        table->blobs[0] = *blob_find(&asm_blobs, "rep_movsb");
        table->blobs[0].name = taken[i];
        assert_false(
            registry_open(&r, table, NULL, all_features, &(struct blob_mapping){0}, &failure));
        assert_non_null(strstr(failure.text, taken[i]));
    }
    free(table);
}

static uint8_t *own_page(void *at) {
    Dl_info is;
    return dladdr(at, &is) != 0 ? is.dli_fbase : NULL;
}

// The same bytes twice: the loader's copies and the linker's.
static void what_is_linked_is_an_object_beside_its_blob(void **state) {
    (void)state;
    struct registry r = open_registry(&linked_blobs, all_features);
    const struct impl *blob = find_impl(&r, "rep_movsb"), *object = find_impl(&r, "rep_movsb.o");
    const uint8_t *at = (const uint8_t *)object->entries[0];
    assert_int_equal(blob->kind, IMPL_BLOB);
    assert_int_equal(object->kind, IMPL_OBJECT);
    assert_int_equal(object->code_size, blob->code_size);
    assert_memory_equal(at, blob->code, blob->code_size);
    assert_string_equal(object->sha256, blob->sha256);
    assert_int_equal(object->entry_count, 1);
    assert_int_equal(blob->entry_count, IMPL_PLACEMENTS);
    assert_true(at < r.arena.base || at >= r.arena.base + r.arena.size);
    assert_non_null(own_page((void *)object->entries[0]));
    assert_ptr_equal(own_page((void *)object->entries[0]), own_page((void *)own_page));
    assert_null(own_page((void *)blob->entries[0]));
    registry_close(&r);
}

static void a_blob_and_its_object_both_copy(void **state) {
    (void)state;
    static const char *const names[] = {"rep_movsb", "rep_movsb.o"};
    struct registry r = open_registry(&linked_blobs, all_features);
    uint8_t src[256], dst[257];
    for (size_t i = 0; i < sizeof src; i++)
        src[i] = (uint8_t)(i ^ 0x5a);
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        memset(dst, 0xee, sizeof dst);
        assert_ptr_equal(find_impl(&r, names[i])->entries[0](dst, src, sizeof src), dst);
        assert_memory_equal(dst, src, sizeof src);
        assert_int_equal(dst[sizeof src], 0xee);
    }
    registry_close(&r);
}

static void only_what_the_build_links_is_an_object(void **state) {
    (void)state;
    struct registry linked = open_registry(&linked_blobs, all_features);
    struct registry plain = open_registry(&asm_blobs, all_features);
    size_t objects = 0;
    for (size_t i = 0; i < linked.count; i++)
        objects += linked.impls[i].kind == IMPL_OBJECT;
    assert_int_equal(objects, 1);
    for (size_t i = 0; i < plain.count; i++)
        assert_int_not_equal(plain.impls[i].kind, IMPL_OBJECT);
    registry_close(&linked);
    registry_close(&plain);
}

static void the_floor_is_a_ceiling_that_no_pattern_selects(void **state) {
    (void)state;
    static const char *const everybody = "*", *const by_name = "floor";
    struct registry r = open_registry(&linked_blobs, all_features);
    const struct impl *floor = registry_floor(&r);
    struct selection s;
    struct failure failure = {0};
    assert_ptr_equal(floor, find_impl(&r, "floor"));
    assert_int_equal(floor->kind, IMPL_CEILING);
    assert_false(impl_is_copy(floor));
    assert_int_equal(floor->entry_count, IMPL_PLACEMENTS);
    assert_true(registry_select(&r, &(struct choice){&everybody, 1, NULL, 0}, &s, &failure));
    assert_true(s.runnable_count > 1);
    for (size_t i = 0; i < s.runnable_count; i++)
        assert_ptr_not_equal(s.runnable[i], floor);
    for (size_t i = 0; i < s.skipped_count; i++)
        assert_ptr_not_equal(s.skipped[i], floor);
    selection_free(&s);
    assert_false(registry_select(&r, &(struct choice){&by_name, 1, NULL, 0}, &s, &failure));
    assert_int_equal(failure.status, EXIT_USAGE);
    registry_close(&r);
}

static void a_table_without_a_floor_has_none(void **state) {
    (void)state;
    struct registry r = open_registry(&fixture_blobs, all_features);
    assert_null(registry_floor(&r));
    registry_close(&r);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(glibc_comes_first_then_kinds_and_names_in_order),
        cmocka_unit_test(every_name_is_valid_and_stands_once),
        cmocka_unit_test(names_at_the_door),
        cmocka_unit_test(glibcs_entry_lies_in_libc),
        cmocka_unit_test(blobs_lie_at_every_place_in_a_line),
        cmocka_unit_test(code_align_takes_places_away),
        cmocka_unit_test(the_patch_slot_gets_this_machines_value_at_every_place),
        cmocka_unit_test(the_hash_is_of_the_bytes_before_patching),
        cmocka_unit_test(what_the_machine_lacks_is_named_and_the_rest_can_run),
        cmocka_unit_test(whoever_can_run_copies),
        cmocka_unit_test(a_mistyped_name_gets_a_suggestion),
        cmocka_unit_test(a_damaged_record_is_refused_by_its_blobs_name),
        cmocka_unit_test(a_blob_cannot_take_anothers_name),
        cmocka_unit_test(what_is_linked_is_an_object_beside_its_blob),
        cmocka_unit_test(a_blob_and_its_object_both_copy),
        cmocka_unit_test(only_what_the_build_links_is_an_object),
        cmocka_unit_test(the_floor_is_a_ceiling_that_no_pattern_selects),
        cmocka_unit_test(a_table_without_a_floor_has_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
