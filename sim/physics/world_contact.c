// Fingers against the skin, and taut bands as discs against the halo of tissue that a finger pushes
// ahead.
#include "tautband/core/vec.h"

#include "world_internal.h"

#include <math.h>

// Band disc: shares of the tissue's motion it rides, hardening and friction are design parameters
// chosen so that a cord resists, rolls and snaps past when pressed enough and hides when not; they
// are not measured constants [J].
static const double RIDE = 0.4, HARDENING_MM = 3.0, DISC_FRICTION = 0.1, HALO_N_PER_MM = 1.0;
static const double HAND_DAMPING = 0.9; // share of critical
// No hand moves a pressing finger faster than 0.4 metres per second: a jump of the input is walked.
static const double HAND_SPEED_MM_PER_MS = 0.4;
// Nor does it push harder than this: it stays behind instead.
static const double HAND_MOST_N = TB_WORLD_HAND_MOST_N;
// Tissue squeezed to less than a third of its thickness bottoms out: fluid and fat have gone where
// they can and bone is felt through the rest. From 0.68 of the column under the finger a one-sided
// spring joins that carries 60 N at 0.72; both numbers are design parameters [J].
static const double BOTTOM_FROM = 0.68, BOTTOM_AT = 0.72, BOTTOM_N = 60.0;
static const double BOTTOM_DAMPING = 0.5; // share of critical, at the present slope, on the way in
// Two pads share a roll's thickness and meet the same end in its middle: there the spring joins
// from 0.70 of the half on each pad's side, over the same 0.04. From one half thickness below
// the crest upwards it joins earlier, down to 0.40: the crest is no longer held up by what is under
// it. Held off by tissue alone, pads crept on as it relaxed until the crest was drawn down between
// them and the roll hung inside out; all four numbers are design parameters [J].
static const double PADS_FROM = 0.70, PADS_FROM_LEAST = 0.40;
static const double NEAR_CREST = 1.0, EARLIER_NEAR_CREST = 0.8;

/// The hand as an implicit spring-damper on the finger (virtual coupling).
static void drive_by_hand(const tb_world *world, tb_finger *finger, double h)
{
    cpBody *body = finger->body;
    const double mass_g = world->desc.finger_mass_g, k = world->desc.hand_stiffness_n_per_mm;
    const double c = 2.0 * HAND_DAMPING * sqrt(k * mass_g),
                 denominator = 1.0 + h * c / mass_g + h * h * k / mass_g;
    body->v.x = (body->v.x + h * k / mass_g * (finger->held_x_mm - body->p.x)) / denominator;
    body->v.y = (body->v.y + h * k / mass_g * (finger->held_y_mm - body->p.y)) / denominator;
    body->p.x += h * body->v.x;
    body->p.y += h * body->v.y;
}

/// Walk the hand towards its input at most at a hand's speed, no further ahead of the finger than
/// its strength goes.
static void move_hand(const tb_world *world, tb_finger *finger, const tb_world_finger_input *input,
                      double h)
{
    const double dx = input->hand_x_mm - finger->held_x_mm;
    const double dy = input->hand_y_mm - finger->held_y_mm;
    const double distance = sqrt(dx * dx + dy * dy), most = HAND_SPEED_MM_PER_MS * h;
    const double share = distance > most ? most / distance : 1.0;
    finger->held_x_mm += share * dx;
    finger->held_y_mm += share * dy;
    const double ahead_x = finger->held_x_mm - finger->body->p.x;
    const double ahead_y = finger->held_y_mm - finger->body->p.y;
    const double ahead_mm = sqrt(ahead_x * ahead_x + ahead_y * ahead_y);
    const double most_mm = HAND_MOST_N / world->desc.hand_stiffness_n_per_mm;
    if (ahead_mm > most_mm) {
        finger->held_x_mm = finger->body->p.x + ahead_x * most_mm / ahead_mm;
        finger->held_y_mm = finger->body->p.y + ahead_y * most_mm / ahead_mm;
    }
}

