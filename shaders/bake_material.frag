// One tissue material: colour and gloss, and height. MATERIAL is set by the loader, one program each.
#include "common/noise.glsl"
in vec2 v_uv;
layout(location = 0) out vec4 o_albedo;
layout(location = 1) out vec4 o_height;
float edge_line(float x, float width)
{
    return 1.0 - smoothstep(0.0, width, x);
}
void main()
{
    vec2 uv = v_uv;
    vec3 c = vec3(0.5);
    float h = 0.5, g = 0.3;
    vec2 w = vec2(fbm(uv, ivec2(4), 3, 11u), fbm(uv, ivec2(4), 3, 23u)) - 0.5;
#if MATERIAL == 0 // skin: creases, pores, mottling
    float m = fbm(uv, ivec2(3), 5, 1u), m2 = fbm(uv, ivec2(9), 4, 2u);
    vec3 v = voronoi(uv + w * 0.035, ivec2(34), 3u, 0.9), v2 = voronoi(uv + w * 0.02, ivec2(71), 4u, 0.95);
    float crease = edge_line(v.y - v.x, 0.30), crease2 = edge_line(v2.y - v2.x, 0.34);
    float pore = 1.0 - smoothstep(0.05, 0.13, voronoi(uv, ivec2(21), 5u, 0.8).x);
    c = mix(vec3(0.80, 0.56, 0.45), vec3(0.87, 0.67, 0.56), m);
    c = mix(c, vec3(0.80, 0.47, 0.40), 0.40 * smoothstep(0.45, 0.8, m2));
    c *= (1.0 - 0.10 * crease - 0.06 * crease2 - 0.22 * pore) * (0.95 + 0.1 * fbm(uv, ivec2(48), 2, 9u));
    h = 0.6 - 0.20 * crease - 0.12 * crease2 - 0.30 * pore + 0.18 * m2;
    g = 0.35 - 0.15 * crease;
#elif MATERIAL == 1 // fat: lobules in lobules, septa, capillaries
    vec2 q = uv + w * 0.10;
    vec3 v = voronoi(q, ivec2(11), 1u, 0.85), v2 = voronoi(q + w * 0.05, ivec2(27), 2u, 0.85);
    float v3 = voronoi(q, ivec2(63), 3u, 0.9).x, e = v.y - v.x;
    float dome = sqrt(clamp(1.0 - v.x * v.x * 1.1, 0.0, 1.0)), dome2 = sqrt(clamp(1.0 - v2.x * v2.x * 1.2, 0.0, 1.0));
    c = mix(vec3(0.94, 0.74, 0.32), vec3(0.98, 0.87, 0.55), dome2 * 0.6 + 0.4 * v2.z);
    c = mix(c, vec3(0.93, 0.66, 0.30), 0.35 * v.z);
    c = mix(c, vec3(0.90, 0.70, 0.48), 0.55 * edge_line(v2.y - v2.x, 0.20));
    c = mix(c, vec3(0.97, 0.90, 0.78), 0.75 * edge_line(e, 0.16));
    c = mix(c, vec3(0.72, 0.16, 0.12), 0.6 * smoothstep(0.90, 0.97, ridged(uv + w * 0.12, ivec2(5), 2, 7u)));
    h = 0.20 + 0.50 * dome * smoothstep(0.0, 0.35, e) + 0.26 * dome2 + 0.07 * (1.0 - v3);
    g = 0.75;
#elif MATERIAL == 2 // fascia: crossing strands, pearly
    float a = value_noise(vec2(uv.x * 6.0, uv.y * 150.0) + w * 3.0, ivec2(6, 150), 1u);
    float b = value_noise(vec2((uv.x + uv.y) * 90.0, (uv.y - uv.x) * 5.0) + w * 3.0, ivec2(90, 5), 2u);
    float b2 = fbm(uv + w * 0.1, ivec2(4), 4, 6u), strand = 0.6 * a + 0.4 * b;
    float vessel = smoothstep(0.93, 0.985, ridged(uv + w * 0.16, ivec2(3), 2, 13u));
    c = mix(vec3(0.70, 0.50, 0.46), vec3(0.90, 0.84, 0.80), strand);
    c = mix(c, vec3(0.66, 0.27, 0.23), 0.62 * smoothstep(0.38, 0.72, b2));
    c = mix(c, vec3(0.97, 0.95, 0.93), 0.35 * smoothstep(0.62, 0.9, a));
    c = mix(c, vec3(0.62, 0.12, 0.14), 0.75 * vessel);
    h = 0.4 + 0.3 * strand + 0.15 * b2 + 0.25 * vessel;
    g = 0.9;
#elif MATERIAL == 3 // muscle along its fibres (u)
    vec2 q = uv + vec2(w.x * 0.1, w.y * 0.030);
    vec3 v = voronoi(q, ivec2(1, 17), 1u, 0.80), v2 = voronoi(q + w * 0.008, ivec2(2, 54), 2u, 0.85);
    float fine = value_noise(vec2(q.x * 10.0, q.y * 230.0), ivec2(10, 230), 3u);
    float fine2 = value_noise(vec2(q.x * 5.0, q.y * 90.0), ivec2(5, 90), 4u);
    float cross_band = value_noise(vec2(q.x * 150.0, q.y * 9.0), ivec2(150, 9), 5u);
    float e = v.y - v.x, e2 = v2.y - v2.x, f = smoothstep(0.0, 0.5, e);
    c = mix(vec3(0.46, 0.09, 0.075), vec3(0.80, 0.29, 0.21), 0.28 * v.z + 0.34 * v2.z + 0.38 * fine2);
    c *= (0.84 + 0.30 * fine) * (0.94 + 0.10 * cross_band);
    c = mix(c, vec3(0.88, 0.64, 0.56), 0.55 * edge_line(e, 0.085));
    c = mix(c, vec3(0.74, 0.38, 0.31), 0.40 * edge_line(e2, 0.10));
    c *= mix(0.72, 1.0, f);
    c = mix(c, vec3(0.90, 0.72, 0.50), 0.22 * smoothstep(0.60, 0.85, fbm(uv + w * 0.1, ivec2(2, 6), 4, 17u)));
    h = 0.25 + 0.40 * f + 0.20 * smoothstep(0.0, 0.4, e2) + 0.15 * fine;
    g = 0.7;
#elif MATERIAL == 4 // muscle cut across its fibres
    vec2 q = uv + w * 0.05;
    vec3 v = voronoi(q, ivec2(13), 1u, 0.95), v2 = voronoi(q + w * 0.02, ivec2(44), 2u, 0.85);
    float e = v.y - v.x, e2 = v2.y - v2.x;
    c = mix(vec3(0.46, 0.10, 0.08), vec3(0.70, 0.24, 0.18), 0.35 * v.z + 0.4 * v2.z + 0.25 * fbm(uv, ivec2(5), 3, 31u));
    c = mix(c, vec3(0.72, 0.36, 0.30), 0.28 * edge_line(e2, 0.20));
    c = mix(c, vec3(0.93, 0.76, 0.68), 0.50 * edge_line(e, 0.085));
    h = 0.3 + 0.35 * smoothstep(0.0, 0.25, e) + 0.2 * smoothstep(0.0, 0.3, e2);
    g = 0.65;
#else // bone
    float m = fbm(uv + w * 0.1, ivec2(4), 5, 1u), grain = value_noise(vec2(uv.x * 9.0, uv.y * 80.0), ivec2(9, 80), 4u);
    vec3 pr = voronoi(uv + w * 0.03, ivec2(26, 18), 2u, 0.9);
    float hole = (1.0 - smoothstep(0.06, 0.2, pr.x)) * step(0.5, pr.z);
    c = mix(vec3(0.80, 0.70, 0.54), vec3(0.95, 0.91, 0.80), m * 0.7 + grain * 0.3) * (1.0 - 0.35 * hole);
    h = 0.55 - 0.4 * hole + 0.2 * m + 0.12 * grain;
    g = 0.4;
#endif
    o_albedo = vec4(clamp(c, 0.0, 1.0), g);
    o_height = vec4(clamp(h, 0.0, 1.0));
}
