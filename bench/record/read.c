// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Reads result.json and believes nothing in it.
#include "bench/record/parts.h"

#include "bench/base/sizes.h"
#include "bench/machine/cycles.h"
#include "loader/cpu.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

bool parts_wrong(const struct reader *r, const char *why) {
    char line[24] = "";
    if (r->line > 0)
        snprintf(line, sizeof line, ":%zu", r->line);
    return failure_set(r->failure, EXIT_USAGE, "%.200s%s: %s: %.120s (%s)", r->path, line, r->place,
                       why, r->advice);
}

bool parts_copy_text(const struct reader *r, char *out, size_t size, const char *text,
                     const char *what) {
    if (strlen(text) >= size)
        return parts_wrong(r, what);
    fingerprint_clean(out, size, text);
    return true;
}

bool parts_copy_name(const struct reader *r, char out[IMPL_NAME], const char *text) {
    if (!impl_name_is_valid(text))
        return parts_wrong(r, "a name is not [a-z0-9][a-z0-9_.-]{0,47}");
    snprintf(out, IMPL_NAME, "%s", text);
    return true;
}

static bool read_kind(const struct reader *r, const char *text, enum impl_kind *out) {
    for (unsigned kind = 0; kind < IMPL_KINDS; kind++)
        if (strcmp(impl_kind_name(kind), text) == 0) {
            *out = kind;
            return true;
        }
    return parts_wrong(r, "an unknown kind");
}

bool parts_read_sha256(const struct reader *r, const json_t *value, char out[IMPL_SHA256]) {
    out[0] = '\0';
    if (json_is_null(value))
        return true;
    const char *text = json_string_value(value);
    if (text == NULL || strlen(text) != IMPL_SHA256 - 1 ||
        strspn(text, "0123456789abcdef") != IMPL_SHA256 - 1)
        return parts_wrong(r, "sha256 is neither null nor 64 hex digits");
    snprintf(out, IMPL_SHA256, "%s", text);
    return true;
}

static bool read_caches(const struct reader *r, json_t *list, struct shape *shape) {
    size_t i = 0;
    json_t *item = NULL;
    json_error_t e;
    if (json_array_size(list) > TOPOLOGY_CACHES)
        return parts_wrong(r, "more caches than any machine has");
    json_array_foreach(list, i, item) {
        const char *type = NULL;
        int level = 0, sharing = 0;
        json_int_t size = 0;
        if (json_unpack_ex(item, &e, 0, "{s:s, s:i, s:I, s:i}", "type", &type, "level", &level,
                           "size", &size, "num_sharing", &sharing) != 0)
            return parts_wrong(r, e.text);
        if (level < 1 || level > 9 || size < 0 || sharing < 0)
            return parts_wrong(r, "a cache's figures are out of range");
        shape->caches[shape->cache_count++] =
            (struct cache){.level = (unsigned)level,
                           .type = strcmp(type, "Unified") == 0 ? 'u' : 'd',
                           .bytes = (size_t)size,
                           .shared_by = (unsigned)sharing};
    }
    return true;
}

struct text_field {
    const char *key;
    size_t offset, size; // in struct fingerprint
};

#define TEXT_FIELD(KEY, FIELD)                                                                     \
    { KEY, offsetof(struct fingerprint, FIELD), sizeof((struct fingerprint *)NULL)->FIELD }

static const struct text_field fingerprint_texts[] = {
    TEXT_FIELD("host", host),
    TEXT_FIELD("cpu_vendor", cpu_vendor),
    TEXT_FIELD("cpu_model_name", cpu_model_name),
    TEXT_FIELD("microcode", microcode),
    TEXT_FIELD("hypervisor", hypervisor),
    TEXT_FIELD("transparent_huge_pages", huge_pages),
    TEXT_FIELD("kernel", kernel),
    TEXT_FIELD("libc", libc),
    TEXT_FIELD("libc_variant", libc_variant),
    TEXT_FIELD("glibc_tunables", tunables),
    TEXT_FIELD("compiler", compiler),
    TEXT_FIELD("commit", commit),
};

