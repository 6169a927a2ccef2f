// Notes on a recording: order, limits, a file that reads back, files that are refused with their
// place, and thousands of damaged ones that must neither crash nor be half read. The line editor.
#include "tb_test.h"

#include "app/notes.h"
#include "app/text_edit.h"
#include "tautband/core/rng.h"

#include <string.h>

static tb_notes notes;

static void notes_stand_by_time(void **state)
{
    (void)state;
    notes.count = 0;
    assert_int_equal(tb_notes_add(&notes, 500, "b"), 0);
    assert_int_equal(tb_notes_add(&notes, 100, "a"), 0);
    assert_int_equal(tb_notes_add(&notes, 500, "c"), 2); // after one of the same moment
    assert_string_equal(notes.items[1].text, "b");
    assert_int_equal(tb_notes_near(&notes, 140.0, 50.0), 0);
    assert_int_equal(tb_notes_near(&notes, 160.0, 50.0), -1);
    tb_notes_set(&notes, 0, "tab\tand\nline");
    assert_string_equal(notes.items[0].text, "tab and line");
    tb_notes_remove(&notes, 1);
    assert_int_equal(notes.count, 2);
    assert_string_equal(notes.items[1].text, "c");
    tb_notes_remove(&notes, 7);
    tb_notes_set(&notes, -1, "x");
    assert_int_equal(notes.count, 2);
    while (notes.count < TB_NOTES_MAX) {
        assert_true(tb_notes_add(&notes, 9, "") >= 0);
    }
    assert_int_equal(tb_notes_add(&notes, 9, "too many"), -1);
}

static void long_words_are_cut_between_characters(void **state)
{
    (void)state;
    char text[400] = "a";
    notes.count = 0;
    for (int k = 0; k < 150; ++k) {
        strcat(text, "\xC3\xA4"); // two bytes each: the limit falls inside one
    }
    tb_notes_add(&notes, 0, text);
    assert_int_equal(strlen(notes.items[0].text), TB_NOTE_SIZE - 1);
    tb_notes_add(&notes, 1, text + 1);
    assert_int_equal(strlen(notes.items[1].text), TB_NOTE_SIZE - 2);
}

static void file_name(char out[300])
{
    const char *folder = getenv("TB_TEST_OUTPUT");
    snprintf(out, 300, "%s/test-notes.json", folder != NULL ? folder : "/tmp");
}

static void a_file_reads_back(void **state)
{
    (void)state;
    char path[300];
    tb_error error = {TB_OK, ""};
    static tb_notes back;
    file_name(path);
    remove(path);
    back.count = 3;
    assert_int_equal(tb_notes_load(path, &back, &error), TB_OK); // none yet
    assert_int_equal(back.count, 0);
    notes.count = 0;
    tb_notes_add(&notes, 2400, "der Strang, \"hier\" \\ \xE2\x80\x93 quer");
    tb_notes_add(&notes, 9000, "");
    assert_int_equal(tb_notes_save(&notes, path, &error), TB_OK);
    assert_int_equal(tb_notes_load(path, &back, &error), TB_OK);
    assert_int_equal(back.count, 2);
    for (int k = 0; k < 2; ++k) {
        assert_int_equal(back.items[k].at_ms, notes.items[k].at_ms);
        assert_string_equal(back.items[k].text, notes.items[k].text);
    }
    assert_int_equal(tb_notes_save(&notes, "/no/such/folder/notes.json", &error), TB_ERR_IO);
    remove(path);
    assert_true(tb_notes_path("a/b/recording.tbr", path, sizeof path));
    assert_string_equal(path, "a/b/recording.notes.json");
    assert_true(tb_notes_path("odd", path, sizeof path));
    assert_string_equal(path, "odd.notes.json");
    assert_false(tb_notes_path("a/b/recording.tbr", path, 12));
}

typedef struct {
    const char *name, *text, *said;
} bad_row;

static bad_row bad_rows[] = {
    {"nothing", "", "line 1"},
    {"no JSON", "{\"format\": 1,\n \"notes\": [}", "line 2"},
    {"no object", "[1]", "format"},
    {"another format", "{\"format\": 2, \"notes\": []}", "format"},
    {"no list", "{\"format\": 1, \"notes\": {}}", "list"},
    {"no moment", "{\"format\": 1, \"notes\": [{\"text\": \"a\"}]}", "notes[0].at_ms"},
    {"a moment before the start", "{\"format\": 1, \"notes\": [{\"at_ms\": -1, \"text\": \"a\"}]}",
     "notes[0].at_ms"},
    {"a broken moment", "{\"format\": 1, \"notes\": [{\"at_ms\": 1.5, \"text\": \"a\"}]}",
     "notes[0].at_ms"},
    {"a moment beyond all", "{\"format\": 1, \"notes\": [{\"at_ms\": 86400001, \"text\": \"\"}]}",
     "notes[0].at_ms"},
    {"words that are none",
     "{\"format\": 1, \"notes\": [{\"at_ms\": 1, \"text\": \"\"}, {\"at_ms\": 1, \"text\": 4}]}",
     "notes[1].text"},
    {"a control character", "{\"format\": 1, \"notes\": [{\"at_ms\": 1, \"text\": \"a\\u0007\"}]}",
     "control character at byte 1"},
    {"a key twice", "{\"format\": 1, \"format\": 1, \"notes\": []}", "line 1"},
    {"broken UTF-8", "{\"format\": 1, \"notes\": [{\"at_ms\": 1, \"text\": \"\xC3\"}]}", "line 1"},
};

