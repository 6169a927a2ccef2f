#include "script_internal.h"

#include "tautband/anatomy/schema.h"
#include "tautband/session/judge.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

typedef struct verb_rule {
    const char *id;
    uint64_t must, may, one_of;
} verb_rule;

static const verb_rule VERBS[TB_VERB_COUNT] = {
#define X(name, id, must, may, one_of) {id, must, may, one_of},
    TB_VERB_LIST(X)
#undef X
};

static const char *const VERB_NAMES[] = {
#define X(name, id, must, may, one_of) id,
    TB_VERB_LIST(X)
#undef X
        NULL};

typedef struct key_rule {
    const char *id;
    tb_key_kind kind;
    double lo, hi;
} key_rule;

static const key_rule KEYS[TB_KEYS] = {
#define X(name, id, kind, lo, hi) {id, TB_KEY_##kind, lo, hi},
    TB_KEY_LIST(X)
#undef X
};

static const char *const ANCHOR_NAMES[] = {
#define X(name, id) id,
    TB_ANCHOR_LIST(X)
#undef X
        NULL};

static const char *const UNTIL_NAMES[] = {
#define X(name, id) id,
    TB_UNTIL_LIST(X)
#undef X
        NULL};

static const char *const SAY_NAMES[] = {
#define X(name, id, text) id,
    TB_SAY_LIST(X)
#undef X
        NULL};

static const char *const STATE_NAMES[] = {"active", "latent", NULL};
static const char *const NO_YES[] = {"no", "yes", NULL};
static const char *const QUESTION_NAMES[] = {
#define X(name, id, text) id,
    TB_QUESTION_LIST(X)
#undef X
        NULL};
static const char *const DECISION_NAMES[] = {
#define X(name, id, text) id,
    TB_DECISION_LIST(X)
#undef X
        NULL};
static const char *const PREPARE_NAMES[] = {
#define X(name, id, text) id,
    TB_PREPARE_LIST(X)
#undef X
        NULL};
static const char *const MATCH_NAMES[] = {
#define X(name, id, text) id,
    TB_MATCH_LIST(X)
#undef X
        NULL};
static const char *const TAG_NAMES[] = {"clear", "noted", NULL};
static const char *const TELL_NAMES[] = {"nothing", "risks", NULL};
static const char *const UNLESS_NAMES[] = {"found", NULL};
static const char *const REFLEX_NAMES[] = {"ignore", "react", NULL};

_Static_assert(TB_KEYS <= 64, "keys are bits of a 64-bit mask");

/// A stretch of the text.
typedef struct token {
    const char *text;
    size_t length;
    int column;
} token;

typedef struct parser {
    const char *line;
    size_t length, at;
    int number;
    tb_script_errors *errors;
    uint32_t last_absolute_ms;
    bool ended;
    bool anchor_known[TB_ANCHOR_COUNT];
} parser;

const char *tb_verb_name(tb_verb verb)
{
    return (unsigned)verb < TB_VERB_COUNT ? VERBS[verb].id : "unknown";
}

const char *tb_key_name(tb_key key)
{
    return (unsigned)key < TB_KEYS ? KEYS[key].id : "unknown";
}

void tb_script_fault(tb_script_errors *errors, int line, int column, const char *text,
                     size_t token_length, const char *format, ...)
{
    if (errors->count == TB_SCRIPT_ERRORS_MAX) {
        ++errors->dropped;
        return;
    }
    tb_script_error *error = &errors->items[errors->count++];
    error->line = line;
    error->column = column;
    const size_t most = sizeof error->token - 1;
    const size_t kept = token_length < most ? token_length : most;
    memcpy(error->token, text, kept);
    error->token[kept] = '\0';
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->text, sizeof error->text, format, arguments);
    va_end(arguments);
}

#define FAULT(parser, token, ...)                                                                  \
    tb_script_fault((parser)->errors, (parser)->number, (token).column, (token).text,              \
                    (token).length, __VA_ARGS__)

static bool next_token(parser *p, token *out)
{
    while (p->at < p->length && (p->line[p->at] == ' ' || p->line[p->at] == '\t')) {
        ++p->at;
    }
    if (p->at == p->length || p->line[p->at] == '#') {
        return false;
    }
    const size_t start = p->at;
    while (p->at < p->length && p->line[p->at] != ' ' && p->line[p->at] != '\t' &&
           p->line[p->at] != '#') {
        ++p->at;
    }
    *out = (token){p->line + start, p->at - start, (int)start + 1};
    return true;
}

