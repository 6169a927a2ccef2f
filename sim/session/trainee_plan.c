// What trainees of three skills mean to do, as texts of the script language. The habits are model
// defaults [J].
#include "tautband/core/mathx.h"
#include "tautband/core/units.h"
#include "tautband/core/vec.h"

#include "trainee_internal.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

static const double SILENT_MOST_MM = 100.0; ///< no needle is longer

static void put(tb_plan_text *w, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 2, 3)))
#endif
    ;

static void put(tb_plan_text *w, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const int length = vsnprintf(w->text + w->used, sizeof w->text - w->used, format, arguments);
    va_end(arguments);
    w->used += length > 0 ? (size_t)length : 0;
}

/// Share of a skill, for habits.
static double by_skill(tb_skill skill, double novice, double intermediate, double expert)
{
    return skill == TB_SKILL_EXPERT ? expert : skill == TB_SKILL_NOVICE ? novice : intermediate;
}

// --- questions, decision, plan ------------------------------------------------------------------

static const char *question_id(int question)
{
    static const char *const ids[TB_QUESTION_COUNT] = {
#define X(name, id, text) id,
        TB_QUESTION_LIST(X)
#undef X
    };
    return ids[question];
}

static const char *decision_id(tb_decision decision)
{
    static const char *const ids[TB_DECISION_COUNT] = {
#define X(name, id, text) id,
        TB_DECISION_LIST(X)
#undef X
    };
    return ids[decision];
}

/// A patient whose points are all latent comes with the story of a spot that no longer hurts.
static bool story_is_over(const tb_case *model)
{
    bool latent = model->point_choice == TB_POINTS_LISTED && model->point_count > 0;
    for (int k = 0; k < model->point_count; ++k) {
        latent = latent && model->points[k].state == TB_TRIGGER_POINT_LATENT;
    }
    return latent;
}

void tb_plan_screening(const tb_plan_author *author, tb_rng *rng, tb_plan_text *out,
                       tb_decision *decision)
{
    const double asks = by_skill(author->skill, 0.35, 0.75, 0.97);
    const double understands = by_skill(author->skill, 0.4, 0.8, 0.97);
    *decision = TB_DECISION_NEEDLE;
    for (int q = 0; q < TB_QUESTION_COUNT; ++q) {
        const bool asked = tb_rng_uniform(rng) < asks;
        const bool understood = tb_rng_uniform(rng) < understands;
        if (!asked) {
            continue;
        }
        put(out, "+0 screen question=%s\n", question_id(q));
        const tb_case_answer *answer = tb_case_answer_to(author->model, (tb_question)q);
        if (answer == NULL || !understood) {
            continue;
        }
        if (answer->flag == TB_FLAG_RED) {
            *decision = TB_DECISION_REFER;
        } else if (answer->flag == TB_FLAG_NO_NEEDLE && *decision == TB_DECISION_NEEDLE) {
            *decision = TB_DECISION_DECLINE;
        }
    }
    if (tb_rng_uniform(rng) < understands && *decision == TB_DECISION_NEEDLE &&
        story_is_over(author->model)) {
        *decision = TB_DECISION_EXERCISE;
    }
    put(out, "+200 say line=explain\n");
    if (*decision == TB_DECISION_NEEDLE && author->skill != TB_SKILL_NOVICE) {
        put(out, "+200 consent tell=risks\n");
    }
}

/// Options of the plan, some of them wrong ones.
static void put_options(const tb_plan_author *author, tb_rng *rng, tb_plan_text *out)
{
    const double takes_right = by_skill(author->skill, 0.6, 0.8, 0.95);
    const double takes_wrong = by_skill(author->skill, 0.35, 0.15, 0.03);
    for (int k = 0; k < author->model->care.plan_count; ++k) {
        const double taken = author->model->care.plan[k].right ? takes_right : takes_wrong;
        if (tb_rng_uniform(rng) < taken) {
            put(out, "+0 plan option=%d\n", k + 1);
        }
    }
}

