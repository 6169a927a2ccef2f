// Scores of hand-made event logs: each row says what an examiner would read off it.
#include "tautband/core/units.h"

#include "score_log.h"

static bool is_reasoning(const tb_measure *m)
{
    return strcmp(m->rubric->domain, "reasoning") == 0 || strcmp(m->rubric->domain, "asepsis") == 0;
}

static void perfect_log_earns_all(void **state)
{
    (void)state;
    static event_log log;
    perfect(&log);
    compute(&log);
    for (int k = 0; k < score.measure_count; ++k) {
        const tb_measure *m = &score.measures[k];
        if (m->assessed) {
            assert_near(m->points, m->rubric->weight, 1e-9);
        } else { // no turn was done; reasoning and steps were left out
            assert_true(strcmp(m->rubric->id, "F2_redirections") == 0 || is_reasoning(m));
        }
    }
    assert_near(score.total, 100.0, 1e-9);
    assert_true(score.pass);
    assert_int_equal(score.ltr_count, 4);
    assert_string_equal(score.headline, "Point reached, twitches seen, nothing harmed.");
}

static void empty_log_earns_nothing(void **state)
{
    (void)state;
    static event_log log;
    add(&log, TB_EVENT_START, -1, 0, 0, 0, 0, 0);
    add(&log, TB_EVENT_END, -1, 0, 0, 0, 0, 0);
    compute(&log);
    assert_near(score.total, 0.0, 0.0);
    assert_false(score.pass);
    assert_int_equal(score.critical_count, 0);
    for (int k = 0; k < score.measure_count; ++k) {
        assert_int_equal(score.measures[k].assessed, !is_reasoning(&score.measures[k]));
        assert_near(score.measures[k].points, 0.0, 0.0);
    }
}

static void palpation_alone_earns_palpation_only(void **state)
{
    (void)state;
    static event_log log;
    palpate_well(&log);
    compute(&log);
    assert_near(score.domains[0].points, 15.0, 1e-9);
    for (int d = 1; d < score.domain_count; ++d) {
        assert_near(score.domains[d].points, 0.0, 0.0);
        assert_int_equal(score.domains[d].below_floor, score.domains[d].weight > 0.0);
    }
}

// Ramps: full at `full`, none at `zero`, half way between (clinical definitions of the rubric).
typedef struct {
    const char *name;
    double error_mm, points;
} ramp_row;

static ramp_row localisation[] = {{"on it", 0.0, 6.0},    {"5 mm", 5.0, 6.0},   {"8 mm", 8.0, 4.8},
                                  {"12.5 mm", 12.5, 3.0}, {"20 mm", 20.0, 0.0}, {"far", 60.0, 0.0}};

static void localisation_ramp(void **state)
{
    const ramp_row *row = *state;
    event_log log = {.count = 0};
    log.now_ms = 10;
    add(&log, TB_EVENT_DECLARED, 0, target()->surface_t_mm + row->error_mm, target()->surface_b_mm,
        0, 0, 0);
    compute(&log);
    assert_near(measure("C1_localisation")->value, row->error_mm, 1e-9);
    assert_near(measure("C1_localisation")->points, row->points, 1e-9);
}

static ramp_row tip_rows[] = {
    {"inside", -1.0, 8.0}, {"1 mm", 1.0, 8.0}, {"4.5 mm", 4.5, 4.0}, {"8 mm", 8.0, 0.0}};

static void tip_ramp(void **state)
{
    const ramp_row *row = *state;
    event_log log = {.count = 0};
    needle_in(&log, 0.0, 0.0, 0.0, 0.0, 30.0);
    tip(&log, 0, 9.0, 25.0, 0.0);
    tip(&log, 0, row->error_mm, 25.0, 0.0);
    tip(&log, 0, 9.0, 25.0, 0.0);
    compute(&log);
    assert_near(measure("D3_tip_to_target")->points, row->points, 1e-9);
}

// The cone's axis stands 4 degrees from n towards +b with half-angle 18: along that azimuth the
// excess is tilt - 22.
static ramp_row angle_rows[] = {
    {"upright", 0.0, 6.0}, {"rim", 22.0, 6.0}, {"17.5 beyond", 39.5, 6.0 * (30.0 - 17.5) / 25.0}};

