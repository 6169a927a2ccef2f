// The cut-away without GL: it lies on the body, keeps its order, follows the lattice, and the hand
// and curves that are drawn with it are what they claim to be.
#include "tb_test.h"

#include "render/hand_mesh.h"
#include "render/lattice_view.h"
#include "render/render_internal.h"
#include "tautband/anatomy/section.h"

#include <math.h>
#include <string.h>

static tb_case model;
static tb_anatomy anatomy;
static tb_renderer *renderer;
static tb_snapshot snapshot;

static int load(void)
{
    static tb_diagnostics diagnostics;
    if (tb_case_load("assets/cases/gastrocnemius-medial.yaml", &model, &diagnostics) != TB_OK) {
        tb_diagnostics_print(&diagnostics, stderr);
        return -1;
    }
    tb_anatomy_draw(&model, 0, &anatomy);
    return tb_renderer_create_null(&renderer) == TB_OK ? 0 : -1;
}

/// A snapshot whose tissue rests in the section through (t, b) at an azimuth.
static void rest_at(double t_mm, double b_mm, double azimuth_rad, int kind)
{
    static tb_section section;
    const tb_section_plane plane = {t_mm, b_mm, cos(azimuth_rad), sin(azimuth_rad)};
    assert_int_equal(tb_section_build(&anatomy, &plane, &section, NULL), TB_OK);
    memset(&snapshot, 0, sizeof snapshot);
    snapshot.section.kind = kind;
    snapshot.section.build = 1;
    snapshot.section.plane = plane;
    for (int k = 0; k < TB_SECTION_NODES; ++k) {
        snapshot.section.rest_s_mm[k] = snapshot.section.s_mm[k] = (float)section.s_mm[k];
        snapshot.section.rest_y_mm[k] = snapshot.section.y_mm[k] = (float)section.y_mm[k];
    }
}

typedef struct plane_row {
    const char *name;
    double t_mm, b_mm, azimuth_rad;
    int kind;
} plane_row;

static plane_row planes[] = {{"across the fibres", 0.0, 0.0, 1.5707963, TB_SECTION_PALPATION},
                             {"across, proximal", -26.0, 0.0, 1.5707963, TB_SECTION_PALPATION},
                             {"along the fibres", 4.0, 3.0, 0.0, TB_SECTION_NEEDLE},
                             {"oblique", -10.0, -6.0, 0.8, TB_SECTION_NEEDLE},
                             {"steeply oblique", 12.0, 5.0, 2.5, TB_SECTION_NEEDLE}};

static void cut_lies_on_the_body(void **state)
{
    const plane_row *row = *state;
    rest_at(row->t_mm, row->b_mm, row->azimuth_rad, row->kind);
    assert_int_equal(tb_renderer_set_patient(renderer, &model, &anatomy, NULL), TB_OK);
    const tb_cut *cut = &renderer->cut;
    const float eye[3] = {-150.0f, 130.0f, 130.0f};
    tb_cut_shape(renderer, &snapshot, 0.0f, eye);
    assert_true(tb_cut_ahead(cut, eye[0], eye[2]) > 0.0f); // the viewer stands before the face
    assert_true(cut->lo_mm < -10.0f && cut->lo_mm > -37.0f);
    assert_true(cut->hi_mm > 10.0f && cut->hi_mm < 37.0f);
    for (int k = 0; k <= 20; ++k) { // where the face is drawn, body and anatomy agree on the skin
        const float s = cut->lo_mm + (cut->hi_mm - cut->lo_mm) * 0.05f * (float)k;
        const tb_f3 p = tb_cut_point(cut, s, 0.0f, 0.0f);
        const double skin = -tb_anatomy_skin_mm(&anatomy, (double)p.x, (double)p.z);
        assert_near((double)tb_cut_height(cut, s, 0.0f), skin, 1.6);
        assert_near((double)tb_cut_height(cut, s, 0.0f),
                    (double)tb_region_height(&renderer->region, p.x, p.z), 0.25);
    }
    for (int k = 0; k < TB_EXPOSURES; ++k) { // layers are peeled in order, towards one end
        const float here = tb_cut_border(cut, k, -8.0f), next = tb_cut_border(cut, k + 1, -8.0f);
        assert_true(cut->peel * (next - here) > 1.0f);
    }
    assert_true(tb_cut_floor(cut, 20.0f) > tb_cut_floor(cut, 0.0f)); // it opens to the viewer
    assert_true(tb_cut_floor(cut, 0.0f) < tb_cut_height(cut, 0.0f, 0.0f) - 20.0f);
}

