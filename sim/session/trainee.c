// A trainee is a sequence of scripted hands, which close their loops over the snapshot, with the
// noise of a skill laid over plan and motion. Questions come first; palpation runs over the
// textbook's usual places, harder once more where an experienced hand met no pain that the patient
// knew; the best candidate is what the patient recognised, else what hurt most, else where the book
// says; then one treatment follows.
#include "tautband/session/trainee.h"

#include "tautband/core/alloc.h"
#include "tautband/core/hash.h"
#include "tautband/core/mathx.h"
#include "tautband/core/units.h"
#include "tautband/core/vec.h"

#include "trainee_internal.h"

#include <math.h>
#include <string.h>

enum {
    KNOWN_LINES = 3, ///< of every part: they make the finds of earlier parts known
    ROUNDS_MAX = 2,
    PARTS_MAX = ROUNDS_MAX * (TB_TRIGGER_POINTS_MAX + 2) + 2,
    GIVE_IN_MS = 2500, ///< a hand that meets no more force by then stops asking for it
    MADE_DO_MOST = 6,  ///< after so many such stops a harder round would feel no more
    SKIDS_MAX = 4,
};

static const double TREMOR_HZ = 9.5, TREMOR_RADIUS = 0.997; // about 1 Hz wide
static const double AXIAL_SHARE =
    0.06; // a braced instrument trembles sideways, hardly along itself
static const double FIRMNESS[ROUNDS_MAX] = {1.0, 1.5};
static const double SORE_NRS = 0.25; // less than that is nothing
static const double TOO_SORE_NRS = 5.5, EASED = 0.7;

const char *tb_skill_name(tb_skill skill)
{
    static const char *const names[] = {
#define X(name, id) id,
        TB_SKILL_LIST(X)
#undef X
    };
    return (unsigned)skill < TB_SKILL_COUNT ? names[skill] : "unknown";
}

const char *tb_body_name(tb_body body)
{
    static const char *const names[] = {
#define X(name, id) id,
        TB_BODY_LIST(X)
#undef X
    };
    return (unsigned)body < TB_BODY_COUNT ? names[body] : "unknown";
}

tb_trainee_desc tb_trainee_desc_default(const tb_case *model, tb_skill skill, uint64_t seed)
{
    return (tb_trainee_desc){.model = model,
                             .skill = skill,
                             .body = TB_BODY_LIVING,
                             .landmarks_sd_mm = TB_LANDMARKS_SD_MM,
                             .seed = seed};
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

/// What a part of the plan is for.
typedef enum part_kind { PART_ASK, PART_LEAVE, PART_FEEL, PART_TREAT, PART_HOLD } part_kind;

/// A part of the plan.
typedef struct part {
    tb_script *script;
    part_kind kind;
    int round, place;
} part;

struct tb_trainee {
    tb_skill skill;
    tb_textbook book;
    part parts[PARTS_MAX];
    int part_count, at;
    tb_decision decision; ///< that the history led to
    bool by_hand;         ///< the patient will have no needle
    tb_rng rng;
    tb_tremor tremor[3];
    // the best candidate so far
    bool judged, recognised;
    double best_mm[2], best_nrs;
    bool eased;  ///< pressed too hard once
    int made_do; ///< stops at which no finger could press harder
    // the needle
    int skids;
    bool entered; ///< the way from the first sheet has been chosen
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
static tb_status read_page(const tb_case *model, tb_textbook *book, tb_script_errors *errors)
{
    static const char page[] =
        "0 place t_mm={back_t} b_mm={back_b} tilt_deg={tilt} azimuth_deg={azimuth}\n"
        "0 advance depth_mm={depth}\n0 advance depth_mm={muscle}\n0 advance depth_mm={deep}\n"
        "0 advance depth_mm={into}\n";
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
        book->into_mm = script->actions[4].number[TB_KEY_DEPTH];
    }
    tb_script_destroy(script);
    return status;
}

static tb_status read_textbook(const tb_case *model, tb_textbook *book, tb_script_errors *errors)
{
    const double least_n = 16.0, most_n = 42.0, area_mm2 = 100.0;
    const tb_site *site = &model->site;
    for (int k = 0; k < site->trigger_point_count && k < TB_TRIGGER_POINTS_MAX; ++k) {
        bool listed = model->point_choice != TB_POINTS_LISTED;
        for (int p = 0; p < model->point_count; ++p) {
            listed = listed || strcmp(model->points[p].id, site->trigger_points[k].id) == 0;
        }
        if (listed) {
            book->place_point[book->place_count] = k;
            book->place_mm[book->place_count][0] = site->trigger_points[k].t_mm;
            book->place_mm[book->place_count++][1] = site->trigger_points[k].b_mm;
        }
    }
    for (int k = 0; k < site->layer_count && book->sheet_mm == 0.0; ++k) {
        const bool fascia = site->layers[k].tissue == TB_TISSUE_FASCIA;
        book->sheet_mm = fascia ? site->layers[k].thickness_mm : 0.0;
    }
    book->roll = site->roll.height_mm > 0.0;
    // a tenth above the population's threshold at an active point
    book->firm_n =
        tb_clamp(1.1e-3 * model->patient.pain_threshold_kpa[0] * area_mm2, least_n, most_n);
    return read_page(model, book, errors);
}

// --- the parts --------------------------------------------------------------------------------

static tb_status add_part(tb_trainee *trainee, const tb_case *model, const part *what,
                          const tb_plan_text *w, tb_error *error)
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
        trainee->parts[trainee->part_count] = *what;
        trainee->parts[trainee->part_count++].script = script;
    }
    tb_free(text);
    tb_free(errors);
    return status;
}

