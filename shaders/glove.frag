// A gloved hand: thin blue nitrile, skin at the wrist.
#include "common/frame.glsl"
#include "common/light.glsl"
in vec3 v_position;
in vec3 v_normal;
in vec3 v_tangent; // place in the hand's own frame
in vec3 v_uvl;
in vec4 v_tint;
in float v_ao;
layout(location = 0) out vec4 o_color;
uniform sampler2DArray u_normal;
void main()
{
    vec3 n = normalize(v_normal), v = normalize(eye_mm.xyz - v_position);
    vec4 m = texture(u_normal, vec3(v_tangent.xz / 38.0 + v_tangent.y * 0.008, 2.0));
    float h = m.w;
    vec2 b = (m.xy * 2.0 - 1.0) * 0.14;
    n = normalize(n + vec3(b.x, 0.0, b.y));
    float cuff = smoothstep(-206.0, -207.0, v_tangent.z);
    vec3 albedo = mix(vec3(0.30, 0.46, 0.72) * (0.94 + 0.08 * h), vec3(0.83, 0.62, 0.51), cuff);
    vec3 c = shade(albedo, n, v, mix(0.55, 0.25, cuff), v_ao, mix(vec3(0.28), vec3(1.0, 0.42, 0.30), cuff),
                   mix(0.55, 0.7, cuff), v_uvl.x);
    o_color = vec4(tone(c), 1.0);
}
