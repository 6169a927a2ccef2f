// The drawn body: a field that agrees with the anatomy's own skin, a closed mesh, and views that
// can be inverted.
#include "tb_test.h"

#include "render/region_mesh.h"
#include "tautband/render/renderer.h"

#include <string.h>

static tb_anatomy anatomy;
static tb_region region;

static int load(void)
{
    static tb_case model;
    static tb_diagnostics diagnostics;
    if (tb_case_load("assets/cases/gastrocnemius-medial.yaml", &model, &diagnostics) != TB_OK) {
        tb_diagnostics_print(&diagnostics, stderr);
        return -1;
    }
    tb_anatomy_draw(&model, 0, &anatomy);
    const tb_region_place place = tb_region_usual_place(TB_REGION_CALF);
    tb_region_init(&region, &anatomy, &place);
    return 0;
}

typedef struct place_row {
    const char *name;
    float t_mm, b_mm;
} place_row;

static place_row places[] = {{"origin", 0.0f, 0.0f},
                             {"proximal", -40.0f, 5.0f},
                             {"distal", 40.0f, -10.0f},
                             {"medial", 0.0f, 26.0f},
                             {"lateral", 10.0f, -26.0f}};

static void skin_is_the_anatomys_own_at_the_site(void **state)
{
    const place_row *row = *state;
    const double skin = -tb_anatomy_skin_mm(&anatomy, (double)row->t_mm, (double)row->b_mm);
    assert_near((double)tb_region_height(&region, row->t_mm, row->b_mm), skin, 0.15);
    const tb_f3 below = {row->t_mm, (float)skin - 3.0f, row->b_mm},
                above = {row->t_mm, (float)skin + 3.0f, row->b_mm};
    assert_true(tb_region_skin(&region, below) < -1.5f);
    assert_true(tb_region_skin(&region, above) > 1.5f);
}

