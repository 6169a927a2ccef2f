#include "audio.h"

#include <math.h>
#include <string.h>

static const float TAU = 6.2831853f;

void tb_synth_reset(tb_synth *synth, int rate_hz)
{
    memset(synth, 0, sizeof *synth);
    synth->rate_hz = rate_hz;
    synth->noise = 0x2545F491u;
    for (int k = 0; k < TB_VOLUME_COUNT; ++k) {
        synth->volume[k] = 1.0f;
    }
}

tb_volume tb_cue_volume(tb_cue cue)
{
    return cue == TB_CUE_VOICE || cue == TB_CUE_STOP ? TB_VOLUME_VOICE
           : cue == TB_CUE_BUTTON                    ? TB_VOLUME_INTERFACE
                                                     : TB_VOLUME_CUES;
}

void tb_synth_start(tb_synth *synth, tb_cue cue)
{
    int oldest = 0;
    for (int k = 0; k < TB_SYNTH_VOICES; ++k) {
        if (synth->voices[k].cue == TB_CUE_NONE) {
            oldest = k;
            break;
        }
        if (synth->voices[k].age > synth->voices[oldest].age) {
            oldest = k;
        }
    }
    synth->voices[oldest].cue = cue;
    synth->voices[oldest].age = 0;
    synth->voices[oldest].band[0] = synth->voices[oldest].band[1] = 0.0f;
}

// White noise, -1..1 (xorshift).
static float noise(tb_synth *synth)
{
    uint32_t x = synth->noise;
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    synth->noise = x;
    return (float)(int32_t)x / 2147483648.0f;
}

// Noise through a resonator at f: dry knocks and clicks.
static float struck(tb_synth *synth, float band[2], float f_hz, float damping)
{
    const float w = 2.0f * sinf(3.14159265f * f_hz / (float)synth->rate_hz);
    band[0] += w * band[1];
    band[1] += w * (noise(synth) - band[0] - damping * band[1]);
    return band[0];
}

// One frame of a cue at age t; false when it has died away.
static bool voice(tb_synth *synth, tb_cue cue, float t, float band[2], float *out)
{
    switch (cue) {
    case TB_CUE_TAP: // dry tap
        *out = 0.9f * struck(synth, band, 900.0f, 0.9f) * expf(-t * 90.0f);
        return t < 0.08f;
    case TB_CUE_CLICK: // soft click
        *out = 0.5f * sinf(TAU * 1500.0f * t) * expf(-t * 140.0f) +
               0.3f * sinf(TAU * 420.0f * t) * expf(-t * 70.0f);
        return t < 0.09f;
    case TB_CUE_PLUCK: // low pluck, falling a little
        *out = 0.6f * sinf(TAU * (128.0f - 60.0f * t) * t) * expf(-t * 22.0f);
        return t < 0.25f;
    case TB_CUE_TWITCH: { // tick, then cloth
        const float rustle = t > 0.02f ? expf(-(t - 0.02f) * 16.0f) : 0.0f;
        *out = 0.7f * sinf(TAU * 2100.0f * t) * expf(-t * 200.0f) +
               0.5f * rustle * struck(synth, band, 3200.0f, 1.2f);
        return t < 0.35f;
    }
    case TB_CUE_KNOCK: // dull knock
        *out = 0.8f * sinf(TAU * 210.0f * t) * expf(-t * 60.0f);
        return t < 0.12f;
    case TB_CUE_LOW: // two notes down
        *out = 0.35f * sinf(TAU * (t < 0.18f ? 330.0f : 262.0f) * t) *
               (t < 0.18f ? expf(-t * 6.0f) : expf(-(t - 0.18f) * 6.0f));
        return t < 0.5f;
    case TB_CUE_STOP:
    case TB_CUE_VOICE: // a soft hum: someone speaks
        *out = 0.22f * sinf(TAU * (190.0f + 22.0f * sinf(TAU * 5.0f * t)) * t) *
               sinf(3.14159265f * fminf(1.0f, t / 0.16f));
        return t < 0.16f;
    case TB_CUE_BUTTON: // a short tick
        *out = 0.3f * sinf(TAU * 880.0f * t) * expf(-t * 160.0f);
        return t < 0.04f;
    case TB_CUE_NERVE: // only for the hand
    case TB_CUE_SPOT:
    case TB_CUE_NONE:
    case TB_CUE_COUNT:
        break;
    }
    return false;
}

float tb_synth_cues(tb_synth *synth)
{
    float sum = 0.0f;
    for (int k = 0; k < TB_SYNTH_VOICES; ++k) {
        if (synth->voices[k].cue == TB_CUE_NONE) {
            continue;
        }
        float out = 0.0f;
        const tb_cue cue = synth->voices[k].cue;
        const float t = (float)synth->voices[k].age++ / (float)synth->rate_hz;
        if (!voice(synth, cue, t, synth->voices[k].band, &out)) {
            synth->voices[k].cue = TB_CUE_NONE;
        }
        sum += out * synth->volume[tb_cue_volume(cue)];
    }
    return sum < -1.0f ? -1.0f : sum > 1.0f ? 1.0f : sum;
}

float tb_synth_loudspeaker(tb_synth *synth, float (*next)(void *context), void *context)
{
    synth->signal_phase += 1000.0f / (float)synth->rate_hz;
    while (synth->signal_phase >= 1.0f) {
        synth->signal_phase -= 1.0f;
        synth->signal_from = synth->signal_to;
        synth->signal_to = next(context);
    }
    const float in =
        synth->signal_from + (synth->signal_to - synth->signal_from) * synth->signal_phase;
    // A speaker passes no slow drift: one-pole high-pass at about 30 Hz.
    const float pass = 1.0f - TAU * 30.0f / (float)synth->rate_hz;
    synth->high_pass = pass * (synth->high_pass + in - synth->last_in);
    synth->last_in = in;
    const float loud = 4.0f * synth->high_pass; // 0.25 mV drives it fully
    return loud / (1.0f + fabsf(loud));
}
