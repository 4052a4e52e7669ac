// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What a command is: a row with its options as data. The same rows parse the command line and print
// --help.
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "bench/base/choice.h"
#include "bench/base/failure.h"
#include "loader/blob.h"

#include <stddef.h>
#include <stdint.h>

// main's one context.
struct context {
    const struct blob_table *blobs;
    uint64_t features; // CPU features that may be used, after masking
    int argc;          // the whole command line, for the record
    char **argv;
};

enum option_type {
    OPTION_FLAG, // bool
    OPTION_TEXT, // const char *, the last one given counts
    OPTION_LIST, // struct text_list, each one given is added
};

enum { TEXT_LIST_MAX = 64 };

struct text_list {
    const char *texts[TEXT_LIST_MAX];
    size_t count;
};

// --impl and --without, as typed, in every command that selects implementations.
struct chosen {
    struct text_list wanted, without;
};

static inline struct choice chosen_as_choice(const struct chosen *chosen) {
    return (struct choice){chosen->wanted.texts, chosen->wanted.count, chosen->without.texts,
                           chosen->without.count};
}

struct option_row {
    const char *name;     // without the dashes
    char letter;          // 0: none
    const char *argument; // what --help calls its value; NULL for a flag
    enum option_type type;
    size_t offset;    // of the value in the command's options struct
    const char *help; // may hold '\n'
};

// clang-format off
#define JSON_OPTION(OPTIONS)                                                                       \
    {"json", 0, NULL, OPTION_FLAG, offsetof(OPTIONS, json), "print JSON, for scripts"}

// The rows of a command whose options struct has a `struct chosen` at that offset.
#define CHOICE_OPTIONS(AT) \
    {"impl", 'i', "GLOB", OPTION_LIST, (AT) + offsetof(struct chosen, wanted), \
     "only implementations whose name matches; repeat for more"}, \
    {"without", 0, "GLOB", OPTION_LIST, (AT) + offsetof(struct chosen, without), "leave these out"}
// clang-format on

// One command line, parsed.
struct call {
    const struct context *context;
    const void *options; // the command's options struct; all zero where nothing was given
    const char *const *operands;
    size_t operand_count;
};

struct command {
    const char *name;
    const char *operands; // "IMPL", "RESULT..."; NULL for none
    size_t fewest, most;  // operands it takes
    const char *summary;
    const struct option_row *options;
    size_t option_count;
    size_t options_size;  // of the struct that the rows' offsets point into
    const char *examples; // lines of --help
    // Does the work. A failure that is filled in is printed by main, and its status is what counts.
    enum exit_status (*run)(const struct call *call, struct failure *failure);
};

extern const struct command list_command, show_command, demo_command, verify_command, run_command,
    table_command, plot_command, report_command, compare_command, check_command, cliffs_command,
    advise_command, topo_command;

// Parses words, argv[0] being the command's name, into an options struct that is zeroed and keeps
// pointing into them. False with a failure on bad usage, and without one after printing help.
bool command_parse(const struct command *command, int argc, char **argv, void *options,
                   struct failure *failure);

// Parses argv, argv[0] being the command's name, and runs it, or prints its help where --help is
// asked for. Bad usage is a failure that suggests the nearest option.
enum exit_status command_run(const struct command *command, const struct context *context, int argc,
                             char **argv, struct failure *failure);

#endif
