// Words in braces of a script: what the page of a case tells everybody who needles there.
#include "tautband/core/alloc.h"
#include "tautband/core/units.h"
#include "tautband/core/vec.h"

#include "script_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { PATIENTS = 15, FILLED_BYTES_MAX = 2 * TB_SCRIPT_BYTES_MAX };

static const double MARCH_MM = 0.25, SPARE_MM = 10.0, FINE_MM = 40.0, HANDLE_MM = 1.0;

/// What is known of a site before anybody is touched: means over people of the case's build.
typedef struct advice {
    double tilt_deg, azimuth_deg;
    bool behind;                         ///< a roll is entered from its posterior face
    bool roll;                           ///< the muscle is lifted
    double back_t_mm, back_b_mm;         ///< from the place above the point to the entry
    double muscle_mm, depth_mm, deep_mm; ///< along the needle: into the muscle, its point, out
    double spare_mm;                     ///< from the needle to the nearest hazard
    double into_mm;                      ///< from the first sheet that gives way to the point
    double lo_t_mm, hi_t_mm, lo_b_mm, hi_b_mm; ///< where the point may lie
    double t_mm, b_mm;                         ///< where it usually lies
    double diameter_mm, length_mm;             ///< the needle that fits
    double longest_mm, longest_diameter_mm;    ///< the longest one of the tray
    double cone_deg;                           ///< half angle of the advised directions
} advice;

// ---- the usual path -----------------------------------------------------------------------------

/// A point of the muscle in one patient of the case: the one that hurts, or where the site's first
/// one usually lies.
static bool aim_of(const tb_case *model, const tb_anatomy *patient, tb_vec3 *aim_mm)
{
    if (patient->symptomatic >= 0) {
        *aim_mm = patient->trigger_points[patient->symptomatic].centre_mm;
        return true;
    }
    const tb_site_point *usual = &model->site.trigger_points[0];
    if (model->site.trigger_point_count == 0) {
        return false;
    }
    *aim_mm = tb_anatomy_target_place(patient, usual->t_mm, usual->b_mm, usual->fraction);
    return true;
}

/// How far along the needle the muscle begins, its point lies, and the muscle or bone ends.
static void measure_path(const tb_anatomy *patient, tb_vec3 aim_mm, tb_vec3 direction, double mm[4])
{
    const uint32_t bone = 1u << TB_HAZARD_BONE;
    double back_mm = 0.0, out_mm = 0.0, on_mm = 0.0, sheet_mm = 0.0;
    for (; back_mm < 200.0; back_mm += MARCH_MM) {
        const tb_vec3 p = tb_vec3_along(aim_mm, direction, -back_mm);
        if (p.z < tb_anatomy_skin_mm(patient, p.x, p.y)) {
            break;
        }
        out_mm = tb_anatomy_in_target(patient, p) ? back_mm : out_mm;
        const tb_tissue tissue = tb_anatomy_tissue_at(patient, p);
        sheet_mm = tissue != TB_TISSUE_SKIN && tissue != TB_TISSUE_FAT ? back_mm : sheet_mm;
    }
    while (on_mm < 60.0 &&
           tb_anatomy_in_target(patient, tb_vec3_along(aim_mm, direction, on_mm + MARCH_MM))) {
        on_mm += MARCH_MM;
    }
    const tb_ray_hit hit = tb_anatomy_cast(patient, aim_mm, direction, 60.0, bone);
    on_mm = hit.structure >= 0 ? fmin(on_mm, hit.distance_mm) : on_mm;
    mm[0] = back_mm - out_mm;
    mm[1] = back_mm;
    mm[2] = back_mm + on_mm;
    mm[3] = sheet_mm;
}

/// Direction from the face of a roll to the point, a hair inside of the face as the hand stands it.
static tb_vec3 from_face(const tb_anatomy *patient, tb_vec3 aim_mm, bool behind)
{
    const double b_mm = (behind ? 0.98 : -0.98) * patient->roll.half_width_mm;
    const tb_vec3 entry_mm = {aim_mm.x, b_mm, tb_anatomy_skin_mm(patient, aim_mm.x, b_mm)};
    return tb_vec3_unit(tb_vec3_sub(aim_mm, entry_mm));
}

