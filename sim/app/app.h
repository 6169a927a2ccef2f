/// The trainer: screens, frame loop, devices. Layer app, needs everything below.
#ifndef TB_APP_APP_H
#define TB_APP_APP_H
#include "app_state.h"

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
/// How long the last frame took, from reading the devices to its picture: the resolution of the
/// 3-D view follows.
void tb_app_note_frame(tb_app *app, double frame_ms);
/// Open a screen and put the focus on its main button.
void tb_app_open(tb_app *app, tb_screen screen);
/// Make another case the open one.
/// @return false when its file cannot be used; started_trouble says why
bool tb_app_choose_case(tb_app *app, const char *id);
/// Follow a course, or none (NULL): its cases, patients and rules.
void tb_app_choose_course(tb_app *app, const tb_course *course);
/// Read the library's courses and open the one that was asked for or open last.
void tb_app_open_courses(tb_app *app);
/// Look again how far the learner is in the course.
void tb_app_read_progress(tb_app *app);
/// Meet the patient of a case: its briefing, or in an exam the page of its station.
void tb_app_meet(tb_app *app, const char *case_id);
/// Folder of the attempts; false when none is kept.
bool tb_app_attempts_dir(const tb_app *app, char *out, size_t capacity);
/// Begin a new encounter; opens its screen, or notes why it could not start.
bool tb_app_start_encounter(tb_app *app);
/// What the scene shows: the encounter's last snapshot, or the replay's.
const tb_snapshot *tb_app_seen(const tb_app *app);
/// Whose anatomy that is.
const tb_anatomy *tb_app_anatomy(const tb_app *app);
/// The case of that patient.
const tb_case *tb_app_model(const tb_app *app);
/// Open a recording by path; notes why it cannot be shown.
bool tb_app_open_replay_file(tb_app *app, const char *path);
/// Open the recording of a kept attempt by its folder's name, two seconds before a moment (0 = at
/// the start).
bool tb_app_open_recording(tb_app *app, const char *folder, uint32_t at_ms);
/// Look at the attempt just made, from two seconds before a moment on.
bool tb_app_replay_attempt(tb_app *app, uint32_t marker_ms);
/// Meet the patient of the open case: the attempt begins and its briefing opens.
void tb_app_open_briefing(tb_app *app);
/// Can the same patient come again after the attempt just made? In practice, outside courses, where
/// a case has something to treat.
bool tb_app_visits_offered(const tb_app *app);
/// The visit is over and days pass: the page between two visits opens.
void tb_app_visit_over(tb_app *app);
/// Meet the same patient at the next visit.
void tb_app_meet_again(tb_app *app);
/// Number of the present visit, from 1.
int tb_app_visit_number(const tb_app *app);
/// What an attempt at a later visit is made of. At a first one earlier visits are forgotten.
void tb_app_visit_attempt(tb_app *app, tb_attempt_desc *desc);
/// The course of visits is over: the case is as its file has it again.
void tb_app_end_visits(tb_app *app);
/// Let go of it where the case is let go of as well.
void tb_app_forget_visits(tb_app *app);
/// Give up the attempt that only got as far as its briefing.
void tb_app_discard_attempt(tb_app *app);
/// What the course shows of how hard one presses: a tb_course_pressure. All of it outside courses,
/// and of an algometer.
tb_course_pressure tb_app_pressure(const tb_app *app);
/// Words of the patient aloud, where a speech program is installed and wanted.
void tb_app_speak(tb_app *app, const char *words);
/// One tick with a command beside the hand's own: asking, deciding, preparing, planning.
void tb_app_command(tb_app *app, tb_command command, int32_t argument);
/// Ask for consent.
/// @param risks_told risks and alternatives were named
/// @return 0 wants to know more, 1 agrees, 2 by hand only
int tb_app_ask_consent(tb_app *app, bool risks_told);
/// The hands-on part is over: to the plan where the case has one, else to the score.
void tb_app_hands_off(tb_app *app);
/// Begin the first lesson where it was left.
bool tb_app_start_lesson(tb_app *app);
/// On to the debrief by way of what comes before it: guess, what follows harm. Called again from
/// each of them.
void tb_app_conclude(tb_app *app);
/// Let go of what followed the harm of an attempt.
void tb_app_forget_aftermath(tb_app *app);
/// End the encounter, score it, open the debrief.
void tb_app_finish_encounter(tb_app *app);
/// Esc: one step back.
void tb_app_back(tb_app *app);
/// Compile shaders and bake materials; called after the first frame is on the screen. Does nothing
/// the second time.
tb_status tb_app_prepare(tb_app *app, tb_error *error);
/// Put off until before the next frame what loads, where that can show a bar.
/// @return false when it is to be done now
bool tb_app_defer(tb_app *app, tb_deferred what, uint32_t at_ms, const char *name);
/// Do it.
void tb_app_do_deferred(tb_app *app);
/// Tell how far loading is: a frame of its own with the bar, where that can be drawn.
void tb_app_progress(tb_app *app, int done, int total);
/// The bar over the screen.
void tb_app_loading_bar(tb_app *app);
/// Pause and let every key go (focus lost).
void tb_app_pause(tb_app *app);
/// Read the learner's settings.
void tb_app_load_settings(tb_app *app);
/// Bring what changed in the settings into force and write the file.
void tb_app_apply_settings(tb_app *app);
/// Bake the fonts for window, text size and face, when they changed.
tb_status tb_app_bake(tb_app *app, tb_error *error);
/// After the graphics context was lost: a new context, fonts, pictures, and the renderer with the
/// patient shown, where there was one. What was drawn before is drawn again by the next frame.
tb_status tb_app_renew(tb_app *app, tb_error *error);
/// True when a face is installed.
bool tb_app_has_typeface(tb_typeface face);
/// Read all waiting events of SDL.
void tb_app_events(tb_app *app);
/// Read the folder of attempts for the home screen.
void tb_app_read_past(tb_app *app);

