// The table behind a case file, and reading one with its site.
#include "tautband/anatomy/case.h"
#include "schema_rows.h"
#include "site_internal.h"
#include "tautband/core/alloc.h"
#include "tautband/core/hash.h"

#include <string.h>

enum { PATH_MAX_BYTES = 4096 };

static const char *const sex_names[] = {"female", "male", NULL};
static const char *const side_names[] = {"right", "left", NULL};
static const char *const state_names[] = {"active", "latent", NULL};
static const char *const choice_names[] = {"drawn", "listed", "none", NULL};

static const tb_field patient_fields[] = {
    GROUP_TEXT(tb_case, patient, who, "work and age, never a name: \"runner, 34\""),
    {GROUP_PLACE(tb_case, patient, sex), .kind = TB_FIELD_ENUM, .names = sex_names,
     .required = true, .doc = "sex, for body build and pain threshold"},
    GROUP_F64(tb_case, patient, bmi, 15.0, 45.0, "kg/m2", "mean body mass index"),
    GROUP_F64(tb_case, patient, bmi_sd, 0.0, 8.0, "kg/m2", "its SD between patients of this case"),
    GROUP_TEXT(tb_case, patient, complaint, "what the patient says first, in their own words"),
    {GROUP_PLACE(tb_case, patient, history), .kind = TB_FIELD_TEXT_LIST, .size = TB_HISTORY_MAX,
     .text_size = TB_LINE_SIZE,
     .count_offset = offsetof(tb_case, patient.history_count) - offsetof(tb_case, patient),
     .required = true, .doc = "answers to the history questions, in the patient's own words"},
    GROUP_F64_EXACT(tb_case, patient, pain_threshold_kpa, 20.0, 2000.0, "kPa",
                    "pressure pain threshold on 1 cm2 at an active, a latent and a normal site"),
    GROUP_F64(tb_case, patient, pain_threshold_cv, 0.0, 1.0, NULL, "its variation between people"),
    {GROUP_PLACE(tb_case, patient, bolster), .kind = TB_FIELD_BOOL,
     .doc = "true: lies with a bolster under the shoulder"},
    GROUP_TEXT(tb_case, patient, source, "keys of assets/sources.csv, ';' between"),
};
static const tb_schema patient_schema =
    SCHEMA("patient", patient_fields, sizeof((tb_case *)0)->patient);

static const tb_field point_fields[] = {
    TEXT(tb_case_point, id, true, "a trigger point of the site"),
    ENUM(tb_case_point, state, state_names, true,
         "active: hurts by itself, the point to treat; latent: only when pressed"),
    F64_OPTIONAL(tb_case_point, probability, 0.0, 1.0, NULL,
                 "that a patient of this case has it (1 when absent)"),
};
static const tb_schema point_schema = SCHEMA("trigger point", point_fields, sizeof(tb_case_point));

static const tb_field difficulty_fields[] = {
    F64_OPTIONAL(tb_case_difficulty, jitter, 0.0, 2.0, NULL,
                 "factor on how far points lie from their usual place"),
    F64_OPTIONAL(tb_case_difficulty, point_size, 0.5, 1.5, NULL, "factor on the nodule's axes"),
    F64_OPTIONAL(tb_case_difficulty, point_depth, -0.4, 0.4, NULL,
                 "added to the point's share of the muscle's depth"),
    F64_OPTIONAL(tb_case_difficulty, band_contrast, 0.0, 2.0, NULL,
                 "factor on the band's stiffness beyond that of muscle; 0: no band to feel"),
    F64_OPTIONAL(tb_case_difficulty, pain_sensitivity, 0.3, 3.0, NULL, "factor on every pain"),
    F64_OPTIONAL(tb_case_difficulty, anatomy, 0.0, 2.0, NULL,
                 "factor on the shifts of structures between people"),
    F64_OPTIONAL(tb_case_difficulty, variants, 0.0, 20.0, NULL,
                 "factor on the probability of rare anatomy"),
    BOOL(tb_case_difficulty, decoys, false, "false: none of the site's decoys"),
    LATE(F64, tb_case_difficulty, shift_mm, .lo = 0.0, .hi = 6.0, .unit = "mm",
         .doc = "how far the patient shifts at a time, half of it after a warning or a kind word "
                "(0 when absent: lies still)"),
    LATE(F64, tb_case_difficulty, shifts_per_min, .lo = 0.0, .hi = 12.0, .unit = "1/min",
         .doc = "how often the patient shifts (0 when absent)"),
    LATE(F64, tb_case_difficulty, chats_per_min, .lo = 0.0, .hi = 6.0, .unit = "1/min",
         .doc = "how often the patient talks of something else (0 when absent)"),
    LATE(F64, tb_case_difficulty, time_limit_s, .lo = 0.0, .hi = 3600.0, .unit = "s",
         .doc = "time allotted to the hands-on part; beyond it points are lost (0 when absent: "
                "none)"),
    LATE(BOOL, tb_case_difficulty, hide_landmarks,
         .doc = "true: no distance from the landmark is shown (false when absent)"),
    LATE(BOOL, tb_case_difficulty, hide_hazards,
         .doc = "true: nerves, vessels and organs are neither drawn nor named; the scanner still "
                "shows them (false when absent)"),
};
static const tb_schema difficulty_schema =
    SCHEMA("difficulty", difficulty_fields, sizeof(tb_case_difficulty));

