// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/present/advice_text.h"

#include "bench/base/sizes.h"

#include <jansson.h>

// A knob in words.
struct knob_words {
    const char *name;    // glibc's, without its prefix
    const char *tunable; // in full
    const char *above;   // the path above it
    const char *below;   // and the other
};

static const struct knob_words knobs[ADVICE_KNOBS] = {
    [ADVICE_REP_MOVSB] = {"rep_movsb_threshold", "glibc.cpu.x86_rep_movsb_threshold", "rep movsb",
                          "vector moves"},
    [ADVICE_NON_TEMPORAL] = {"non_temporal_threshold", "glibc.cpu.x86_non_temporal_threshold",
                             "non-temporal moves", "what else would run"},
};

static const char *const verdict_names[] = {
    [ADVICE_NO] = "no",
    [ADVICE_UNTOLD] = "untold",
    [ADVICE_YES] = "yes",
};

static const char *const setting_names[ADVICE_SETTINGS] = {
    [ADVICE_ONE_COPY] = "one_copy",
    [ADVICE_ONE_READ] = "one_then_read",
    [ADVICE_ALL_COPY] = "all_copy",
    [ADVICE_ALL_READ] = "all_then_read",
};

const char *advice_text_line(const struct advice_report *report, char out[ADVICE_LINE]) {
    snprintf(out, ADVICE_LINE, "GLIBC_TUNABLES=%s=%ld:%s=%ld", knobs[ADVICE_REP_MOVSB].tunable,
             advice_value(report, ADVICE_REP_MOVSB), knobs[ADVICE_NON_TEMPORAL].tunable,
             advice_value(report, ADVICE_NON_TEMPORAL));
    return out;
}

static const char *setting_text(const struct advice_report *r, size_t setting, char *out,
                                size_t size) {
    bool all = setting >= ADVICE_ALL_COPY;
    snprintf(out, size, "%zu core%s, %s", all ? r->cores : 1, all ? "s" : "",
             setting == ADVICE_ONE_READ || setting == ADVICE_ALL_READ ? "then read" : "copy only");
    return out;
}

static void print_ratio(const struct advice_ratio *r, FILE *out) {
    fprintf(out, "  %6.3f %5.3f-%5.3f", r->ratio, r->lo, r->hi);
}

static void print_head(const struct advice_report *r, const struct advice_sweep *s, FILE *out) {
    enum { COLUMN = 18 };
    char text[64];
    fprintf(out, "%9s", "size");
    for (size_t setting = 0; setting < s->settings; setting++)
        fprintf(out, "  %*s", COLUMN, setting_text(r, setting, text, sizeof text));
    fputc('\n', out);
}

static void print_crossovers(const struct advice_sweep *s, FILE *out) {
    char size[SIZE_TEXT];
    fprintf(out, "%9s", "wins from");
    for (size_t setting = 0; setting < s->settings; setting++) {
        size_t at = advice_crossover(s, (enum advice_setting)setting);
        fprintf(out, "  %18s", at > 0 ? size_format(at, size) : "nowhere for good");
    }
    fputc('\n', out);
}

static void print_sweep(const struct advice_report *r, enum advice_knob knob, FILE *out) {
    const struct advice_sweep *s = &r->sweeps[knob];
    char size[SIZE_TEXT];
    if (s->count == 0)
        return;
    fprintf(out, "%s against %s\n", knobs[knob].above, knobs[knob].below);
    print_head(r, s, out);
    for (size_t i = 0; i < s->count; i++) {
        fprintf(out, "%9s", size_format(s->cells[i].bytes, size));
        for (size_t setting = 0; setting < s->settings; setting++) {
            struct advice_ratio ratio = advice_ratio_of(&s->cells[i], (enum advice_setting)setting);
            print_ratio(&ratio, out);
        }
        fputc('\n', out);
    }
    print_crossovers(s, out);
    fputc('\n', out);
}

// Sizes that may lose, or do; a few, since it is known by then how it stands.
static void print_doubts(const struct advice_report *r, const struct advice_choice *c, FILE *out) {
    enum { FEW = 8 };
    char size[SIZE_TEXT], text[64];
    for (size_t i = 0; i < c->doubt_count && i < FEW; i++) {
        const struct advice_doubt *d = &c->doubts[i];
        fprintf(out, "  %s at %s, %s:", d->loses ? "loses" : "could not be told",
                size_format(d->bytes, size), setting_text(r, d->setting, text, sizeof text));
        print_ratio(&d->gain, out);
        fputc('\n', out);
    }
    if (c->doubt_count > FEW)
        fprintf(out, "  and so at %zu more\n", c->doubt_count - FEW);
}

