// Ultrasound image: grey by echo; plain colour where uv.x < 0.
in vec2 v_uv;
in vec4 v_tint;
layout(location = 0) out vec4 o_color;
uniform sampler2D u_albedo;
void main()
{
    float echo = texture(u_albedo, v_uv).r;
    o_color = v_uv.x < 0.0 ? v_tint : vec4(echo * vec3(0.965, 0.985, 1.0), 1.0);
}
