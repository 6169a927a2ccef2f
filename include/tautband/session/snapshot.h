/// What may be seen and heard after a tick: plain data, copied out of the session, read by render,
/// audio and screens. Layer session, needs section (extents), input and lines. Site frame in mm;
/// section frame s along, y outward.
#ifndef TB_SESSION_SNAPSHOT_H
#define TB_SESSION_SNAPSHOT_H
#include "tautband/anatomy/section.h"
#include "tautband/patient/harm.h"
#include "tautband/patient/lines.h"
#include "tautband/session/input.h"
#include <stdbool.h>

enum { TB_SNAPSHOT_NEEDLE_NODES = 21, TB_SNAPSHOT_TRACK_POINTS = 48 };

/// Where the learner is; follows, never blocks.
typedef enum tb_stage {
    TB_STAGE_FIND,
    TB_STAGE_NEEDLE,
    TB_STAGE_STIMULATE,
    TB_STAGE_WITHDRAW,
    TB_STAGE_FINISH
} tb_stage;

/// Which section the lattice shows.
typedef enum tb_section_kind {
    TB_SECTION_PALPATION, ///< across the fibres through the fingertip
    TB_SECTION_NEEDLE,    ///< holds the needle's axis
} tb_section_kind;

/// State of the needle in the learner's hand.
typedef enum tb_needle_stage {
    TB_NEEDLE_NONE,   ///< none chosen, or binned
    TB_NEEDLE_READY,  ///< sterile, in the tube, in hand
    TB_NEEDLE_PLACED, ///< tube stands on the skin
    TB_NEEDLE_IN,     ///< tip inside the skin
    TB_NEEDLE_OUT,    ///< came out again, not yet binned
} tb_needle_stage;

/// Everything a frame needs; about 45 kB.
typedef struct tb_snapshot {
    uint32_t tick_ms;
    int32_t stage; ///< tb_stage
    int32_t tool;  ///< tb_tool
    bool ended, faulted;
    char fault[24];

    struct {
        int32_t kind;   ///< tb_section_kind
        int32_t shape;  ///< tb_section_shape: how the grid lies in the tissue
        uint32_t build; ///< counts up when the section was built anew: cached meshes are stale
        tb_section_plane plane;
        float rest_s_mm[TB_SECTION_NODES], rest_y_mm[TB_SECTION_NODES];
        float s_mm[TB_SECTION_NODES], y_mm[TB_SECTION_NODES]; ///< present node positions
        uint8_t tissue[TB_SECTION_NODES];
        int32_t layer_row[TB_LAYERS_MAX + 1];
        int32_t layer_count;
    } section;

    struct {
        bool active; ///< near or on the skin
        bool touching;
        float t_mm, b_mm;           ///< of the pad
        float s_mm, y_mm;           ///< centre of the fingertip's ball in the section
        float hand_s_mm, hand_y_mm; ///< where the hand wants it
        float depth_mm;             ///< indentation of the resting skin
        float force_n, pressure_kpa;
    } finger;

    struct {           ///< two fingertips at work; `finger` then shows what both feel
        bool can_lift; ///< this site has a roll
        bool active;
        bool pinching;          ///< thumb (0, on the side of -b) and finger (1) around a roll
        float s_mm[2], y_mm[2]; ///< centres of their balls in the section
        float hand_s_mm[2], hand_y_mm[2];
        float force_n[2], depth_mm[2];
        float gap_mm; ///< between the pads: the thickness of the pinch
        float lift_mm, to_and_fro_mm;
    } grip;

    struct {
        int32_t count;
        float s_mm[4], y_mm[4], radius_mm[4],
            push_mm[4]; ///< present places of the bands that cross the section
    } bands;

    struct {
        int32_t stage;  ///< tb_needle_stage
        int32_t choice; ///< index into the case's needles, -1 none
        float diameter_mm, length_mm;
        bool tube_on;
        bool held; ///< a hand drives it
        float entry_t_mm, entry_b_mm, entry_n_mm;
        float tilt_rad, azimuth_rad, spin_rad;
        float s_mm[TB_SNAPSHOT_NEEDLE_NODES],
            y_mm[TB_SNAPSHOT_NEEDLE_NODES]; ///< handle to tip, section frame
        int32_t track_count;                ///< points of the channel the needle has cut, along it
        float track_column[TB_SNAPSHOT_TRACK_POINTS],
            track_row[TB_SNAPSHOT_TRACK_POINTS]; ///< as index coordinates of the lattice
        float hand_depth_mm;                     ///< where the hand wants the tip along the axis
        float depth_mm;                          ///< tip below the skin along the axis
        float tip_t_mm, tip_b_mm, tip_n_mm;      ///< in resting anatomy
        int32_t layer;                           ///< layer index of the tip, -1 outside
        float force_n;                           ///< axial, on the hand
        float turns;                             ///< wound
        bool on_bone, bent, gripped, stuck;
        float reserve_mm;            ///< shaft still outside the skin
        int32_t reserve_structure;   ///< structure that shaft would meet first, -1 none
        float reserve_clearance_mm;  ///< distance from the tip to it along the axis
        float target_distance_mm;    ///< tip to trigger point surface (shown in hint modes only)
        int32_t in_count, out_count; ///< needles opened, needles binned
    } needle;

    struct {
        int32_t count;          ///< LTRs so far
        uint32_t last_tick_ms;  ///< 0 = none yet
        float t_mm, b_mm, n_mm; ///< place of the last
        float amplitude_mm;     ///< of the last
        float drive;            ///< 0..1 while it contracts
    } twitch;

    struct {
        float emg_mv;    ///< this tick's sample
        bool sea;        ///< spontaneous electrical activity near
        float sea_level; ///< 0..1
    } signal;

    struct {
        int32_t line; ///< tb_line last said
        uint32_t line_tick_ms;
        int32_t mood;   ///< tb_mood
        float pain_nrs; ///< 0..10 now
        float peak_nrs;
        bool said_stop;
        uint32_t stop_tick_ms;
        float referral[TB_REFERRAL_MAX]; ///< 0..1 as felt now, per anatomy->referral entry
        float blood_ul;                  ///< at the skin
        float bruise_mm;                 ///< radius
        float bruise_t_mm, bruise_b_mm;
        int32_t phrase;         ///< words of the line: index into tb_phrases(); -1 = a gesture
        char place[TB_ID_SIZE]; ///< body-map region that the line names, or empty
        int32_t voice;          ///< tb_voice
        float comfort;          ///< 0..10, shown by the face
        float guard;            ///< 0..1: the muscle tightens against the hand
        int32_t faint;          ///< tb_faint
        float shift_mm[3];      ///< t, b, n: how far the hand is moved against the body by a shift
    } patient;

    struct {               ///< the probe's display
        float reading_kpa; ///< pressure at the last "now"; 0 = none yet
        int32_t readings;  ///< so far
    } algometer;

    struct {             ///< pressure held by the thumb
        float hold_s;    ///< on one place, 0 = none
        float start_nrs; ///< greatest pain of this hold
        bool yielded;    ///< the tissue has given way
    } release;

    struct {
        bool declared;
        float t_mm, b_mm;
    } declared;
} tb_snapshot;

#endif