void tb_plan_without_needle(const tb_plan_author *author, tb_decision decision, tb_rng *rng,
                            tb_plan_text *out)
{
    put(out, "+300 decide what=%s\n", decision_id(decision));
    if (tb_rng_uniform(rng) < by_skill(author->skill, 0.4, 0.8, 0.97)) {
        put(out, "+500 say line=reassure\n");
    }
    put_options(author, rng, out);
    if (tb_rng_uniform(rng) < by_skill(author->skill, 0.3, 0.9, 1.0)) {
        put(out, "+300 say line=explain-after\n");
    }
    put(out, "+300 end\n");
}

// --- palpation ----------------------------------------------------------------------------------

void tb_plan_palpation(const tb_plan_author *author, const double place_mm[2], double firmness,
                       tb_plan_text *out)
{
    const bool expert = author->skill == TB_SKILL_EXPERT, novice = author->skill == TB_SKILL_NOVICE;
    const double t = place_mm[0], b = place_mm[1];
    const double most_n = 55.0;
    if (author->book->roll) {
        const double reach = expert ? 18.0 : 12.0;
        put(out, "0 pincer t_mm=%.3f\n0 press force_n=6 for_ms=200\n", t);
        put(out, novice ? "0 lift\n" : "0 roll amplitude_mm=8 speed_mm_per_s=30\n0 lift\n");
        put(out, "0 walk t_mm=%.3f to_t_mm=%.3f step_mm=%d force_n=%.1f for_ms=300 ask=%s\n",
            t - reach, t + reach, novice ? 12 : 6, (novice ? 9.0 : 14.0) * firmness,
            novice ? "no" : "yes");
        put(out, "0 lift\n");
        return;
    }
    if (!novice) {
        put(out, "0 stroke t_mm=%.3f b_mm=%.3f amplitude_mm=24 force_n=%d count=%d\n0 lift\n", t, b,
            12, expert ? 4 : 2);
    }
    const double reach = expert ? 24.0 : novice ? 12.0 : 18.0;
    const double force_n = (novice ? 0.7 : 1.0) * firmness * author->book->firm_n;
    put(out,
        "0 walk t_mm=%.3f to_t_mm=%.3f b_mm=%s%.3f step_mm=%d force_n=%.1f for_ms=400 ask=%s\n",
        t - reach, t + reach, novice ? "" : "band+", novice ? b : 0.0,
        expert   ? 6
        : novice ? 12
                 : 9,
        fmin(force_n, most_n), novice ? "no" : "yes");
    put(out, "0 lift\n");
}

/// Along and across what was found, to the sorest place; asks, and compares sides.
static void put_refinement(const tb_plan_author *author, double firmness, tb_plan_text *out)
{
    const bool expert = author->skill == TB_SKILL_EXPERT;
    const double most_n = 58.0, firm_n = fmin(firmness * author->book->firm_n, most_n);
    if (author->book->roll) {
        put(out, "0 walk t_mm=found-4 to_t_mm=found+4 step_mm=%d force_n=%.1f for_ms=250\n0 lift\n",
            expert ? 2 : 4, 14.0 * firmness);
        put(out, "0 pincer t_mm=sore\n0 press force_n=%.1f for_ms=500 until=hurts\n",
            16.0 * firmness);
    } else {
        put(out,
            "0 walk t_mm=found b_mm=found-6 to_b_mm=found+6 step_mm=%d force_n=%.1f for_ms=300\n",
            expert ? 2 : 3, firm_n);
        if (expert) {
            put(out,
                "0 walk t_mm=sore-6 to_t_mm=sore+6 b_mm=sore step_mm=2 force_n=%.1f for_ms=300\n",
                firm_n);
        }
        put(out,
            "0 lift\n0 touch t_mm=sore b_mm=sore\n0 press force_n=%.1f for_ms=900 until=hurts\n",
            fmin(firm_n + 16.0, most_n));
    }
    put(out, "0 say line=your-pain\n0 wait for_ms=1700\n");
    put(out, expert ? "0 say line=other-side\n0 wait for_ms=800\n0 lift\n" : "0 lift\n");
}

