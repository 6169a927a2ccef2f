// V20-V22: local twitch responses and end-plate noise of the patient's models, and the twitch in
// tissue.
#include "tautband/core/alloc.h"
#include "tautband/core/mathx.h"
#include "tautband/core/rng.h"
#include "tautband/patient/life_probe.h"

#include "validation_internal.h"

#include <math.h>

enum { RESPONSES = 8, SESSIONS = 400, PASSES = 40, TWITCH_MS = 450, BURSTS = 60, PLACES = 120 };
static const double DEPTH_MM = 15.0;
static const double ACTIVE_LOCI = 8.0, LATENT_LOCI = TB_LATENT_LOCI_SHARE * 8.0; // mean, model [J]

/// A patient of one trigger point and nothing else; excitable places spread over its ellipsoid.
static void one_point(tb_rng *rng, double loci_mean, tb_trigger_point_state state, tb_anatomy *out)
{
    *out = (tb_anatomy){.trigger_point_count = 1};
    tb_trigger_point *point = &out->trigger_points[0];
    point->state = state;
    point->centre_mm = (tb_vec3){0.0, 0.0, DEPTH_MM};
    point->fibre = (tb_vec3){1.0, 0.0, 0.0};
    point->semi_axes_mm[0] = 4.0;
    point->semi_axes_mm[1] = point->semi_axes_mm[2] = 2.0;
    const int wanted = tb_rng_poisson(rng, loci_mean);
    point->locus_count = wanted < TB_LOCI_MAX ? wanted : TB_LOCI_MAX;
    for (int k = 0; k < point->locus_count; ++k) {
        double u, v, w;
        do {
            u = 2.0 * tb_rng_uniform(rng) - 1.0;
            v = 2.0 * tb_rng_uniform(rng) - 1.0;
            w = 2.0 * tb_rng_uniform(rng) - 1.0;
        } while (u * u + v * v + w * w > 1.0);
        point->loci[k].place_mm = (tb_vec3){4.0 * u, 2.0 * v, DEPTH_MM + 2.0 * w};
        point->loci[k].excitability = tb_exp(-0.125 + 0.5 * tb_rng_normal(rng));
    }
}

// ---- V20: size by number ----

/// Mean size of the n-th response over sessions that reached all of them.
static tb_status mean_sizes(const tb_validation_subject *subject, tb_anatomy *anatomy,
                            double mean[RESPONSES])
{
    int whole = 0;
    double sums[RESPONSES] = {0.0};
    for (uint64_t s = 1; s <= SESSIONS; ++s) {
        tb_rng rng;
        tb_rng_seed(&rng, s, TB_RNG_SCENE);
        one_point(&rng, 2.0 * ACTIVE_LOCI, TB_TRIGGER_POINT_ACTIVE, anatomy);
        tb_life_probe *probe = tb_life_probe_create(anatomy, subject->physiology, s);
        if (probe == NULL) {
            return TB_ERR_MEMORY;
        }
        double sizes[RESPONSES];
        int count = 0;
        for (int pass = 0; pass < PASSES && count < RESPONSES; ++pass) {
            const double t = 1.5 * (pass % 5 - 2), b = 0.7 * (pass % 3 - 1);
            for (int ms = 0; ms < 500 && count < RESPONSES; ++ms) { // 100 mm/s, then a rest
                const double n = DEPTH_MM - 5.0 + (ms < 100 ? 0.1 * ms : 10.0);
                const tb_life_sample now = tb_life_probe_step(probe, (tb_vec3){t, b, n}, true);
                if (now.twitched) {
                    sizes[count++] = now.amplitude;
                }
            }
        }
        tb_life_probe_destroy(probe);
        for (int k = 0; count == RESPONSES && k < RESPONSES; ++k) {
            sums[k] += sizes[k];
        }
        whole += count == RESPONSES ? 1 : 0;
    }
    for (int k = 0; k < RESPONSES; ++k) {
        mean[k] = sums[k] / whole; // NaN when no session got there
    }
    return TB_OK;
}

/// Slope of responses 4 to 8 by least squares, per response, over their mean.
static double late_slope(const double mean[RESPONSES])
{
    double level = 0.0, above = 0.0;
    for (int k = 3; k < RESPONSES; ++k) {
        level += mean[k] / 5.0;
        above += (k - 5) * mean[k] / 10.0; // sum of squares of -2..2
    }
    return above / level;
}