/// How near the last stretch of the needle comes to what must not be touched.
static double spare_mm(const tb_anatomy *patient, tb_vec3 aim_mm, tb_vec3 direction)
{
    const double before_mm = 10.0, beyond_mm = 2.0;
    double least_mm = 100.0;
    for (int k = 0; k < patient->structure_count; ++k) {
        const tb_structure *structure = &patient->structures[k];
        if (structure->hazard == TB_HAZARD_NONE || structure->hazard == TB_HAZARD_BONE) {
            continue;
        }
        for (double mm = -before_mm; mm <= beyond_mm; mm += 1.0) {
            const tb_vec3 place_mm = tb_vec3_along(aim_mm, direction, mm);
            least_mm = fmin(least_mm, tb_structure_breathing_distance_mm(structure, place_mm, 0.5));
        }
    }
    return least_mm;
}

static bool usual_path(const tb_case *model, advice *out)
{
    tb_anatomy *patient = tb_alloc(sizeof *patient);
    if (patient == NULL) {
        return false;
    }
    tb_vec3 direction =
        tb_needle_direction(tb_rad_from_deg(out->tilt_deg), tb_rad_from_deg(out->azimuth_deg));
    double sum[4] = {0.0, 0.0, 0.0, 0.0}, tilt_deg = 0.0;
    int count = 0;
    for (uint64_t seed = 1; seed <= PATIENTS; ++seed) {
        double mm[4];
        tb_vec3 aim_mm;
        tb_anatomy_draw(model, seed + UINT64_C(0x5eed0000), patient);
        if (aim_of(model, patient, &aim_mm)) {
            out->roll = patient->roll.present;
            if (patient->roll.present) {
                direction = from_face(patient, aim_mm, out->behind);
            }
            tilt_deg += tb_deg_from_rad(
                tb_atan2(sqrt(direction.x * direction.x + direction.y * direction.y), direction.z));
            measure_path(patient, aim_mm, direction, mm);
            out->spare_mm += spare_mm(patient, aim_mm, direction);
            for (int k = 0; k < 4; ++k) {
                sum[k] += mm[k];
            }
            ++count;
        }
    }
    tb_free(patient);
    if (count == 0) {
        return false;
    }
    out->tilt_deg = tilt_deg / count;
    out->spare_mm /= count;
    out->muscle_mm = sum[0] / count;
    out->depth_mm = sum[1] / count;
    out->deep_mm = sum[2] / count;
    out->into_mm = sum[3] / count;
    out->back_t_mm = -out->depth_mm * direction.x;
    out->back_b_mm = -out->depth_mm * direction.y;
    return true;
}

// ---- places and tray ----------------------------------------------------------------------------

static bool counts(const tb_case *model, const char *id)
{
    for (int k = 0; k < model->point_count; ++k) {
        if (strcmp(model->points[k].id, id) == 0) {
            return true;
        }
    }
    return model->point_choice != TB_POINTS_LISTED;
}

/// Where the book says that points lie, with two standard deviations around.
static void usual_places(const tb_case *model, advice *out)
{
    double weight = 0.0;
    out->lo_t_mm = out->lo_b_mm = INFINITY;
    out->hi_t_mm = out->hi_b_mm = -INFINITY;
    for (int k = 0; k < model->site.trigger_point_count; ++k) {
        const tb_site_point *point = &model->site.trigger_points[k];
        if (!counts(model, point->id)) {
            continue;
        }
        const double t_mm = 2.0 * point->jitter_sd[0] * model->difficulty.jitter,
                     b_mm = 2.0 * point->jitter_sd[1] * model->difficulty.jitter;
        out->lo_t_mm = fmin(out->lo_t_mm, point->t_mm - t_mm);
        out->hi_t_mm = fmax(out->hi_t_mm, point->t_mm + t_mm);
        out->lo_b_mm = fmin(out->lo_b_mm, point->b_mm - b_mm);
        out->hi_b_mm = fmax(out->hi_b_mm, point->b_mm + b_mm);
        const double prior = fmax(point->prior, 0.01);
        out->t_mm += prior * point->t_mm;
        out->b_mm += prior * point->b_mm;
        weight += prior;
    }
    out->t_mm = weight > 0.0 ? out->t_mm / weight : model->approach.entry_t_mm;
    out->b_mm = weight > 0.0 ? out->b_mm / weight : model->approach.entry_b_mm;
    if (weight <= 0.0) {
        out->lo_t_mm = out->hi_t_mm = out->t_mm;
        out->lo_b_mm = out->hi_b_mm = out->b_mm;
    }
}