static int find_word(token word, const char *const *names)
{
    for (int k = 0; names[k] != NULL; ++k) {
        if (strlen(names[k]) == word.length && memcmp(names[k], word.text, word.length) == 0) {
            return k;
        }
    }
    return -1;
}

static const char *nearest(token word, const char *const *names)
{
    char text[48];
    if (word.length >= sizeof text) {
        return NULL;
    }
    memcpy(text, word.text, word.length);
    text[word.length] = '\0';
    return tb_nearest_name(text, names);
}

// Decimal number without exponent; the C library's reader would follow the locale.
static bool read_number(const char *text, size_t length, double *out)
{
    size_t at = 0;
    const bool negative = length > 0 && text[0] == '-';
    if (length > 0 && (text[0] == '-' || text[0] == '+')) {
        ++at;
    }
    double mantissa = 0.0, scale = 1.0;
    int digits = 0;
    bool fraction = false;
    for (; at < length; ++at) {
        if (text[at] == '.' && !fraction) {
            fraction = true;
        } else if (text[at] >= '0' && text[at] <= '9' && digits < 15) {
            mantissa = mantissa * 10.0 + (double)(text[at] - '0');
            scale = fraction ? scale * 10.0 : scale;
            ++digits;
        } else {
            return false;
        }
    }
    if (digits == 0) {
        return false;
    }
    *out = (negative ? -mantissa : mantissa) / scale; // both exact below 2^53: rounded once
    return true;
}

static void read_time(parser *p, token word, tb_action *action)
{
    action->relative = word.text[0] == '+';
    const size_t skip = action->relative ? 1 : 0;
    uint64_t value = 0;
    bool good = word.length > skip && word.length - skip <= 9;
    for (size_t k = skip; good && k < word.length; ++k) {
        good = word.text[k] >= '0' && word.text[k] <= '9';
        value = value * 10u + (uint64_t)(word.text[k] - '0');
    }
    enum { HOUR_MS = 3600000 };
    if (!good || value > HOUR_MS) {
        FAULT(p, word, "time wanted: whole milliseconds up to %d, or +ms after the action before",
              HOUR_MS);
        return;
    }
    action->time_ms = (uint32_t)value;
    if (!action->relative) {
        if (action->time_ms < p->last_absolute_ms) {
            FAULT(p, word, "time goes back: an earlier line already stands at %u",
                  (unsigned)p->last_absolute_ms);
        }
        p->last_absolute_ms = action->time_ms;
    }
}

static const char *const *words_of(tb_key key)
{
    switch (key) {
    case TB_KEY_UNTIL:
        return UNTIL_NAMES;
    case TB_KEY_LINE:
        return SAY_NAMES;
    case TB_KEY_STATE:
        return STATE_NAMES;
    case TB_KEY_STOP:
    case TB_KEY_ELECTRIC:
    case TB_KEY_FAINT:
        return REFLEX_NAMES;
    case TB_KEY_UNLESS:
        return UNLESS_NAMES;
    case TB_KEY_QUESTION:
        return QUESTION_NAMES;
    case TB_KEY_TELL:
        return TELL_NAMES;
    case TB_KEY_WHAT:
        return DECISION_NAMES;
    case TB_KEY_STEP_NAME:
        return PREPARE_NAMES;
    case TB_KEY_MATCH:
        return MATCH_NAMES;
    case TB_KEY_AS:
        return TAG_NAMES;
    default:
        return NO_YES;
    }
}

static void list_names(char *out, size_t capacity, const char *const *names)
{
    size_t used = 0;
    out[0] = '\0';
    for (int k = 0; names[k] != NULL && used + 1 < capacity; ++k) {
        const int more = snprintf(out + used, capacity - used, "%s%s", k > 0 ? ", " : "", names[k]);
        used += more > 0 ? (size_t)more : 0;
    }
}

static void read_word(parser *p, tb_key key, token value, tb_action *action)
{
    const char *const *names = words_of(key);
    const int found = find_word(value, names);
    if (found < 0) {
        char all[160];
        list_names(all, sizeof all, names);
        FAULT(p, value, "%s wants one of: %s", KEYS[key].id, all);
        return;
    }
    action->number[key] = found;
}

