// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Names of what can be found, and one fault being put into words.
#include "bench/verify/fault.h"
#include "tests/unit/unit.h"

#include <string.h>

static void every_class_has_a_name_of_its_own(void **state) {
    (void)state;
    for (enum finding_class a = FINDING_NONE; a < FINDING_CLASSES; a++) {
        const char *name = finding_class_name(a);
        assert_non_null(name);
        assert_int_equal(strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-"), strlen(name));
        for (enum finding_class b = FINDING_NONE; b < a; b++)
            assert_string_not_equal(name, finding_class_name(b));
    }
    assert_string_equal(finding_class_name(FINDING_NONE), "none");
    assert_string_equal(finding_class_name(FINDING_OVER_READ), "over-read");
    assert_string_equal(finding_class_name(FINDING_SUSPICIOUS_INSTRUCTION),
                        "suspicious-instruction");
    assert_string_equal(finding_class_name(FINDING_CLASSES), "unknown");
}

static void every_severity_has_its_name(void **state) {
    (void)state;
    static const char *const names[] = {"FAIL", "WARN", "INFO", "SKIP", "ENV", "unknown"};
    for (enum severity s = SEVERITY_FAIL; s <= SEVERITIES; s++)
        assert_string_equal(severity_name(s), names[s]);
}

static void a_fault_keeps_its_byte(void **state) {
    (void)state;
    uint8_t byte = 0;
    struct fault fault = {.byte = &byte};
    assert_false(fault_is(&fault, FINDING_OVERRUN, "wrote %d bytes", 3));
    assert_int_equal(fault.class, FINDING_OVERRUN);
    assert_string_equal(fault.cause, "wrote 3 bytes");
    assert_ptr_equal(fault.byte, &byte);
}

static void a_cause_that_is_too_long_is_cut(void **state) {
    (void)state;
    char long_text[2 * FAULT_CAUSE];
    struct fault fault = {0};
    memset(long_text, 'x', sizeof long_text);
    long_text[sizeof long_text - 1] = '\0';
    fault_is(&fault, FINDING_OVERRUN, "%s", long_text);
    assert_int_equal(strlen(fault.cause), FAULT_CAUSE - 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_class_has_a_name_of_its_own),
        cmocka_unit_test(every_severity_has_its_name),
        cmocka_unit_test(a_fault_keeps_its_byte),
        cmocka_unit_test(a_cause_that_is_too_long_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
