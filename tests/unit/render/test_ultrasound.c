// The ultrasound image without GL: what sound does to bone, steel, sheets and moving tissue.
#include "tb_test.h"

#include "render/ultrasound.h"
#include "tautband/anatomy/section.h"

#include <stdlib.h>
#include <string.h>

enum { LINES = TB_SCAN_LINES, SAMPLES = TB_SCAN_SAMPLES };

static tb_case model;
static tb_anatomy anatomy;
static tb_ultrasound *scan;
static tb_snapshot snapshot;
static tb_section_plane plane;
static uint8_t image[TB_SCAN_BYTES], other[TB_SCAN_BYTES];

/// Tissue at rest in the section through the origin.
static void rest_at(double azimuth_rad)
{
    static tb_section section;
    plane = (tb_section_plane){0.0, 0.0, cos(azimuth_rad), sin(azimuth_rad)};
    assert_int_equal(tb_section_build(&anatomy, &plane, &section, NULL), TB_OK);
    memset(&snapshot, 0, sizeof snapshot);
    snapshot.tick_ms = 1000;
    snapshot.section.kind = TB_SECTION_NEEDLE;
    snapshot.section.build = 1;
    snapshot.section.plane = plane;
    for (int k = 0; k < TB_SECTION_NODES; ++k) {
        snapshot.section.rest_s_mm[k] = snapshot.section.s_mm[k] = (float)section.s_mm[k];
        snapshot.section.rest_y_mm[k] = snapshot.section.y_mm[k] = (float)section.y_mm[k];
    }
}

static void build(void)
{
    tb_ultrasound_aim(scan, &anatomy, &plane);
    assert_true(tb_ultrasound_build(scan, TB_SCAN_MAP_COLUMNS));
}

static void draw(const tb_scan_settings *settings, uint8_t *out)
{
    tb_ultrasound_image(scan, &snapshot, &snapshot, 1.0f, settings, 0.0f, out);
}

/// Mean grey of a rectangle in mm: s along from the image's left edge, z down.
static double mean_of(const uint8_t *of, double s0, double s1, double z0, double z1,
                      double depth_mm)
{
    double sum = 0.0;
    int count = 0;
    for (int row = 0; row < SAMPLES; ++row) {
        const double z = (row + 0.5) * depth_mm / SAMPLES;
        for (int l = 0; l < LINES; ++l) {
            const double s = (l + 0.5) * (double)TB_SCAN_WIDTH_MM / LINES;
            if (s >= s0 && s < s1 && z >= z0 && z < z1) {
                sum += of[row * LINES + l];
                ++count;
            }
        }
    }
    return sum / count;
}

/// A bone across the plane: a cylinder along the plane's normal, its middle at (s, z).
static void put_bone(double s_mm, double z_mm, double radius_mm)
{
    tb_structure *bone = &anatomy.structures[anatomy.structure_count++];
    memset(bone, 0, sizeof *bone);
    bone->tissue = TB_TISSUE_BONE;
    bone->point_count = 2;
    const tb_vec3 at = tb_section_to_site(&plane, s_mm, 0.0);
    const double n = tb_anatomy_skin_mm(&anatomy, at.x, at.y) + z_mm;
    for (int k = 0; k < 2; ++k) {
        const double off = k == 0 ? -20.0 : 20.0;
        bone->points[k] = (tb_chain_point){at.x - off * plane.sin_azimuth,
                                           at.y + off * plane.cos_azimuth, n, radius_mm};
    }
    bone->box_lo_mm = (tb_vec3){-100, -100, 0};
    bone->box_hi_mm = (tb_vec3){100, 100, 100};
}

static void bone_throws_a_shadow(void **state)
{
    (void)state;
    const tb_scan_settings settings = tb_scan_settings_default();
    const int before = anatomy.structure_count;
    rest_at(0.0);
    put_bone(0.0, 18.0, 6.0);
    build();
    draw(&settings, image);
    anatomy.structure_count = before;
    // the bone is s 15..27, z 12..24; its middle line shines, what lies behind it is black
    const double depth = (double)settings.depth_mm;
    const double face = mean_of(image, 20.0, 22.0, 11.8, 12.4, depth);
    const double muscle = mean_of(image, 2.0, 10.0, 10.0, 22.0, depth);
    const double behind = mean_of(image, 18.0, 24.0, 20.0, 40.0, depth);
    const double beside = mean_of(image, 2.0, 10.0, 20.0, 40.0, depth);
    assert_true(face > 2.0 * muscle);
    assert_true(behind < 0.15 * beside);
    // the shadow lies under the bone only: lines beside it are as without the bone
    build();
    draw(&settings, other);
    for (int row = 0; row < SAMPLES; ++row) {
        for (int l = 0; l < 50; ++l) {
            assert_int_equal(image[row * LINES + l], other[row * LINES + l]);
        }
    }
}

