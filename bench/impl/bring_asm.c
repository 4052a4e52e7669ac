// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// asm:PATH, NASM source: assembled twice, as the build does with asm/ (loader/embed.cmake), once
// plainly and once with the contract record before the code. A source without a contract line
// assembles to the same both times.
#include "bench/impl/bring.h"
#include "bench/impl/file_bytes.h"
#include "bench/impl/nasm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool read_source(const struct spec *spec, struct file_bytes *out, struct failure *failure) {
    if (!file_bytes_read(spec->path, spec->label, BRING_CODE_MOST, out, failure))
        return false;
    struct file_kind kind = file_bytes_kind(out);
    if (kind.class == FILE_TEXT && strcmp(kind.name, "text") == 0)
        return true;
    if (kind.class == FILE_RAW)
        failure_set(failure, EXIT_USAGE, "%s: is no text (blob:PATH takes machine code)",
                    spec->label);
    else
        failure_set(failure, EXIT_USAGE, "%s: is %s, not assembler source%s", spec->label,
                    kind.name, kind.class == FILE_ELF ? " (so:PATH:SYMBOL takes a library)" : "");
    free(out->bytes);
    return false;
}

static bool assemble(const struct spec *spec, const struct file_bytes *source,
                     struct file_bytes *plain, struct file_bytes *recorded,
                     struct failure *failure) {
    struct interrupt interrupt;
    struct nasm nasm;
    interrupt_hold(&interrupt); // the directory goes away whatever happens
    bool ok = nasm_open(&nasm, spec, source, &interrupt, failure);
    if (ok) {
        ok = nasm_run(&nasm, false, plain, failure) && nasm_run(&nasm, true, recorded, failure);
        nasm_close(&nasm);
    }
    interrupt_release(&interrupt);
    return ok;
}

static bool take_record(const struct spec *spec, const struct file_bytes *recorded,
                        struct contract *out, struct failure *failure) {
    struct contract_record record;
    memcpy(&record, recorded->bytes, sizeof record);
    const char *fault = contract_decode(&record, recorded->size - sizeof record, out);
    if (fault == NULL && spec->states_contract)
        fault = "it has a contract line, so align=, granule=, min= and isa= have no say (change "
                "the line)";
    if (fault == NULL && (out->flags & CONTRACT_FLOOR) != 0)
        fault = "FLOOR is for the one floor that is built in (drop the flag)";
    return fault == NULL || failure_set(failure, EXIT_USAGE, "%s: %s", spec->label, fault);
}

// The code must be the same in both, at the end of what was assembled with the record.
static bool take_contract(const struct spec *spec, const struct file_bytes *plain,
                          const struct file_bytes *recorded, struct contract *out,
                          struct failure *failure) {
    size_t before = recorded->size - plain->size; // wraps where it is less
    bool same = recorded->size >= plain->size &&
                memcmp(recorded->bytes + before, plain->bytes, plain->size) == 0;
    if (same && before == sizeof(struct contract_record))
        return take_record(spec, recorded, out, failure);
    if (!same || before != 0)
        return failure_set(failure, EXIT_USAGE,
                           "%s: with its contract record it assembles to other code (put the "
                           "contract line first, and no section or org into it)",
                           spec->label);
    snprintf(out->summary, sizeof out->summary, "assembled source without a contract line");
    return true;
}

static bool take_code(const struct spec *spec, struct impl *impl, struct brought *out,
                      struct file_bytes *plain, const struct file_bytes *recorded,
                      struct failure *failure) {
    if (plain->size > BRING_CODE_MOST)
        return failure_set(failure, EXIT_USAGE,
                           "%s: its code is over %zu MiB, the most that is "
                           "taken",
                           spec->label, BRING_CODE_MOST >> 20);
    if (!take_contract(spec, plain, recorded, &impl->contract, failure))
        return false;
    out->code = plain->bytes;
    impl->code = plain->bytes;
    impl->code_size = plain->size;
    impl_hash(impl, plain->bytes, plain->size);
    plain->bytes = NULL;
    return true;
}

bool bring_asm(const struct spec *spec, struct impl *impl, struct brought *out,
               struct failure *failure) {
    struct file_bytes source, plain = {0}, recorded = {0};
    if (!read_source(spec, &source, failure))
        return false;
    bool ok = assemble(spec, &source, &plain, &recorded, failure) &&
              take_code(spec, impl, out, &plain, &recorded, failure);
    free(source.bytes);
    free(plain.bytes);
    free(recorded.bytes);
    return ok;
}
