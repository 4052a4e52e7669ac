// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/cli/words.h"

#include "bench/machine/fingerprint.h"
#include "bench/record/result.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// An option's values, none where it was not given. A flag's is NULL.
struct values {
    const char *const *texts;
    size_t count;
};

static struct values values_of(const struct option_row *row, const void *options) {
    const void *at = (const char *)options + row->offset;
    switch (row->type) {
    case OPTION_FLAG: return (struct values){NULL, *(const bool *)at};
    case OPTION_TEXT: return (struct values){at, *(const char *const *)at != NULL};
    case OPTION_LIST: {
        const struct text_list *list = at;
        return (struct values){list->texts, list->count};
    }
    }
    return (struct values){NULL, 0};
}

static bool is_among(const char *name, const char *const *others, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(others[i], name) == 0)
            return true;
    return false;
}

const char *words_first_given(const struct command *command, const void *options,
                              const char *const *others, size_t other_count) {
    for (size_t i = 0; i < command->option_count; i++)
        if (!is_among(command->options[i].name, others, other_count) &&
            values_of(&command->options[i], options).count > 0)
            return command->options[i].name;
    return NULL;
}

static bool add_word(struct words *words, const char *name, const char *value) {
    char **more = realloc(words->texts, (words->count + 1) * sizeof *more), *word = NULL;
    if (more == NULL)
        return false;
    words->texts = more;
    if (asprintf(&word, "--%s%s%s", name, value != NULL ? "=" : "", value != NULL ? value : "") < 0)
        return false;
    words->texts[words->count++] = word;
    return true;
}

bool words_of(const struct command *command, const void *options, const char *const *others,
              size_t other_count, struct words *out, struct failure *failure) {
    *out = (struct words){0};
    for (size_t i = 0; i < command->option_count; i++) {
        const struct option_row *row = &command->options[i];
        struct values values = values_of(row, options);
        for (size_t v = 0; v < values.count && !is_among(row->name, others, other_count); v++)
            if (!add_word(out, row->name, values.texts != NULL ? values.texts[v] : NULL)) {
                words_free(out);
                return failure_set(failure, EXIT_ENVIRONMENT, "%s: out of memory", command->name);
            }
    }
    return true;
}

void words_free(struct words *words) {
    for (size_t i = 0; i < words->count; i++)
        free(words->texts[i]);
    free(words->texts);
    *words = (struct words){0};
}

void words_append(char *text, size_t size, const char *word) {
    char clean[RESULT_COMMAND];
    size_t used = strlen(text);
    fingerprint_clean(clean, sizeof clean, word);
    bool quote = clean[0] == '\0' || strpbrk(clean, " *?[]'\"\\$&;|<>()`!#~") != NULL;
    int wanted =
        snprintf(text + used, size - used, quote ? "%s'%s'" : "%s%s", used > 0 ? " " : "", clean);
    if (wanted < 0 || (size_t)wanted >= size - used)
        text[used] = '\0'; // a word is there whole or not at all
}

void words_join(const struct context *context, char *out, size_t size) {
    out[0] = '\0';
    for (int i = 0; i < context->argc; i++)
        words_append(out, size, context->argv[i]);
}
