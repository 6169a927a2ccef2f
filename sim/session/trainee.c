// A trainee is a sequence of scripted hands, which close their loops over the snapshot, with the
// noise of a skill laid over plan and motion. Palpation runs over the textbook's usual places; the
// best candidate is what the patient recognised, else what hurt most; then one treatment follows.
#include "tautband/session/trainee.h"

#include "tautband/core/alloc.h"
#include "tautband/core/mathx.h"
#include "tautband/core/rng.h"
#include "tautband/core/units.h"
#include "tautband/core/vec.h"

#include "script_internal.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { KNOWN_LINES = 3 }; ///< of every part: they make the finds of earlier parts known
enum { PARTS_MAX = TB_TRIGGER_POINTS_MAX + 1, TEXT_SIZE = 8192 };

static const double TREMOR_HZ = 9.5, TREMOR_RADIUS = 0.997; // about 1 Hz wide
static const double AXIAL_SHARE =
    0.06; // a braced instrument trembles sideways, hardly along itself

const char *tb_skill_name(tb_skill skill)
{
    static const char *const names[] = {
#define X(name, id) id,
        TB_SKILL_LIST(X)
#undef X
    };
    return (unsigned)skill < TB_SKILL_COUNT ? names[skill] : "unknown";
}

const tb_skill_noise *tb_skill_noise_of(tb_skill skill)
{
    static const tb_skill_noise noises[TB_SKILL_COUNT] = {
        [TB_SKILL_NOVICE] = {8.0, 10.0, 4.0, 20.0, 10.0, 0.35},
        [TB_SKILL_INTERMEDIATE] = {4.5, 6.0, 2.5, 50.0, 15.0, 0.22},
        [TB_SKILL_EXPERT] = {2.0, 3.5, 1.2, 120.0, 25.0, 0.12},
    };
    return &noises[(unsigned)skill < TB_SKILL_COUNT ? skill : TB_SKILL_NOVICE];
}

/// What a textbook says about the site, for a patient of the case's build.
typedef struct textbook {
    double place_mm[TB_TRIGGER_POINTS_MAX][2]; ///< usual places on the skin
    int place_count;
    double tilt_deg, azimuth_deg;
    double back_mm[2];                   ///< from the place above the point to the entry
    double depth_mm, muscle_mm, deep_mm; ///< along the needle: the point, into the muscle, out
    double firm_n;                       ///< force on 1 cm2 that hurts at an active point
    bool roll;
} textbook;

struct tb_trainee {
    tb_skill skill;
    textbook book;
    tb_script *parts[PARTS_MAX];
    int part_count, part;
    tb_rng rng;
    tb_tremor tremor[3];
    // the best candidate so far
    double best_mm[2], best_nrs;
    bool recognised;
};

tb_tremor tb_tremor_of(double rms_mm)
{
    const double w = 2.0 * TB_PI * TREMOR_HZ * 1e-3, r = TREMOR_RADIUS;
    const double r2 = r * r;
    // variance of an AR(2): g^2 (1 + r^2) / ((1 - r^2) (1 + r^4 - 2 r^2 cos 2w))
    const double variance =
        (1.0 + r2) / ((1.0 - r2) * (1.0 + r2 * r2 - 2.0 * r2 * tb_cos(2.0 * w)));
    return (tb_tremor){2.0 * r * tb_cos(w), r2, rms_mm / sqrt(variance), 0.0, 0.0};
}

double tb_tremor_next(tb_tremor *tremor, double white)
{
    const double x = tremor->a1 * tremor->x1 - tremor->a2 * tremor->x2 + tremor->gain * white;
    tremor->x2 = tremor->x1;
    tremor->x1 = x;
    return x;
}

// --- the textbook -------------------------------------------------------------------------------

/// The page of the case, as a script is filled in with it: no more than everybody can read.
static tb_status read_page(const tb_case *model, textbook *book, tb_script_errors *errors)
{
    static const char page[] =
        "0 place t_mm={back_t} b_mm={back_b} tilt_deg={tilt} azimuth_deg={azimuth}\n"
        "0 advance depth_mm={depth}\n0 advance depth_mm={muscle}\n0 advance depth_mm={deep}\n";
    tb_script *script = NULL;
    const tb_status status = tb_script_parse_for(page, sizeof page - 1, model, &script, errors);
    if (status == TB_OK) {
        const tb_action *place = &script->actions[0];
        book->back_mm[0] = place->number[TB_KEY_T];
        book->back_mm[1] = place->number[TB_KEY_B];
        book->tilt_deg = place->number[TB_KEY_TILT];
        book->azimuth_deg = place->number[TB_KEY_AZIMUTH];
        book->depth_mm = script->actions[1].number[TB_KEY_DEPTH];
        book->muscle_mm = script->actions[2].number[TB_KEY_DEPTH];
        book->deep_mm = script->actions[3].number[TB_KEY_DEPTH];
    }
    tb_script_destroy(script);
    return status;
}