/// Screens: record the frame's drawing and act on the items.
void tb_screen_home(tb_app *app);
/// Home's card of the course: what is next in it.
/// @return its lower edge
float tb_course_start_card(tb_app *app, tb_box at);
/// The course's cases in their order, with what is done, next and locked.
/// @return the lower edge
float tb_course_cards(tb_app *app, float x, float y, float width);
/// The row of courses to choose from.
/// @return its lower edge
float tb_course_choice(tb_app *app, float x, float y, float width);
/// Patient and consent.
void tb_screen_briefing(tb_app *app);
/// The hands-on part.
void tb_screen_encounter(tb_app *app);
/// The score.
void tb_screen_debrief(tb_app *app);
/// The debrief's card of what follows the harm done, worst first; app->debrief.harm_count > 0.
/// @return its lower edge
float tb_debrief_follows_card(tb_app *app, float x, float y, float w);
/// When a step of what follows comes: "at once", "after 2 hours".
void tb_when_text(double after_min, char *out, size_t capacity);
/// Colour of a grade of harm.
tb_colour tb_grade_colour(int grade);
/// Key list.
void tb_screen_keys(tb_app *app);
/// Settings.
void tb_screen_settings(tb_app *app);
/// Plan and aftercare.
void tb_screen_plan(tb_app *app);
/// Its card of the weeks after.
/// @return its lower edge
float tb_plan_weeks_card(tb_app *app, tb_box at);
/// Between two visits of the same patient.
void tb_screen_between(tb_app *app);
/// How near was the tip?
void tb_screen_guess(tb_app *app);
/// What follows harm, step by step.
void tb_screen_aftermath(tb_app *app);
/// What the patient says at its present step, aloud.
void tb_aftermath_speak(tb_app *app);
/// What the attempts show.
void tb_screen_progress(tb_app *app);
/// Its charts.
/// @return lower edge of the card
float tb_progress_curve_card(tb_app *app, tb_box at, const tb_progress_view *view);
/// The learning chart.
float tb_progress_chart_card(tb_app *app, tb_box at, const tb_progress_view *view);
/// Attempts that can be looked at again.
void tb_screen_recordings(tb_app *app);
/// One attempt again, with any camera.
void tb_screen_replay(tb_app *app);

/// Before a station: the task, what is closed, what will be declared.
void tb_screen_station(tb_app *app);
/// After a station whose result the examiner releases.
void tb_screen_handed_in(tb_app *app);

