// Disputes, decisions and the countersignature: what is refused and why, what is kept, files that
// read back or are refused whole; scored items and the moments they are about.
#define _POSIX_C_SOURCE 200809L
#include "tb_test.h"

#include "app/encounter.h"
#include "app/instructor.h"
#include "app/review.h"
#include "tautband/core/alloc.h"
#include "tautband/core/rng.h"
#include "tautband/session/recording.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static tb_disputes disputes;

static void disputes_are_raised_and_decided(void **state)
{
    (void)state;
    tb_error error = {TB_OK, ""};
    memset(&disputes, 0, sizeof disputes);
    assert_int_equal(
        tb_disputes_raise(&disputes, "D2_angle", 61200, "the leg had moved", "t", &error), TB_OK);
    assert_int_equal(tb_disputes_raise(&disputes, "D2_angle", 1, "again", "t", &error),
                     TB_ERR_ARGUMENT);
    assert_non_null(strstr(error.message, "already"));
    assert_int_equal(tb_disputes_raise(&disputes, "CF2", 1, "  ", "t", &error), TB_ERR_ARGUMENT);
    assert_int_equal(tb_disputes_raise(&disputes, "no id", 1, "a", "t", &error), TB_ERR_ARGUMENT);
    assert_int_equal(tb_disputes_raise(&disputes, "", 1, "a", "t", &error), TB_ERR_ARGUMENT);
    assert_int_equal(tb_disputes_raise(&disputes, "CF2", 9, "I did\tstop", "t", &error), TB_OK);
    assert_string_equal(disputes.items[1].words, "I did stop");
    assert_int_equal(tb_disputes_open(&disputes), 2);
    assert_int_equal(tb_disputes_of(&disputes, "CF2"), 1);
    assert_int_equal(tb_disputes_of(&disputes, "CF3"), -1);
    assert_int_equal(tb_disputes_decide(&disputes, 1, true, "", "A. Keller", "t", &error),
                     TB_ERR_ARGUMENT);
    assert_int_equal(tb_disputes_decide(&disputes, 1, true, "seen", " ", "t", &error),
                     TB_ERR_ARGUMENT);
    assert_int_equal(tb_disputes_decide(&disputes, 2, true, "seen", "A. Keller", "t", &error),
                     TB_ERR_ARGUMENT);
    assert_int_equal(disputes.items[1].state, TB_DISPUTE_OPEN);
    assert_int_equal(tb_disputes_decide(&disputes, 1, true, "seen", "A. Keller", "u", &error),
                     TB_OK);
    assert_int_equal(tb_disputes_open(&disputes), 1);
    while (disputes.count < TB_DISPUTES_MAX) {
        char id[16];
        snprintf(id, sizeof id, "X%d", disputes.count);
        assert_int_equal(tb_disputes_raise(&disputes, id, 0, "a", "t", &error), TB_OK);
    }
    assert_int_equal(tb_disputes_raise(&disputes, "more", 0, "a", "t", &error), TB_ERR_MEMORY);
}

static void scratch_path(const char *name, char out[600])
{
    const char *folder = getenv("TB_TEST_OUTPUT");
    snprintf(out, 600, "%s/%s-%d", folder != NULL ? folder : "/tmp", name, (int)getpid());
}

static void a_file_reads_back(void **state)
{
    (void)state;
    char path[600];
    static tb_disputes back;
    tb_error error = {TB_OK, ""};
    scratch_path("disputes.json", path);
    remove(path);
    back.count = 3;
    assert_int_equal(tb_disputes_load(path, &back, &error), TB_OK);
    assert_int_equal(back.count, 0);
    memset(&disputes, 0, sizeof disputes);
    tb_disputes_raise(&disputes, "D2_angle", 61200, "das Bein, \"hier\" \xE2\x80\x93 \\", "t",
                      NULL);
    tb_disputes_raise(&disputes, "CF2", 0, "nein", "t", NULL);
    tb_disputes_decide(&disputes, 0, false, "doch", "M\xC3\xBCller", "u", NULL);
    assert_int_equal(tb_disputes_save(&disputes, path, &error), TB_OK);
    assert_int_equal(tb_disputes_load(path, &back, &error), TB_OK);
    assert_memory_equal(&back, &disputes, sizeof back);
    assert_int_equal(tb_disputes_save(&disputes, "/no/such/folder/x.json", &error), TB_ERR_IO);
    static tb_disputes broken; // what cannot be stored is refused, not left out
    broken = disputes;
    snprintf(broken.items[1].words, sizeof broken.items[1].words, "\xFF");
    assert_int_equal(tb_disputes_save(&broken, path, &error), TB_ERR_MEMORY);
    assert_int_equal(tb_disputes_load(path, &back, &error), TB_OK);
    assert_memory_equal(&back, &disputes, sizeof back);
    remove(path);
}

