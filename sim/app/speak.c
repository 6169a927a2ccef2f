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

enum { SPEAK_PATH = 512 };

static struct {
    bool looked;
    const char *program;
    pid_t child; ///< 0 = none
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

void tb_speak_stop(void)
{
    if (speech.child > 0) {
        if (waitpid(speech.child, NULL, WNOHANG) == 0) {
            kill(speech.child, SIGTERM);
            (void)waitpid(speech.child, NULL, 0);
        }
        speech.child = 0;
    }
}

void tb_speak(const char *text, const char *language, double volume)
{
    const char *program = tb_speak_program();
    if (program == NULL || text[0] == '\0' || text[0] == '(') {
        return;
    }
    tb_speak_stop();
    const bool dispatcher = strcmp(program, "spd-say") == 0;
    char name[32], tongue[16], loud[16], words[256];
    snprintf(name, sizeof name, "%s", program);
    snprintf(tongue, sizeof tongue, "%s", language);
    snprintf(loud, sizeof loud, "%d", (int)(dispatcher ? 200.0 * volume - 100.0 : 200.0 * volume));
    snprintf(words, sizeof words, "%s", text);
    char voice[] = "-v", amplitude[] = "-a", tongue_of[] = "-l", level[] = "-i", end[] = "--";
    char *espeak[] = {name, voice, tongue, amplitude, loud, end, words, NULL};
    char *spd[] = {name, tongue_of, tongue, level, loud, end, words, NULL};
    posix_spawn_file_actions_t quiet;
    if (posix_spawn_file_actions_init(&quiet) != 0) {
        return;
    }
    (void)posix_spawn_file_actions_addopen(&quiet, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    (void)posix_spawn_file_actions_addopen(&quiet, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    pid_t child = 0;
    if (posix_spawnp(&child, program, &quiet, NULL, dispatcher ? spd : espeak, environ) == 0) {
        speech.child = child;
    }
    posix_spawn_file_actions_destroy(&quiet);
}
