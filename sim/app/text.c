#define _POSIX_C_SOURCE 200809L
#include "text.h"

#include <libintl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// Sentences of the screens; texts of the shipped case, site and course files; of the learner's own.
static const char *const DOMAINS[] = {"tautband", "tautband-cases", "tautband-own"};
enum { SHIPPED_DOMAINS = 2, DOMAIN_COUNT = 3 };

static tb_language spoken = TB_LANGUAGE_ENGLISH;

/// glibc forgets its choice of catalogue only when this counter moves.
extern int _nl_msg_cat_cntr; // NOLINT: glibc's own name

const char *tb_language_code(tb_language language)
{
    static const char *const codes[] = {
#define X(name, code, label) code,
        TB_LANGUAGE_LIST(X)
#undef X
    };
    return (int)language >= 0 && language < TB_LANGUAGE_COUNT ? codes[language] : codes[0];
}

const char *tb_language_name(tb_language language)
{
    static const char *const names[] = {
#define X(name, code, label) label,
        TB_LANGUAGE_LIST(X)
#undef X
    };
    return (int)language >= 0 && language < TB_LANGUAGE_COUNT ? names[language] : "";
}

tb_language tb_language_of(const char *code)
{
    for (int k = 0; code != NULL && k < TB_LANGUAGE_COUNT; ++k) {
        const char *known = tb_language_code((tb_language)k);
        const size_t length = strlen(known);
        if (strncmp(code, known, length) == 0 && strchr("_.@", code[length]) != NULL) {
            return (tb_language)k;
        }
    }
    return TB_LANGUAGE_ENGLISH;
}

static void bind(int from, int to, const char *path)
{
    for (int k = from; k < to; ++k) {
        if (path != NULL) {
            (void)bindtextdomain(DOMAINS[k], path);
        }
        (void)bind_textdomain_codeset(DOMAINS[k], "UTF-8");
    }
}

// Shipped: <folder of the program>/../share/locale, the build's and an installation's.
static void bind_shipped(void)
{
    char path[4096];
    struct stat info;
    const char *set = getenv("TAUTBAND_LOCALE");
    const ssize_t length = readlink("/proc/self/exe", path, sizeof path - 32);
    bool found = false;
    if (set != NULL && set[0] == '/') {
        bind(0, SHIPPED_DOMAINS, set);
        return;
    }
    if (length > 0) {
        path[length] = '\0';
        char *slash = strrchr(path, '/');
        if (slash != NULL) {
            snprintf(slash, 32, "/../share/locale");
        }
        found = stat(path, &info) == 0;
    }
    bind(0, SHIPPED_DOMAINS, found ? path : NULL);
}

// Of cases the learner or an instructor wrote: the folder `locale` beside the attempts.
static void bind_own(void)
{
    char path[4096];
    const char *base = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
    int length = -1;
    if (base != NULL && base[0] == '/') {
        length = snprintf(path, sizeof path, "%s/tautband/locale", base);
    } else if (home != NULL && home[0] == '/') {
        length = snprintf(path, sizeof path, "%s/.local/share/tautband/locale", home);
    }
    bind(SHIPPED_DOMAINS, DOMAIN_COUNT, length > 0 && length < (int)sizeof path ? path : NULL);
}

void tb_text_start(tb_language language)
{
    // The C locale never translates; numbers are formatted with a decimal point in every language:
    // tb_text_decimals() changes it where they are drawn, and nowhere else.
    (void)setlocale(LC_MESSAGES, "C.UTF-8");
    (void)setenv("LANGUAGE", tb_language_code(language), 1);
    bind_shipped();
    bind_own();
    spoken = language;
    ++_nl_msg_cat_cntr;
}

const char *tb_tr(const char *english)
{
    if (english == NULL || english[0] == '\0' || spoken == TB_LANGUAGE_ENGLISH) {
        return english;
    }
    for (int k = 0; k < DOMAIN_COUNT; ++k) {
        const char *text = dgettext(DOMAINS[k], english);
        if (text != english) {
            return text;
        }
    }
    return english;
}

const char *tb_trn(const char *one, const char *many, unsigned long count)
{
    return dngettext(DOMAINS[0], one, many, count);
}

