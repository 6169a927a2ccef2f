#include "tautband/validation/palpation.h"

#include "tautband/core/alloc.h"
#include "tautband/patient/patient.h"

#include <math.h>

static const double SKIN_MM = 2.0, FASCIA_MM = 1.0, MUSCLE_MM = 24.0;
static const double STROKE_MM = 24.0, STROKE_MM_PER_MS = 0.02;
enum { STROKE_MS = 1200, SETTLE_MS = 200, PRESS_MS_MAX = 4000, BINS = 120 };

tb_ridge_setup tb_ridge_setup_default(void)
{
    return (tb_ridge_setup){.force_n = 5.0,
                            .band_depth_mm = 12.0,
                            .stiffness_ratio = 2.0,
                            .fat_mm = 5.0,
                            .radius_mm = 2.5};
}

/// Flat layers over deep muscle; a band along the fibres when wanted, no trigger point.
static void lay_out(const tb_ridge_setup *setup, bool band, tb_anatomy *out)
{
    *out = (tb_anatomy){.extent_t_mm = {-60.0, 60.0},
                        .extent_b_mm = {-60.0, 60.0},
                        .symptomatic = -1,
                        .pain_threshold_kpa = {250.0, 300.0, 400.0},
                        .pain_sensitivity = 1.0,
                        .layer_count = 4,
                        .target = {.layer = 3},
                        .target_layer = 3};
    const double thick_mm[] = {SKIN_MM, setup->fat_mm, FASCIA_MM, MUSCLE_MM};
    static const tb_tissue tissues[] = {TB_TISSUE_SKIN, TB_TISSUE_FAT, TB_TISSUE_FASCIA,
                                        TB_TISSUE_MUSCLE};
    for (int k = 0; k < out->layer_count; ++k) {
        out->layers[k].tissue = tissues[k];
        out->layers[k].thickness_mm = thick_mm[k];
        out->base_depth_mm += thick_mm[k];
    }
    if (band) {
        out->band_count = 1;
        out->bands[0] = (tb_band){
            .points_mm = {{-50.0, 0.0, setup->band_depth_mm}, {50.0, 0.0, setup->band_depth_mm}},
            .point_count = 2,
            .radius_mm = setup->radius_mm,
            .stiffness_ratio = setup->stiffness_ratio,
            .trigger_point = -1,
        };
    }
}

/// A stroke's record: mean force by place.
typedef struct stroke {
    double press_mm, push_mm, snap;
    double sum_n[BINS];
    int samples[BINS];
} stroke;

static tb_status step(tb_patient *patient, const tb_patient_input *input, tb_patient_view *view)
{
    tb_tick_events events = {.count = 0};
    tb_patient_step(patient, input, &events);
    tb_patient_look(patient, view);
    return tb_patient_fault(patient) == TB_FAULT_NONE ? TB_OK : TB_ERR_FAULT;
}

/// Press slowly until the force is met, rest, then sweep across.
static tb_status sweep(tb_patient *patient, const tb_ridge_setup *setup, stroke *out)
{
    tb_patient_view view;
    tb_patient_input input = {.finger = {.present = true, .b_mm = -0.5 * STROKE_MM}};
    tb_status status = TB_OK;
    int ms = 0;
    input.finger.depth_mm = -1.0;
    for (; ms < PRESS_MS_MAX && status == TB_OK; ++ms) {
        input.finger.depth_mm += 0.01;
        status = step(patient, &input, &view);
        if (view.finger_force_n >= setup->force_n) {
            break;
        }
    }
    for (int k = 0; k < SETTLE_MS && status == TB_OK; ++k) {
        status = step(patient, &input, &view);
    }
    out->press_mm = view.finger_depth_mm;
    const tb_world *world = tb_patient_world(patient);
    for (int k = 0; k < STROKE_MS && status == TB_OK; ++k) {
        input.finger.b_mm += STROKE_MM_PER_MS;
        status = step(patient, &input, &view);
        const int bin = (int)((input.finger.b_mm + 0.5 * STROKE_MM) / STROKE_MM * BINS);
        if (bin >= 0 && bin < BINS) {
            out->sum_n[bin] += view.finger_force_n;
            out->samples[bin] += 1;
        }
        if (tb_world_disc_count(world) > 0) {
            const tb_world_disc_state *disc = tb_world_disc_of(world, 0);
            out->push_mm = fmax(out->push_mm, fabs(disc->push_mm));
            out->snap = fmax(out->snap, fabs(disc->vx_mm_per_ms) / STROKE_MM_PER_MS);
        }
    }
    return status;
}

static tb_status feel(const tb_validation_subject *subject, const tb_ridge_setup *setup, bool band,
                      stroke *out)
{
    *out = (stroke){0};
    tb_anatomy *anatomy = tb_alloc(sizeof *anatomy);
    if (anatomy == NULL) {
        return TB_ERR_MEMORY;
    }
    lay_out(setup, band, anatomy);
    const tb_patient_desc desc = {.anatomy = anatomy,
                                  .tissues = subject->tissues,
                                  .physiology = subject->physiology,
                                  .substeps = 8};
    tb_patient *patient = NULL;
    tb_status status = tb_patient_create(&desc, &patient, NULL);
    if (status == TB_OK) {
        status = sweep(patient, setup, out);
    }
    tb_patient_destroy(patient);
    tb_free(anatomy);
    return status;
}

tb_status tb_ridge_feel(const tb_validation_subject *subject, const tb_ridge_setup *setup,
                        tb_ridge *out)
{
    const double top_mm = SKIN_MM + setup->fat_mm + FASCIA_MM + setup->radius_mm;
    if (!(setup->force_n > 0.0) || !(setup->fat_mm > 0.5) || !(setup->radius_mm > 0.0) ||
        !(setup->stiffness_ratio >= 1.0) || !(setup->band_depth_mm >= top_mm)) {
        return TB_ERR_ARGUMENT;
    }
    stroke with, without;
    tb_status status = feel(subject, setup, true, &with);
    status = status == TB_OK ? feel(subject, setup, false, &without) : status;
    if (status != TB_OK) {
        return status;
    }
    *out = (tb_ridge){.press_mm = with.press_mm, .push_mm = with.push_mm, .snap = with.snap};
    for (int k = BINS / 12; k < BINS; ++k) { // after the first 2 mm, when friction has built up
        if (with.samples[k] > 0 && without.samples[k] > 0 && without.sum_n[k] > 0.0) {
            const double there = with.sum_n[k] / with.samples[k];
            out->ridge = fmax(out->ridge, there / (without.sum_n[k] / without.samples[k]) - 1.0);
        }
    }
    return TB_OK;
}
