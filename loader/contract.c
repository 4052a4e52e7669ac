// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "loader/contract.h"

#include "loader/cpu.h"

#include <string.h>

static int is_power_of_two_to(uint32_t value, uint32_t largest) {
    return value >= 1 && value <= largest && (value & (value - 1)) == 0;
}

static int all_zero(const uint8_t *bytes, size_t count) {
    while (count > 0 && bytes[count - 1] == 0)
        count--;
    return count == 0;
}

static const char *find_fault(const struct contract_record *r, size_t code_size) {
    if (memcmp(r->magic, "MBENCHC", sizeof r->magic) != 0)
        return "no contract record: the magic is missing";
    if (r->version != CONTRACT_VERSION)
        return "a contract record of another version";
    if (r->role >= CONTRACT_ROLES)
        return "an unknown role";
    if ((r->flags & ~(uint32_t)CONTRACT_KNOWN_FLAGS) != 0)
        return "an unknown flag";
    if (r->isa >> CPU_FEATURES != 0)
        return "an unknown feature in isa";
    if (!all_zero(&r->reserved_a, sizeof r->reserved_a) ||
        !all_zero(r->reserved_b, sizeof r->reserved_b))
        return "reserved bytes that are not zero";
    if (!is_power_of_two_to(r->align, 4096))
        return "align is no power of two from 1 to 4096";
    if (!is_power_of_two_to(r->code_align, 64))
        return "code_align is no power of two from 1 to 64";
    if (r->granule < 1 || r->granule > INT32_MAX)
        return "granule is not from 1 to 0x7fffffff";
    if (memchr(r->summary, 0, sizeof r->summary) == NULL)
        return "the summary has no end";
    if (r->patch >= CONTRACT_PATCHES)
        return "an unknown patch";
    if ((r->patch == CONTRACT_PATCH_NONE) != (r->patch_offset == CONTRACT_NO_PATCH))
        return "a patch and its offset do not go together";
    if (r->patch != CONTRACT_PATCH_NONE &&
        (code_size < sizeof(uint64_t) || r->patch_offset > code_size - sizeof(uint64_t)))
        return "the patch lies outside the code";
    if (code_size == 0)
        return "there is no code";
    return NULL;
}

const char *contract_decode(const struct contract_record *record, size_t code_size,
                            struct contract *out) {
    const char *fault = find_fault(record, code_size);
    if (fault != NULL)
        return fault;
    *out = (struct contract){
        .role = (enum contract_role)record->role,
        .flags = record->flags,
        .isa = record->isa,
        .align = record->align,
        .granule = record->granule,
        .min = record->min,
        .code_align = record->code_align,
        .patch = (enum contract_patch)record->patch,
        .patch_offset = record->patch_offset,
    };
    memcpy(out->summary, record->summary, sizeof out->summary);
    return NULL;
}

const char *contract_role_name(enum contract_role role) {
    static const char *const names[CONTRACT_ROLES] = {"none", "copy", "load", "store"};
    return role < CONTRACT_ROLES ? names[role] : "unknown";
}

int contract_allows_size(const struct contract *contract, size_t n) {
    return n >= contract->min && n % contract->granule == 0;
}

size_t contract_size_from(const struct contract *contract, size_t n) {
    size_t least = n > contract->min ? n : contract->min;
    return ((least > 0 ? least : 1) + contract->granule - 1) / contract->granule *
           contract->granule;
}

size_t contract_nth_size(const struct contract *contract, size_t i) {
    return contract_size_from(contract, 0) + i * contract->granule;
}
