#include "audio.h"

#include "tautband/core/alloc.h"

#include <SDL2/SDL.h>
#include <stdatomic.h>

enum { SIGNAL_RING = 512, CUE_RING = 32, RATE_HZ = 44100 };

// One writer (the frame loop) and one reader (SDL's callback) per ring: two counters suffice.
struct tb_audio {
    SDL_AudioDeviceID device;
    tb_synth synth;
    float signal[SIGNAL_RING];
    atomic_uint signal_written, signal_read;
    int cue[CUE_RING];
    atomic_uint cue_written, cue_read;
    atomic_uint volume[TB_VOLUME_COUNT]; // thousandths
    atomic_bool muted;                   // the loudspeaker
};

static float next_sample(void *context)
{
    tb_audio *audio = context;
    const unsigned read = atomic_load_explicit(&audio->signal_read, memory_order_relaxed);
    if (read == atomic_load_explicit(&audio->signal_written, memory_order_acquire)) {
        return 0.0f; // physics is late: silence, not the last value again
    }
    const float sample = audio->signal[read % SIGNAL_RING];
    atomic_store_explicit(&audio->signal_read, read + 1u, memory_order_release);
    return sample;
}

static void SDLCALL fill(void *user, Uint8 *stream, int bytes)
{
    tb_audio *audio = user;
    float *out = (float *)(void *)stream;
    const int frames = bytes / (int)sizeof *out;
    unsigned read = atomic_load_explicit(&audio->cue_read, memory_order_relaxed);
    const unsigned written = atomic_load_explicit(&audio->cue_written, memory_order_acquire);
    for (; read != written; ++read) {
        tb_synth_start(&audio->synth, (tb_cue)audio->cue[read % CUE_RING]);
    }
    atomic_store_explicit(&audio->cue_read, read, memory_order_release);
    for (int k = 0; k < TB_VOLUME_COUNT; ++k) {
        audio->synth.volume[k] = 1e-3f * (float)atomic_load(&audio->volume[k]);
    }
    const float speaker =
        atomic_load(&audio->muted) ? 0.0f : audio->synth.volume[TB_VOLUME_LOUDSPEAKER];
    for (int k = 0; k < frames; ++k) {
        const float sum = tb_synth_cues(&audio->synth) +
                          speaker * tb_synth_loudspeaker(&audio->synth, next_sample, audio);
        out[k] = sum < -1.0f ? -1.0f : sum > 1.0f ? 1.0f : sum;
    }
}

tb_status tb_audio_create(tb_audio **out, tb_error *error)
{
    if (SDL_InitSubSystem(SDL_INIT_AUDIO) != 0) {
        return tb_fail(error, TB_ERR_DEVICE, "no sound: %s", SDL_GetError());
    }
    tb_audio *audio = tb_alloc(sizeof *audio);
    if (audio == NULL) {
        SDL_QuitSubSystem(SDL_INIT_AUDIO);
        return tb_fail(error, TB_ERR_MEMORY, "no memory for sound");
    }
    const SDL_AudioSpec wanted = {.freq = RATE_HZ,
                                  .format = AUDIO_F32SYS,
                                  .channels = 1,
                                  .samples = 512,
                                  .callback = fill,
                                  .userdata = audio};
    SDL_AudioSpec got;
    tb_synth_reset(&audio->synth, RATE_HZ);
    audio->device = SDL_OpenAudioDevice(NULL, 0, &wanted, &got, 0);
    if (audio->device == 0) {
        const tb_status status = tb_fail(error, TB_ERR_DEVICE, "no sound: %s", SDL_GetError());
        tb_free(audio);
        SDL_QuitSubSystem(SDL_INIT_AUDIO);
        return status;
    }
    const float volumes[TB_VOLUME_COUNT] = {0.7f, 0.5f, 0.5f, 0.4f};
    tb_audio_volumes(audio, volumes);
    SDL_PauseAudioDevice(audio->device, 0);
    *out = audio;
    return TB_OK;
}

void tb_audio_destroy(tb_audio *audio)
{
    if (audio == NULL) {
        return;
    }
    SDL_CloseAudioDevice(audio->device);
    SDL_QuitSubSystem(SDL_INIT_AUDIO);
    tb_free(audio);
}

void tb_audio_signal(tb_audio *audio, float signal_mv)
{
    if (audio == NULL) {
        return;
    }
    const unsigned written = atomic_load_explicit(&audio->signal_written, memory_order_relaxed);
    if (written - atomic_load_explicit(&audio->signal_read, memory_order_acquire) < SIGNAL_RING) {
        audio->signal[written % SIGNAL_RING] = signal_mv;
        atomic_store_explicit(&audio->signal_written, written + 1u, memory_order_release);
    }
}

void tb_audio_cue(tb_audio *audio, tb_cue cue)
{
    if (audio == NULL) {
        return;
    }
    const unsigned written = atomic_load_explicit(&audio->cue_written, memory_order_relaxed);
    if (written - atomic_load_explicit(&audio->cue_read, memory_order_acquire) < CUE_RING) {
        audio->cue[written % CUE_RING] = (int)cue;
        atomic_store_explicit(&audio->cue_written, written + 1u, memory_order_release);
    }
}

void tb_audio_volumes(tb_audio *audio, const float volumes[TB_VOLUME_COUNT])
{
    for (int k = 0; audio != NULL && k < TB_VOLUME_COUNT; ++k) {
        atomic_store(&audio->volume[k], (unsigned)(volumes[k] * 1000.0f));
    }
}

void tb_audio_pause(tb_audio *audio, bool paused)
{
    if (audio != NULL) {
        atomic_store(&audio->muted, paused);
    }
}
