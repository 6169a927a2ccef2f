#define _POSIX_C_SOURCE 200809L
#include "exam.h"

#include "tautband/core/hash.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PATH_SIZE = 4096, ROUNDS = 20000 };

static bool path_in(const char *folder, const char *name, char path[PATH_SIZE])
{
    return snprintf(path, PATH_SIZE, "%s/%s", folder, name) < PATH_SIZE;
}

bool tb_exam_released(const char *folder)
{
    char path[PATH_SIZE];
    FILE *file = path_in(folder, "released", path) ? fopen(path, "r") : NULL;
    if (file != NULL) {
        fclose(file);
    }
    return file != NULL;
}

static void time_text(char out[32])
{
    const time_t now = time(NULL);
    struct tm parts;
    if (gmtime_r(&now, &parts) == NULL || strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &parts) == 0) {
        out[0] = '\0';
    }
}

tb_status tb_exam_release(const char *folder, tb_error *error)
{
    char path[PATH_SIZE], when[32];
    time_text(when);
    FILE *file = path_in(folder, "released", path) ? fopen(path, "w") : NULL;
    if (file == NULL || fprintf(file, "%s\n", when) < 0 || fclose(file) != 0) {
        return tb_fail(error, TB_ERR_IO, "%s: cannot be released: %s", folder, strerror(errno));
    }
    return TB_OK;
}

void tb_exam_log(const char *folder, uint32_t tick_ms, const char *what)
{
    char path[PATH_SIZE], when[32];
    if (folder == NULL || folder[0] == '\0' || !path_in(folder, "examiner.jsonl", path)) {
        return;
    }
    FILE *file = fopen(path, "a");
    if (file != NULL) {
        time_text(when);
        fprintf(file, "{\"tick_ms\":%u,\"time\":\"%s\",\"what\":\"%s\"}\n", (unsigned)tick_ms, when,
                what);
        fclose(file);
    }
}

int tb_exam_rating(const char *folder)
{
    char path[PATH_SIZE], line[256];
    int rating = 0;
    FILE *file = path_in(folder, "examiner.jsonl", path) ? fopen(path, "r") : NULL;
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        const char *at = strstr(line, "\"global-rating-");
        if (at != NULL && at[15] >= '1' && at[15] <= '5') {
            rating = at[15] - '0'; // the last one counts
        }
    }
    if (file != NULL) {
        fclose(file);
    }
    return rating;
}

// --- the code -----------------------------------------------------------------------------------

static bool code_path(char path[PATH_SIZE], tb_error *error)
{
    const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    char folder[PATH_SIZE - 16];
    int length = -1;
    if (config != NULL && config[0] == '/') {
        length = snprintf(folder, sizeof folder, "%s/tautband", config);
    } else if (home != NULL && home[0] == '/') {
        length = snprintf(folder, sizeof folder, "%s/.config/tautband", home);
    }
    return length > 0 && (size_t)length < sizeof folder &&
           tb_app_make_dir(folder, error) == TB_OK &&
           snprintf(path, PATH_SIZE, "%s/examiner", folder) < PATH_SIZE;
}

static bool well_formed(const char *code)
{
    const size_t length = strlen(code);
    return length >= TB_EXAM_CODE_LEAST && length <= TB_EXAM_CODE_MOST &&
           strspn(code, "0123456789") == length;
}

// Slow enough that nobody reads the code from the file by chance; eight digits are no secret to a
// program that tries them all.
static uint64_t hash_of(const char *code)
{
    tb_hash hash = tb_hash_start();
    for (int k = 0; k < ROUNDS; ++k) {
        tb_hash_bytes(&hash, "tautband-examiner", 17);
        tb_hash_bytes(&hash, code, strlen(code));
    }
    return hash.value;
}

static bool read_code(uint64_t *value)
{
    char path[PATH_SIZE];
    FILE *file = code_path(path, NULL) ? fopen(path, "r") : NULL;
    const bool read = file != NULL && fscanf(file, "%" SCNx64, value) == 1;
    if (file != NULL) {
        fclose(file);
    }
    return read;
}

bool tb_exam_has_code(void)
{
    uint64_t value;
    return read_code(&value);
}

tb_status tb_exam_set_code(const char *code, tb_error *error)
{
    char path[PATH_SIZE];
    if (!well_formed(code)) {
        return tb_fail(error, TB_ERR_ARGUMENT, "a code has %d to %d digits", TB_EXAM_CODE_LEAST,
                       TB_EXAM_CODE_MOST);
    }
    if (!code_path(path, error)) {
        return TB_ERR_IO;
    }
    FILE *file = fopen(path, "w");
    if (file == NULL || fprintf(file, "%016" PRIx64 "\n", hash_of(code)) < 0 || fclose(file) != 0) {
        return tb_fail(error, TB_ERR_IO, "%s: %s", path, strerror(errno));
    }
    return TB_OK;
}

bool tb_exam_code_fits(const char *code)
{
    uint64_t value;
    return well_formed(code) && read_code(&value) && value == hash_of(code);
}