/// Attempts on this station, for instructors.
void tb_screen_instructor(tb_app *app);
/// Open that page, after the examiner's code where one is set.
bool tb_app_open_instructor(tb_app *app);

/// Read again what is disputed and countersigned on this station.
void tb_app_read_disputes(tb_app *app);
/// Open the page of one kept attempt's scored items, by its folder's name.
/// @param instructor its disputes may be decided and its result countersigned; else disputed
/// @return false where it cannot be read; started_trouble says why
bool tb_app_open_review(tb_app *app, const char *folder, bool instructor);
/// That page.
void tb_screen_review(tb_app *app);
/// The dialog over it.
void tb_review_dialog_draw(tb_app *app);
/// Open a dialog over it: on an item, a dispute, or (-1) to countersign.
void tb_review_dialog_open(tb_app *app, tb_review_dialog dialog, int subject);
/// Text from the keyboard while such a dialog is open.
void tb_review_type(tb_app *app, const char *utf8);
/// A key while such a dialog is open.
/// @return false when it is not the dialog's
bool tb_review_key(tb_app *app, int key);
/// Its mark: all of its points, none, or something between; harm has the mark of its kind.
tb_icon tb_review_mark(const tb_item *item);
/// Label of an item, translated.
void tb_review_label(const tb_item *item, char *out, size_t capacity);
/// "2026-11-28T09:30:00Z" as "28 Nov 2026, 09:30 UTC".
void tb_readable_utc(const char *stamp, char *out, size_t capacity);

/// Would the next attempt be an exam?
bool tb_exam_wanted(const tb_app *app);
/// Which station the open case is, and what it allows.
void tb_exam_prepare(tb_app *app);
/// The attempt that was just made is an exam, where one is wanted.
void tb_exam_begin(tb_app *app);
/// True while the encounter goes on although something covers it: an exam has no pause.
bool tb_exam_runs_on(const tb_app *app);
/// Time that the clock stands.
void tb_exam_frame(tb_app *app, float seconds);
/// Ends the hands-on part when the allotted time is over.
void tb_exam_time_up(tb_app *app);
/// The encounter's screen in an exam.
void tb_exam_encounter(tb_app *app);
/// A declaration was made, 0..4.
void tb_exam_declare(tb_app *app, int k);
/// Words of a declaration, to translate, and its key or button (NULL = none).
const char *tb_exam_declaration(const tb_app *app, int k, const char **key);
/// Name of the key that calls the examiner; where it has none, that of the button on the screen.
const char *tb_exam_call_key(const tb_app *app);
/// The task of every station, to translate.
const char *tb_exam_task(void);
/// "Station 5".
void tb_exam_title(const tb_app *app, char *out, size_t capacity);
/// "Hip, right": the muscle is not told.
void tb_exam_region(const tb_app *app, char *out, size_t capacity);
/// What a station allows, as a row of tags.
/// @return y below
float tb_exam_tags(tb_app *app, float x, float y, float width);
/// How much of the allotted time is left, right-aligned at x.
/// @return the left edge
float tb_exam_clock(tb_app *app, float x);
/// What the result of an exam comes to: "Meets this station's cut: 70, ..."
void tb_exam_result(const tb_app *app, char *out, size_t capacity);
/// Call the examiner: the panel opens and the call is logged.
/// @return false where nobody can be called
bool tb_exam_call(tb_app *app, const char *why);
/// Back to the station.
void tb_exam_close_panel(tb_app *app);
/// Enter a digit of the code, or take the last one away (-1).
void tb_exam_digit(tb_app *app, int digit);
/// A key while the panel is open.
/// @return true when it was for the panel
bool tb_exam_panel_key(tb_app *app, int32_t key);
/// The examiner's panel over any screen.
void tb_exam_panel(tb_app *app);
/// The encounter's frame: what is drawn where. Without a box a picture is not drawn.
void tb_encounter_fill_frame(tb_app *app, tb_box scene, const tb_box *section, const tb_box *scan);
/// The row of patient, spread, strips and tray under a wide encounter, in units.
void tb_encounter_strips(tb_app *app, float y, float height);
/// The 3-D view with all that lies over it.
void tb_encounter_scene(tb_app *app, tb_box scene);