static void layer_depths_are_the_anatomys(void **state)
{
    (void)state;
    rest_at(0.0, 0.0, 1.5707963, TB_SECTION_PALPATION);
    assert_int_equal(tb_renderer_set_patient(renderer, &model, &anatomy, NULL), TB_OK);
    const float eye[3] = {-150.0f, 130.0f, 130.0f};
    tb_cut_shape(renderer, &snapshot, 0.0f, eye);
    double expected = 0.0; // thicknesses add up at the origin
    for (int k = 0; k < anatomy.layer_count; ++k) {
        assert_near((double)tb_cut_layer_depth(renderer, k, 0.0f, 0.0f), expected, 1e-3);
        expected += anatomy.layers[k].thickness_mm;
    }
}

static void leading_cut_stands_before_the_tool(void **state)
{
    (void)state;
    rest_at(5.0, 0.0, 1.5707963, TB_SECTION_PALPATION);
    assert_int_equal(tb_renderer_set_patient(renderer, &model, &anatomy, NULL), TB_OK);
    const float eye[3] = {-150.0f, 130.0f, 130.0f};
    tb_cut_shape(renderer, &snapshot, 9.0f, eye);
    assert_near((double)tb_cut_ahead(&renderer->cut, 5.0f, 0.0f), -9.0, 1e-3);
    assert_near(renderer->cut.plane.t0_mm, -4.0, 1e-3); // the eye is proximal: towards -t
}

/// An affine motion must come back exactly: interpolation is linear.
static void lattice_is_followed_between_nodes(void **state)
{
    (void)state;
    rest_at(0.0, 0.0, 1.5707963, TB_SECTION_PALPATION);
    static tb_snapshot moved;
    moved = snapshot;
    for (int k = 0; k < TB_SECTION_NODES; ++k) {
        moved.section.s_mm[k] += 0.5f + 0.02f * moved.section.rest_s_mm[k];
        moved.section.y_mm[k] += -1.0f + 0.03f * moved.section.rest_s_mm[k];
    }
    const tb_lattice_view view = {&snapshot, &moved, 0.5f};
    for (int k = 0; k < 40; ++k) {
        const float s = -38.0f + 1.9f * (float)k, depth = 1.07f * (float)k;
        float ds, dy;
        tb_lattice_shift(&view, s, depth, &ds, &dy);
        assert_near((double)ds, 0.5 * (0.5 + 0.02 * (double)s), 2e-3);
        assert_near((double)dy, 0.5 * (-1.0 + 0.03 * (double)s), 2e-3);
        float cs = s, cy = -20.0f;
        tb_lattice_carry(&view, &cs, &cy);
        assert_near((double)cs, (double)(s + ds), 2e-3);
        assert_near((double)cy, (double)(-20.0f + dy), 2e-3);
    }
    assert_near((double)tb_lattice_row_depth(&view, 0, 3.3f), 0.0, 1e-4);
    assert_true(tb_lattice_row_depth(&view, TB_SECTION_NY - 1, 3.3f) > 40.0f);
}

static void curves_pass_through_their_stations(void **state)
{
    (void)state;
    enum { PIECES = 6, MOST = TB_CHAIN_POINTS_MAX * PIECES + 1 };
    tb_f3 points[MOST];
    float radii[MOST];
    for (int k = 0; k < anatomy.structure_count; ++k) {
        const tb_structure *s = &anatomy.structures[k];
        const int count = tb_chain_smooth(s, PIECES, points, radii, MOST);
        assert_int_equal(count, (s->point_count - 1) * PIECES + 1);
        for (int p = 0; p < s->point_count; ++p) {
            const tb_f3 *at = &points[p * PIECES];
            assert_near((double)at->x, s->points[p].t_mm, 1e-3);
            assert_near((double)at->y, -s->points[p].n_mm, 1e-3);
            assert_near((double)at->z, s->points[p].b_mm, 1e-3);
            assert_near((double)radii[p * PIECES], s->points[p].radius_mm, 1e-3);
        }
    }
}

static void points_are_pulled_onto_the_skin(void **state)
{
    (void)state;
    assert_int_equal(tb_renderer_set_patient(renderer, &model, &anatomy, NULL), TB_OK);
    for (int k = -6; k <= 6; ++k) {
        tb_f3 normal;
        const tb_f3 above = {8.0f * (float)k, 4.0f, 5.0f * (float)k};
        const tb_f3 p = tb_region_onto_skin(&renderer->region, above, &normal);
        assert_true(fabsf(tb_region_skin(&renderer->region, p)) < 0.1f);
        assert_near((double)tb_f3_dot(normal, normal), 1.0, 1e-4);
        assert_true(normal.y > 0.2f);
    }
}

