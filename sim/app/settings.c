#define _POSIX_C_SOURCE 200809L
#include "settings.h"

#include "commands.h"
#include "tautband/core/alloc.h"
#include "whole_file.h"

#include <SDL2/SDL.h>
#include <errno.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 65536, PATH_SIZE = 4096 };

typedef enum field_kind {
    FIELD_BOOL,
    FIELD_INT,
    FIELD_NUMBER,
    FIELD_LANGUAGE,
    FIELD_TEXT
} field_kind;

typedef struct field {
    const char *name;
    field_kind kind;
    size_t offset;
    double lo, hi, usual;
} field;

#define BOOL(name, member, usual)                                                                  \
    {                                                                                              \
        name, FIELD_BOOL, offsetof(tb_settings, member), 0, 1, usual                               \
    }
#define INT(name, member, lo, hi, usual)                                                           \
    {                                                                                              \
        name, FIELD_INT, offsetof(tb_settings, member), lo, hi, usual                              \
    }
#define NUMBER(name, member, lo, hi, usual)                                                        \
    {                                                                                              \
        name, FIELD_NUMBER, offsetof(tb_settings, member), lo, hi, usual                           \
    }

static const field FIELDS[] = {
    INT("text-percent", text_percent, 100, 200, 100),
    INT("typeface", typeface, 0, TB_TYPE_COUNT - 1, TB_TYPE_INTER),
    {"language", FIELD_LANGUAGE, offsetof(tb_settings, language), 0, TB_LANGUAGE_COUNT - 1, 0},
    BOOL("high-contrast", high_contrast, 0),
    BOOL("reduced-motion", reduced_motion, 0),
    BOOL("captions", captions, 1),
    BOOL("left-handed", mirror, 0),
    BOOL("toggle", toggle, 0),
    NUMBER("volume-cues", cue_volume, 0, 1, 0.7),
    NUMBER("volume-loudspeaker", speaker_volume, 0, 1, 0.5),
    NUMBER("volume-voice", voice_volume, 0, 1, 0.5),
    NUMBER("volume-interface", interface_volume, 0, 1, 0.4),
    BOOL("speak-words", speak, 1),
    NUMBER("hand-speed", hand_speed, 0.5, 2, 1),
    NUMBER("stiffness-felt", stiffness, 0, 1, 0.6),
    NUMBER("rumble", rumble, 0, 1, 0.7),
    BOOL("hand-ring", hand_ring, 1),
    INT("picture-tier", tier, 0, 3, 3),
    INT("picture-auto", auto_tier, 0, 3, 3),
    NUMBER("picture-auto-ms", auto_ms, 0, 10000, 0),
    {"picture-auto-device", FIELD_TEXT, offsetof(tb_settings, auto_device), 0, 0, 0},
    BOOL("adaptive-resolution", adaptive, 1),
    BOOL("hints", hints, 1),
    INT("hint-tier", hint_tier, 0, 6, 6),
};
enum { FIELD_COUNT = sizeof FIELDS / sizeof FIELDS[0] };

static void put(tb_settings *settings, const field *f, double value)
{
    char *at = (char *)settings + f->offset;
    if (f->kind == FIELD_TEXT) {
        return; // text has no number; its default is ""
    }
    if (f->kind == FIELD_BOOL) {
        *(bool *)(void *)at = value > 0.5;
    } else if (f->kind == FIELD_NUMBER) {
        *(double *)(void *)at = value;
    } else {
        *(int *)(void *)at = (int)lrint(value);
    }
}

static double get(const tb_settings *settings, const field *f)
{
    const char *at = (const char *)settings + f->offset;
    if (f->kind == FIELD_TEXT) {
        return 0.0;
    }
    return f->kind == FIELD_BOOL     ? (*(const bool *)(const void *)at ? 1.0 : 0.0)
           : f->kind == FIELD_NUMBER ? *(const double *)(const void *)at
                                     : (double)*(const int *)(const void *)at;
}

