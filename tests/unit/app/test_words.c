// The patient never says the same twice within a minute, whatever the language: a phrase that was
// used rests, so no two phrases of one voice may read alike.
#include "tb_test.h"

#include "app/text.h"
#include "tautband/patient/lines.h"

#include <ctype.h>
#include <string.h>

enum { WORDS_SIZE = 200 };

/// Letters only, in lower case: "Gut." and "gut!" are the same to the ear.
static void heard(const char *text, char out[WORDS_SIZE])
{
    size_t used = 0;
    for (; *text != '\0' && used + 1 < WORDS_SIZE; ++text) {
        const unsigned char c = (unsigned char)*text;
        if (c >= 0x80 || isalnum(c) || c == ' ') {
            out[used++] = (char)tolower(c);
        }
    }
    out[used] = '\0';
}

typedef struct language_row {
    const char *name;
    tb_language language;
} language_row;

static language_row languages[] = {{"English", TB_LANGUAGE_ENGLISH},
                                   {"German", TB_LANGUAGE_GERMAN}};

static void no_two_phrases_of_a_voice_read_alike(void **state)
{
    const language_row *row = *state;
    int count, alike = 0;
    const tb_phrase *phrases = tb_phrases(&count);
    tb_text_start(row->language);
    if (row->language == TB_LANGUAGE_GERMAN) { // the catalogue is there, or nothing is tested
        assert_string_not_equal(tb_tr("Stop it."), "Stop it.");
    }
    for (int voice = 0; voice < TB_VOICE_COUNT; ++voice) {
        for (int k = 0; k < count; ++k) {
            for (int m = 0; m < k; ++m) {
                char one[WORDS_SIZE], other[WORDS_SIZE];
                const bool both =
                    (phrases[k].voice == voice || phrases[k].voice == TB_VOICE_COUNT) &&
                    (phrases[m].voice == voice || phrases[m].voice == TB_VOICE_COUNT);
                heard(tb_tr(phrases[k].text), one);
                heard(tb_tr(phrases[m].text), other);
                if (both && strcmp(one, other) == 0) {
                    fprintf(stderr, "%s, %s: \"%s\" and \"%s\" both read \"%s\"\n", row->name,
                            tb_voice_name((tb_voice)voice), phrases[m].text, phrases[k].text,
                            tb_tr(phrases[k].text));
                    ++alike;
                }
            }
        }
    }
    tb_text_start(TB_LANGUAGE_ENGLISH);
    assert_int_equal(alike, 0);
}

int main(void)
{
    static tb_test_list list;
    TB_TEST_ROWS(&list, no_two_phrases_of_a_voice_read_alike, languages);
    return tb_test_run(&list, "words");
}
