// Drape and table (TABLE 1): soft, no highlights; the table fades into the room.
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
#if TABLE == 1
    vec3 c = v_tint.rgb * v_tint.rgb * (v_ao * vec3(0.30, 0.33, 0.38) + v_uvl.x * vec3(1.0, 0.95, 0.88));
    vec3 room = vec3(0.0062, 0.0092, 0.0128); // as the background
    o_color = vec4(tone(mix(c, room, smoothstep(0.55, 1.0, v_uvl.y))), 1.0);
#else
    if (v_uvl.z > 0.0) { // beyond the hem
        discard;
    }
    vec3 n = normalize(v_normal), v = normalize(eye_mm.xyz - v_position);
    float weave = (fract((v_position.x + v_position.y * 0.5) * 0.5) - 0.5) *
                  (fract((v_position.z - v_position.y * 0.5) * 0.5) - 0.5);
    vec3 c = shade(v_tint.rgb * (0.97 + 0.25 * weave), n, v, 0.05, v_ao, vec3(0.35), 0.1, v_uvl.x);
    o_color = vec4(tone(c), 1.0);
#endif
}
