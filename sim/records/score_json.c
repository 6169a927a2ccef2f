#include "tautband/records/files.h"

#include "place.h"

#include <inttypes.h>
#include <jansson.h>
#include <string.h>

// jansson builds and escapes; numbers with decimals travel as marked strings, because its own way
// of writing reals depends on the C library. The mark, a control character, cannot come from any
// text.
#define NUMBER_MARK "\x01"

static json_t *number(double value)
{
    char text[TB_DECIMAL_SIZE + 2] = NUMBER_MARK;
    tb_decimal(value, text + 1);
    return json_string(text);
}

static json_t *hex(uint64_t value)
{
    char text[20];
    snprintf(text, sizeof text, "%016" PRIx64, value);
    return json_string(text);
}

static json_t *criticals_of(const tb_score *score)
{
    json_t *list = json_array();
    for (int k = 0; k < score->critical_count; ++k) {
        const tb_critical *critical = &score->criticals[k];
        json_array_append_new(list,
                              json_pack("{s:s, s:I, s:s}", "id", critical->id, "tick_ms",
                                        (json_int_t)critical->tick_ms, "text", critical->text));
    }
    return list;
}

static json_t *domains_of(const tb_score *score)
{
    json_t *object = json_object();
    for (int k = 0; k < score->domain_count; ++k) {
        const tb_domain_score *domain = &score->domains[k];
        json_object_set_new(
            object, domain->rubric->id,
            json_pack("{s:s, s:o, s:o, s:o, s:b}", "label", domain->rubric->label, "points",
                      number(domain->points), "weight", number(domain->weight), "floor",
                      number(domain->rubric->floor), "below_floor", domain->below_floor ? 1 : 0));
    }
    return object;
}

static json_t *measures_of(const tb_score *score)
{
    json_t *list = json_array();
    for (int k = 0; k < score->measure_count; ++k) {
        const tb_measure *measure = &score->measures[k];
        json_array_append_new(list, json_pack("{s:s, s:s, s:b, s:o, s:s, s:o, s:o}", "id",
                                              measure->rubric->id, "label", measure->rubric->label,
                                              "assessed", measure->assessed ? 1 : 0, "value",
                                              number(measure->value), "unit", measure->rubric->unit,
                                              "points", number(measure->points), "weight",
                                              number(measure->rubric->weight)));
    }
    return list;
}

static json_t *adverse_of(const tb_score *score)
{
    static const char *const grades[] = {"none", "mild", "significant", "serious"};
    json_t *list = json_array();
    for (int k = 0; k < score->adverse_count; ++k) {
        const tb_adverse *adverse = &score->adverse[k];
        const int grade = adverse->grade >= 0 && adverse->grade <= 3 ? adverse->grade : 3;
        json_array_append_new(list, json_pack("{s:s, s:s, s:I, s:s}", "id", adverse->id, "grade",
                                              grades[grade], "tick_ms",
                                              (json_int_t)adverse->tick_ms, "text", adverse->text));
    }
    return list;
}

static json_t *object_of(const tb_score *score, const tb_rubric *rubric,
                         const tb_score_origin *origin)
{
    char seed[24];
    snprintf(seed, sizeof seed, "%s%" PRIu64, NUMBER_MARK, origin->seed);
    json_t *object = json_pack(
        "{s:s, s:s, s:s, s:s, s:o, s:{s:s, s:s, s:s, s:o}, s:o, s:b, s:o, s:o, s:o, s:i, s:o, s:s, "
        "s:{s:s, s:s, s:I}}",
        "schema", "tautband-score-1", "case", origin->case_id, "seed", seed, "build", origin->build,
        "state_hash", hex(origin->state_hash), "rubric", "id", rubric->id, "version",
        rubric->version, "standing", rubric->standing, "cut", number(rubric->cut), "total",
        number(score->total), "pass", score->pass ? 1 : 0, "critical_fails", criticals_of(score),
        "domains", domains_of(score), "measures", measures_of(score), "ltr_count", score->ltr_count,
        "adverse_events", adverse_of(score), "headline", score->headline, "next", "title",
        score->next_title, "text", score->next_text, "tick_ms", (json_int_t)score->next_tick_ms);
    if (object != NULL && score->overtime_s > 0.0) {
        json_object_set_new(object, "overtime",
                            json_pack("{s:o, s:o}", "s", number(score->overtime_s), "points",
                                      number(score->overtime_points)));
    }
    return object;
}

// Marked strings become bare numbers: "\u0001..." with its quotes is what jansson writes for them.
static void write_unmarked(const char *text, FILE *stream)
{
    static const char mark[] = "\"\\u0001";
    for (const char *found; (found = strstr(text, mark)) != NULL;) {
        fwrite(text, 1, (size_t)(found - text), stream);
        text = found + sizeof mark - 1;
        const size_t length = strcspn(text, "\"");
        fwrite(text, 1, length, stream);
        text += length + 1;
    }
    fputs(text, stream);
    fputc('\n', stream);
}

tb_status tb_score_write(const tb_score *score, const tb_rubric *rubric,
                         const tb_score_origin *origin, FILE *stream)
{
    json_t *object = object_of(score, rubric, origin);
    char *text = object != NULL ? json_dumps(object, JSON_INDENT(2)) : NULL;
    json_decref(object);
    if (text == NULL) {
        return TB_ERR_MEMORY;
    }
    write_unmarked(text, stream);
    free(text);
    return ferror(stream) != 0 ? TB_ERR_IO : TB_OK;
}

tb_status tb_score_save(const tb_score *score, const tb_rubric *rubric,
                        const tb_score_origin *origin, const char *path, tb_error *error)
{
    tb_place place;
    const tb_status status = tb_place_open(&place, path, error);
    return status == TB_OK
               ? tb_place_close(&place, tb_score_write(score, rubric, origin, place.file), error)
               : status;
}