static bool read_texts(const struct reader *r, const json_t *object, struct fingerprint *out) {
    for (size_t i = 0; i < sizeof fingerprint_texts / sizeof *fingerprint_texts; i++) {
        const struct text_field *field = &fingerprint_texts[i];
        const char *text = json_string_value(json_object_get(object, field->key));
        if (text == NULL || strlen(text) >= field->size) {
            char why[96];
            snprintf(why, sizeof why, "'%s' is missing, no text or too long", field->key);
            return parts_wrong(r, why);
        }
        fingerprint_clean((char *)out + field->offset, field->size, text);
    }
    return true;
}

static const struct {
    const char *key;
    size_t offset; // of an unsigned in struct fingerprint
} fingerprint_figures[] = {
    {"cpu_family", offsetof(struct fingerprint, cpu_family)},
    {"cpu_model", offsetof(struct fingerprint, cpu_model)},
    {"cpu_stepping", offsetof(struct fingerprint, cpu_stepping)},
    {"cores", offsetof(struct fingerprint, shape.cores)},
    {"threads", offsetof(struct fingerprint, shape.threads)},
    {"threads_per_core", offsetof(struct fingerprint, shape.threads_per_core)},
    {"numa_nodes", offsetof(struct fingerprint, shape.nodes)},
    {"cpu", offsetof(struct fingerprint, place.os_index)},
    {"core", offsetof(struct fingerprint, place.core)},
};

static bool read_figures(const struct reader *r, const json_t *object, struct fingerprint *out) {
    for (size_t i = 0; i < sizeof fingerprint_figures / sizeof *fingerprint_figures; i++) {
        const json_t *value = json_object_get(object, fingerprint_figures[i].key);
        json_int_t figure = json_integer_value(value);
        unsigned stored = (unsigned)figure;
        if (!json_is_integer(value) || figure < 0 || figure > INT32_MAX) {
            char why[96];
            snprintf(why, sizeof why, "'%s' is missing or out of range",
                     fingerprint_figures[i].key);
            return parts_wrong(r, why);
        }
        memcpy((char *)out + fingerprint_figures[i].offset, &stored, sizeof stored);
    }
    return true;
}

bool parts_read_fingerprint(const struct reader *r, json_t *object, struct fingerprint *out,
                            size_t *buffer_page_bytes) {
    json_int_t page = 0, base_page = 0;
    json_t *list = NULL;
    json_error_t e;
    if (json_unpack_ex(object, &e, 0, "{s:i, s:I, s:I, s:o}", "node", &out->place.node,
                       "page_bytes", &base_page, "buffer_page_bytes", &page, "caches", &list) != 0)
        return parts_wrong(r, e.text);
    if (!json_is_array(list) || base_page < 0 || page < 0)
        return parts_wrong(r, "a figure is out of range");
    out->page_bytes = (size_t)base_page;
    *buffer_page_bytes = (size_t)page;
    return read_texts(r, object, out) && read_figures(r, object, out) &&
           read_caches(r, list, &out->shape);
}

// One of a block's four arrays of samples into the rounds from `first` on.
static bool read_samples(const struct reader *r, json_t *list, struct cell_samples *s, size_t first,
                         size_t count, size_t offset) {
    if (!json_is_array(list) || json_array_size(list) != count)
        return parts_wrong(r, "a block's ns, ref_ns, probe and taint are not equally long arrays");
    for (size_t i = 0; i < count; i++) {
        const json_t *value = json_array_get(list, i);
        double number = json_number_value(value);
        if (!json_is_number(value) || number < 1e-6 || number > 1e15) // fs to days, in ns
            return parts_wrong(r, "a sample is no number from 1e-6 to 1e15");
        memcpy((char *)&s->rounds[first + i] + offset, &number, sizeof number);
    }
    return true;
}

static bool read_taints(const struct reader *r, json_t *list, struct cell_samples *s, size_t first,
                        size_t count) {
    if (!json_is_array(list) || json_array_size(list) != count)
        return parts_wrong(r, "a block's ns, ref_ns, probe and taint are not equally long arrays");
    for (size_t i = 0; i < count; i++) {
        json_t *value = json_array_get(list, i);
        if (!json_is_integer(value) || json_integer_value(value) < 0 ||
            json_integer_value(value) > (TAINT_PREEMPTED | TAINT_MIGRATED | TAINT_FAULTED))
            return parts_wrong(r, "a taint is no set of known bits");
        s->rounds[first + i].taint = (unsigned)json_integer_value(value);
    }
    return true;
}

