#include "tb_test.h"

#include "session/script_internal.h"

#include <string.h>

static tb_script_errors errors;

static tb_status parse(const char *text, tb_script **script)
{
    return tb_script_parse(text, strlen(text), script, &errors);
}

typedef struct {
    const char *name, *text;
    int line, column;
    const char *token, *says;
} bad_row;

static bad_row bad[] = {
    {"empty", "", 0, 0, "", "no action"},
    {"comments only", "# nothing\n\n   # here\n", 0, 0, "", "no action"},
    {"binary", "0 touch\n0 \x01\x02", 2, 3, "", "not a text file: byte 0x01"},
    {"no verb", "100\n", 1, 1, "100", "verb is missing"},
    {"unknown verb", "0 pistn amplitude_mm=3\n", 1, 3, "pistn", "did you mean piston"},
    {"bad time", "1.5 touch\n", 1, 1, "1.5", "time wanted"},
    {"huge time", "3600001 touch\n", 1, 1, "3600001", "time wanted"},
    {"time goes back", "500 touch\n400 lift\n", 2, 1, "400", "stands at 500"},
    {"unknown key", "0 press force=3\n", 1, 9, "force=3", "did you mean force_n"},
    {"key of another verb", "0 lift t_mm=3\n", 1, 8, "t_mm=3", "known here: speed_mm_per_s"},
    {"verb without keys", "0 tube-off for_ms=3\n", 1, 12, "for_ms=3", "takes no keys"},
    {"no equals", "0 touch here\n", 1, 9, "here", "key=value wanted"},
    {"empty value", "0 press force_n=\n", 1, 17, "", "no value"},
    {"twice", "0 press force_n=3 force_n=4\n", 1, 19, "force_n=4", "given twice"},
    {"not a number", "0 press force_n=3N\n", 1, 17, "3N", "wants a number"},
    {"exponent", "0 press force_n=1e3\n", 1, 17, "1e3", "wants a number"},
    {"out of range", "0 press force_n=99\n", 1, 17, "99", "outside [0.1, 60]"},
    {"missing key", "0 piston rate_hz=1\n", 1, 3, "piston", "needs amplitude_mm="},
    {"missing choice", "0 advance speed_mm_per_s=4\n", 1, 3, "advance", "one of: depth_mm, by_mm"},
    {"unknown word", "0 say line=hello\n", 1, 12, "hello", "wants one of: your-pain"},
    {"anchor too early", "0 declare t_mm=sore\n", 1, 16, "sore", "not known yet"},
    {"unknown anchor", "0 touch t_mm=soar\n", 1, 14, "soar", "no such place"},
    {"anchor without sign", "0 touch t_mm=here3\n", 1, 14, "here3", "wants a number or a place"},
    {"after the end", "0 end\n0 touch\n", 2, 3, "touch", "after 'end'"},
};

static void refuses(void **state)
{
    const bad_row *row = *state;
    tb_script *script = NULL;
    assert_int_equal(parse(row->text, &script), TB_ERR_FORMAT);
    assert_null(script);
    assert_int_equal(errors.count, 1);
    assert_int_equal(errors.items[0].line, row->line);
    assert_int_equal(errors.items[0].column, row->column);
    assert_string_equal(errors.items[0].token, row->token);
    if (strstr(errors.items[0].text, row->says) == NULL) {
        fail_msg("'%s' does not say '%s'", errors.items[0].text, row->says);
    }
}

static void reports_every_fault(void **state)
{
    (void)state;
    tb_script *script = NULL;
    assert_int_equal(parse("0 foo\n0 press\n0 touch t_mm=x b_mm=1e9\n", &script), TB_ERR_FORMAT);
    assert_int_equal(errors.count, 4);
    assert_int_equal(errors.items[3].line, 3);
}

static void caps_faults(void **state)
{
    (void)state;
    char text[100 * 4 + 1] = "";
    for (int k = 0; k < 100; ++k) {
        memcpy(text + 4 * k, "0 x\n", 5);
    }
    tb_script *script = NULL;
    assert_int_equal(parse(text, &script), TB_ERR_FORMAT);
    assert_int_equal(errors.count, TB_SCRIPT_ERRORS_MAX);
    assert_int_equal(errors.dropped, 100 - TB_SCRIPT_ERRORS_MAX);
}

static void refuses_ten_megabytes(void **state)
{
    (void)state;
    const size_t count = 10u << 20;
    char *text = malloc(count);
    assert_non_null(text);
    memset(text, ' ', count);
    tb_script *script = NULL;
    assert_int_equal(tb_script_parse(text, count, &script, &errors), TB_ERR_FORMAT);
    assert_non_null(strstr(errors.items[0].text, "10485760 bytes"));
    free(text);
}

static void refuses_too_many_actions(void **state)
{
    (void)state;
    const size_t line = 8, count = line * (TB_SCRIPT_ACTIONS_MAX + 1);
    char *text = malloc(count + 1);
    assert_non_null(text);
    for (int k = 0; k <= TB_SCRIPT_ACTIONS_MAX; ++k) {
        memcpy(text + line * (size_t)k, "0 touch\n", line + 1);
    }
    tb_script *script = NULL;
    assert_int_equal(tb_script_parse(text, count, &script, &errors), TB_ERR_FORMAT);
    assert_non_null(strstr(errors.items[0].text, "more than 1024 actions"));
    free(text);
}

