// The texts of case and site files in other languages: every text that the program reads from the
// shipped files has a line in the catalogue, plans do not tell the right answer by its length in
// German either, and a learner's own catalogue is found.
#define _POSIX_C_SOURCE 200809L
#include "tb_test.h"

#include "app/case_files.h"
#include "app/text.h"

#include <ctype.h>
#include <string.h>
#include <sys/stat.h>

static int missing;
static tb_case_work work;

static bool has_word(const char *text)
{
    for (; text[0] != '\0'; ++text) {
        if (isalpha((unsigned char)text[0]) && isalpha((unsigned char)text[1])) {
            return true;
        }
    }
    return false;
}

static void check_text(const char *text)
{
    if (has_word(text) && strcmp(tb_tr(text), text) == 0 && ++missing <= 20) {
        fprintf(stderr, "%s: no line in the catalogue: %s\n", work.model.id, text);
    }
}

static void check_site(const tb_site *site)
{
    const char *const single[] = {site->title,         site->muscle,          site->position,
                                  site->approach.text, site->depth_rule.text, site->palpation.text};
    for (size_t k = 0; k < sizeof single / sizeof single[0]; ++k) {
        check_text(single[k]);
    }
    for (int k = 0; k < site->layer_count; ++k) {
        check_text(site->layers[k].label);
    }
    for (int k = 0; k < site->structure_count; ++k) {
        check_text(site->structures[k].label);
        for (int j = 0; j < site->structures[k].variant_count; ++j) {
            check_text(site->structures[k].variants[j].label);
        }
    }
    for (int k = 0; k < site->neighbour_count; ++k) {
        check_text(site->neighbours[k].label);
    }
    for (int k = 0; k < site->trigger_point_count; ++k) {
        check_text(site->trigger_points[k].label);
    }
    for (int k = 0; k < site->decoy_count; ++k) {
        check_text(site->decoys[k].note);
    }
    for (int k = 0; k < site->landmark_count; ++k) {
        check_text(site->landmarks[k].label);
    }
}

static void check_case(const tb_case *model)
{
    check_text(model->title);
    check_text(model->muscle);
    check_text(model->patient.who);
    check_text(model->patient.complaint);
    check_text(model->care.risk);
    for (int k = 0; k < model->patient.history_count; ++k) {
        check_text(model->patient.history[k]);
    }
    for (int k = 0; k < model->perpetuating_count; ++k) {
        check_text(model->perpetuating[k]);
    }
    for (int k = 0; k < model->care.screening_count; ++k) {
        check_text(model->care.screening[k].answer);
    }
    for (int k = 0; k < model->care.plan_count; ++k) {
        check_text(model->care.plan[k].text);
    }
    check_site(&model->site);
}

// The pseudo language is made from the template: what it lacks was never extracted.
static void every_text_is_extracted(void **state)
{
    (void)state;
    tb_text_start(TB_LANGUAGE_PSEUDO);
    assert_int_equal(tb_case_folder_open("cases", &work.folder), TB_EXIT_OK);
    assert_true(work.folder.count > 0);
    missing = 0;
    for (int k = 0; k < work.folder.count; ++k) {
        assert_int_equal(tb_case_read_named(&work, work.folder.names[k]), TB_EXIT_OK);
        check_case(&work.model);
    }
    tb_text_start(TB_LANGUAGE_ENGLISH);
    if (missing > 0) {
        fail_msg("%d texts; tools/translations extract and update de", missing);
    }
}

// The rule `plan-length` of case files, for what is read in German.
static void length_does_not_tell_in_german(void **state)
{
    (void)state;
    tb_text_start(TB_LANGUAGE_GERMAN);
    for (int k = 0; k < work.folder.count; ++k) {
        const tb_case_care *care = &work.model.care;
        size_t shortest = SIZE_MAX, longest = 0;
        assert_int_equal(tb_case_read_named(&work, work.folder.names[k]), TB_EXIT_OK);
        for (int j = 0; j < care->plan_count; ++j) {
            const size_t length = strlen(tb_tr(care->plan[j].text));
            shortest = length < shortest ? length : shortest;
            longest = length > longest ? length : longest;
        }
        if (care->plan_count > 0 && (double)longest > 1.6 * (double)shortest) {
            fail_msg("%s: plan options of %zu to %zu bytes", work.model.id, shortest, longest);
        }
    }
    tb_text_start(TB_LANGUAGE_ENGLISH);
}

static void german_is_spoken(void **state)
{
    (void)state;
    tb_text_start(TB_LANGUAGE_GERMAN);
    assert_string_equal(tb_tr("skin"), "Haut"); // of the screens
    assert_string_equal(tb_tr("popliteal crease"), "Kniekehlenfalte");
    char text[200];
    tb_tr_sentence("The needle touched the common fibular nerve", text, sizeof text);
    assert_string_equal(text, "Die Nadel ber\xC3\xBChrte: N. fibularis communis");
    tb_text_start(TB_LANGUAGE_ENGLISH);
    assert_string_equal(tb_tr("popliteal crease"), "popliteal crease");
}

// A case that an instructor wrote, with its catalogue in the data folder.
static void an_own_catalogue_is_found(void **state)
{
    (void)state;
    const char *out = getenv("TB_TEST_OUTPUT");
    char base[1024], path[1200], command[2600];
    snprintf(base, sizeof base, "%s/own-texts", out != NULL ? out : "/tmp");
    snprintf(command, sizeof command, "mkdir -p '%s/tautband/locale/de/LC_MESSAGES'", base);
    assert_int_equal(system(command), 0);
    snprintf(path, sizeof path, "%s/own.po", base);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs("msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n\n"
          "msgid \"My neck hurts at the forge.\"\nmsgstr \"Am Amboss schmerzt mein Nacken.\"\n",
          file);
    assert_int_equal(fclose(file), 0);
    snprintf(command, sizeof command,
             "msgfmt -o '%s/tautband/locale/de/LC_MESSAGES/tautband-own.mo' '%s'", base, path);
    if (system(command) != 0) {
        skip();
    }
    setenv("XDG_DATA_HOME", base, 1);
    tb_text_start(TB_LANGUAGE_GERMAN);
    assert_string_equal(tb_tr("My neck hurts at the forge."), "Am Amboss schmerzt mein Nacken.");
    assert_string_equal(tb_tr("My back hurts at the forge."), "My back hurts at the forge.");
    tb_text_start(TB_LANGUAGE_ENGLISH);
}

int main(void)
{
    static tb_test_list list;
    TB_TEST(&list, every_text_is_extracted);
    TB_TEST(&list, length_does_not_tell_in_german);
    TB_TEST(&list, german_is_spoken);
    TB_TEST(&list, an_own_catalogue_is_found);
    return tb_test_run(&list, "case_texts");
}