static tb_status read_textbook(const tb_case *model, textbook *book, tb_script_errors *errors)
{
    const double least_n = 16.0, most_n = 42.0, area_mm2 = 100.0;
    const tb_site *site = &model->site;
    for (int k = 0; k < site->trigger_point_count && k < TB_TRIGGER_POINTS_MAX; ++k) {
        bool listed = model->point_choice != TB_POINTS_LISTED;
        for (int p = 0; p < model->point_count; ++p) {
            listed = listed || strcmp(model->points[p].id, site->trigger_points[k].id) == 0;
        }
        if (listed) {
            book->place_mm[book->place_count][0] = site->trigger_points[k].t_mm;
            book->place_mm[book->place_count++][1] = site->trigger_points[k].b_mm;
        }
    }
    book->roll = site->roll.height_mm > 0.0;
    // a tenth above the population's threshold at an active point
    book->firm_n =
        tb_clamp(1.1e-3 * model->patient.pain_threshold_kpa[0] * area_mm2, least_n, most_n);
    return read_page(model, book, errors);
}

// --- writing the parts --------------------------------------------------------------------------

typedef struct writer {
    char text[TEXT_SIZE];
    size_t used;
} writer;

static void put(writer *w, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 2, 3)))
#endif
    ;

static void put(writer *w, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const int length = vsnprintf(w->text + w->used, sizeof w->text - w->used, format, arguments);
    va_end(arguments);
    w->used += length > 0 ? (size_t)length : 0;
}

static void write_palpation(writer *w, const tb_trainee *trainee, const double place[2])
{
    const bool expert = trainee->skill == TB_SKILL_EXPERT,
               novice = trainee->skill == TB_SKILL_NOVICE;
    const double t = place[0], b = place[1];
    if (trainee->book.roll) {
        const double reach = expert ? 18.0 : 12.0;
        put(w, "0 pincer t_mm=%.3f\n0 press force_n=6 for_ms=200\n", t);
        put(w, novice ? "0 lift\n" : "0 roll amplitude_mm=8 speed_mm_per_s=30\n0 lift\n");
        put(w, "0 walk t_mm=%.3f to_t_mm=%.3f step_mm=%d force_n=%d for_ms=300 ask=%s\n0 lift\n",
            t - reach, t + reach, novice ? 12 : 6, novice ? 9 : 14, novice ? "no" : "yes");
        return;
    }
    if (!novice) {
        put(w, "0 stroke t_mm=%.3f b_mm=%.3f amplitude_mm=24 force_n=%d count=%d\n0 lift\n", t, b,
            12, expert ? 4 : 2);
    }
    const double reach = expert ? 24.0 : novice ? 12.0 : 18.0;
    put(w, "0 walk t_mm=%.3f to_t_mm=%.3f b_mm=%s%.3f step_mm=%d force_n=%.1f for_ms=400 ask=%s\n",
        t - reach, t + reach, novice ? "" : "band+", novice ? b : 0.0,
        expert   ? 6
        : novice ? 12
                 : 9,
        novice ? 0.7 * trainee->book.firm_n : trainee->book.firm_n, novice ? "no" : "yes");
    put(w, "0 lift\n");
}

/// Direction with the skill's error: two independent slopes around the textbook's.
static void erring_direction(const tb_trainee *trainee, tb_rng *rng, double *tilt_deg,
                             double *azimuth_deg)
{
    const double sd = tb_skill_noise_of(trainee->skill)->angle_sd_deg / sqrt(2.0);
    const double tilt = trainee->book.tilt_deg,
                 azimuth = tb_rad_from_deg(trainee->book.azimuth_deg);
    const double x = tilt * tb_cos(azimuth) + sd * tb_rng_normal(rng);
    const double y = tilt * tb_sin(azimuth) + sd * tb_rng_normal(rng);
    *tilt_deg = tb_clamp(sqrt(x * x + y * y), 0.0, trainee->book.roll ? 105.0 : 69.0);
    *azimuth_deg = tb_deg_from_rad(tb_atan2(y, x));
}

