// The body's drawn skin around the cut: where it runs and how it is lit. The live skin and the
// strips around the notch are exact, the body's mesh is coarse: they go over into it, so that no
// slit opens and no edge of light shows where one ends.
#include "render_internal.h"

#include <math.h>

static const float MARGIN_MM = 16.0f; ///< around the cut, beyond its strips
static const float FAR_MM = 12.0f;    ///< a mesh further from the true skin is not its mesh
static const float UNDER_MM = 0.3f;   ///< what ends under the body lies so deep

static tb_f3 place_of(const tb_vertex *v)
{
    return tb_f3_make(v->position[0], v->position[1], v->position[2]);
}

static tb_f3 normal_of(const tb_vertex *v)
{
    return tb_f3_make(v->normal[0], v->normal[1], v->normal[2]);
}

static void put(float out[3], tb_f3 v)
{
    out[0] = v.x;
    out[1] = v.y;
    out[2] = v.z;
}

void tb_body_near_gather(tb_renderer *renderer, float ahead_mm)
{
    const tb_cut *cut = &renderer->cut;
    const tb_mesh *skin = &renderer->skin;
    const float from = -cut->back_mm - TB_COLLAR_MM - MARGIN_MM, to = ahead_mm + MARGIN_MM;
    const float lo = cut->lo_mm - TB_COLLAR_MM - MARGIN_MM,
                hi = cut->hi_mm + TB_COLLAR_MM + MARGIN_MM;
    const float c = (float)cut->plane.cos_azimuth, n = (float)cut->plane.sin_azimuth;
    renderer->near_count = 0;
    for (int k = 0; k + 2 < skin->index_count && renderer->near_count < TB_NEAR_MAX; k += 3) {
        const tb_vertex *v[3] = {&skin->vertices[skin->indices[k]],
                                 &skin->vertices[skin->indices[k + 1]],
                                 &skin->vertices[skin->indices[k + 2]]};
        const float x = v[0]->position[0], z = v[0]->position[2];
        const float s = (x - (float)cut->plane.t0_mm) * c + (z - (float)cut->plane.b0_mm) * n;
        const float ahead = tb_cut_ahead(cut, x, z);
        const float up = v[0]->normal[1] + v[1]->normal[1] + v[2]->normal[1];
        if (s < lo || s > hi || ahead < from || ahead > to || up < -1.2f) {
            continue; // the far side of a limb is no neighbour
        }
        tb_near_triangle *near = &renderer->near[renderer->near_count++];
        near->first = k;
        near->centre = tb_f3_scale(
            tb_f3_add(place_of(v[0]), tb_f3_add(place_of(v[1]), place_of(v[2]))), 1.0f / 3.0f);
        near->radius_mm = 0.0f;
        for (int e = 0; e < 3; ++e) {
            const tb_f3 d = tb_f3_sub(place_of(v[e]), near->centre);
            near->radius_mm = fmaxf(near->radius_mm, sqrtf(tb_f3_dot(d, d)));
        }
    }
}

/// Shares of a triangle's corners in its point nearest to p.
/// @source Ericson 2005, Real-Time Collision Detection, 5.1.5
static void nearest_shares(tb_f3 a, tb_f3 b, tb_f3 c, tb_f3 p, float share[3])
{
    const tb_f3 ab = tb_f3_sub(b, a), ac = tb_f3_sub(c, a), ap = tb_f3_sub(p, a),
                bp = tb_f3_sub(p, b), cp = tb_f3_sub(p, c);
    const float d1 = tb_f3_dot(ab, ap), d2 = tb_f3_dot(ac, ap), d3 = tb_f3_dot(ab, bp),
                d4 = tb_f3_dot(ac, bp), d5 = tb_f3_dot(ab, cp), d6 = tb_f3_dot(ac, cp);
    const float va = d3 * d6 - d5 * d4, vb = d5 * d2 - d1 * d6, vc = d1 * d4 - d3 * d2;
    float v = 0.0f, w = 0.0f;
    if (d1 <= 0.0f && d2 <= 0.0f) { // a
    } else if (d3 >= 0.0f && d4 <= d3) {
        v = 1.0f; // b
    } else if (d6 >= 0.0f && d5 <= d6) {
        w = 1.0f; // c
    } else if (vc <= 0.0f && d1 >= 0.0f && d3 <= 0.0f) {
        v = d1 / (d1 - d3); // on ab
    } else if (vb <= 0.0f && d2 >= 0.0f && d6 <= 0.0f) {
        w = d2 / (d2 - d6); // on ac
    } else if (va <= 0.0f && d4 >= d3 && d5 >= d6) {
        w = (d4 - d3) / (d4 - d3 + d5 - d6); // on bc
        v = 1.0f - w;
    } else {
        v = vb / (va + vb + vc);
        w = vc / (va + vb + vc);
    }
    share[0] = 1.0f - v - w;
    share[1] = v;
    share[2] = w;
}

