#include "tautband/records/files.h"

#include "place.h"
#include "tautband/patient/harm.h"
#include "tautband/patient/lines.h"
#include "tautband/session/input.h"

#include <string.h>

// What a subject's number stands for, where that is a word.
static const char *subject_word(const tb_event *event)
{
    switch ((tb_event_kind)event->kind) {
    case TB_EVENT_TOOL:
        return tb_tool_name((tb_tool)event->subject);
    case TB_EVENT_TOLD:
        return tb_say_name((tb_say)event->subject);
    case TB_EVENT_SAID:
        return tb_line_text((tb_line)event->subject);
    case TB_EVENT_HARM:
    case TB_EVENT_CONSEQUENCE:
        return tb_harm_name((tb_harm)event->subject);
    case TB_EVENT_SCREENED:
        return tb_question_name((tb_question)event->subject);
    case TB_EVENT_DECIDED:
        return tb_decision_name((tb_decision)event->subject);
    case TB_EVENT_PREPARED:
        return tb_prepare_name((tb_prepare)event->subject);
    case TB_EVENT_DECLARED:
        return event->subject == TB_TRIGGER_POINT_LATENT ? "latent" : "active";
    default:
        return NULL;
    }
}

// A value that counts something; -1 = it counts nothing.
static int index_of(double value)
{
    return value >= 0.0 && value < 32768.0 ? (int)value : -1;
}

// The words themselves: what was said, or what a harm leads to.
static const char *words_of(const tb_event *event)
{
    if (event->kind == TB_EVENT_SAID) {
        const int phrase = index_of(event->values[0]);
        return phrase >= 0 ? tb_phrase_text(phrase) : tb_gesture_text((tb_line)event->subject);
    }
    if (event->kind == TB_EVENT_CONSEQUENCE) {
        const int step = index_of(event->values[2]);
        return step >= 0 && step < TB_CONSEQUENCE_STEPS
                   ? tb_consequence_of((tb_harm)event->subject)->steps[step].text
                   : NULL;
    }
    return NULL;
}

// Our words hold quotes and apostrophes at most.
static void write_text(const char *text, FILE *stream)
{
    fputc('"', stream);
    for (; *text != '\0'; ++text) {
        if (*text == '"' || *text == '\\') {
            fputc('\\', stream);
        }
        fputc(*text, stream);
    }
    fputc('"', stream);
}

static void write_values(const tb_event *event, FILE *stream)
{
    const char *names = tb_event_value_names((tb_event_kind)event->kind);
    for (int k = 0; k < TB_EVENT_VALUES && *names != '\0'; ++k) {
        const size_t length = strcspn(names, ",");
        char number[TB_DECIMAL_SIZE];
        tb_decimal(event->values[k], number);
        fprintf(stream, ",\"%.*s\":%s", (int)length, names, number);
        names += length + (names[length] == ',' ? 1 : 0);
    }
}

tb_status tb_events_write(const tb_event *events, int count, FILE *stream)
{
    for (int k = 0; k < count; ++k) {
        const tb_event *event = &events[k];
        fprintf(stream, "{\"tick_ms\":%u,\"kind\":\"%s\"", (unsigned)event->tick_ms,
                tb_event_name((tb_event_kind)event->kind));
        const char *meaning = tb_event_subject_name((tb_event_kind)event->kind);
        const char *word = subject_word(event);
        if (meaning[0] != '\0' && word != NULL) {
            fprintf(stream, ",\"%s\":", meaning);
            write_text(word, stream);
        } else if (meaning[0] != '\0') {
            fprintf(stream, ",\"%s\":%d", meaning, (int)event->subject);
        }
        write_values(event, stream);
        const char *words = words_of(event);
        if (words != NULL) {
            fputs(",\"words\":", stream);
            write_text(words, stream);
        }
        fputs("}\n", stream);
    }
    return ferror(stream) != 0 ? TB_ERR_IO : TB_OK;
}

tb_status tb_events_save(const tb_event *events, int count, const char *path, tb_error *error)
{
    tb_place place;
    const tb_status status = tb_place_open(&place, path, error);
    return status == TB_OK
               ? tb_place_close(&place, tb_events_write(events, count, place.file), error)
               : status;
}
