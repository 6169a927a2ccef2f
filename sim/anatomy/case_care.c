// What the reasoning of an encounter starts from: the table behind `care`, and its words.
#include "schema_rows.h"
#include "site_internal.h"

static const char *const voice_names[] = {
#define X(name, id) id,
    TB_VOICE_LIST(X)
#undef X
        "any",
    NULL};
static const char *const decision_names[] = {
#define X(name, id, text) id,
    TB_DECISION_LIST(X)
#undef X
        "none",
    NULL};
static const char *const question_names[] = {
#define X(name, id, text) id,
    TB_QUESTION_LIST(X)
#undef X
        NULL};
static const char *const flag_names[] = {"none", "adapt", "no_needle", "red", NULL};

static const tb_field answer_fields[] = {
    ENUM(tb_case_answer, question, question_names, true, "which screening question"),
    TEXT(tb_case_answer, answer, true, "the patient's own words"),
    ENUM(tb_case_answer, flag, flag_names, true,
         "what it means: none, adapt, no_needle (do not needle), red (send on at once)"),
};
static const tb_schema answer_schema = SCHEMA("answer", answer_fields, sizeof(tb_case_answer));

static const tb_field plan_fields[] = {
    TEXT(tb_case_plan, text, true, "the option; right ones and distractors of about equal length"),
    BOOL(tb_case_plan, right, true, "true: belongs to a good plan; false: a distractor"),
    F64_OPTIONAL(tb_case_plan, weight, 0.0, 10.0, NULL, "weight of a right option (1 when absent)"),
};
static const tb_schema plan_schema = SCHEMA("plan option", plan_fields, sizeof(tb_case_plan));

static const tb_field care_fields[] = {
    {.key = "voice",
     .kind = TB_FIELD_ENUM,
     .offset = offsetof(tb_case_care, voice),
     .names = voice_names,
     .doc = "how the patient speaks; any (or absent): drawn from the seed"},
    F64_OPTIONAL(tb_case_care, needle_fear, -1.0, 1.0, NULL,
                 "0 none to 1; from 0.6 on the patient can faint; negative (or absent): drawn"),
    F64_OPTIONAL(tb_case_care, restriction, 0.0, 1.0, NULL,
                 "wide stiffness of the muscle, eased by slow broad strokes (0 when absent)"),
    F64_OPTIONAL(tb_case_care, severity, 0.0, 1.0, NULL,
                 "state of the trigger point at the first visit (0.8 when absent)"),
    {.key = "decision",
     .kind = TB_FIELD_ENUM,
     .offset = offsetof(tb_case_care, decision),
     .names = decision_names,
     .doc = "what is right today (needle when absent)"},
    {.key = "also",
     .kind = TB_FIELD_ENUM,
     .offset = offsetof(tb_case_care, also),
     .names = decision_names,
     .doc = "another right decision"},
    TEXT(tb_case_care, risk, false, "the region's own risk, which consent must name"),
    {.key = "thorax",
     .kind = TB_FIELD_BOOL,
     .offset = offsetof(tb_case_care, thorax),
     .doc = "true: aftercare must name chest symptoms"},
    LIST(tb_case_care, screening, screening_count, answer_schema, false,
         "answers that differ from a plain no"),
    LIST(tb_case_care, plan, plan_count, plan_schema, false, "options of the plan"),
};
const tb_schema tb_care_schema = SCHEMA("care", care_fields, sizeof(tb_case_care));

const char *tb_question_name(tb_question question)
{
    return (unsigned)question < TB_QUESTION_COUNT ? question_names[question] : "unknown";
}

const char *tb_question_text(tb_question question)
{
    static const char *const texts[] = {
#define X(name, id, text) text,
        TB_QUESTION_LIST(X)
#undef X
    };
    return (unsigned)question < TB_QUESTION_COUNT ? texts[question] : "";
}

const char *tb_decision_name(tb_decision decision)
{
    return (unsigned)decision < TB_DECISION_COUNT ? decision_names[decision] : "unknown";
}

const char *tb_decision_text(tb_decision decision)
{
    static const char *const texts[] = {
#define X(name, id, text) text,
        TB_DECISION_LIST(X)
#undef X
    };
    return (unsigned)decision < TB_DECISION_COUNT ? texts[decision] : "";
}

const char *tb_voice_name(tb_voice voice)
{
    return (unsigned)voice < TB_VOICE_COUNT ? voice_names[voice] : "unknown";
}

const tb_case_answer *tb_case_answer_to(const tb_case *model, tb_question question)
{
    for (int k = 0; k < model->care.screening_count; ++k) {
        if (model->care.screening[k].question == (int32_t)question) {
            return &model->care.screening[k];
        }
    }
    return NULL;
}
