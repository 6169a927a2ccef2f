/// Rows of numbers of the model beside published ones: collected by a test, printed as a table for
/// the documentation. Header only but for the rows.
#ifndef TB_DEPTH_TABLE_H
#define TB_DEPTH_TABLE_H
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { DEPTH_ROWS_MAX = 160, DEPTH_TEXT = 200 };

/// One row: what was published, with its source and mark, and what the model gives.
typedef struct depth_row {
    const char *site, *quantity, *published, *mark;
    char model[DEPTH_TEXT];
    bool holds, informs; ///< informs: there is nothing to compare with
} depth_row;

extern depth_row depth_rows[DEPTH_ROWS_MAX]; ///< defined by the program, as the counts are
extern int depth_row_count, depth_rows_failed;

static inline void depth_row_add(const char *site, const char *quantity, const char *published,
                                 const char *mark, bool holds, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 6, 7)))
#endif
    ;

static inline void depth_row_add(const char *site, const char *quantity, const char *published,
                                 const char *mark, bool holds, const char *format, ...)
{
    if (depth_row_count == DEPTH_ROWS_MAX) {
        return;
    }
    depth_row *row = &depth_rows[depth_row_count++];
    *row = (depth_row){.site = site,
                       .quantity = quantity,
                       .published = published,
                       .mark = mark,
                       .holds = holds,
                       .informs = strcmp(published, "-") == 0};
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(row->model, sizeof row->model, format, arguments);
    va_end(arguments);
    if (!holds) {
        fprintf(stderr, "%s: %s: published %s, model %s\n", site, quantity, published, row->model);
        depth_rows_failed += 1;
    }
}

/// Print the rows as a Markdown table.
static inline void depth_rows_print(FILE *stream)
{
    fputs("| site | quantity | published | mark | model | |\n|---|---|---|---|---|---|\n", stream);
    for (int k = 0; k < depth_row_count; ++k) {
        const depth_row *row = &depth_rows[k];
        fprintf(stream, "| %s | %s | %s | %s | %s | %s |\n", row->site, row->quantity,
                row->published, row->mark, row->model,
                row->informs                                    ? "for information"
                : row->holds && strstr(row->published, "known") ? "beyond, as stated"
                : row->holds                                    ? "holds"
                                                                : "fails");
    }
}

#endif
