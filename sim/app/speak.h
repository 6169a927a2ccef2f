/// The patient's words aloud, by a speech program that is installed (espeak-ng or speech-dispatcher
/// with spd-say). Nothing of it is needed: without one, the words stay captions. Layer app.
#ifndef TB_APP_SPEAK_H
#define TB_APP_SPEAK_H
#include <stdbool.h>

/// Name of the program found on the path, or NULL; looked up once.
const char *tb_speak_program(void);

/// Speak a text and return at once; a text that is still spoken is cut off. Nothing happens without
/// a program, for an empty text and for a sign in brackets.
/// @param language "en", "de"
/// @param woman    a woman's voice, where the program has one
/// @param volume   0..1
void tb_speak(const char *text, const char *language, bool woman, double volume);

/// Once a frame: take leave of programs that have ended. Never waits.
void tb_speak_work(void);

/// True while a program of ours is running.
bool tb_speak_busy(void);

/// Tell what is spoken to end; does not wait for it.
void tb_speak_stop(void);

/// The same at the end of the trainer, and wait until it has ended.
void tb_speak_end(void);

#endif
