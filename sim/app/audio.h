/// Sound: the loudspeaker of the muscle signal and short cues, synthesised. The synth is plain and
/// testable; the device runs it in SDL's callback, fed by a lock-free ring. Layer app.
#ifndef TB_APP_AUDIO_H
#define TB_APP_AUDIO_H
#include "hint.h"
#include "tautband/core/status.h"

enum { TB_SYNTH_VOICES = 8 };

/// Kinds of sound with a volume of their own.
typedef enum tb_volume {
    TB_VOLUME_CUES,
    TB_VOLUME_LOUDSPEAKER,
    TB_VOLUME_VOICE,
    TB_VOLUME_INTERFACE,
    TB_VOLUME_COUNT
} tb_volume;

/// Which volume a cue follows.
tb_volume tb_cue_volume(tb_cue cue);

/// State of the synthesiser; written by one thread only.
typedef struct tb_synth {
    int rate_hz;
    float signal_from, signal_to, signal_phase; ///< between two samples of 1 kHz
    float high_pass, last_in;
    struct {
        tb_cue cue; ///< TB_CUE_NONE = free
        int age;    ///< frames since its start
        float band[2];
    } voices[TB_SYNTH_VOICES];
    uint32_t noise;
    float volume[TB_VOLUME_COUNT]; ///< 0..1
} tb_synth;

/// A silent synthesiser.
void tb_synth_reset(tb_synth *synth, int rate_hz);
/// Start a cue; the oldest voice gives way.
void tb_synth_start(tb_synth *synth, tb_cue cue);
/// Next frame of the cues alone, each at the volume of its kind, -1..1.
float tb_synth_cues(tb_synth *synth);
/// The loudspeaker: one output frame of a signal in mV.
/// @param next called when the next 1 kHz sample is due
float tb_synth_loudspeaker(tb_synth *synth, float (*next)(void *context), void *context);

typedef struct tb_audio tb_audio;

/// Open the default output. SDL's audio subsystem is started and ended here.
/// @return TB_OK, TB_ERR_DEVICE with a sentence, TB_ERR_MEMORY
tb_status tb_audio_create(tb_audio **out, tb_error *error);
/// Close. NULL is legal.
void tb_audio_destroy(tb_audio *audio);
/// One tick of the muscle signal. Samples that find the ring full are dropped. NULL is legal.
void tb_audio_signal(tb_audio *audio, float signal_mv);
/// Play a cue. NULL is legal.
void tb_audio_cue(tb_audio *audio, tb_cue cue);
/// Volumes 0..1 by kind. NULL is legal.
void tb_audio_volumes(tb_audio *audio, const float volumes[TB_VOLUME_COUNT]);
/// The loudspeaker is silent while paused. NULL is legal.
void tb_audio_pause(tb_audio *audio, bool paused);

#endif
