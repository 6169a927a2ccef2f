/// Translation: every sentence a learner reads goes through gettext (libintl), with the English
/// text as its key. Catalogues are made by the build from assets/locale: one of the screens'
/// sentences, one of the texts in shipped case, site and course files. A third one, of cases that
/// were written elsewhere, is looked for in $XDG_DATA_HOME/tautband/locale. Case files stay in one
/// language, and so does all below the app. Layer app, needs nothing.
#ifndef TB_APP_TEXT_H
#define TB_APP_TEXT_H
#include <stdbool.h>
#include <stddef.h>

/// Marks a sentence in a table for extraction; tb_tr() translates it where it is drawn.
#define TB_N(text) text

/// Languages with a catalogue: code, own name.
#define TB_LANGUAGE_LIST(X)                                                                        \
    X(ENGLISH, "en", "English")                                                                    \
    X(GERMAN, "de", "Deutsch")                                                                     \
    X(PSEUDO, "qps", "[Þšéûðö]")

/// A language of the screens. The last one lengthens every sentence by a third and puts accents on
/// it: for tests, and not offered in the settings.
typedef enum tb_language {
#define X(name, code, label) TB_LANGUAGE_##name,
    TB_LANGUAGE_LIST(X)
#undef X
        TB_LANGUAGE_COUNT
} tb_language;

/// Code of a language ("de"); "en" outside the enumeration.
const char *tb_language_code(tb_language language);
/// Own name of a language; "" outside the enumeration.
const char *tb_language_name(tb_language language);
/// Language of a code or of a POSIX locale name ("de_AT.UTF-8"); English when there is none.
tb_language tb_language_of(const char *code);

/// Find the catalogues (beside the program, else the system's) and speak a language from now on.
/// Pointers that tb_tr() gave before stay valid.
void tb_text_start(tb_language language);

/// The sentence, or text of a case, in the present language; the English one where there is no
/// translation.
const char *tb_tr(const char *english)
#if defined(__GNUC__)
    __attribute__((format_arg(1)))
#endif
    ;

/// The same for one of two numbers, by the language's rule of plurals.
const char *tb_trn(const char *one, const char *many, unsigned long count)
#if defined(__GNUC__)
    __attribute__((format_arg(1), format_arg(2)))
#endif
    ;

/// Numbers as the present language writes them, in place: "6.3 mm" is "6,3 mm" in German. Versions
/// (15.0.6) and names of files stay as they are.
void tb_text_decimals(char *text);

/// Translate a finished sentence that was made from one of the known formats ("The needle went on
/// 2.4 s after an electric pain."): the parts that a format left open are kept, names in them
/// translated.
/// @param out [capacity] the translation, or the sentence as it was
void tb_tr_sentence(const char *english, char *out, size_t capacity);

#endif
