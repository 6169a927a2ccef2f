// The flat section view: positions in pixels from the top left.
layout(location = 0) in vec2 a_position_px;
layout(location = 1) in vec2 a_uv;
layout(location = 2) in vec4 a_tint;
uniform vec2 u_size_px;
out vec2 v_uv;
out vec4 v_tint;
void main()
{
    v_uv = a_uv;
    v_tint = a_tint;
    gl_Position = vec4(a_position_px.x / u_size_px.x * 2.0 - 1.0, 1.0 - a_position_px.y / u_size_px.y * 2.0, 0.0, 1.0);
}
