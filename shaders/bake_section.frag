// The section's own picture in resting coordinates: u runs along the section, v down from the skin.
// u_curves rows (256 columns): 0-1 depth of the layers' deep faces in mm, 2-3 taut bands (centre, half, centre, half),
// 4 nodule and tender spot, 5-6 structures (centre, half, centre, half).
#include "common/noise.glsl"
in vec2 v_uv;
layout(location = 0) out vec4 o_albedo;
layout(location = 1) out vec4 o_normal;
uniform sampler2DArray u_albedo;
uniform sampler2DArray u_normal;
uniform sampler2D u_curves;
uniform vec4 u_extent;      // width mm, depth mm, |cos| between section and fibres, number of layers
uniform vec4 u_kind[2];     // material of each layer: 0 skin, 1 fat, 2 fascia, 3 muscle, 4 deep muscle
uniform vec4 u_structure;   // kind of each structure curve: 0 none, 1 nerve, 2 vein, 3 artery, 4 bone
float layer_kind(int k)
{
    return k < 4 ? u_kind[0][k] : u_kind[1][k - 4];
}
void main()
{
    vec2 uv = v_uv;
    vec2 wobble = vec2(fbm(uv, ivec2(14, 6), 3, 31u), fbm(uv, ivec2(14, 6), 3, 37u)) - 0.5;
    vec2 mm = vec2(uv.x * u_extent.x, uv.y * u_extent.y);
    float y = mm.y + wobble.y * 0.7;
    vec4 d0 = texture(u_curves, vec2(uv.x, 0.0625)), d1 = texture(u_curves, vec2(uv.x, 0.1875));
    float faces[8];
    faces[0] = d0.x; faces[1] = d0.y; faces[2] = d0.z; faces[3] = d0.w;
    faces[4] = d1.x; faces[5] = d1.y; faces[6] = d1.z; faces[7] = d1.w;
    int count = int(u_extent.w + 0.5), layer = 0;
    for (int i = 0; i < 8; i++) {
        if (i < count - 1 && y > faces[i]) {
            layer = i + 1;
        }
    }
    float edge = layer > 0 ? y - faces[layer - 1] : y;
    edge = min(edge, faces[layer] - y);
    float kind = layer_kind(layer), along = u_extent.z;
    vec2 p = mm / 40.0;
    vec3 c;
    float g = 0.4;
    vec3 n = vec3(0.5, 0.5, 1.0);
    if (kind < 0.5) {
        float f = y / max(faces[0], 0.1);
        c = mix(vec3(0.86, 0.55, 0.47), vec3(0.93, 0.74, 0.66), smoothstep(0.1, 0.9, f));
        c = mix(c, texture(u_albedo, vec3(mm.x / 22.0, mm.y / 30.0, 2.0)).rgb, 0.25);
        c = mix(vec3(0.62, 0.36, 0.28), c, smoothstep(0.05, 0.2, f));
        n = texture(u_normal, vec3(mm / 14.0, 2.0)).xyz;
        g = 0.5;
    } else if (kind < 1.5) {
        vec4 t = texture(u_albedo, vec3(p * 1.5, 1.0));
        c = t.rgb;
        g = t.a;
        n = texture(u_normal, vec3(p * 1.5, 1.0)).xyz;
        c = mix(c, vec3(0.96, 0.88, 0.76), 0.7 * smoothstep(0.90, 0.96, ridged(uv + wobble * 0.03, ivec2(5, 3), 2, 51u)));
    } else if (kind < 2.5) {
        vec2 q = vec2(mm.x / 26.0, mm.y / 9.0);
        c = mix(vec3(0.93, 0.88, 0.83), texture(u_albedo, vec3(q, 2.0)).rgb, 0.45);
        n = texture(u_normal, vec3(q, 2.0)).xyz;
        g = 0.9;
    } else {
        bool deep = kind > 3.5;
        // fibres seen along or cut across; pennation tilts them in a section along the muscle
        float tilt = deep ? 0.16 : -0.22;
        vec2 q = vec2(mm.x + tilt * mm.y, mm.y - tilt * mm.x) / (deep ? 36.0 : 30.0) + vec2(0.0, deep ? 0.37 : 0.0);
        vec4 lengthwise = texture(u_albedo, vec3(q, 3.0)), crosswise = texture(u_albedo, vec3((mm + 1.6 * wobble) / 27.0, 4.0));
        vec3 nl = texture(u_normal, vec3(q, 3.0)).xyz, nc = texture(u_normal, vec3((mm + 1.6 * wobble) / 27.0, 4.0)).xyz;
        float k = smoothstep(0.25, 0.75, along);
        vec4 t = mix(crosswise, lengthwise, k);
        c = t.rgb * (deep ? vec3(0.88, 0.90, 0.95) : vec3(1.0));
        g = t.a;
        n = mix(nc, nl, k);
    }
    float mask = 0.0, nodule = 0.0;
    for (int row = 2; row < 4; row++) {
        vec4 band = texture(u_curves, vec2(uv.x, (float(row) + 0.5) / 8.0));
        mask = max(mask, band.y > 0.0 ? 1.0 - smoothstep(0.80, 1.05, abs(mm.y - band.x) / band.y) : 0.0);
        mask = max(mask, band.w > 0.0 ? 1.0 - smoothstep(0.80, 1.05, abs(mm.y - band.z) / band.w) : 0.0);
    }
    vec4 spot = texture(u_curves, vec2(uv.x, 4.5 / 8.0));
    nodule = spot.y > 0.0 ? 1.0 - smoothstep(0.70, 1.02, abs(mm.y - spot.x) / spot.y) : 0.0;
    c = mix(c, c * vec3(0.70, 0.46, 0.56) + vec3(0.02, 0.0, 0.015), mask * 0.9);
    c = mix(c, c * vec3(0.80, 0.50, 0.62) + vec3(0.05, 0.0, 0.03), nodule);
    c = mix(c, vec3(0.90, 0.66, 0.60), 0.55 * mask * (1.0 - mask) * 4.0);
    vec3 knot = voronoi(mm / vec2(80.0, 40.0), ivec2(46, 20), 61u, 0.8);
    c = mix(c, vec3(0.30, 0.03, 0.10),
            0.75 * (1.0 - smoothstep(0.12, 0.34, knot.x)) * step(0.35, knot.z) * smoothstep(0.45, 0.9, nodule));
    for (int i = 0; i < 4; i++) {
        vec4 row = texture(u_curves, vec2(uv.x, (i < 2 ? 5.5 : 6.5) / 8.0));
        vec2 curve = (i == 0 || i == 2) ? row.xy : row.zw;
        if (curve.y <= 0.0 || u_structure[i] < 0.5) {
            continue;
        }
        float r = abs(mm.y - curve.x) / curve.y, inside = 1.0 - smoothstep(0.85, 1.05, r);
        vec3 s = u_structure[i] < 1.5 ? vec3(0.96, 0.88, 0.45) : u_structure[i] < 2.5 ? vec3(0.28, 0.30, 0.55)
               : u_structure[i] < 3.5 ? vec3(0.66, 0.10, 0.10) : vec3(0.93, 0.88, 0.76);
        s *= 0.78 + 0.3 * value_noise(mm * 3.0, ivec2(512), 71u);
        s = mix(s, s * 0.55, smoothstep(0.55, 0.9, r));
        c = mix(c, s, inside);
        g = mix(g, 0.6, inside);
    }
    float ao = mix(0.80, 1.0, smoothstep(0.0, 0.7, edge));
    o_albedo = vec4(c * ao, mask);
    o_normal = vec4(n, g);
}