void tb_plan_by_hand(const tb_plan_author *author, double firmness, tb_rng *rng, tb_plan_text *out)
{
    const bool roll = author->book->roll, novice = author->skill == TB_SKILL_NOVICE;
    const char *at = novice ? "found" : "sore";
    const double aim = tb_skill_noise_of(author->skill)->aim_sd_mm / sqrt(2.0);
    const double off_t = aim * tb_rng_normal(rng), off_b = aim * tb_rng_normal(rng);
    if (!novice) {
        put_refinement(author, firmness, out);
    }
    put(out, "0 declare t_mm=%s%+.3f ", at, off_t);
    if (roll) {
        put(out, "b_mm={b} state=active\n");
    } else {
        put(out, "b_mm=%s%+.3f state=active\n", at, off_b);
    }
    put(out, "+0 decide what=manual\n+300 say line=reassure\n");
    put(out, "+600 release t_mm=%s%+.3f b_mm=", at, off_t);
    if (roll) {
        put(out, "{b}");
    } else {
        put(out, "%s%+.3f", at, off_b);
    }
    put(out, " %s for_ms=%d\n", novice ? "force_n=15" : "pain_nrs=5",
        (int)by_skill(author->skill, 20e3, 45e3, 65e3));
    put(out, novice ? "+600 lift\n" : "0 say line=easing\n+600 lift\n");
    if (tb_rng_uniform(rng) < by_skill(author->skill, 0.3, 0.9, 1.0)) {
        put(out, "+300 say line=explain-after\n");
    }
    put_options(author, rng, out);
    put(out, "+300 end\n");
}

// --- needle -------------------------------------------------------------------------------------

/// Direction with the skill's error: two independent slopes around the textbook's.
static void erring_direction(const tb_plan_author *author, tb_rng *rng, double *tilt_deg,
                             double *azimuth_deg)
{
    const tb_textbook *book = author->book;
    const double sd = tb_skill_noise_of(author->skill)->angle_sd_deg / sqrt(2.0);
    const double azimuth = tb_rad_from_deg(book->azimuth_deg);
    const double x = book->tilt_deg * tb_cos(azimuth) + sd * tb_rng_normal(rng);
    const double y = book->tilt_deg * tb_sin(azimuth) + sd * tb_rng_normal(rng);
    *tilt_deg = tb_clamp(sqrt(x * x + y * y), 0.0, book->roll ? 105.0 : 69.0);
    *azimuth_deg = tb_deg_from_rad(tb_atan2(y, x));
}

static void put_needle(const tb_plan_author *author, double off_t, double off_b, tb_rng *rng,
                       tb_plan_text *out)
{
    const tb_textbook *book = author->book;
    const char *at = author->skill == TB_SKILL_NOVICE ? "found" : "sore";
    double tilt, azimuth;
    erring_direction(author, rng, &tilt, &azimuth);
    if (author->skill == TB_SKILL_NOVICE) { // who knows no rule takes one from the tray
        const tb_case_needle *any =
            &author->model->needles[(int)(tb_rng_uniform(rng) * author->model->needle_count)];
        put(out, "+300 needle diameter_mm=%g length_mm=%g\n", any->diameter_mm, any->length_mm);
    } else {
        put(out, "+300 needle {needle}\n");
    }
    if (book->roll) {
        put(out, "+300 place t_mm=%s%+.3f b_mm={face} tilt_deg=%.3f azimuth_deg=%.3f\n", at, off_t,
            tilt, azimuth);
    } else {
        put(out, "+300 place t_mm=%s%+.3f b_mm=%s%+.3f tilt_deg=%.3f azimuth_deg=%.3f\n", at,
            off_t + book->back_mm[0], at, off_b + book->back_mm[1], tilt, azimuth);
    }
    put(out, "+300 tap\n+300 tube-off\n");
}

