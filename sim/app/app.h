/// The trainer: screens, frame loop, devices. Layer app, needs everything below.
#ifndef TB_APP_APP_H
#define TB_APP_APP_H
#include "attempt.h"
#include "audio.h"
#include "debrief.h"
#include "gl_window.h"
#include "hand.h"
#include "tautband/render/renderer.h"
#include "ui.h"

/// What fills the window.
typedef enum tb_screen {
    TB_SCREEN_HOME,
    TB_SCREEN_BRIEFING,
    TB_SCREEN_ENCOUNTER,
    TB_SCREEN_DEBRIEF,
    TB_SCREEN_KEYS,
    TB_SCREEN_SETTINGS
} tb_screen;

/// What covers the encounter.
typedef enum tb_dialog {
    TB_DIALOG_NONE,
    TB_DIALOG_PAUSE,
    TB_DIALOG_FINISH,
    TB_DIALOG_FAULT
} tb_dialog;

/// Live at once, all of them real.
typedef struct tb_settings {
    float cue_volume, speaker_volume; ///< 0..1
    bool captions, hints, reduced_motion;
} tb_settings;

/// An earlier attempt, for the home screen.
typedef struct tb_past_attempt {
    char when[24];
    char case_id[TB_ID_SIZE];
    int total; ///< -1 = no score was kept
} tb_past_attempt;

enum { TB_PAST_MAX = 6 };

/// How a trainer starts.
typedef struct tb_app_desc {
    const tb_content *content;
    uint64_t seed; ///< of the first encounter; each later one adds 1
    const char *learner, *mode;
    bool record; ///< keep attempts under the data folder
    bool sound;
    tb_tier tier;
    int substeps;
} tb_app_desc;

/// All of the trainer's state.
typedef struct tb_app {
    tb_app_desc desc;
    tb_gl_window *window; ///< not owned
    tb_ui ui;
    float baked_scale;
    tb_renderer *renderer;
    tb_audio *audio;
    char sound_note[160]; ///< why there is no sound; "" when there is
    char fonts_note[160]; ///< what is missing
    tb_screen screen, back;
    tb_dialog dialog;
    bool quit;
    tb_settings settings;
    tb_attempt *attempt;
    tb_app_hand hand;
    tb_debrief debrief;
    int marker; ///< chosen on the timeline
    tb_depth_view view;
    bool view_changed; ///< the learner changed it: an aid, noted in the debrief
    tb_camera camera;
    tb_camera_preset camera_preset;   ///< chosen last
    tb_camera camera_from, camera_to; ///< while it eases over
    float camera_share;               ///< of that way
    bool camera_moving, middle_down;
    bool show_strain; ///< the section is tinted by stretch
    bool scan_open;   ///< the ultrasound machine is in use
    tb_scan_settings scan;
    tb_frame_desc frame;
    bool frame_drawn;       ///< the scene was drawn at least once, so it can be picked
    uint32_t hint_until_ms; ///< H asked for the hint
    float face[7];
    float seconds; ///< since start, for easing only
    // frame loop
    int64_t last_ns, due_ns, dropped_ns;
    // devices
    float mouse_x_px, mouse_y_px;
    bool right_down;
    tb_nav nav_queue[8]; ///< one per frame, so that two quick presses both count
    int nav_count;
    tb_past_attempt past[TB_PAST_MAX];
    int past_count;
    char started_trouble[TB_ERROR_MESSAGE_SIZE]; ///< why an encounter could not start
} tb_app;

/// Longest stretch of time one frame may simulate.
#define TB_MAX_FRAME_NS INT64_C(100000000)
/// One tick.
#define TB_STEP_NS INT64_C(1000000)

/// Start fonts, renderer and sound on the window's context.
/// @return TB_OK, TB_ERR_DEVICE, TB_ERR_IO, TB_ERR_MEMORY with a sentence
tb_status tb_app_create(const tb_app_desc *desc, tb_gl_window *window, tb_app **out,
                        tb_error *error);
