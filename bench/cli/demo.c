// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The loader at work, without the registry: a tour in thirty lines for somebody who wants to use it
// alone.
#include "bench/cli/command.h"
#include "loader/code_arena.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

typedef uint64_t add_fn(uint64_t a, uint64_t b);
typedef void *copy_fn(void *dst, const void *src, size_t n);
typedef long hello_fn(const char *message, size_t length);

enum { ADD, COPY, HELLO, PIECES };

static const char *const names[PIECES] = {"add", "rep_movsb", "hello"};

static bool map_pieces(const struct context *context, struct code_arena *arena,
                       struct code_piece pieces[PIECES], struct failure *failure) {
    for (size_t i = 0; i < PIECES; i++) {
        const struct blob *blob = blob_find(context->blobs, names[i]);
        if (blob == NULL)
            return failure_set(failure, EXIT_ENVIRONMENT, "demo: this build has no blob '%s'",
                               names[i]);
        pieces[i] = (struct code_piece){.code = blob->code,
                                        .size = blob->size,
                                        .align = 64,
                                        .page_offset = CODE_ANYWHERE,
                                        .patch_offset = CODE_NO_PATCH};
    }
    enum code_status status = code_arena_map(arena, NULL, pieces, PIECES);
    if (status != CODE_OK)
        return failure_set(failure, EXIT_ENVIRONMENT, "demo: %s: %s", code_status_text(status),
                           strerror(errno));
    return true;
}

static bool call_pieces(const struct code_piece pieces[PIECES], struct failure *failure) {
    add_fn *add = (add_fn *)pieces[ADD].entry;
    copy_fn *copy = (copy_fn *)pieces[COPY].entry;
    hello_fn *hello = (hello_fn *)pieces[HELLO].entry;

    // NOLINTNEXTLINE(clang-analyzer-core.CallAndMessage): the arena has filled the entries in
    printf("add(1, 2) = %" PRIu64 "\n", add(1, 2));

    unsigned char src[64], dst[64] = {0};
    for (unsigned i = 0; i < sizeof src; i++)
        src[i] = (unsigned char)(i * 7 + 1);
    if (copy(dst, src, sizeof src) != dst || memcmp(dst, src, sizeof src) != 0)
        return failure_set(failure, EXIT_UNVERIFIED, "demo: rep_movsb did not copy its 64 bytes");
    puts("rep_movsb copied 64 bytes, and they are right");

    static const char message[] = "hello: this line was written by raw machine code\n";
    if (fflush(stdout) != 0) // the blob writes past stdio's buffer
        return true;         // main says what is wrong with standard output
    long written = hello(message, sizeof message - 1);
    return written == (long)sizeof message - 1 ||
           failure_set(failure, EXIT_ENVIRONMENT, "demo: hello wrote %ld of %zu bytes", written,
                       sizeof message - 1);
}

static enum exit_status run(const struct call *call, struct failure *failure) {
    struct code_arena arena = {0};
    struct code_piece pieces[PIECES] = {0};
    if (!map_pieces(call->context, &arena, pieces, failure))
        return failure->status;
    printf("one arena, %zu bytes read+execute:", arena.size);
    for (size_t i = 0; i < PIECES; i++)
        printf(" %s at +%td%s", names[i], (uint8_t *)pieces[i].entry - arena.base,
               i + 1 < PIECES ? "," : "\n");
    bool ok = call_pieces(pieces, failure);
    code_arena_unmap(&arena);
    return ok ? EXIT_OK : failure->status;
}

const struct command demo_command = {
    .name = "demo",
    .summary = "the loader at work: three blobs mapped and called",
    .examples = "  memcpybench demo\n",
    .run = run,
};