static void put_novice_strokes(double depth, double speed, tb_rng *rng, tb_plan_text *out)
{
    // one draw at a time: the order in which a call's arguments are taken is the compiler's
    const int count = 4 + (int)(5.0 * tb_rng_uniform(rng));
    const double amplitude_mm = 4.0 + 4.0 * tb_rng_uniform(rng);
    put(out, "+200 advance depth_mm=%.2f speed_mm_per_s=8\n", depth);
    put(out, "+300 piston amplitude_mm=%.1f speed_mm_per_s=%.1f rate_hz=0.6 count=%d\n",
        amplitude_mm, speed, count);
    put(out, "+300 withdraw depth_mm=4 speed_mm_per_s=15\n0 remove\n");
}

/// To the place that aches. An expert goes on from the sheet that gives way, which says where this
/// patient's muscle begins: the book's way from there differs less between people than the way from
/// the skin.
static void put_advance(const tb_plan_author *author, double depth, tb_plan_text *out)
{
    const tb_textbook *book = author->book;
    if (author->skill == TB_SKILL_EXPERT) {
        put(out, "+200 advance depth_mm=%.2f speed_mm_per_s=6 until=fascia\n",
            0.5 * (book->depth_mm + book->deep_mm));
        put(out, "+0 advance by_mm=%.2f speed_mm_per_s=3 until=ache\n",
            fmax(2.0, book->into_mm + depth - book->depth_mm));
        return;
    }
    put(out, "+200 advance depth_mm=%.2f speed_mm_per_s=6 until=bone\n",
        fmax(3.0, fmin(book->muscle_mm, depth - 4.0)));
    put(out, "+0 advance depth_mm=%.2f speed_mm_per_s=3 until=ache\n",
        fmin(depth + 2.0, fmax(book->deep_mm - 2.0, depth)));
}

static void put_strokes(const tb_plan_author *author, tb_rng *rng, tb_plan_text *out)
{
    const tb_skill_noise *noise = tb_skill_noise_of(author->skill);
    const tb_textbook *book = author->book;
    const bool expert = author->skill == TB_SKILL_EXPERT;
    const double depth = fmax(5.0, book->depth_mm + noise->depth_sd_mm * tb_rng_normal(rng));
    const double speed =
        fmax(8.0, noise->piston_mm_per_s + noise->piston_sd_mm_per_s * tb_rng_normal(rng));
    if (author->skill == TB_SKILL_NOVICE) {
        put_novice_strokes(depth, speed, rng, out);
        return;
    }
    put_advance(author, depth, out);
    // strokes end a little beyond the place that ached, less where the muscle soon ends
    const double beyond = tb_clamp(0.25 * (book->deep_mm - book->depth_mm), 0.0, 2.0);
    put(out, "+300 withdraw by_mm=%.2f\n", 4.0 - beyond);
    const int strokes = (expert ? 10 : 8) * (book->roll ? 2 : 1);
    put(out, "0 piston amplitude_mm=4 speed_mm_per_s=%.1f rate_hz=1.2 count=%d ltrs=3\n", speed,
        strokes);
    put(out, "+300 say line=all-right\n");
    if (!book->roll) { // a roll's skin is too near to turn below it without coming out
        put(out,
            "+300 fan by_deg=%.1f amplitude_mm=4 speed_mm_per_s=%.1f rate_hz=1.2 passes=5 "
            "count=%d ltrs=%d\n",
            tb_clamp(120.0 / fmax(depth, 10.0), 2.5, 8.0), speed, expert ? 6 : 2, expert ? 3 : 4);
    }
    put(out, "+300 wait for_ms=4000 until=ease\n0 withdraw until=fat speed_mm_per_s=6\n0 remove\n");
}

