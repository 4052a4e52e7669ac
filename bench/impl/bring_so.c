// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// so:PATH:SYMBOL, a function of a shared library. Its bytes lie in sealed memory, so that what is
// loaded is what was hashed. Loading runs its constructors and unloading its destructors; a child
// does both first.
#include "bench/base/nearest.h"
#include "bench/base/subprocess.h"
#include "bench/impl/bring.h"
#include "bench/impl/exports.h"
#include "bench/impl/file_bytes.h"
#include "bench/machine/fingerprint.h"

#include <dlfcn.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { MEMORY_NAME = 40 };

static const double longest = 5; // seconds for constructors and resolvers

// Whether every segment lies in the file: a cut one would be a bus error somewhere later.
static bool is_whole(const struct file_bytes *file, const Elf64_Ehdr *h) {
    Elf64_Phdr p;
    if (file->size < sizeof *h || h->e_phentsize != sizeof p || h->e_phoff > file->size ||
        (file->size - h->e_phoff) / sizeof p < h->e_phnum)
        return false;
    for (size_t i = 0; i < h->e_phnum; i++) {
        memcpy(&p, file->bytes + h->e_phoff + i * sizeof p, sizeof p);
        if (p.p_type == PT_LOAD &&
            (p.p_offset > file->size || p.p_filesz > file->size - p.p_offset))
            return false;
    }
    return true;
}

// Of a kind that can be loaded here.
static bool check_elf(const struct spec *spec, const struct file_bytes *file,
                      struct failure *failure) {
    struct file_kind kind = file_bytes_kind(file);
    Elf64_Ehdr h = {0};
    if (kind.class != FILE_ELF)
        return failure_set(failure, EXIT_USAGE, "%s: is %s, not a shared library%s", spec->label,
                           kind.name != NULL ? kind.name : "no ELF file",
                           kind.class == FILE_TEXT  ? " (a linker script? name what it leads to)"
                           : kind.class == FILE_RAW ? " (blob:PATH takes machine code)"
                                                    : "");
    memcpy(&h, file->bytes, file->size < sizeof h ? file->size : sizeof h);
    if (h.e_ident[EI_CLASS] != ELFCLASS64 || h.e_ident[EI_DATA] != ELFDATA2LSB ||
        h.e_machine != EM_X86_64)
        return failure_set(failure, EXIT_USAGE, "%s: is an ELF file for %s, not for x86-64",
                           spec->label,
                           h.e_ident[EI_CLASS] == ELFCLASS32 ? "32 bits" : "another machine");
    if (h.e_type != ET_DYN)
        return failure_set(failure, EXIT_USAGE, "%s: is %s, not a shared library (%s)", spec->label,
                           kind.name, h.e_type == ET_REL ? "link it: cc -shared" : "link it anew");
    if (!is_whole(file, &h))
        return failure_set(failure, EXIT_USAGE, "%s: is only a part of a library (copy it anew)",
                           spec->label);
    return true;
}

// A file descriptor of sealed memory with these bytes, or -1 and errno.
static int seal(const struct file_bytes *file) {
    int fd = memfd_create("memcpybench", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    size_t written = 0;
    while (fd >= 0 && written < file->size) {
        ssize_t n = write(fd, file->bytes + written, file->size - written);
        if (n > 0)
            written += (size_t)n;
        else if (n == 0 || errno != EINTR)
            break;
    }
    if (fd >= 0 &&
        (written < file->size ||
         fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) != 0)) {
        int reason = errno;
        close(fd);
        errno = reason;
        return -1;
    }
    return fd;
}

struct search {
    uintptr_t base, address;
    bool executable;
};

// Whether the address lies in an executable segment of the object at base.
static int look_at(struct dl_phdr_info *object, size_t size, void *context) {
    (void)size;
    struct search *s = context;
    if (object->dlpi_addr != s->base)
        return 0;
    for (size_t i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *p = &object->dlpi_phdr[i];
        uintptr_t start = s->base + p->p_vaddr;
        if (p->p_type == PT_LOAD && (p->p_flags & PF_X) != 0 && s->address >= start &&
            s->address - start < p->p_memsz)
            s->executable = true;
    }
    return 1;
}

