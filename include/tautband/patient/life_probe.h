/// The life of trigger points without a body around them: sensitive loci, twitches and the
/// electrical signal at a needle's tip that is moved by hand. An instrument for comparing the model
/// with published responses. Layer patient, needs anatomy; mm, ms, site frame.
#ifndef TB_PATIENT_LIFE_PROBE_H
#define TB_PATIENT_LIFE_PROBE_H
#include "tautband/anatomy/anatomy.h"
#include "tautband/patient/physiology.h"

typedef struct tb_life_probe tb_life_probe;

/// What a tick brought.
typedef struct tb_life_sample {
    bool twitched;    ///< a local twitch response sets in
    double amplitude; ///< its size, 1 = a fresh one of average size; 0 without one
    double drive;     ///< 0..1 along the time course of the last twitch
    double emg_uv;    ///< signal of a needle electrode in uV
} tb_life_sample;

/// Start a life. The pointers must outlive it.
/// @return NULL when there is no memory
tb_life_probe *tb_life_probe_create(const tb_anatomy *anatomy, const tb_physiology *physiology,
                                    uint64_t seed);

/// Free. NULL is legal.
void tb_life_probe_destroy(tb_life_probe *probe);

/// One tick of 1 ms with the tip at a place in the tissue, moving inward or outward.
tb_life_sample tb_life_probe_step(tb_life_probe *probe, tb_vec3 tip_mm, bool advancing);

#endif
