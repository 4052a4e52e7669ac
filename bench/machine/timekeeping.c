// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/machine/timekeeping.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Of a line's figures: user, nice, system, idle, iowait, irq, softirq, steal. What a guest of ours
// took follows, and is in user and nice already.
enum { FIGURES = 8, STEAL = 7 };

static bool parse_core(const char *figures, struct core_time *out) {
    for (unsigned i = 0; i < FIGURES; i++) {
        char *end = NULL;
        uint64_t ticks = strtoull(figures, &end, 10);
        if (end == figures)
            return false;
        figures = end;
        out->all += ticks;
        out->stolen = i == STEAL ? ticks : 0;
    }
    return true;
}

bool timekeeping_read_core(const char *path, unsigned cpu, struct core_time *out) {
    char name[24], *line = NULL;
    size_t size = 0;
    bool found = false;
    int length = snprintf(name, sizeof name, "cpu%u ", cpu);
    FILE *file = fopen(path, "re");
    *out = (struct core_time){0};
    while (file != NULL && !found && getline(&line, &size, file) >= 0)
        if (strncmp(line, name, (size_t)length) == 0) {
            found = parse_core(line + length, out);
            break;
        }
    if (!found)
        *out = (struct core_time){0};
    free(line);
    if (file != NULL)
        fclose(file);
    return found;
}

struct core_time timekeeping_core(unsigned cpu) {
    struct core_time out;
    (void)timekeeping_read_core("/proc/stat", cpu, &out);
    return out;
}

double timekeeping_stolen(const struct core_time *before, const struct core_time *after) {
    if (before->all == 0 || after->all <= before->all || after->stolen <= before->stolen + 1)
        return 0;
    return (double)(after->stolen - before->stolen) / (double)(after->all - before->all);
}

// The file's first line, or the first that begins with `key`, without its newline; NULL where there
// is none. Owned by the caller.
static char *read_line(const char *path, const char *key) {
    char *line = NULL;
    size_t size = 0;
    bool found = false;
    FILE *file = fopen(path, "re");
    while (file != NULL && !found && getline(&line, &size, file) >= 0)
        found = strncmp(line, key, strlen(key)) == 0;
    if (file != NULL)
        fclose(file);
    if (found) {
        line[strcspn(line, "\n")] = '\0';
        return line;
    }
    free(line);
    return NULL;
}

// Whether the word stands among others, parted by blanks.
static bool has_word(const char *words, const char *word) {
    size_t length = strlen(word);
    for (const char *at = words; (at = strstr(at, word)) != NULL; at += length)
        if ((at == words || at[-1] == ' ' || at[-1] == '\t') &&
            (at[length] == ' ' || at[length] == '\0'))
            return true;
    return false;
}

static bool is_read_fast(const char *source) {
    static const char *const fast[] = {"tsc", "kvm-clock", "hyperv_clocksource_tsc_page"};
    for (size_t i = 0; i < sizeof fast / sizeof *fast; i++)
        if (strcmp(source, fast[i]) == 0)
            return true;
    return false;
}

void timekeeping_check(const char *source, const char *cpuinfo, char out[TIMEKEEPING_TEXT]) {
    char *name = read_line(source, ""), *flags = read_line(cpuinfo, "flags");
    out[0] = '\0';
    if (name != NULL && !is_read_fast(name))
        snprintf(out, TIMEKEEPING_TEXT, "clock source %.40s: slow to read", name);
    else if (name != NULL && flags != NULL && strcmp(name, "tsc") == 0) {
        bool constant = has_word(flags, "constant_tsc"), nonstop = has_word(flags, "nonstop_tsc");
        if (!constant || !nonstop)
            snprintf(out, TIMEKEEPING_TEXT, "clock source tsc, which may be unsteady: no %s%s%s",
                     constant ? "" : "constant_tsc", constant || nonstop ? "" : ", no ",
                     nonstop ? "" : "nonstop_tsc");
    }
    free(name);
    free(flags);
}

void timekeeping_check_own(char out[TIMEKEEPING_TEXT]) {
    timekeeping_check("/sys/devices/system/clocksource/clocksource0/current_clocksource",
                      "/proc/cpuinfo", out);
}