/// Questions, and the way out where the answers bar a needle.
static tb_status plan_reasoning(tb_trainee *trainee, const tb_plan_author *author,
                                tb_plan_text *text, tb_error *error)
{
    text->used = 0;
    tb_plan_screening(author, &trainee->rng, text, &trainee->decision);
    tb_status status = add_part(trainee, author->model, &(part){.kind = PART_ASK}, text, error);
    if (status == TB_OK) {
        text->used = 0;
        tb_plan_without_needle(author, trainee->decision, &trainee->rng, text);
        status = add_part(trainee, author->model, &(part){.kind = PART_LEAVE}, text, error);
    }
    return status;
}

/// Rounds over the usual places, and for each a treatment with the same errors, by needle and, for
/// a patient who will have none, by hand.
static tb_status plan_hands(tb_trainee *trainee, const tb_plan_author *author, tb_plan_text *text,
                            tb_error *error)
{
    const int rounds = author->skill == TB_SKILL_EXPERT ? ROUNDS_MAX : 1;
    // a novice looks at one or two of the usual places, the others at all of them
    const bool few = author->skill == TB_SKILL_NOVICE && trainee->book.place_count > 2;
    const int places = few ? 2 : trainee->book.place_count;
    tb_status status = TB_OK;
    for (int round = 0; round < rounds; ++round) {
        for (int k = 0; k < places && status == TB_OK; ++k) {
            text->used = 0;
            tb_plan_palpation(author, trainee->book.place_mm[k], FIRMNESS[round], text);
            const part what = {.kind = PART_FEEL, .round = round, .place = k};
            status = add_part(trainee, author->model, &what, text, error);
        }
    }
    const tb_rng before = trainee->rng;
    for (int n = 0; n < 2 * rounds && status == TB_OK; ++n) {
        const part what = {.kind = n < rounds ? PART_TREAT : PART_HOLD, .round = n % rounds};
        tb_rng rng = before;
        text->used = 0;
        if (what.kind == PART_TREAT) {
            tb_plan_treatment(author, FIRMNESS[what.round], &rng, text);
            trainee->rng = rng; // the tremor goes on from here
        } else {
            tb_plan_by_hand(author, FIRMNESS[what.round], &rng, text);
        }
        status = add_part(trainee, author->model, &what, text, error);
    }
    return status;
}

