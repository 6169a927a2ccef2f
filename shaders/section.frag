// Section picture, or plain colour where uv.x < 0.
in vec2 v_uv;
in vec4 v_tint;
layout(location = 0) out vec4 o_color;
uniform sampler2D u_albedo;
uniform sampler2D u_normal;
uniform vec4 u_highlight;
void main()
{
    if (v_uv.x < 0.0) {
        o_color = v_tint;
        return;
    }
    vec4 a = texture(u_albedo, v_uv);
    vec3 m = texture(u_normal, v_uv).xyz;
    if (m.z < 0.5) {
        discard; // beside a round crest
    }
    vec2 n = m.xy * 2.0 - 1.0;
    vec3 c = a.rgb * (1.0 + 0.22 * (-n.x * 0.6 - n.y));
    float ring = clamp(a.a * (1.0 - a.a) * 4.0, 0.0, 1.0);
    c = mix(c, vec3(0.94, 0.89, 0.26), u_highlight.x * 0.8 * ring);
    o_color = vec4(mix(c, v_tint.rgb, v_tint.a), 1.0); // tint: strain
}
