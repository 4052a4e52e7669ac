// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "tests/stress/checks.h"

#include "tests/stress/generate.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <xmmintrin.h>

#define MXCSR_STATUS 0x3fU // sticky exception flags, which computing sets

static size_t count_descriptors(void) {
    size_t count = 0;
    DIR *directory = opendir("/proc/self/fd");
    while (directory != NULL && readdir(directory) != NULL)
        count++;
    if (directory != NULL)
        closedir(directory);
    return count;
}

// But for the heap, which grows, and after a fork in pieces. AddressSanitizer keeps what has been
// freed.
#ifdef __SANITIZE_ADDRESS__
static size_t count_maps(void) {
    return 0;
}
#else
static size_t count_maps(void) {
    char line[512];
    size_t lines = 0;
    FILE *file = fopen("/proc/self/maps", "re");
    while (file != NULL && fgets(line, sizeof line, file) != NULL)
        lines += strchr(line, '\n') != NULL && strstr(line, "[heap]") == NULL;
    if (file != NULL)
        fclose(file);
    return lines;
}
#endif

struct own_state own_state(void) {
    struct own_state s = {.mxcsr = _mm_getcsr() & ~MXCSR_STATUS};
    __asm__ volatile("fnstcw %0" : "=m"(s.x87));
    sigprocmask(SIG_BLOCK, NULL, &s.mask);
    s.descriptors = count_descriptors();
    s.maps = count_maps();
    return s;
}

static bool say(char wrong[CHECK_TEXT], const char *what) {
    snprintf(wrong, CHECK_TEXT, "%s", what);
    return false;
}

bool check_own_state(const struct own_state *was, char wrong[CHECK_TEXT]) {
    struct own_state is = own_state();
    if (waitpid(-1, NULL, WNOHANG) != -1 || errno != ECHILD)
        return say(wrong, "a child is left");
    if (memcmp(&is.mask, &was->mask, sizeof is.mask) != 0)
        return say(wrong, "the signal mask has changed");
    if (is.mxcsr != was->mxcsr || is.x87 != was->x87)
        return say(wrong, "MXCSR or the x87 control word has changed");
    if (is.descriptors == was->descriptors && is.maps <= was->maps)
        return true;
    snprintf(wrong, CHECK_TEXT, "%zu descriptors and %zu mappings became %zu and %zu",
             was->descriptors, was->maps, is.descriptors, is.maps);
    return false;
}

static bool is_line(const char *text) {
    for (const char *c = text; *c != '\0'; c++)
        if (!isascii(*c) || !isprint(*c))
            return false;
    return text[0] != '\0';
}

bool check_certificate(const struct certificate *certificate, char wrong[CHECK_TEXT]) {
    const struct finding *fault = certificate_fault(certificate);
    if (certificate->passed != (fault == NULL))
        return say(wrong, "passed with a fault, or failed without one");
    if (fault != NULL && (fault->class == FINDING_NONE || fault->class >= FINDING_CLASSES))
        return say(wrong, "failed with a finding of no class");
    for (size_t i = 0; i < certificate->finding_count; i++)
        if (!is_line(certificate->findings[i].text))
            return say(wrong, "a finding's text is empty or not printable");
    return true;
}

enum { AREA = 1 << 20, EDGE = 4096, ALONE_SECONDS = 20, COPIES = 400 };

// Ends the child with 1 at the first call that did not copy.
static void copy_and_compare(const struct impl *impl, uint64_t seed) {
    const struct contract *c = &impl->contract;
    static _Alignas(EDGE) uint8_t src[AREA], dst[AREA], should[AREA];
    uint64_t state = seed;
    for (size_t i = 0; i < AREA; i++)
        src[i] = (uint8_t)draw_below(&state, 256);
    for (int i = 0; i < COPIES; i++) {
        size_t most = (size_t)64 << draw_below(&state, i % 16 == 0 ? 13 : 8);
        size_t n = (c->min + draw_below(&state, most) + c->granule - 1) / c->granule * c->granule;
        size_t to = (EDGE + draw_below(&state, EDGE)) / c->align * c->align;
        size_t from = (EDGE + draw_below(&state, EDGE)) / c->align * c->align;
        if (n > AREA - 4 * EDGE)
            continue;
        memset(dst, i, AREA);
        memset(should, i, AREA);
        memcpy(should + to, src + from, n);
        void *got = impl->entries[(size_t)i % impl->entry_count](dst + to, src + from, n);
        if (got != dst + to || memcmp(dst, should, AREA) != 0)
            _exit(1);
    }
}

bool check_copies(const struct impl *impl, uint64_t seed, char wrong[CHECK_TEXT]) {
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        signal(SIGSEGV, SIG_DFL);
        setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
        alarm(ALONE_SECONDS);
        copy_and_compare(impl, seed);
        _exit(0);
    }
    if (child < 0 || waitpid(child, &status, 0) != child)
        return say(wrong, "no child to compare in");
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return true;
    snprintf(wrong, CHECK_TEXT, "passed, but a copy made outside the verifier %s",
             WIFSIGNALED(status) ? strsignal(WTERMSIG(status)) : "is wrong");
    return false;
}