static void hand_keeps_its_budget(void **state)
{
    (void)state;
    tb_mesh hand = {0};
    tb_hand_mesh_build(&hand, TB_HAND_PRESS, 8.6f);
    assert_false(hand.failed);
    assert_true(hand.index_count / 3 > 1000 && hand.index_count / 3 < 3000);
    float lowest = 1e9f, lowest_x = 0.0f;
    for (int k = 0; k < hand.vertex_count; ++k) {
        const tb_vertex *v = &hand.vertices[k];
        const float *n = v->normal;
        assert_near((double)(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]), 1.0, 1e-2);
        assert_true(v->ao > 0.0f && v->ao <= 1.0f);
        if (v->position[1] < lowest) {
            lowest = v->position[1];
            lowest_x = v->position[0];
        }
    }
    assert_near((double)lowest_x, -9.5, 7.0); // the index finger presses
    tb_mesh_destroy(&hand);
}

/// A hand that points along an azimuth with its fingertip at the site's skin, its wrist lifted.
static void place_hand(double azimuth_rad, float raise_rad, float from_hand[16])
{
    const tb_f3 up = {0.0f, 1.0f, 0.0f},
                level = {(float)cos(azimuth_rad), 0.0f, (float)sin(azimuth_rad)};
    const tb_f3 own = {-9.5f, 6.1f, -1.0f};
    const float c = cosf(raise_rad), s = sinf(raise_rad);
    const tb_f3 z = tb_f3_sub(tb_f3_scale(level, c), tb_f3_scale(up, s)),
                y = tb_f3_add(tb_f3_scale(up, c), tb_f3_scale(level, s)), x = tb_f3_cross(y, z);
    const tb_f3 moved =
        tb_f3_add(tb_f3_scale(x, own.x), tb_f3_add(tb_f3_scale(y, own.y), tb_f3_scale(z, own.z)));
    const float m[16] = {x.x, x.y, x.z, 0.0f, y.x,      y.y,      y.z,      0.0f,
                         z.x, z.y, z.z, 0.0f, -moved.x, -moved.y, -moved.z, 1.0f};
    memcpy(from_hand, m, sizeof m);
}

/// How deep the thumb's last joint but one, a ball, reaches into the skin.
static float thumb_within_mm(const tb_region *region, const float m[16])
{
    const tb_f3 own = {-45.0f, 34.0f, -98.0f};
    const tb_f3 p = {m[0] * own.x + m[4] * own.y + m[8] * own.z + m[12],
                     m[1] * own.x + m[5] * own.y + m[9] * own.z + m[13],
                     m[2] * own.x + m[6] * own.y + m[10] * own.z + m[14]};
    return 10.5f - tb_region_skin(region, p);
}

/// Where the body rises beside the site a hand is lifted as far as it takes, and no further.
static void hand_is_lifted_out_of_the_body(void **state)
{
    (void)state;
    static tb_case flank;
    static tb_anatomy lying;
    static tb_region body;
    static tb_diagnostics diagnostics;
    assert_int_equal(tb_case_load("assets/cases/ql-gardener.yaml", &flank, &diagnostics), TB_OK);
    tb_anatomy_draw(&flank, 3, &lying);
    const tb_region_place place = tb_site_place(&flank.site);
    tb_region_init(&body, &lying, &place);
    float deepest = 0.0f, highest = 0.0f, least = 1.0f;
    for (int k = 0; k < 24; ++k) {
        const double azimuth_rad = 6.283185307 * k / 24.0;
        float m[16];
        place_hand(azimuth_rad, 0.0f, m);
        const float raise_rad = tb_hand_raise(&body, TB_HAND_PRESS, m);
        deepest = fmaxf(deepest, thumb_within_mm(&body, m));
        highest = fmaxf(highest, raise_rad);
        least = fminf(least, raise_rad);
        place_hand(azimuth_rad, raise_rad, m);
        assert_true(raise_rad >= 0.499f || thumb_within_mm(&body, m) < 6.0f);
    }
    assert_true(deepest > 10.0f && highest > 0.1f);
    assert_near((double)least, 0.0, 0.0);
}

typedef struct azimuth_row {
    const char *name;
    double azimuth_rad;
} azimuth_row;