// A number, or an anchor with an optional offset: "12.5", "sore", "band+1.5".
static void read_place(parser *p, tb_key key, token value, tb_action *action)
{
    size_t name = 0;
    while (name < value.length && value.text[name] >= 'a' && value.text[name] <= 'z') {
        ++name;
    }
    double offset = 0.0;
    int anchor = TB_ANCHOR_NONE;
    if (name > 0) {
        anchor = find_word((token){value.text, name, value.column}, ANCHOR_NAMES);
        if (anchor < 0) {
            const char *near = nearest((token){value.text, name, 0}, ANCHOR_NAMES + 1);
            FAULT(p, value, "no such place; band, sore, found, entry and here are known%s%s",
                  near != NULL ? "; did you mean " : "", near != NULL ? near : "");
            return;
        }
        if (!p->anchor_known[anchor]) {
            FAULT(p, value, "'%s' is not known yet: no earlier line finds it",
                  ANCHOR_NAMES[anchor]);
            return;
        }
    }
    if (name < value.length || name == 0) {
        const bool sign_missing = name > 0 && value.text[name] != '+' && value.text[name] != '-';
        if (sign_missing || !read_number(value.text + name, value.length - name, &offset)) {
            FAULT(p, value, "%s wants a number or a place like band+1.5", KEYS[key].id);
            return;
        }
    }
    if (offset < KEYS[key].lo || offset > KEYS[key].hi) {
        FAULT(p, value, "%s is outside [%g, %g]", KEYS[key].id, KEYS[key].lo, KEYS[key].hi);
        return;
    }
    action->anchor[key] = (uint8_t)anchor;
    action->number[key] = offset;
}

static void read_value(parser *p, tb_key key, token value, tb_action *action)
{
    if (value.length == 0) {
        FAULT(p, value, "%s has no value", KEYS[key].id);
    } else if (KEYS[key].kind == TB_KEY_WORD) {
        read_word(p, key, value, action);
    } else if (KEYS[key].kind == TB_KEY_PLACE) {
        read_place(p, key, value, action);
    } else {
        double number = 0.0;
        if (!read_number(value.text, value.length, &number)) {
            FAULT(p, value, "%s wants a number", KEYS[key].id);
        } else if (number < KEYS[key].lo || number > KEYS[key].hi) {
            FAULT(p, value, "%s is outside [%g, %g]", KEYS[key].id, KEYS[key].lo, KEYS[key].hi);
        } else {
            action->number[key] = number;
        }
    }
}

static int find_key(token name)
{
    for (int k = 0; k < TB_KEYS; ++k) {
        if (strlen(KEYS[k].id) == name.length && memcmp(KEYS[k].id, name.text, name.length) == 0) {
            return k;
        }
    }
    return -1;
}

static void unknown_key(parser *p, token word, token name, uint64_t allowed)
{
    const char *names[TB_KEYS + 1];
    int count = 0;
    for (int k = 0; k < TB_KEYS; ++k) {
        if (allowed & TB_KEY_BIT(k)) {
            names[count++] = KEYS[k].id;
        }
    }
    names[count] = NULL;
    const char *near = nearest(name, names);
    char all[160];
    list_names(all, sizeof all, names);
    if (near != NULL) {
        FAULT(p, word, "unknown key; did you mean %s?", near);
    } else {
        FAULT(p, word, count > 0 ? "unknown key; known here: %s" : "takes no keys%s", all);
    }
}

static void read_pair(parser *p, token word, tb_action *action)
{
    const verb_rule *rule = &VERBS[action->verb];
    const uint64_t allowed = rule->must | rule->may | rule->one_of;
    const char *equals = memchr(word.text, '=', word.length);
    if (equals == NULL) {
        FAULT(p, word, "key=value wanted after '%s'", rule->id);
        return;
    }
    const token name = {word.text, (size_t)(equals - word.text), word.column};
    const token value = {equals + 1, word.length - name.length - 1,
                         word.column + (int)name.length + 1};
    const int key = find_key(name);
    if (key < 0 || (allowed & TB_KEY_BIT(key)) == 0) {
        unknown_key(p, word, name, allowed);
    } else if (action->given & TB_KEY_BIT(key)) {
        FAULT(p, word, "%s is given twice", KEYS[key].id);
    } else {
        action->given |= TB_KEY_BIT(key);
        read_value(p, (tb_key)key, value, action);
    }
}

static void check_keys(parser *p, token verb, const tb_action *action)
{
    const verb_rule *rule = &VERBS[action->verb];
    for (int k = 0; k < TB_KEYS; ++k) {
        if ((rule->must & ~action->given) & TB_KEY_BIT(k)) {
            FAULT(p, verb, "'%s' needs %s=", rule->id, KEYS[k].id);
        }
    }
    if (rule->one_of != 0 && (rule->one_of & action->given) == 0) {
        const char *names[TB_KEYS + 1];
        int count = 0;
        for (int k = 0; k < TB_KEYS; ++k) {
            if (rule->one_of & TB_KEY_BIT(k)) {
                names[count++] = KEYS[k].id;
            }
        }
        names[count] = NULL;
        char all[96];
        list_names(all, sizeof all, names);
        FAULT(p, verb, "'%s' needs one of: %s", rule->id, all);
    }
}

