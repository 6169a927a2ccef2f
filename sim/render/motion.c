// What moved since the last frame, and keeping picture and cut with the tool.
#include "tautband/core/hash.h"

#include "render_internal.h"

#include <math.h>
#include <string.h>

/// How far the cut has to lie before the tool's plane, or false when it may stay where it is: a
/// finger may walk away behind it for a while, never press into the notch.
static bool cut_must_move(const tb_renderer *renderer, const tb_snapshot *after, float *lead_mm)
{
    const tb_cut *cut = &renderer->cut;
    const tb_section_plane *plane = &after->section.plane;
    *lead_mm = 0.0f;
    if (cut->kind != after->section.kind ||
        (cut->kind == TB_SECTION_NEEDLE && cut->build != after->section.build)) {
        return true;
    }
    const float off = tb_cut_ahead(cut, (float)plane->t0_mm, (float)plane->b0_mm);
    if (after->tick_ms - renderer->walk_tick_ms > 300) { // it rests
        return fabsf(off) > 0.8f;
    }
    if (off > 0.8f && after->finger.touching) {
        *lead_mm = 9.0f; // it comes nearer: leave it some way to go
        return true;
    }
    return off < -14.0f || off > 14.0f;
}

/// Fold lengths to a hundredth of a millimetre: what creeps less than that does not show.
static void hash_places(tb_hash *hash, const float *mm, int count)
{
    for (int k = 0; k < count; ++k) {
        tb_hash_i32(hash, (int32_t)lroundf(100.0f * mm[k]));
    }
}

/// Hash of what shows beside the lattice.
static uint64_t hash_of_rest(const tb_snapshot *after, const tb_frame_desc *frame)
{
    tb_hash hash = tb_hash_start();
    const uint32_t since_ms = after->tick_ms - after->twitch.last_tick_ms;
    const bool rings = after->twitch.last_tick_ms > 0 && since_ms < 400;
    tb_hash_i32(&hash, rings ? (int32_t)after->tick_ms : 0);
    const float finger[] = {after->finger.t_mm, after->finger.b_mm,      after->finger.s_mm,
                            after->finger.y_mm, after->finger.hand_s_mm, after->finger.hand_y_mm};
    const int32_t states[] = {after->finger.active,  after->finger.touching,   after->grip.active,
                              after->grip.pinching,  after->bands.count,       after->needle.stage,
                              after->needle.tube_on, after->needle.track_count};
    tb_hash_bytes(&hash, states, sizeof states);
    hash_places(&hash, finger, 6);
    hash_places(&hash, after->grip.s_mm, 2);
    hash_places(&hash, after->grip.y_mm, 2);
    hash_places(&hash, after->grip.hand_s_mm, 2);
    hash_places(&hash, after->grip.hand_y_mm, 2);
    hash_places(&hash, after->bands.s_mm, 4);
    hash_places(&hash, after->bands.y_mm, 4);
    hash_places(&hash, after->needle.s_mm, TB_SNAPSHOT_NEEDLE_NODES);
    hash_places(&hash, after->needle.y_mm, TB_SNAPSHOT_NEEDLE_NODES);
    hash_places(&hash, &after->needle.entry_t_mm, 1);
    hash_places(&hash, &after->needle.entry_b_mm, 1);
    hash_places(&hash, &after->needle.reserve_mm, 1);
    hash_places(&hash, &after->needle.spin_rad, 1);
    tb_hash_bytes(&hash, &after->declared, sizeof after->declared);
    tb_hash_i32(&hash, (int32_t)after->section.build);
    tb_hash_bytes(&hash, &after->section.plane, sizeof after->section.plane);
    tb_hash_f64(&hash, (double)after->patient.blood_ul);
    tb_hash_f64(&hash, (double)after->patient.bruise_mm);
    const int32_t flags[] = {(int32_t)frame->view, frame->show_target,   frame->show_strain,
                             frame->show_reserve,  frame->aiming,        frame->width,
                             frame->height,        frame->section.width, frame->section.height,
                             frame->left_hand,     frame->section_turned};
    tb_hash_bytes(&hash, flags, sizeof flags);
    if (frame->aiming) {
        const float aim[] = {frame->aim_t_mm, frame->aim_b_mm, frame->aim_tilt_rad,
                             frame->aim_azimuth_rad};
        tb_hash_bytes(&hash, aim, sizeof aim);
    }
    return hash.value;
}

