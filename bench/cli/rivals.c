// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/cli/rivals.h"

#include "bench/cli/stored.h"
#include "bench/impl/isa.h"

#include <string.h>

bool rivals_check(const struct rivals *rivals, const struct chosen *chosen,
                  struct failure *failure) {
    if (rivals->versus == NULL && (rivals->among.count > 0 || rivals->isa != NULL))
        return failure_set(failure, EXIT_USAGE,
                           "--%s: nobody is held against anybody (give --versus NAME too)",
                           rivals->isa != NULL ? "isa" : "among");
    if (rivals->versus != NULL && chosen->wanted.count > 0)
        return failure_set(failure, EXIT_USAGE,
                           "--impl: does not go with --versus (choose rivals by --among)");
    return true;
}

static bool check_measured(const struct result *result, const char *name, struct failure *failure) {
    for (size_t i = 0; i < result->row_count; i++)
        if (result->rows[i].kind != IMPL_CEILING && strcmp(result->rows[i].impl, name) == 0)
            return true;
    return failure_set(failure, EXIT_USAGE,
                       "--versus '%.60s': no such implementation was measured in this result "
                       "(`memcpybench table` shows them)",
                       name);
}

static bool check_isa_known(const struct result *result, struct failure *failure) {
    for (size_t i = 0; i < result->impl_count; i++)
        if (!result->impls[i].isa_known)
            return failure_set(failure, EXIT_USAGE,
                               "--isa: the result does not say what %s needs, it is of an older "
                               "memcpybench (race anew, or choose by --among)",
                               result->impls[i].name);
    return true;
}

// Somebody must be left at some size.
static bool check_field(const struct result *result, const struct versus_field *field,
                        struct failure *failure) {
    for (size_t x = 0; x < result->row_count; x++) {
        if (result->rows[x].kind == IMPL_CEILING || strcmp(result->rows[x].impl, field->impl) != 0)
            continue;
        for (size_t i = 0; i < result->row_count; i++)
            if (versus_is_rival(result, &result->rows[x], &result->rows[i], field))
                return true;
    }
    return failure_set(failure, EXIT_USAGE,
                       "--versus %s: it has no rival (choose others by --among, --without or "
                       "--isa)",
                       field->impl);
}

bool rivals_find(const struct rivals *rivals, const struct chosen *chosen,
                 const struct result *result, struct versus_field *out, struct failure *failure) {
    *out = (struct versus_field){.impl = rivals->versus,
                                 .rivals = {rivals->among.texts, rivals->among.count,
                                            chosen->without.texts, chosen->without.count},
                                 .any_isa = rivals->isa == NULL};
    return check_measured(result, out->impl, failure) &&
           stored_check_globs(result, out->rivals.wanted, out->rivals.wanted_count, failure) &&
           stored_check_globs(result, out->rivals.without, out->rivals.without_count, failure) &&
           (out->any_isa ||
            (isa_parse(rivals->isa, &out->isa, failure) && check_isa_known(result, failure))) &&
           check_field(result, out, failure);
}