static void size_figure(const double mean[RESPONSES], tb_validation_report *report)
{
    tb_figure *figure = tb_figure_add(report, "habituation", "Twitch responses of one session",
                                      "number of the response", "size / size of the first");
    if (figure == NULL) {
        return;
    }
    figure->caption =
        "Means of the model over sessions with eight responses. Reported (Baraja-Vegas 2020, "
        "Cruz-Montecinos 2021): the size falls over the first three and is stable then; the zone "
        "marks the fall.";
    tb_zone_add(figure, "falls", 1.0, 3.0);
    tb_curve *line = tb_curve_add(figure, "trainer", false, false);
    for (int k = 0; k < RESPONSES; ++k) {
        tb_curve_point(line, k + 1, mean[k] / mean[0]);
    }
}

static tb_status size_rows(const tb_validation_subject *subject, tb_anatomy *anatomy, bool figures,
                           tb_validation_report *report)
{
    double mean[RESPONSES];
    const tb_status status = mean_sizes(subject, anatomy, mean);
    if (status != TB_OK) {
        return status;
    }
    const char *const source = "Baraja-Vegas 2020; Cruz-Montecinos 2021 (direction)";
    const tb_validation_row rows[] = {
        {.id = "V20",
         .what = "size of the third twitch response / of the first",
         .unit = "",
         .source = source,
         .note = "the band of 0.55-0.80 is a judgement: the papers were read in abstract",
         .evidence = TB_EVIDENCE_JUDGEMENT,
         .published = 0.68,
         .low = 0.55,
         .high = 0.80,
         .ours = mean[2] / mean[0]},
        {.id = "V20",
         .what = "slope of responses 4 to 8, per response",
         .unit = "",
         .source = source,
         .evidence = TB_EVIDENCE_PUBLISHED,
         .published = 0.0,
         .low = -0.05,
         .high = 0.05,
         .ours = late_slope(mean)},
    };
    tb_rows_add(report, rows, sizeof rows / sizeof rows[0]);
    if (figures) {
        size_figure(mean, report);
    }
    return TB_OK;
}

// ---- V21: the twitch in time ----

/// Drive of one twitch from its onset.
static tb_status drive_of(const tb_validation_subject *subject, tb_anatomy *anatomy,
                          double drive[TWITCH_MS])
{
    tb_rng rng;
    tb_rng_seed(&rng, 3, TB_RNG_SCENE);
    one_point(&rng, 2.0 * ACTIVE_LOCI, TB_TRIGGER_POINT_ACTIVE, anatomy);
    tb_life_probe *probe = tb_life_probe_create(anatomy, subject->physiology, 3);
    if (probe == NULL) {
        return TB_ERR_MEMORY;
    }
    tb_life_sample now = {0};
    double n = 0.0;
    for (int ms = 0; ms < 60000 && !now.twitched; ++ms) {
        n = DEPTH_MM - 5.0 + 0.1 * (ms % 100);
        now = tb_life_probe_step(probe, (tb_vec3){0.0, 0.0, n}, true);
    }
    for (int ms = 0; ms < TWITCH_MS; ++ms) { // the needle rests: no other response comes
        drive[ms] = now.drive;
        now = tb_life_probe_step(probe, (tb_vec3){0.0, 0.0, n}, true);
    }
    tb_life_probe_destroy(probe);
    return TB_OK;
}

/// Motion by a response of average size, mm: of the band along its fibres and in all, and of the
/// skin above it.
typedef struct twitch_motion {
    double along_mm[TWITCH_MS], band_mm[TWITCH_MS], skin_mm[TWITCH_MS];
} twitch_motion;

