// Quiet studio ground with a soft pool of light; dithered against banding.
in vec2 v_uv;
layout(location = 0) out vec4 o_color;
void main()
{
    vec2 p = v_uv - vec2(0.48, 0.55);
    float d = dot(p * vec2(1.0, 1.25), p * vec2(1.0, 1.25));
    vec3 c = mix(vec3(0.130, 0.155, 0.180), vec3(0.072, 0.090, 0.108), smoothstep(0.0, 0.55, d));
    float noise = fract(52.9829189 * fract(dot(gl_FragCoord.xy, vec2(0.06711056, 0.00583715))));
    o_color = vec4(c + (noise - 0.5) / 255.0, 1.0);
}
