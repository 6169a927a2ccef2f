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
/// @param volume   0..1
void tb_speak(const char *text, const char *language, double volume);

/// End what is spoken.
void tb_speak_stop(void);

#endif
