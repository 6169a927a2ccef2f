/// One living patient: the section under the tool in physics, twitch, pain, words, harm.
/// Layer patient, needs physics and anatomy. mm, N, rad; site frame (t, b, n). One step = 1 ms.
#ifndef TB_PATIENT_PATIENT_H
#define TB_PATIENT_PATIENT_H
#include "tautband/anatomy/section.h"
#include "tautband/patient/event.h"
#include "tautband/patient/harm.h"
#include "tautband/patient/lines.h"
#include "tautband/patient/physiology.h"
#include "tautband/physics/world.h"

enum { TB_TICK_EVENTS_MAX = 48 };

typedef struct tb_patient tb_patient;

/// What a patient is made of. Pointers must outlive the patient and stay const.
typedef struct tb_patient_desc {
    const tb_anatomy *anatomy;
    const tb_tissue_table *tissues;
    const tb_physiology *physiology;
    uint64_t seed;
    int substeps;             ///< 8, 6 or 4
    const tb_case_care *care; ///< manner and restriction; NULL: drawn, none
} tb_patient_desc;

/// What the learner says or does that a patient answers to.
typedef enum tb_heard {
    TB_HEARD_NOTHING,
    TB_HEARD_YOUR_PAIN,
    TB_HEARD_ALL_RIGHT,
    TB_HEARD_WARNING,
    TB_HEARD_AFTERCARE,
    TB_HEARD_STOPPING,
    TB_HEARD_GOODBYE,    ///< the encounter ends
    TB_HEARD_OTHER_SIDE, ///< the same place is pressed on the other side
    TB_HEARD_EASING,     ///< is it easing?
    TB_HEARD_WHAT_FEEL,  ///< what do you feel?
    TB_HEARD_REASSURE,
    TB_HEARD_EXPLAIN,
    TB_HEARD_BREAK,      ///< a break is offered
    TB_HEARD_CHEST_RULE, ///< chest symptoms: emergency department
    TB_HEARD_LIE_FLAT,   ///< the patient is laid flat, legs up
    TB_HEARD_CONSENT,    ///< argument: 1 when risks and alternatives were named
    TB_HEARD_SCREENING,  ///< argument: 1 when the case answers by itself; 2 about needles
    TB_HEARD_NO_NEEDLE,  ///< the learner decides not to needle
    TB_HEARD_LAST_VISIT, ///< how was it after the last visit? argument: tb_line to answer with
} tb_heard;

/// What touches the skin.
typedef enum tb_pad {
    TB_PAD_FINGER,
    TB_PAD_THUMB,  ///< held pressure
    TB_PAD_HAND,   ///< a flat hand that strokes
    TB_PAD_PROBE,  ///< algometer, 1 cm2
    TB_PAD_COTTON, ///< a fingertip with cotton under it, after the needle
} tb_pad;

/// What the tools do to the patient in one tick.
typedef struct tb_patient_input {
    struct {
        bool present;      ///< a fingertip on or near the skin
        double t_mm, b_mm; ///< of its pad
        double depth_mm;   ///< wanted below the resting skin; negative = lifted
        tb_pad pad;
        double spread_mm; ///< > 0: two fingertips so far apart across the fibres, b_mm amid them
    } finger;
    struct {
        bool present;      ///< thumb and finger hold, or are about to, where a roll can be lifted
        double t_mm;       ///< along the roll
        double squeeze_mm; ///< each pad wanted beyond the resting skin; negative = open
        double up_mm;      ///< of both pads up the roll from where a grip holds
    } pincer;
    struct {
        bool present; ///< tube on the skin, or tip inside
        bool fresh;   ///< first tick of this needle at this entry
        tb_needle_spec spec;
        double entry_t_mm, entry_b_mm;
        double tilt_rad, azimuth_rad;
        double depth_mm; ///< where the hand has brought the tip along the axis
        double spin_rad;
        bool tube;
        bool tapped; ///< this motion is a tap
    } needle;
    tb_heard heard;
    int heard_argument;
    bool chats; ///< the patient feels like talking of something else
} tb_patient_input;

/// Events of one tick, in order.
typedef struct tb_tick_events {
    tb_event items[TB_TICK_EVENTS_MAX];
    int count;
} tb_tick_events;