#define ENTRY(item, at, words, state, answer, by)                                                  \
    "{\"item\": \"" item "\", \"at_ms\": " at ", \"words\": \"" words                              \
    "\", \"raised\": \"t\", \"state\": \"" state "\", \"answer\": \"" answer "\", \"by\": \"" by   \
    "\", \"decided\": \"\"}"
#define FILE_OF(entries) "{\"format\": 1, \"disputes\": [" entries "]}"

typedef struct {
    const char *name, *text, *said;
} bad_row;

static bad_row bad_rows[] = {
    {"nothing", "", "line 1"},
    {"another format", "{\"format\": 2, \"disputes\": []}", "format: 1"},
    {"no list", "{\"format\": 1}", "a list wanted"},
    {"no object", FILE_OF("7"), "disputes[0].at_ms"},
    {"a moment before the start", FILE_OF(ENTRY("A", "-1", "w", "open", "", "")),
     "disputes[0].at_ms"},
    {"an id with a space", FILE_OF(ENTRY("A b", "1", "w", "open", "", "")), "disputes[0].item"},
    {"no words", FILE_OF(ENTRY("A", "1", " ", "open", "", "")), "disputes[0].words"},
    {"a line in the words", FILE_OF(ENTRY("A", "1", "a\\nb", "open", "", "")),
     "control character at byte 1"},
    {"another state", FILE_OF(ENTRY("A", "1", "w", "granted", "", "")), "not 'granted'"},
    {"open and answered", FILE_OF(ENTRY("A", "1", "w", "open", "yes", "")), "open, and answered"},
    {"accepted by nobody", FILE_OF(ENTRY("A", "1", "w", "accepted", "yes", "")),
     "accepted without answer or name"},
    {"rejected without words", FILE_OF(ENTRY("A", "1", "w", "rejected", "", "K")),
     "rejected without answer or name"},
    {"an item twice",
     FILE_OF(ENTRY("A", "1", "w", "open", "", "") ", " ENTRY("A", "2", "v", "open", "", "")),
     "disputes[1].item: 'A' is disputed twice"},
    {"a field that is missing",
     FILE_OF("{\"item\": \"A\", \"at_ms\": 1, \"words\": \"w\", \"state\": \"open\"}"),
     "disputes[0].raised: words wanted"},
};

static void bad_files_are_refused(void **state)
{
    const bad_row *row = *state;
    tb_error error = {TB_OK, ""};
    disputes.count = 1;
    assert_int_equal(tb_disputes_parse(row->text, strlen(row->text), &disputes, &error),
                     TB_ERR_FORMAT);
    if (strstr(error.message, row->said) == NULL) {
        fail_msg("'%s' does not say '%s'", error.message, row->said);
    }
    assert_int_equal(disputes.count, 1); // unchanged
}

static void damaged_files_do_no_harm(void **state)
{
    (void)state;
    static const char good[] =
        FILE_OF(ENTRY("D2_angle", "61200", "cord", "open", "",
                      "") ", " ENTRY("CF2", "9", "\\u00e4 quer", "rejected", "no", "K"));
    tb_rng rng;
    int taken = 0;
    tb_rng_seed(&rng, 11, 0);
    for (int round = 0; round < 20000; ++round) {
        char text[sizeof good + 8];
        size_t length = sizeof good - 1;
        memcpy(text, good, sizeof good);
        for (int k = 0; k <= round % 3; ++k) {
            text[(size_t)(tb_rng_uniform(&rng) * (double)length)] =
                (char)(256.0 * tb_rng_uniform(&rng));
        }
        if (round % 5 == 0) {
            length = (size_t)(tb_rng_uniform(&rng) * (double)length);
        }
        static tb_disputes out;
        out.count = -5;
        const tb_status status = tb_disputes_parse(text, length, &out, NULL);
        assert_true(status == TB_OK ? out.count >= 0 && out.count <= 2 : out.count == -5);
        taken += status == TB_OK ? 1 : 0;
    }
    assert_true(taken > 0 && taken < 15000);
}