/// Along and across what was found, to the sorest place; asks, and compares sides.
static void write_refinement(writer *w, const tb_trainee *trainee)
{
    const bool expert = trainee->skill == TB_SKILL_EXPERT;
    const double firm_n = trainee->book.firm_n;
    if (trainee->book.roll) {
        put(w, "0 walk t_mm=found-4 to_t_mm=found+4 step_mm=%d force_n=14 for_ms=250\n0 lift\n",
            expert ? 2 : 4);
        put(w, "0 pincer t_mm=sore\n0 press force_n=16 for_ms=500 until=hurts\n");
    } else {
        put(w,
            "0 walk t_mm=found b_mm=found-6 to_b_mm=found+6 step_mm=%d force_n=%.1f for_ms=300\n",
            expert ? 2 : 3, firm_n);
        if (expert) {
            put(w,
                "0 walk t_mm=sore-6 to_t_mm=sore+6 b_mm=sore step_mm=2 force_n=%.1f for_ms=300\n",
                firm_n);
        }
        put(w, "0 lift\n0 touch t_mm=sore b_mm=sore\n0 press force_n=%.1f for_ms=900 until=hurts\n",
            firm_n + 16.0);
    }
    put(w, "0 say line=your-pain\n0 wait for_ms=1700\n");
    put(w, expert ? "0 say line=other-side\n0 wait for_ms=800\n0 lift\n" : "0 lift\n");
}

static void write_needle(writer *w, const tb_case *model, const tb_trainee *trainee, double off_t,
                         double off_b, tb_rng *rng)
{
    const textbook *book = &trainee->book;
    const char *at = trainee->skill == TB_SKILL_NOVICE ? "found" : "sore";
    double tilt, azimuth;
    erring_direction(trainee, rng, &tilt, &azimuth);
    if (trainee->skill == TB_SKILL_NOVICE) { // who knows no rule takes one from the tray
        const tb_case_needle *any =
            &model->needles[(int)(tb_rng_uniform(rng) * model->needle_count)];
        put(w, "+300 needle diameter_mm=%g length_mm=%g\n", any->diameter_mm, any->length_mm);
    } else {
        put(w, "+300 needle {needle}\n");
    }
    if (book->roll) {
        put(w, "+300 place t_mm=%s%+.3f b_mm={face} tilt_deg=%.3f azimuth_deg=%.3f\n", at, off_t,
            tilt, azimuth);
    } else {
        put(w, "+300 place t_mm=%s%+.3f b_mm=%s%+.3f tilt_deg=%.3f azimuth_deg=%.3f\n", at,
            off_t + book->back_mm[0], at, off_b + book->back_mm[1], tilt, azimuth);
    }
    put(w, "+300 tap\n+300 tube-off\n");
}

static void write_strokes(writer *w, const tb_trainee *trainee, tb_rng *rng)
{
    const tb_skill_noise *noise = tb_skill_noise_of(trainee->skill);
    const textbook *book = &trainee->book;
    const bool expert = trainee->skill == TB_SKILL_EXPERT;
    const double depth = fmax(5.0, book->depth_mm + noise->depth_sd_mm * tb_rng_normal(rng));
    const double speed =
        fmax(8.0, noise->piston_mm_per_s + noise->piston_sd_mm_per_s * tb_rng_normal(rng));
    if (trainee->skill == TB_SKILL_NOVICE) {
        put(w, "+200 advance depth_mm=%.2f speed_mm_per_s=8\n", depth);
        put(w, "+300 piston amplitude_mm=%.1f speed_mm_per_s=%.1f rate_hz=0.6 count=%d\n",
            4.0 + 4.0 * tb_rng_uniform(rng), speed, 4 + (int)(5.0 * tb_rng_uniform(rng)));
        put(w, "+300 withdraw depth_mm=4 speed_mm_per_s=15\n0 remove\n");
        return;
    }
    const double above = fmax(3.0, depth - 4.0);
    put(w, "+200 advance depth_mm=%.2f speed_mm_per_s=6 until=bone\n",
        fmax(3.0, fmin(book->muscle_mm, above)));
    put(w, "+0 advance depth_mm=%.2f speed_mm_per_s=3 until=ache\n",
        fmin(depth + 4.0, fmax(book->deep_mm - 1.0, depth)));
    put(w, "+300 withdraw by_mm=2\n");
    put(w, "0 piston amplitude_mm=4 speed_mm_per_s=%.1f rate_hz=1.2 count=%d ltrs=3\n", speed,
        expert ? 10 : 8);
    put(w, "+300 say line=all-right\n");
    put(w,
        "+300 fan depth_mm=%.2f by_deg=%.1f amplitude_mm=4 speed_mm_per_s=%.1f rate_hz=1.2 "
        "passes=5 count=%d ltrs=4\n",
        fmax(3.0, depth - 2.0), tb_clamp(120.0 / fmax(depth, 10.0), 2.5, 8.0), speed,
        expert && !book->roll ? 6 : 2);
    put(w, "+300 wait for_ms=4000 until=ease\n0 withdraw until=fat speed_mm_per_s=6\n0 remove\n");
}