/// A straight needle whose tip lies at 20 mm depth under the image's middle.
static void put_needle(double angle_rad)
{
    const double length = 40.0, middle_y = (double)snapshot.section.rest_y_mm[TB_SECTION_NX / 2];
    snapshot.needle.stage = TB_NEEDLE_IN;
    snapshot.needle.length_mm = (float)length;
    for (int k = 0; k < TB_SNAPSHOT_NEEDLE_NODES; ++k) {
        const double up = length * (1.0 - (double)k / (TB_SNAPSHOT_NEEDLE_NODES - 1));
        snapshot.needle.s_mm[k] = (float)(-up * sin(angle_rad));
        snapshot.needle.y_mm[k] = (float)(middle_y - 20.0 + up * cos(angle_rad));
    }
}

/// What the needle adds to the image, along its shaft, at a distance further down; mean grey.
static double added_at(double angle_rad, double down_mm)
{
    const double depth = (double)tb_scan_settings_default().depth_mm;
    double sum = 0.0;
    int count = 0;
    for (double up = 3.0; up < 12.0; up += 0.05) {
        const double s = 0.5 * (double)TB_SCAN_WIDTH_MM - up * sin(angle_rad),
                     z = 20.0 - up * cos(angle_rad) + down_mm;
        const int l = (int)(s * LINES / (double)TB_SCAN_WIDTH_MM), row = (int)(z * SAMPLES / depth);
        sum += (double)image[row * LINES + l] - (double)other[row * LINES + l];
        ++count;
    }
    return sum / count;
}

static void needle_shines_when_the_beam_meets_it_square(void **state)
{
    (void)state;
    tb_scan_settings settings = tb_scan_settings_default();
    settings.gain_db = -8.0f; // nothing white
    // sine of the angle to the beam: a mirror's lobe falls steeply from 75 to 45 to 20 degrees
    static const double angles[3] = {1.309, 0.785, 0.349};
    double added[3];
    rest_at(0.0);
    build();
    draw(&settings, other);
    for (int k = 0; k < 3; ++k) {
        put_needle(angles[k]);
        draw(&settings, image);
        added[k] = added_at(angles[k], 0.05);
    }
    // 58 dB make 255 greys; the lobe takes 7 dB from 75 to 45 degrees and 12 dB more to 20
    print_message("needle adds %.0f, %.0f, %.0f greys\n", added[0], added[1], added[2]);
    assert_true(added[0] > added[1] + 15.0);
    assert_true(added[1] > added[2] + 25.0);
    assert_true(added[0] > 60.0);
    // the tip shows even on the steepest
    assert_true(mean_of(image, 20.8, 21.3, 19.8, 20.3, (double)settings.depth_mm) >
                mean_of(other, 20.8, 21.3, 19.8, 20.3, (double)settings.depth_mm) + 40.0);
}

static void needle_has_copies_below_it(void **state)
{
    (void)state;
    const tb_scan_settings settings = tb_scan_settings_default();
    const double angle = 1.2;
    rest_at(0.0);
    build();
    draw(&settings, other);
    put_needle(angle);
    draw(&settings, image);
    // echoes that ran up and down in the shaft once and twice: lines at 0.72 mm, dark between them
    for (int k = 1; k <= 2; ++k) {
        const double line = added_at(angle, 0.72 * k + 0.05),
                     gap = added_at(angle, 0.72 * k - 0.31);
        assert_true(line > gap + 8.0);
        assert_true(line < added_at(angle, 0.72 * (k - 1) + 0.05)); // and each is fainter
    }
    // far below it is a little darker than without: some sound never passed
    assert_true(added_at(angle, 12.0) < 0.0);
}

static void fascia_does_not_bloom(void **state)
{
    (void)state;
    const tb_scan_settings settings = tb_scan_settings_default();
    rest_at(0.0);
    build();
    draw(&settings, image);
    const double depth = (double)settings.depth_mm, step = depth / SAMPLES;
    // mean profile across the deep fascia, aligned on its own depth line by line
    enum { HALF = 24 };
    double profile[2 * HALF + 1] = {0};
    for (int l = 0; l < LINES; ++l) {
        const double s =
            (l + 0.5) * (double)TB_SCAN_WIDTH_MM / LINES - 0.5 * (double)TB_SCAN_WIDTH_MM;
        const tb_vec3 at = tb_section_to_site(&plane, s, 0.0);
        const double z = tb_anatomy_layer_top_mm(&anatomy, 2, at.x, at.y) -
                         tb_anatomy_skin_mm(&anatomy, at.x, at.y);
        const int row = (int)((z + 0.25) / step);
        for (int k = -HALF; k <= HALF; ++k) {
            profile[k + HALF] += image[(row + k) * LINES + l] / (double)LINES;
        }
    }
    double peak = 0.0;
    int wide = 0;
    for (int k = 0; k <= 2 * HALF; ++k) {
        peak = fmax(peak, profile[k]);
    }
    const double floor_grey = 0.5 * (profile[0] + profile[2 * HALF]);
    for (int k = 0; k <= 2 * HALF; ++k) {
        wide += profile[k] > 0.5 * (peak + floor_grey) ? 1 : 0;
    }
    assert_true(peak > 1.8 * floor_grey);
    // a sheet of 0.5-1.5 mm in the patient; on screen no wider than 1.4 mm at half height
    assert_true(wide * step < 1.4);
}