/// Over the scene: tools.
void tb_scene_rail(tb_app *app, tb_box scene);
/// Blind, outline, full.
void tb_scene_view_switch(tb_app *app, tb_box scene);
/// Camera presets.
void tb_scene_camera_switch(tb_app *app, tb_box scene);
/// Keys, sentence and captions, as many as the tier shows.
void tb_scene_hints(tb_app *app, tb_box scene);
/// The step of the lesson.
void tb_scene_lesson(tb_app *app, tb_box scene);
/// Ring that counts a held press.
void tb_scene_hold_ring(tb_app *app);
/// Where the hand wants to be.
void tb_scene_hand_ring(tb_app *app);
/// Strip that drives the depth by a finger.
void tb_scene_touch_strip(tb_app *app);
/// The point the learner marked, and names of rib and lung that a cut lays bare: tags that lie over
/// nothing else.
void tb_scene_names(tb_app *app, tb_box scene);
/// What covers the encounter.
void tb_encounter_dialog(tb_app *app);

/// The body map close-up.
void tb_map_dialog(tb_app *app);

/// What the patient said last, in quotes, or a sign in brackets; "" when nothing was said.
void tb_patient_words(const tb_snapshot *seen, char *out, size_t capacity);
/// The same of any line.
/// @param phrase words of the line, -1 = a sign
/// @param place  region that it names
void tb_line_words(tb_line line, int phrase, const char *place, char *out, size_t capacity);
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
/// True when the working view, chosen at camera_plane, no longer looks at the plane of the tool.
bool tb_camera_left_behind(const tb_app *app, const tb_section_plane *now);
/// Look at the tool's plane with the working view, whatever is shown.
void tb_camera_look(tb_app *app);
/// True when the section goes the other way round beside the working view; a camera that the
/// learner turns leaves it as it is.
bool tb_camera_turns_section(const tb_app *app);
/// True when a needle of this azimuth leans to the right in the working view.
bool tb_camera_leans_right(const tb_app *app, double azimuth_deg);
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
/// The same for a section that is looked at afterwards: nothing to switch, nothing ahead.
void tb_overlay_cut(tb_app *app, tb_box box);

/// The face in a box, from seven numbers: brow lift, brow tilt, eye opening, mouth curve, mouth
/// opening, pallor, wave of the mouth.
void tb_face_draw(tb_ui *ui, tb_box box, const float face[7]);
/// Ease the seven numbers towards a mood, and towards how at ease the patient is: below the middle
/// the brow tightens and the mouth falls, above it the mouth lifts a little.
/// @param comfort 0..10; 5 = the mood alone
void tb_face_ease(float face[7], tb_mood mood, float comfort, float seconds);
enum { TB_FELT_MAX = TB_REFERRAL_MAX + 8 };

/// Where on the body map the patient feels something now.
typedef struct tb_felt {
    tb_case_referral regions[TB_FELT_MAX];
    float felt[TB_FELT_MAX]; ///< 0..1
    int count;
    tb_body_side side;
    bool electric; ///< a nerve was touched within seconds: where it runs is in the list
} tb_felt;