static void write_treatment(writer *w, const tb_case *model, const tb_trainee *trainee, tb_rng *rng)
{
    const bool expert = trainee->skill == TB_SKILL_EXPERT,
               novice = trainee->skill == TB_SKILL_NOVICE;
    const char *at = novice ? "found" : "sore";
    const double aim = tb_skill_noise_of(trainee->skill)->aim_sd_mm / sqrt(2.0);
    const double off_t = aim * tb_rng_normal(rng), off_b = aim * tb_rng_normal(rng);
    put(w, "0 attend stop=react electric=react faint=react react_ms=%d\n",
        expert   ? 400
        : novice ? 1600
                 : 800);
    if (!novice) {
        write_refinement(w, trainee);
    }
    put(w, "0 declare t_mm=%s%+.3f ", at, off_t);
    if (trainee->book.roll) {
        put(w, "b_mm={b} state=active\n");
    } else {
        put(w, "b_mm=%s%+.3f state=active\n", at, off_b);
    }
    if (!novice || tb_rng_uniform(rng) < 0.4) {
        put(w, "+300 say line=warn\n");
    }
    write_needle(w, model, trainee, off_t, off_b, rng);
    write_strokes(w, trainee, rng);
    put(w, "+300 cotton force_n=%d for_ms=%d%s\n", trainee->book.roll ? 6 : 8,
        expert   ? 32000
        : novice ? 3000 + (int)(6000.0 * tb_rng_uniform(rng))
                 : 18000,
        trainee->book.roll ? " t_mm=sore b_mm={b}" : "");
    if (!novice || tb_rng_uniform(rng) < 0.3) {
        put(w, "0 say line=explain-after\n");
    }
    if (expert && model->site.thorax) {
        put(w, "+600 say line=chest-rule\n");
    }
    put(w, "+300 end\n");
}

static tb_status add_part(tb_trainee *trainee, const tb_case *model, writer *w, tb_error *error)
{
    static const char known[] = "0 stroke t_mm=0 b_mm=0 amplitude_mm=1 force_n=1\n"
                                "0 walk t_mm=0 to_t_mm=1 b_mm=0 force_n=1\n0 pincer t_mm=0\n";
    tb_script_errors *errors = tb_alloc(sizeof *errors);
    char *text = tb_alloc(sizeof known + w->used);
    tb_script *script = NULL;
    tb_status status = errors != NULL && text != NULL ? TB_OK : TB_ERR_MEMORY;
    if (status == TB_OK) {
        // the places that earlier parts have found are known in this one
        memcpy(text, known, sizeof known - 1);
        memcpy(text + sizeof known - 1, w->text, w->used);
        status = tb_script_parse_for(text, sizeof known - 1 + w->used, model, &script, errors);
    }
    if (status != TB_OK) {
        (void)tb_fail(error, status, "trainee: its plan has a fault: %s",
                      errors != NULL && errors->count > 0 ? errors->items[0].text : "no memory");
        tb_script_destroy(script);
    } else {
        script->next = KNOWN_LINES;
        trainee->parts[trainee->part_count++] = script;
    }
    tb_free(text);
    tb_free(errors);
    return status;
}