static bool is_executable(const struct link_map *map, const void *address) {
    struct search s = {.base = map->l_addr, .address = (uintptr_t)address};
    dl_iterate_phdr(look_at, &s);
    return s.executable;
}

// Whether a symbol that is no code begins there. An ifunc's choice need not have a symbol at all.
static bool is_data_symbol(const void *address) {
    Dl_info info;
    void *found = NULL;
    if (dladdr1(address, &info, &found, RTLD_DL_SYMENT) == 0 || found == NULL ||
        info.dli_saddr != address)
        return false;
    unsigned type = ELF64_ST_TYPE(((const ElfW(Sym) *)found)->st_info);
    return type != STT_FUNC && type != STT_GNU_IFUNC && type != STT_NOTYPE;
}

// The symbol must be code, and the library's own: those it depends on are searched as well.
static bool check_symbol(const struct spec *spec, void *library, const void *address,
                         struct failure *failure) {
    struct link_map *map = NULL;
    Dl_info info = {0};
    void *owner = NULL;
    if (dlinfo(library, RTLD_DI_LINKMAP, &map) != 0)
        return failure_set(failure, EXIT_ENVIRONMENT, "%s: %s", spec->label, dlerror());
    bool known = dladdr1(address, &info, &owner, RTLD_DL_LINKMAP) != 0;
    if (known && owner != map)
        return failure_set(failure, EXIT_USAGE,
                           "%s: its '%s' lies in %.100s, not in this library (name that one)",
                           spec->label, spec->symbol, info.dli_fname);
    if (!known || !is_executable(map, address) || is_data_symbol(address))
        return failure_set(failure, EXIT_USAGE,
                           "%s: '%s' is data, not a function (nm -D lists them)", spec->label,
                           spec->symbol);
    return true;
}

static void consider(void *search, const char *name) {
    nearest_consider(search, name);
}

// dlerror's text without the name of our memory. What is not there under that name is no fault of
// the library's.
static bool refuse_loading(const struct spec *spec, const char *name, struct failure *failure) {
    const char *why = dlerror();
    size_t length = strlen(name);
    int there = open(name, O_RDONLY | O_CLOEXEC);
    if (there < 0)
        return failure_set(failure, EXIT_ENVIRONMENT, "%s: not loaded: %s: %s (%s)", spec->label,
                           name, strerror(errno),
                           errno == ENOENT ? "mount /proc" : "raise the limit, ulimit -n");
    close(there);
    why = why != NULL ? why : "no reason given";
    if (strncmp(why, name, length) == 0)
        why += length + strspn(why + length, ": ");
    return failure_set(failure, EXIT_USAGE,
                       "%s: not loaded: %.200s (LD_LIBRARY_PATH says where dependencies lie)",
                       spec->label, why);
}

static bool has_no_symbol(const struct spec *spec, const struct file_bytes *file,
                          struct failure *failure) {
    struct nearest search = {.typed = spec->symbol};
    exports_visit(file->bytes, file->size, consider, &search);
    if (search.best == NULL)
        return failure_set(failure, EXIT_USAGE, "%s: has no symbol '%s' (nm -D lists them)",
                           spec->label, spec->symbol);
    return failure_set(failure, EXIT_USAGE, "%s: has no symbol '%s' (did you mean '%.100s'?)",
                       spec->label, spec->symbol, search.best);
}

static bool load(const struct spec *spec, const struct file_bytes *file, int memory, void **library,
                 void **entry, struct failure *failure) {
    char name[MEMORY_NAME];
    snprintf(name, sizeof name, "/proc/self/fd/%d", memory);
    *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (*library == NULL)
        return refuse_loading(spec, name, failure);
    *entry = dlsym(*library, spec->symbol);
    bool ok = *entry != NULL ? check_symbol(spec, *library, *entry, failure)
                             : has_no_symbol(spec, file, failure);
    if (!ok)
        dlclose(*library);
    return ok;
}

// What the child says, in memory it shares with us.
struct report {
    bool finished, loaded; // loaded and not finished: unloading is where it ended
    struct failure failure;
};