static tb_language language_of_system(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (int k = 0; k < 3; ++k) {
        const char *value = getenv(names[k]);
        if (value != NULL && value[0] != '\0') {
            return tb_language_of(value);
        }
    }
    return TB_LANGUAGE_ENGLISH;
}

tb_settings tb_settings_default(void)
{
    tb_settings out;
    memset(&out, 0, sizeof out);
    for (int k = 0; k < FIELD_COUNT; ++k) {
        put(&out, &FIELDS[k], FIELDS[k].usual);
    }
    out.language = (int)language_of_system();
    out.bindings = tb_bindings_preset(TB_PRESET_RIGHT);
    return out;
}

// --- reading ------------------------------------------------------------------------------------

static char *trim(char *text)
{
    text += strspn(text, " \t");
    size_t length = strlen(text);
    while (length > 0 && strchr(" \t\r", text[length - 1]) != NULL) {
        text[--length] = '\0';
    }
    return text;
}

static tb_status read_field(const field *f, const char *value, int line, tb_settings *out,
                            tb_error *error)
{
    if (f->kind == FIELD_LANGUAGE) {
        const tb_language language = tb_language_of(value);
        if (strcmp(tb_language_code(language), value) != 0) {
            return tb_fail(error, TB_ERR_FORMAT, "line %d: language: no catalogue for '%.20s'",
                           line, value);
        }
        put(out, f, (double)language);
        return TB_OK;
    }
    if (f->kind == FIELD_TEXT) { // the only one there is
        memset(out->auto_device, 0, sizeof out->auto_device);
        snprintf(out->auto_device, sizeof out->auto_device, "%s", value);
        return TB_OK;
    }
    if (f->kind == FIELD_BOOL) {
        if (strcmp(value, "on") != 0 && strcmp(value, "off") != 0) {
            return tb_fail(error, TB_ERR_FORMAT, "line %d: %s: on or off wanted, not '%.20s'", line,
                           f->name, value);
        }
        put(out, f, strcmp(value, "on") == 0 ? 1.0 : 0.0);
        return TB_OK;
    }
    char *end;
    const double number = strtod(value, &end);
    if (end == value || *end != '\0' || !isfinite(number) || number < f->lo || number > f->hi ||
        (f->kind == FIELD_INT && floor(number) != number)) {
        return tb_fail(error, TB_ERR_FORMAT, "line %d: %s: %g to %g wanted, not '%.20s'", line,
                       f->name, f->lo, f->hi, value);
    }
    put(out, f, number);
    return TB_OK;
}

// "key press = W, Up" or "pad press = a"; "none" clears.
static tb_status read_binding(bool pad, const char *name, char *value, int line, tb_settings *out,
                              tb_error *error)
{
    const tb_app_action action = tb_action_of_id(name);
    if (action == TB_ACT_NONE) {
        return tb_fail(error, TB_ERR_FORMAT, "line %d: no action '%.30s'", line, name);
    }
    if (pad) {
        const int button =
            strcmp(value, "none") == 0 ? TB_PAD_NONE : SDL_GameControllerGetButtonFromString(value);
        if (button == SDL_CONTROLLER_BUTTON_INVALID && strcmp(value, "none") != 0) {
            return tb_fail(error, TB_ERR_FORMAT, "line %d: no pad button '%.20s'", line, value);
        }
        out->bindings.pad[action] = button;
        return TB_OK;
    }
    int32_t keys[TB_BINDING_KEYS] = {0, 0};
    int count = 0;
    for (char *at = value; at != NULL && count < TB_BINDING_KEYS; ++count) {
        char *next = strstr(at, " and ");
        if (next != NULL) {
            *next = '\0';
            next += 5;
        }
        at = trim(at);
        keys[count] = strcmp(at, "none") == 0 ? 0 : SDL_GetKeyFromName(at);
        if ((keys[count] == 0 && strcmp(at, "none") != 0) || tb_bindings_reserved(keys[count])) {
            return tb_fail(error, TB_ERR_FORMAT, "line %d: %s: '%.20s' is no key that can be used",
                           line, name, at);
        }
        at = next;
    }
    memcpy(out->bindings.key[action], keys, sizeof keys);
    return TB_OK;
}