/// Correlation of two images, the second shifted up by some rows.
static double correlation(const uint8_t *a, const uint8_t *b, int shift, int from, int to)
{
    double sa = 0, sb = 0, saa = 0, sbb = 0, sab = 0, n = 0;
    for (int row = from; row < to; ++row) {
        for (int l = 0; l < LINES; ++l) {
            const double x = a[row * LINES + l], y = b[(row + shift) * LINES + l];
            sa += x;
            sb += y;
            saa += x * x;
            sbb += y * y;
            sab += x * y;
            n += 1.0;
        }
    }
    return (sab - sa * sb / n) / sqrt((saa - sa * sa / n) * (sbb - sb * sb / n));
}

static void speckle_moves_with_the_tissue(void **state)
{
    (void)state;
    tb_scan_settings settings = tb_scan_settings_default();
    const int shift = 9;
    rest_at(1.5707963);
    build();
    draw(&settings, image);
    for (int k = 0; k < TB_SECTION_NODES; ++k) { // all tissue sinks by nine samples
        snapshot.section.y_mm[k] -= (float)shift * settings.depth_mm / SAMPLES;
    }
    draw(&settings, other);
    assert_true(correlation(image, other, shift, 80, 220) > 0.93);
    assert_true(correlation(image, other, 0, 80, 220) < 0.35);
}

static void noise_does_not_move_with_the_tissue(void **state)
{
    (void)state;
    tb_scan_settings settings = tb_scan_settings_default();
    settings.gain_db = 10.0f;
    const int before = anatomy.structure_count;
    rest_at(0.0);
    put_bone(0.0, 14.0, 9.0);
    build();
    draw(&settings, image);
    anatomy.structure_count = before;
    draw(&settings, other);
    assert_memory_equal(image, other, sizeof image); // the same tick gives the same image
    snapshot.tick_ms += 50;
    draw(&settings, other);
    // in the shadow nothing but noise is left: another tick, other noise; lit tissue is the same
    double shadow = 0.0, lit = 0.0;
    for (int row = 250; row < SAMPLES; ++row) {
        shadow += abs(image[row * LINES + 96] - other[row * LINES + 96]) > 8 ? 1.0 : 0.0;
    }
    for (int row = 40; row < 90; ++row) {
        lit += abs(image[row * LINES + 10] - other[row * LINES + 10]) > 8 ? 1.0 : 0.0;
    }
    print_message("of the shadow %.0f/134 rows change, of lit tissue %.0f/50\n", shadow, lit);
    assert_true(shadow > 60.0);
    assert_true(lit < 6.0);
}

static void twitch_is_seen_where_it_is(void **state)
{
    (void)state;
    const tb_scan_settings settings = tb_scan_settings_default();
    rest_at(0.0);
    build();
    draw(&settings, image);
    for (int k = 0; k < TB_SECTION_NODES; ++k) { // a belly thickens by 1 mm within 8 mm of (0, -14)
        const float s = snapshot.section.rest_s_mm[k], y = snapshot.section.rest_y_mm[k] + 14.0f;
        const float near = expf(-s * s / 60.0f - y * y / 30.0f);
        snapshot.section.y_mm[k] += 0.25f * y * near;
        snapshot.section.s_mm[k] -= 0.15f * s * near;
    }
    draw(&settings, other);
    double inside = 0.0;
    for (int row = 80; row < 160; ++row) {
        for (int l = 76; l < 116; ++l) {
            inside += abs(image[row * LINES + l] - other[row * LINES + l]);
        }
    }
    assert_true(inside / (80.0 * 40.0) > 12.0);
    double beside = 0.0; // 20 mm away the motion is a thousandth
    for (int row = 80; row < 160; ++row) {
        for (int l = 0; l < 8; ++l) {
            beside += abs(image[row * LINES + l] - other[row * LINES + l]);
        }
    }
    print_message("20 mm beside a twitch %.2f greys change\n", beside / (80.0 * 8.0));
    assert_true(beside / (80.0 * 8.0) < 0.2 * inside / (80.0 * 40.0));
    assert_true(correlation(image, other, 0, 300, 380) > 0.98);
}

