// Ultrasound image: grey by echo; plain colour where uv.x < 0.
in vec2 v_uv;
in vec4 v_tint;
layout(location = 0) out vec4 o_color;
uniform sampler2D u_albedo;
void main()
{
    vec2 between = vec2(0.0, 0.25 * dFdy(v_uv.y)); // shown smaller than it is: two samples per pixel
    float echo = 0.5 * (texture(u_albedo, v_uv - between).r + texture(u_albedo, v_uv + between).r);
    o_color = v_uv.x < 0.0 ? v_tint : vec4(echo * vec3(0.965, 0.985, 1.0), 1.0);
}
