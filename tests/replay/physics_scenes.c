// Four scenes of the physics alone, and the hash of each: what many_builds.py builds with every
// compiler and for every machine it can. Core and physics only, ISO C, no file is read.
// usage: physics_scenes [width2|width4|width8]
#include "../scenes/section.h"

#include "tautband/core/hash.h"

#include <inttypes.h>
#include <stdio.h>

#define DEEP_MM 25.0
#define BAND_DEPTH_MM 11.0
#define NEEDLE_X_MM 26.0

static section_scene scene;

/// A layered section whose layers bulge: every cell is a general quad.
static void curved_section(void)
{
    section_layers(&scene, DEEP_MM);
    for (int k = 0; k < SECTION_NX * scene.ny; ++k) {
        const double share = -scene.y_mm[k] / scene.depth_mm;
        scene.y_mm[k] -=
            8.0 * share * (1.0 - share) * tb_cos(2.0 * TB_PI * scene.x_mm[k] / scene.width_mm);
    }
}

static tb_world *curved_world(bool for_needle)
{
    curved_section();
    section_add_band(&scene, 32.0, BAND_DEPTH_MM);
    if (for_needle) {
        scene.section.needle_expected = true;
        scene.section.needle_x_mm = NEEDLE_X_MM;
        scene.section.twitch.present = true;
        scene.section.twitch.x_mm = 32.0;
        scene.section.twitch.y_mm = -BAND_DEPTH_MM;
        scene.section.twitch.half_length_mm = 15.0;
        scene.section.twitch.along_section = true;
    }
    return section_world(&scene, tb_world_desc_default().hand_stiffness_n_per_mm);
}

// Each scene says whether what it is for took place.

/// A finger goes in by 5 mm and stays.
static bool hold(tb_world *world)
{
    for (int tick = 0; tick < 500; ++tick) {
        const tb_world_input input = section_finger(27.0, 5.0 * section_ramp(tick, 0, 200));
        tb_world_step(world, &input);
    }
    return tb_world_finger_of(world, 0)->force_y_n > 0.5;
}

/// Two fingers press by 6 mm; one sweeps over the band and back.
static bool palpate(tb_world *world)
{
    double pushed_mm = 0.0;
    for (int tick = 0; tick < 900; ++tick) {
        const double press_mm = 6.0 * section_ramp(tick, 0, 150);
        const double sweep_mm =
            16.0 * (section_ramp(tick, 150, 550) - section_ramp(tick, 550, 900));
        tb_world_input input = section_finger(24.0 + sweep_mm, press_mm);
        input.fingers[1] = input.fingers[0];
        input.fingers[1].hand_x_mm = 8.0;
        tb_world_step(world, &input);
        pushed_mm = fmax(pushed_mm, fabs(tb_world_disc_of(world, 0)->push_mm));
    }
    return pushed_mm > 0.5;
}

/// The hand of a needle tilted by 20 degrees whose tip stands `path_mm` past the skin.
static tb_needle_hand needle_hand(double path_mm, double spin_rad, double grip)
{
    const double angle_rad = (20.0 - 90.0) * TB_PI / 180.0;
    const double back_mm = path_mm - tb_needle_spec_default().length_mm;
    return (tb_needle_hand){.hub_x_mm = NEEDLE_X_MM + back_mm * tb_cos(angle_rad),
                            .hub_y_mm = back_mm * tb_sin(angle_rad),
                            .hub_angle_rad = angle_rad,
                            .tube_free_mm = path_mm < 4.0 ? 4.0 : -1.0,
                            .entry_x_mm = NEEDLE_X_MM,
                            .spin_rad = spin_rad,
                            .grip = grip};
}

