// The table behind a case file, and reading one.
#include "tautband/anatomy/case.h"
#include "case_internal.h"
#include "schema_internal.h"
#include "tautband/core/alloc.h"
#include "tautband/core/hash.h"

#include <string.h>

// Rows of the table: struct, member, then what a person must know.
#define PLACE(S, member) .key = #member, .offset = offsetof(S, member)
#define F64(S, member, lo_, hi_, unit_, doc_)                                                      \
    {                                                                                              \
        PLACE(S, member), .kind = TB_FIELD_F64, .lo = lo_, .hi = hi_, .required = true,            \
                          .unit = unit_, .doc = doc_                                               \
    }
#define F64_OPTIONAL(S, member, lo_, hi_, unit_, doc_)                                             \
    {                                                                                              \
        PLACE(S, member), .kind = TB_FIELD_F64, .lo = lo_, .hi = hi_, .unit = unit_, .doc = doc_   \
    }
#define I32(S, member, lo_, hi_, doc_)                                                             \
    {                                                                                              \
        PLACE(S, member), .kind = TB_FIELD_I32, .lo = lo_, .hi = hi_, .required = true,            \
                          .doc = doc_                                                              \
    }
#define BOOL(S, member, doc_)                                                                      \
    {                                                                                              \
        PLACE(S, member), .kind = TB_FIELD_BOOL, .required = true, .doc = doc_                     \
    }
#define TEXT(S, member, required_, doc_)                                                           \
    {                                                                                              \
        PLACE(S, member), .kind = TB_FIELD_TEXT, .size = sizeof((S *)0)->member,                   \
                          .required = required_, .doc = doc_                                       \
    }
#define ENUM(S, member, names_, doc_)                                                              \
    {                                                                                              \
        PLACE(S, member), .kind = TB_FIELD_ENUM, .names = names_, .required = true, .doc = doc_    \
    }
#define F64_EXACT(S, member, lo_, hi_, unit_, doc_)                                                \
    {                                                                                              \
        PLACE(S, member), .kind = TB_FIELD_F64_LIST,                                               \
                          .size = sizeof((S *)0)->member / sizeof(double), .lo = lo_, .hi = hi_,   \
                          .required = true, .unit = unit_, .doc = doc_                             \
    }
#define LIST(S, member, count_, schema_, required_, doc_)                                          \
    {                                                                                              \
        PLACE(S, member),                                                                          \
            .kind = TB_FIELD_LIST, .size = sizeof((S *)0)->member / sizeof((S *)0)->member[0],     \
            .count_offset = offsetof(S, count_), .schema = &schema_, .required = required_,        \
            .doc = doc_                                                                            \
    }
#define OBJECT(S, member, schema_, doc_)                                                           \
    {                                                                                              \
        PLACE(S, member), .kind = TB_FIELD_OBJECT, .schema = &schema_, .required = true,           \
                          .doc = doc_                                                              \
    }
#define SCHEMA(name_, fields_, size_)                                                              \
    {                                                                                              \
        .name = name_, .fields = fields_, .field_count = sizeof fields_ / sizeof fields_[0],       \
        .struct_size = size_                                                                       \
    }
#define SOURCE(S)                                                                                  \
    TEXT(S, source, true,                                                                          \
         "keys of assets/sources.csv that the numbers above come from, ';' between")

static const char *const tissue_names[] = {
#define X(name, id, label) id,
    TB_TISSUE_LIST(X)
#undef X
        NULL};
static const char *const hazard_names[] = {"none",        "lethal",       "nerve_vessel_major",
                                           "nerve_major", "vessel_major", "nerve_vessel",
                                           "nerve",       "vessel",       "bone",
                                           NULL};
static const char *const scaling_names[] = {"none",        "fat_limb",     "fat_trunk",
                                            "muscle_calf", "muscle_upper", NULL};
static const char *const sex_names[] = {"female", "male", NULL};
static const char *const state_names[] = {"active", "latent", NULL};
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
static const char *const decoy_names[] = {"tender_only", "band_only", NULL};

// ---- layers -------------------------------------------------------------------------------------

