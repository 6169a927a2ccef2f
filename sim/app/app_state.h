/// The state of the trainer: what each screen, dialog and device remembers, and the whole of it.
/// The functions on it are in app.h. Layer app, needs everything below.
#ifndef TB_APP_APP_STATE_H
#define TB_APP_APP_STATE_H
#include "aftermath.h"
#include "app_visits.h"
#include "attempt.h"
#include "audio.h"
#include "case_watch.h"
#include "courses.h"
#include "debrief.h"
#include "exam.h"
#include "gl_window.h"
#include "hand.h"
#include "instructor.h"
#include "lesson.h"
#include "library.h"
#include "progress_view.h"
#include "replay.h"
#include "review.h"
#include "settings.h"
#include "tautband/render/pace.h"
#include "tautband/render/renderer.h"
#include "text_field.h"
#include "ui.h"

/// What fills the window.
typedef enum tb_screen {
    TB_SCREEN_HOME,
    TB_SCREEN_BRIEFING,
    TB_SCREEN_ENCOUNTER,
    TB_SCREEN_DEBRIEF,
    TB_SCREEN_KEYS,
    TB_SCREEN_SETTINGS,
    TB_SCREEN_PROGRESS,
    TB_SCREEN_RECORDINGS,
    TB_SCREEN_REPLAY,
    TB_SCREEN_PLAN,
    TB_SCREEN_GUESS,     ///< how near was the tip? before the result
    TB_SCREEN_AFTERMATH, ///< what follows harm
    TB_SCREEN_STATION,
    TB_SCREEN_HANDED_IN,
    TB_SCREEN_INSTRUCTOR,
    TB_SCREEN_REVIEW,  ///< one attempt's scored items
    TB_SCREEN_BETWEEN, ///< two visits of the same patient
    TB_SCREEN_COUNT
} tb_screen;

enum { TB_EXAM_DECLARATIONS = 5 };
/// Seconds that calls of the examiner may stop the clock of one station, in all.
#define TB_EXAM_STOP_S 60.0f

/// An exam while it lasts.
typedef struct tb_exam_state {
    bool on;                                    ///< the attempt is an exam
    tb_course_station station;                  ///< what it allows
    int number;                                 ///< of the station in the learner's round; 0 = none
    uint32_t declared_ms[TB_EXAM_DECLARATIONS]; ///< 0 = not yet
    int events_seen;
    bool panel;            ///< the examiner was called
    bool examiner;         ///< and has entered the code
    bool refused;          ///< the code was another
    bool wants_instructor; ///< the code opens the page for instructors
    bool time_up;          ///< the clock ended the hands-on part
    float stopped_s;       ///< for so long the clock has stood
    int calls, rating;
    char code[TB_EXAM_CODE_MOST + 1]; ///< digits so far
    tb_seal_key key;                  ///< of the examiner who is here; forgotten when they leave
} tb_exam_state;

/// What was asked, told, decided and done before and after the hands-on part.
typedef struct tb_brief {
    uint32_t asked; ///< bit per tb_question
    int question;   ///< asked last
    struct {
        int line, phrase;         ///< TB_LINE_NONE = nothing was said
    } answers[TB_QUESTION_COUNT]; ///< the patient's own words, where the case has no answer
    uint32_t noted;               ///< and whose answers the learner noted
    uint32_t cleared;             ///< or found clear
    int decision;                 ///< tb_decision, -1 = none yet
    bool told[5];                 ///< what, feel, risks, alternatives, right to stop
    int consent; ///< 0 wants to know more, 1 agrees, 2 by hand only, -1 = not asked
    int consent_line, consent_phrase; ///< in these words; TB_LINE_NONE = without any
    uint32_t prepared;                ///< bit per tb_prepare
    uint32_t planned;                 ///< bit per option of the case's plan
    bool visit_asked;                 ///< how it was since the last visit
    struct {
        int line, phrase;
    } visit_answer;
    uint32_t said;   ///< bit 0 what comes after, bit 1 the chest rule
    bool plan_fixed; ///< nothing is added to the plan any more
    int review_days; ///< until the patient is seen again; 0 = not said
    bool guess_asked;
    double guess_mm; ///< of the slider
    int match;       ///< tb_match: what is felt against the pain drawing, -1 = not judged
} tb_brief;

/// A note of the replay that is being written.
typedef struct tb_note_edit {
    bool open;
    int index; ///< of the note, -1 = a new one
    uint32_t at_ms;
    tb_text_field field;
} tb_note_edit;

enum { TB_LEARNER_SIZE = 64 };

/// The learner's name while it is changed.
typedef struct tb_learner_edit {
    bool open;
    tb_text_field name;
} tb_learner_edit;

/// What covers the page of one attempt.
typedef enum tb_review_dialog {
    TB_REVIEW_PLAIN,
    TB_REVIEW_DISPUTE, ///< an item: words
    TB_REVIEW_DECIDE,  ///< a dispute: answer, name, accept or reject
    TB_REVIEW_SIGN     ///< name, words
} tb_review_dialog;