static bool read_block(const struct reader *r, json_t *object, struct cell_samples *s) {
    json_int_t code = 0, src = 0, dst = 0;
    json_t *ns = NULL, *ref_ns = NULL, *probe = NULL, *taint = NULL;
    json_error_t e;
    if (json_unpack_ex(object, &e, 0, "{s:I, s:I, s:I, s:o, s:o, s:o, s:o}", "code_offset", &code,
                       "src_offset", &src, "dst_offset", &dst, "ns", &ns, "ref_ns", &ref_ns,
                       "probe", &probe, "taint", &taint) != 0)
        return parts_wrong(r, e.text);
    size_t count = json_array_size(ns), first = s->round_count;
    if (code < 0 || src < 0 || dst < 0 || s->block_count == SAMPLE_BLOCKS_MOST ||
        count > SAMPLE_ROUNDS - first)
        return parts_wrong(r, "a block's figures are out of range");
    s->blocks[s->block_count++] = (struct block){.code_offset = (size_t)code,
                                                 .src_offset = (size_t)src,
                                                 .dst_offset = (size_t)dst,
                                                 .first = first,
                                                 .count = count};
    s->round_count += count;
    return read_samples(r, ns, s, first, count, offsetof(struct round, ns)) &&
           read_samples(r, ref_ns, s, first, count, offsetof(struct round, ref_ns)) &&
           read_samples(r, probe, s, first, count, offsetof(struct round, probe)) &&
           read_taints(r, taint, s, first, count);
}

// A whole number or null, CONDITION_DRAWN. What is out of range is found later, by
// condition_is_sound().
static bool read_drawn(const struct reader *r, const json_t *value, int *out) {
    *out = CONDITION_DRAWN;
    if (value == NULL || json_is_null(value))
        return true;
    if (!json_is_integer(value) || json_integer_value(value) < 0 ||
        json_integer_value(value) >= CONDITION_PAGE)
        return parts_wrong(r, "delta or src_mod is neither null nor from 0 to 4095");
    *out = (int)json_integer_value(value);
    return true;
}

static bool read_condition(const struct reader *r, json_t *object, struct condition *out) {
    const char *mode = NULL, *page = page_kind_name(PAGE_THP); // as files of before have it
    json_int_t align = 0;
    json_t *delta = NULL, *src_mod = NULL;
    json_error_t e;
    if (json_unpack_ex(object, &e, 0, "{s:s, s:I, s:o, s?o, s?s}", "mode", &mode, "align", &align,
                       "delta", &delta, "src_mod", &src_mod, "page_kind", &page) != 0)
        return parts_wrong(r, e.text);
    while (out->mode < MODES && strcmp(mode_name(out->mode), mode) != 0)
        out->mode++;
    while (out->page < PAGE_KINDS && strcmp(page_kind_name(out->page), page) != 0)
        out->page++;
    out->align = align > 0 ? (size_t)align : 0;
    return read_drawn(r, delta, &out->delta) && read_drawn(r, src_mod, &out->src_mod) &&
           (condition_is_sound(out) ||
            parts_wrong(r, "mode, align, delta, src_mod and page_kind do not fit together"));
}

// Files of before have none, and each call of theirs its row's bytes.
static bool read_mean(const struct reader *r, const json_t *value, struct result_row *row) {
    const double bytes = (double)row->bytes;
    row->bytes_mean = value != NULL ? json_number_value(value) : bytes;
    if (row->condition.mode == MODE_MIX)
        return (value != NULL && row->bytes_mean >= SIZE_STEP && row->bytes_mean <= bytes) ||
               parts_wrong(r, "bytes_mean is not from 64 to bytes");
    return !(row->bytes_mean < bytes || row->bytes_mean > bytes) ||
           parts_wrong(r, "bytes_mean is not bytes, but for a mix");
}

