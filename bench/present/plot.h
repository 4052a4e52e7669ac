// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Pictures of a result, drawn by gnuplot from what the result file says and nothing else, each as
// .png and .svg: throughput, ratio and best of each condition, whose name they bear unless it is
// the default ("throughput-cold"), as lines of several conditions in one picture nobody could tell
// apart; of each map of offsets a heat map, "map-<impl>-<bytes>"; and of each sweep of the code's
// places what each costs, "sweep-<impl>". When they are asked for: a heat map of ratios ("heat"),
// how rounds are spread ("samples"), percent of the ceiling ("ceiling"), what a bad place of the
// code costs ("placement"), several results over each other ("together"), and one implementation
// against the best of all others, "versus-<impl>".
#ifndef PRESENT_PLOT_H
#define PRESENT_PLOT_H

#include "bench/analyse/versus.h"
#include "bench/present/plot_together.h"

enum {
    PLOT_CONDITIONS = 8, // whose pictures are drawn at the most: the first, as the table has them
    PLOT_TEXT = 512,
};

// Whether there is anything to draw: a copy that was measured. The floor is none.
bool plot_has_content(const struct result *result);

// Draws all pictures into a directory, each whole or not at all. Summaries must be filled in.
bool plot_draw(const struct result *result, const char *directory, struct failure *failure);

// Draws one sort only: "throughput", "ratio", "best", "heat", "samples", "ceiling",
// "placement", "map" or "sweep"; "all": whatever the result has something for; NULL: all but those
// that have to be asked for. EXIT_USAGE where the result has nothing for it.
bool plot_draw_only(const struct result *result, const char *only, const char *directory,
                    struct failure *failure);
bool plot_is_picture(const char *name);

// What a condition adds to a picture's name: "-cold-align=16", nothing for the default.
const char *plot_suffix(const struct condition *condition, char out[CONDITION_TEXT]);

// What was drawn, for people: "{throughput,ratio,best}.{png,svg}".
void plot_describe(const struct result *result, const char *only, char out[PLOT_TEXT]);

// What `only` asks for and the result has nothing for, and why; empty where that is nothing.
void plot_describe_lacks(const struct result *result, const char *only, char out[PLOT_TEXT]);

// Draws "together", several results over each other.
bool plot_draw_together(const struct together *list, size_t count, const char *directory,
                        struct failure *failure);

// Draws "versus-<impl>" of each condition: one implementation against the best of all others.
// EXIT_USAGE where there is nothing to draw.
bool plot_draw_versus(const struct result *result, const struct versus_field *field,
                      const char *directory, struct failure *failure);

// Takes the pictures away that plot_draw() may have left in a directory: those of an older result.
void plot_forget(const char *directory);

#endif
