// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What a race writes down while it runs, so that its end, however sudden, loses the turn it was at
// and no other: DIR/journal.jsonl, to which a line is added for every certificate and every block
// of a cell. The lines are synced once a second: of a machine's end, a second is lost. It goes when
// the race has ended and result.json holds everything.
//
// A line is a JSON object. Its first member is the SHA-256 of the line before it, as in that line's
// first member (nothing before the first), followed by all that stands in this line behind that
// member up to the newline: no line can be changed, moved or left out unnoticed. Only the last line
// can be torn by the end of a program or of a machine; it is then left out, whatever it holds.
// Every line has the race's seconds up to it. The first says what race it is; results/README.md
// describes them all.
//
// Whoever has the journal open holds a lock on it: two runs cannot share a directory.
#ifndef RECORD_JOURNAL_H
#define RECORD_JOURNAL_H

#include "bench/record/result.h"

enum { JOURNAL_VERSION = 1 };

struct journal {
    char *path;
    int fd;                   // open and locked; meaningless where path is NULL
    char digest[IMPL_SHA256]; // of the latest whole line
    size_t length;            // bytes of the whole lines
    size_t rows;              // lines of blocks that are in it
    double synced;            // clock_ns() of the latest time
};

// A race as its journal tells it.
struct journal_content {
    char **words; // the options it was begun with, each one word
    size_t word_count;
    struct result_impl *field; // who was to race, or would have been, in the order of the
    size_t field_count;        // selection; without certificates
    struct result result;      // how far it got: certificates, cells, seconds; no summaries
    double cell_seconds;       // what its plan gave a cell; 0: it has no cell
    unsigned resumed;          // times
    size_t length;             // bytes of the whole lines
    char digest[IMPL_SHA256];  // of the last of them
};

// Begins a journal in a directory. Refused where an unfinished race lies (EXIT_USAGE) or another
// run writes (EXIT_ENVIRONMENT), and where nothing can be written. *out needs journal_close().
bool journal_create(struct journal *out, const char *directory, struct failure *failure);

// Opens the journal of an unfinished race and reads it. The file is not changed before
// journal_add_resumption(). *content needs journal_content_free(), *out journal_close().
bool journal_open(struct journal *out, const char *directory, struct journal_content *content,
                  struct failure *failure);

// Reads a journal's text; `path` is for complaints, which name the line.
bool journal_parse(const char *path, const char *text, size_t length, struct journal_content *out,
                   struct failure *failure);
void journal_content_free(struct journal_content *content);

// What identifies a race.
struct journal_head {
    const char *const *words;
    size_t word_count;
    const struct result_impl *field;
    size_t field_count;
    const struct result *result; // machine, command, seed...; its lists are not looked at
};

// Each adds a line. `so_far` has the race's seconds and peak memory up to now. Where
// that fails (a full disk) the line is taken back as far as possible: what was there stays.
bool journal_add_head(struct journal *journal, const struct journal_head *head,
                      struct failure *failure);
bool journal_add_resumption(struct journal *journal, const struct result *so_far,
                            struct failure *failure);
bool journal_add_impl(struct journal *journal, const struct result *so_far,
                      const struct result_impl *impl, struct failure *failure);
// The row holds what the journal does not hold yet.
bool journal_add_row(struct journal *journal, const struct result *so_far,
                     const struct result_row *row, double cell_seconds, struct failure *failure);

// The result is written: nothing is left to be resumed. Still locked.
void journal_finish(struct journal *journal);

// Unlocks, after removing the file where it is no longer wanted. A no-op where nothing is open.
void journal_close(struct journal *journal, bool remove);

#endif