static void angle_ramp(void **state)
{
    const ramp_row *row = *state;
    event_log log = {.count = 0};
    needle_in(&log, 0.0, 0.0, row->error_mm, 90.0, 30.0);
    compute(&log);
    assert_near(measure("D2_angle")->points, row->points, 1e-6);
}

static void entry_follows_the_needle(void **state)
{
    (void)state;
    for (int k = 0; k <= 40; k += 10) {
        event_log log = {.count = 0};
        const tb_vec3 direction = tb_needle_direction(tb_rad_from_deg(k), 0.7);
        const tb_vec3 entry = tb_ideal_entry(&anatomy, target()->centre_mm, direction);
        assert_near(entry.z, tb_anatomy_skin_mm(&anatomy, entry.x, entry.y), 1e-9);
        const tb_vec3 to = tb_vec3_unit(tb_vec3_sub(target()->centre_mm, entry));
        assert_near(tb_vec3_dot(to, direction), 1.0, 1e-12);
        needle_in(&log, entry.x + 3.0, entry.y + 4.0, k, tb_deg_from_rad(0.7), 40.0);
        compute(&log);
        assert_near(measure("D1_entry")->value, 5.0, 1e-6);
    }
}

// On the faces of a lifted roll, which stand upright, a needle may lie level or point outward.
static void entry_into_a_roll(void **state)
{
    (void)state;
    static tb_case roll_model;
    static tb_anatomy roll;
    assert_int_equal(tb_case_load("assets/cases/ut-designer.yaml", &roll_model, &diagnostics),
                     TB_OK);
    for (uint64_t seed = 0; seed < 4; ++seed) {
        tb_anatomy_draw(&roll_model, seed, &roll);
        const tb_vec3 aim = roll.trigger_points[roll.symptomatic].centre_mm;
        for (int tilt_deg = 55; tilt_deg <= 95; tilt_deg += 10) {
            const tb_vec3 direction =
                tb_needle_direction(tb_rad_from_deg(tilt_deg), tb_rad_from_deg(-90.0));
            const tb_vec3 entry = tb_ideal_entry(&roll, aim, direction);
            const tb_vec3 out = tb_vec3_along(entry, direction, -1e-3);
            assert_true(entry.z >= tb_anatomy_skin_mm(&roll, entry.x, entry.y));
            assert_true(out.z < tb_anatomy_skin_mm(&roll, out.x, out.y));
            assert_near(tb_vec3_dot(tb_vec3_unit(tb_vec3_sub(aim, entry)), direction), 1.0, 1e-12);
            assert_true(tb_vec3_distance(aim, entry) < 4.0 * roll.roll.half_width_mm);
        }
    }
}

// Nominal patient: the point lies 15.7 mm deep, so 30 mm is the shortest that leaves 10 mm outside.
static ramp_row choices[] = {{"30 mm", 30.0, 3.0}, {"40 mm", 40.0, 1.5}, {"50 mm", 50.0, 0.0}};

static void needle_length(void **state)
{
    const ramp_row *row = *state;
    event_log log = {.count = 0};
    needle_in(&log, 0.0, 0.0, 0.0, 0.0, row->error_mm);
    compute(&log);
    assert_near(measure("D4_needle_choice")->points, row->points, 1e-9);
}

// Where the site allows no more than 30 mm, that is right for any depth, and a longer needle never.
static void needle_length_by_the_rule(void **state)
{
    (void)state;
    const double lengths_mm[] = {30.0, 40.0, 50.0}, shares[] = {1.0, 0.0, 0.0};
    model.site.depth_rule.longest_needle_mm = 30.0;
    for (int k = 0; k < 3; ++k) {
        event_log log = {.count = 0};
        needle_in(&log, 0.0, 0.0, 0.0, 0.0, lengths_mm[k]);
        compute(&log);
        assert_near(measure("D4_needle_choice")->value, shares[k], 1e-9);
        log = (event_log){.count = 0}; // 15.7 mm / cos 60 deg = 31 mm to go: 40 mm would be tight
        needle_in(&log, 0.0, 0.0, 60.0, 0.0, lengths_mm[k]);
        compute(&log);
        assert_near(measure("D4_needle_choice")->value, shares[k], 1e-9);
    }
    model.site.depth_rule.longest_needle_mm = 0.0;
}