bool parts_read_row(const struct reader *r, json_t *object, struct result_row *row) {
    const char *impl = NULL, *kind = NULL;
    json_int_t bytes = 0, page = 0, calls = 0, ref_calls = 0;
    json_t *list = NULL, *sha256 = NULL, *mean = NULL, *item = NULL;
    json_error_t e;
    size_t i = 0;
    if (json_unpack_ex(object, &e, 0, "{s:s, s:s, s:I, s?o, s:I, s:o, s:I, s:I, s:o, s:F}", "impl",
                       &impl, "kind", &kind, "bytes", &bytes, "bytes_mean", &mean, "page", &page,
                       "sha256", &sha256, "calls", &calls, "ref_calls", &ref_calls, "blocks", &list,
                       "cpu_time", &row->samples.cpu_ns) != 0)
        return parts_wrong(r, e.text);
    if (bytes <= 0 || bytes > (json_int_t)SIZE_LIMIT || bytes % SIZE_STEP != 0 ||
        !json_is_array(list))
        return parts_wrong(r, "bytes is no multiple of 64 from 64 to 64G, or blocks is no array");
    if (page < 0)
        return parts_wrong(r, "page is below 0");
    if (calls < 1 || ref_calls < 1)
        return parts_wrong(r, "calls or ref_calls is below 1");
    row->bytes = (size_t)bytes;
    row->page_bytes = (size_t)page;
    row->samples.calls = (size_t)calls;
    row->samples.ref_calls = (size_t)ref_calls;
    if (!parts_copy_name(r, row->impl, impl) || !read_kind(r, kind, &row->kind) ||
        !parts_read_sha256(r, sha256, row->sha256) || !read_condition(r, object, &row->condition) ||
        !read_mean(r, mean, row))
        return false;
    json_array_foreach(list, i, item) {
        if (!read_block(r, item, &row->samples))
            return false;
    }
    return row->samples.round_count > 0 || parts_wrong(r, "there are no samples");
}

static bool read_finding(const struct reader *r, json_t *object, struct finding *out) {
    const char *severity = NULL, *class = NULL, *text = NULL;
    json_error_t e;
    if (json_unpack_ex(object, &e, 0, "{s:s, s:s, s:s}", "severity", &severity, "class", &class,
                       "text", &text) != 0)
        return parts_wrong(r, e.text);
    while (out->severity < SEVERITIES && strcmp(severity_name(out->severity), severity) != 0)
        out->severity++;
    while (out->class < FINDING_CLASSES && strcmp(finding_class_name(out->class), class) != 0)
        out->class ++;
    if (out->severity == SEVERITIES || out->class == FINDING_CLASSES)
        return parts_wrong(r, "a finding has an unknown severity or class");
    return parts_copy_text(r, out->text, sizeof out->text, text, "a finding is too long");
}

static bool read_certificate(const struct reader *r, json_t *object, struct certificate *out) {
    const char *sandbox = NULL;
    int passed = 0;
    json_int_t calls = 0;
    json_t *findings = NULL, *item = NULL;
    json_error_t e;
    size_t i = 0;
    if (json_unpack_ex(object, &e, 0, "{s:b, s:I, s:F, s:s, s:o}", "passed", &passed, "calls",
                       &calls, "seconds", &out->seconds, "sandbox", &sandbox, "findings",
                       &findings) != 0)
        return parts_wrong(r, e.text);
    out->passed = passed != 0;
    out->calls = (uint64_t)calls;
    if (json_array_size(findings) > CERTIFICATE_FINDINGS)
        return parts_wrong(r, "a certificate has too many findings");
    json_array_foreach(findings, i, item) {
        if (!read_finding(r, item, &out->findings[out->finding_count++]))
            return false;
    }
    if (out->passed != (certificate_fault(out) == NULL))
        return parts_wrong(r, "a certificate's findings contradict it");
    return parts_copy_text(r, out->sandbox, sizeof out->sandbox, sandbox, "sandbox is too long");
}

// Absent in files of before it was kept.
static bool read_isa(const struct reader *r, const json_t *list, struct result_impl *out) {
    size_t i = 0;
    const json_t *item = NULL;
    out->isa_known = list != NULL;
    if (list != NULL && !json_is_array(list))
        return parts_wrong(r, "isa is no array");
    json_array_foreach(list, i, item) {
        const char *name = json_string_value(item);
        enum cpu_feature f = 0;
        while (name != NULL && f < CPU_FEATURES && strcmp(cpu_feature_name(f), name) != 0)
            f++;
        if (name == NULL || f == CPU_FEATURES)
            return parts_wrong(r, "isa holds what is no CPU feature");
        out->isa |= CPU_BIT(f);
    }
    return true;
}