static tb_status read_line(char *text, int line, tb_settings *out, tb_error *error)
{
    text = trim(text);
    if (text[0] == '\0' || text[0] == '#') {
        return TB_OK;
    }
    char *equals = strchr(text, '=');
    if (equals == NULL) {
        return tb_fail(error, TB_ERR_FORMAT, "line %d: 'name = value' wanted, not '%.30s'", line,
                       text);
    }
    *equals = '\0';
    const char *name = trim(text);
    char *value = trim(equals + 1);
    if (strncmp(name, "key ", 4) == 0 || strncmp(name, "pad ", 4) == 0) {
        return read_binding(name[0] == 'p', name + 4, value, line, out, error);
    }
    for (int k = 0; k < FIELD_COUNT; ++k) {
        if (strcmp(FIELDS[k].name, name) == 0) {
            return read_field(&FIELDS[k], value, line, out, error);
        }
    }
    return tb_fail(error, TB_ERR_FORMAT, "line %d: no setting '%.30s'", line, name);
}

tb_status tb_settings_parse(const char *text, size_t length, tb_settings *out, tb_error *error)
{
    tb_settings read = tb_settings_default();
    tb_status status = TB_OK;
    int number = 0;
    for (size_t at = 0; at < length;) {
        char line[256];
        const char *stop = memchr(text + at, '\n', length - at);
        const size_t end = stop != NULL ? (size_t)(stop - text) : length;
        const size_t size = end - at;
        tb_status one;
        ++number;
        if (size >= sizeof line || memchr(text + at, '\0', size) != NULL) {
            one = tb_fail(status == TB_OK ? error : NULL, TB_ERR_FORMAT,
                          "line %d: %zu characters that are no setting", number, size);
        } else {
            memcpy(line, text + at, size);
            line[size] = '\0';
            one = read_line(line, number, &read, status == TB_OK ? error : NULL);
        }
        status = status == TB_OK ? one : status;
        at = end + 1;
    }
    *out = read;
    return status;
}

// --- writing ------------------------------------------------------------------------------------

typedef struct writer {
    char *out;
    size_t used, capacity;
    bool full;
} writer;

static void say(writer *w, const char *left, const char *right)
{
    const int wrote = snprintf(w->out + w->used, w->capacity - w->used, "%s = %s\n", left, right);
    if (wrote < 0 || (size_t)wrote >= w->capacity - w->used) {
        w->full = true;
    } else {
        w->used += (size_t)wrote;
    }
}

static void say_bindings(writer *w, const tb_bindings *bindings)
{
    const tb_bindings usual = tb_bindings_preset(TB_PRESET_RIGHT);
    for (int k = 1; k < TB_ACTION_COUNT; ++k) {
        char name[48], value[96];
        const int32_t *keys = bindings->key[k];
        if (memcmp(keys, usual.key[k], sizeof usual.key[k]) != 0) {
            snprintf(name, sizeof name, "key %s", tb_action_info_of((tb_app_action)k)->id);
            snprintf(value, sizeof value, "%s", keys[0] != 0 ? SDL_GetKeyName(keys[0]) : "none");
            if (keys[1] != 0) {
                const size_t length = strlen(value);
                snprintf(value + length, sizeof value - length, " and %s", SDL_GetKeyName(keys[1]));
            }
            say(w, name, value);
        }
        if (bindings->pad[k] != usual.pad[k]) {
            const char *button =
                SDL_GameControllerGetStringForButton((SDL_GameControllerButton)bindings->pad[k]);
            snprintf(name, sizeof name, "pad %s", tb_action_info_of((tb_app_action)k)->id);
            say(w, name, button != NULL ? button : "none");
        }
    }
}

