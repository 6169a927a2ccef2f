// Gamma-2 working space: albedo squared in, square root out. Key light, sky, fill, wrapped diffuse for skin and fat,
// capsule shadows instead of a shadow map.
float capsule_shadow(vec3 from, vec3 to_light, vec3 a, vec3 b, float radius, float hardness)
{
    vec3 axis = b - a, rel = a - from;
    float rd = dot(rel, to_light), ad = dot(to_light, axis), aa = dot(axis, axis), ra = dot(rel, axis);
    float along = (rd * aa - ra * ad) / (aa - ad * ad + 1e-6);
    along = max(along, 0.05);
    float share = clamp((along * ad - ra) / aa, 0.0, 1.0);
    float d = length(rel + axis * share - to_light * along) - radius;
    float s = clamp(hardness * d / along + 0.5, 0.0, 1.0);
    return s * s * (3.0 - 2.0 * s);
}
float cast_shadows(vec3 p)
{
    float s = 1.0;
    for (int i = 0; i < 2; i++) {
        if (capsule_b[i].w > 0.0) {
            s *= capsule_shadow(p, light.xyz, capsule_a[i].xyz, capsule_b[i].xyz, capsule_a[i].w, capsule_b[i].w);
        }
    }
    return s;
}
vec3 tone(vec3 c)
{
    c = c * 1.15;
    c = c * (1.0 + c * 0.16) / (1.0 + c * 0.55);
    return sqrt(clamp(c, 0.0, 1.0));
}
vec3 shade(vec3 albedo, vec3 n, vec3 v, float gloss, float ao, vec3 wrap, float specular, float shadow)
{
    albedo *= albedo;
    vec3 l = light.xyz;
    vec3 diffuse = clamp((vec3(dot(n, l)) + wrap) / ((1.0 + wrap) * (1.0 + wrap)), 0.0, 1.0);
    vec3 key = vec3(1.42, 1.34, 1.23);
    vec3 shaded = mix(vec3(0.20, 0.10, 0.09) * step(0.01, wrap.x) + vec3(0.06), vec3(1.0), shadow);
    vec3 sky = mix(vec3(0.15, 0.11, 0.10), vec3(0.26, 0.29, 0.34), dot(n, room_up.xyz) * 0.5 + 0.5) * ao;
    vec3 fill = vec3(0.30, 0.31, 0.36) * max(dot(n, vec3(0.7559, 0.2520, 0.6047)), 0.0) * ao;
    vec3 h = normalize(l + v);
    float nh = max(dot(n, h), 0.0), grazing = 1.0 - clamp(dot(n, v), 0.0, 1.0);
    float g2 = grazing * grazing, fresnel = g2 * g2 * grazing;
    float power = exp2(4.0 + gloss * 4.2), nh2 = nh * nh, nh4 = nh2 * nh2;
    float spec = pow(nh, power) * (power + 8.0) * 0.04 * (0.04 + 0.48 * fresnel) * 1.2 + nh4 * nh4 * nh4 * nh2 * 0.05 * gloss;
    vec3 c = albedo * (diffuse * key * shaded + sky + fill) + spec * specular * key * shadow * ao;
    return c + vec3(0.30, 0.36, 0.45) * fresnel * 0.16 * (0.3 + gloss) * ao;
}