static void reads_windows_lines_and_tabs(void **state)
{
    (void)state;
    tb_script *script = NULL;
    assert_int_equal(parse("0\ttouch\tt_mm=-1.25\tb_mm=+2\r\n+10 lift # up\r\n", &script), TB_OK);
    assert_int_equal(script->action_count, 2);
    assert_near(script->actions[0].number[TB_KEY_T], -1.25, 0.0);
    assert_near(script->actions[0].number[TB_KEY_B], 2.0, 0.0);
    assert_true(script->actions[1].relative);
    assert_int_equal(script->actions[1].time_ms, 10);
    tb_script_destroy(script);
}

static void missing_file(void **state)
{
    (void)state;
    tb_script *script = NULL;
    assert_int_equal(tb_script_load("/nonexistent/x.tbs", &script, &errors), TB_ERR_IO);
    assert_int_equal(errors.count, 1);
    assert_null(script);
}

static void looks_needles_up(void **state)
{
    (void)state;
    static const tb_case_needle tray[] = {{0.25, 30.0}, {0.30, 50.0}};
    tb_script *script = NULL;
    assert_int_equal(parse("0 needle diameter_mm=0.3 length_mm=50\n0 touch\n"
                           "0 needle diameter_mm=0.25 length_mm=60\n",
                           &script),
                     TB_OK);
    assert_int_equal(tb_script_bind_tray(script, tray, 2, &errors), TB_ERR_FORMAT);
    assert_int_equal(errors.count, 1);
    assert_int_equal(errors.items[0].line, 3);
    assert_int_equal(script->tray[0], 1);
    tb_script_destroy(script);
}

// A point at the nape lies some 25 mm deep: 50 mm is the needle for it, where the site does not
// forbid that; else the longest that it allows.
static void offers_no_needle_longer_than_the_site_allows(void **state)
{
    (void)state;
    static tb_case model;
    static tb_diagnostics diagnostics;
    const char *text = "0 needle {needle}\n0 needle {longest}\n";
    assert_int_equal(tb_case_load("assets/cases/oci-editor.yaml", &model, &diagnostics), TB_OK);
    model.needles[0] = (tb_case_needle){0.25, 20.0};
    model.needles[1] = (tb_case_needle){0.3, 50.0};
    model.needle_count = 2;
    const double rules_mm[] = {0.0, 40.0, 50.0}, wanted_mm[] = {50.0, 20.0, 50.0};
    for (int k = 0; k < 3; ++k) {
        model.site.depth_rule.longest_needle_mm = rules_mm[k];
        tb_script *script = NULL;
        assert_int_equal(tb_script_parse_for(text, strlen(text), &model, &script, &errors), TB_OK);
        assert_near(script->actions[0].number[TB_KEY_LENGTH], wanted_mm[k], 1e-9);
        assert_near(script->actions[1].number[TB_KEY_LENGTH], 50.0, 1e-9);
        tb_script_destroy(script);
    }
}

static void survives_no_memory(void **state)
{
    (void)state;
    for (uint64_t n = 1; n <= 2; ++n) {
        tb_script *script = NULL;
        tb_alloc_fail_at(n);
        assert_int_equal(parse("0 touch\n", &script), TB_ERR_MEMORY);
        tb_alloc_fail_at(0);
        assert_null(script);
    }
}

static char *read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *text = calloc(1, 20000);
    assert_non_null(text);
    (void)!fread(text, 1, 19999, file);
    fclose(file);
    return text;
}

static const char *whole_help(void)
{
    static char page[16384];
    size_t used = 0;
    for (int part = 0; tb_script_help(part) != NULL; ++part) {
        const size_t length = strlen(tb_script_help(part));
        assert_true(used + length < sizeof page);
        memcpy(page + used, tb_script_help(part), length + 1);
        used += length;
    }
    assert_null(tb_script_help(-1));
    return page;
}

static void help_is_the_shipped_page(void **state)
{
    (void)state;
    char *page = read_file("assets/scripts/README.md");
    const char *start = strstr(page, "```text\n");
    assert_non_null(start);
    start += strlen("```text\n");
    char *end = strstr(start, "```");
    assert_non_null(end);
    *end = '\0';
    assert_string_equal(whole_help(), start);
    free(page);
}

static void help_names_every_verb_and_key(void **state)
{
    (void)state;
    for (int k = 0; k < TB_VERB_COUNT; ++k) {
        assert_non_null(strstr(whole_help(), tb_verb_name((tb_verb)k)));
    }
    for (int k = 0; k < TB_KEYS; ++k) {
        assert_non_null(strstr(whole_help(), tb_key_name((tb_key)k)));
    }
}

typedef struct {
    const char *path;
} shipped_row;

static shipped_row shipped[] = {
    {"assets/scripts/expert.tbs"}, {"assets/scripts/novice.tbs"}, {"assets/scripts/unsafe.tbs"}};

static void reads_shipped(void **state)
{
    const shipped_row *row = *state;
    tb_script *script = NULL;
    assert_int_equal(tb_script_load(row->path, &script, &errors), TB_OK);
    assert_true(script->action_count > 5);
    tb_script_destroy(script);
}

int main(void)
{
    static tb_test_list list;
    TB_TEST_ROWS(&list, refuses, bad);
    TB_TEST(&list, reports_every_fault);
    TB_TEST(&list, caps_faults);
    TB_TEST(&list, refuses_ten_megabytes);
    TB_TEST(&list, refuses_too_many_actions);
    TB_TEST(&list, reads_windows_lines_and_tabs);
    TB_TEST(&list, missing_file);
    TB_TEST(&list, looks_needles_up);
    TB_TEST(&list, offers_no_needle_longer_than_the_site_allows);
    TB_TEST(&list, survives_no_memory);
    TB_TEST(&list, help_is_the_shipped_page);
    TB_TEST(&list, help_names_every_verb_and_key);
    TB_TEST_ROWS(&list, reads_shipped, shipped);
    return tb_test_run(&list, "script parse");
}
