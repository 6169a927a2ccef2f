#include "tautband/patient/event.h"

#include "tautband/patient/lines.h"

/// One row of the vocabulary.
typedef struct kind_row {
    const char *id, *values, *subject;
} kind_row;

static const kind_row kinds[] = {
#define X(name, id, values, subject) {id, values, subject},
    TB_EVENT_LIST(X)
#undef X
};

const char *tb_event_name(tb_event_kind kind)
{
    return (unsigned)kind < TB_EVENT_KIND_COUNT ? kinds[kind].id : "unknown";
}

const char *tb_event_value_names(tb_event_kind kind)
{
    return (unsigned)kind < TB_EVENT_KIND_COUNT ? kinds[kind].values : "";
}

const char *tb_event_subject_name(tb_event_kind kind)
{
    return (unsigned)kind < TB_EVENT_KIND_COUNT ? kinds[kind].subject : "";
}

/// One line of the patient.
typedef struct line_row {
    tb_mood mood;
    const char *text;
} line_row;

static const line_row lines[] = {
#define X(name, mood, text) {TB_MOOD_##mood, text},
    TB_LINE_LIST(X)
#undef X
};

const char *tb_line_text(tb_line line)
{
    return (unsigned)line < TB_LINE_COUNT ? lines[line].text : "";
}

tb_mood tb_line_mood(tb_line line)
{
    return (unsigned)line < TB_LINE_COUNT ? lines[line].mood : TB_MOOD_CALM;
}