/// Where the case's first active point usually lies.
static const double *place_of_story(const tb_case *model, const tb_textbook *book)
{
    for (int p = 0; p < model->point_count; ++p) {
        for (int k = 0; model->points[p].state == TB_TRIGGER_POINT_ACTIVE && k < book->place_count;
             ++k) {
            const char *id = model->site.trigger_points[book->place_point[k]].id;
            if (strcmp(model->points[p].id, id) == 0) {
                return book->place_mm[k];
            }
        }
    }
    return book->place_mm[0];
}

/// One needle, by landmarks.
static tb_status plan_silent(tb_trainee *trainee, const tb_plan_author *author,
                             double landmarks_sd_mm, tb_plan_text *text, tb_error *error)
{
    text->used = 0;
    tb_plan_silent(author, place_of_story(author->model, author->book), landmarks_sd_mm,
                   &trainee->rng, text);
    return add_part(trainee, author->model, &(part){.kind = PART_TREAT}, text, error);
}

static tb_status check_body(const tb_trainee_desc *desc, const tb_textbook *book, tb_error *error)
{
    if (desc->body == TB_BODY_SILENT && book->roll) {
        return tb_fail(error, TB_ERR_ARGUMENT,
                       "trainee: the muscle of '%s' is lifted: nobody does so in a silent body",
                       desc->model->id);
    }
    if (!(desc->landmarks_sd_mm >= 0.0 && desc->landmarks_sd_mm <= 50.0)) {
        return tb_fail(error, TB_ERR_ARGUMENT, "trainee: landmarks within 0 to 50 mm wanted");
    }
    return TB_OK;
}

tb_status tb_trainee_create(const tb_trainee_desc *desc, tb_trainee **out, tb_error *error)
{
    const tb_case *model = desc->model;
    *out = NULL;
    tb_trainee *trainee = tb_alloc(sizeof *trainee);
    tb_script_errors *errors = tb_alloc(sizeof *errors);
    tb_plan_text *text = tb_alloc(sizeof *text);
    tb_status status = trainee != NULL && errors != NULL && text != NULL ? TB_OK : TB_ERR_MEMORY;
    if (status == TB_OK) {
        trainee->skill = desc->skill;
        status = read_textbook(model, &trainee->book, errors);
        tb_hash hash = tb_hash_start(); // other hands at each case, and for each patient
        tb_hash_bytes(&hash, model->id, strlen(model->id));
        tb_hash_u64(&hash, desc->seed * TB_SKILL_COUNT + (uint64_t)desc->skill);
        tb_rng_seed(&trainee->rng, hash.value, TB_RNG_TRAINEE);
        if (status != TB_OK || trainee->book.place_count == 0 || model->needle_count == 0) {
            status =
                tb_fail(error, TB_ERR_ARGUMENT, "trainee: '%s' has nothing to needle", model->id);
        }
        const double tremor = tb_skill_noise_of(desc->skill)->tremor_mm;
        for (int k = 0; k < 3; ++k) {
            trainee->tremor[k] = tb_tremor_of(k < 2 ? tremor / sqrt(2.0) : AXIAL_SHARE * tremor);
        }
    }
    status = status == TB_OK ? check_body(desc, &trainee->book, error) : status;
    if (status == TB_OK) {
        const tb_plan_author author = {desc->skill, model, &trainee->book};
        if (desc->body == TB_BODY_SILENT) {
            status = plan_silent(trainee, &author, desc->landmarks_sd_mm, text, error);
        } else {
            status = plan_reasoning(trainee, &author, text, error);
            status = status == TB_OK ? plan_hands(trainee, &author, text, error) : status;
        }
    }
    tb_free(text);
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
            tb_script_destroy(trainee->parts[k].script);
        }
        tb_free(trainee);
    }
}

// --- playing them -------------------------------------------------------------------------------

