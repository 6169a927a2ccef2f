/// Meshes of the gloved hand. Own axes, mm: x across the fingers, y up, z towards the fingertips.
/// Balls of the fingertips, radius 6.6: index at (-9.5, 5.5, -1) when it presses; index and middle
/// at (-10, 5.5, -1) and (10, 5.5, -1) when two do; thumb and index at (-14, 0, 0) and (14, 0, 0)
/// in a pincer grip, whose thumb is a mesh of its own, so that the grip can open and close.
#ifndef TB_RENDER_HAND_MESH_H
#define TB_RENDER_HAND_MESH_H
#include "mesh.h"
#include "tautband/anatomy/region.h"

/// What to build.
typedef enum tb_hand_pose {
    TB_HAND_PRESS,
    TB_HAND_TWO,
    TB_HAND_PINCH, ///< without its thumb
    TB_HAND_POSES
} tb_hand_pose;

/// Build a hand. @param cell_mm size of a mesh cell; 6.6 gives about 4000 triangles
void tb_hand_mesh_build(tb_mesh *mesh, tb_hand_pose pose, float cell_mm);

/// Build the thumb of a pincer grip in that hand's axes, its ball so far from the finger's.
void tb_hand_thumb_build(tb_mesh *mesh, float apart_mm);

/// How far the wrist has to be lifted, turning the hand about its fingertip, for thumb, little
/// finger and wrist to clear the body. Half a radian at most; 0 where nothing reaches in.
/// @param pose      TB_HAND_PRESS or TB_HAND_TWO
/// @param from_hand where the hand lies unlifted, column by column
float tb_hand_raise(const tb_region *region, tb_hand_pose pose, const float from_hand[16]);

#endif
