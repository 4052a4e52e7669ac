// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What a page does with text from files.
#include "bench/present/html.h"

#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

static char printed[4096];

static FILE *begin(void) {
    memset(printed, 0, sizeof printed);
    FILE *out = fmemopen(printed, sizeof printed, "w");
    assert_non_null(out);
    return out;
}

static void assert_printed(FILE *out, const char *wanted) {
    fclose(out);
    assert_string_equal(printed, wanted);
}

static void text_is_escaped_for_elements_and_attributes(void **state) {
    (void)state;
    FILE *out = begin();
    html_text(out, "<a href=\"x\" b='y'>&amp;</a>");
    assert_printed(out, "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;");
    out = begin();
    html_say(out, "%s %d", "<", 7);
    assert_printed(out, "&lt; 7");
}

static void json_cannot_end_the_element_it_is_in(void **state) {
    (void)state;
    static const char json[] = "{\"a\":\"</script><!--\"}";
    FILE *out = begin();
    html_json(out, json, sizeof json - 1);
    assert_printed(out, "{\"a\":\"\\u003c/script>\\u003c!--\"}");
}

static void a_pictures_ids_get_their_prefix_and_its_texts_none(void **state) {
    (void)state;
    FILE *out = begin();
    assert_true(html_svg(out,
                         "<?xml version=\"1.0\"?>\n<svg a=\"b\"><path id='p'/><g id=\"g\"/><use "
                         "xlink:href='#p'/><use href=\"#p\" fill=\"url(#p)\"/>"
                         "<text>a > id='p' url(#p)</text></svg>\n",
                         "r1", "a \"label\""));
    assert_printed(out,
                   "<svg class=\"plot\" role=\"img\" aria-label=\"a &quot;label&quot;\" "
                   "a=\"b\"><path id='r1p'/><g id=\"r1g\"/><use xlink:href='#r1p'/><use "
                   "href=\"#r1p\" fill=\"url(#r1p)\"/><text>a > id='p' url(#p)</text></svg>\n");
}

static void what_is_no_whole_picture_is_none(void **state) {
    (void)state;
    FILE *out = begin();
    assert_false(html_svg(out, "", "r1", ""));
    assert_false(html_svg(out, "<svg><g>", "r1", ""));
    assert_printed(out, "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_escaped_for_elements_and_attributes),
        cmocka_unit_test(json_cannot_end_the_element_it_is_in),
        cmocka_unit_test(a_pictures_ids_get_their_prefix_and_its_texts_none),
        cmocka_unit_test(what_is_no_whole_picture_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
