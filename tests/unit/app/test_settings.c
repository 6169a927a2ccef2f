// Settings: what is written is read again; every faulty line is told with its number and value, and
// the good lines beside it still count; a damaged file is kept.
#define _POSIX_C_SOURCE 200809L
#include "tb_test.h"

#include "app/settings.h"
#include "app/ui.h"

#include <SDL2/SDL.h>
#include <stdlib.h>
#include <string.h>

static void defaults_come_back(void **state)
{
    (void)state;
    char text[16384];
    tb_settings one = tb_settings_default(), two;
    one.text_percent = 150;
    one.high_contrast = true;
    one.stiffness = 0.35;
    one.language = TB_LANGUAGE_GERMAN;
    one.bindings.key[TB_ACT_PRESS][0] = SDLK_UP;
    one.bindings.key[TB_ACT_PRESS][1] = SDLK_KP_PLUS;
    one.bindings.key[TB_ACT_UP][0] = 0;
    one.bindings.pad[TB_ACT_TAP] = SDL_CONTROLLER_BUTTON_X;
    assert_int_equal(tb_settings_print(&one, text, sizeof text), TB_OK);
    assert_int_equal(tb_settings_parse(text, strlen(text), &two, NULL), TB_OK);
    assert_int_equal(two.text_percent, 150);
    assert_true(two.high_contrast);
    assert_near(two.stiffness, 0.35, 1e-9);
    assert_int_equal(two.language, TB_LANGUAGE_GERMAN);
    assert_memory_equal(two.bindings.key, one.bindings.key, sizeof one.bindings.key);
    assert_memory_equal(two.bindings.pad, one.bindings.pad, sizeof one.bindings.pad);
    assert_int_equal(tb_settings_print(&one, text, 100), TB_ERR_ARGUMENT);
}

typedef struct fault_row {
    const char *name, *text;
    const char *says; ///< part of the sentence
} fault_row;

static fault_row faults[] = {
    {"no value", "captions = on\ntext-percent\n", "line 2"},
    {"unknown name", "colour = red\n", "no setting 'colour'"},
    {"out of range", "\n\ntext-percent = 900\n",
     "line 3: text-percent: 100 to 200 wanted, not '900'"},
    {"not a number", "rumble = loud\n", "not 'loud'"},
    {"not finite", "rumble = nan\n", "not 'nan'"},
    {"half a percent", "text-percent = 120.5\n", "not '120.5'"},
    {"neither on nor off", "captions = maybe\n", "on or off wanted, not 'maybe'"},
    {"no such language", "language = xx\n", "no catalogue for 'xx'"},
    {"no such action", "key fly = W\n", "no action 'fly'"},
    {"no such key", "key press = Banana\n", "'Banana' is no key"},
    {"a reserved key", "key press = Escape\n", "'Escape' is no key"},
    {"no such button", "pad tap = knob\n", "no pad button 'knob'"},
};

static void a_fault_is_told_and_the_rest_read(void **state)
{
    const fault_row *row = *state;
    char text[512];
    tb_settings out;
    tb_error error = {TB_OK, ""};
    snprintf(text, sizeof text, "%sreduced-motion = on\n", row->text);
    assert_int_equal(tb_settings_parse(text, strlen(text), &out, &error), TB_ERR_FORMAT);
    if (strstr(error.message, row->says) == NULL) {
        fail_msg("'%s' does not say '%s'", error.message, row->says);
    }
    assert_true(out.reduced_motion);
    assert_int_equal(out.text_percent, 100);
}

static void long_and_binary_lines_are_refused(void **state)
{
    (void)state;
    char text[600];
    tb_settings out;
    memset(text, 'x', sizeof text);
    assert_int_equal(tb_settings_parse(text, sizeof text, &out, NULL), TB_ERR_FORMAT);
    assert_int_equal(tb_settings_parse("a\0b = 1\n", 8, &out, NULL), TB_ERR_FORMAT);
    assert_int_equal(tb_settings_parse("", 0, &out, NULL), TB_OK);
}