static azimuth_row azimuths[] = {{"0 degrees", 0.0},         {"30 degrees", 0.5235988},
                                 {"60 degrees", 1.0471976},  {"90 degrees", 1.5707963},
                                 {"120 degrees", 2.0943951}, {"150 degrees", 2.6179939},
                                 {"210 degrees", 3.6651914}, {"300 degrees", 5.2359878}};

static void facing_camera_sees_the_face(void **state)
{
    const azimuth_row *row = *state;
    const tb_section_plane plane = {0.0, 0.0, cos(row->azimuth_rad), sin(row->azimuth_rad)};
    const tb_camera camera = tb_renderer_camera_facing(renderer, &plane),
                    usual = tb_renderer_camera_work(renderer);
    // share of the view's ground direction that runs along the plane's normal
    const double along_normal = -plane.sin_azimuth * cos((double)camera.azimuth_rad) +
                                plane.cos_azimuth * sin((double)camera.azimuth_rad);
    assert_true(fabs(along_normal) > 0.6);
    double turned = (double)(camera.azimuth_rad - usual.azimuth_rad); // the shorter way round
    turned -= 6.283185307 * floor(turned / 6.283185307 + 0.5);
    assert_true(fabs(turned) < 1.58);
    assert_true(camera.distance_mm <= usual.distance_mm);
}

/// Depth at which the line t = 0 meets the ellipsoid of the roll's site file: the nearer root of
/// sum ((axis . (p - centre)) / semi)^2 = 1.
static double lung_top_mm(double b_mm)
{
    static const double axis[3][3] = {{0.9871, 0.1062, -0.1202},
                                      {0.1238, -0.9809, 0.1502},
                                      {-0.1019, -0.1631, -0.9813}},
                        semi[3] = {46.0, 60.0, 92.0}, centre[3] = {-24.9, 1.4, 129.7};
    double square = 0.0, half = 0.0, rest = -1.0;
    for (int k = 0; k < 3; ++k) {
        const double along = axis[k][2] / semi[k];
        const double start =
            (-axis[k][0] * centre[0] + axis[k][1] * (b_mm - centre[1]) - axis[k][2] * centre[2]) /
            semi[k];
        square += along * along;
        half += along * start;
        rest += start * start;
    }
    return (-half - sqrt(half * half - square * rest)) / square;
}

/// The notch before the roll goes down into the lung behind it; its face shows the lung and the
/// first rib, unless the case keeps dangers out of the pictures.
static void lung_behind_the_roll(tb_renderer *second, const tb_case *rolled,
                                 const tb_anatomy *lifted)
{
    enum { MOST = 4 };
    tb_shown_structure shown[MOST];
    double lung_mm = 1e9;
    for (int b = -18; b <= 18; b += 6) {
        lung_mm = fmin(lung_mm, lung_top_mm((double)b));
    }
    assert_near((double)tb_chest_depth(second), lung_mm, 0.5);
    assert_true(second->cut.floor_mm < -(float)lung_mm - 10.0f);
    tb_cut_find_chest(second);
    const int count = tb_renderer_chest_shown(second, shown, MOST);
    int lungs = 0, ribs = 0;
    for (int k = 0; k < count; ++k) {
        const tb_structure *structure = &lifted->structures[shown[k].structure];
        const tb_vec3 place = {(double)shown[k].t_mm, (double)shown[k].b_mm, (double)shown[k].n_mm};
        assert_true(tb_structure_distance_mm(structure, place) < 1.0);
        lungs += structure->tissue == TB_TISSUE_PLEURA;
        ribs += strcmp(structure->label, "first rib") == 0;
    }
    assert_int_equal(lungs, 1);
    assert_int_equal(ribs, 1);
    static tb_case hidden;
    hidden = *rolled;
    hidden.difficulty.hide_hazards = true;
    assert_int_equal(tb_renderer_set_patient(second, &hidden, lifted, NULL), TB_OK);
    assert_near((double)tb_chest_depth(second), 0.0, 0.0);
    tb_cut_find_chest(second);
    assert_int_equal(tb_renderer_chest_shown(second, shown, MOST), 0);
}