static void field_is_safe_to_march(void **state)
{
    // a step of TB_REGION_STEP times the distance must never pass through the skin
    (void)state;
    for (int i = -20; i <= 20; ++i) {
        for (int j = -8; j <= 8; ++j) {
            for (int k = -10; k <= 6; ++k) {
                const tb_f3 p = {6.0f * (float)i, 6.0f * (float)k, 6.0f * (float)j};
                const float here = tb_region_skin(&region, p);
                const tb_f3 steps[3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
                for (int a = 0; a < 3 && here > -2.0f && here < 25.0f; ++a) {
                    const float next = tb_region_skin(&region, tb_f3_add(p, steps[a]));
                    assert_true(fabsf(next - here) < 1.0f / TB_REGION_STEP);
                }
            }
        }
    }
}

typedef struct mesh_row {
    const char *name;
    tb_region_id id;
    int most; ///< skin triangles of the light tier: a fast first frame needs few
} mesh_row;

static mesh_row meshes[] = {
    {"calf", TB_REGION_CALF, 6000},
    {"shoulder_neck", TB_REGION_SHOULDER_NECK, 8000},
    {"flank", TB_REGION_FLANK, 8000},
    {"buttock", TB_REGION_BUTTOCK, 8000},
    {"sole", TB_REGION_SOLE, 6000},
    {"scapula", TB_REGION_SCAPULA, 8000},
    {"suboccipital", TB_REGION_SUBOCCIPITAL, 8000},
    {"front_neck", TB_REGION_FRONT_NECK, 8000},
    {"hip", TB_REGION_HIP, 8000},
    {"foot", TB_REGION_FOOT, 6000},
};

static const char *rolls[][2] = {{"front of the neck", "assets/cases/scm-singer.yaml"},
                                 {"shoulder", "assets/cases/ut-designer.yaml"}};

/// The drape as it is meshed goes on beyond its hem, and is the drape itself well under it.
static void spare_drape_goes_on(void **state)
{
    (void)state;
    static tb_region body;
    for (int id = 0; id < TB_REGION_COUNT; ++id) {
        const tb_region_place place = tb_region_usual_place((tb_region_id)id);
        tb_region_init(&body, &anatomy, &place);
        const tb_region_box box = tb_region_bounds(&body, TB_REGION_DRAPE);
        for (int k = 0; k < 9 * 9 * 9; ++k) {
            const tb_f3 share = {(float)(k % 9) / 8.0f, (float)(k / 9 % 9) / 8.0f,
                                 (float)(k / 81) / 8.0f};
            const tb_f3 p = tb_region_from_body(
                &body, tb_f3_make(box.lo_mm.x + share.x * (box.hi_mm.x - box.lo_mm.x),
                                  box.lo_mm.y + share.y * (box.hi_mm.y - box.lo_mm.y),
                                  box.lo_mm.z + share.z * (box.hi_mm.z - box.lo_mm.z)));
            const float drape = tb_region_drape(&body, p), spare = tb_region_spare_drape(&body, p),
                        hem = tb_region_hem(&body, p);
            if (drape < -1.0f) { // in the cloth, so under its hem
                assert_true(hem < 0.0f && spare < 0.0f);
            }
            if (hem < -60.0f && fabsf(drape) < 20.0f) {
                assert_near((double)spare, (double)drape, 1e-3);
            }
        }
    }
}

/// An edge with one triangle is the mesh's border. It may only run where nobody sees it.
static bool hidden(const tb_region *body, const tb_region_box *box, const float p[3])
{
    const tb_f3 at = {p[0], p[1], p[2]}, q = tb_region_to_body(body, at);
    const float edge = 24.0f; // a cell and the row before the box's side
    const bool at_box = q.x < box->lo_mm.x + edge || q.y < box->lo_mm.y + edge ||
                        q.z < box->lo_mm.z + edge || q.x > box->hi_mm.x - edge ||
                        q.y > box->hi_mm.y - edge || q.z > box->hi_mm.z - edge;
    return at_box || tb_f3_dot(body->up, at) - body->table_mm < edge ||
           tb_region_covered(body, at, 4.0f);
}

static float ball(const void *radius_mm, tb_f3 p)
{
    return sqrtf(tb_f3_dot(p, p)) - *(const float *)radius_mm;
}

static int by_value(const void *a, const void *b);

/// A surface that only just fits into its box is closed all the same: every edge has two triangles.
static void net_in_a_tight_box_is_closed(void **state)
{
    (void)state;
    const float radius_mm = 10.0f, reach_mm = 10.3f;
    const tb_net net = {
        .field = ball, .context = &radius_mm, .cell_mm = 4.0f, .doubt_mm = 0.0f, .rise = 1.0f};
    tb_mesh mesh = {0};
    tb_mesh_surface_net(&mesh, &net, tb_f3_make(-reach_mm, -reach_mm, -reach_mm),
                        tb_f3_make(reach_mm, reach_mm, reach_mm));
    static uint64_t edges[4096];
    int count = 0;
    assert_true(mesh.index_count > 0 && mesh.index_count < 4096);
    for (int k = 0; k < mesh.index_count; k += 3) {
        for (int e = 0; e < 3; ++e) {
            const uint32_t a = mesh.indices[k + e], b = mesh.indices[k + (e + 1) % 3];
            edges[count++] = (uint64_t)(a < b ? a : b) << 32 | (a < b ? b : a);
        }
    }
    qsort(edges, (size_t)count, sizeof edges[0], by_value);
    assert_int_equal(count % 2, 0);
    for (int k = 0; k < count; k += 2) {
        assert_true(edges[k] == edges[k + 1]);
        assert_true(k + 2 == count || edges[k] != edges[k + 2]);
    }
    tb_mesh_abandon(&mesh);
}

static int by_value(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static void mesh_is_the_skin_without_holes(void **state)
{
    const mesh_row *row = *state;
    static tb_region body;
    const tb_region_place place = tb_region_usual_place(row->id);
    tb_region_init(&body, &anatomy, &place);
    tb_mesh skin = {0}, drape = {0}, table = {0};
    tb_region_build(&body, 10.5f, tb_region_light(&body), &skin, &drape, &table);
    assert_false(skin.failed || drape.failed || table.failed);
    assert_true(skin.index_count / 3 > 1500 && skin.index_count / 3 < row->most);
    int off = 0;
    for (int k = 0; k < skin.vertex_count; ++k) {
        const float *p = skin.vertices[k].position, *n = skin.vertices[k].normal;
        const float distance = fabsf(tb_region_skin(&body, tb_f3_make(p[0], p[1], p[2])));
        off += distance > 1.0f;
        assert_true(distance < 8.0f); // between toes a cell is wider than the gap
        assert_near((double)(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]), 1.0, 1e-3);
    }
    assert_true(off < skin.vertex_count / 100);
    static uint64_t edges[80000]; // both ends, the smaller first
    int count = 0, outward = 0;
    for (int k = 0; k + 2 < skin.index_count; k += 3) {
        for (int e = 0; e < 3; ++e) {
            const uint32_t a = skin.indices[k + e], b = skin.indices[k + (e + 1) % 3];
            edges[count++] = (uint64_t)(a < b ? a : b) << 32 | (a < b ? b : a);
        }
        const tb_vertex *v[3];
        tb_f3 at[3];
        for (int e = 0; e < 3; ++e) {
            v[e] = &skin.vertices[skin.indices[k + e]];
            at[e] = tb_f3_make(v[e]->position[0], v[e]->position[1], v[e]->position[2]);
        }
        const tb_f3 turn = tb_f3_cross(tb_f3_sub(at[1], at[0]), tb_f3_sub(at[2], at[0]));
        const tb_f3 normal = {v[0]->normal[0], v[0]->normal[1], v[0]->normal[2]};
        outward += tb_f3_dot(turn, normal) > 0.0f;
    }
    // counter-clockwise seen from outside, on a mirrored body too; a few lie in creases
    assert_true(outward > 97 * (skin.index_count / 3) / 100);
    qsort(edges, (size_t)count, sizeof edges[0], by_value);
    const tb_region_box box = tb_region_bounds(&body, TB_REGION_SKIN);
    int open = 0;
    for (int k = 0; k < count; ++k) {
        const bool twin =
            (k > 0 && edges[k - 1] == edges[k]) || (k + 1 < count && edges[k + 1] == edges[k]);
        open += !twin && !hidden(&body, &box, skin.vertices[edges[k] >> 32].position);
    }
    assert_int_equal(open, 0);
    tb_mesh_destroy(&skin);
    tb_mesh_destroy(&drape);
    tb_mesh_destroy(&table);
}

/// A lifted roll changes the skin where it is lifted, not on the far side of the body.
static void roll_is_lifted_only_at_the_site(void **state)
{
    const char *const *file = *state;
    static tb_case model;
    static tb_anatomy lifted;
    static tb_region body, resting;
    static tb_diagnostics diagnostics;
    assert_int_equal(tb_case_load(file[1], &model, &diagnostics), TB_OK);
    tb_anatomy_draw(&model, 0, &lifted);
    assert_true(lifted.roll.present);
    const tb_region_place place = tb_site_place(&model.site);
    tb_region_init(&body, &lifted, &place);
    resting = body;
    resting.lift = 0.0f;
    tb_mesh skin = {0}, drape = {0}, table = {0};
    tb_region_build(&body, 10.5f, tb_region_light(&body), &skin, &drape, &table);
    int crest = 0, off = 0;
    for (int k = 0; k < skin.vertex_count; ++k) {
        const float *p = skin.vertices[k].position;
        const float distance = tb_region_skin(&resting, tb_f3_make(p[0], p[1], p[2]));
        crest += distance > 8.0f && p[1] > 0.0f;
        off += distance > 8.0f && p[1] < -120.0f;
    }
    assert_true(crest > 50);
    assert_int_equal(off, 0);
    tb_mesh_abandon(&skin);
    tb_mesh_abandon(&drape);
    tb_mesh_abandon(&table);
}

static void section_view_inverts(void **state)
{
    (void)state;
    const tb_rect rect = {808, 88, 464, 438};
    const tb_section_fit fits[3] = {{0}, {.reach_mm = 66.0f}, {.lower_mm = 12.0f}};
    for (int f = 0; f < 3; ++f) {
        for (int k = 0; k < 20; ++k) {
            const float s = -30.0f + 3.0f * (float)k, y = 5.0f - 2.0f * (float)k;
            float x_px, y_px, s2, y2;
            tb_section_view_map(&rect, fits[f], s, y, &x_px, &y_px);
            tb_section_view_unmap(&rect, fits[f], x_px, y_px, &s2, &y2);
            assert_near((double)s2, (double)s, 1e-3);
            assert_near((double)y2, (double)y, 1e-3);
        }
        float ax, ay, bx, by; // a millimetre is a millimetre both ways
        tb_section_view_map(&rect, fits[f], 0.0f, 0.0f, &ax, &ay);
        tb_section_view_map(&rect, fits[f], 10.0f, -10.0f, &bx, &by);
        assert_near((double)(bx - ax), (double)(by - ay), 1e-3);
        const float deep = tb_section_view_depth_mm(&rect, fits[f]); // where the rectangle ends
        tb_section_view_map(&rect, fits[f], 0.0f, -deep, &ax, &ay);
        assert_near((double)ay, (double)(rect.y + rect.height), 1e-2);
    }
    assert_true(tb_section_view_depth_mm(&rect, fits[0]) > 30.0f);
    assert_near((double)tb_section_view_depth_mm(&rect, fits[1]), 66.0, 1e-3);
}

static void null_renderer_takes_every_call(void **state)
{
    (void)state;
    static tb_snapshot snapshot;
    static tb_case model;
    tb_renderer *renderer = NULL;
    assert_int_equal(tb_renderer_create_null(&renderer), TB_OK);
    assert_int_equal(tb_renderer_set_patient(renderer, &model, &anatomy, NULL), TB_OK);
    const tb_frame_desc frame = {.width = 640, .height = 360, .scene = {0, 0, 320, 200}};
    tb_renderer_draw(renderer, &snapshot, &snapshot, 0.5f, &frame);
    const tb_camera work = tb_renderer_camera_work(renderer),
                    whole = tb_renderer_camera_region(renderer);
    assert_true(work.distance_mm < whole.distance_mm);
    float t, b;
    assert_false(tb_renderer_pick(renderer, 10.0f, 10.0f, &t, &b)); // nothing was drawn
    tb_renderer_destroy(renderer);
    tb_renderer_destroy(NULL);
}

int main(void)
{
    static tb_test_list list;
    if (load() != 0) {
        return 1;
    }
    TB_TEST_ROWS(&list, skin_is_the_anatomys_own_at_the_site, places);
    TB_TEST(&list, field_is_safe_to_march);
    TB_TEST_ROWS(&list, mesh_is_the_skin_without_holes, meshes);
    TB_TEST_ROWS(&list, roll_is_lifted_only_at_the_site, rolls);
    TB_TEST(&list, net_in_a_tight_box_is_closed);
    TB_TEST(&list, spare_drape_goes_on);
    TB_TEST(&list, section_view_inverts);
    TB_TEST(&list, null_renderer_takes_every_call);
    return tb_test_run(&list, "region");
}