static tb_status move(const tb_validation_subject *subject, const double drive[TWITCH_MS],
                      twitch_motion *out)
{
    tb_scene_options options = tb_scene_options_of(subject->tissues);
    options.twitch = true;
    tb_scene *scene = NULL;
    const tb_status status = tb_scene_create(&options, &scene);
    if (status != TB_OK) {
        return status;
    }
    const tb_lattice *lattice = tb_world_lattice_of(scene->world);
    const double columns_per_mm = (TB_SCENE_NX - 1) / 80.0;
    const double middle = 0.5 * (TB_SCENE_NX - 1);
    const tb_material_point band =
        tb_lattice_point(lattice, middle + 9.5 * columns_per_mm, TB_SCENE_BAND_MM);
    const tb_material_point skin = tb_lattice_point(lattice, middle, 0.0);
    double band_x, band_y, skin_x, skin_y, x, y;
    tb_lattice_reference(lattice, &band, &band_x, &band_y);
    tb_lattice_reference(lattice, &skin, &skin_x, &skin_y);
    for (int ms = 0; ms < TWITCH_MS; ++ms) {
        scene->input.twitch =
            (tb_world_twitch_input){.drive = drive[ms],
                                    .tension_n = subject->physiology->twitch.tension_n,
                                    .jerk_n = subject->physiology->twitch.jerk_n,
                                    .jerk_y = 1.0};
        tb_world_step(scene->world, &scene->input);
        tb_lattice_position(lattice, &band, &x, &y);
        out->along_mm[ms] = fabs(x - band_x);
        out->band_mm[ms] = sqrt((x - band_x) * (x - band_x) + (y - band_y) * (y - band_y));
        tb_lattice_position(lattice, &skin, &x, &y);
        out->skin_mm[ms] = sqrt((x - skin_x) * (x - skin_x) + (y - skin_y) * (y - skin_y));
    }
    const bool sound = tb_world_fault_of(scene->world) == TB_FAULT_NONE;
    tb_scene_destroy(scene);
    return sound ? TB_OK : TB_ERR_FAULT;
}

/// Time at which a motion is largest, and the first time after `from` at which it is below a share
/// of that.
static int peak_ms(const double *mm)
{
    int peak = 0;
    for (int ms = 1; ms < TWITCH_MS; ++ms) {
        peak = mm[ms] > mm[peak] ? ms : peak;
    }
    return peak;
}

static int below_ms(const double *mm, int peak, double share)
{
    int ms = peak;
    while (ms < TWITCH_MS - 1 && mm[ms] > share * mm[peak]) {
        ++ms;
    }
    return ms;
}

/// Median length of the electrical burst of a response, with noise and spikes of the end-plate off.
static tb_status burst_ms(const tb_validation_subject *subject, tb_anatomy *anatomy, double *median)
{
    tb_physiology quiet = *subject->physiology;
    quiet.emg.sea_rms_uv = quiet.emg.spike_hz_active = quiet.emg.spike_hz_latent = 0.0;
    int lengths[BURSTS], count = 0;
    for (uint64_t s = 1; s <= BURSTS; ++s) {
        tb_rng rng;
        tb_rng_seed(&rng, s, TB_RNG_SCENE);
        one_point(&rng, 2.0 * ACTIVE_LOCI, TB_TRIGGER_POINT_ACTIVE, anatomy);
        tb_life_probe *probe = tb_life_probe_create(anatomy, &quiet, s);
        if (probe == NULL) {
            return TB_ERR_MEMORY;
        }
        int first = -1, last = -1, left = 400;
        for (int ms = 0; ms < 20000 && left > 0; ++ms) {
            const double n = DEPTH_MM - 5.0 + 0.1 * (ms % 100);
            const bool resting = first >= 0;
            const tb_life_sample now =
                tb_life_probe_step(probe, (tb_vec3){0.0, 0.0, resting ? DEPTH_MM : n}, true);
            if (fabs(now.emg_uv) > 6.0 * quiet.emg.baseline_uv) {
                first = first < 0 ? ms : first;
                last = ms;
            }
            left -= resting ? 1 : 0;
        }
        tb_life_probe_destroy(probe);
        int at = count; // keep them in order
        for (; first >= 0 && at > 0 && lengths[at - 1] > last - first + 1; --at) {
            lengths[at] = lengths[at - 1];
        }
        if (first >= 0) {
            lengths[at] = last - first + 1;
            ++count;
        }
    }
    *median = count > 0 ? lengths[count / 2] : (double)NAN;
    return TB_OK;
}