/// Across a lifted roll the cut holds the whole roll, and what does not move begins at its root.
static void cut_holds_a_lifted_roll(void **state)
{
    (void)state;
    static tb_case rolled;
    static tb_anatomy lifted;
    static tb_section section;
    static tb_diagnostics diagnostics;
    static tb_snapshot seen;
    assert_int_equal(tb_case_load("assets/cases/ut-designer.yaml", &rolled, &diagnostics), TB_OK);
    tb_anatomy_draw(&rolled, 0, &lifted);
    assert_true(lifted.roll.present);
    const tb_section_plane plane = {0.0, 0.0, 0.0, 1.0};
    assert_int_equal(tb_section_build_roll(&lifted, &plane, TB_SECTION_ROLL_FACE, &section, NULL),
                     TB_OK);
    seen.section.kind = TB_SECTION_PALPATION;
    seen.section.shape = TB_SECTION_ROLL_FACE;
    seen.section.build = 1;
    seen.section.plane = plane;
    for (int k = 0; k < TB_SECTION_NODES; ++k) {
        seen.section.rest_s_mm[k] = seen.section.s_mm[k] = (float)section.s_mm[k];
        seen.section.rest_y_mm[k] = seen.section.y_mm[k] = (float)section.y_mm[k];
    }
    tb_renderer *second = NULL;
    assert_int_equal(tb_renderer_create_null(&second), TB_OK);
    assert_int_equal(tb_renderer_set_patient(second, &rolled, &lifted, NULL), TB_OK);
    const float eye[3] = {200.0f, 160.0f, 60.0f};
    tb_cut_shape(second, &seen, 0.0f, eye);
    const tb_cut *cut = &second->cut;
    const float wide = (float)lifted.roll.half_width_mm;
    assert_true(cut->rolled && cut->lo_mm < -wide && cut->hi_mm > wide);
    assert_near((double)tb_cut_height(cut, 0.0f, 0.0f), lifted.roll.height_mm, 0.5);
    assert_near((double)tb_cut_bed(second, 0.0f), -lifted.roll.root_mm, 1.0);
    const float beside = wide + 3.0f;
    assert_near((double)tb_cut_bed(second, beside),
                -tb_anatomy_patch_mm(&lifted, 0.0, (double)beside), 1e-3);
    // the floor lies below the root and comes out of the skin before the roll ends
    assert_true(cut->floor_mm < -(float)lifted.roll.root_mm);
    assert_true(tb_cut_floor(cut, 50.0f) > tb_cut_height(cut, 0.0f, 50.0f));
    // its window: fat, fascia and muscle below the skin, each further from the viewer
    for (int i = 0; i <= TB_PATCH_NU; ++i) {
        const float s = wide * (2.0f * (float)i / TB_PATCH_NU - 1.0f);
        second->patch_s_mm[i] = s;
        second->patch_rest[i][0] = tb_cut_point(cut, s, tb_cut_height(cut, s, 0.0f), -cut->back_mm);
    }
    tb_roll_window_build(second);
    assert_true(second->window.open && second->steps.vertex_count > 0 && !second->steps.failed);
    float nearest[5] = {-1e3f, -1e3f, -1e3f, -1e3f, -1e3f};
    for (int k = 0; k < second->steps.vertex_count; ++k) {
        const tb_vertex *v = &second->steps.vertices[k];
        const tb_f3 p = {v->position[0], v->position[1], v->position[2]};
        const float ahead = tb_cut_ahead(cut, p.x, p.z);
        assert_true(tb_region_skin(&second->region, p) < 0.6f);
        assert_true(ahead < 0.0f && ahead > -cut->back_mm - TB_COLLAR_MM);
        float *most = &nearest[(int)v->uvl[2]];
        *most = fmaxf(*most, ahead);
    }
    assert_true(nearest[1] > nearest[2] && nearest[2] > nearest[3] && nearest[3] > -1e3f);
    lung_behind_the_roll(second, &rolled, &lifted);
    tb_mesh_abandon(&second->steps); // there is no context that would hold more of it
    tb_renderer_destroy(second);
}

int main(void)
{
    static tb_test_list list;
    if (load() != 0) {
        return 1;
    }
    TB_TEST_ROWS(&list, cut_lies_on_the_body, planes);
    TB_TEST(&list, layer_depths_are_the_anatomys);
    TB_TEST(&list, leading_cut_stands_before_the_tool);
    TB_TEST(&list, lattice_is_followed_between_nodes);
    TB_TEST(&list, curves_pass_through_their_stations);
    TB_TEST(&list, points_are_pulled_onto_the_skin);
    TB_TEST(&list, hand_keeps_its_budget);
    TB_TEST(&list, hand_is_lifted_out_of_the_body);
    TB_TEST(&list, cut_holds_a_lifted_roll);
    TB_TEST_ROWS(&list, facing_camera_sees_the_face, azimuths);
    const int failed = tb_test_run(&list, "cut");
    tb_renderer_destroy(renderer);
    return failed;
}
