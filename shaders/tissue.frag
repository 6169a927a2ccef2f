// Uncovered layers of the cut-away, textured by material (uvl.z = layer of the arrays).
#include "common/frame.glsl"
#include "common/light.glsl"
in vec3 v_position;
in vec3 v_normal;
in vec3 v_tangent;
in vec3 v_uvl;
in vec4 v_tint;
in float v_ao;
layout(location = 0) out vec4 o_color;
uniform sampler2DArray u_albedo;
uniform sampler2DArray u_normal;
void main()
{
    vec3 n = normalize(v_normal), t = normalize(v_tangent), b = cross(n, t);
    vec4 a = texture(u_albedo, v_uvl), m = texture(u_normal, v_uvl);
    vec2 q = (m.xy * 2.0 - 1.0) * 1.1;
    vec3 nn = normalize(t * q.x + b * q.y + n), v = normalize(eye_mm.xyz - v_position);
    float fatty = v_uvl.z < 1.5 ? 0.7 : 0.35;
#if LIVE == 1
    float shadow = cast_shadows(v_position + n * 0.3);
#else
    float shadow = 1.0; // hand and needle move: no shadow of theirs in the cached layer
#endif
    vec3 c = shade(mix(a.rgb, v_tint.rgb, v_tint.a), nn, v, a.a, v_ao * mix(1.0, m.z, 0.8),
                   fatty * vec3(1.0, 0.42, 0.30), 1.6, shadow);
    o_color = vec4(tone(c), 1.0);
}
