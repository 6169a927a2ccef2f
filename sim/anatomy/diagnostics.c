#include "schema_internal.h"
#include "tautband/anatomy/rule.h"
#include "tautband/anatomy/schema.h"
#include "tautband/core/assert.h"

#include <stdarg.h>
#include <string.h>

void tb_diagnostics_reset(tb_diagnostics *diagnostics, const char *path)
{
    diagnostics->count = 0;
    diagnostics->dropped = 0;
    snprintf(diagnostics->path, sizeof diagnostics->path, "%s", path);
}

void tb_diagnostics_add(tb_diagnostics *diagnostics, int line, int column, const char *rule,
                        const char *format, ...)
{
    TB_ASSERT(tb_rule_known(rule));
    if (diagnostics->count >= TB_DIAGNOSTICS_MAX) {
        ++diagnostics->dropped;
        return;
    }
    tb_diagnostic *item = &diagnostics->items[diagnostics->count++];
    item->line = line;
    item->column = column;
    snprintf(item->rule, sizeof item->rule, "%s", rule);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(item->text, sizeof item->text, format, arguments);
    va_end(arguments);
}

void tb_diagnostics_print(const tb_diagnostics *diagnostics, FILE *stream)
{
    for (int i = 0; i < diagnostics->count; ++i) {
        const tb_diagnostic *item = &diagnostics->items[i];
        if (item->line > 0) {
            fprintf(stream, "%s:%d:%d: error: %s [%s]\n", diagnostics->path, item->line,
                    item->column, item->text, item->rule);
        } else {
            fprintf(stream, "%s: error: %s [%s]\n", diagnostics->path, item->text, item->rule);
        }
    }
    if (diagnostics->dropped > 0) {
        fprintf(stream, "%s: error: and %d more faults [more]\n", diagnostics->path,
                diagnostics->dropped);
    }
}

static bool stands_after(const tb_diagnostic *a, const tb_diagnostic *b)
{
    return a->line != b->line ? a->line > b->line : a->column > b->column;
}

void tb_diagnostics_sort(tb_diagnostics *diagnostics)
{
    for (int i = 1; i < diagnostics->count; ++i) {
        const tb_diagnostic moved = diagnostics->items[i];
        int at = i;
        while (at > 0 && stands_after(&diagnostics->items[at - 1], &moved)) {
            diagnostics->items[at] = diagnostics->items[at - 1];
            --at;
        }
        diagnostics->items[at] = moved;
    }
}