tb_status tb_trainee_create(const tb_case *model, tb_skill skill, uint64_t seed, tb_trainee **out,
                            tb_error *error)
{
    *out = NULL;
    tb_trainee *trainee = tb_alloc(sizeof *trainee);
    tb_script_errors *errors = tb_alloc(sizeof *errors);
    writer *w = tb_alloc(sizeof *w);
    tb_status status = trainee != NULL && errors != NULL && w != NULL ? TB_OK : TB_ERR_MEMORY;
    if (status == TB_OK) {
        trainee->skill = skill;
        status = read_textbook(model, &trainee->book, errors);
        tb_rng_seed(&trainee->rng, seed * TB_SKILL_COUNT + (uint64_t)skill, TB_RNG_TRAINEE);
        if (status != TB_OK || trainee->book.place_count == 0 || model->needle_count == 0) {
            status =
                tb_fail(error, TB_ERR_ARGUMENT, "trainee: '%s' has nothing to needle", model->id);
        }
        const double tremor = tb_skill_noise_of(skill)->tremor_mm;
        for (int k = 0; k < 3; ++k) {
            trainee->tremor[k] = tb_tremor_of(k < 2 ? tremor / sqrt(2.0) : AXIAL_SHARE * tremor);
        }
    }
    // a novice looks at one or two of the usual places, the others at all of them
    const int places = status != TB_OK ? 0
                       : skill == TB_SKILL_NOVICE && trainee->book.place_count > 2
                           ? 2
                           : trainee->book.place_count;
    for (int k = 0; k < places && status == TB_OK; ++k) {
        w->used = 0;
        write_palpation(w, trainee, trainee->book.place_mm[k]);
        status = add_part(trainee, model, w, error);
    }
    if (status == TB_OK) {
        w->used = 0;
        write_treatment(w, model, trainee, &trainee->rng);
        status = add_part(trainee, model, w, error);
    }
    tb_free(w);
    tb_free(errors);
    if (status != TB_OK) {
        tb_trainee_destroy(trainee);
        return status;
    }
    *out = trainee;
    return TB_OK;
}

void tb_trainee_destroy(tb_trainee *trainee)
{
    if (trainee != NULL) {
        for (int k = 0; k < trainee->part_count; ++k) {
            tb_script_destroy(trainee->parts[k]);
        }
        tb_free(trainee);
    }
}

// What a part found, against the best so far: a place that the patient knew beats one that hurt.
static void judge(tb_trainee *trainee, const tb_script *part)
{
    const bool knew = part->hand.walk.found_nrs > 0.0;
    const double nrs = knew ? part->hand.walk.found_nrs : part->hand.walk.worst_nrs;
    const int anchor = knew ? TB_ANCHOR_FOUND : TB_ANCHOR_SORE;
    const bool better = knew == trainee->recognised ? nrs > trainee->best_nrs : knew;
    if (trainee->part == 0 || better) {
        trainee->best_mm[0] = part->hand.anchor_mm[anchor][0];
        trainee->best_mm[1] = part->hand.anchor_mm[anchor][1];
        trainee->best_nrs = nrs;
        trainee->recognised = knew;
    }
}

/// The hand goes on where the last part left it.
static void next_part(tb_trainee *trainee, const tb_snapshot *seen)
{
    const tb_script *before = trainee->parts[trainee->part];
    judge(trainee, before);
    tb_script *now = trainee->parts[++trainee->part];
    now->hand = before->hand;
    now->reflex = before->reflex;
    now->last_end_ms = seen->tick_ms;
    for (int a = TB_ANCHOR_BAND; a <= TB_ANCHOR_FOUND; ++a) {
        tb_hand_remember(&now->hand, (tb_anchor)a, trainee->best_mm[0], trainee->best_mm[1]);
    }
}

void tb_trainee_next(tb_trainee *trainee, const tb_snapshot *seen, tb_input *input)
{
    tb_script *part = trainee->parts[trainee->part];
    if (part->next >= part->action_count && trainee->part + 1 < trainee->part_count) {
        next_part(trainee, seen);
        part = trainee->parts[trainee->part];
    }
    tb_script_next(part, seen, input);
    double shake_um[3];
    for (int k = 0; k < 3; ++k) {
        shake_um[k] = 1e3 * tb_tremor_next(&trainee->tremor[k], tb_rng_normal(&trainee->rng));
    }
    input->t_um += (int32_t)shake_um[0];
    input->b_um += (int32_t)shake_um[1];
    // a hand that has let go does not shake the needle
    const bool rests = input->tool == TB_TOOL_NEEDLE && !seen->needle.held;
    input->depth_um += rests ? 0 : (int32_t)shake_um[2];
}