static void strokes_outside_the_muscle(void **state)
{
    (void)state;
    event_log log = {.count = 0};
    needle_in(&log, 0.0, 0.0, 0.0, 0.0, 30.0);
    stroke(&log, IN_MUSCLE);
    stroke(&log, TB_TIP_STIMULATING);
    stroke(&log, TB_TIP_STIMULATING);
    stroke(&log, TB_TIP_STIMULATING);
    compute(&log);
    assert_near(measure("D5_in_muscle")->value, 0.25, 1e-9);
}

// One movement of the needle along itself that takes 400 ms.
static void move(event_log *log, int flags, double from_mm, double to_mm)
{
    for (int k = 0; k < 20; ++k) {
        log->now_ms += 20;
        tip(log, flags, 0.5, 25.0, 0.0);
    }
    add(log, TB_EVENT_STROKE, (flags & TB_TIP_IN_TARGET_MUSCLE) != 0 ? 1 : 0, from_mm, to_mm, 400.0,
        60.0, 0.5);
}

static const int ABOVE = TB_TIP_STIMULATING; // the tip in tissue, but not in the muscle

// Steps of the way in and out, and from one place of stimulation to another, are no strokes up and
// down: only what goes back over the same stretch is judged.
static void the_way_in_is_no_stimulation(void **state)
{
    (void)state;
    event_log log = {.count = 0};
    needle_in(&log, 0.0, 0.0, 0.0, 0.0, 30.0);
    move(&log, ABOVE, 0.5, 4.0); // the tap, two steps through the fat, one into the muscle
    move(&log, ABOVE, 4.0, 7.0);
    move(&log, ABOVE, 7.0, 9.0);
    move(&log, IN_MUSCLE, 9.0, 17.0);
    move(&log, IN_MUSCLE, 17.0, 15.0);
    for (int k = 0; k < 3; ++k) { // the strokes
        move(&log, IN_MUSCLE, 15.0, 19.0);
        move(&log, IN_MUSCLE, 19.0, 15.0);
    }
    move(&log, IN_MUSCLE, 15.0, 9.0); // out in three steps
    move(&log, ABOVE, 9.0, 4.0);
    move(&log, ABOVE, 4.0, -0.2);
    compute(&log);
    assert_near(measure("D5_in_muscle")->value, 1.0, 1e-9);
    assert_near(measure("F3_pistoning")->value, 1.0, 1e-9);
}

// Back to the fat, a turn, and in again by the same way is no stroke either; without the turn it
// is.
static void going_round_by_the_fat(void **state)
{
    (void)state;
    for (int turns = 0; turns < 2; ++turns) {
        event_log log = {.count = 0};
        needle_in(&log, 0.0, 0.0, 0.0, 0.0, 30.0);
        move(&log, IN_MUSCLE, 8.0, 12.0);
        move(&log, IN_MUSCLE, 12.0, 8.0);
        log.now_ms += 6000; // another series
        move(&log, ABOVE, 12.0, 4.0);
        if (turns == 1) {
            add(&log, TB_EVENT_REDIRECTED, 0, 6.0, 4.0, 6.0, 0.0, 0);
        }
        move(&log, ABOVE, 4.0, 12.0);
        compute(&log);
        assert_near(measure("D5_in_muscle")->value, turns == 1 ? 1.0 : 0.5, 1e-9);
    }
}

// A needle that goes in step by step and out again has stimulated nothing, however deep it was.
static void steps_without_strokes_earn_nothing(void **state)
{
    (void)state;
    event_log log = {.count = 0};
    needle_in(&log, 0.0, 0.0, 0.0, 0.0, 30.0);
    for (int k = 0; k < 4; ++k) {
        move(&log, IN_MUSCLE, 4.0 + 4.0 * k, 8.0 + 4.0 * k);
    }
    compute(&log);
    assert_true(measure("D5_in_muscle")->assessed);
    assert_near(measure("D5_in_muscle")->value, 0.0, 1e-9);
    assert_near(measure("F3_pistoning")->value, 0.0, 1e-9);
}

typedef struct {
    const char *name;
    int in_fat, in_muscle;
    double angle_deg, value;
} turn_row;