// Nothing was found: because of which sizes, where it is single ones.
static void print_refused(const struct advice_report *r, enum advice_knob knob, FILE *out) {
    const struct advice_sweep *s = &r->sweeps[knob];
    const struct advice_choice *c = &r->choices[knob];
    char first[SIZE_TEXT], last[SIZE_TEXT];
    fprintf(out, "%s: none is better than %ld by more than 1 %%, losing nowhere more\n",
            knobs[knob].name, s->present);
    if (c->end == 0)
        return;
    fprintf(out, "  %ld is, over all sizes from %s to %s, but not at each:\n", c->threshold,
            size_format(s->cells[c->first].bytes, first),
            size_format(s->cells[c->end - 1].bytes, last));
    print_doubts(r, c, out);
}

// Where it starts and ends, by how much, how surely, and whether it may be believed.
static void print_choice(const struct advice_report *r, enum advice_knob knob, FILE *out) {
    const struct advice_sweep *s = &r->sweeps[knob];
    const struct advice_choice *c = &r->choices[knob];
    char first[SIZE_TEXT], last[SIZE_TEXT], text[64];
    if (s->count == 0) {
        fprintf(out, "%s: nothing to choose: this variant and this machine never come to it\n",
                knobs[knob].name);
        return;
    }
    if (c->found == ADVICE_NO) {
        print_refused(r, knob, out);
        return;
    }
    fprintf(out, "%s: %ld instead of %ld, times as fast from %s to %s, measured anew:\n",
            knobs[knob].name, c->threshold, s->present,
            size_format(s->cells[c->first].bytes, first),
            size_format(s->cells[c->end - 1].bytes, last));
    for (size_t setting = 0; setting < s->settings; setting++) {
        fprintf(out, "  %-20s", setting_text(r, setting, text, sizeof text));
        print_ratio(&c->gain[setting], out);
        fputc('\n', out);
    }
    print_doubts(r, c, out);
    if (c->stands == ADVICE_NO)
        fputs("  not confirmed: by these rounds it loses somewhere, or wins too little\n", out);
    if (c->stands == ADVICE_UNTOLD)
        fputs("  not confirmed: these rounds do not tell (a larger --budget may)\n", out);
}

// That nothing is advised: whether for good.
static const char *nothing_text(const struct advice_report *r) {
    for (size_t knob = 0; knob < ADVICE_KNOBS; knob++)
        if (r->choices[knob].found != ADVICE_NO && r->choices[knob].stands == ADVICE_UNTOLD)
            return "nothing is known to be better by more than 1 %";
    return "nothing would be better by more than 1 %";
}

static void print_present(const struct advice_report *r, FILE *out) {
    fprintf(out,
            "%s has rep_movsb_threshold %ld, rep_movsb_stop_threshold %ld (no tunable),\n"
            "  non_temporal_threshold %ld\n",
            r->assumed ? "a C library like this one presumably" : "the C library",
            r->present.rep_movsb_threshold, r->present.rep_movsb_stop_threshold,
            r->present.shared_non_temporal_threshold);
    if (r->assumed)
        fputs("note: these are assumed: the program was built with the libc.a of another build\n",
              out);
}

void advice_text_print(const struct advice_report *r, FILE *out) {
    char line[ADVICE_LINE];
    fprintf(out, "glibc's %s on CPU %u", r->variant, r->cpu);
    if (r->cores > 1)
        fprintf(out, ", and on %zu cores at once", r->cores);
    fprintf(out, "; seed %u\n\n", r->seed);
    for (size_t knob = 0; knob < ADVICE_KNOBS; knob++)
        print_sweep(r, (enum advice_knob)knob, out);
    print_present(r, out);
    for (size_t knob = 0; knob < ADVICE_KNOBS; knob++)
        print_choice(r, (enum advice_knob)knob, out);
    if (r->cores == 1)
        fputs("note: there is but one core to measure on; many at once may want other thresholds\n",
              out);
    fprintf(out, "%s\n", advice_is_any(r) ? advice_text_line(r, line) : nothing_text(r));
    fputs("ratio: time by the other path, or as things are, divided by that by the path above the\n"
          "  threshold, or as advised, with its 95 % interval; above 1 is faster. then read: each\n"
          "  copy is followed by one read of all it wrote.\n",
          out);
}

