// The body's skin, and the live patch (PATCH 1) that is set into it; PATCH 2 also carries the marks of treatment.
#include "common/frame.glsl"
#include "common/light.glsl"
in vec3 v_position;
in vec3 v_normal;
in vec3 v_tangent; // xy = texture coordinates around the limb, for hair; z = patch: shift along the plane
in vec3 v_uvl;     // x = sun, y = hair (0.5 is the hairline), z = 1 for the collar, patch: shift outwards
in vec4 v_tint;
in float v_ao;
layout(location = 0) out vec4 o_color;
const float TILE_MM = 26.0; // of grain
const float ROOM_MM = 4.0;  // that the body's coarse mesh leaves around a cut
uniform sampler2DArray u_albedo;
uniform sampler2DArray u_normal;
void main()
{
    vec3 n = normalize(v_normal), v = normalize(eye_mm.xyz - v_position);
    vec2 rel = v_position.xz - cut_frame.xy;
    float along = dot(rel, cut_frame.zw);
    float ahead = cut_mode.y * (-rel.x * cut_frame.w + rel.y * cut_frame.z);
#if PATCH == 0
    // the body leaves room for the strips around the notch, whose finer mesh meets the walls and goes over into the body:
    // so far along the skin, less in plan where that is steep. A strip ends at the walls
    bool strip = v_uvl.z > 0.5;
    vec2 slant = vec2(dot(n.xz, cut_frame.zw), dot(n.xz, vec2(-cut_frame.w, cut_frame.z)));
    vec2 outside = vec2(max(cut.x - along, along - cut_mode.z), max(-cut.y - ahead, cut_mode.x > 0.5 ? -cut.y : ahead - cut.y));
    outside = max(outside, 0.0) / sqrt(max(1.0 - slant * slant, 0.03));
    bool near_cut = length(outside) < (strip ? 0.001 : ROOM_MM);
    bool notch = cut_mode.x > 0.5 && near_cut && ahead < cut_mode.w && v_position.y > cut.z + max(ahead, 0.0) * cut.w;
    if (notch) { // where the skin rises once more before the floor's end, it stays
        float column = clamp((along - cut.x) / (cut_mode.z - cut.x), 0.0, 1.0) * 20.0;
        int i = min(int(column), 19), k = i + 1;
        float end = mix(exits[i >> 2][i & 3], exits[k >> 2][k & 3], column - float(i));
        notch = ahead < end + (strip ? 0.3 : 4.0);
    }
    bool covered = cut_mode.x < 0.5 && near_cut;
    // across a roll the live skin replaces the roll alone; beside it the body's own mesh stays
    bool rolled = room_up.w > 0.0, on_roll = abs(v_position.z) < room_up.w;
    bool upright = on_roll && v_position.y > cut.z;
    bool beside = rolled && !on_roll && ahead < (cut_mode.x > 0.5 ? 0.0 : 1e3);
    if (!beside && (notch || (covered && (n.y > 0.2 || upright)))) {
        discard;
    }
#endif
    // grain is laid flat from the side that the skin faces most, in resting tissue: nowhere stretched. The level is
    // named, since coordinates jump where one side meets another
    vec3 rest = v_position, side = abs(n);
#if PATCH > 0
    rest -= vec3(v_tangent.z * cut_frame.z, v_uvl.z, v_tangent.z * cut_frame.w);
#endif
    vec2 flat_mm = side.y > max(side.x, side.z) ? rest.xz : side.x > side.z ? rest.zy : rest.xy;
    float pixel_mm = max(length(dFdx(rest)), length(dFdy(rest))), level = log2(pixel_mm * 512.0 / TILE_MM);
    vec4 a = textureLod(u_albedo, vec3(flat_mm / TILE_MM, 0.0), max(level, 0.0));
    vec3 m = textureLod(u_normal, vec3(flat_mm / TILE_MM, 0.0), max(level, 0.0)).xyz;
    float blot = textureLod(u_albedo, vec3(flat_mm / TILE_MM * 0.13, 0.0), max(level - 2.9, 0.0)).r;
    vec3 t = normalize(vec3(1.0, 0.0, 0.0) - n * n.x), b = cross(n, t);
    vec3 albedo = mix(vec3(0.80, 0.60, 0.495), a.rgb, 0.42);
    albedo = mix(albedo, v_tint.rgb, v_tint.a);
    albedo *= mix(vec3(1.0), vec3(1.03, 0.95, 0.93), smoothstep(0.80, 0.90, blot) * 0.6);
    vec3 nn = normalize(n + (t * (m.x * 2.0 - 1.0) + b * (m.y * 2.0 - 1.0)) * 0.5);
    float gloss = a.a, shine = 0.75, shadow = v_uvl.x;
    if (v_uvl.y > 0.22) {
        // strands run along the axis; each ends where the hairline is for it
        float strand = texture(u_albedo, vec3(v_tangent.xy * vec2(0.16, 0.9), 3.0)).r;
        float tuft = texture(u_albedo, vec3(v_tangent.xy * vec2(0.07, 0.23), 3.0)).r;
        float covered = smoothstep(0.42, 0.52, v_uvl.y + (strand - 0.55) * 0.7 * (1.0 - v_uvl.y));
        vec3 hair = mix(vec3(0.17, 0.115, 0.085), vec3(0.40, 0.28, 0.20), smoothstep(0.35, 0.75, 0.6 * strand + 0.4 * tuft));
        albedo = mix(albedo, hair, covered);
        nn = normalize(mix(nn, n + b * (strand - 0.55) * 0.9, covered));
        gloss = mix(gloss, 0.35, covered);
    }
#if PATCH == 2
    if (bruise.w > 0.0) {
        float r = length((v_position.xz - bruise.xy) * vec2(1.0, 1.15)) / bruise.z + (blot - 0.84) * 1.3;
        float ring = smoothstep(0.25, 0.75, r) * smoothstep(1.05, 0.8, r);
        vec3 c = mix(vec3(0.40, 0.13, 0.24), vec3(0.30, 0.10, 0.30), smoothstep(0.2, 0.7, r));
        c = mix(c, vec3(0.66, 0.55, 0.28), ring * 0.8);
        albedo = mix(albedo, albedo * 0.35 + c * 0.65, smoothstep(1.0, 0.1, r) * bruise.w);
    }
    if (flush.w > 0.0) {
        float r = length(v_position.xz - flush.xy) / flush.z;
        albedo *= mix(vec3(1.0), vec3(1.0, 0.72, 0.68), smoothstep(1.0, 0.2, r) * flush.w);
    }
    if (blood.w > 0.0) {
        vec2 e = (v_position.xz - blood.xy) / blood.z;
        float r = length(e);
        if (r < 1.0) {
            nn = normalize(n * (0.25 + sqrt(1.0 - r * r)) + vec3(e.x, 0.0, e.y) * 0.9);
            albedo = mix(vec3(0.30, 0.012, 0.015), vec3(0.46, 0.03, 0.03), smoothstep(0.6, 1.0, r));
            gloss = 1.0;
            shine = 2.6;
        } else {
            albedo = mix(albedo, albedo * vec3(0.85, 0.5, 0.48), smoothstep(1.5, 1.0, r) * 0.6);
        }
    }
#endif
#if PATCH > 0
    // moving shadows end before the border: the still skin beyond it has none
    float fade = smoothstep(0.0, 8.0, min(along - cut.x, cut_mode.z - along)) * smoothstep(cut.y, cut.y * 0.7, abs(ahead));
    shadow *= mix(1.0, cast_shadows(v_position + n * 0.4), fade);
#endif
    vec3 c = shade(albedo, nn, v, gloss, v_ao * mix(1.0, m.z, 0.75), vec3(1.0, 0.42, 0.30), shine, shadow);
    o_color = vec4(tone(c), 1.0);
}