// --- numbers ------------------------------------------------------------------------------------

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// May a number begin here? Not inside a word or a path, nor behind the dash of a name.
static bool opens(const char *text, const char *at)
{
    if (at > text && at[-1] == '-') {
        return at - 1 == text || at[-2] == ' ' || at[-2] == '(';
    }
    return at == text || (!is_letter(at[-1]) && strchr("/\\._", at[-1]) == NULL);
}

void tb_text_decimals(char *text)
{
    char *next;
    for (char *at = text; spoken == TB_LANGUAGE_GERMAN && *at != '\0'; at = next) {
        int points = 0;
        char *point = at;
        for (next = at; is_digit(*next) || (*next == '.' && next > at && is_digit(next[1]));
             ++next) {
            point = *next == '.' ? next : point;
            points += *next == '.' ? 1 : 0;
        }
        const bool path = *next == '/' || *next == '\\' || *next == '_';
        if (points == 1 && opens(text, at) && !path) {
            *point = ',';
        }
        next += next == at ? 1 : 0;
    }
}

// --- finished sentences -------------------------------------------------------------------------

enum { PARTS_MAX = 4, PART_SIZE = 96 };

typedef struct parts {
    char text[PARTS_MAX][PART_SIZE];
    int count;
} parts;

// End of the conversion that starts at '%'.
static const char *conversion_end(const char *at)
{
    for (++at; *at != '\0' && strchr("0123456789.$+-# l", *at) != NULL; ++at) {
    }
    return *at == '\0' ? at : at + 1;
}

// The parts of `text` that stand where `format` has its conversions.
static bool match(const char *format, const char *text, parts *out)
{
    out->count = 0;
    while (*format != '\0') {
        if (*format != '%') {
            if (*format++ != *text++) {
                return false;
            }
            continue;
        }
        format = conversion_end(format);
        const char *stop = strchr(format, '%');
        char literal[PART_SIZE * 2];
        const size_t length = stop != NULL ? (size_t)(stop - format) : strlen(format);
        if (length >= sizeof literal) {
            return false;
        }
        memcpy(literal, format, length);
        literal[length] = '\0';
        const char *end = length == 0 ? text + strlen(text) : strstr(text, literal);
        if (end == NULL || end == text || out->count == PARTS_MAX ||
            (size_t)(end - text) >= PART_SIZE) {
            return false;
        }
        memcpy(out->text[out->count], text, (size_t)(end - text));
        out->text[out->count++][end - text] = '\0';
        text = end;
    }
    return *text == '\0';
}

// Fill a translated format; "%2$s" names a part by number.
static void fill(const char *format, const parts *found, char *out, size_t capacity)
{
    size_t used = 0;
    int next = 0;
    while (*format != '\0' && used + 1 < capacity) {
        if (*format != '%') {
            out[used++] = *format++;
            continue;
        }
        const int named = atoi(format + 1);
        const char *end = conversion_end(format);
        const int index = strchr(format, '$') != NULL && strchr(format, '$') < end && named > 0
                              ? named - 1
                              : next++;
        if (index < found->count) {
            const int wrote =
                snprintf(out + used, capacity - used, "%s", tb_tr(found->text[index]));
            used += wrote > 0 ? (size_t)wrote : 0;
        }
        format = end;
    }
    out[used < capacity ? used : capacity - 1] = '\0';
}

void tb_tr_sentence(const char *english, char *out, size_t capacity)
{
    // Sentences that the layers below make: the patient's score, its criticals, its harm.
    static const char *const formats[] = {
        TB_N("%s, %s, %s."),
        TB_N("Critical event at %s: %s"),
        TB_N("The needle reached the %s."),
        TB_N("The needle went on %s s after an electric pain."),
        TB_N("%s needle opened, %s in the sharps bin: the count does not agree."),
        TB_N("%s needles opened, %s in the sharps bin: the count does not agree."),
        TB_N("For %s s the rest of the shaft could have reached a vital organ."),
        TB_N("The needle touched the %s"),
        TB_N("The needle pierced the %s"),
    };
    const char *whole = tb_tr(english);
    parts found;
    if (whole != english) {
        snprintf(out, capacity, "%s", whole);
        return;
    }
    for (size_t k = 0; k < sizeof formats / sizeof formats[0]; ++k) {
        if (match(formats[k], english, &found)) {
            fill(tb_tr(formats[k]), &found, out, capacity);
            return;
        }
    }
    snprintf(out, capacity, "%s", english);
}