bool parts_read_identity(const struct reader *r, json_t *object, struct result_impl *out) {
    const char *name = NULL, *kind = NULL;
    json_t *sha256 = NULL, *missing = NULL;
    json_error_t e;
    if (json_unpack_ex(object, &e, 0, "{s:s, s:s, s:o, s:o}", "name", &name, "kind", &kind,
                       "sha256", &sha256, "missing", &missing) != 0)
        return parts_wrong(r, e.text);
    const char *lacks = json_string_value(missing);
    if (lacks == NULL && !json_is_null(missing))
        return parts_wrong(r, "missing is neither null nor a text");
    return parts_copy_name(r, out->name, name) && read_kind(r, kind, &out->kind) &&
           parts_read_sha256(r, sha256, out->sha256) &&
           read_isa(r, json_object_get(object, "isa"), out) &&
           parts_copy_text(r, out->missing, sizeof out->missing, lacks != NULL ? lacks : "",
                           "missing is too long");
}

bool parts_read_impl(const struct reader *r, json_t *object, struct result_impl *out) {
    if (!parts_read_identity(r, object, out))
        return false;
    json_t *certificate = json_object_get(object, "certificate");
    if (certificate == NULL && out->missing[0] == '\0')
        return parts_wrong(r, "it could run and has no certificate");
    return certificate == NULL || read_certificate(r, certificate, &out->certificate);
}

// None, or null, where sizes were from no file.
static bool read_mix(const struct reader *r, json_t *object, struct result *out) {
    const char *file = NULL;
    json_t *sha256 = NULL;
    json_error_t e;
    if (object == NULL || json_is_null(object))
        return true;
    if (json_unpack_ex(object, &e, 0, "{s:s, s:o}", "file", &file, "sha256", &sha256) != 0)
        return parts_wrong(r, e.text);
    if (!parts_copy_text(r, out->mix, sizeof out->mix, file, "mix.file is too long") ||
        !parts_read_sha256(r, sha256, out->mix_sha256))
        return false;
    return (out->mix[0] != '\0' && out->mix_sha256[0] != '\0') ||
           parts_wrong(r, "mix has no file or no sha256");
}

static bool read_ours(struct reader *r, json_t *object, struct result *out) {
    const char *method = "", *command = NULL, *reference = NULL, *calls = NULL;
    json_int_t seed = 0, version = 0, peak = 0;
    json_t *notes = NULL, *impls = NULL, *machine = NULL, *item = NULL, *signal = NULL;
    json_error_t e;
    size_t i = 0;
    if (json_unpack_ex(object, &e, 0, "{s:I}", "schema_version", &version) != 0)
        return parts_wrong(r, e.text);
    if (version != RESULT_SCHEMA_VERSION)
        return failure_set(
            r->failure, EXIT_USAGE,
            "%.200s: schema version %lld, this program reads %d (use the memcpybench that "
            "wrote it)",
            r->path, (long long)version, RESULT_SCHEMA_VERSION);
    if (json_unpack_ex(
            object, &e, 0,
            "{s:o, s:o, s:s, s:s, s:s, s:I, s:{s:F, s?s}, s:o, s:F, s:F, s:F, s:F, s:F, s:I, s:o}",
            "fingerprint", &machine, "notes", &notes, "command", &command, "reference", &reference,
            "calls", &calls, "seed", &seed, "clock", "core_hz", &out->machine.core_hz, "method",
            &method, "implementations", &impls, "wall_seconds", &out->wall_seconds, "setup_seconds",
            &out->setup_seconds, "verify_seconds", &out->verify_seconds, "measure_seconds",
            &out->measure_seconds, "timed_seconds", &out->timed_seconds, "peak_memory_bytes", &peak,
            "interrupted_by", &signal) != 0)
        return parts_wrong(r, e.text);
    out->seed = (uint32_t)seed;
    out->machine.core_hz_counted = strcmp(method, cycles_method(true)) == 0;
    out->peak_memory_bytes = peak > 0 ? (size_t)peak : 0;
    out->signal = (int)json_integer_value(signal);
    if (seed < 0 || seed > UINT32_MAX || !json_is_array(notes))
        return parts_wrong(r, "seed is out of range, or notes is no array");
    out->calls = strcmp(calls, call_placement_name(CALL_NEAR)) == 0 ? CALL_NEAR : CALL_FAR;
    if (strcmp(calls, call_placement_name(out->calls)) != 0)
        return parts_wrong(r, "calls is neither far nor near");
    if (!json_is_null(signal) && (!json_is_integer(signal) || json_integer_value(signal) < 1 ||
                                  json_integer_value(signal) > 64))
        return parts_wrong(r, "interrupted_by is neither null nor a signal");
    if (!(out->machine.core_hz > 0))
        return parts_wrong(r, "clock.core_hz is not above 0");
    json_array_foreach(notes, i, item) {
        result_note(out, "%s", json_is_string(item) ? json_string_value(item) : "?");
    }
    if (!parts_copy_name(r, out->reference, reference) ||
        !parts_copy_text(r, out->command, sizeof out->command, command, "command is too long") ||
        !read_mix(r, json_object_get(object, "mix"), out))
        return false;
    json_array_foreach(impls, i, item) {
        snprintf(r->place, sizeof r->place, "memcpybench.implementations[%zu]", i);
        if (!parts_read_impl(r, item, &out->impls[out->impl_count++]))
            return false;
    }
    snprintf(r->place, sizeof r->place, "memcpybench.fingerprint");
    return parts_read_fingerprint(r, machine, &out->machine, &out->page_bytes);
}