/// Resting height of the skin at x and thickness of what lies between it and bone; of mirrored
/// sections the same to the last bit.
static void column_at(const tb_world *world, double x_mm, double *skin_y_mm, double *column_mm)
{
    const tb_lattice_model *model = &world->lattice->model;
    const double *x = model->x_mm, *y = x + model->stride, *deep_mm = world->column_mm;
    int left = 0, right = model->desc.nx - 1;
    const double at = tb_clamp(x_mm, x[left], x[right]);
    while (right - left > 1) {
        const int middle = (left + right) / 2;
        if (x[middle] < at) {
            left = middle;
        } else {
            right = middle;
        }
    }
    if (x[left] == at || x[right] == at) { // between two columns of different width
        const int here = x[left] == at ? left : right;
        *skin_y_mm = y[here];
        *column_mm = deep_mm[here];
        return;
    }
    const double before = at - x[left], after = x[right] - at, width = x[right] - x[left];
    *skin_y_mm = (y[left] * after + y[right] * before) / width;
    *column_mm = (deep_mm[left] * after + deep_mm[right] * before) / width;
}

/// Outward speed of a mass at the end of a substep against a one-sided spring that carries
/// BOTTOM_N (into / span)^2; implicit, and damped on the way in.
static double bottomed_out(double outward, double m, double into_mm, double span_mm, double h)
{
    const double force_n = BOTTOM_N * (into_mm / span_mm) * (into_mm / span_mm);
    const double k = 2.0 * BOTTOM_N * into_mm / (span_mm * span_mm);
    const double c = outward < 0.0 ? 2.0 * BOTTOM_DAMPING * sqrt(k * m) : 0.0;
    return (outward + h / m * force_n) / (1.0 + h * c / m + h * h * k / m);
}

/// What is squeezed under the finger bottoms out on bone: a one-sided spring,
/// F = 60 N ((s - 0.68) / 0.04)^2 at an indentation of s times the column, implicit and damped on
/// the way in, along y. It depends on the finger's place alone and begins with neither force nor
/// slope.
static void bottom_out(const tb_world *world, tb_finger *finger, double h)
{
    cpBody *body = finger->body;
    double skin_y, column_mm;
    column_at(world, body->p.x, &skin_y, &column_mm);
    const double into_mm =
        skin_y - (body->p.y - world->desc.finger_radius_mm) - BOTTOM_FROM * column_mm;
    if (into_mm <= 0.0 || column_mm <= 0.0) {
        return;
    }
    const double m = world->desc.finger_mass_g, span_mm = (BOTTOM_AT - BOTTOM_FROM) * column_mm;
    const double v = bottomed_out(body->v.y, m, into_mm, span_mm, h);
    if (v > body->v.y) { // pushes, never pulls
        finger->bottom_y += m * (v - body->v.y);
        body->p.y += h * (v - body->v.y);
        body->v.y = v;
    }
}

/// Half the resting thickness of a roll at a height, its middle, and how far the crest is above;
/// beside the rounded crest and higher as thick as at its corners, below the root as at the root.
/// Of mirrored rolls the same to the last bit.
static double half_thickness_mm(const tb_world *world, double y_mm, double *middle_mm,
                                double *below_crest_mm)
{
    const tb_lattice_model *model = &world->lattice->model;
    const double *rest = model->x_mm;
    const int last = world->outline_count - 1;
    const int corner = (world->shape == TB_WORLD_ROLL_FACE ? model->desc.nx : model->desc.ny) - 1;
    int n = 0; // up the left face; the right one has its nodes at the same heights
    while (n < corner - 1 && rest[tb_world_outline_at(world, n + 1) + model->stride] < y_mm) {
        ++n;
    }
    const int low = tb_world_outline_at(world, n), high = tb_world_outline_at(world, n + 1);
    const int far_low = tb_world_outline_at(world, last - n);
    const int far_high = tb_world_outline_at(world, last - n - 1);
    const double low_y = rest[low + model->stride], high_y = rest[high + model->stride];
    const double share = tb_clamp((y_mm - low_y) / (high_y - low_y), 0.0, 1.0);
    const double left = rest[low] + share * (rest[high] - rest[low]);
    const double right = rest[far_low] + share * (rest[far_high] - rest[far_low]);
    *middle_mm = 0.5 * (left + right);
    *below_crest_mm = tb_world_skin_height_mm(world, *middle_mm) - y_mm;
    return 0.5 * (right - left);
}