static void a_damaged_file_is_kept(void **state)
{
    (void)state;
    const char *folder = getenv("TB_TEST_OUTPUT");
    char path[1024], kept[1100];
    tb_settings out;
    tb_error error = {TB_OK, ""};
    snprintf(path, sizeof path, "%s/settings-test.conf", folder != NULL ? folder : ".");
    snprintf(kept, sizeof kept, "%s.damaged", path);
    (void)remove(path);
    (void)remove(kept);
    assert_int_equal(tb_settings_load(path, &out, &error), TB_OK); // none yet: the defaults
    out.captions = false;
    assert_int_equal(tb_settings_save(path, &out, &error), TB_OK);
    assert_int_equal(tb_settings_load(path, &out, &error), TB_OK);
    assert_false(out.captions);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs("captions = off\nrumble = 7\n", file);
    fclose(file);
    assert_int_equal(tb_settings_load(path, &out, &error), TB_ERR_FORMAT);
    assert_false(out.captions);
    assert_non_null(strstr(error.message, "rumble"));
    file = fopen(kept, "r");
    assert_non_null(file);
    char line[64];
    assert_non_null(fgets(line, sizeof line, file));
    assert_string_equal(line, "captions = off\n");
    fclose(file);
    (void)remove(path);
    (void)remove(kept);
    assert_int_equal(tb_settings_save("/nonexistent/folder/settings.conf", &out, &error),
                     TB_ERR_IO);
}

// Whatever key can be given to an action, the settings know it again at the next start.
static void every_key_that_can_be_bound_comes_back(void **state)
{
    (void)state;
    char text[16384];
    int bound = 0, refused = 0;
    for (int code = 1; code < SDL_NUM_SCANCODES + 0x180; ++code) {
        const bool letter = code >= SDL_NUM_SCANCODES; // Latin letters that keyboards carry
        const int32_t key =
            letter ? code - SDL_NUM_SCANCODES + 0x20 : (int32_t)SDL_SCANCODE_TO_KEYCODE(code);
        tb_settings one = tb_settings_default(), two;
        if (tb_bindings_reserved(key)) {
            ++refused;
            continue;
        }
        one.bindings.key[TB_ACT_PRESS][0] = key;
        one.bindings.key[TB_ACT_PRESS][1] = 0;
        assert_int_equal(tb_settings_print(&one, text, sizeof text), TB_OK);
        tb_error error = {TB_OK, ""};
        if (tb_settings_parse(text, strlen(text), &two, &error) != TB_OK ||
            two.bindings.key[TB_ACT_PRESS][0] != key) {
            fail_msg("key 0x%x, '%s': %s", (unsigned)key, SDL_GetKeyName(key), error.message);
        }
        ++bound;
    }
    assert_true(bound > 150);
    assert_true(refused > 100); // most scancodes stand for no key
    assert_true(tb_bindings_reserved((int32_t)SDL_SCANCODE_TO_KEYCODE(SDL_SCANCODE_RETURN2)));
}

// A folder stands where the file should be: nobody takes that for new settings.
static void what_cannot_be_read_is_told(void **state)
{
    (void)state;
    const char *folder = getenv("TB_TEST_OUTPUT");
    tb_settings out;
    tb_error error = {TB_OK, ""};
    assert_int_equal(tb_settings_load(folder != NULL ? folder : ".", &out, &error), TB_ERR_IO);
    assert_non_null(strstr(error.message, "cannot be read"));
    assert_int_equal(out.text_percent, 100); // usable all the same
}

static void presets_have_no_clash(void **state)
{
    (void)state;
    for (int p = 0; p < TB_PRESET_COUNT; ++p) {
        const tb_bindings b = tb_bindings_preset((tb_binding_preset)p);
        for (int a = 1; a < TB_ACTION_COUNT; ++a) {
            for (int k = 0; k < TB_BINDING_KEYS; ++k) {
                const int32_t key = b.key[a][k];
                const tb_app_action other = tb_bindings_key_clash(&b, (tb_app_action)a, key);
                if (key != 0 && other != TB_ACT_NONE) {
                    fail_msg("preset %d: '%s' and '%s' share a key", p,
                             tb_action_info_of((tb_app_action)a)->id, tb_action_info_of(other)->id);
                }
                assert_false(tb_bindings_reserved(key));
            }
            assert_int_equal(tb_bindings_pad_clash(&b, (tb_app_action)a, b.pad[a]), TB_ACT_NONE);
            assert_int_equal(tb_action_of_id(tb_action_info_of((tb_app_action)a)->id), a);
        }
    }
}