/// The page of one attempt's items.
typedef struct tb_review_page {
    tb_review *review; ///< NULL = none is open
    bool instructor;   ///< it may be decided and countersigned; else it may be disputed
    tb_screen back;
    tb_review_dialog dialog;
    int subject;                         ///< item or dispute of the dialog
    int rating;                          ///< chosen, not given yet
    tb_text_field words, name;           ///< the name stays for the next one
    char problem[TB_ERROR_MESSAGE_SIZE]; ///< why the last thing did not work
    int watched;                         ///< dispute whose moment the replay shows; -1 = none
} tb_review_page;

/// Pages of the settings.
typedef enum tb_settings_page {
    TB_PAGE_ACCESS,
    TB_PAGE_CONTROLS,
    TB_PAGE_SOUND,
    TB_PAGE_FEEL,
    TB_PAGE_DISPLAY,
    TB_PAGE_DATA,
    TB_PAGE_COUNT
} tb_settings_page;

/// A binding that waits for its key or button.
typedef struct tb_capture {
    tb_app_action action; ///< TB_ACT_NONE = nothing waits
    bool pad;
    int32_t taken;       ///< what was pressed, when it has another action; 0 = nothing yet
    tb_app_action other; ///< that action
} tb_capture;

/// Buttons of the pad that mean more while they are held.
typedef struct tb_pad_held {
    bool talk, said; ///< the talk button is down; the stick chose a phrase meanwhile
    bool view, used; ///< the view button is down; the d-pad moved the focus meanwhile
    uint32_t view_ms;
    bool twist, turned; ///< the twist button is down; the stick turned the needle meanwhile
    bool rolled;        ///< the aiming stick is out: a grip rolled once for it
} tb_pad_held;

/// A finger on the screen.
typedef struct tb_touch_finger {
    int64_t id;
    float x, y;           ///< units
    float from_x, from_y; ///< where it came down
    uint32_t down_ms;     ///< tick when it did
    bool strip;           ///< it came down on the depth strip
    bool leads;           ///< it has begun to lead the tool
    bool spent;           ///< it has made its gesture, or is one of two
} tb_touch_finger;

/// What covers the encounter.
typedef enum tb_dialog {
    TB_DIALOG_NONE,
    TB_DIALOG_PAUSE,
    TB_DIALOG_FINISH,
    TB_DIALOG_FAULT,
    TB_DIALOG_MAP,
    TB_DIALOG_LESSON_DONE,
    TB_DIALOG_PHRASES
} tb_dialog;

/// How a trainer starts.
typedef struct tb_app_desc {
    const tb_content *content;
    uint64_t seed;              ///< of the first encounter; each later one adds 1
    const char *learner, *mode; ///< learner: NULL = the one who was here last
    bool record;                ///< keep attempts under the data folder
    bool sound;
    tb_tier tier;
    int samples;       ///< per pixel of the 3-D view; 0 = the tier's
    float scene_scale; ///< fixed resolution of the 3-D view; 0 = as the settings say
    int substeps;
    bool keep_settings;          ///< read and write the learner's file
    const tb_settings *settings; ///< instead of any file; NULL = the file or the defaults
    const char *course;          ///< id or path of the course whose rules score; or NULL
    const char *watch;           ///< path of a case file to read again when it is saved; or NULL
    const char *language;        ///< code that overrides the file's; NULL = none
} tb_app_desc;

/// What takes long enough for a bar is not done inside a frame.
typedef enum tb_deferred {
    TB_DEFERRED_NONE,
    TB_DEFERRED_BRIEFING,
    TB_DEFERRED_AGAIN, ///< the same patient at the next visit
    TB_DEFERRED_MEET,  ///< the patient of a case, by its id
    TB_DEFERRED_ENCOUNTER,
    TB_DEFERRED_LESSON,
    TB_DEFERRED_RECORDING, ///< by its folder's name
    TB_DEFERRED_REPLAY     ///< of the attempt just made, at a moment
} tb_deferred;

