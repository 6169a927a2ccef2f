/// What a learner can change, kept in a text file of `name = value` lines. One table holds name,
/// range and default of each. Layer app, needs bindings and text.
#ifndef TB_APP_SETTINGS_H
#define TB_APP_SETTINGS_H
#include "bindings.h"
#include "tautband/core/status.h"
#include "text.h"

/// Faces of type.
typedef enum tb_typeface {
    TB_TYPE_INTER,
    TB_TYPE_DEJAVU,
    TB_TYPE_DYSLEXIC,
    TB_TYPE_COUNT
} tb_typeface;

/// Live at once, all of them real.
typedef struct tb_settings {
    // access
    int text_percent; ///< 100 to 200
    int typeface;     ///< tb_typeface
    int language;     ///< tb_language
    bool high_contrast, reduced_motion, captions;
    bool mirror; ///< left-handed: rail right, section left, hand from the other side
    bool toggle; ///< holding is never needed: a touch starts, the next ends
    // sound, 0..1
    double cue_volume, speaker_volume, voice_volume, interface_volume;
    bool speak; ///< say the patient's words by an installed speech program
    // feel
    double hand_speed; ///< of the pointer and the sticks, 0.5..2
    double stiffness;  ///< how much stiff tissue slows the hand, 0..1
    double rumble;     ///< 0..1
    bool hand_ring;    ///< draw where the hand wants to be
    // picture and hints
    int tier; ///< tb_tier, 3 = automatic
    // what "automatic" found, and on what device
    int auto_tier;  ///< tb_tier, 3 = not measured
    double auto_ms; ///< a frame of scene and section there
    char auto_device[96];
    bool adaptive; ///< draw the 3-D view smaller while it moves where frames come late
    bool hints;    ///< hint bar and sentence
    int hint_tier; ///< 0..5, 6 = fades with the attempts
    tb_bindings bindings;
} tb_settings;

/// Settings of a new learner. The language is that of LC_ALL, LC_MESSAGES or LANG.
tb_settings tb_settings_default(void);

/// Read settings from text. Lines that say nothing keep the default; the first faulty line is told
/// ("line 4: ..."), the others are read all the same.
/// @return TB_OK, TB_ERR_FORMAT
tb_status tb_settings_parse(const char *text, size_t length, tb_settings *out, tb_error *error);

/// Write every setting as text.
/// @return TB_OK, TB_ERR_ARGUMENT when `capacity` is too small
tb_status tb_settings_print(const tb_settings *settings, char *out, size_t capacity);

/// `$XDG_CONFIG_HOME/tautband/settings.conf` (default ~/.config/...). The folder is made.
tb_status tb_settings_path(char *out, size_t capacity, tb_error *error);

/// Read the file. A missing file gives the defaults. A damaged one is kept as `PATH.damaged` before
/// anything can write over it, and what could be read of it is used.
/// @return TB_OK, TB_ERR_FORMAT or TB_ERR_IO with a sentence; `out` is usable in every case
tb_status tb_settings_load(const char *path, tb_settings *out, tb_error *error);

/// Write the file whole or not at all.
/// @return TB_OK, TB_ERR_IO with a sentence
tb_status tb_settings_save(const char *path, const tb_settings *settings, tb_error *error);

#endif