/// End everything; the window stays. NULL is legal.
void tb_app_destroy(tb_app *app);

/// One frame: devices have been read; step what is due, then draw.
void tb_app_frame(tb_app *app, int64_t now_ns);
/// Draw the present state into the window's framebuffer.
void tb_app_draw(tb_app *app);
/// Open a screen and put the focus on its main button.
void tb_app_open(tb_app *app, tb_screen screen);
/// Begin a new encounter; opens its screen, or notes why it could not start.
bool tb_app_start_encounter(tb_app *app);
/// End the encounter, score it, open the debrief.
void tb_app_finish_encounter(tb_app *app);
/// Esc: one step back.
void tb_app_back(tb_app *app);
/// Compile shaders and bake materials; called after the first frame is on the screen. Does nothing
/// the second time.
tb_status tb_app_prepare(tb_app *app, tb_error *error);
/// Pause and let every key go (focus lost).
void tb_app_pause(tb_app *app);
/// Read all waiting events of SDL.
void tb_app_events(tb_app *app);
/// Read the folder of attempts for the home screen.
void tb_app_read_past(tb_app *app);

/// Screens: record the frame's drawing and act on the items.
void tb_screen_home(tb_app *app);
/// Patient and consent.
void tb_screen_briefing(tb_app *app);
/// The hands-on part.
void tb_screen_encounter(tb_app *app);
/// The score.
void tb_screen_debrief(tb_app *app);
/// Key list.
void tb_screen_keys(tb_app *app);
/// Settings.
void tb_screen_settings(tb_app *app);

/// Parts of the encounter: strips and panels under the scene.
void tb_panel_patient(tb_app *app, tb_box box);
/// Where the pain spreads.
void tb_panel_spread(tb_app *app, tb_box box);
/// Force on the hand.
void tb_panel_force(tb_app *app, tb_box box);
/// Muscle signal.
void tb_panel_signal(tb_app *app, tb_box box);
/// Findings or needle tray.
void tb_panel_tray(tb_app *app, tb_box box);
/// Tissue at the tip and the tilt gauge.
void tb_panel_tip(tb_app *app, tb_box box);
/// Name of a camera preset on screen.
const char *tb_camera_name(tb_camera_preset preset);
/// Ease to a preset.
void tb_camera_choose(tb_app *app, tb_camera_preset preset);
/// Go on easing.
void tb_camera_ease(tb_app *app, float seconds);
/// Orbit by so many pixels.
void tb_camera_drag(tb_app *app, float dx_px, float dy_px);
/// Zoom.
void tb_camera_wheel(tb_app *app, int notches);
/// F2 next preset; Ctrl with arrows, plus, minus.
/// @return false when the key is not one of the camera's
bool tb_camera_key(tb_app *app, int key, bool control);
/// The ultrasound machine.
void tb_panel_scan(tb_app *app, tb_box box);
/// Where its picture lies in the panel.
tb_box tb_panel_scan_picture(tb_box box);
/// Labels over the section picture.
void tb_overlay_section(tb_app *app, tb_box box);

/// The face in a box, from seven numbers: brow lift, brow tilt, eye opening, mouth curve, mouth
/// opening, pallor, wave of the mouth.
void tb_face_draw(tb_ui *ui, tb_box box, const float face[7]);
/// Ease the seven numbers towards a mood.
void tb_face_ease(float face[7], tb_mood mood, float seconds);
/// The body map of a case's referral regions; felt[k] in 0..1 per entry.
void tb_figure_spread(tb_ui *ui, tb_box box, const tb_case_referral *regions, int count,
                      const float *felt);
/// The case's picture: the part of the body with the muscle of that name and its target.
void tb_figure_case(tb_ui *ui, tb_box box, const char *muscle);
/// Top bar of menu screens with the program's name; `chosen` is the screen's own entry.
void tb_menu_bar(tb_app *app, tb_screen chosen);
/// Footer with the safety line.
void tb_menu_footer(tb_app *app);

#endif
