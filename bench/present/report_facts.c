// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/base/sizes.h"
#include "bench/present/html.h"
#include "bench/present/report_parts.h"

#include <stdarg.h>
#include <string.h>

// A row of a list of facts.
__attribute__((format(printf, 3, 4))) static void print_fact(FILE *out, const char *name,
                                                             const char *format, ...) {
    char text[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    fprintf(out, "<dt>%s</dt><dd>", name);
    html_text(out, text);
    fputs("</dd>\n", out);
}

static size_t count_cells(const struct result *r, bool (*has)(const struct summary *)) {
    size_t count = 0;
    for (size_t i = 0; i < r->row_count; i++)
        count += r->rows[i].kind != IMPL_CEILING && has(&r->rows[i].summary);
    return count;
}

static bool is_any(const struct summary *s) {
    return s != NULL;
}

static bool is_disturbed(const struct summary *s) {
    return s->disturbed;
}

static bool is_shared(const struct summary *s) {
    return !s->disturbed && s->from_shared;
}

static void print_left_out(const struct page *p) {
    for (size_t i = 0; i < p->result->impl_count; i++) {
        const struct result_impl *impl = &p->result->impls[i];
        const struct finding *fault = certificate_fault(&impl->certificate);
        if (impl->missing[0] != '\0') {
            fprintf(p->out, "<li>Not run: %s, which needs ", impl->name);
            html_text(p->out, impl->missing);
            fputs(" and this machine lacks it.</li>\n", p->out);
        } else if (!impl->certificate.passed && fault != NULL) {
            fprintf(p->out, "<li class=\"wrong\">Not run, wrong: %s: %s: ", impl->name,
                    finding_class_name(fault->class));
            html_text(p->out, fault->text);
            fputs("</li>\n", p->out);
        }
    }
}

void report_doubts_print(const struct page *page) {
    const struct result *r = page->result;
    size_t all = count_cells(r, is_any), disturbed = count_cells(r, is_disturbed);
    size_t shared = count_cells(r, is_shared);
    size_t rounds = 0, tainted = 0;
    for (size_t i = 0; i < r->row_count; i++) {
        rounds += r->rows[i].samples.round_count;
        tainted += r->rows[i].summary.dropped;
    }
    fputs("<h3>Doubts</h3>\n<ul>\n", page->out);
    if (r->signal != 0)
        fprintf(page->out,
                "<li class=\"wrong\">Interrupted by signal %d: what had been measured by then is "
                "shown.</li>\n",
                r->signal);
    for (size_t i = 0; i < r->note_count; i++) {
        fputs("<li>Not controlled: ", page->out);
        html_text(page->out, r->notes[i]);
        fputs(".</li>\n", page->out);
    }
    fprintf(page->out,
            "<li>%zu of %zu rounds were disturbed (preempted, moved to another core, page faults) "
            "and left out; in %zu of %zu cells more than half were.</li>\n",
            tainted, rounds, disturbed, all);
    fprintf(page->out,
            "<li>%zu of %zu cells were measured on a core that another hardware thread was using "
            "too: their ratios may differ from those of a core of one's own.</li>\n",
            shared, all);
    print_left_out(page);
    fputs("</ul>\n", page->out);
}

static void print_caches(FILE *out, const struct shape *shape) {
    char size[SIZE_TEXT], text[512] = "";
    for (size_t i = 0; i < shape->cache_count; i++) {
        const struct cache *c = &shape->caches[i];
        size_t used = strlen(text);
        snprintf(text + used, sizeof text - used, "%sL%u%s %s, of %u thread%s", i > 0 ? "; " : "",
                 c->level, c->type == 'd' ? "d" : "", size_format(c->bytes, size), c->shared_by,
                 c->shared_by == 1 ? "" : "s");
    }
    if (text[0] != '\0')
        print_fact(out, "caches", "%s", text);
}

static void print_machine(const struct page *p) {
    const struct fingerprint *m = &p->result->machine;
    FILE *out = p->out;
    fputs("<h3>The machine</h3>\n<dl>\n", out);
    print_fact(out, "host", "%s", m->host);
    print_fact(out, "processor", "%s (%s family %u, model %u, stepping %u, microcode %s)",
               m->cpu_model_name, m->cpu_vendor, m->cpu_family, m->cpu_model, m->cpu_stepping,
               m->microcode);
    print_fact(out, "measured on", "CPU %u (core %u, node %d) at %.3f GHz, calibrated",
               m->place.os_index, m->place.core, m->place.node, m->core_hz / 1e9);
    print_fact(out, "shape", "%u cores, %u threads, %u a core, %u memory node%s", m->shape.cores,
               m->shape.threads, m->shape.threads_per_core, m->shape.nodes,
               m->shape.nodes == 1 ? "" : "s");
    print_caches(out, &m->shape);
    print_fact(out, "hypervisor", "%s", m->hypervisor);
    print_fact(out, "pages", "%zu KiB under the buffers; transparent huge pages: %s",
               p->result->page_bytes >> 10, m->huge_pages);
    print_fact(out, "kernel", "%s", m->kernel);
    print_fact(out, "C library", "%s, its memcpy: %s%s%s", m->libc, m->libc_variant,
               m->tunables[0] != '\0' ? "; GLIBC_TUNABLES " : "", m->tunables);
    print_fact(out, "memcpybench", "commit %s, %s", m->commit, m->compiler);
    fputs("</dl>\n", out);
}

static const char method[] =
    "<h3>The method, in short</h3>\n"
    "<p>Everybody is verified before being timed, and called by the same far indirect call from "
    "one loop. Each round times a batch of one implementation and a batch of the reference right "
    "beside it, in random order, so that a drifting clock or a neighbour hits both; ratios come "
    "from these pairs alone and are no quotients of the GB/s beside them. Each cell is measured "
    "over several placements of code and buffers; its ratio is the 20 % trimmed mean over them "
    "with Yuen's 95 % interval. Throughput is payload (n of memcpy once) from the median time; "
    "the memory sees at least twice that. The call itself is never subtracted. Nothing was asked "
    "of the machine: no fixed frequency, no performance counter, no privilege.</p>\n";

static void print_run(const struct page *p) {
    const struct result *r = p->result;
    FILE *out = p->out;
    fputs("<h3>This race</h3>\n<dl>\n", out);
    print_fact(out, "date", "%s", r->date);
    print_fact(out, "reference", "%s", r->reference);
    print_fact(out, "calls", "%s",
               r->calls == CALL_NEAR ? "near" : "far: from more than 4 GiB away");
    print_fact(out, "took",
               "%.1f s: %.1f s verifying, %.1f s measuring, of these %.1f s in timed copies",
               r->wall_seconds, r->verify_seconds, r->measure_seconds, r->timed_seconds);
    print_fact(out, "seed", "%u", r->seed);
    fputs("</dl>\n<p>The command that made it:</p>\n<pre class=\"command\"><code>", out);
    html_text(out, r->command);
    fputs("</code></pre>\n", out);
    if (strstr(r->command, "--seed") == NULL) {
        fputs("<p>With the same draw of everything random:</p>\n<pre class=\"command\"><code>",
              out);
        html_text(out, r->command);
        fprintf(out, " --seed %u</code></pre>\n", r->seed);
    }
}

void report_facts_print(const struct page *page) {
    print_machine(page);
    fputs(method, page->out);
    print_run(page);
}