static void bad_files_are_refused(void **state)
{
    const bad_row *row = *state;
    tb_error error = {TB_OK, ""};
    notes.count = 0;
    tb_notes_add(&notes, 7, "stays");
    assert_int_equal(tb_notes_parse(row->text, strlen(row->text), &notes, &error), TB_ERR_FORMAT);
    if (strstr(error.message, row->said) == NULL) {
        fail_msg("'%s' does not say '%s'", error.message, row->said);
    }
    assert_int_equal(notes.count, 1); // unchanged
    assert_string_equal(notes.items[0].text, "stays");
}

static void too_much_is_refused(void **state)
{
    (void)state;
    tb_error error = {TB_OK, ""};
    static char text[TB_NOTES_FILE_MAX + 2];
    memset(text, ' ', sizeof text);
    assert_int_equal(tb_notes_parse(text, sizeof text, &notes, &error), TB_ERR_FORMAT);
    size_t used = (size_t)snprintf(text, sizeof text, "{\"format\": 1, \"notes\": [");
    for (int k = 0; k <= TB_NOTES_MAX; ++k) {
        used += (size_t)snprintf(text + used, sizeof text - used,
                                 "%s{\"at_ms\": 1, \"text\": \"\"}", k > 0 ? "," : "");
    }
    used += (size_t)snprintf(text + used, sizeof text - used, "]}");
    assert_int_equal(tb_notes_parse(text, used, &notes, &error), TB_ERR_FORMAT);
}

// Bytes changed, cut, doubled: each file is taken whole or refused whole.
static void damaged_files_do_no_harm(void **state)
{
    (void)state;
    static const char good[] = "{\"format\": 1, \"notes\": [{\"at_ms\": 2400, \"text\": \"cord\"}, "
                               "{\"at_ms\": 9000, \"text\": \"\\u00e4 quer\"}]}";
    tb_rng rng;
    int taken = 0;
    tb_rng_seed(&rng, 11, 0);
    for (int round = 0; round < 20000; ++round) {
        char text[sizeof good + 8];
        size_t length = sizeof good - 1;
        memcpy(text, good, sizeof good);
        for (int k = 0; k <= round % 3; ++k) {
            const size_t at = (size_t)(tb_rng_uniform(&rng) * (double)length);
            text[at] = (char)(256.0 * tb_rng_uniform(&rng));
        }
        if (round % 5 == 0) {
            length = (size_t)(tb_rng_uniform(&rng) * (double)length);
        }
        static tb_notes out;
        out.count = -5;
        const tb_status status = tb_notes_parse(text, length, &out, NULL);
        assert_true(status == TB_OK ? out.count >= 0 && out.count <= 2 : out.count == -5);
        taken += status == TB_OK ? 1 : 0;
    }
    assert_true(taken > 0 && taken < 15000); // letters of a word may change unseen
}

static void a_line_is_edited(void **state)
{
    (void)state;
    tb_text_edit edit;
    tb_edit_start(&edit, "M\xC3\xBC"
                         "de"); // Mueller's letter has two bytes
    assert_int_equal(edit.cursor, 5);
    tb_edit_press(&edit, TB_EDIT_LEFT);
    tb_edit_press(&edit, TB_EDIT_LEFT);
    tb_edit_press(&edit, TB_EDIT_BACKSPACE); // both bytes go
    assert_string_equal(edit.text, "Mde");
    tb_edit_insert(&edit, "o\n\x7F");
    assert_string_equal(edit.text, "Mode");
    assert_int_equal(edit.cursor, 2);
    tb_edit_press(&edit, TB_EDIT_DELETE);
    assert_string_equal(edit.text, "Moe");
    tb_edit_press(&edit, TB_EDIT_HOME);
    tb_edit_press(&edit, TB_EDIT_BACKSPACE);
    tb_edit_press(&edit, TB_EDIT_LEFT);
    assert_int_equal(edit.cursor, 0);
    tb_edit_press(&edit, TB_EDIT_END);
    tb_edit_press(&edit, TB_EDIT_DELETE);
    tb_edit_press(&edit, TB_EDIT_RIGHT);
    assert_int_equal(edit.cursor, 3);
    for (int k = 0; k < 200; ++k) {
        tb_edit_insert(&edit, "\xC3\xA4");
    }
    assert_int_equal(strlen(edit.text), TB_EDIT_SIZE - 1);
    tb_edit_start(&edit, "");
    for (int k = 0; k < 200; ++k) {
        tb_edit_insert(&edit, "\xC3\xA4");
    }
    assert_int_equal(strlen(edit.text), TB_EDIT_SIZE - 2); // no half character
}

int main(void)
{
    static tb_test_list list;
    TB_TEST(&list, notes_stand_by_time);
    TB_TEST(&list, long_words_are_cut_between_characters);
    TB_TEST(&list, a_file_reads_back);
    TB_TEST_ROWS(&list, bad_files_are_refused, bad_rows);
    TB_TEST(&list, too_much_is_refused);
    TB_TEST(&list, damaged_files_do_no_harm);
    TB_TEST(&list, a_line_is_edited);
    return tb_test_run(&list, "notes");
}