// --- items --------------------------------------------------------------------------------------

#define SCORE                                                                                      \
    "{\"total\": 81.5, \"pass\": false, \"rubric\": {\"cut\": 70}, \"critical_fails\": [{\"id\": " \
    "\"CF2\", \"tick_ms\": 4000, \"text\": \"went on\"}], \"adverse_events\": [], \"measures\": "  \
    "[{\"id\": \"D3_tip_to_target\", \"label\": \"Tip\", \"assessed\": true, \"value\": 2.5, "     \
    "\"unit\": \"mm\", \"points\": 4, \"weight\": 6}, {\"id\": \"G1_pain\", \"label\": \"Pain\", " \
    "\"assessed\": true, \"value\": 3, \"unit\": \"NRS\", \"points\": 1, \"weight\": 2}, "         \
    "{\"id\": "                                                                                    \
    "\"C1_localisation\", \"label\": \"Place\", \"assessed\": true, \"value\": 3, \"unit\": "      \
    "\"mm\", \"points\": 1, \"weight\": 2}, {\"id\": \"F5_unbent\", \"label\": \"Bent\", "         \
    "\"assessed\": false, \"value\": 0, \"unit\": \"share\", \"points\": 0, \"weight\": 2}]}"

static void items_are_read_with_their_moments(void **state)
{
    (void)state;
    static tb_items items;
    tb_error error = {TB_OK, ""};
    assert_int_equal(tb_items_parse(SCORE, strlen(SCORE), &items, &error), TB_OK);
    assert_int_equal(items.count, 4); // the one that was not assessed is none
    assert_int_equal(items.items[0].kind, TB_ITEM_CRITICAL);
    assert_int_equal(items.items[0].at_ms, 4000);
    assert_near(items.total, 81.5, 0.0);
    assert_false(items.pass);
    const tb_event events[] = {
        {.tick_ms = 10, .kind = TB_EVENT_DECLARED},
        {.tick_ms = 20, .kind = TB_EVENT_DECLARED}, // the last one counts
        {.tick_ms = 30, .kind = TB_EVENT_TIP_SAMPLE, .values = {0, 0, 0, 0, 1}}, // not in tissue
        {.tick_ms = 40,
         .kind = TB_EVENT_TIP_SAMPLE,
         .subject = TB_TIP_IN_TISSUE,
         .values = {0, 0, 0, 0, 6}},
        {.tick_ms = 50,
         .kind = TB_EVENT_TIP_SAMPLE,
         .subject = TB_TIP_IN_TISSUE,
         .values = {0, 0, 0, 0, 2.5}}, // nearest
        {.tick_ms = 60,
         .kind = TB_EVENT_TIP_SAMPLE,
         .subject = TB_TIP_IN_TISSUE,
         .values = {0, 0, 0, 0, 3}},
        {.tick_ms = 70, .kind = TB_EVENT_PAIN_SAMPLE, .values = {5}}, // worst
        {.tick_ms = 80, .kind = TB_EVENT_PAIN_SAMPLE, .values = {3}},
    };
    tb_items_find_moments(&items, events, 8);
    assert_int_equal(items.items[tb_items_of(&items, "D3_tip_to_target")].at_ms, 50);
    assert_int_equal(items.items[tb_items_of(&items, "G1_pain")].at_ms, 70);
    assert_int_equal(items.items[tb_items_of(&items, "C1_localisation")].at_ms, 20);
    assert_int_equal(items.items[0].at_ms, 4000); // a critical event has its own
    assert_int_equal(tb_items_of(&items, "F5_unbent"), -1);
}

static bad_row bad_scores[] = {
    {"no list", "{\"critical_fails\": []}", "adverse_events: a list wanted"},
    {"no total", "{\"critical_fails\": [], \"adverse_events\": [], \"measures\": []}",
     "score.total"},
    {"a measure without points",
     "{\"critical_fails\": [], \"adverse_events\": [], \"measures\": [{\"id\": \"A\", \"label\": "
     "\"a\", \"assessed\": true, \"value\": 1, \"unit\": \"mm\", \"weight\": 1}]}",
     "measures[0].points"},
};

