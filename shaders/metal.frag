// Needle: polished shaft (uvl.z 0), wound copper handle (1), clear guide tube (2), ghost of an aimed needle (3).
#include "common/frame.glsl"
#include "common/light.glsl"
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
    if (v_uvl.z > 0.5 && v_uvl.z < 1.5) {
        float phase = (v_uvl.y * 1.6 + v_uvl.x) * 6.2831853;
        n = normalize(n + normalize(v_tangent) * cos(phase) * 0.9);
    }
    vec3 r = reflect(-v, n);
    vec3 room = mix(vec3(0.10, 0.11, 0.13), vec3(0.80, 0.86, 0.95), smoothstep(-0.3, 0.9, r.y));
    room += vec3(1.7, 1.6, 1.5) * pow(max(dot(r, light.xyz), 0.0), 24.0);
    room += vec3(0.5) * smoothstep(0.15, 0.3, r.x) * smoothstep(0.6, 0.4, r.x);
    if (v_uvl.z > 1.5) {
        float f = 1.0 - abs(dot(n, v)), shine = pow(max(dot(n, normalize(light.xyz + v)), 0.0), 60.0);
        bool ghost = v_uvl.z > 2.5;
        vec3 t = (ghost ? vec3(0.39, 0.82, 0.75) : vec3(0.55, 0.75, 0.85)) * (0.25 + 0.5 * f) + 1.2 * shine;
        o_color = vec4(sqrt(clamp(t, 0.0, 1.0)), clamp((ghost ? 0.5 : 0.20) + 0.80 * f * f + 0.6 * shine, 0.0, 1.0));
        return;
    }
    // a thin shaft would break up into dashes: its edges fade instead
    float edge = v_uvl.z < 0.5 ? smoothstep(0.05, 0.75, abs(dot(normalize(v_normal), v))) : 1.0;
    o_color = vec4(tone(v_tint.rgb * v_tint.rgb * room * v_ao), edge);
}