/// What a part found, against the best so far: a place that the patient knew beats one that hurt,
/// and that beats the book's.
static void judge(tb_trainee *trainee, const part *felt)
{
    const tb_hand *hand = &felt->script->hand;
    const bool knew = hand->walk.found_nrs > 0.0;
    const double nrs = knew ? hand->walk.found_nrs : hand->walk.worst_nrs;
    const bool hurt = knew || nrs >= SORE_NRS;
    const bool better = knew == trainee->recognised ? hurt && nrs > trainee->best_nrs : knew;
    if (trainee->judged && !better) {
        return;
    }
    const double *book = trainee->book.place_mm[felt->place];
    const double *sore = hand->anchor_mm[knew ? TB_ANCHOR_FOUND : TB_ANCHOR_SORE];
    const double *band = hand->anchor_mm[TB_ANCHOR_BAND];
    const bool by_cord = trainee->skill != TB_SKILL_NOVICE && !trainee->book.roll;
    trainee->best_mm[0] = hurt ? sore[0] : book[0];
    trainee->best_mm[1] = hurt ? sore[1] : by_cord ? band[1] : book[1];
    trainee->best_nrs = hurt ? nrs : 0.0;
    trainee->recognised = knew;
    trainee->judged = true;
}

static int find_part(const tb_trainee *trainee, part_kind kind, int round)
{
    int k = 0;
    while (trainee->parts[k].kind != kind || trainee->parts[k].round != round) {
        ++k;
    }
    return k;
}

/// Is there another place to feel? Whoever asks stops where the patient knew the pain.
static bool feels_on(const tb_trainee *trainee)
{
    const part *now = &trainee->parts[trainee->at], *next = now + 1;
    const bool known = trainee->recognised && trainee->skill != TB_SKILL_NOVICE;
    const bool harder = trainee->made_do < MADE_DO_MOST && !trainee->eased;
    return !known && next->kind == PART_FEEL && (next->round == now->round || harder);
}

/// Which part follows the present one, or -1.
static int part_after(tb_trainee *trainee, const tb_snapshot *seen)
{
    const part *now = &trainee->parts[trainee->at];
    switch (now->kind) {
    case PART_ASK:
        trainee->by_hand = seen->patient.line == TB_LINE_MANUAL_ONLY;
        return find_part(trainee, trainee->decision != TB_DECISION_NEEDLE ? PART_LEAVE : PART_FEEL,
                         0);
    case PART_FEEL:
        judge(trainee, now);
        return feels_on(trainee)
                   ? trainee->at + 1
                   : find_part(trainee, trainee->by_hand ? PART_HOLD : PART_TREAT, now->round);
    case PART_LEAVE:
    case PART_TREAT:
    case PART_HOLD:
        break;
    }
    return -1;
}

/// The hand goes on where the last part left it.
static void go_on(tb_trainee *trainee, int next, const tb_snapshot *seen)
{
    const tb_script *before = trainee->parts[trainee->at].script;
    tb_script *now = trainee->parts[next].script;
    trainee->at = next;
    now->hand = before->hand;
    now->reflex = before->reflex;
    now->last_end_ms = seen->tick_ms;
    for (int a = TB_ANCHOR_BAND; a <= TB_ANCHOR_FOUND && trainee->judged; ++a) {
        tb_hand_remember(&now->hand, (tb_anchor)a, trainee->best_mm[0], trainee->best_mm[1]);
    }
}

/// Where bone lies near, no finger presses as hard as it wants: it makes do with what it has.
static void give_in(tb_trainee *trainee, tb_script *script)
{
    const bool walks = script->running && script->actions[script->next].verb == TB_VERB_WALK;
    if (walks && tb_walk_presses(script) && script->progress.ticks >= GIVE_IN_MS) {
        tb_walk_make_do(script);
        trainee->made_do += 1;
    }
}