/// What is squeezed between two pads bottoms out as it does over bone, along x: neither pad passes
/// its share of the thickness, however long it presses and however the tissue between them gives.
static void meet_other_pad(const tb_world *world, tb_finger *finger, double h)
{
    cpBody *body = finger->body;
    const double sense = finger->from == TB_SIDE_LEFT ? -1.0 : 1.0; // outward
    double middle_mm, below_crest_mm;
    const double half_mm = half_thickness_mm(world, body->p.y, &middle_mm, &below_crest_mm);
    const double missing = fmax(NEAR_CREST - below_crest_mm / half_mm, 0.0);
    const double from = fmax(PADS_FROM - EARLIER_NEAR_CREST * missing, PADS_FROM_LEAST);
    const double pad_mm = sense * (body->p.x - middle_mm) - world->desc.finger_radius_mm;
    const double into_mm = half_mm - pad_mm - from * half_mm;
    if (into_mm <= 0.0) {
        return;
    }
    const double outward = sense * body->v.x, span_mm = (BOTTOM_AT - BOTTOM_FROM) * half_mm;
    const double v = bottomed_out(outward, world->desc.finger_mass_g, into_mm, span_mm, h);
    if (v > outward) { // pushes, never pulls
        finger->bottom_x += sense * (world->desc.finger_mass_g * (v - outward));
        body->p.x += sense * (h * (v - outward));
        body->v.x = sense * v;
    }
}

double tb_finger_clearance_mm(const tb_world *world, double x_mm)
{
    const tb_lattice_model *model = &world->lattice->model;
    const double *qx = world->lattice->state.q_mm, *qy = qx + model->stride;
    const double radius_mm = world->desc.finger_radius_mm;
    double clear_mm = tb_world_skin_height_mm(world, x_mm) + radius_mm;
    for (int k = 0; k < world->outline_count; ++k) {
        const int at = tb_world_outline_at(world, k);
        const double dx = qx[at] - x_mm, square = radius_mm * radius_mm - dx * dx;
        if (square > 0.0 && qy[at] + sqrt(square) > clear_mm) {
            clear_mm = qy[at] + sqrt(square);
        }
    }
    return clear_mm;
}

double tb_finger_clearance_beside_mm(const tb_world *world, double y_mm, int sense)
{
    const tb_lattice_model *model = &world->lattice->model;
    const double *qx = world->lattice->state.q_mm, *qy = qx + model->stride;
    const double radius_mm = world->desc.finger_radius_mm;
    double face_mm = 0.0, clear_mm = 0.0; // along sense, outward
    if (tb_world_face_mm(world, y_mm, sense, &face_mm)) {
        clear_mm = sense * face_mm + radius_mm;
    }
    for (int k = 0; k < world->outline_count; ++k) {
        const int at = tb_world_outline_at(world, k);
        const double dy = qy[at] - y_mm, square = radius_mm * radius_mm - dy * dy;
        if (square > 0.0 && sense * qx[at] + sqrt(square) > clear_mm) {
            clear_mm = sense * qx[at] + sqrt(square);
        }
    }
    return sense * clear_mm;
}

/// What the skin nodes that a finger meets need to know of it.
typedef struct finger_touch {
    const tb_lattice_model *model;
    double *qx, *qy, *vx, *vy;
    double radius_mm, finger_mobility, friction;
} finger_touch;

