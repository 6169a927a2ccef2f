// Mirrors tb_frame_block in sim/render/render_internal.h.
layout(std140) uniform Frame {
    mat4 clip_from_site; // x = t, y = outward (-n), z = b, in mm
    vec4 eye_mm;
    vec4 light;      // unit vector towards the key light
    vec4 cut;        // lower end along the plane, depth behind it, floor height, floor slope
    vec4 cut_frame;  // t0, b0, cos azimuth, sin azimuth of the plane
    vec4 cut_mode;   // 1 = notch open, side of the viewer (+1, -1), upper end along the plane, reach before it
    vec4 bruise;     // t, b, radius, amount
    vec4 blood;      // t, b, radius, 1 = there
    vec4 flush;      // t, b, radius, amount
    vec4 room_up;    // unit vector against gravity; half the thickness of the roll that is cut, or 0
    vec4 capsule_a[2]; // start and radius of what throws a soft shadow
    vec4 capsule_b[2]; // end and hardness; hardness 0 = none
    vec4 exits[6];     // how far before the plane the notch's floor ends: 21 columns from end to end
};