/// The shortest needle of the tray that reaches the point and leaves 10 mm outside, none longer
/// than the site allows; of its thicknesses the thinnest that is usual for the length. And the
/// longest.
static void choose_needle(const tb_case *model, advice *out)
{
    const double wanted_mm = out->depth_mm + SPARE_MM;
    const double rule_mm = model->site.depth_rule.longest_needle_mm;
    for (int k = 0; k < model->needle_count; ++k) {
        const tb_case_needle *needle = &model->needles[k];
        if (needle->length_mm >= out->longest_mm) {
            out->longest_mm = needle->length_mm;
            out->longest_diameter_mm = needle->diameter_mm;
        }
        if (rule_mm > 0.0 && needle->length_mm > rule_mm) {
            continue;
        }
        const bool long_enough = needle->length_mm >= wanted_mm, had = out->length_mm >= wanted_mm;
        const bool better_length = long_enough ? !had || needle->length_mm < out->length_mm
                                               : !had && needle->length_mm > out->length_mm;
        const double least_mm = needle->length_mm > FINE_MM ? 0.3 : 0.25;
        const bool same = needle->length_mm == out->length_mm;
        const bool better_diameter =
            same && (out->diameter_mm < least_mm ? needle->diameter_mm > out->diameter_mm
                                                 : needle->diameter_mm >= least_mm &&
                                                       needle->diameter_mm < out->diameter_mm);
        if (better_length || better_diameter) {
            out->diameter_mm = needle->diameter_mm;
            out->length_mm = needle->length_mm;
        }
    }
}

// ---- strokes ------------------------------------------------------------------------------------

/// How far strokes go beyond the place that ached: where there is room, not to the muscle's end.
static double below_mm(const advice *a)
{
    const double room_mm = a->deep_mm - a->depth_mm;
    return a->roll ? tb_clamp(0.6 * room_mm - 1.5, 0.0, 3.0)
                   : tb_clamp(0.5 * room_mm - 2.0, 0.0, 3.0);
}

/// How far they begin above it: through much of a fold, in a thick muscle more than in a thin one.
static double above_mm(const advice *a)
{
    const double least_mm = 4.0 - below_mm(a), share = a->roll ? 0.8 : 0.35;
    return fmax(least_mm, tb_clamp(share * (a->depth_mm - a->muscle_mm), 3.0, 6.0));
}

/// How far apart the directions of a fan lie: they reach aside by half of what is spared beyond
/// 3 mm, within the size of a nodule.
static double fan_deg(const advice *a)
{
    const double kept_mm = 3.0, least_mm = 0.7, most_mm = 3.5, most_deg = 8.0;
    const double aside_mm = tb_clamp(0.5 * (a->spare_mm - kept_mm), least_mm, most_mm);
    return fmin(tb_deg_from_rad(tb_atan2(aside_mm, a->depth_mm)), most_deg);
}

/// How far a direction may be turned to keep clear of what lies in the way: within the advised
/// directions, and so that the strokes still pass near the point.
static double look_deg(const advice *a)
{
    const double aside_mm = 5.0;
    return fmin(a->cone_deg, tb_deg_from_rad(tb_atan2(aside_mm, a->depth_mm)));
}

// ---- filling ------------------------------------------------------------------------------------