static const tb_field layer_fields[] = {
    TEXT(tb_case_layer, id, true, "layer of the site"),
    F64(tb_case_layer, thickness_mm, 0.1, 100.0, "mm", "mean thickness in this case"),
    F64(tb_case_layer, cv, 0.0, 1.0, NULL, "its variation between people"),
    F64(tb_case_layer, lo_mm, 0.05, 100.0, "mm", "least thickness drawn, before body build"),
    F64(tb_case_layer, hi_mm, 0.05, 150.0, "mm", "greatest thickness drawn, before body build"),
    SOURCE(tb_case_layer),
};
static const tb_schema layer_schema = SCHEMA("layer", layer_fields, sizeof(tb_case_layer));

// ---- the whole file -----------------------------------------------------------------------------

static const tb_field case_fields[] = {
    I32(tb_case, format, 1.0, 1000.0, "version of this format: 2"),
    TEXT(tb_case, id, true, "name of the case: small letters, digits and hyphens"),
    TEXT(tb_case, title, true, "title in the case library"),
    {.key = "site",
     .kind = TB_FIELD_TEXT,
     .offset = offsetof(tb_case, site_id),
     .size = TB_ID_SIZE,
     .required = true,
     .doc = "the anatomy: name of a file of assets/sites without .yaml"},
    I32(tb_case, level, 1.0, 4.0, "difficulty, 1 to 4"),
    {PLACE(tb_case, side), .kind = TB_FIELD_ENUM, .names = side_names, .shown_only = true,
     .doc = "side of the body that is treated: right (when absent) or left, its mirror image"},
    OBJECT(tb_case, patient, patient_schema, true, "who comes, and with what"),
    ENUM(tb_case, point_choice, choice_names, false,
         "drawn: one point of the site, active, by prior (when absent); listed: those of 'points'; "
         "none: the pain has another cause"),
    LIST(tb_case, points, point_count, point_schema, false,
         "trigger points of this case's patients; makes the choice 'listed'"),
    OBJECT(tb_case, difficulty, difficulty_schema, false, "what makes it harder or easier"),
    LIST(tb_case, layers, layer_count, layer_schema, false,
         "layers that differ from the site in this case"),
    LIST(tb_case, referral, referral_count, tb_referral_schema, false,
         "where the pain spreads, instead of the site's zones"),
    LIST(tb_case, needles, needle_count, tb_needle_schema, false,
         "the needles in the tray, instead of the site's"),
    TEXTS(tb_case, perpetuating, perpetuating_count, false,
          "what keeps the point alive, instead of the site's"),
    OBJECT(tb_case, care, tb_care_schema, false,
           "screening, decision, plan and manner of this patient"),
};
static const tb_schema case_schema = SCHEMA("Tautband case", case_fields, sizeof(tb_case));

const char *tb_body_side_name(tb_body_side side)
{
    return side_names[side == TB_BODY_LEFT ? 1 : 0];
}

const tb_schema *tb_case_schema(void)
{
    return &case_schema;
}

// ---- what the site adds -------------------------------------------------------------------------

static const tb_case_difficulty plain_difficulty = {.jitter = 1.0,
                                                    .point_size = 1.0,
                                                    .band_contrast = 1.0,
                                                    .pain_sensitivity = 1.0,
                                                    .anatomy = 1.0,
                                                    .variants = 1.0,
                                                    .decoys = true};

