// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/present/html.h"
#include "bench/present/report_parts.h"

#include <errno.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <string.h>

// scripts/report/report.{css,js}, embedded by the build; each ends in a zero byte.
extern const char report_css[], report_js[];

// The one script that may run is ours, and nothing is loaded from anywhere: escaping is not the
// only thing that stands between a foreign file and whoever opens the page.
static void print_policy(FILE *out) {
    unsigned char digest[SHA256_DIGEST_LENGTH], text[64];
    SHA256((const unsigned char *)report_js, strlen(report_js), digest);
    EVP_EncodeBlock(text, digest, sizeof digest);
    fprintf(out,
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
            "'unsafe-inline'; script-src 'sha256-%s'; base-uri 'none'; form-action 'none'\">\n",
            (const char *)text);
}

void report_page_begin(FILE *out, const char *title, const char *heading) {
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n", out);
    print_policy(out);
    fputs("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta "
          "name=\"color-scheme\" content=\"light dark\">\n<title>",
          out);
    html_text(out, title);
    fprintf(out,
            "</title>\n<style>\n%s</style>\n</head>\n<body>\n<a class=\"skip\" "
            "href=\"#main\">To the answer</a>\n<header>\n<h1>",
            report_css);
    html_text(out, heading);
    fputs("</h1>\n", out);
}

void report_page_end(FILE *out, const char *command) {
    fputs("</main>\n<footer><p>This page was made by</p>\n<pre class=\"command\"><code>", out);
    html_text(out, command);
    fprintf(out,
            "</code></pre>\n<p>memcpybench: it needs no network and "
            "no other file.</p></footer>\n<script>%s</script>\n</body>\n</html>\n",
            report_js);
}

bool report_raw_read(const char *path, struct report_raw *out, struct failure *failure) {
    size_t size = 0;
    FILE *file = fopen(path, "re");
    ssize_t got = file != NULL ? getdelim(&out->text, &size, '\0', file) : -1; // JSON has no zeros
    if (file != NULL)
        fclose(file);
    if (got < 0)
        return failure_set(failure, EXIT_USAGE, "%.200s: not read again: %s", path,
                           strerror(errno));
    out->length = (size_t)got;
    return true;
}

void report_raw_print(FILE *out, const char *id, const char *name, const struct report_raw *raw) {
    fprintf(out,
            "<section id=\"%sraw\">\n<h3>The raw result</h3>\n<p class=\"raw\">The file that this "
            "was made from is in this page, %zu bytes: in its source, in the element of id "
            "<code>%sresult</code>. <span class=\"download\"></span></p>\n"
            "<script type=\"application/json\" class=\"result\" id=\"%sresult\" data-name=\"%s\">",
            id, raw->length, id, id, name);
    html_json(out, raw->text, raw->length);
    fputs("</script>\n</section>\n", out);
}

const char *report_gb(double gb, char out[24]) {
    snprintf(out, 24, "%.*f", gb < 9.995 ? 2 : gb < 99.95 ? 1 : 0, gb);
    return out;
}

const char *report_ratio(double ratio, char out[24]) {
    snprintf(out, 24, "%.*f", ratio < 9.9995 ? 3 : 1, ratio);
    return out;
}
