// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/impl/disasm.h"
#include "bench/present/html.h"
#include "bench/present/report_parts.h"

#include <string.h>

// Whose bytes have this SHA-256 among those this program has, or NULL.
static const struct impl *find_code(const struct report *report, const char *sha256) {
    for (size_t i = 0; sha256[0] != '\0' && i < report->impl_count; i++)
        if (report->impls[i].code != NULL && strcmp(report->impls[i].sha256, sha256) == 0)
            return &report->impls[i];
    return NULL;
}

static void print_disassembly(FILE *out, const struct impl *impl) {
    struct disasm_line line;
    fprintf(out, "<pre class=\"code\" tabindex=\"0\"><code>");
    for (size_t at = 0; at < impl->code_size; at += line.length) {
        disasm_next(impl->code, impl->code_size, at, &line);
        fprintf(out, "%04zx  ", at);
        for (size_t i = 0; i < 8; i++) // of longer ones the first
            fprintf(out, i < line.length ? "%02x " : "   ",
                    i < line.length ? impl->code[at + i] : 0U);
        fputc(' ', out);
        html_text(out, line.text);
        fputc('\n', out);
    }
    fputs("</code></pre>\n", out);
}

static void print_findings(FILE *out, const struct certificate *c) {
    for (size_t i = 0; i < c->finding_count; i++) {
        fprintf(out, "<li>%s: %s: ", severity_name(c->findings[i].severity),
                finding_class_name(c->findings[i].class));
        html_text(out, c->findings[i].text);
        fputs("</li>\n", out);
    }
}

static void print_code(const struct page *p, const struct result_impl *impl) {
    const struct impl *code = find_code(p->report, impl->sha256);
    if (impl->sha256[0] == '\0')
        fputs("<p>Its code was compiled or linked and not kept: there are no bytes to show.</p>\n",
              p->out);
    else if (code == NULL)
        fprintf(p->out,
                "<p>SHA-256 <code class=\"hash\">%s</code>. The program that made this page does "
                "not have these bytes, so their disassembly is not shown.</p>\n",
                impl->sha256);
    else
        fprintf(p->out,
                "<p>%zu bytes, SHA-256 <code class=\"hash\">%s</code>, the very bytes that were "
                "timed:</p>\n",
                code->code_size, impl->sha256);
    if (code != NULL)
        print_disassembly(p->out, code);
}

static void print_impl(const struct page *p, const struct result_impl *impl) {
    const struct certificate *c = &impl->certificate;
    fprintf(p->out, "<details><summary><strong>%s</strong> (%s): ", impl->name,
            impl_kind_name(impl->kind));
    if (impl->missing[0] != '\0') {
        fputs("not run, this machine lacks ", p->out);
        html_text(p->out, impl->missing);
    } else if (c->passed) {
        fprintf(p->out, "passed %llu calls", (unsigned long long)c->calls);
    } else {
        fputs("<span class=\"wrong\">not passed</span>", p->out);
    }
    fputs("</summary>\n", p->out);
    if (impl->missing[0] == '\0') {
        fprintf(p->out, "<p>Verified in %.2f s, kept and watched by ", c->seconds);
        html_text(p->out, c->sandbox[0] != '\0' ? c->sandbox : "nothing");
        fputs(".</p>\n<ul>\n", p->out);
        print_findings(p->out, c);
        fputs("</ul>\n", p->out);
    }
    print_code(p, impl);
    fputs("</details>\n", p->out);
}

void report_certificates_print(const struct page *page) {
    fputs("<h3>Certificates and code</h3>\n<p>What each was held to before it was timed, and what "
          "the processor ran.</p>\n<div class=\"folds\">\n",
          page->out);
    for (size_t i = 0; i < page->result->impl_count; i++)
        print_impl(page, &page->result->impls[i]);
    fputs("</div>\n", page->out);
}