// Optional keys that are absent keep what stands here.
static void set_defaults(tb_case *model)
{
    model->difficulty = plain_difficulty;
    for (int i = 0; i < TB_TRIGGER_POINTS_MAX; ++i) {
        model->points[i].probability = 1.0;
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

static void put_layers(tb_case *model)
{
    for (int i = 0; i < model->layer_count; ++i) {
        const tb_case_layer *from = &model->layers[i];
        for (int k = 0; k < model->site.layer_count; ++k) {
            tb_site_layer *layer = &model->site.layers[k];
            if (strcmp(layer->id, from->id) == 0) {
                layer->thickness_mm = from->thickness_mm;
                layer->cv = from->cv;
                layer->lo_mm = from->lo_mm;
                layer->hi_mm = from->hi_mm;
            }
        }
    }
}

/// The one trigger point that a case is about may have an approach of its own.
static void put_approach(tb_case *model)
{
    model->approach = model->site.approach;
    const bool one = model->point_choice == TB_POINTS_LISTED && model->point_count >= 1;
    for (int k = 0; k < model->site.trigger_point_count && one; ++k) {
        const tb_site_point *point = &model->site.trigger_points[k];
        if (strcmp(point->id, model->points[0].id) == 0 && point->approach_tilt_deg >= 0.0) {
            model->approach.tilt_deg = point->approach_tilt_deg;
            model->approach.azimuth_deg = model->approach.azimuth_2_deg =
                point->approach_azimuth_deg;
        }
    }
}

/// Fill in everything that the case leaves to its site.
static void put_site(tb_case *model)
{
    const tb_site *site = &model->site;
    memcpy(model->muscle, site->muscle, sizeof model->muscle);
    if (model->point_count > 0 && model->point_choice == TB_POINTS_DRAWN) {
        model->point_choice = TB_POINTS_LISTED;
    }
    if (model->referral_count == 0) {
        memcpy(model->referral, site->referral, sizeof model->referral);
        model->referral_count = site->referral_count;
    }
    if (model->needle_count == 0) {
        memcpy(model->needles, site->needles, sizeof model->needles);
        model->needle_count = site->needle_count;
    }
    if (model->perpetuating_count == 0) {
        memcpy(model->perpetuating, site->perpetuating, sizeof model->perpetuating);
        model->perpetuating_count = site->perpetuating_count;
    }
    if (model->care.risk[0] == '\0') {
        memcpy(model->care.risk, site->risk, sizeof model->care.risk);
    }
    model->care.thorax = model->care.thorax || site->thorax;
    put_layers(model);
    put_approach(model);
}

void tb_case_of_site(const tb_site *site, tb_case *out)
{
    memset(out, 0, sizeof *out);
    set_defaults(out);
    snprintf(out->id, sizeof out->id, "%s", site->id);
    snprintf(out->title, sizeof out->title, "%s", site->title);
    snprintf(out->site_id, sizeof out->site_id, "%s", site->id);
    out->format = 2;
    out->level = 1;
    out->patient.bmi = 23.0;
    const double threshold_kpa[3] = {220.0, 270.0, 340.0};
    memcpy(out->patient.pain_threshold_kpa, threshold_kpa, sizeof threshold_kpa);
    out->patient.pain_threshold_cv = 0.3;
    out->site = *site;
    put_site(out);
}

// ---- reading ------------------------------------------------------------------------------------

/// Path of a case's site: `../sites/ID.yaml` from the case's folder, or the same in `folder`.
static bool find_site(const char *case_path, const char *folder, const char *id, char *path,
                      size_t capacity)
{
    const char *slash = case_path != NULL ? strrchr(case_path, '/') : NULL;
    const int length = slash != NULL ? (int)(slash - case_path) : 0;
    for (int k = 0; k < 2; ++k) {
        const int written =
            k == 0 ? snprintf(path, capacity, "%.*s%s../sites/%s.yaml", length,
                              slash != NULL ? case_path : "", slash != NULL ? "/" : "", id)
                   : snprintf(path, capacity, "%s/%s.yaml", folder, id);
        FILE *file = written > 0 && (size_t)written < capacity ? fopen(path, "rb") : NULL;
        if (file != NULL) {
            fclose(file);
            return true;
        }
        if (folder == NULL) {
            break;
        }
    }
    return false;
}

/// Read the site that a case names; its faults become one fault of the case.
static tb_status read_site(tb_case *model, const char *case_path, const char *folder,
                           const tb_checking *c)
{
    char path[PATH_MAX_BYTES];
    tb_check_id(c, "site", model->site_id);
    if (c->diagnostics->count > 0) {
        return TB_ERR_FORMAT;
    }
    if (!find_site(case_path, folder, model->site_id, path, sizeof path)) {
        tb_check_fault(c, "unknown-site", "site", "there is no site '%s'", model->site_id);
        return TB_ERR_FORMAT;
    }
    tb_diagnostics *faults = tb_alloc(sizeof *faults);
    if (faults == NULL) {
        tb_diagnostics_add(c->diagnostics, 0, 0, "memory", "no memory to read the site");
        return TB_ERR_MEMORY;
    }
    const tb_status status = tb_site_load(path, &model->site, faults);
    if (status == TB_ERR_MEMORY) {
        tb_diagnostics_add(c->diagnostics, 0, 0, "memory", "no memory to read the site");
    } else if (status != TB_OK) {
        const tb_diagnostic *first = &faults->items[0];
        tb_check_fault(c, "site-file", "site", "the site is not usable: %.120s:%d:%d: %.160s [%s]",
                       path, first->line, first->column, first->text, first->rule);
    }
    tb_free(faults);
    return status == TB_OK || status == TB_ERR_MEMORY ? status : TB_ERR_FORMAT;
}

static tb_status finish(tb_status status, tb_case *model, tb_places *places, const char *case_path,
                        const char *folder, tb_case *out, tb_diagnostics *diagnostics)
{
    if (status == TB_OK) {
        const tb_checking c = {places, diagnostics};
        status = read_site(model, case_path, folder, &c);
    }
    if (status == TB_OK) {
        put_site(model);
        const tb_checking c = {places, diagnostics};
        tb_check_sources(&c, &case_schema, model, case_path, folder);
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

static tb_case *create(const char *path, tb_diagnostics *diagnostics)
{
    tb_case *model = tb_alloc(sizeof *model);
    if (model == NULL) {
        tb_diagnostics_reset(diagnostics, path);
        tb_diagnostics_add(diagnostics, 0, 0, "memory", "no memory to read the case");
        return NULL;
    }
    set_defaults(model);
    return model;
}

tb_status tb_case_load_with(const char *path, const char *sites_folder, tb_case *out,
                            tb_diagnostics *diagnostics)
{
    tb_case *model = create(path, diagnostics);
    if (model == NULL) {
        return TB_ERR_MEMORY;
    }
    tb_places *places = NULL;
    const tb_status status = tb_schema_load(&case_schema, path, model, diagnostics, &places);
    return finish(status, model, places, path, sites_folder, out, diagnostics);
}

tb_status tb_case_load(const char *path, tb_case *out, tb_diagnostics *diagnostics)
{
    return tb_case_load_with(path, NULL, out, diagnostics);
}

tb_status tb_case_parse(const char *path, const char *text, size_t text_bytes,
                        const char *sites_folder, tb_case *out, tb_diagnostics *diagnostics)
{
    tb_case *model = create(path, diagnostics);
    if (model == NULL) {
        return TB_ERR_MEMORY;
    }
    tb_places *places = NULL;
    const tb_status status =
        tb_schema_parse(&case_schema, path, text, text_bytes, model, diagnostics, &places);
    return finish(status, model, places, NULL, sites_folder, out, diagnostics);
}

// ---- hash ---------------------------------------------------------------------------------------

// Walks the schema, so that a new key is part of the hash from its first day. Names that other keys
// refer to have TB_ID_SIZE bytes; every longer text is for people and cannot change a score. A late
// number counts only where it is not zero, with its key, since its place tells nothing then.
static bool is_zero(const tb_field *field, const unsigned char *value)
{
    double number = 0.0;
    bool flag = false;
    if (field->kind == TB_FIELD_BOOL) {
        memcpy(&flag, value, sizeof flag);
        return !flag;
    }
    memcpy(&number, value, sizeof number);
    return number == 0.0;
}

static void hash_fields(tb_hash *hash, const tb_schema *schema, const unsigned char *from)
{
    for (int i = 0; i < schema->field_count; ++i) {
        const tb_field *field = &schema->fields[i];
        const unsigned char *value = from + field->offset;
        int32_t count = (int32_t)field->size, whole = 0;
        double number = 0.0;
        bool flag = false;
        if (field->shown_only || (field->late && is_zero(field, value))) {
            continue;
        }
        if (field->late) {
            tb_hash_bytes(hash, field->key, strlen(field->key) + 1);
        }
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
            for (int32_t k = 0; k < count && field->text_size == TB_ID_SIZE; ++k) {
                const unsigned char *text = value + (size_t)k * field->text_size;
                tb_hash_bytes(hash, text, strlen((const char *)text) + 1);
            }
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
    hash_fields(&hash, tb_site_schema(), (const unsigned char *)&model->site);
    return hash.value;
}