// From here on, later lines may name what this action finds.
static void learn_anchors(parser *p, const tb_action *action)
{
    if (action->verb == TB_VERB_STROKE) {
        p->anchor_known[TB_ANCHOR_BAND] = true;
    } else if (action->verb == TB_VERB_WALK) {
        p->anchor_known[TB_ANCHOR_SORE] = p->anchor_known[TB_ANCHOR_FOUND] = true;
    } else if (action->verb == TB_VERB_PINCER) {
        p->anchor_known[TB_ANCHOR_FRONT] = p->anchor_known[TB_ANCHOR_BEHIND] = true;
    } else if (action->verb == TB_VERB_PLACE) {
        p->anchor_known[TB_ANCHOR_ENTRY] = true;
    }
}

// @return true when the line held an action
static bool read_line(parser *p, tb_action *action)
{
    token time, verb, word;
    if (!next_token(p, &time)) {
        return false;
    }
    *action = (tb_action){.line = p->number};
    read_time(p, time, action);
    if (!next_token(p, &verb)) {
        FAULT(p, time, "a verb is missing after the time");
        return false;
    }
    const int found = find_word(verb, VERB_NAMES);
    if (found < 0) {
        const char *near = nearest(verb, VERB_NAMES);
        FAULT(p, verb, "unknown verb%s%s%s", near != NULL ? "; did you mean " : "",
              near != NULL ? near : "", near != NULL ? "?" : "");
        return false;
    }
    if (p->ended) {
        FAULT(p, verb, "stands after 'end'");
    }
    action->verb = (uint8_t)found;
    const int faults = p->errors->count + p->errors->dropped;
    while (next_token(p, &word)) {
        read_pair(p, word, action);
    }
    if (p->errors->count + p->errors->dropped == faults) { // a misspelt key is no missing one
        check_keys(p, verb, action);
    }
    learn_anchors(p, action);
    p->ended = p->ended || found == TB_VERB_END;
    return true;
}

// Anything but printable text is refused at once, at the first such byte: the rest would be noise.
static bool check_text(const char *text, size_t count, tb_script_errors *errors)
{
    int line = 1, column = 1;
    for (size_t k = 0; k < count; ++k, ++column) {
        const unsigned char byte = (unsigned char)text[k];
        if (byte == '\n') {
            ++line;
            column = 0;
        } else if ((byte < 0x20 && byte != '\t' && byte != '\r') || byte == 0x7f) {
            tb_script_fault(errors, line, column, "", 0, "not a text file: byte 0x%02x", byte);
            return false;
        }
    }
    return true;
}

void tb_script_compile(const char *text, size_t text_bytes, tb_action *actions, int *count,
                       tb_script_errors *errors)
{
    *count = 0;
    if (text_bytes > TB_SCRIPT_BYTES_MAX) {
        tb_script_fault(errors, 0, 0, "", 0, "script of %zu bytes; at most %d are read", text_bytes,
                        TB_SCRIPT_BYTES_MAX);
        return;
    }
    if (!check_text(text, text_bytes, errors)) {
        return;
    }
    parser p = {.errors = errors};
    p.anchor_known[TB_ANCHOR_HERE] = true;
    for (size_t at = 0; at < text_bytes;) {
        const char *end = memchr(text + at, '\n', text_bytes - at);
        const size_t length = end != NULL ? (size_t)(end - text) - at : text_bytes - at;
        p.line = text + at;
        p.length = length > 0 && p.line[length - 1] == '\r' ? length - 1 : length;
        p.at = 0;
        ++p.number;
        at += length + 1;
        tb_action action;
        if (p.length > TB_SCRIPT_LINE_MAX) {
            tb_script_fault(errors, p.number, TB_SCRIPT_LINE_MAX + 1, p.line, 16,
                            "line of %zu bytes; at most %d are read", p.length, TB_SCRIPT_LINE_MAX);
        } else if (!read_line(&p, &action)) {
            continue;
        } else if (*count == TB_SCRIPT_ACTIONS_MAX) {
            tb_script_fault(errors, p.number, 1, p.line, p.length < 16 ? p.length : 16,
                            "more than %d actions", TB_SCRIPT_ACTIONS_MAX);
            return;
        } else {
            actions[(*count)++] = action;
        }
    }
    if (*count == 0 && errors->count == 0) {
        tb_script_fault(errors, 0, 0, "", 0, "no action in the script");
    }
}
