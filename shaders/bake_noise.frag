// Noise that every section's picture uses, baked once: wander of the borders (xy), septa in fat (z), knots (w).
#include "common/noise.glsl"
in vec2 v_uv;
layout(location = 0) out vec4 o_noise;
void main()
{
    vec2 uv = v_uv;
    vec2 wobble = vec2(fbm(uv, ivec2(14, 6), 3, 31u), fbm(uv, ivec2(14, 6), 3, 37u));
    float septum = smoothstep(0.90, 0.96, ridged(uv + (wobble - 0.5) * 0.03, ivec2(5, 3), 2, 51u));
    vec3 knot = voronoi(uv, ivec2(46, 20), 61u, 0.8);
    float core = (1.0 - smoothstep(0.12, 0.34, knot.x)) * step(0.35, knot.z);
    o_noise = vec4(wobble, septum, core);
}