/// @return false for a word that is not known
static bool write_word(const advice *a, const char *word, size_t length, char *out, size_t capacity)
{
    const struct {
        const char *word;
        const char *format;
        double value;
    } rows[] = {
        {"tilt", "%.1f", a->tilt_deg},
        {"azimuth", "%.1f", a->azimuth_deg},
        {"back_t", "%+.1f", a->back_t_mm},
        {"back_b", "%+.1f", a->back_b_mm},
        {"muscle", "%.1f", a->muscle_mm},
        {"depth", "%.1f", a->depth_mm},
        {"deep", "%.1f", a->deep_mm},
        {"into", "%.1f", a->into_mm},
        {"above", "%.1f", a->depth_mm - 2.0},
        {"stop", "%.1f", 0.5 * (a->depth_mm + a->deep_mm)},
        {"t", "%.1f", a->t_mm},
        {"b", "%.1f", a->b_mm},
        {"t_lo", "%.1f", a->lo_t_mm},
        {"t_hi", "%.1f", a->hi_t_mm},
        {"b_lo", "%.1f", a->lo_b_mm},
        {"b_hi", "%.1f", a->hi_b_mm},
        {"draw", "%.1f", above_mm(a)},
        {"stroke", "%.1f", above_mm(a) + below_mm(a)},
        {"fan", "%.1f", fan_deg(a)},
        {"lowest", "%.1f", a->depth_mm + below_mm(a)},
        {"look", "%.1f", look_deg(a)},
        {"length", "%.0f", a->length_mm},
        {"across", "%.1f", a->hi_b_mm - a->lo_b_mm},
        {"reach", "%.1f", a->longest_mm - HANDLE_MM},
    };
    if (length == 6 && memcmp(word, "needle", 6) == 0) {
        snprintf(out, capacity, "diameter_mm=%g length_mm=%g", a->diameter_mm, a->length_mm);
        return true;
    }
    if (length == 4 && memcmp(word, "face", 4) == 0) {
        snprintf(out, capacity, "%s", a->behind ? "behind" : "front");
        return true;
    }
    if (length == 7 && memcmp(word, "longest", 7) == 0) {
        snprintf(out, capacity, "diameter_mm=%g length_mm=%g", a->longest_diameter_mm,
                 a->longest_mm);
        return true;
    }
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; ++k) {
        if (strlen(rows[k].word) == length && memcmp(rows[k].word, word, length) == 0) {
            snprintf(out, capacity, rows[k].format, rows[k].value);
            return true;
        }
    }
    return false;
}

static size_t fill(const char *text, size_t count, const advice *a, char *out,
                   tb_script_errors *errors)
{
    size_t written = 0;
    int line = 1, column = 0;
    for (size_t at = 0; at < count; ++at) {
        char word[64] = {text[at], '\0'};
        size_t used = 1;
        line += text[at] == '\n' ? 1 : 0;
        column = text[at] == '\n' ? 0 : column + 1;
        const char *end = text[at] == '{' ? memchr(text + at, '}', count - at) : NULL;
        if (end != NULL && (size_t)(end - text) - at < 32) {
            used = (size_t)(end - text) - at + 1;
            if (!write_word(a, text + at + 1, used - 2, word, sizeof word)) {
                tb_script_fault(errors, line, column, text + at, used,
                                "the page of a case has no such word");
                used = 1;
            }
        }
        const size_t length = used > 1 ? strlen(word) : 1; // a byte is a byte, NUL as well
        if (written + length > FILLED_BYTES_MAX) {
            break;
        }
        memcpy(out + written, word, length);
        written += length;
        at += used - 1;
        column += (int)used - 1;
    }
    return written;
}

tb_status tb_script_parse_for(const char *text, size_t text_bytes, const tb_case *model,
                              tb_script **out, tb_script_errors *errors)
{
    *out = NULL;
    *errors = (tb_script_errors){.count = 0};
    advice a = {.tilt_deg = model->approach.tilt_deg,
                .azimuth_deg = model->approach.azimuth_deg,
                .cone_deg = model->approach.half_angle_deg,
                .behind = tb_sin(tb_rad_from_deg(model->approach.azimuth_deg)) < 0.0};
    char *filled = tb_alloc(FILLED_BYTES_MAX);
    if (filled == NULL || text_bytes > TB_SCRIPT_BYTES_MAX) {
        tb_free(filled);
        return filled == NULL ? TB_ERR_MEMORY : tb_script_parse(text, text_bytes, out, errors);
    }
    const bool path = usual_path(model, &a);
    usual_places(model, &a);
    choose_needle(model, &a);
    const size_t length = fill(text, text_bytes, &a, filled, errors);
    tb_status status = errors->count > 0 ? TB_ERR_FORMAT
                       : path            ? tb_script_parse(filled, length, out, errors)
                                         : tb_script_parse(text, text_bytes, out, errors);
    tb_free(filled);
    if (status == TB_OK) {
        status = tb_script_bind_tray(*out, model->needles, model->needle_count, errors);
    }
    if (status != TB_OK) {
        tb_script_destroy(*out);
        *out = NULL;
    }
    return status;
}

tb_status tb_script_load_for(const char *path, const tb_case *model, tb_script **out,
                             tb_script_errors *errors)
{
    char *text = NULL;
    size_t count = 0;
    *out = NULL;
    tb_status status = tb_script_read(path, &text, &count, errors);
    if (status == TB_OK) {
        status = tb_script_parse_for(text, count, model, out, errors);
        tb_free(text);
    }
    return status;
}
