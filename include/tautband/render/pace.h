/// How large the 3-D view is drawn while it moves, so that frames come in time on a slow machine: a
/// controller fed with measured frame times. It reads no clock and draws nothing; what it says
/// depends on what it was told alone. Layer render. ms.
#ifndef TB_RENDER_PACE_H
#define TB_RENDER_PACE_H
#include "tautband/render/renderer.h"

enum {
    TB_PACE_STEPS = 4,   ///< resolutions: 1, 0.85, 0.7 and 0.5 of the edge lengths
    TB_PACE_WINDOW = 64, ///< frames looked back on
};

/// One kind of work: what moves in the scene, or the whole scene under a moving camera.
typedef struct tb_pace_load {
    unsigned steps;           ///< bit k: step k is used
    int step;                 ///< 0 = full size
    int since;                ///< frames noted since the step changed
    int patience;             ///< frames in time after which a finer step is tried
    bool tried;               ///< the step was reached by trying a finer one
    int count;                ///< frames in the window
    float ms[TB_PACE_WINDOW]; ///< their times; the newest is at since - 1, round and round
} tb_pace_load;

/// Plain data; start it with tb_pace_start().
typedef struct tb_pace {
    double limit_ms; ///< a frame above this is late
    bool waits; ///< times hold the wait for the display, so that they do not tell what is spare
    tb_pace_load motion, camera;
} tb_pace;

/// Start.
/// @param budget_ms   time a frame may take, > 0: 16.7 for 60 a second
/// @param waits       frames end by waiting for the display. Then a frame is late from 1.3 times
///                    the budget on; else from 0.93 times, which leaves some to spare
/// @param tier        on the light tier the camera begins at half size, and what moves is drawn at
///                    full size or at half: what 0.85 and 0.7 save there goes with enlarging
void tb_pace_start(tb_pace *pace, double budget_ms, bool waits, tb_tier tier);

/// Note a frame. Four late ones among the last 64 of a kind make it coarser; after a second or two
/// without any it becomes finer where the times say that this fits, and else is tried after five
/// seconds, more and more seldom where trying failed.
/// @param work     what the frame did for the scene; only motion and camera count
/// @param frame_ms how long it took, all of it; what is not positive is passed over
void tb_pace_note(tb_pace *pace, tb_scene_work work, double frame_ms);

/// Share of the edge lengths at a step, 0 to TB_PACE_STEPS - 1.
float tb_pace_scale(int step);

/// Set the scales of a frame.
void tb_pace_set(const tb_pace *pace, tb_frame_desc *frame);

#endif