/// A skin node against the ball: pushed out of it, and held by friction.
static inline void touch_node(tb_finger *finger, const finger_touch *touch, int at, int node)
{
    cpBody *body = finger->body;
    const tb_lattice_model *model = touch->model;
    double *qx = touch->qx, *qy = touch->qy, *vx = touch->vx, *vy = touch->vy;
    const double finger_mobility = touch->finger_mobility;
    const double dx = qx[at] - body->p.x, dy = qy[at] - body->p.y, square = dx * dx + dy * dy;
    if (square >= touch->radius_mm * touch->radius_mm || model->half_step[node] == 0.0 ||
        square == 0.0) {
        return;
    }
    const double distance = sqrt(square), nx = dx / distance, ny = dy / distance;
    const double node_mobility = 1.0 / model->mass_g[node];
    // q holds tau v: pushing q out by pen needs the velocity pen / (dt + tau)
    const double shift = (touch->radius_mm - distance) / (node_mobility + finger_mobility),
                 impulse = shift / model->k1_ms;
    qx[at] += nx * node_mobility * shift;
    qy[at] += ny * node_mobility * shift;
    vx[at] += nx * node_mobility * impulse;
    vy[at] += ny * node_mobility * impulse;
    body->p.x -= nx * finger_mobility * shift;
    body->p.y -= ny * finger_mobility * shift;
    body->v.x -= nx * finger_mobility * impulse;
    body->v.y -= ny * finger_mobility * impulse;

    const double tx = -ny, ty = nx, most = touch->friction * impulse;
    const double slide = (vx[at] - body->v.x) * tx + (vy[at] - body->v.y) * ty;
    double rub = -slide / (node_mobility + finger_mobility);
    rub = rub > most ? most : rub < -most ? -most : rub;
    vx[at] += tx * node_mobility * rub;
    vy[at] += ty * node_mobility * rub;
    qx[at] += tx * node_mobility * rub * model->k1_ms;
    qy[at] += ty * node_mobility * rub * model->k1_ms;
    body->v.x -= tx * finger_mobility * rub;
    body->v.y -= ty * finger_mobility * rub;
    finger->line_x -= nx * impulse + tx * rub;
    finger->line_y -= ny * impulse + ty * rub;
}

/// The skin of a flat section from below the finger outward, the nearer node of both sides first: a
/// mirrored section is met in the mirrored order, so that left and right feel alike to the last
/// bit.
static void touch_row(tb_finger *finger, const finger_touch *touch)
{
    const double x_mm = finger->body->p.x;
    const int nx = touch->model->desc.nx;
    int right = 0;
    while (right < nx && touch->qx[right] < x_mm) {
        ++right;
    }
    for (int left = right - 1; left >= 0 || right < nx;) {
        const double to_left = left >= 0 ? x_mm - touch->qx[left] : INFINITY;
        const double to_right = right < nx ? touch->qx[right] - x_mm : INFINITY;
        const bool same = to_left == to_right;
        const bool leftward =
            same ? fabs(touch->qx[left]) < fabs(touch->qx[right]) : to_left < to_right;
        const int next = leftward ? left-- : right++;
        touch_node(finger, touch, next, next);
    }
}

void tb_finger_substep(tb_world *world, int k, const tb_world_finger_input *input,
                       double substep_ms)
{
    tb_finger *finger = &world->fingers[k];
    move_hand(world, finger, input, substep_ms);
    drive_by_hand(world, finger, substep_ms);
    const tb_lattice_model *model = &world->lattice->model;
    const tb_lattice_state *state = &world->lattice->state;
    const finger_touch touch = {
        .model = model,
        .qx = state->q_mm,
        .qy = state->q_mm + model->stride,
        .vx = state->v_mm_per_ms,
        .vy = state->v_mm_per_ms + model->stride,
        .radius_mm = world->desc.finger_radius_mm,
        // the section is a slice of the contact: the finger feels width_factor times its force
        .finger_mobility = input->width_factor / world->desc.finger_mass_g,
        .friction = world->desc.finger_friction,
    };
    if (world->shape == TB_WORLD_FLAT) {
        touch_row(finger, &touch);
        bottom_out(world, finger, substep_ms);
        return;
    }
    for (int n = 0; n < world->outline_count; ++n) {
        touch_node(finger, &touch, tb_world_outline_at(world, n), world->outline[n]);
    }
    if (finger->from != TB_SIDE_ABOVE) {
        meet_other_pad(world, finger, substep_ms);
    }
}

