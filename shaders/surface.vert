// Everything in the scene that is lit. position in site axes (t, outward, b).
#include "common/frame.glsl"
layout(location = 0) in vec3 a_position_mm;
layout(location = 1) in vec3 a_normal;
layout(location = 2) in vec3 a_tangent;
layout(location = 3) in vec3 a_uvl;
layout(location = 4) in vec4 a_tint;
layout(location = 5) in float a_ao;
uniform mat4 u_model;
out vec3 v_position;
out vec3 v_normal;
out vec3 v_tangent;
out vec3 v_uvl;
out vec4 v_tint;
out float v_ao;
void main()
{
    vec4 p = u_model * vec4(a_position_mm, 1.0);
    v_position = p.xyz;
    v_normal = mat3(u_model) * a_normal;
    v_tangent = a_tangent;
    v_uvl = a_uvl;
    v_tint = a_tint;
    v_ao = a_ao;
    gl_Position = clip_from_site * p;
}
