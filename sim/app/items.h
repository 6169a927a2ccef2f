/// What of an attempt was scored, item by item, as its score.json says, each with the moment of the
/// recording it is about. No window. Layer app, needs jansson, anatomy and session's event log.
#ifndef TB_APP_ITEMS_H
#define TB_APP_ITEMS_H
#include "tautband/anatomy/site.h"
#include "tautband/core/status.h"
#include "tautband/session/event.h"

#include <stdbool.h>
#include <stddef.h>

enum { TB_ITEMS_MAX = 80, TB_ITEMS_FILE_MAX = 256 * 1024 };

/// What kind of item.
typedef enum tb_item_kind { TB_ITEM_CRITICAL, TB_ITEM_ADVERSE, TB_ITEM_MEASURE } tb_item_kind;

/// One item.
typedef struct tb_item {
    tb_item_kind kind;
    char id[TB_ID_SIZE];
    char label[TB_LINE_SIZE]; ///< of the rubric, or a sentence; to translate
    char unit[16];
    double value, points, weight; ///< of a measure
    uint32_t at_ms;
} tb_item;

/// All of an attempt: critical events, adverse events, measures that were assessed.
typedef struct tb_items {
    tb_item items[TB_ITEMS_MAX];
    int count;
    double total, cut; ///< of 100
    bool pass;
} tb_items;

/// Read from memory. Moments of measures are 0: tb_items_find_moments() finds them.
/// @return TB_OK; TB_ERR_FORMAT with a sentence, TB_ERR_MEMORY; `out` unchanged
tb_status tb_items_parse(const char *text, size_t bytes, tb_items *out, tb_error *error);

/// Read score.json.
/// @return as tb_items_parse(), TB_ERR_IO where there is none
tb_status tb_items_load(const char *path, tb_items *out, tb_error *error);

/// When each measure was at stake, by the event log: the nearest tip for the distance to the
/// target, the greatest pain for comfort, the declaration for the place, and so on; 0 where nothing
/// of it happened.
void tb_items_find_moments(tb_items *items, const tb_event *events, int count);

/// The item of an id; -1 when there is none.
int tb_items_of(const tb_items *items, const char *id);

#endif