static void bad_scores_are_refused(void **state)
{
    const bad_row *row = *state;
    static tb_items items;
    tb_error error = {TB_OK, ""};
    items.count = 5;
    assert_int_equal(tb_items_parse(row->text, strlen(row->text), &items, &error), TB_ERR_FORMAT);
    if (strstr(error.message, row->said) == NULL) {
        fail_msg("'%s' does not say '%s'", error.message, row->said);
    }
    assert_int_equal(items.count, 5);
}

// --- review -------------------------------------------------------------------------------------

static char station[600], attempt[800];

static void put_file(const char *name, const char *text)
{
    char path[1000];
    snprintf(path, sizeof path, "%s/%s", attempt, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

// A station with one attempt on it: a short recording and the score above.
static void fresh_attempt(const char *name, const char *mode)
{
    char path[1000];
    tb_error error;
    tb_content *content = tb_alloc(sizeof *content);
    tb_session *session = NULL;
    tb_recorder *recorder = NULL;
    scratch_path(name, station);
    setenv("XDG_CONFIG_HOME", station, 1);
    snprintf(attempt, sizeof attempt, "%s/20261128-093000-gastrocnemius-medial", station);
    assert_int_equal(tb_app_make_dir(attempt, &error), TB_OK);
    put_file("score.json", SCORE);
    assert_non_null(content);
    assert_int_equal(tb_content_load("gastrocnemius-medial", content), TB_EXIT_OK);
    assert_int_equal(tb_encounter_session(content, 7, 4, &session), TB_EXIT_OK);
    tb_recording_header header;
    memset(&header, 0, sizeof header);
    header.format = TB_RECORDING_FORMAT;
    snprintf(header.case_id, sizeof header.case_id, "gastrocnemius-medial");
    snprintf(header.learner, sizeof header.learner, "ann");
    snprintf(header.mode, sizeof header.mode, "%s", mode);
    snprintf(header.devices, sizeof header.devices, "none");
    header.substeps = 4;
    snprintf(path, sizeof path, "%s/recording.tbr", attempt);
    assert_int_equal(tb_recorder_create(path, &header, &recorder, &error), TB_OK);
    const tb_input still = {0};
    for (int k = 0; k < 50; ++k) {
        tb_session_step(session, &still);
        assert_int_equal(tb_recorder_tick(recorder, session, &still), TB_OK);
    }
    assert_int_equal(tb_recorder_close(recorder, session, &error), TB_OK);
    tb_session_destroy(session);
    tb_free(content);
}

static void a_dispute_goes_its_way(void **state)
{
    (void)state;
    static tb_review learner, instructor;
    tb_error error = {TB_OK, ""};
    fresh_attempt("review", "practice");
    assert_int_equal(tb_review_open(attempt, false, &learner, &error), TB_OK);
    assert_string_equal(learner.learner, "ann");
    assert_true(tb_review_shows_points(&learner));
    const int item = tb_items_of(&learner.items, "D3_tip_to_target");
    assert_int_equal(tb_review_dispute(&learner, item, "", &error), TB_ERR_ARGUMENT);
    assert_int_equal(tb_review_dispute(&learner, 99, "words", &error), TB_ERR_ARGUMENT);
    assert_int_equal(tb_review_dispute(&learner, item, "the band had moved", &error), TB_OK);
    // the instructor meets it, and cannot countersign before it is decided
    assert_int_equal(tb_review_open(attempt, false, &instructor, &error), TB_OK);
    assert_int_equal(instructor.disputes.count, 1);
    assert_string_equal(instructor.disputes.items[0].words, "the band had moved");
    assert_int_equal(tb_review_countersign(&instructor, "A. Keller", "", NULL, &error),
                     TB_ERR_ARGUMENT);
    assert_non_null(strstr(error.message, "every dispute"));
    assert_int_equal(tb_review_decide(&instructor, 0, true, "it had", "A. Keller", &error), TB_OK);
    assert_int_equal(tb_review_countersign(&instructor, " ", "", NULL, &error), TB_ERR_ARGUMENT);
    assert_int_equal(tb_review_countersign(&instructor, "A. Keller", "seen", NULL, &error), TB_OK);
    assert_int_equal(instructor.countersigned, TB_STANDING_UNSIGNED); // no code on this station
    assert_true(tb_review_is_closed(&instructor));
    // closed: nothing is added, neither here nor by the learner
    assert_int_equal(tb_review_decide(&instructor, 0, false, "no", "B", &error), TB_ERR_ARGUMENT);
    assert_int_equal(tb_review_open(attempt, false, &learner, &error), TB_OK);
    assert_int_equal(learner.disputes.items[0].state, TB_DISPUTE_ACCEPTED);
    assert_string_equal(learner.signature.name, "A. Keller");
    assert_int_equal(tb_review_dispute(&learner, 0, "me too", &error), TB_ERR_ARGUMENT);
    // a file that was changed after it opens it again, and says so
    put_file("recording.disputes.json", "{\"format\": 1, \"disputes\": []}");
    assert_int_equal(tb_review_open(attempt, false, &learner, &error), TB_OK);
    assert_int_equal(learner.countersigned, TB_STANDING_REFUSED);
    assert_non_null(strstr(learner.trouble.message, "disputes were changed"));
}

// Learner and instructor at two screens: who opened it first does not write over the other's words.
static void what_others_said_meanwhile_stays(void **state)
{
    (void)state;
    static tb_review learner, instructor, later;
    tb_error error = {TB_OK, ""};
    fresh_attempt("meanwhile", "practice");
    assert_int_equal(tb_review_open(attempt, false, &learner, &error), TB_OK);
    const int first = tb_items_of(&learner.items, "D3_tip_to_target");
    const int second = first == 0 ? 1 : 0;
    assert_true(learner.items.count >= 2);
    assert_int_equal(tb_review_dispute(&learner, first, "the band had moved", &error), TB_OK);
    assert_int_equal(tb_review_open(attempt, false, &instructor, &error), TB_OK);
    assert_int_equal(tb_review_decide(&instructor, 0, true, "it had", "A. Keller", &error), TB_OK);
    assert_int_equal(tb_review_dispute(&learner, second, "this, too", &error), TB_OK);
    assert_int_equal(tb_review_open(attempt, false, &later, &error), TB_OK);
    assert_int_equal(later.disputes.count, 2);
    assert_int_equal(later.disputes.items[0].state, TB_DISPUTE_ACCEPTED);
    // and what is open is seen before it is countersigned
    assert_int_equal(tb_review_countersign(&instructor, "A. Keller", "", NULL, &error),
                     TB_ERR_ARGUMENT);
    assert_non_null(strstr(error.message, "every dispute"));
}

static void a_damaged_file_is_set_aside(void **state)
{
    (void)state;
    static tb_review review;
    char path[1000];
    tb_error error = {TB_OK, ""};
    fresh_attempt("review-damaged", "practice");
    put_file("recording.disputes.json", "{\"format\": 1,\n\"disputes\": [}");
    assert_int_equal(tb_review_open(attempt, false, &review, &error), TB_OK);
    assert_true(review.damaged);
    assert_non_null(strstr(review.trouble.message, "line 2"));
    assert_int_equal(tb_review_countersign(&review, "K", "", NULL, &error), TB_ERR_ARGUMENT);
    assert_int_equal(tb_review_dispute(&review, 0, "words", &error), TB_OK);
    snprintf(path, sizeof path, "%s/recording.disputes.json.damaged", attempt);
    assert_int_equal(access(path, R_OK), 0);
    assert_int_equal(tb_review_open(attempt, false, &review, &error), TB_OK);
    assert_false(review.damaged);
    assert_int_equal(review.disputes.count, 1);
}

static void an_exam_is_rated_before_it_is_seen(void **state)
{
    (void)state;
    static tb_review review;
    tb_seal_key key = {.ready = false};
    tb_error error = {TB_OK, ""};
    fresh_attempt("review-exam", "exam");
    assert_int_equal(tb_exam_set_code("4711", &key, &error), TB_OK);
    assert_int_equal(tb_review_open(attempt, false, &review, &error), TB_OK);
    assert_true(review.sealed);
    assert_false(tb_review_shows_points(&review));
    assert_int_equal(tb_review_dispute(&review, 0, "words", &error), TB_ERR_ARGUMENT);
    assert_int_equal(tb_review_countersign(&review, "K", "", &key, &error), TB_ERR_ARGUMENT);
    assert_int_equal(tb_review_rate(&review, 4, NULL, &error), TB_ERR_ARGUMENT); // no code
    assert_true(review.sealed);
    assert_int_equal(tb_review_rate(&review, 6, &key, &error), TB_ERR_ARGUMENT);
    assert_int_equal(tb_review_rate(&review, 4, &key, &error), TB_OK);
    assert_int_equal(review.released, TB_STANDING_SIGNED);
    assert_int_equal(review.rating, 4);
    assert_true(tb_review_shows_points(&review));
    assert_int_equal(tb_review_countersign(&review, "K", "", NULL, &error), TB_ERR_ARGUMENT);
    assert_int_equal(tb_review_countersign(&review, "K", "", &key, &error), TB_OK);
    assert_int_equal(review.countersigned, TB_STANDING_SIGNED);
    review.countersigned = TB_STANDING_NONE; // as it was read before somebody else did it
    assert_int_equal(tb_review_rate(&review, 5, &key, &error), TB_ERR_ARGUMENT);
    assert_int_equal(review.rating, 4);
    assert_int_equal(review.countersigned, TB_STANDING_SIGNED);
    put_file("score.json", "{}");
    assert_int_equal(tb_review_open(attempt, false, &review, &error), TB_OK);
    assert_int_equal(review.countersigned, TB_STANDING_REFUSED);
    assert_true(review.sealed); // the release was of another result
}

// A release of an earlier version counts, and says that nothing proves it.
static void an_old_release_is_read_with_a_note(void **state)
{
    (void)state;
    static tb_review review;
    tb_error error = {TB_OK, ""};
    fresh_attempt("review-old", "exam");
    put_file("released", "2026-03-01T09:30:00Z\n");
    tb_exam_log(attempt, 0, "global-rating-3");
    assert_int_equal(tb_review_open(attempt, false, &review, &error), TB_OK);
    assert_true(tb_review_shows_points(&review));
    assert_int_equal(review.rating, 3);
    assert_non_null(strstr(review.trouble.message, "without a signature"));
}

// Where a course shows results at once, nothing is sealed and no rating comes first.
static void a_result_shown_at_once_is_open(void **state)
{
    (void)state;
    static tb_review review;
    tb_error error = {TB_OK, ""};
    fresh_attempt("review-at-once", "exam");
    assert_int_equal(tb_review_open(attempt, true, &review, &error), TB_OK);
    assert_false(review.sealed);
    assert_true(tb_review_shows_points(&review));
    assert_int_equal(tb_review_dispute(&review, 0, "words", &error), TB_OK);
}

typedef struct measured_row {
    const char *name, *measures;
    double tip_mm, pain, margin_share;
} measured_row;

#define MEASURE(id, assessed, value, points)                                                       \
    "{\"id\": \"" id "\", \"assessed\": " assessed ", \"value\": " value ", \"points\": " points   \
    ", \"weight\": 8}"

// What a needle did is known only where one went in.
static measured_row measured_rows[] = {
    {"a needle",
     MEASURE("D3_tip_to_target", "true", "2.5", "4") "," MEASURE(
         "G1_pain", "true", "3", "6") "," MEASURE("E1_hazard_margin", "true", "4", "2"),
     2.5, 3.0, 0.25},
    {"a needle in the point, without pain",
     MEASURE("D3_tip_to_target", "true", "0", "8") "," MEASURE("G1_pain", "true", "0", "8"), 0.0,
     0.0, -1.0},
    {"a needle that went through a hazard", MEASURE("E1_hazard_margin", "true", "-5.1", "0"), -1.0,
     -1.0, 0.0},
    {"far away", MEASURE("D3_tip_to_target", "true", "66.4", "0"), 66.4, -1.0, -1.0},
    {"no needle where one was due",
     MEASURE("D3_tip_to_target", "true", "0", "0") "," MEASURE(
         "G1_pain", "true", "0", "0") "," MEASURE("E1_hazard_margin", "true", "0", "0"),
     -1.0, -1.0, -1.0},
    {"not assessed", MEASURE("D3_tip_to_target", "false", "0", "0"), -1.0, -1.0, -1.0},
    {"another rubric", MEASURE("A4_decision", "true", "1", "8"), -1.0, -1.0, -1.0},
};

static void only_what_was_measured_is_known(void **state)
{
    const measured_row *row = *state;
    char text[2000];
    tb_library *library = tb_alloc(sizeof *library);
    assert_non_null(library);
    fresh_attempt("review-measured", "practice");
    snprintf(text, sizeof text, "{\"total\": 10, \"measures\": [%s]}", row->measures);
    put_file("score.json", text);
    tb_library_read_attempts(library, station);
    assert_int_equal(library->attempt_count, 1);
    assert_near(library->attempts[0].tip_mm, row->tip_mm, 1e-9);
    assert_near(library->attempts[0].pain, row->pain, 1e-9);
    assert_near(library->attempts[0].margin_share, row->margin_share, 1e-9);
    tb_free(library);
}

// What the instructor's page lists: open ones first, damaged files counted.
static void a_station_lists_its_disputes(void **state)
{
    (void)state;
    tb_error error = {TB_OK, ""};
    static tb_review review;
    tb_library *library = tb_alloc(sizeof *library);
    tb_instructor_disputes *all = tb_alloc(sizeof *all);
    assert_non_null(library);
    assert_non_null(all);
    fresh_attempt("review-list", "practice");
    assert_int_equal(tb_review_open(attempt, false, &review, &error), TB_OK);
    assert_int_equal(tb_review_dispute(&review, 0, "first", &error), TB_OK);
    assert_int_equal(tb_review_dispute(&review, 1, "second", &error), TB_OK);
    assert_int_equal(tb_review_decide(&review, 0, false, "no", "K", &error), TB_OK);
    char path[1000];
    snprintf(path, sizeof path, "%s/20261128-093500-gal-hiker", station);
    assert_int_equal(tb_app_make_dir(path, &error), TB_OK);
    snprintf(path, sizeof path, "%s/20261128-093500-gal-hiker/recording.disputes.json", station);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs("{", file);
    fclose(file);
    library->case_count = 1;
    snprintf(library->cases[0].id, sizeof library->cases[0].id, "%s", review.case_id);
    snprintf(library->learner, sizeof library->learner, "bob");
    tb_library_read_attempts(library, station);
    assert_int_equal(library->attempt_count, 2);
    assert_int_equal(library->cases[0].attempts, 0); // what ann did is not bob's
    assert_int_equal(tb_library_own_count(library), 0);
    snprintf(library->learner, sizeof library->learner, "ann");
    tb_library_read_attempts(library, station);
    assert_int_equal(library->attempt_count, 2);
    assert_int_equal(library->cases[0].attempts, 1);
    tb_instructor_read_disputes(library, station, all);
    assert_int_equal(all->count, 2);
    assert_int_equal(all->open, 1);
    assert_string_equal(all->rows[0].dispute.words, "second");
    assert_string_equal(all->rows[1].dispute.words, "first");
    assert_string_equal(library->attempts[all->rows[0].attempt].learner, "ann");
    assert_int_equal(all->damaged, 1);
    assert_string_equal(all->which, "20261128-093500-gal-hiker");
    for (int pass = 0; pass < 2; ++pass) { // the cut was met where score.json says so
        put_file("score.json", pass != 0
                                   ? "{\"total\": 70.2, \"pass\": true, \"rubric\": {\"cut\": 70}}"
                                   : "{\"total\": 70.2, \"pass\": false}");
        tb_library_read_attempts(library, station);
        assert_int_equal(library->attempts[1].met, pass);
        assert_int_equal(library->attempts[1].total, 70);
    }
    tb_free(all);
    tb_free(library);
}

int main(void)
{
    static tb_test_list list;
    TB_TEST(&list, disputes_are_raised_and_decided);
    TB_TEST(&list, a_file_reads_back);
    TB_TEST_ROWS(&list, bad_files_are_refused, bad_rows);
    TB_TEST_ROWS(&list, only_what_was_measured_is_known, measured_rows);
    TB_TEST(&list, damaged_files_do_no_harm);
    TB_TEST(&list, items_are_read_with_their_moments);
    TB_TEST_ROWS(&list, bad_scores_are_refused, bad_scores);
    TB_TEST(&list, a_dispute_goes_its_way);
    TB_TEST(&list, what_others_said_meanwhile_stays);
    TB_TEST(&list, a_damaged_file_is_set_aside);
    TB_TEST(&list, an_exam_is_rated_before_it_is_seen);
    TB_TEST(&list, an_old_release_is_read_with_a_note);
    TB_TEST(&list, a_result_shown_at_once_is_open);
    TB_TEST(&list, a_station_lists_its_disputes);
    return tb_test_run(&list, "review");
}