static turn_row turns[] = {{"all in fat", 3, 0, 20.0, 1.0},
                           {"one small in muscle", 3, 1, 8.0, 0.75},
                           {"one large in muscle", 3, 1, 20.0, 0.0}};

static void turning(void **state)
{
    const turn_row *row = *state;
    event_log log = {.count = 0};
    needle_in(&log, 0.0, 0.0, 0.0, 0.0, 30.0);
    for (int k = 0; k < row->in_fat; ++k) {
        add(&log, TB_EVENT_REDIRECTED, 0, 15.0, 3.0, 10.0, 0.0, 0);
    }
    for (int k = 0; k < row->in_muscle; ++k) {
        add(&log, TB_EVENT_REDIRECTED, 1, row->angle_deg, 12.0, 10.0, 0.0, 0);
    }
    compute(&log);
    assert_near(measure("F2_redirections")->value, row->value, 1e-9);
}

typedef struct {
    const char *name;
    int count;
    uint32_t first_after_ms;
    double value;
} twitch_row;

static twitch_row twitches[] = {{"none", 0, 0, 0.0},
                                {"one, soon", 1, 20000, 0.7},
                                {"four, soon", 4, 20000, 1.0},
                                {"four, after 105 s", 4, 105000, 0.9},
                                {"four, late", 4, 200000, 0.8},
                                {"chased", 12, 20000, 0.7}};

static void twitch_value(void **state)
{
    const twitch_row *row = *state;
    event_log log = {.count = 0};
    needle_in(&log, 0.0, 0.0, 0.0, 0.0, 30.0);
    log.now_ms += row->first_after_ms;
    for (int k = 0; k < row->count; ++k) {
        add(&log, TB_EVENT_LTR, 0, 0, 0, 0, 0, 0);
    }
    compute(&log);
    assert_near(measure("F4_twitch")->value, row->value, 1e-9);
    assert_int_equal(score.ltr_count, row->count);
}

static ramp_row cotton[] = {{"none", 0.0, 0.5},
                            {"5 s", 5000.0, 0.5},
                            {"17.5 s", 17500.0, 0.75},
                            {"30 s", 30000.0, 1.0},
                            {"60 s", 60000.0, 1.0}};

static void compression(void **state)
{
    const ramp_row *row = *state;
    event_log log = {.count = 0};
    needle_in(&log, 0.0, 0.0, 0.0, 0.0, 30.0);
    needle_out(&log);
    finish(&log, row->error_mm);
    compute(&log);
    assert_near(measure("G3_aftercare")->value, row->points, 1e-9);
}

// No session writes such times; a recording from elsewhere may, and earns nothing by it.
static ramp_row forged[] = {{"negative", -5000.0, 0.5},
                            {"far below", -1e300, 0.5},
                            {"infinitely below", -INFINITY, 0.5},
                            {"no number", NAN, 0.5}};

static void forged_times_count_as_none(void **state)
{
    const ramp_row *row = *state;
    event_log log = {.count = 0};
    needle_in(&log, 0.0, 0.0, 0.0, 0.0, 30.0);
    needle_out(&log);
    add(&log, TB_EVENT_COTTON_PRESSED, -1, row->error_mm, 4.0, 0, 0, 0);
    finish(&log, 0.0);
    compute(&log);
    assert_near(measure("G3_aftercare")->value, row->points, 1e-9);
}

// What came first cannot have lasted longer than the session until then.
static void forged_times_end_with_the_session(void **state)
{
    (void)state;
    assert_int_equal(tb_ms_within(1999.9, 5000), 1999);
    assert_int_equal(tb_ms_within(1e300, 5000), 5000);
    assert_int_equal(tb_ms_within(INFINITY, UINT32_MAX), UINT32_MAX);
    assert_int_equal(tb_ms_within(4294967295.0, UINT32_MAX), UINT32_MAX);
    assert_int_equal(tb_ms_within(-0.5, 5000), 0);
    assert_int_equal(tb_ms_within(NAN, 5000), 0);
}

typedef struct {
    const char *name;
    tb_event_kind kind;
    double value;
    const char *id;
} critical_row;