static void sentences_are_filled_again(void **state)
{
    (void)state;
    char out[200];
    tb_text_start(TB_LANGUAGE_ENGLISH);
    tb_tr_sentence("The needle went on 2.4 s after an electric pain.", out, sizeof out);
    assert_string_equal(out, "The needle went on 2.4 s after an electric pain.");
    tb_tr_sentence("Nobody ever wrote this.", out, sizeof out);
    assert_string_equal(out, "Nobody ever wrote this.");
    tb_text_start(TB_LANGUAGE_PSEUDO);
    tb_tr_sentence("The needle went on 2.4 s after an electric pain.", out, sizeof out);
    assert_non_null(strstr(out, " 2.4 "));
    assert_null(strstr(out, "needle"));
    tb_text_start(TB_LANGUAGE_ENGLISH);
    assert_int_equal(tb_language_of("de_AT.UTF-8"), TB_LANGUAGE_GERMAN);
    assert_int_equal(tb_language_of("den"), TB_LANGUAGE_ENGLISH);
    assert_int_equal(tb_language_of(NULL), TB_LANGUAGE_ENGLISH);
}

// No key of a preset stands in English on a German screen; a letter stands for itself.
static void keys_are_named_as_the_screens_speak(void **state)
{
    (void)state;
    tb_text_start(TB_LANGUAGE_GERMAN);
    if (strcmp(tb_tr("Settings"), "Settings") == 0) {
        skip(); // no catalogues here
    }
    assert_string_equal(tb_ui_key_word("Space"), "Leertaste");
    assert_string_equal(tb_ui_key_word("End"), "Ende");
    assert_string_equal(tb_ui_key_word("F9"), "F9");
    for (int k = 0; k < TB_PRESET_COUNT; ++k) {
        const tb_bindings bindings = tb_bindings_preset((tb_binding_preset)k);
        for (int action = 1; action < TB_ACTION_COUNT; ++action) {
            for (int j = 0; j < TB_BINDING_KEYS; ++j) {
                const char *name = tb_binding_key_name(bindings.key[action][j]);
                const bool plain = strlen(name) <= 3 || strncmp(name, "Keypad", 6) == 0;
                if (!plain && strcmp(tb_ui_key_word(name), name) == 0) {
                    fail_msg("'%s' has no German name", name);
                }
            }
        }
    }
    tb_text_start(TB_LANGUAGE_ENGLISH);
}

typedef struct decimal_row {
    const char *name, *text, *german;
} decimal_row;

static decimal_row decimal_rows[] = {
    {"a length", "6.3 mm", "6,3 mm"},
    {"a negative number", "-0.25", "-0,25"},
    {"two of them", "Your guess: 9.5 mm, 1.2 mm too far.", "Your guess: 9,5 mm, 1,2 mm too far."},
    {"a needle",
     "0.25\xC3\x97"
     "40",
     "0,25\xC3\x97"
     "40"},
    {"a moment", "0:44.6", "0:44,6"},
    {"the end of a sentence", "It was 3. Then 4.5.", "It was 3. Then 4,5."},
    {"a version", "llvmpipe (LLVM 15.0.6, 256 bits)", "llvmpipe (LLVM 15.0.6, 256 bits)"},
    {"a word", "v0.1 and x1.5", "v0.1 and x1.5"},
    {"a file", "/home/a/replay-gam-51.9-s.png", "/home/a/replay-gam-51.9-s.png"},
    {"a folder", "/srv/1.5/x and 2.5/", "/srv/1.5/x and 2.5/"},
    {"a date", "28.11.2026", "28.11.2026"},
    {"no number", "a.b . .5 5.", "a.b . .5 5."},
    {"nothing", "", ""},
};

static void numbers_are_written_as_the_screens_speak(void **state)
{
    const decimal_row *row = *state;
    char text[80];
    snprintf(text, sizeof text, "%s", row->text);
    tb_text_start(TB_LANGUAGE_ENGLISH);
    tb_text_decimals(text);
    assert_string_equal(text, row->text);
    tb_text_start(TB_LANGUAGE_GERMAN);
    tb_text_decimals(text);
    assert_string_equal(text, row->german);
    tb_text_start(TB_LANGUAGE_ENGLISH);
}

int main(void)
{
    static tb_test_list list;
    TB_TEST(&list, defaults_come_back);
    TB_TEST_ROWS(&list, a_fault_is_told_and_the_rest_read, faults);
    TB_TEST(&list, long_and_binary_lines_are_refused);
    TB_TEST(&list, a_damaged_file_is_kept);
    TB_TEST(&list, every_key_that_can_be_bound_comes_back);
    TB_TEST(&list, what_cannot_be_read_is_told);
    TB_TEST(&list, presets_have_no_clash);
    TB_TEST(&list, sentences_are_filled_again);
    TB_TEST(&list, keys_are_named_as_the_screens_speak);
    TB_TEST_ROWS(&list, numbers_are_written_as_the_screens_speak, decimal_rows);
    return tb_test_run(&list, "settings");
}