/// Point of the body's mesh nearest to a place of the true skin, its normal and light.
/// @return false when it is not near
static bool nearest_on_body(const tb_renderer *renderer, tb_f3 p, tb_f3 normal, tb_vertex *on)
{
    const tb_mesh *skin = &renderer->skin;
    float least = FAR_MM;
    bool found = false;
    for (int k = 0; k < renderer->near_count; ++k) {
        const tb_near_triangle *near = &renderer->near[k];
        const tb_f3 d = tb_f3_sub(p, near->centre);
        const float reach = least + near->radius_mm;
        if (tb_f3_dot(d, d) >= reach * reach) {
            continue;
        }
        const tb_vertex *v[3] = {&skin->vertices[skin->indices[near->first]],
                                 &skin->vertices[skin->indices[near->first + 1]],
                                 &skin->vertices[skin->indices[near->first + 2]]};
        float share[3];
        nearest_shares(place_of(v[0]), place_of(v[1]), place_of(v[2]), p, share);
        tb_f3 at = {0.0f, 0.0f, 0.0f}, facing = at;
        float ao = 0.0f, sun = 0.0f;
        for (int e = 0; e < 3; ++e) {
            at = tb_f3_add(at, tb_f3_scale(place_of(v[e]), share[e]));
            facing = tb_f3_add(facing, tb_f3_scale(normal_of(v[e]), share[e]));
            ao += share[e] * v[e]->ao;
            sun += share[e] * v[e]->uvl[0];
        }
        const tb_f3 off = tb_f3_sub(p, at);
        const float far = sqrtf(tb_f3_dot(off, off));
        if (far < least && tb_f3_dot(facing, normal) > 0.0f) {
            least = far;
            found = true;
            put(on->position, at);
            put(on->normal, facing);
            on->ao = ao;
            on->uvl[0] = sun;
        }
    }
    return found;
}

static tb_f3 mix(tb_f3 a, tb_f3 b, float share)
{
    return tb_f3_add(a, tb_f3_scale(tb_f3_sub(b, a), share));
}

tb_f3 tb_body_meet(const tb_renderer *renderer, tb_f3 p, tb_f3 normal, float outside_mm,
                   tb_vertex *look)
{
    tb_vertex vertex = {.uvl = {1.0f, 0.0f, 0.0f}, .ao = 1.0f}, on = vertex;
    put(vertex.position, p);
    put(vertex.normal, normal);
    if (!nearest_on_body(renderer, p, normal, &on)) { // it dips at its rim
        tb_region_finish(&renderer->region, renderer->light, &vertex);
        *look = vertex;
        const float dip_mm = outside_mm < TB_COLLAR_MM ? 0.0f : TB_RIM_DIP_MM;
        return tb_f3_sub(p, tb_f3_scale(normal, dip_mm));
    }
    float share = fmaxf(0.0f, fminf(1.0f, outside_mm / TB_MEET_MM));
    share = share * share * (3.0f - 2.0f * share);
    const tb_f3 end = tb_f3_sub(place_of(&on), tb_f3_scale(normal, UNDER_MM));
    vertex.ao = on.ao;
    vertex.uvl[0] = on.uvl[0];
    tb_region_skin_uv(&renderer->region, vertex.position, vertex.tangent);
    tb_region_colour(&renderer->region, &vertex);
    put(vertex.normal, tb_f3_unit(mix(normal, normal_of(&on), share)));
    *look = vertex;
    return mix(p, end, share);
}