static critical_row criticals[] = {{"stop ignored", TB_EVENT_STOP_IGNORED, 201.0, "CF2"},
                                   {"vital organ", TB_EVENT_LETHAL_CONTACT, 0.0, "CF3"},
                                   {"nerve ignored", TB_EVENT_NERVE_IGNORED, 3000.0, "CF4"}};

static void critical_events_fail(void **state)
{
    const critical_row *row = *state;
    static event_log log;
    log.count = 0;
    log.now_ms = 0;
    perfect(&log);
    add(&log, row->kind, 0, row->value, 0, 0, 0, 0);
    compute(&log);
    assert_int_equal(score.critical_count, 1);
    assert_string_equal(score.criticals[0].id, row->id);
    assert_false(score.pass);
    assert_true(strncmp(score.headline, "Critical event at ", 18) == 0);
    assert_true(score.next_title[0] != '\0');
}

static void a_needle_left_behind_fails(void **state)
{
    (void)state;
    event_log log = {.count = 0};
    needle_in(&log, 0.0, 0.0, 0.0, 0.0, 30.0);
    add(&log, TB_EVENT_END, -1, 0, 0, 0, 0, 0);
    compute(&log);
    assert_int_equal(score.critical_count, 1);
    assert_string_equal(score.criticals[0].id, "CF6");
}

static void unsafe_path(event_log *log, uint32_t for_ms)
{
    needle_in(log, 0.0, 0.0, 0.0, 0.0, 30.0);
    for (uint32_t k = 0; k <= for_ms; k += 20) {
        tip(log, TB_TIP_HAZARD_LETHAL, 5.0, 25.0, 4.0);
        log->now_ms += 20;
    }
    needle_out(log);
}

static void unsafe_path_held(void **state)
{
    (void)state;
    static event_log log;
    unsafe_path(&log, 2900);
    compute(&log);
    assert_int_equal(score.critical_count, 0);
    log = (event_log){.count = 0};
    unsafe_path(&log, 3200);
    compute(&log);
    assert_int_equal(score.critical_count, 1);
    assert_string_equal(score.criticals[0].id, "CF10");
    rubric.unsafe_path_critical = false;
    compute(&log);
    rubric.unsafe_path_critical = true;
    assert_int_equal(score.critical_count, 0);
    assert_int_equal(score.adverse[0].grade, 2);
}

typedef struct {
    const char *name;
    tb_event_kind kind;
    int structure;
    double less;
} harm_row;

static harm_row harms[] = {{"blood at the skin", TB_EVENT_BLEEDING, -1, 2.0},
                           {"sural nerve", TB_EVENT_NERVE_CONTACT, 1, 10.0},
                           {"small vein", TB_EVENT_VESSEL_CONTACT, 2, 2.0},
                           {"popliteal bundle", TB_EVENT_VESSEL_CONTACT, 0, 10.0}};

static void harm_costs(void **state)
{
    const harm_row *row = *state;
    static event_log log;
    log.count = 0;
    log.now_ms = 0;
    perfect(&log);
    add(&log, row->kind, row->structure, 0, 0, 0, 0, 0);
    add(&log, row->kind, row->structure, 0, 0, 0, 0, 0); // the same again counts once
    compute(&log);
    assert_int_equal(score.adverse_count, 1);
    assert_near(score.total, 100.0 - row->less, 1e-9);
}

static void rubric_weighs_as_designed(void **state)
{
    (void)state;
    static const struct {
        const char *domain;
        double weight;
    } rows[] = {{"palpation", 15.0},  {"accuracy", 25.0},  {"safety", 10.0}, {"technique", 10.0},
                {"experience", 10.0}, {"reasoning", 15.0}, {"asepsis", 15.0}};
    for (size_t d = 0; d < sizeof rows / sizeof rows[0]; ++d) {
        double sum = 0.0;
        for (int k = 0; k < rubric.measure_count; ++k) {
            sum += strcmp(rubric.measures[k].domain, rows[d].domain) == 0
                       ? rubric.measures[k].weight
                       : 0.0;
        }
        assert_near(sum, rows[d].weight, 1e-9);
    }
}

static void every_measure_has_advice(void **state)
{
    (void)state;
    for (const char *const *id = tb_measure_names(); *id != NULL; ++id) {
        char title[TB_LINE_SIZE] = "", text[2 * TB_LINE_SIZE] = "";
        tb_advice(*id, title, text);
        assert_true(title[0] != '\0' && text[0] != '\0');
    }
}