static void settings_do_what_they_say(void **state)
{
    (void)state;
    tb_scan_settings settings = tb_scan_settings_default();
    rest_at(0.0);
    const int before = anatomy.structure_count;
    put_bone(0.0, 26.0, 6.0);
    build();
    // depth: the bone's top at 20 mm is at the same share of the image as of the depth
    static const float depths[3] = {30.0f, 46.0f, 60.0f};
    for (int k = 0; k < 3; ++k) {
        settings.depth_mm = depths[k];
        draw(&settings, image);
        int best = 0;
        double brightest = 0.0;
        for (int row = SAMPLES / 4; row < SAMPLES - 2; ++row) {
            double sum = 0.0;
            for (int l = 90; l < 102; ++l) {
                sum += image[row * LINES + l] + image[(row + 1) * LINES + l];
            }
            if (sum > brightest) {
                brightest = sum;
                best = row + 1;
            }
        }
        assert_near(best * (double)depths[k] / SAMPLES, 20.0, 0.4);
    }
    anatomy.structure_count = before;
    build();
    // gain: 58 dB make the whole range of grey, so 6 dB more lift mid-grey by about 0.1 of it
    settings = tb_scan_settings_default();
    draw(&settings, image);
    settings.gain_db += 6.0f;
    draw(&settings, other);
    const double rise = mean_of(other, 5, 37, 10, 20, 46) - mean_of(image, 5, 37, 10, 20, 46);
    assert_true(rise > 12.0 && rise < 40.0);
    // focus: at its depth neighbouring lines are less alike
    settings = tb_scan_settings_default();
    rest_at(1.5707963);
    build();
    double alike[2];
    for (int k = 0; k < 2; ++k) {
        settings.focus_mm = k == 0 ? 14.0f : 44.0f;
        draw(&settings, image);
        double sum = 0.0;
        for (int row = 100; row < 140; ++row) { // 12 to 17 mm
            for (int l = 1; l < LINES; ++l) {
                sum += abs(image[row * LINES + l] - image[row * LINES + l - 1]);
            }
        }
        alike[k] = sum;
    }
    assert_true(alike[0] > 1.25 * alike[1]);
}

static void map_in_slices_is_the_same(void **state)
{
    (void)state;
    const tb_scan_settings settings = tb_scan_settings_default();
    rest_at(0.7);
    build();
    draw(&settings, image);
    rest_at(0.0);
    build();
    draw(&settings, other);
    assert_true(memcmp(image, other, sizeof image) != 0);
    rest_at(0.7);
    tb_ultrasound_aim(scan, &anatomy, &plane);
    assert_false(tb_ultrasound_build(scan, 100)); // the old map is shown until the new one is ready
    int slices = 1;
    while (!tb_ultrasound_build(scan, 100)) {
        ++slices;
    }
    assert_int_equal(slices, 5);
    draw(&settings, other);
    assert_memory_equal(image, other, sizeof image);
}

static void without_a_map_it_is_black(void **state)
{
    (void)state;
    const tb_scan_settings settings = tb_scan_settings_default();
    tb_ultrasound *fresh = tb_ultrasound_create();
    assert_non_null(fresh);
    memset(image, 7, sizeof image);
    tb_ultrasound_image(fresh, &snapshot, &snapshot, 1.0f, &settings, 0.0f, image);
    for (int k = 0; k < TB_SCAN_BYTES; ++k) {
        assert_int_equal(image[k], 0);
    }
    tb_ultrasound_destroy(fresh);
    tb_ultrasound_destroy(NULL);
}

int main(void)
{
    static tb_test_list list;
    static tb_diagnostics diagnostics;
    if (tb_case_load("assets/cases/gastrocnemius-medial.yaml", &model, &diagnostics) != TB_OK) {
        tb_diagnostics_print(&diagnostics, stderr);
        return 1;
    }
    tb_anatomy_draw(&model, 0, &anatomy);
    scan = tb_ultrasound_create();
    if (scan == NULL) {
        return 1;
    }
    TB_TEST(&list, bone_throws_a_shadow);
    TB_TEST(&list, needle_shines_when_the_beam_meets_it_square);
    TB_TEST(&list, needle_has_copies_below_it);
    TB_TEST(&list, fascia_does_not_bloom);
    TB_TEST(&list, speckle_moves_with_the_tissue);
    TB_TEST(&list, noise_does_not_move_with_the_tissue);
    TB_TEST(&list, twitch_is_seen_where_it_is);
    TB_TEST(&list, settings_do_what_they_say);
    TB_TEST(&list, map_in_slices_is_the_same);
    TB_TEST(&list, without_a_map_it_is_black);
    const int failed = tb_test_run(&list, "ultrasound");
    tb_ultrasound_destroy(scan);
    return failed;
}
