// Normal (xy), ambient occlusion and height from a height map that tiles.
in vec2 v_uv;
layout(location = 0) out vec4 o_normal;
uniform sampler2D u_height;
uniform float u_strength;
uniform float u_size;
float height_at(vec2 texel)
{
    return texture(u_height, v_uv + texel / u_size).r;
}
void main()
{
    float c = height_at(vec2(0.0));
    float dx = height_at(vec2(1.0, 0.0)) - height_at(vec2(-1.0, 0.0));
    float dy = height_at(vec2(0.0, 1.0)) - height_at(vec2(0.0, -1.0));
    float above = 0.0;
    for (int i = 0; i < 8; i++) {
        float a = float(i) * 0.785398;
        above += max(0.0, height_at(vec2(cos(a), sin(a)) * 5.0) - c);
    }
    vec3 n = normalize(vec3(-dx * u_strength, -dy * u_strength, 1.0));
    o_normal = vec4(n.xy * 0.5 + 0.5, clamp(1.0 - above * 0.55, 0.0, 1.0), c);
}