static void twitch_figure(const twitch_motion *motion, const tb_physiology *physiology,
                          tb_validation_report *report)
{
    tb_figure *figure = tb_figure_add(report, "twitch", "A local twitch response of average size",
                                      "time after its onset, ms", "displacement, mm");
    if (figure == NULL) {
        return;
    }
    figure->caption =
        "A band 13 mm deep, in the plane along its fibres; point of the band 9.5 mm from the "
        "trigger "
        "point, and skin above it; the bulge lags by 20 ms, since scaled masses slow fast motion "
        "across the fibres. Zones: contraction and half-relaxation time of a motor unit, 58 "
        "and 56 ms. Size 1-5 mm is from memory of ultrasound studies.";
    const double rise = physiology->twitch.rise_ms;
    tb_zone_add(figure, "58 ms", 0.0, rise);
    tb_zone_add(figure, "56 ms", rise, rise + physiology->twitch.half_relaxation_ms);
    tb_curve *along = tb_curve_add(figure, "band, along its fibres", false, false);
    tb_curve *band = tb_curve_add(figure, "band, in all", false, false);
    tb_curve *skin = tb_curve_add(figure, "skin", false, false);
    for (int ms = 0; ms < TWITCH_MS; ms += 2) {
        tb_curve_point(along, ms, motion->along_mm[ms]);
        tb_curve_point(band, ms, motion->band_mm[ms]);
        tb_curve_point(skin, ms, motion->skin_mm[ms]);
    }
}

static tb_status twitch_rows(const tb_validation_subject *subject, tb_anatomy *anatomy,
                             bool figures, tb_validation_report *report)
{
    double drive[TWITCH_MS], burst = (double)NAN;
    twitch_motion motion;
    tb_status status = drive_of(subject, anatomy, drive);
    if (status == TB_OK) {
        status = move(subject, drive, &motion);
    }
    if (status == TB_OK) {
        status = burst_ms(subject, anatomy, &burst);
    }
    if (status != TB_OK) {
        return status;
    }
    const int contracted = peak_ms(motion.along_mm);
    const int half = below_ms(motion.along_mm, contracted, 0.5);
    const int peak = peak_ms(motion.band_mm);
    int from = 0;
    while (from < peak && motion.band_mm[from] < 0.1 * motion.band_mm[peak]) {
        ++from;
    }
    const char *const unit_twitch = "motor-unit twitches, 16 units (46.7-102 and 41-150 ms)";
    const tb_validation_row rows[] = {
        {.id = "V21",
         .what = "time from onset to the largest motion along the fibres",
         .unit = "ms",
         .source = unit_twitch,
         .note = "a drive of this length is prescribed; the row holds what tissue makes of it",
         .evidence = TB_EVIDENCE_PUBLISHED,
         .published = 58.0,
         .low = 0.8 * 58.0,
         .high = 1.2 * 58.0,
         .ours = contracted},
        {.id = "V21",
         .what = "time from there to half of it",
         .unit = "ms",
         .source = unit_twitch,
         .evidence = TB_EVIDENCE_PUBLISHED,
         .published = 56.0,
         .low = 0.8 * 56.0,
         .high = 1.2 * 56.0,
         .ours = half - contracted},
        {.id = "V21",
         .what = "visible time of the band, above a tenth of its largest displacement",
         .unit = "ms",
         .source = "clinical description, 150-500 ms; Simons and Dexter 1995",
         .evidence = TB_EVIDENCE_MEMORY,
         .published = 200.0,
         .low = 120.0,
         .high = 350.0,
         .ours = below_ms(motion.band_mm, peak, 0.1) - from},
        {.id = "V21",
         .what = "largest displacement of the band",
         .unit = "mm",
         .source = "ultrasound studies, after Rha 2011",
         .evidence = TB_EVIDENCE_MEMORY,
         .published = 3.0,
         .low = 1.0,
         .high = 5.0,
         .ours = motion.band_mm[peak]},
        {.id = "V21",
         .what = "length of the electrical burst, median of 60",
         .unit = "ms",
         .source = "Simons and Dexter 1995",
         .evidence = TB_EVIDENCE_MEMORY,
         .published = 50.0,
         .low = 10.0,
         .high = 250.0,
         .ours = burst},
    };
    tb_rows_add(report, rows, sizeof rows / sizeof rows[0]);
    if (figures) {
        twitch_figure(&motion, subject->physiology, report);
    }
    return TB_OK;
}

// ---- V22: end-plate noise ----

/// Root mean square in uV of the signal at a resting tip over some ms; NaN without memory.
static double resting_rms_uv(const tb_anatomy *anatomy, const tb_physiology *physiology,
                             tb_vec3 place_mm, uint64_t seed, int ms)
{
    tb_life_probe *probe = tb_life_probe_create(anatomy, physiology, seed);
    double square = 0.0;
    for (int t = 0; probe != NULL && t < ms; ++t) {
        const double uv = tb_life_probe_step(probe, place_mm, true).emg_uv;
        square += uv * uv;
    }
    tb_life_probe_destroy(probe);
    return probe != NULL ? sqrt(square / ms) : (double)NAN;
}