void tb_plan_treatment(const tb_plan_author *author, double firmness, tb_rng *rng,
                       tb_plan_text *out)
{
    const bool expert = author->skill == TB_SKILL_EXPERT, novice = author->skill == TB_SKILL_NOVICE,
               roll = author->book->roll;
    const char *at = novice ? "found" : "sore";
    const double aim = tb_skill_noise_of(author->skill)->aim_sd_mm / sqrt(2.0);
    const double off_t = aim * tb_rng_normal(rng), off_b = aim * tb_rng_normal(rng);
    put(out, "0 attend stop=react electric=react faint=react react_ms=%d\n",
        expert   ? 400
        : novice ? 1600
                 : 800);
    if (!novice) {
        put_refinement(author, firmness, out);
    }
    put(out, "0 declare t_mm=%s%+.3f ", at, off_t);
    if (roll) {
        put(out, "b_mm={b} state=active\n");
    } else {
        put(out, "b_mm=%s%+.3f state=active\n", at, off_b);
    }
    put(out, "+0 decide what=needle\n");
    if (!novice || tb_rng_uniform(rng) < 0.4) {
        put(out, "+300 say line=warn\n");
    }
    put_needle(author, off_t, off_b, rng, out);
    put_strokes(author, rng, out);
    put(out, "+300 cotton force_n=%d for_ms=%d%s\n", roll ? 6 : 8,
        expert   ? 32000
        : novice ? 3000 + (int)(6000.0 * tb_rng_uniform(rng))
                 : 18000,
        roll ? " t_mm=sore b_mm={b}" : "");
    if (!novice || tb_rng_uniform(rng) < 0.3) {
        put(out, "0 say line=explain-after\n");
    }
    if (expert && author->model->site.thorax) {
        put(out, "+600 say line=chest-rule\n");
    }
    put_options(author, rng, out);
    put(out, "+300 end\n");
}

// --- a silent body ------------------------------------------------------------------------------

/// Where the needle ends unless bone ends it before, along the needle. Where bone is the rule, the
/// needle goes on to it, at most as deep as the rule allows.
static double silent_depth_mm(const tb_plan_author *author, double error_mm)
{
    const tb_site_depth_rule *rule = &author->model->site.depth_rule;
    const double most_mm = rule->max_mm > 0.0 ? rule->max_mm : SILENT_MOST_MM;
    const double wanted_mm = rule->stop == TB_STOP_BONE ? most_mm
                             : rule->stop == TB_STOP_DEPTH
                                 ? most_mm + error_mm
                                 : author->book->deep_mm - rule->margin_mm + error_mm;
    return tb_clamp(wanted_mm, 5.0, most_mm);
}

void tb_plan_silent(const tb_plan_author *author, const double place_mm[2], double landmarks_sd_mm,
                    tb_rng *rng, tb_plan_text *out)
{
    const tb_skill_noise *noise = tb_skill_noise_of(author->skill);
    const tb_site_skin *skin = &author->model->site.skin;
    const double *back_mm = author->book->back_mm;
    const double aim = noise->aim_sd_mm / sqrt(2.0), edge_mm = 2.0;
    double at_mm[2], tilt, azimuth;
    for (int axis = 0; axis < 2;
         ++axis) { // where the place is thought to be, and where the tube is
        const double found_mm = place_mm[axis] + landmarks_sd_mm * tb_rng_normal(rng);
        const double *extent_mm = axis == 0 ? skin->extent_t_mm : skin->extent_b_mm;
        at_mm[axis] = tb_clamp(found_mm + aim * tb_rng_normal(rng) + back_mm[axis],
                               extent_mm[0] + edge_mm, extent_mm[1] - edge_mm);
    }
    erring_direction(author, rng, &tilt, &azimuth);
    const double depth_mm = silent_depth_mm(author, noise->depth_sd_mm * tb_rng_normal(rng));
    put(out, "+0 needle {needle}\n");
    put(out, "+300 place t_mm=%.3f b_mm=%.3f tilt_deg=%.3f azimuth_deg=%.3f\n", at_mm[0], at_mm[1],
        tilt, azimuth);
    put(out, "+300 tap\n+300 tube-off\n+200 advance depth_mm=%.2f speed_mm_per_s=10 until=bone\n",
        depth_mm);
    put(out, "+300 remove\n+300 end\n");
}
