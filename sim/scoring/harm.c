// Critical events, which fail an encounter whatever its points, and adverse events, which cost
// some.
#include "tautband/core/vec.h"

#include "scoring_internal.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const uint32_t UNSAFE_PATH_MS = 3000;

static void add_critical(tb_score *out, const char *id, uint32_t tick_ms, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 4, 5)))
#endif
    ;

static void add_critical(tb_score *out, const char *id, uint32_t tick_ms, const char *format, ...)
{
    if (out->critical_count == TB_CRITICAL_MAX) {
        return;
    }
    tb_critical *critical = &out->criticals[out->critical_count++];
    snprintf(critical->id, sizeof critical->id, "%s", id);
    critical->tick_ms = tick_ms;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(critical->text, sizeof critical->text, format, arguments);
    va_end(arguments);
}

// An event of one id counts once, at its first moment and its worst grade.
static void add_adverse(tb_score *out, const char *id, int grade, uint32_t tick_ms,
                        const char *text, const char *label)
{
    for (int k = 0; k < out->adverse_count; ++k) {
        if (strcmp(out->adverse[k].id, id) == 0) {
            out->adverse[k].grade = grade > out->adverse[k].grade ? grade : out->adverse[k].grade;
            return;
        }
    }
    if (out->adverse_count == TB_ADVERSE_MAX) {
        return;
    }
    tb_adverse *adverse = &out->adverse[out->adverse_count++];
    snprintf(adverse->id, sizeof adverse->id, "%s", id);
    adverse->grade = grade;
    adverse->tick_ms = tick_ms;
    snprintf(adverse->text, sizeof adverse->text, "%s%s", text, label);
}

static const char *label_of(const tb_anatomy *anatomy, int structure)
{
    return structure >= 0 && structure < anatomy->structure_count
               ? anatomy->structures[structure].label
               : "an unnamed structure";
}

static bool is_major(const tb_anatomy *anatomy, int structure)
{
    if (structure < 0 || structure >= anatomy->structure_count) {
        return false;
    }
    const tb_hazard_class hazard = anatomy->structures[structure].hazard;
    return hazard == TB_HAZARD_NERVE_VESSEL_MAJOR || hazard == TB_HAZARD_VESSEL_MAJOR ||
           hazard == TB_HAZARD_LETHAL;
}

// True when the case's answers hold this flag.
static bool flagged(const tb_case *model, tb_flag flag)
{
    for (int k = 0; k < model->care.screening_count; ++k) {
        if (model->care.screening[k].flag == (int32_t)flag) {
            return true;
        }
    }
    return false;
}

static void find_care_criticals(const tb_evidence *evidence, const tb_case *model, tb_score *out)
{
    const tb_care_evidence *care = &evidence->care;
    const bool barred = flagged(model, TB_FLAG_NO_NEEDLE) || flagged(model, TB_FLAG_RED);
    if (care->punctured && barred) {
        add_critical(out, "CF1", care->punctured_ms,
                     "A needle entered the skin although the history forbids it.");
    } else if (care->punctured && care->consent_asked && care->consent != 1) {
        add_critical(out, "CF1", care->punctured_ms,
                     "A needle entered the skin without the patient's consent.");
    }
    if (flagged(model, TB_FLAG_RED) && care->decision >= 0 && care->decision != TB_DECISION_REFER) {
        add_critical(out, "CF8", care->decided_ms,
                     "A warning sign in the history was not acted on: this patient is sent on.");
    }
    if (care->fainted && !care->laid_flat) {
        add_critical(out, "CF11", care->fainted_ms,
                     "The patient fainted and was not laid flat and looked after.");
    }
    if (care->ltr_after_enough >= 2) {
        add_adverse(out, "over-needled", 1, care->enough_ms,
                    "The patient had had enough, and the needle went on.", "");
    }
    if (care->prodrome_ms > 0 && care->fainted) {
        add_adverse(out, "faint", 2, care->fainted_ms,
                    "The patient felt odd, was not helped in time, and fainted.", "");
    }
    if (care->guarded >= 3) {
        add_adverse(out, "overpressed", 1, care->guarded_ms,
                    "Pressing was so hard that the muscle guarded again and again.", "");
    }
}

static void find_criticals(const tb_evidence *evidence, const tb_case *model,
                           const tb_anatomy *anatomy, const tb_rubric *rubric, tb_score *out)
{
    if (evidence->stop_ignored) {
        add_critical(out, "CF2", evidence->stop_ignored_ms,
                     "The patient said stop and the needle or finger went on after 2 s.");
    }
    if (evidence->lethal_contact) {
        add_critical(out, "CF3", evidence->lethal_contact_ms, "The needle reached the %s.",
                     label_of(anatomy, evidence->lethal_structure));
    }
    if (evidence->nerve_ignored) {
        add_critical(out, "CF4", evidence->nerve_ignored_ms,
                     "The needle went on %.1f s after an electric pain.",
                     1e-3 * evidence->nerve_ignored_for_ms);
    }
    if (evidence->chosen > evidence->binned) {
        add_critical(out, "CF6", evidence->end_ms,
                     "%d needle%s opened, %d in the sharps bin: the count does not agree.",
                     evidence->chosen, evidence->chosen == 1 ? "" : "s", evidence->binned);
    }
    find_care_criticals(evidence, model, out);
    if (evidence->lethal_ahead_ms > UNSAFE_PATH_MS) {
        if (rubric->unsafe_path_critical) {
            add_critical(out, "CF10", evidence->lethal_at_ms,
                         "For %.1f s the rest of the shaft could have reached a vital organ.",
                         1e-3 * evidence->lethal_ahead_ms);
        } else {
            add_adverse(out, "unsafe-path", 2, evidence->lethal_at_ms,
                        "The rest of the shaft could have reached a vital organ.", "");
        }
    }
}

static void find_contact(const tb_event *event, const tb_anatomy *anatomy, tb_score *out)
{
    char id[TB_ID_SIZE];
    const int structure = event->subject;
    const char *kind = event->kind == TB_EVENT_NERVE_CONTACT ? "nerve" : "vessel";
    snprintf(id, sizeof id, "%s-%d", kind, structure);
    if (event->kind == TB_EVENT_NERVE_CONTACT) {
        add_adverse(out, id, 2, event->tick_ms, "The needle touched the ",
                    label_of(anatomy, structure));
    } else if (event->kind == TB_EVENT_VESSEL_CONTACT) {
        add_adverse(out, id, is_major(anatomy, structure) ? 2 : 1, event->tick_ms,
                    "The needle pierced the ", label_of(anatomy, structure));
    }
}

static void find_bleeding(const tb_event *event, tb_score *out)
{
    const double bruise_significant_mm = 10.0;
    add_adverse(out, "bleeding", event->values[1] > bruise_significant_mm ? 2 : 1, event->tick_ms,
                "Blood came at the entry.", "");
}

void tb_score_harm(const tb_event *events, int event_count, const tb_evidence *evidence,
                   const tb_case *model, const tb_anatomy *anatomy, const tb_rubric *rubric,
                   tb_score *out)
{
    find_criticals(evidence, model, anatomy, rubric, out);
    for (int k = 0; k < event_count; ++k) {
        if (events[k].kind == TB_EVENT_BLEEDING) {
            find_bleeding(&events[k], out);
        } else {
            find_contact(&events[k], anatomy, out);
        }
    }
    if (evidence->bent) {
        add_adverse(out, "bent-needle", 1, evidence->bent_ms, "A needle was bent.", "");
    }
}