/// Share of places at random in a trigger point where the noise is at least twice the amplifier's.
static double prevalence(const tb_physiology *physiology, tb_anatomy *anatomy, double loci_mean,
                         tb_trigger_point_state state)
{
    int found = 0;
    for (uint64_t s = 1; s <= PLACES; ++s) {
        tb_rng rng;
        tb_rng_seed(&rng, s, TB_RNG_SCENE);
        one_point(&rng, loci_mean, state, anatomy);
        double u, v, w;
        do {
            u = 2.0 * tb_rng_uniform(&rng) - 1.0;
            v = 2.0 * tb_rng_uniform(&rng) - 1.0;
            w = 2.0 * tb_rng_uniform(&rng) - 1.0;
        } while (u * u + v * v + w * w > 1.0);
        const tb_vec3 place = {4.0 * u, 2.0 * v, DEPTH_MM + 2.0 * w};
        found +=
            resting_rms_uv(anatomy, physiology, place, s, 300) > 2.0 * physiology->emg.baseline_uv;
    }
    return (double)found / PLACES;
}

static void noise_rows(const tb_validation_subject *subject, tb_anatomy *anatomy,
                       tb_validation_report *report)
{
    tb_physiology smooth = *subject->physiology; // noise alone: spikes are another thing
    smooth.emg.spike_hz_active = smooth.emg.spike_hz_latent = 0.0;
    tb_rng rng;
    tb_rng_seed(&rng, 9, TB_RNG_SCENE);
    one_point(&rng, ACTIVE_LOCI, TB_TRIGGER_POINT_ACTIVE, anatomy);
    anatomy->trigger_points[0].locus_count = 1;
    anatomy->trigger_points[0].loci[0].place_mm = (tb_vec3){0.0, 0.0, DEPTH_MM};
    const double at_locus =
        resting_rms_uv(anatomy, &smooth, (tb_vec3){0.0, 0.2, DEPTH_MM}, 9, 20000);
    const double beside =
        resting_rms_uv(anatomy, &smooth, (tb_vec3){0.0, 10.0, DEPTH_MM}, 9, 20000);
    const double active = prevalence(&smooth, anatomy, ACTIVE_LOCI, TB_TRIGGER_POINT_ACTIVE);
    const double latent = prevalence(&smooth, anatomy, LATENT_LOCI, TB_TRIGGER_POINT_LATENT);
    const tb_validation_row rows[] = {
        {.id = "V22",
         .what = "end-plate noise at a locus of an active point, root mean square",
         .unit = "uV",
         .source = "Chou et al. 2009, 21.3 +- 9.5 uV",
         .evidence = TB_EVIDENCE_PUBLISHED,
         .published = 21.3,
         .low = 10.0,
         .high = 32.0,
         .ours = at_locus},
        {.id = "V22",
         .what = "the same in muscle 10 mm beside it, above the amplifier's noise",
         .unit = "uV",
         .source = "Kuan et al. 2007 (none)",
         .evidence = TB_EVIDENCE_PUBLISHED,
         .published = 0.0,
         .low = -0.5,
         .high = 0.5,
         .ours = beside - smooth.emg.baseline_uv},
        {.id = "V22",
         .what = "noise is met more often in active than in latent points (ratio)",
         .unit = "",
         .source = "Kuan et al. 2007; Couppe 2001 (direction)",
         .note = "the reported correlation with pain (0.74) is not modelled within a state",
         .evidence = TB_EVIDENCE_PUBLISHED,
         .published = 1.5,
         .low = 1.0,
         .high = 10.0,
         .ours = active / latent},
    };
    tb_rows_add(report, rows, sizeof rows / sizeof rows[0]);
}

tb_status tb_response_rows(const tb_validation_subject *subject, bool figures,
                           tb_validation_report *report)
{
    tb_anatomy *anatomy = tb_alloc(sizeof *anatomy);
    if (anatomy == NULL) {
        return TB_ERR_MEMORY;
    }
    tb_status status = size_rows(subject, anatomy, figures, report);
    if (status == TB_OK) {
        status = twitch_rows(subject, anatomy, figures, report);
    }
    if (status == TB_OK) {
        noise_rows(subject, anatomy, report);
    }
    tb_free(anatomy);
    return status;
}
