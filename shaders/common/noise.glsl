// Integer-hash noise: bit-exact wherever GLSL's integer rules are kept. All functions tile with period `per`.
uvec2 pcg2d(uvec2 v)
{
    v = v * 1664525u + 1013904223u;
    v.x += v.y * 1664525u;
    v.y += v.x * 1664525u;
    v = v ^ (v >> 16u);
    v.x += v.y * 1664525u;
    v.y += v.x * 1664525u;
    return v ^ (v >> 16u);
}
ivec2 wrap_cell(ivec2 c, ivec2 per)
{
    c = c - (c / per) * per;
    return c + per * ivec2(lessThan(c, ivec2(0)));
}
vec2 cell_random(ivec2 c, ivec2 per, uint seed)
{
    c = wrap_cell(c, per);
    uvec2 h = pcg2d(uvec2(c) + uvec2(seed * 7919u, seed * 104729u));
    return vec2(h >> 8u) * (1.0 / 16777216.0);
}
float value_noise(vec2 p, ivec2 per, uint seed)
{
    vec2 i = floor(p), f = p - i;
    ivec2 c = ivec2(i);
    f = f * f * f * (f * (f * 6.0 - 15.0) + 10.0);
    float a = mix(cell_random(c, per, seed).x, cell_random(c + ivec2(1, 0), per, seed).x, f.x);
    float b = mix(cell_random(c + ivec2(0, 1), per, seed).x, cell_random(c + ivec2(1, 1), per, seed).x, f.x);
    return mix(a, b, f.y);
}
float fbm(vec2 uv, ivec2 per, int octaves, uint seed)
{
    float sum = 0.0, weight = 0.5, total = 0.0;
    for (int i = 0; i < octaves; i++) {
        sum += weight * value_noise(uv * vec2(per), per, seed + uint(i));
        total += weight;
        weight *= 0.5;
        per *= 2;
    }
    return sum / total;
}
float ridged(vec2 uv, ivec2 per, int octaves, uint seed)
{
    float sum = 0.0, weight = 0.5, total = 0.0;
    for (int i = 0; i < octaves; i++) {
        float v = 1.0 - abs(2.0 * value_noise(uv * vec2(per), per, seed + uint(i)) - 1.0);
        sum += weight * v * v;
        total += weight;
        weight *= 0.5;
        per *= 2;
    }
    return sum / total;
}
// distance to the nearest and second nearest cell point, and the nearest cell's own random number
vec3 voronoi(vec2 uv, ivec2 per, uint seed, float jitter)
{
    vec2 p = uv * vec2(per), i = floor(p), f = p - i;
    float a = 9.0, b = 9.0, id = 0.0;
    for (int y = -1; y <= 1; y++) {
        for (int x = -1; x <= 1; x++) {
            vec2 r = cell_random(ivec2(i) + ivec2(x, y), per, seed);
            vec2 d = vec2(x, y) + 0.5 + (r - 0.5) * jitter - f;
            float q = dot(d, d);
            if (q < a) {
                b = a;
                a = q;
                id = fract(r.x * 17.31 + r.y * 5.77);
            } else if (q < b) {
                b = q;
            }
        }
    }
    return vec3(sqrt(a), sqrt(b), id);
}