tb_status tb_settings_print(const tb_settings *settings, char *out, size_t capacity)
{
    static const char head[] = "# Tautband's settings: one 'name = value' a line.\n";
    if (capacity < sizeof head) {
        return TB_ERR_ARGUMENT;
    }
    memcpy(out, head, sizeof head);
    writer w = {out, sizeof head - 1, capacity, false};
    for (int k = 0; k < FIELD_COUNT; ++k) {
        char value[sizeof settings->auto_device];
        const double number = get(settings, &FIELDS[k]);
        if (FIELDS[k].kind == FIELD_TEXT) {
            snprintf(value, sizeof value, "%s", settings->auto_device);
        } else if (FIELDS[k].kind == FIELD_LANGUAGE) {
            snprintf(value, sizeof value, "%s", tb_language_code((tb_language)settings->language));
        } else if (FIELDS[k].kind == FIELD_BOOL) {
            snprintf(value, sizeof value, "%s", number > 0.5 ? "on" : "off");
        } else {
            snprintf(value, sizeof value, "%.4g", number);
        }
        say(&w, FIELDS[k].name, value);
    }
    say_bindings(&w, &settings->bindings);
    return w.full ? TB_ERR_ARGUMENT : TB_OK;
}

// --- files --------------------------------------------------------------------------------------

tb_status tb_settings_path(char *out, size_t capacity, tb_error *error)
{
    const char *base = getenv("XDG_CONFIG_HOME");
    const char *tail = "/tautband";
    char folder[PATH_SIZE];
    if (base == NULL || base[0] != '/') {
        base = getenv("HOME");
        tail = "/.config/tautband";
    }
    if (base == NULL || base[0] != '/') {
        return tb_fail(error, TB_ERR_IO, "neither XDG_CONFIG_HOME nor HOME names a folder");
    }
    const int length = snprintf(folder, sizeof folder, "%s%s", base, tail);
    if (length < 0 || (size_t)length + 32 > sizeof folder || (size_t)length + 32 > capacity) {
        return tb_fail(error, TB_ERR_IO, "%s%s: path is too long", base, tail);
    }
    const tb_status status = tb_app_make_dir(folder, error);
    if (status == TB_OK) {
        snprintf(out, capacity, "%s/settings.conf", folder);
    }
    return status;
}

tb_status tb_settings_load(const char *path, tb_settings *out, tb_error *error)
{
    *out = tb_settings_default();
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return errno == ENOENT ? TB_OK
                               : tb_fail(error, TB_ERR_IO, "settings: %s: cannot be read: %s", path,
                                         strerror(errno));
    }
    char *text = tb_alloc(FILE_MAX);
    if (text == NULL) {
        fclose(file);
        return tb_fail(error, TB_ERR_MEMORY, "settings: no memory");
    }
    const size_t length = fread(text, 1, FILE_MAX, file);
    const int fault = ferror(file) != 0 ? errno : 0;
    fclose(file);
    if (fault != 0) {
        tb_free(text);
        return tb_fail(error, TB_ERR_IO, "settings: %s: cannot be read: %s", path, strerror(fault));
    }
    tb_error why = {TB_OK, ""};
    tb_status status = tb_settings_parse(text, length, out, &why);
    if (status != TB_OK) {
        char kept[PATH_SIZE];
        snprintf(kept, sizeof kept, "%s.damaged", path);
        const bool saved = tb_whole_file_write(kept, text, length, true, NULL) == TB_OK;
        status = tb_fail(error, TB_ERR_FORMAT, "settings: %s: %.160s%s", path, why.message,
                         saved ? "; the file is kept beside it as .damaged" : "");
    }
    tb_free(text);
    return status;
}

tb_status tb_settings_save(const char *path, const tb_settings *settings, tb_error *error)
{
    enum { CAPACITY = 16384 };
    char *text = tb_alloc(CAPACITY);
    if (text == NULL) {
        return tb_fail(error, TB_ERR_MEMORY, "settings: no memory");
    }
    tb_error why = {TB_OK, "they are too long to print"};
    tb_status status = tb_settings_print(settings, text, CAPACITY);
    if (status == TB_OK) {
        // a slider writes every frame: nothing waits for the disk
        status = tb_whole_file_write(path, text, strlen(text), false, &why);
    }
    tb_free(text);
    return status == TB_OK ? TB_OK : tb_fail(error, status, "settings: %s", why.message);
}
