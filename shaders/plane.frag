// The section as a lit face in the scene: walls, floor and the live plane. uvl.z > 0 lies outside the body.
#include "common/frame.glsl"
#include "common/light.glsl"
in vec3 v_position;
in vec3 v_normal;
in vec3 v_tangent;
in vec3 v_uvl;
in vec4 v_tint;
in float v_ao;
layout(location = 0) out vec4 o_color;
uniform sampler2D u_albedo;
uniform sampler2D u_normal;
uniform vec4 u_highlight; // x = band contour strength
void main()
{
    vec3 n = normalize(v_normal), t = normalize(v_tangent), b = cross(n, t);
    vec4 a = texture(u_albedo, v_uvl.xy), m = texture(u_normal, v_uvl.xy);
#if LIVE == 1
    bool beside = m.z < 0.5; // a round crest
#else
    bool beside = false; // a floor ends where the drawn skin does
#endif
    if (v_uvl.z > 0.0 || beside) {
        discard;
    }
    vec2 q = (m.xy * 2.0 - 1.0) * 0.9;
    vec3 nn = normalize(t * q.x + b * q.y + n), v = normalize(eye_mm.xyz - v_position);
    vec3 albedo = mix(a.rgb, v_tint.rgb, v_tint.a);
    float ring = clamp(a.a * (1.0 - a.a) * 4.0, 0.0, 1.0);
    float hatch = step(0.5, fract((v_uvl.x * 80.0 + v_uvl.y * 44.0) * 0.9));
    albedo = mix(albedo, vec3(0.94, 0.89, 0.26), u_highlight.x * (0.75 * ring + 0.16 * a.a * hatch));
#if LIVE == 1
    float shadow = cast_shadows(v_position + n * 0.3);
#else
    float shadow = 1.0; // hand and needle move: no shadow of theirs in the cached layer
#endif
    vec3 c = shade(albedo, nn, v, m.a, v_ao, 0.35 * vec3(1.0, 0.42, 0.30), 1.9, shadow);
    o_color = vec4(tone(c), 1.0);
}
