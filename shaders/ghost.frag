// Outlines of what lies below the skin: bright where seen edge-on, faint inside. uvl.z 1: a plain mark.
#include "common/frame.glsl"
in vec3 v_position;
in vec3 v_normal;
in vec3 v_tangent;
in vec3 v_uvl;
in vec4 v_tint;
in float v_ao;
layout(location = 0) out vec4 o_color;
void main()
{
    vec3 n = normalize(v_normal), v = normalize(eye_mm.xyz - v_position);
    if (v_uvl.z > 0.5) {
        o_color = v_tint;
        return;
    }
    float line = smoothstep(0.45, 0.85, 1.0 - abs(dot(n, v)));
    float body = 0.10 + 0.14 * max(dot(n, light.xyz), 0.0);
    vec3 c = mix(v_tint.rgb * 0.85, min(v_tint.rgb * 1.25, vec3(1.0)), line);
    o_color = vec4(c, clamp(body + 0.75 * line, 0.0, 1.0) * v_tint.a * v_ao);
}
