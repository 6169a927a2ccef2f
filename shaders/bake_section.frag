// The section's own picture in resting coordinates: u runs along the section, v down from the skin.
// u_curves rows (128 columns): 0-1 depth of the layers' deep faces in mm, 2-3 taut bands (centre, half, centre, half),
// 4 nodule and where the skin begins, 5-14 structures (centre, half, centre, half). One lookup per pixel and material array: a software
// rasteriser runs every branch, so layers choose coordinates, not samples.
in vec2 v_uv;
layout(location = 0) out vec4 o_albedo;
layout(location = 1) out vec4 o_normal;
uniform sampler2DArray u_albedo;
uniform sampler2DArray u_normal;
uniform sampler2D u_curves;
uniform sampler2D u_noise;
uniform vec4 u_extent;    // width mm, depth mm, |cos| between section and fibres, number of layers
uniform vec4 u_kind[2];   // material of each layer: 0 skin, 1 fat, 2 fascia, 3 muscle, 4 deep muscle
uniform vec4 u_structure[5]; // kind of each structure curve: 0 none, 1 nerve, 2 vein, 3 artery, 4 bone, 5 tendon,
                             // 6 lung, 7 organ, 8 the target muscle within a layer, 9 another one, 10 cord, 11 bowel
uniform int u_structure_rows;
uniform vec2 u_texels;    // of the picture per mm; how much fascicles are drawn out downwards by an oblique cut
float row_at(float row)
{
    return (row + 0.5) / 15.0;
}
float inside(vec2 chord, float y, float from, float to)
{
    return chord.y > 0.0 ? 1.0 - smoothstep(from, to, abs(y - chord.x) / chord.y) : 0.0;
}
void main()
{
    vec2 uv = v_uv, mm = uv * u_extent.xy;
    vec4 noise = texture(u_noise, uv);
    vec2 wobble = noise.xy - 0.5;
    float y = mm.y + wobble.y * 0.7;
    vec4 d0 = texture(u_curves, vec2(uv.x, row_at(0.0))), d1 = texture(u_curves, vec2(uv.x, row_at(1.0)));
    float faces[8] = float[8](d0.x, d0.y, d0.z, d0.w, d1.x, d1.y, d1.z, d1.w);
    float kinds[8] = float[8](u_kind[0].x, u_kind[0].y, u_kind[0].z, u_kind[0].w, u_kind[1].x, u_kind[1].y,
                              u_kind[1].z, u_kind[1].w);
    vec4 d4 = texture(u_curves, vec2(uv.x, row_at(4.0)));
    float top = d4.z, deep = faces[0], kind = kinds[0];
    for (int i = 1; i < 8; i++) {
        float below = step(float(i), u_extent.w - 0.5) * step(faces[i - 1], y);
        top = mix(top, faces[i - 1], below);
        deep = mix(deep, faces[i], below);
        kind = mix(kind, kinds[i], below);
    }
    float edge = min(y - top, deep - y);
    float is_skin = step(kind, 0.5), is_fat = step(0.5, kind) * step(kind, 1.5), is_fascia = step(1.5, kind) * step(kind, 2.5);
    float is_muscle = step(2.5, kind), is_deep = step(3.5, kind), along = smoothstep(0.25, 0.75, u_extent.z);

    // where to look in which material; fibres seen along or cut across, tilted by pennation in a section along them
    float tilt = mix(-0.22, 0.16, is_deep);
    vec2 fibres = vec2(mm.x + tilt * mm.y, mm.y - tilt * mm.x) / mix(30.0, 36.0, is_deep) + vec2(0.0, 0.37 * is_deep);
    vec2 cells = (mm * vec2(1.0, u_texels.y) + 1.6 * wobble) / 27.0;
    float lengthwise = step(0.5, along);
    vec3 at = vec3(mm / vec2(22.0, 30.0), 2.0);
    float scale = 22.0;
    at = mix(at, vec3(mm / 26.7, 1.0), is_fat);
    scale = mix(scale, 26.7, is_fat);
    at = mix(at, vec3(mm / vec2(26.0, 9.0), 2.0), is_fascia);
    scale = mix(scale, 15.0, is_fascia);
    at = mix(at, mix(vec3(cells, 4.0), vec3(fibres, 3.0), lengthwise), is_muscle);
    scale = mix(scale, 28.0, is_muscle);
    // the level is named, since coordinates jump at borders
    float level = max(0.0, log2(512.0 / (scale * u_texels.x)));
    vec4 t = textureLod(u_albedo, at, level), m = textureLod(u_normal, at, level);

    vec3 c = t.rgb;
    float f = (y - d4.z) / max(faces[0] - d4.z, 0.1);
    f = max(f, 0.1); // beyond the skin it goes on: filtering must find nothing else there
    vec3 skin = mix(vec3(0.86, 0.55, 0.47), vec3(0.93, 0.74, 0.66), smoothstep(0.1, 0.9, f));
    skin = mix(vec3(0.62, 0.36, 0.28), mix(skin, t.rgb, 0.25), smoothstep(0.05, 0.2, f));
    c = mix(c, skin, is_skin);
    c = mix(c, mix(c, vec3(0.96, 0.88, 0.76), 0.7 * noise.z), is_fat);
    c = mix(c, mix(vec3(0.93, 0.88, 0.83), t.rgb, 0.45), is_fascia);
    c *= mix(vec3(1.0), vec3(0.88, 0.90, 0.95), is_deep);
    float g = mix(t.a, mix(0.5, 0.9, is_fascia), max(is_skin, is_fascia));

    // a target muscle that is no layer comes first among the curves
    vec4 muscle_pair = texture(u_curves, vec2(uv.x, row_at(5.0)));
    vec3 flesh = textureLod(u_albedo, mix(vec3(cells, 4.0), vec3(fibres, 3.0), lengthwise),
                            max(0.0, log2(512.0 / (28.0 * u_texels.x)))).rgb;
    float tube = inside(muscle_pair.xy, mm.y, 0.90, 1.02) * step(7.5, u_structure[0].x) * (1.0 - is_muscle);
    c = mix(c, flesh, tube);

    vec4 bands = texture(u_curves, vec2(uv.x, row_at(2.0))), more = texture(u_curves, vec2(uv.x, row_at(3.0)));
    float mask = max(max(inside(bands.xy, mm.y, 0.80, 1.05), inside(bands.zw, mm.y, 0.80, 1.05)),
                     max(inside(more.xy, mm.y, 0.80, 1.05), inside(more.zw, mm.y, 0.80, 1.05)));
    float nodule = inside(d4.xy, mm.y, 0.70, 1.02);
    c = mix(c, c * vec3(0.70, 0.46, 0.56) + vec3(0.02, 0.0, 0.015), mask * 0.9);
    c = mix(c, c * vec3(0.80, 0.50, 0.62) + vec3(0.05, 0.0, 0.03), nodule);
    c = mix(c, vec3(0.90, 0.66, 0.60), 0.55 * mask * (1.0 - mask) * 4.0);
    c = mix(c, vec3(0.30, 0.03, 0.10), 0.75 * noise.w * smoothstep(0.45, 0.9, nodule));

    for (int i = 0; i < u_structure_rows; i++) {
        vec4 pair = texture(u_curves, vec2(uv.x, row_at(5.0 + float(i))));
        for (int j = 0; j < 2; j++) {
            vec2 line = j == 0 ? pair.xy : pair.zw;
            float kind_of = u_structure[i / 2][2 * (i % 2) + j];
            float there = inside(line, mm.y, 0.85, 1.05) * step(0.5, kind_of);
            float rim = smoothstep(0.55, 0.9, abs(mm.y - line.x) / max(line.y, 0.01));
            float near_rim = smoothstep(1.6, 0.3, line.y - abs(mm.y - line.x)); // by distance, for what is large
            vec3 s = mix(vec3(0.96, 0.88, 0.45), vec3(0.28, 0.30, 0.55), step(1.5, kind_of));
            s = mix(s, vec3(0.66, 0.10, 0.10), step(2.5, kind_of)) * mix(1.0, 0.55, rim);
            // bone: pale shell around a red sponge
            vec3 sponge = mix(vec3(0.93, 0.85, 0.70), vec3(0.52, 0.22, 0.18), smoothstep(0.45, 0.60, noise.w));
            vec3 bone = mix(sponge, vec3(0.95, 0.91, 0.82), near_rim);
            s = mix(s, bone, step(3.5, kind_of));
            s = mix(s, vec3(0.90, 0.88, 0.82) * (0.9 + 0.2 * noise.w), step(4.5, kind_of));
            vec3 lung = mix(vec3(0.80, 0.55, 0.56), vec3(0.60, 0.36, 0.40), smoothstep(0.3, 0.7, noise.w));
            s = mix(s, mix(lung, vec3(0.97, 0.90, 0.92), smoothstep(0.9, 0.4, mm.y - line.x + line.y)), step(5.5, kind_of));
            vec3 organ = vec3(0.50, 0.23, 0.20) * (0.85 + 0.3 * noise.w);
            s = mix(s, mix(organ, vec3(0.78, 0.58, 0.52), near_rim), step(6.5, kind_of));
            s = mix(s, mix(c * vec3(0.92, 0.90, 0.92), vec3(0.86, 0.80, 0.76), 0.7 * near_rim), step(7.5, kind_of));
            s = mix(s, mix(flesh * vec3(0.86, 0.86, 0.90), vec3(0.80, 0.70, 0.66), 0.75 * near_rim), step(8.5, kind_of));
            // the cord in its sac: dura, the fluid around it, white and grey matter
            float inset = line.y - abs(mm.y - line.x);
            vec3 sac = mix(vec3(0.94, 0.90, 0.88), vec3(0.62, 0.72, 0.76), smoothstep(0.5, 0.9, inset));
            sac = mix(sac, vec3(0.95, 0.91, 0.80), smoothstep(2.4, 2.9, inset));
            sac = mix(sac, vec3(0.80, 0.64, 0.60), smoothstep(5.0, 5.6, inset));
            s = mix(s, sac, step(9.5, kind_of));
            // the belly: behind the peritoneum loops of bowel in fat, row under row
            float below = mm.y - line.x + line.y, loop_row = floor(max(below - 1.5, 0.0) / 25.0);
            vec2 loop_at = vec2((fract(mm.x / 27.0 + 0.5 * loop_row) - 0.5) * 27.0, below - 1.5 - 25.0 * (loop_row + 0.5));
            float out_mm = length(loop_at + 1.6 * wobble) - 10.5;
            vec3 belly = mix(vec3(0.80, 0.50, 0.45), vec3(0.30, 0.19, 0.13) * (0.8 + 0.5 * noise.w), smoothstep(-1.8, -2.4, out_mm));
            belly = mix(belly, vec3(0.88, 0.74, 0.46) * (0.9 + 0.2 * noise.z), smoothstep(0.2, 0.8, out_mm));
            belly = mix(belly, vec3(0.93, 0.87, 0.86), smoothstep(1.1, 0.6, below));
            s = mix(s, belly, step(10.5, kind_of));
            c = mix(c, s, there);
            g = mix(g, 0.6, there);
        }
    }
    o_albedo = vec4(c * mix(0.80, 1.0, smoothstep(0.0, 0.7, edge)), mask);
    // blue: 1 where there is tissue; the corners of a grid stand out of a round crest
    o_normal = vec4(m.xy, smoothstep(-0.5, -0.1, mm.y - d4.z), g);
}