static const tb_field layer_fields[] = {
    TEXT(tb_case_layer, id, true, "name used by other keys"),
    TEXT(tb_case_layer, label, true, "name shown to people"),
    ENUM(tb_case_layer, tissue, tissue_names, "kind of tissue: skin, fat, fascia or muscle"),
    F64(tb_case_layer, thickness_mm, 0.1, 100.0, "mm", "mean thickness T at the site's origin"),
    F64(tb_case_layer, cv, 0.0, 1.0, NULL,
        "coefficient of variation between people (log-normal with mean T)"),
    F64(tb_case_layer, lo_mm, 0.05, 100.0, "mm", "least thickness drawn, before body build"),
    F64(tb_case_layer, hi_mm, 0.05, 150.0, "mm", "greatest thickness drawn, before body build"),
    ENUM(tb_case_layer, scaling, scaling_names, "how the layer follows sex and BMI"),
    F64_OPTIONAL(tb_case_layer, gt, -1.0, 1.0, "mm per mm", "slope of the thickness along t"),
    F64_OPTIONAL(tb_case_layer, gb, -1.0, 1.0, "mm per mm", "slope of the thickness along b"),
    F64_OPTIONAL(tb_case_layer, ktt_per_mm, -0.05, 0.05, "1/mm", "thickness term in t squared"),
    F64_OPTIONAL(tb_case_layer, kbb_per_mm, -0.05, 0.05, "1/mm", "thickness term in b squared"),
    SOURCE(tb_case_layer),
};
static const tb_schema layer_schema = SCHEMA("layer", layer_fields, sizeof(tb_case_layer));

// ---- structures ---------------------------------------------------------------------------------

static const tb_field chain_fields[] = {
    F64(tb_chain_point, t_mm, -300.0, 300.0, "mm", "along the fibres"),
    F64(tb_chain_point, b_mm, -300.0, 300.0, "mm", "across the fibres"),
    F64(tb_chain_point, n_mm, -50.0, 300.0, "mm", "inward from the plane through the origin"),
    F64(tb_chain_point, radius_mm, 0.2, 60.0, "mm", "radius here; linear to the next point"),
};
static const tb_schema chain_schema = SCHEMA("point", chain_fields, sizeof(tb_chain_point));

static const tb_field structure_fields[] = {
    TEXT(tb_case_structure, id, true, "name used by events and scores"),
    TEXT(tb_case_structure, label, true, "name shown to people"),
    ENUM(tb_case_structure, tissue, tissue_names, "kind of tissue: nerve, vein, artery or bone"),
    ENUM(tb_case_structure, hazard, hazard_names, "how dangerous it is to reach it"),
    LIST(tb_case_structure, points, point_count, chain_schema, true,
         "chain of spheres, joined by cones"),
    F64_EXACT(tb_case_structure, shift_sd_mm, 0.0, 30.0, "mm",
              "SD of a person's shift along t, b, n; drawn within 2.5 SD"),
    TEXT(tb_case_structure, follow, false,
         "layer whose deep face carries it when that layer is thicker or thinner"),
    F64_OPTIONAL(tb_case_structure, follow_weight, 0.0, 1.5, NULL,
                 "share of that movement (1 when absent)"),
    TEXT(tb_case_structure, distribution, false,
         "nerves: regions of the body map that an electric pain runs to, between spaces"),
    SOURCE(tb_case_structure),
};
static const tb_schema structure_schema =
    SCHEMA("structure", structure_fields, sizeof(tb_case_structure));

// ---- trigger points, bands, decoys --------------------------------------------------------------

static const tb_field trigger_point_fields[] = {
    TEXT(tb_case_trigger_point, id, true, "name used by bands, events and scores"),
    TEXT(tb_case_trigger_point, label, true, "name shown to people"),
    ENUM(tb_case_trigger_point, state, state_names,
         "active: hurts by itself, the point to treat; latent: only when pressed"),
    F64(tb_case_trigger_point, probability, 0.0, 1.0, NULL, "that a patient of this case has it"),
    F64(tb_case_trigger_point, t_mm, -200.0, 200.0, "mm", "mean place along the fibres"),
    F64(tb_case_trigger_point, b_mm, -200.0, 200.0, "mm", "mean place across the fibres"),
    F64(tb_case_trigger_point, fraction, 0.0, 1.0, NULL,
        "mean depth: 0 superficial face, 1 deep face of the target muscle"),
    F64_EXACT(tb_case_trigger_point, jitter_sd, 0.0, 30.0, NULL,
              "SD of a person's place: t in mm, b in mm, fraction"),
    F64_EXACT(tb_case_trigger_point, semi_axes_mm, 0.5, 20.0, "mm",
              "nodule: semi-axes along the fibre, across it, and along the third"),
    F64_EXACT(tb_case_trigger_point, loci_semi_axes_mm, 0.5, 20.0, "mm",
              "ellipsoid that holds the sensitive loci, same axes"),
    F64(tb_case_trigger_point, loci_mean, 0.0, 20.0, NULL, "mean number of sensitive loci"),
    SOURCE(tb_case_trigger_point),
};
static const tb_schema trigger_point_schema =
    SCHEMA("trigger point", trigger_point_fields, sizeof(tb_case_trigger_point));