static json_t *ratio_json(const struct advice_ratio *r) {
    return json_pack("{s:f, s:f, s:f}", "ratio", r->ratio, "ratio_lo", r->lo, "ratio_hi", r->hi);
}

static json_t *settings_json(const struct advice_sweep *s, const struct advice_cell *cell,
                             const struct advice_choice *choice) {
    json_t *object = json_object();
    for (size_t setting = 0; setting < s->settings; setting++) {
        struct advice_ratio r = cell != NULL ? advice_ratio_of(cell, (enum advice_setting)setting)
                                             : choice->gain[setting];
        json_object_set_new(object, setting_names[setting], ratio_json(&r));
    }
    return object;
}

static json_t *cells_json(const struct advice_sweep *s) {
    json_t *array = json_array();
    for (size_t i = 0; i < s->count; i++) {
        json_t *cell = settings_json(s, &s->cells[i], NULL);
        json_object_set_new(cell, "bytes", json_integer((json_int_t)s->cells[i].bytes));
        json_array_append_new(array, cell);
    }
    return array;
}

static json_t *crossovers_json(const struct advice_sweep *s) {
    json_t *object = json_object();
    for (size_t setting = 0; setting < s->settings; setting++) {
        size_t at = advice_crossover(s, (enum advice_setting)setting);
        json_object_set_new(object, setting_names[setting],
                            at > 0 ? json_integer((json_int_t)at) : json_null());
    }
    return object;
}

static json_t *doubts_json(const struct advice_choice *c) {
    json_t *array = json_array();
    for (size_t i = 0; i < c->doubt_count; i++) {
        json_t *doubt = ratio_json(&c->doubts[i].gain);
        json_object_set_new(doubt, "bytes", json_integer((json_int_t)c->doubts[i].bytes));
        json_object_set_new(doubt, "setting", json_string(setting_names[c->doubts[i].setting]));
        json_array_append_new(array, doubt);
    }
    return array;
}

static json_t *choice_json(const struct advice_sweep *s, const struct advice_choice *c) {
    if (c->found == ADVICE_NO)
        return json_null();
    return json_pack("{s:I, s:I, s:I, s:b, s:s, s:o, s:o}", "threshold", (json_int_t)c->threshold,
                     "first_bytes", (json_int_t)s->cells[c->first].bytes, "last_bytes",
                     (json_int_t)s->cells[c->end - 1].bytes, "confirmed", c->stands == ADVICE_YES,
                     "verdict", verdict_names[c->stands], "gain", settings_json(s, NULL, c),
                     "doubts", doubts_json(c));
}

bool advice_text_json(const struct advice_report *r, FILE *out) {
    char line[ADVICE_LINE];
    json_t *root = json_pack(
        "{s:s, s:i, s:i, s:I, s:b, s:{s:I, s:I, s:I}}", "variant", r->variant, "cpu", (int)r->cpu,
        "cores", (int)r->cores, "seed", (json_int_t)r->seed, "assumed", r->assumed, "present",
        "rep_movsb_threshold", (json_int_t)r->present.rep_movsb_threshold,
        "rep_movsb_stop_threshold", (json_int_t)r->present.rep_movsb_stop_threshold,
        "non_temporal_threshold", (json_int_t)r->present.shared_non_temporal_threshold);
    for (size_t k = 0; k < ADVICE_KNOBS; k++) {
        const struct advice_sweep *s = &r->sweeps[k];
        json_object_set_new(root, knobs[k].name,
                            json_pack("{s:o, s:o, s:o}", "sweep", cells_json(s), "crossovers",
                                      crossovers_json(s), "advised",
                                      choice_json(s, &r->choices[k])));
    }
    json_object_set_new(root, "tunables",
                        advice_is_any(r) ? json_string(advice_text_line(r, line)) : json_null());
    bool ok = json_dumpf(root, out, JSON_INDENT(1) | JSON_REAL_PRECISION(6)) == 0 &&
              fputc('\n', out) != EOF;
    json_decref(root);
    return ok;
}
