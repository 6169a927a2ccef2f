// Settings in force: what changed since the last frame is applied, and written to the file.
#include "app.h"
#include "ui_shim.h"

#include <stdio.h>
#include <string.h>

// --- fonts --------------------------------------------------------------------------------------

static const char *first_readable(const char *const *paths)
{
    for (; *paths != NULL; ++paths) {
        FILE *file = fopen(*paths, "rb");
        if (file != NULL) {
            fclose(file);
            return *paths;
        }
    }
    return NULL;
}

#define DEJAVU "/usr/share/fonts/truetype/dejavu/DejaVuSans"
#define INTER "/usr/share/fonts/opentype/inter/Inter-"
#define INTER_OLD "/usr/share/fonts/truetype/inter/Inter-"
#define DYSLEXIC "/usr/share/fonts/opentype/opendyslexic/OpenDyslexic-"

// Files of a face by weight; the first that is there is used, DejaVu Sans is the last resort.
static const char *const FACES[TB_TYPE_COUNT][3][4] = {
    [TB_TYPE_INTER] = {{INTER "Regular.otf", INTER_OLD "Regular.ttf", DEJAVU ".ttf", NULL},
                       {INTER "Medium.otf", INTER_OLD "Medium.ttf", DEJAVU ".ttf", NULL},
                       {INTER "SemiBold.otf", INTER_OLD "SemiBold.ttf", DEJAVU "-Bold.ttf", NULL}},
    [TB_TYPE_DEJAVU] = {{DEJAVU ".ttf", NULL}, {DEJAVU ".ttf", NULL}, {DEJAVU "-Bold.ttf", NULL}},
    [TB_TYPE_DYSLEXIC] = {{DYSLEXIC "Regular.otf", DEJAVU ".ttf", NULL},
                          {DYSLEXIC "Regular.otf", DEJAVU ".ttf", NULL},
                          {DYSLEXIC "Bold.otf", DEJAVU "-Bold.ttf", NULL}},
};

bool tb_app_has_typeface(tb_typeface face)
{
    const char *const own[] = {FACES[face][0][0], face == TB_TYPE_INTER ? FACES[face][0][1] : NULL,
                               NULL};
    return first_readable(own) != NULL;
}

static tb_shim_fonts find_fonts(tb_typeface face, char note[160])
{
    static const char *const fallback[] = {DEJAVU ".ttf", NULL};
    const tb_shim_fonts fonts = {first_readable(FACES[face][0]), first_readable(FACES[face][1]),
                                 first_readable(FACES[face][2]), first_readable(fallback)};
    note[0] = '\0';
    if (fonts.regular == NULL) {
        snprintf(note, 160, "%s",
                 tb_tr(TB_N("No text font found: install the packages fonts-inter and "
                            "fonts-dejavu-core.")));
    } else if (!tb_app_has_typeface(face)) {
        snprintf(note, 160, "%s",
                 tb_tr(TB_N("The chosen typeface is not installed: using DejaVu Sans.")));
    }
    return fonts;
}

tb_status tb_app_bake(tb_app *app, tb_error *error)
{
    int width_px = 0, height_px = 0;
    tb_gl_window_size(app->window, &width_px, &height_px);
    app->ui.text_scale = 0.01f * (float)app->settings.text_percent;
    const float scale = tb_ui_scale_for(width_px, height_px, app->ui.text_scale);
    if (scale == app->baked_scale && app->settings.typeface == app->baked_face) {
        return TB_OK;
    }
    const tb_shim_fonts fonts = find_fonts((tb_typeface)app->settings.typeface, app->fonts_note);
    if (tb_shim_bake(&fonts, scale) != 0) {
        return tb_fail(error, TB_ERR_IO, "a font file could not be read (%s)",
                       fonts.regular != NULL ? fonts.regular : "built in");
    }
    app->baked_scale = scale;
    app->baked_face = app->settings.typeface;
    app->ui.card_count = 0; // heights of the old size
    return TB_OK;
}

// --- what changed -------------------------------------------------------------------------------

static void apply(tb_app *app)
{
    const tb_settings *s = &app->settings;
    if (s->language != app->applied.language) {
        tb_text_start((tb_language)s->language);
        app->ui.card_count = 0;
    }
    tb_theme_set_contrast(s->high_contrast ? 1 : 0);
    app->ui.reduced_motion = s->reduced_motion;
    app->hand.toggle = s->toggle;
    app->hand.speed = s->hand_speed;
    app->hand.stiffness = s->stiffness;
    const float volumes[TB_VOLUME_COUNT] = {
        [TB_VOLUME_CUES] = (float)s->cue_volume,
        [TB_VOLUME_LOUDSPEAKER] = (float)s->speaker_volume,
        [TB_VOLUME_VOICE] = (float)s->voice_volume,
        [TB_VOLUME_INTERFACE] = (float)s->interface_volume,
    };
    tb_audio_volumes(app->audio, volumes);
    if (s->tier != app->applied.tier && app->renderer != NULL) {
        app->renderer_stale = true; // made anew before the next encounter or picture
    }
}

// What goes into the file: a language of the command line is for this once, until another is
// chosen.
static tb_settings to_keep(tb_app *app)
{
    tb_settings kept = app->settings;
    if (app->desc.language != NULL && kept.language == (int)tb_language_of(app->desc.language)) {
        kept.language = app->kept_language;
    } else {
        app->desc.language = NULL;
    }
    return kept;
}

void tb_app_apply_settings(tb_app *app)
{
    if (app->sound_note[0] != '\0') {
        app->settings.captions = true; // what cannot be heard is read
    }
    if (app->settings_applied && memcmp(&app->settings, &app->applied, sizeof app->settings) == 0) {
        return;
    }
    const bool first = !app->settings_applied;
    apply(app);
    app->applied = app->settings;
    app->settings_applied = true;
    if (!first && app->settings_path[0] != '\0') {
        tb_error error = {TB_OK, ""};
        const tb_settings kept = to_keep(app);
        if (tb_settings_save(app->settings_path, &kept, &error) != TB_OK) {
            snprintf(app->settings_note, sizeof app->settings_note, "%.250s", error.message);
            fprintf(stderr, "tautband: %s\n", error.message);
        } else {
            app->settings_note[0] = '\0';
        }
    }
}

void tb_app_load_settings(tb_app *app)
{
    tb_error error = {TB_OK, ""};
    if (app->desc.settings != NULL) {
        app->settings = *app->desc.settings;
        return;
    }
    app->settings = tb_settings_default();
    if (!app->desc.keep_settings) {
        app->settings.language = TB_LANGUAGE_ENGLISH; // pictures are the same on every machine
        return;
    }
    tb_status status = tb_settings_path(app->settings_path, sizeof app->settings_path, &error);
    if (status == TB_OK) {
        status = tb_settings_load(app->settings_path, &app->settings, &error);
    }
    if (status == TB_ERR_IO) {
        app->settings_path[0] = '\0'; // nothing is written over what could not be read
    }
    if (status != TB_OK) {
        snprintf(app->settings_note, sizeof app->settings_note, "%.250s", error.message);
        fprintf(stderr, "tautband: %s\n", error.message);
    }
    app->kept_language = app->settings.language;
    if (app->desc.language != NULL) {
        app->settings.language = (int)tb_language_of(app->desc.language);
    }
}
