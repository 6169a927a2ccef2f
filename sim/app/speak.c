#define _POSIX_C_SOURCE 200809L
#include "speak.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { SPEAK_PATH = 512, CHILDREN_MAX = 8 };

static struct {
    bool looked;
    const char *program;
    pid_t child[CHILDREN_MAX]; ///< started and not yet gone, newest last
    int child_count;
} speech;

static bool on_path(const char *name)
{
    const char *path = getenv("PATH");
    while (path != NULL && *path != '\0') {
        char file[SPEAK_PATH];
        const size_t length = strcspn(path, ":");
        const int written = snprintf(file, sizeof file, "%.*s/%s", (int)length, path, name);
        if (written > 0 && written < SPEAK_PATH && access(file, X_OK) == 0) {
            return true;
        }
        path += length + (path[length] == ':' ? 1 : 0);
    }
    return false;
}

const char *tb_speak_program(void)
{
    static const char *const programs[] = {"espeak-ng", "spd-say", "espeak"};
    for (size_t k = 0; !speech.looked && k < sizeof programs / sizeof programs[0]; ++k) {
        if (speech.program == NULL && on_path(programs[k])) {
            speech.program = programs[k];
        }
    }
    speech.looked = true;
    return speech.program;
}

void tb_speak_work(void)
{
    int left = 0;
    for (int k = 0; k < speech.child_count; ++k) {
        if (waitpid(speech.child[k], NULL, WNOHANG) == 0) {
            speech.child[left++] = speech.child[k];
        }
    }
    speech.child_count = left;
}

bool tb_speak_busy(void)
{
    tb_speak_work();
    return speech.child_count > 0;
}

// Nobody waits for one that is told to end: it is gone by the next frame or the one after.
void tb_speak_stop(void)
{
    tb_speak_work();
    for (int k = 0; k < speech.child_count; ++k) {
        kill(speech.child[k], SIGTERM);
    }
}

void tb_speak_end(void)
{
    tb_speak_stop();
    for (int k = 0; k < speech.child_count; ++k) {
        (void)waitpid(speech.child[k], NULL, 0);
    }
    speech.child_count = 0;
}

void tb_speak(const char *text, const char *language, bool woman, double volume)
{
    const char *program = tb_speak_program();
    if (program == NULL || text[0] == '\0' || text[0] == '(') {
        return;
    }
    tb_speak_stop();
    if (speech.child_count == CHILDREN_MAX) {
        return; // none of them ends: captions must do
    }
    const bool dispatcher = strcmp(program, "spd-say") == 0;
    char name[32], tongue[16], loud[16], words[256], kind[8];
    snprintf(name, sizeof name, "%s", program);
    // espeak's variants of a language: "de+f3" is its third voice of a woman
    snprintf(tongue, sizeof tongue, dispatcher || !woman ? "%s" : "%s+f3", language);
    snprintf(kind, sizeof kind, "%s", woman ? "female1" : "male1");
    snprintf(loud, sizeof loud, "%d", (int)(dispatcher ? 200.0 * volume - 100.0 : 200.0 * volume));
    snprintf(words, sizeof words, "%.*s", (int)strcspn(text, "("), text); // no "(coughs)" in words
    char voice[] = "-v", amplitude[] = "-a", tongue_of[] = "-l", level[] = "-i", kind_of[] = "-t",
         end[] = "--";
    char *espeak[] = {name, voice, tongue, amplitude, loud, end, words, NULL};
    char *spd[] = {name, tongue_of, tongue, kind_of, kind, level, loud, end, words, NULL};
    posix_spawn_file_actions_t quiet;
    if (posix_spawn_file_actions_init(&quiet) != 0) {
        return;
    }
    (void)posix_spawn_file_actions_addopen(&quiet, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    (void)posix_spawn_file_actions_addopen(&quiet, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    pid_t child = 0;
    if (posix_spawnp(&child, program, &quiet, NULL, dispatcher ? spd : espeak, environ) == 0) {
        speech.child[speech.child_count++] = child;
    }
    posix_spawn_file_actions_destroy(&quiet);
}