/// In through skin and fascia, to and fro, wound, and out again.
static bool needle(tb_world *world)
{
    int punctures = 0;
    const tb_needle_spec spec = tb_needle_spec_default();
    const tb_needle_hand first = needle_hand(-1.0, 0.0, 1.0);
    tb_world_take_needle(world, &spec, &first);
    for (int tick = 0; tick < 1400; ++tick) {
        const double path_mm =
            -1.0 + 17.0 * section_ramp(tick, 0, 600) - 6.0 * section_ramp(tick, 600, 660) +
            7.0 * section_ramp(tick, 660, 730) - 20.0 * section_ramp(tick, 1000, 1400);
        tb_world_input input = {.needle_present = true};
        input.needle = needle_hand(path_mm, 9.0 * section_ramp(tick, 730, 950), 1.0);
        tb_world_step(world, &input);
        punctures += (tb_world_needle_of(world)->happened & TB_NEEDLE_PUNCTURED) != 0u ? 1 : 0;
    }
    return punctures == 2 && !tb_world_needle_of(world)->inside;
}

/// A needle rests in the band while it twitches twice, under a resting finger.
static bool twitch(tb_world *world)
{
    double lowest_mm = INFINITY, highest_mm = -INFINITY;
    const tb_needle_spec spec = tb_needle_spec_default();
    const tb_needle_hand first = needle_hand(-1.0, 0.0, 1.0);
    tb_world_take_needle(world, &spec, &first);
    for (int tick = 0; tick < 900; ++tick) {
        const int age = (tick - 450) % 225;
        const double drive =
            tick < 450 ? 0.0 : section_ramp(age, 0, 58) - section_ramp(age, 58, 170);
        tb_world_input input = section_finger(40.0, 3.0 * section_ramp(tick, 0, 150));
        input.needle_present = true;
        input.needle =
            needle_hand(-1.0 + 13.0 * section_ramp(tick, 0, 400), 0.0, 1.0 + 2.0 * drive);
        input.twitch =
            (tb_world_twitch_input){.drive = drive, .tension_n = 0.6, .jerk_n = 0.3, .jerk_y = 1.0};
        tb_world_step(world, &input);
        if (tick >= 450) {
            lowest_mm = fmin(lowest_mm, tb_world_needle_of(world)->tip_x_mm);
            highest_mm = fmax(highest_mm, tb_world_needle_of(world)->tip_x_mm);
        }
    }
    return highest_mm - lowest_mm > 0.2;
}

/// Run one scene in a world of its own and print its hash.
static bool play(const char *name, bool for_needle, bool (*run)(tb_world *world))
{
    tb_world *world = curved_world(for_needle);
    if (world == NULL) {
        fprintf(stderr, "physics_scenes: %s: the section is refused\n", name);
        return false;
    }
    const bool took_place = run(world);
    tb_hash hash = tb_hash_start();
    tb_world_hash(world, &hash);
    const tb_world_fault fault = tb_world_fault_of(world);
    printf("scene %s %016" PRIx64 "\n", name, hash.value);
    if (fault != TB_FAULT_NONE || !took_place) {
        fprintf(stderr, "physics_scenes: %s: fault %s, %s\n", name, tb_world_fault_name(fault),
                took_place ? "as planned" : "not as planned");
    }
    tb_world_destroy(world);
    return fault == TB_FAULT_NONE && took_place;
}

int main(int argc, char **argv)
{
    static const char *const names[] = {"", "width2", "width4", "width8"};
    for (int k = 1; k < 4 && argc > 1; ++k) {
        if (strcmp(argv[1], names[k]) == 0 && (int)tb_lattice_select((tb_simd_path)k) != k) {
            puts("path missing");
            return 0;
        }
    }
    tb_world_greet();
    printf("path %s\n", tb_simd_path_name(tb_lattice_path()));
    // the C library's own functions, which must not be able to change a scene
    tb_hash library = tb_hash_start();
    for (int k = 1; k <= 2000; ++k) {
        tb_hash_f64(&library, exp(-0.003 * k));
        tb_hash_f64(&library, sin(0.37 * k));
        tb_hash_f64(&library, pow(0.001 * k, 1.7));
    }
    printf("libm %016" PRIx64 "\n", library.value);
    const bool sound = play("static", false, hold) & play("palpation", false, palpate) &
                       play("needle", true, needle) & play("twitch", true, twitch);
    return sound ? 0 : 1;
}