static _Noreturn void try_loading(const struct spec *spec, const struct file_bytes *file,
                                  int memory, struct report *report) {
    void *library = NULL, *entry = NULL;
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) // constructors may be talkative
        (void)dup2(nothing, fd);
    report->loaded = load(spec, file, memory, &library, &entry, &report->failure);
    if (report->loaded) // destructors will run in the program too, before all is printed
        dlclose(library);
    report->finished = true;
    _exit(0);
}

static bool conclude(const struct spec *spec, const struct report *report, enum subprocess_end end,
                     int status, int sig, struct failure *failure) {
    const char *doing = report->loaded ? "unloading" : "loading";
    const char *where = report->loaded ? "destructor" : "constructor";
    if (end == SUBPROCESS_LOST)
        return failure_set(failure, EXIT_ENVIRONMENT, "%s: no child process: %s", spec->label,
                           strerror(errno));
    if (end == SUBPROCESS_INTERRUPTED)
        return failure_set(failure, (enum exit_status)(128 + sig), "%s: interrupted while loading",
                           spec->label);
    if (end == SUBPROCESS_TOO_SLOW)
        return failure_set(failure, EXIT_USAGE, "%s: %s it takes over %.0f s (does a %s hang?)",
                           spec->label, doing, longest, where);
    if (!report->finished && WIFSIGNALED(status))
        return failure_set(failure, EXIT_USAGE, "%s: %s it crashes, in a %s: %s", spec->label,
                           doing, report->loaded ? where : "constructor or resolver",
                           strsignal(WTERMSIG(status)));
    if (!report->finished)
        return failure_set(failure, EXIT_USAGE,
                           "%s: %s it ends the process with status %d (a %s does)", spec->label,
                           doing, WEXITSTATUS(status), where);
    if (!report->loaded)
        *failure = report->failure;
    return report->loaded;
}

static bool rehearse(const struct spec *spec, const struct file_bytes *file, int memory,
                     struct failure *failure) {
    struct report *report =
        mmap(NULL, sizeof *report, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (report == MAP_FAILED)
        return failure_set(failure, EXIT_ENVIRONMENT, "%s: no shared memory: %s", spec->label,
                           strerror(errno));
    struct interrupt interrupt;
    int status = 0;
    interrupt_hold(&interrupt);
    fflush(NULL); // what is buffered is written once, by us
    pid_t child = subprocess_fork();
    if (child == 0)
        try_loading(spec, file, memory, report);
    enum subprocess_end end =
        child < 0 ? SUBPROCESS_LOST : subprocess_wait(child, longest, &interrupt, &status);
    interrupt_release(&interrupt);
    bool ok = conclude(spec, report, end, status, interrupt.signal, failure);
    munmap(report, sizeof *report);
    return ok;
}

static bool load_sealed(const struct spec *spec, struct impl *impl, struct brought *out,
                        const struct file_bytes *file, struct failure *failure) {
    void *library = NULL, *entry = NULL;
    int memory = seal(file);
    if (memory < 0)
        return failure_set(failure, EXIT_ENVIRONMENT, "%s: no sealed memory for it: %s",
                           spec->label, strerror(errno));
    if (!rehearse(spec, file, memory, failure) ||
        !load(spec, file, memory, &library, &entry, failure)) {
        close(memory);
        return false;
    }
    *out = (struct brought){.library = library, .file = memory};
    impl->entries[0] = (memcpy_fn *)entry;
    impl->entry_count = 1;
    impl_hash(impl, file->bytes, file->size);
    char summary[CONTRACT_SUMMARY_SIZE];
    snprintf(summary, sizeof summary, "%.40s of a shared library", spec->symbol);
    fingerprint_clean(impl->contract.summary, sizeof impl->contract.summary, summary);
    return true;
}

bool bring_so(const struct spec *spec, struct impl *impl, struct brought *out,
              struct failure *failure) {
    struct file_bytes file;
    if (!file_bytes_read(spec->path, spec->label, BRING_LIBRARY_MOST, &file, failure))
        return false;
    bool ok = check_elf(spec, &file, failure) && load_sealed(spec, impl, out, &file, failure);
    free(file.bytes);
    return ok;
}