/// Two fingertips at work: thumb (on the side of -b) and finger of a pincer grip, or two fingers.
typedef struct tb_two_fingers {
    bool active;
    bool pinching;                     ///< from both sides of a roll
    double x_mm[2], y_mm[2];           ///< centres of their balls in the section
    double hand_x_mm[2], hand_y_mm[2]; ///< where the hand wants them
    double force_n[2], indentation_mm[2];
    double gap_mm; ///< between the pads of a pincer grip: the pinch's thickness
} tb_two_fingers;

/// What can be seen, felt and heard after a tick.
typedef struct tb_patient_view {
    const tb_section *section;
    bool needle_section; ///< the section holds the needle's axis
    uint32_t section_build;
    bool finger_touching;
    double finger_x_mm, finger_y_mm, finger_hand_x_mm, finger_hand_y_mm;
    double finger_depth_mm, finger_force_n, finger_pressure_kpa;
    tb_two_fingers two;
    double depth_limit_mm;   ///< about where tissue under the finger bottoms out
    const tb_needle *needle; ///< NULL when none is present
    tb_vec3 tip_mm;          ///< in resting anatomy
    int tip_layer;           ///< -1 outside
    double target_distance_mm;
    double emg_mv, sea_level;
    double drive, amplitude_mm;
    int ltr_count;
    uint32_t ltr_tick_ms;
    tb_vec3 ltr_place_mm;
    double pain_nrs, peak_nrs;
    tb_line line;
    int phrase; ///< words of the line: index into tb_phrases(), -1 = a gesture
    uint32_t line_tick_ms;
    tb_mood mood;
    tb_voice voice;
    double comfort;         ///< 0..10
    const char *place;      ///< region id that the line names, "" when none
    double guard;           ///< 0..1, the muscle stiffens
    double needle_fear;     ///< 0..1
    double algometer_kpa;   ///< last reading; 0 = none yet
    int algometer_readings; ///< so far
    double hold_s;          ///< the thumb has held the same place for so long
    double hold_start_nrs;  ///< pain when it began
    bool yielded;           ///< the tissue under the thumb has given way
    tb_faint faint;
    bool stuck; ///< the needle is held fast
    bool wants_stop;
    uint32_t stop_tick_ms;
    double referral[TB_REFERRAL_MAX];
    double blood_ul, bruise_mm, bruise_t_mm, bruise_b_mm;
    int nerve_touched;    ///< structure index while an electric pain is fresh, else -1
    tb_soreness soreness; ///< what this encounter will feel like afterwards
} tb_patient_view;

/// Make a patient with no tool near.
/// @return TB_OK, TB_ERR_ARGUMENT, TB_ERR_MEMORY, TB_ERR_FAULT (the site cannot be meshed)
tb_status tb_patient_create(const tb_patient_desc *desc, tb_patient **out, tb_error *error);

/// Free. NULL is legal.
void tb_patient_destroy(tb_patient *patient);

/// One tick of 1 ms.
/// @param events appended to, tick_ms filled in; later ones are dropped when it is full
void tb_patient_step(tb_patient *patient, const tb_patient_input *input, tb_tick_events *events);

/// What can be seen now. Pointers inside stay valid until the next step.
void tb_patient_look(const tb_patient *patient, tb_patient_view *out);

/// Height y = -n at which a pincer grip that is `up_mm` up the roll holds it.
double tb_patient_grip_height_mm(const tb_anatomy *anatomy, double up_mm);

/// The lattice, for the picture.
const tb_lattice *tb_patient_lattice(const tb_patient *patient);

/// What the encounter has changed that outlasts it, for the visits after.
/// @param gain_kpa out: threshold gained at the point to treat
/// @param restriction out: 0..1 that is left
void tb_patient_outcome(const tb_patient *patient, double *gain_kpa, double *restriction);

/// The world, for band discs.
const tb_world *tb_patient_world(const tb_patient *patient);

/// The fault that stopped the body, if any.
tb_world_fault tb_patient_fault(const tb_patient *patient);

/// Fold everything a step changes.
void tb_patient_hash(const tb_patient *patient, tb_hash *hash);

#endif