// A station of a band as it lies in tb_case_band.points.
typedef struct band_station {
    double t_mm, b_mm, fraction;
} band_station;
_Static_assert(sizeof(band_station) == 3 * sizeof(double), "three doubles in a row");

static const tb_field station_fields[] = {
    F64(band_station, t_mm, -200.0, 200.0, "mm", "along the fibres"),
    F64(band_station, b_mm, -200.0, 200.0, "mm", "across the fibres"),
    F64(band_station, fraction, 0.0, 1.0, NULL, "depth in the target muscle, 0 to 1"),
};
static const tb_schema station_schema = SCHEMA("station", station_fields, sizeof(band_station));

static const tb_field band_fields[] = {
    TEXT(tb_case_band, id, true, "name"),
    TEXT(tb_case_band, trigger_point, false,
         "id of the trigger point it belongs to; absent: a band without one"),
    LIST(tb_case_band, points, point_count, station_schema, true, "path through the target muscle"),
    F64(tb_case_band, radius_mm, 0.5, 6.0, "mm", "mean radius"),
    F64(tb_case_band, radius_lo_mm, 0.5, 6.0, "mm", "least radius drawn"),
    F64(tb_case_band, radius_hi_mm, 0.5, 6.0, "mm", "greatest radius drawn"),
    F64(tb_case_band, stiffness_ratio, 1.0, 5.0, NULL,
        "mean stiffness against resting muscle; 1 = cannot be felt"),
    F64(tb_case_band, stiffness_lo, 1.0, 5.0, NULL, "least ratio drawn"),
    F64(tb_case_band, stiffness_hi, 1.0, 5.0, NULL, "greatest ratio drawn"),
    SOURCE(tb_case_band),
};
static const tb_schema band_schema = SCHEMA("band", band_fields, sizeof(tb_case_band));

static const tb_field decoy_fields[] = {
    ENUM(tb_case_decoy, kind, decoy_names,
         "tender_only: tender spot without band; band_only: cord of 40 mm along t, not tender"),
    F64(tb_case_decoy, t_mm, -200.0, 200.0, "mm", "along the fibres"),
    F64(tb_case_decoy, b_mm, -200.0, 200.0, "mm", "across the fibres"),
    F64(tb_case_decoy, fraction, -1.0, 2.0, NULL,
        "depth in the target muscle; outside 0 to 1 it lies outside the muscle"),
    TEXT(tb_case_decoy, note, true, "what it is"),
};
static const tb_schema decoy_schema = SCHEMA("decoy", decoy_fields, sizeof(tb_case_decoy));

// ---- small lists --------------------------------------------------------------------------------

static const tb_field landmark_fields[] = {
    TEXT(tb_case_landmark, label, true, "name shown to people"),
    F64(tb_case_landmark, t_mm, -300.0, 300.0, "mm", "along the fibres"),
    F64(tb_case_landmark, b_mm, -300.0, 300.0, "mm", "across the fibres"),
    BOOL(tb_case_landmark, visible, "true: seen on the skin; false: only felt"),
};
static const tb_schema landmark_schema =
    SCHEMA("landmark", landmark_fields, sizeof(tb_case_landmark));

static const tb_field referral_fields[] = {
    TEXT(tb_case_referral, region, true, "region of the body map"),
    F64(tb_case_referral, weight, 0.05, 1.0, NULL, "1 primary, 0.4 spill-over"),
};
static const tb_schema referral_schema =
    SCHEMA("referral zone", referral_fields, sizeof(tb_case_referral));

static const tb_field needle_fields[] = {
    F64(tb_case_needle, diameter_mm, 0.1, 0.5, "mm", "shaft diameter"),
    F64(tb_case_needle, length_mm, 10.0, 125.0, "mm", "shaft length, tip to handle"),
};
static const tb_schema needle_schema = SCHEMA("needle", needle_fields, sizeof(tb_case_needle));