/// The halo of one finger against the disc: compliant, implicit, with friction.
static void halo_contact(tb_world *world, tb_disc *disc, int k, double h)
{
    tb_finger *finger = &world->fingers[k];
    cpBody *ball = disc->body, *tip = finger->body;
    const double dx = ball->p.x - tip->p.x, dy = ball->p.y - tip->p.y, square = dx * dx + dy * dy;
    const double reach_mm = world->desc.finger_radius_mm + disc->halo_mm[k] + disc->spec.radius_mm;
    if (square >= reach_mm * reach_mm || square == 0.0) {
        return;
    }
    const double distance = sqrt(square), nx = dx / distance, ny = dy / distance;
    const double w1 = 1.0 / ball->m, w2 = 1.0 / world->desc.finger_mass_g;
    const double closing = (ball->v.x - tip->v.x) * nx + (ball->v.y - tip->v.y) * ny;
    double press = h * HALO_N_PER_MM * ((reach_mm - distance) - h * closing) /
                   (1.0 + h * h * HALO_N_PER_MM * (w1 + w2));
    press = press > 0.0 ? press : 0.0;
    const double tx = -ny, ty = nx, most = DISC_FRICTION * press;
    double rub = -((ball->v.x - tip->v.x) * tx + (ball->v.y - tip->v.y) * ty) / (w1 + w2);
    rub = rub > most ? most : rub < -most ? -most : rub;
    const double jx = nx * press + tx * rub, jy = ny * press + ty * rub;
    ball->v.x += w1 * jx;
    ball->v.y += w1 * jy;
    tip->v.x -= w2 * jx;
    tip->v.y -= w2 * jy;
    finger->point_x -= jx;
    finger->point_y -= jy;
    disc->seen.touched = disc->seen.touched || press > 0.0;
}

void tb_disc_substep(tb_world *world, tb_disc *disc, double substep_ms)
{
    const double h = substep_ms, c = disc->spec.layer_cos, s = disc->spec.layer_sin;
    cpBody *body = disc->body;
    double mx, my;
    tb_lattice_position(world->lattice, &disc->anchor, &mx, &my);
    const double ax = disc->spec.x_mm + RIDE * (mx - disc->rest_x_mm),
                 ay = disc->spec.y_mm + RIDE * (my - disc->rest_y_mm);
    const double ex = ax - body->p.x, ey = ay - body->p.y;
    const double along = c * ex + s * ey, into = -s * ex + c * ey;
    double v_along = c * body->v.x + s * body->v.y, v_into = -s * body->v.x + c * body->v.y;
    const double k_along =
        disc->spec.across_n_per_mm * (1.0 + along * along / (HARDENING_MM * HARDENING_MM));
    const double k_into = disc->spec.into_n_per_mm, m = body->m;
    const double c_along = 1.4 * sqrt(k_along * m), c_into = 1.4 * sqrt(k_into * m);
    v_along = (v_along + h * k_along / m * along) / (1.0 + h * c_along / m + h * h * k_along / m);
    v_into = (v_into + h * k_into / m * into) / (1.0 + h * c_into / m + h * h * k_into / m);
    body->v.x = c * v_along - s * v_into;
    body->v.y = s * v_along + c * v_into;
    body->p.x += h * body->v.x;
    body->p.y += h * body->v.y;
    disc->seen.push_mm = -along;
    for (int k = 0; k < TB_WORLD_FINGERS; ++k) {
        if (disc->near[k] && world->fingers[k].seen.active) {
            halo_contact(world, disc, k, h);
        }
    }
}