/// All of the trainer's state.
typedef struct tb_app {
    tb_app_desc desc;
    tb_gl_window *window; ///< not owned
    tb_ui ui;
    float baked_scale;
    int baked_face;
    tb_renderer *renderer;
    tb_audio *audio;
    char sound_note[160]; ///< why there is no sound; "" when there is
    char fonts_note[160]; ///< what is missing
    tb_screen screen, back;
    tb_dialog dialog;
    bool quit;
    tb_settings settings, applied;
    uint32_t spoken_ms; ///< tick of the line that was spoken last
    bool settings_applied;
    char settings_path[4096]; ///< "" = not kept
    int kept_language;        ///< of the file, where the command line asks for another
    char settings_note[256];  ///< what went wrong with the file
    bool loading_shown;       ///< loading may draw frames of its own
    bool in_frame;            ///< a screen is being recorded: no other frame can be drawn
    tb_deferred deferred;     ///< asked for in a frame, done before the next
    uint32_t deferred_ms;
    char deferred_name[256];
    int loading_done, loading_total; ///< steps; total 0 = nothing is being loaded
    int64_t loading_ns;              ///< when the last such frame was drawn
    unsigned context_asked;          ///< frames
    bool context_lost;               ///< SDL said so: all is made anew before the next frame
    int renewals;                    ///< how often that happened
    bool renderer_stale;             ///< another tier was chosen
    tb_settings_page settings_page;
    tb_capture capture;
    struct {
        double skin_mm, hand_mm, force_n; ///< the piece of tissue on the settings' page
    } bench;
    tb_attempt *attempt;
    tb_brief brief;
    tb_aftermath *aftermath; ///< of the attempt, once it is over for the hands; or NULL
    tb_app_visits *visits;   ///< a course of visits that has begun; or NULL
    tb_replay *replay;
    tb_lesson lesson;
    int tier;             ///< of hints in this encounter, 0..5
    uint32_t last_act_ms; ///< tick of the learner's last act, for hints that wait
    tb_note_edit note;    ///< of the replay, while one is written
    bool picture_wanted;  ///< save what is drawn in this frame
    bool map_near;        ///< the body map shows the regions of the case only
    bool progress_table;  ///< numbers instead of charts
    tb_family family;     ///< of muscles, on the progress screen
    tb_progress_rules progress_rules;
    tb_progress_view *progress_view; ///< made when the screen opens first
    int progress_read;               ///< what of the library it was made from
    bool recovered_seen;             ///< an attempt without a score was put off, or left on purpose
    tb_app_hand hand;
    tb_debrief debrief;
    int marker; ///< chosen on the timeline
    tb_depth_view view;
    bool view_changed; ///< the learner changed it: an aid, noted in the debrief
    tb_camera camera;
    tb_camera_preset camera_preset;   ///< chosen last
    tb_camera camera_from, camera_to; ///< while it eases over
    float camera_share;               ///< of that way
    tb_camera camera_work;            ///< the working view, whatever is shown: the section's right
    tb_section_plane camera_plane;    ///< of the tool that it looks at
    bool camera_own;                  ///< the learner has turned it since
    bool camera_moving, middle_down;
    bool show_strain; ///< the section is tinted by stretch
    bool scan_open;   ///< the ultrasound machine is in use
    tb_scan_settings scan;
    tb_frame_desc frame;
    tb_pace pace;             ///< resolution of the 3-D view while it moves
    tb_scene_work scene_work; ///< what the last frame did for it
    float scene_scale;        ///< and how large
    bool frame_drawn;         ///< the scene was drawn at least once, so it can be picked
    uint32_t hint_until_ms;   ///< H asked for the hint
    float face[7];
    float seconds; ///< since start, for easing only
    // frame loop
    int64_t last_ns, due_ns, dropped_ns;
    // devices
    float mouse_x_px, mouse_y_px;
    bool right_down;
    tb_nav nav_queue[8]; ///< one per frame, so that two quick presses both count
    int nav_count;
    tb_library *library;
    tb_box rail_named;           ///< place of the tool in hand that says its name
    int tab;                     ///< of the compact encounter: section, force, signal, spread, tray
    int filter;                  ///< 0 = all, 1 = not started, 2.. = part of the body
    const tb_content *content;   ///< of the case that is open: desc.content or own_content
    tb_content *own_content;     ///< loaded by tb_app_choose_case()
    tb_courses *courses;         ///< the courses of the library; NULL = none could be read
    const tb_course *course;     ///< chosen; NULL = every case is free
    tb_course_progress progress; ///< of this learner in it
    char learner[TB_LEARNER_SIZE]; ///< who sits here: desc.learner
    tb_learner_edit learner_edit;
    tb_exam_state exam;
    char instructor_learner[64], instructor_note[320]; ///< filter of that page; what was exported
    int instructor_part;                               ///< of that page: summary, disputes, results
    tb_instructor_disputes *disputed; ///< what is disputed on this station; NULL until it opens
    tb_review_page review;
    struct _SDL_GameController *pad;
    bool pad_lost; ///< it was unplugged in an encounter: the pause says so
    bool pad_stroke, pad_flicked;
    tb_pad_held pad_held;
    tb_touch_finger fingers[4];
    int finger_count;
    float pinch_units, pinch_rad; ///< of two fingers, not yet a notch of the camera or a roll
    bool over_scene;
    bool pad_used;       ///< the pad was used last: names of its buttons are shown
    bool touch_used;     ///< fingers were: what they do is shown
    tb_case_watch watch; ///< of a case file that is being written
    char started_trouble[TB_ERROR_MESSAGE_SIZE]; ///< why an encounter could not start
} tb_app;

#endif