bool parts_read_result(struct reader *r, json_t *root, struct result *out) {
    json_t *own = NULL, *rows = NULL, *impls = NULL, *item = NULL;
    const char *date = NULL;
    double load[3];
    int scaling = 0;
    json_error_t e;
    size_t i = 0;
    if (json_unpack_ex(root, &e, 0, "{s:{s:s, s:b, s:[F, F, F]}, s:o, s:o}", "context", "date",
                       &date, "cpu_scaling_enabled", &scaling, "load_avg", &load[0], &load[1],
                       &load[2], "memcpybench", &own, "benchmarks", &rows) != 0)
        return parts_wrong(r, e.text);
    impls = json_object_get(own, "implementations");
    if (!json_is_array(rows) || !json_is_array(impls))
        return parts_wrong(r, "benchmarks or memcpybench.implementations is no array");
    if (!result_init(out, json_array_size(impls), json_array_size(rows), r->failure))
        return false;
    out->machine.cpu_scaling = scaling != 0;
    memcpy(out->machine.load, load, sizeof load);
    snprintf(r->place, sizeof r->place, "context.date");
    if (!parts_copy_text(r, out->date, sizeof out->date, date, "too long"))
        return false;
    snprintf(r->place, sizeof r->place, "memcpybench");
    if (!read_ours(r, own, out))
        return false;
    json_array_foreach(rows, i, item) {
        snprintf(r->place, sizeof r->place, "benchmarks[%zu]", i);
        if (!parts_read_row(r, item, &out->rows[out->row_count++]))
            return false;
    }
    return true;
}

json_t *parts_load(const char *path, const char *advice, struct failure *failure) {
    struct stat st;
    json_error_t e;
    if (stat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
        failure_set(failure, EXIT_USAGE, "%.200s: not a file (%s)", path, advice);
        return NULL;
    }
    json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, &e);
    if (root == NULL && e.line < 0) // not opened; jansson's text names the file and the reason
        failure_set(failure, EXIT_USAGE, "%.300s (%s)", e.text, advice);
    else if (root == NULL)
        failure_set(failure, EXIT_USAGE, "%.200s:%d:%d: %.120s (not valid JSON)", path, e.line,
                    e.column, e.text);
    return root;
}

bool result_read(const char *path, struct result *out, struct failure *failure) {
    json_t *root = parts_load(path, "name a result.json", failure);
    if (root == NULL)
        return false;
    struct reader reader = {.path = path,
                            .place = "top level",
                            .advice = "not a result file of memcpybench?",
                            .failure = failure};
    struct result result = {0};
    bool ok = parts_read_result(&reader, root, &result);
    json_decref(root);
    if (ok)
        *out = result;
    else
        result_free(&result);
    return ok;
}
