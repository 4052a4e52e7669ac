// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/cli/dry_run.h"

#include <stdio.h>

static void print_conditions(const struct field *field, const struct plan *plan) {
    const struct axes *axes = &field->axes;
    char text[CONDITION_TITLE];
    if (axes->count > 1 && condition_is_map(&axes->conditions[0]))
        printf("%zu conditions: a map of offsets\n", axes->count);
    else if (axes->count > 1 || !condition_equal(&axes->conditions[0], &condition_default))
        for (size_t i = 0; i < axes->count; i++)
            printf("  %s\n",
                   condition_describe(&axes->conditions[i], text)[0] != '\0' ? text : "hot");
    if (axes->unsound + plan->unsuited + plan->unpaged > 0)
        printf(
            "left out: %zu combinations whose --delta is no multiple of their --align, %zu cells "
            "that\ncontracts do not allow, %zu cells for want of hugetlb pages\n",
            axes->unsound, plan->unsuited, plan->unpaged);
}

static size_t count_ceilings(const struct plan *plan) {
    size_t count = 0;
    for (size_t i = 0; i < plan->cell_count; i++)
        count += impl_is_ceiling(plan->cells[i].impl);
    return count;
}

// What a race would do.
static void print_plan(const struct field *field, const struct plan *plan) {
    char first[SIZE_TEXT], last[SIZE_TEXT];
    const struct size_list *sizes = &field->stand.plan.sizes;
    printf(
        "%zu implementations at %zu sizes from %s to %s: %zu cells over %zu placements, each in\n"
        "rounds with %s, calls %s\n",
        field->selection.runnable_count, sizes->count, size_format(sizes->bytes[0], first),
        size_format(sizes->bytes[sizes->count - 1], last), plan->cell_count, plan->blocks,
        plan->reference->name, call_placement_name(field->stand.calls));
    print_conditions(field, plan);
    if (count_ceilings(plan) > 0)
        printf("%zu of the cells are ceilings\n", count_ceilings(plan));
    printf("on CPU %u, core %u; seed %u\n", field->stand.place.os_index, field->stand.place.core,
           plan->seed);
    double overhead = stand_overhead(plan, &field->stand);
    printf("about %.0f s: %.0f s measuring, %.0f s verifying and drawing\n",
           plan->seconds + overhead, plan->seconds, overhead);
    for (size_t i = 0; i < field->selection.runnable_count; i++)
        printf("  %s\n", field->selection.runnable[i]->name);
    if (field->on_demand > 0)
        printf("  and not %zu more that --impl '*' races\n", field->on_demand);
    if (field->stand.left_out > 0)
        printf("  sizes from %s on: too little memory\n",
               size_format(field->stand.left_out, first));
    for (size_t i = 0; i < field->selection.skipped_count; i++)
        printf("  %s: cannot run here\n", field->selection.skipped[i]->name);
}

enum exit_status dry_run_print(const struct field *field, struct failure *failure) {
    struct plan plan;
    if (!stand_plan(&field->stand, &field->selection, &plan, failure))
        return failure->status;
    print_plan(field, &plan);
    plan_free(&plan);
    return EXIT_OK;
}