/// Where it hurts too much everywhere, no place is the sorest: the hand eases, for good, and feels
/// this stretch again.
static void ease(tb_trainee *trainee, tb_script *script, const tb_snapshot *seen)
{
    const bool walks = script->running && script->actions[script->next].verb == TB_VERB_WALK;
    if (!walks || !tb_walk_touches(script) || trainee->skill == TB_SKILL_NOVICE ||
        (double)seen->patient.pain_nrs < TOO_SORE_NRS) {
        return;
    }
    const double most_n = fmax(2.0, EASED * (double)seen->finger.force_n);
    for (int p = 0; p < trainee->part_count; ++p) {
        tb_script *other = trainee->parts[p].script;
        for (int k = 0; k < other->action_count; ++k) {
            if (other->actions[k].verb == TB_VERB_WALK) {
                double *force_n = &other->actions[k].number[TB_KEY_FORCE];
                *force_n = fmin(*force_n, most_n);
            }
        }
    }
    trainee->eased = true;
    script->running = false;
}

/// A needle that skids on the skin is set down again, nearer to the book's direction.
static void set_down_again(tb_trainee *trainee, tb_script *script, const tb_snapshot *seen)
{
    const bool waits = !script->running && script->next > 0 &&
                       script->actions[script->next - 1].verb == TB_VERB_PLACE;
    if (!waits || seen->needle.stage != TB_NEEDLE_READY || trainee->skids == SKIDS_MAX) {
        return;
    }
    tb_action *place = &script->actions[--script->next];
    const double share = ++trainee->skids < SKIDS_MAX ? 0.5 : 0.0;
    const double from = tb_rad_from_deg(place->number[TB_KEY_AZIMUTH]),
                 to = tb_rad_from_deg(trainee->book.azimuth_deg);
    const double tilt_deg = place->number[TB_KEY_TILT], book_deg = trainee->book.tilt_deg;
    const double x = share * tilt_deg * tb_cos(from) + (1.0 - share) * book_deg * tb_cos(to);
    const double y = share * tilt_deg * tb_sin(from) + (1.0 - share) * book_deg * tb_sin(to);
    place->number[TB_KEY_TILT] = sqrt(x * x + y * y);
    place->number[TB_KEY_AZIMUTH] = tb_deg_from_rad(tb_atan2(y, x));
}

/// When the depth display names the muscle, the sheet before it lies behind the tip.
static void enter_muscle(tb_trainee *trainee, const tb_script *script, const tb_snapshot *seen)
{
    if (script->running || trainee->entered || script->next >= script->action_count) {
        return;
    }
    tb_action *action = &script->actions[script->next];
    if (action->verb == TB_VERB_ADVANCE && (action->given & TB_KEY_BIT(TB_KEY_BY)) != 0) {
        trainee->entered = true;
        if (tb_tip_in_muscle(seen)) {
            action->number[TB_KEY_BY] =
                fmax(1.0, action->number[TB_KEY_BY] - trainee->book.sheet_mm);
        }
    }
}

void tb_trainee_next(tb_trainee *trainee, const tb_snapshot *seen, tb_input *input)
{
    tb_script *script = trainee->parts[trainee->at].script;
    if (script->next >= script->action_count) {
        const int next = part_after(trainee, seen);
        if (next >= 0) {
            go_on(trainee, next, seen);
            script = trainee->parts[next].script;
        }
    }
    give_in(trainee, script);
    ease(trainee, script, seen);
    set_down_again(trainee, script, seen);
    enter_muscle(trainee, script, seen);
    tb_script_next(script, seen, input);
    double shake_um[3];
    for (int k = 0; k < 3; ++k) {
        shake_um[k] = 1e3 * tb_tremor_next(&trainee->tremor[k], tb_rng_normal(&trainee->rng));
    }
    const bool sets_down = input->command == TB_COMMAND_PLACE; // the hand rests on the skin
    input->t_um += sets_down ? 0 : (int32_t)shake_um[0];
    input->b_um += sets_down ? 0 : (int32_t)shake_um[1];
    // a hand that has let go does not shake the needle
    const bool rests = input->tool == TB_TOOL_NEEDLE && !seen->needle.held;
    input->depth_um += rests ? 0 : (int32_t)shake_um[2];
}