void tb_motion_note(tb_renderer *renderer, const tb_snapshot *after, const tb_frame_desc *frame)
{
    const float seen_mm = 0.01f; // a tenth of a pixel
    tb_drawn *drawn = &renderer->drawn;
    const uint64_t rest = hash_of_rest(after, frame);
    bool moved = !drawn->known || rest != drawn->rest;
    for (int k = 0; k < TB_SECTION_NODES && !moved; ++k) {
        moved = fabsf(after->section.s_mm[k] - drawn->s_mm[k]) > seen_mm ||
                fabsf(after->section.y_mm[k] - drawn->y_mm[k]) > seen_mm;
    }
    if (moved) {
        memcpy(drawn->s_mm, after->section.s_mm, sizeof drawn->s_mm);
        memcpy(drawn->y_mm, after->section.y_mm, sizeof drawn->y_mm);
        drawn->rest = rest;
        drawn->known = true;
        drawn->scene_due = drawn->section_due = true;
    }
    const bool breathes = frame->view == TB_VIEW_OUTLINE && renderer->breathing.index_count > 0;
    if (breathes) {
        drawn->scene_due = true; // it never rests
    }
    drawn->quiet = !moved;
    drawn->still_frames = moved || breathes ? 0 : drawn->still_frames + 1;
}

static tb_rect both_rects(tb_rect a, tb_rect b)
{
    const int x = a.x < b.x ? a.x : b.x, y = a.y < b.y ? a.y : b.y;
    const int right = a.x + a.width > b.x + b.width ? a.x + a.width : b.x + b.width;
    const int top = a.y + a.height > b.y + b.height ? a.y + a.height : b.y + b.height;
    return (tb_rect){x, y, right - x, top - y};
}

static void spoil(tb_still *layer, const tb_rect *part)
{
    const bool all = part == NULL || (!layer->valid && layer->dirty.width == 0);
    layer->dirty = all            ? (tb_rect){0, 0, 0, 0}
                   : layer->valid ? *part
                                  : both_rects(layer->dirty, *part);
    layer->valid = false;
}

void tb_stills_spoil(tb_renderer *renderer, const tb_rect *part)
{
    spoil(&renderer->sharp, part);
    spoil(&renderer->coarse, part);
}

/// Build the cut anew; of the cached layer only what shows the old or the new one is drawn again.
static void renew_cut(tb_renderer *renderer, const tb_snapshot *after, float lead_mm,
                      const tb_frame_desc *frame, const float eye[3])
{
    const int width = frame->scene.width, height = frame->scene.height;
    tb_rect old = {0, 0, 0, 0}, now = {0, 0, 0, 0};
    const bool part =
        renderer->still_view == frame->view && tb_cut_bounds(renderer, width, height, &old);
    tb_cut_build(renderer, after, lead_mm, frame->view, eye);
    if (frame->view == TB_VIEW_FULL) {
        tb_floor_paint(renderer);
    }
    if (part && tb_cut_bounds(renderer, width, height, &now)) {
        old = both_rects(old, now);
        tb_stills_spoil(renderer, &old);
    } else {
        tb_stills_spoil(renderer, NULL);
    }
    renderer->still_view = frame->view;
}

bool tb_motion_follow(tb_renderer *renderer, const tb_snapshot *after, const tb_frame_desc *frame)
{
    tb_cut *cut = &renderer->cut;
    const tb_f3 from = tb_camera_eye(&renderer->region, &frame->camera);
    const float eye[3] = {from.x, from.y, from.z};
    if (fabsf((float)after->section.plane.t0_mm - renderer->walk_t0_mm) > 0.2f) {
        renderer->walk_t0_mm = (float)after->section.plane.t0_mm;
        renderer->walk_tick_ms = after->tick_ms;
    }
    const bool fresh = !cut->valid || renderer->still_view != frame->view;
    const bool turned = cut->valid && tb_cut_ahead(cut, eye[0], eye[2]) < 0.0f;
    float lead_mm = 0.0f;
    const bool move = fresh || turned || cut_must_move(renderer, after, &lead_mm);
    const bool walked = fabsf((float)after->section.plane.t0_mm - renderer->picture_t0_mm) > 0.4f &&
                        after->tick_ms - renderer->picture_tick_ms > 150;
    const bool stale = renderer->picture_build != after->section.build || walked;
    const bool at_once = renderer->tier != TB_TIER_LIGHT || fresh || turned;
    const bool turn = renderer->frame_count % 2 == 1;
    const bool paint = fresh || (stale && (at_once || (turn && !(move && renderer->painted_last))));
    const bool build = move && (at_once || (turn && !paint));
    if (paint) {
        tb_section_paint(renderer, after);
        renderer->drawn.scene_due = renderer->drawn.section_due = true;
    }
    if (build) {
        renew_cut(renderer, after, lead_mm, frame, eye);
    }
    if (turn) {
        renderer->painted_last = paint;
    }
    return !move || (build && at_once);
}