// ---- care ---------------------------------------------------------------------------------------

static const tb_field answer_fields[] = {
    ENUM(tb_case_answer, question, question_names, "which screening question"),
    TEXT(tb_case_answer, answer, true, "the patient's own words"),
    ENUM(tb_case_answer, flag, flag_names,
         "what it means: none, adapt, no_needle (do not needle), red (send on at once)"),
};
static const tb_schema answer_schema = SCHEMA("answer", answer_fields, sizeof(tb_case_answer));

static const tb_field plan_fields[] = {
    TEXT(tb_case_plan, text, true, "the option; right ones and distractors of about equal length"),
    BOOL(tb_case_plan, right, "true: belongs to a good plan; false: a distractor"),
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
static const tb_schema care_schema = SCHEMA("care", care_fields, sizeof(tb_case_care));

// ---- groups of the top mapping ------------------------------------------------------------------

// Offsets inside the unnamed groups of tb_case are taken from the group's own start.
#define GROUP_PLACE(group, member)                                                                 \
    .key = #member, .offset = offsetof(tb_case, group.member) - offsetof(tb_case, group)
#define GROUP_F64(group, member, lo_, hi_, unit_, doc_)                                            \
    {                                                                                              \
        GROUP_PLACE(group, member), .kind = TB_FIELD_F64, .lo = lo_, .hi = hi_, .required = true,  \
                                    .unit = unit_, .doc = doc_                                     \
    }
#define GROUP_TEXT(group, member, doc_)                                                            \
    {                                                                                              \
        GROUP_PLACE(group, member), .kind = TB_FIELD_TEXT,                                         \
                                    .size = sizeof((tb_case *)0)->group.member, .required = true,  \
                                    .doc = doc_                                                    \
    }
#define GROUP_F64_EXACT(group, member, lo_, hi_, unit_, doc_)                                      \
    {                                                                                              \
        GROUP_PLACE(group, member), .kind = TB_FIELD_F64_LIST,                                     \
                                    .size = sizeof((tb_case *)0)->group.member / sizeof(double),   \
                                    .lo = lo_, .hi = hi_, .required = true, .unit = unit_,         \
                                    .doc = doc_                                                    \
    }

static const tb_field patient_fields[] = {
    GROUP_TEXT(patient, who, "work and age, never a name: \"runner, 34\""),
    {GROUP_PLACE(patient, sex), .kind = TB_FIELD_ENUM, .names = sex_names, .required = true,
     .doc = "sex, for body build and pain threshold"},
    GROUP_F64(patient, bmi, 15.0, 45.0, "kg/m2", "mean body mass index"),
    GROUP_F64(patient, bmi_sd, 0.0, 8.0, "kg/m2", "its SD between patients of this case"),
    GROUP_TEXT(patient, complaint, "what the patient says first, in their own words"),
    {GROUP_PLACE(patient, history), .kind = TB_FIELD_TEXT_LIST, .size = TB_HISTORY_MAX,
     .text_size = TB_LINE_SIZE,
     .count_offset = offsetof(tb_case, patient.history_count) - offsetof(tb_case, patient),
     .required = true, .doc = "answers to the history questions, in the patient's own words"},
    GROUP_F64_EXACT(patient, pain_threshold_kpa, 20.0, 2000.0, "kPa",
                    "pressure pain threshold on 1 cm2 at an active, a latent and a normal site"),
    GROUP_F64(patient, pain_threshold_cv, 0.0, 1.0, NULL, "its variation between people"),
    GROUP_TEXT(patient, source, "keys of assets/sources.csv, ';' between"),
};
static const tb_schema patient_schema =
    SCHEMA("patient", patient_fields, sizeof((tb_case *)0)->patient);

static const tb_field site_fields[] = {
    GROUP_F64(site, radius_t_mm, -5000.0, 5000.0, "mm",
              "radius of the skin along t; negative = concave"),
    GROUP_F64(site, radius_b_mm, -5000.0, 5000.0, "mm", "radius of the skin across"),
    GROUP_F64_EXACT(site, extent_t_mm, -200.0, 200.0, "mm",
                    "first and last t at which the surface is curved; beyond it goes on straight"),
    GROUP_F64_EXACT(site, extent_b_mm, -200.0, 200.0, "mm", "the same along b"),
    GROUP_TEXT(site, side, "\"right\""),
    GROUP_TEXT(site, position, "how the patient lies, and where the origin of the site is"),
    GROUP_TEXT(site, source, "keys of assets/sources.csv, ';' between"),
};
static const tb_schema site_schema = SCHEMA("site", site_fields, sizeof((tb_case *)0)->site);

static const tb_field approach_fields[] = {
    GROUP_F64(approach, tilt_deg, 0.0, 90.0, "degrees", "tilt of the accepted direction from n"),
    GROUP_F64(approach, azimuth_deg, -180.0, 360.0, "degrees", "its azimuth from t towards b"),
    GROUP_F64(approach, half_angle_deg, 1.0, 45.0, "degrees", "half angle of the accepted cone"),
    GROUP_F64(approach, entry_t_mm, -200.0, 200.0, "mm", "centre of the entry region along t"),
    GROUP_F64(approach, entry_b_mm, -200.0, 200.0, "mm", "centre of the entry region across"),
    GROUP_F64_EXACT(approach, entry_semi_mm, 1.0, 100.0, "mm", "semi-axes of the entry region"),
    GROUP_TEXT(approach, stop_layer, "layer whose deep face must never be passed"),
    GROUP_TEXT(approach, text, "the advice in words"),
    GROUP_TEXT(approach, source, "keys of assets/sources.csv, ';' between"),
};
static const tb_schema approach_schema =
    SCHEMA("approach", approach_fields, sizeof((tb_case *)0)->approach);

// ---- the whole file -----------------------------------------------------------------------------

static const tb_field case_fields[] = {
    I32(tb_case, format, 1.0, 1000.0, "version of this format: 1"),
    TEXT(tb_case, id, true, "name of the case: small letters, digits and hyphens"),
    TEXT(tb_case, title, true, "title in the case library"),
    TEXT(tb_case, muscle, true, "the muscle to treat"),
    I32(tb_case, level, 1.0, 4.0, "difficulty, 1 to 4"),
    OBJECT(tb_case, patient, patient_schema, "who comes, and with what"),
    OBJECT(tb_case, site, site_schema,
           "the patch of skin and its frame: t along the fibres "
           "towards insertion, n inward, b = n x t; right side"),
    LIST(tb_case, layers, layer_count, layer_schema, true,
         "from the skin inward; thickness(t, b) = max(0.1, T + gt t + gb b + ktt t^2 + kbb b^2)"),
    TEXT(tb_case, target_layer, true, "id of the muscle layer to treat"),
    F64(tb_case, base_depth_mm, 10.0, 150.0, "mm",
        "depth below the skin at which the mechanical model is held still"),
    LIST(tb_case, structures, structure_count, structure_schema, true, "nerves, vessels and bones"),
    LIST(tb_case, trigger_points, trigger_point_count, trigger_point_schema, true,
         "trigger points, the one to treat first"),
    LIST(tb_case, bands, band_count, band_schema, true, "taut bands"),
    LIST(tb_case, decoys, decoy_count, decoy_schema, false, "what can be mistaken for the point"),
    LIST(tb_case, landmarks, landmark_count, landmark_schema, false, "named places on the skin"),
    LIST(tb_case, referral, referral_count, referral_schema, true, "where the pain spreads"),
    OBJECT(tb_case, approach, approach_schema, "the accepted entry and direction"),
    LIST(tb_case, needles, needle_count, needle_schema, true, "the needles in the tray"),
    {.key = "care",
     .kind = TB_FIELD_OBJECT,
     .offset = offsetof(tb_case, care),
     .schema = &care_schema,
     .doc = "screening, decision, plan and manner of this patient"},
};
static const tb_schema case_schema = SCHEMA("Tautband case", case_fields, sizeof(tb_case));

const tb_schema *tb_case_schema(void)
{
    return &case_schema;
}

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

const char *tb_hazard_class_name(tb_hazard_class hazard)
{
    return (unsigned)hazard < TB_HAZARD_CLASS_COUNT ? hazard_names[hazard] : "unknown";
}

// ---- reading ------------------------------------------------------------------------------------

// Optional keys that are absent keep what stands here.
static tb_case *make_defaults(void)
{
    tb_case *model = tb_alloc(sizeof *model);
    if (model != NULL) {
        for (int i = 0; i < TB_STRUCTURES_MAX; ++i) {
            model->structures[i].follow_weight = 1.0;
        }
        for (int i = 0; i < TB_PLAN_MAX; ++i) {
            model->care.plan[i].weight = 1.0;
        }
        model->care.voice = TB_VOICE_COUNT;
        model->care.needle_fear = -1.0;
        model->care.severity = 0.8;
        model->care.decision = TB_DECISION_NEEDLE;
        model->care.also = TB_DECISION_COUNT;
    }
    return model;
}

static tb_status finish(tb_status status, tb_case *model, tb_places *places, tb_case *out,
                        tb_diagnostics *diagnostics)
{
    if (status == TB_OK) {
        status = tb_case_check(model, places, diagnostics);
        tb_diagnostics_sort(diagnostics);
        if (status == TB_OK) {
            *out = *model;
        }
    }
    tb_places_destroy(places);
    tb_free(model);
    return status;
}

static tb_status no_memory(const char *path, tb_diagnostics *diagnostics)
{
    tb_diagnostics_reset(diagnostics, path);
    tb_diagnostics_add(diagnostics, 0, 0, "memory", "no memory to read the case");
    return TB_ERR_MEMORY;
}

tb_status tb_case_load(const char *path, tb_case *out, tb_diagnostics *diagnostics)
{
    tb_case *model = make_defaults();
    if (model == NULL) {
        return no_memory(path, diagnostics);
    }
    tb_places *places = NULL;
    const tb_status status = tb_schema_load(&case_schema, path, model, diagnostics, &places);
    return finish(status, model, places, out, diagnostics);
}

tb_status tb_case_parse(const char *path, const char *text, size_t text_bytes, tb_case *out,
                        tb_diagnostics *diagnostics)
{
    tb_case *model = make_defaults();
    if (model == NULL) {
        return no_memory(path, diagnostics);
    }
    tb_places *places = NULL;
    const tb_status status =
        tb_schema_parse(&case_schema, path, text, text_bytes, model, diagnostics, &places);
    return finish(status, model, places, out, diagnostics);
}

// ---- hash ---------------------------------------------------------------------------------------

// Walks the schema, so that a new key is part of the hash from its first day. Names that other keys
// refer to have TB_ID_SIZE bytes; every longer text is for people and cannot change a score.
static void hash_fields(tb_hash *hash, const tb_schema *schema, const unsigned char *from)
{
    for (int i = 0; i < schema->field_count; ++i) {
        const tb_field *field = &schema->fields[i];
        const unsigned char *value = from + field->offset;
        int32_t count = (int32_t)field->size, whole = 0;
        double number = 0.0;
        bool flag = false;
        if (field->count_offset != 0) {
            memcpy(&count, from + field->count_offset, sizeof count);
            tb_hash_i32(hash, count);
        }
        switch (field->kind) {
        case TB_FIELD_F64:
            memcpy(&number, value, sizeof number);
            tb_hash_f64(hash, number);
            break;
        case TB_FIELD_I32:
        case TB_FIELD_ENUM:
            memcpy(&whole, value, sizeof whole);
            tb_hash_i32(hash, whole);
            break;
        case TB_FIELD_BOOL:
            memcpy(&flag, value, sizeof flag);
            tb_hash_i32(hash, flag ? 1 : 0);
            break;
        case TB_FIELD_TEXT:
            if (field->size == TB_ID_SIZE) {
                tb_hash_bytes(hash, value, strlen((const char *)value) + 1);
            }
            break;
        case TB_FIELD_TEXT_LIST:
            break;
        case TB_FIELD_F64_LIST:
            for (int32_t k = 0; k < count; ++k) {
                memcpy(&number, value + (size_t)k * sizeof number, sizeof number);
                tb_hash_f64(hash, number);
            }
            break;
        case TB_FIELD_OBJECT:
            hash_fields(hash, field->schema, value);
            break;
        case TB_FIELD_LIST:
            for (int32_t k = 0; k < count; ++k) {
                hash_fields(hash, field->schema, value + (size_t)k * field->schema->struct_size);
            }
            break;
        }
    }
}

uint64_t tb_case_hash(const tb_case *model)
{
    tb_hash hash = tb_hash_start();
    hash_fields(&hash, &case_schema, (const unsigned char *)model);
    return hash.value;
}