// Neither competence nor blame may be claimed anywhere.
static void words_stay_modest(void **state)
{
    (void)state;
    static const char *const never[] = {"competent", "certified", "validated", "guarantee",
                                        "oops",      "great job", "you failed"};
    for (const char *const *id = tb_measure_names(); *id != NULL; ++id) {
        char title[TB_LINE_SIZE], text[2 * TB_LINE_SIZE];
        tb_advice(*id, title, text);
        for (size_t k = 0; k < sizeof never / sizeof never[0]; ++k) {
            assert_null(strstr(title, never[k]));
            assert_null(strstr(text, never[k]));
        }
    }
}

typedef struct {
    const char *name, *from, *to, *rule;
} rubric_row;

static rubric_row bad_rubrics[] = {
    {"unknown measure", "C1_localisation", "C1_localization", "unknown-measure"},
    {"unknown domain", "domain: safety", "domain: safty", "unknown-domain"},
    {"twice", "id: D2_angle", "id: D1_entry", "duplicate"},
    {"flat ramp", "full: 4\n    zero: 15", "full: 4\n    zero: 4", "ramp"},
    {"unknown key", "cut: 70", "cut: 70\nkut: 70", "unknown-key"},
};

static void bad_rubric_is_refused(void **state)
{
    const rubric_row *row = *state;
    static char text[40000], changed[40000], path[512];
    FILE *file = fopen("assets/rubrics/needling-1.yaml", "rb");
    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    char *at = strstr(text, row->from);
    assert_non_null(at);
    snprintf(changed, sizeof changed, "%.*s%s%s", (int)(at - text), text, row->to,
             at + strlen(row->from));
    const char *folder = getenv("TB_TEST_OUTPUT");
    snprintf(path, sizeof path, "%s/bad_rubric.yaml", folder != NULL ? folder : "/tmp");
    file = fopen(path, "wb");
    assert_non_null(file);
    fputs(changed, file);
    fclose(file);
    static tb_rubric untouched;
    assert_int_equal(tb_rubric_load(path, &untouched, &diagnostics), TB_ERR_FORMAT);
    assert_string_equal(diagnostics.items[0].rule, row->rule);
    assert_true(diagnostics.items[0].line > 0);
    assert_int_equal(untouched.measure_count, 0);
}

int main(void)
{
    static tb_test_list list;
    TB_TEST(&list, perfect_log_earns_all);
    TB_TEST(&list, empty_log_earns_nothing);
    TB_TEST(&list, palpation_alone_earns_palpation_only);
    TB_TEST_ROWS(&list, localisation_ramp, localisation);
    TB_TEST_ROWS(&list, tip_ramp, tip_rows);
    TB_TEST_ROWS(&list, angle_ramp, angle_rows);
    TB_TEST(&list, entry_follows_the_needle);
    TB_TEST(&list, entry_into_a_roll);
    TB_TEST_ROWS(&list, needle_length, choices);
    TB_TEST(&list, needle_length_by_the_rule);
    TB_TEST(&list, strokes_outside_the_muscle);
    TB_TEST(&list, the_way_in_is_no_stimulation);
    TB_TEST(&list, going_round_by_the_fat);
    TB_TEST(&list, steps_without_strokes_earn_nothing);
    TB_TEST_ROWS(&list, turning, turns);
    TB_TEST_ROWS(&list, twitch_value, twitches);
    TB_TEST_ROWS(&list, compression, cotton);
    TB_TEST_ROWS(&list, forged_times_count_as_none, forged);
    TB_TEST(&list, forged_times_end_with_the_session);
    TB_TEST_ROWS(&list, critical_events_fail, criticals);
    TB_TEST(&list, a_needle_left_behind_fails);
    TB_TEST(&list, unsafe_path_held);
    TB_TEST_ROWS(&list, harm_costs, harms);
    TB_TEST(&list, rubric_weighs_as_designed);
    TB_TEST(&list, every_measure_has_advice);
    TB_TEST(&list, words_stay_modest);
    TB_TEST_ROWS(&list, bad_rubric_is_refused, bad_rubrics);
    return load_and_run(&list, "score");
}