/// The case's referral and, for some seconds after a contact, where the nerve runs.
void tb_felt_now(const tb_attempt *attempt, tb_felt *out);
/// The pain drawing of this patient: every region by its weight.
void tb_felt_drawn(const tb_anatomy *anatomy, tb_felt *out);
/// The body map of what is felt, in the views that show most of it.
void tb_figure_spread(tb_ui *ui, tb_box box, const tb_felt *felt);
/// The same on the whole body: front, back, head, sole.
void tb_figure_whole(tb_ui *ui, tb_box box, const tb_felt *felt);
/// Where a region lies in that drawing of the whole body: its largest shape of the side treated.
/// @return false when it is not drawn
bool tb_figure_region_box(tb_box box, const char *region, tb_body_side side, tb_box *out);
/// Where a muscle's usual target lies in that drawing.
/// @return false when the muscle has no picture
bool tb_figure_muscle_place(tb_box box, const char *muscle, tb_body_side side, float *x, float *y);
/// The case's picture: the part of the body with the muscle of that name and its target.
void tb_figure_case(tb_ui *ui, tb_box box, const char *muscle, tb_body_side side);
/// Write how far the lesson is.
void tb_app_keep_lesson(tb_app *app);
/// Save what the window shows beside the attempts.
void tb_app_save_picture(tb_app *app);
/// Move the focus in the next frame.
void tb_app_queue_nav(tb_app *app, tb_nav nav);
/// The learner worked with this device: it will stand in the attempt's record.
/// @param device TB_DEVICE_*
void tb_app_used(tb_app *app, unsigned device);
/// An act of the encounter by whatever device: the hand's or the screen's.
void tb_app_act(tb_app *app, tb_app_action action, bool down);
/// True where a pixel belongs to the scene and to none of its buttons.
bool tb_app_over_scene(const tb_app *app, float x_px, float y_px);
/// Use a pad that was plugged in.
void tb_pad_open(tb_app *app, int index);
/// A pad was unplugged: in an encounter that pauses.
void tb_pad_close(tb_app *app, int32_t instance);
/// A stick or trigger moved, -32768..32767.
void tb_pad_axis(tb_app *app, int axis, int value);
/// A button of the pad went down or up.
void tb_pad_button(tb_app *app, int button, bool down);
/// Let the pad shake for a cue.
void tb_pad_rumble(tb_app *app, tb_cue cue);
/// A finger came down, moved or went up; x, y are shares of the window.
void tb_touch_event(tb_app *app, int kind, int64_t id, float x01, float y01);
/// Once a frame while fingers may be down: a finger that rests long enough marks.
void tb_touch_rest(tb_app *app);
/// Where the depth strip lies while fingers are in use, units.
tb_box tb_touch_strip(const tb_app *app);
/// Whose attempts these are: a name given, or the one that was here last.
/// @param given NULL = none
void tb_learner_start(tb_app *app, const char *given);
/// May the name be changed now? Not while an attempt runs.
bool tb_learner_may_change(const tb_app *app);
/// Ask for the name of who sits here.
void tb_learner_open(tb_app *app);
/// Text from the keyboard while it is asked for.
void tb_learner_type(tb_app *app, const char *utf8);
/// A key while it is asked for.
/// @return false when it is not the dialog's
bool tb_learner_key(tb_app *app, int key);
/// The dialog, over any screen.
void tb_learner_dialog(tb_app *app);
/// The name at the right of the bar of the menus, where there is room beyond x.
void tb_learner_mark(tb_app *app, float x);
/// Play or pause the replay; from its end it starts again.
void tb_replay_toggle(tb_app *app);
/// Remember this moment of the replay, or forget it again.
void tb_replay_bookmark(tb_app *app);
/// Write a note: an old one by its index, or (-1) the one at this moment, else a new one.
void tb_note_open(tb_app *app, int index);
/// Text from the keyboard while a note is written.
void tb_note_type(tb_app *app, const char *utf8);
/// A key while a note is written.
/// @return false when it is not the note's
bool tb_note_key(tb_app *app, int key);
/// The notes as marks above the replay's bar; y is their middle.
void tb_note_marks(tb_app *app, tb_box lane, float y);
/// The note that is being written, over the replay.
void tb_note_dialog(tb_app *app);
/// A text with its first letter as a capital.
void tb_capital(const char *text, char *out, size_t capacity);
/// Title bar with the way back at its left.
/// @return true when the learner goes back
bool tb_title_bar(tb_app *app, const char *title, const char *note);
/// The page of the settings that binds keys and buttons.
/// @return lowest y drawn
float tb_settings_controls(tb_app *app, tb_box box);
/// A key or a button was pressed while a binding waits for one.
void tb_capture_take(tb_app *app, bool pad, int32_t code);
/// Name of the key or button that does what this key does by default, on the device in use.
const char *tb_key_shown(const tb_app *app, const char *key);
/// Top bar of menu screens with the program's name; `chosen` is the screen's own entry.
/// @return its lower edge
float tb_menu_bar(tb_app *app, tb_screen chosen);
/// Footer with the safety line.
/// @return its upper edge
float tb_menu_footer(tb_app *app);
/// Key caps with a word behind them.
/// @return x after them
float tb_key_row(tb_app *app, float x, float y, const char *const *keys, int count,
                 const char *label);
/// "20260412-081500" as "12 Apr 2026, 08:15".
void tb_readable_time(const char *stamp, char *out, size_t capacity);

#endif
