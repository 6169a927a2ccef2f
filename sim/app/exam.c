#define _POSIX_C_SOURCE 200809L
#include "exam.h"

#include "tautband/core/hash.h"
#include "text.h" // marks sentences only: who shows them translates them
#include "whole_file.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PATH_SIZE = 4096, OLD_ROUNDS = 20000 };

static bool path_in(const char *folder, const char *name, char path[PATH_SIZE])
{
    return snprintf(path, PATH_SIZE, "%s/%s", folder, name) < PATH_SIZE;
}

void tb_exam_now(char out[TB_EXAM_TIME])
{
    const time_t now = time(NULL);
    struct tm parts;
    if (gmtime_r(&now, &parts) == NULL ||
        strftime(out, TB_EXAM_TIME, "%Y-%m-%dT%H:%M:%SZ", &parts) == 0) {
        out[0] = '\0';
    }
}

void tb_exam_log(const char *folder, uint32_t tick_ms, const char *what)
{
    char path[PATH_SIZE], when[TB_EXAM_TIME];
    if (folder == NULL || folder[0] == '\0' || !path_in(folder, "examiner.jsonl", path)) {
        return;
    }
    FILE *file = fopen(path, "ab+");
    if (file != NULL) {
        // a line that a power cut left half is not continued
        const bool half = fseek(file, -1, SEEK_END) == 0 && fgetc(file) != '\n';
        (void)fseek(file, 0, SEEK_END);
        tb_exam_now(when);
        fprintf(file, "%s{\"tick_ms\":%u,\"time\":\"%s\",\"what\":\"%s\"}\n", half ? "\n" : "",
                (unsigned)tick_ms, when, what);
        fclose(file);
    }
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
    if (length < 0) {
        (void)tb_fail(error, TB_ERR_IO, "neither XDG_CONFIG_HOME nor HOME names a folder");
        return false;
    }
    if ((size_t)length >= sizeof folder) {
        (void)tb_fail(error, TB_ERR_IO, "%.200s...: name is too long", folder);
        return false;
    }
    return tb_app_make_dir(folder, error) == TB_OK &&
           snprintf(path, PATH_SIZE, "%s/examiner", folder) < PATH_SIZE;
}

static bool well_formed(const char *code)
{
    const size_t length = strlen(code);
    return length >= TB_EXAM_CODE_LEAST && length <= TB_EXAM_CODE_MOST &&
           strspn(code, "0123456789") == length;
}

enum { NOT_THERE = -1, NOT_READ = -2 };

// A small text file, whole.
// @return bytes read, NOT_THERE, or NOT_READ with a sentence
static long read_small(const char *path, char out[TB_SEAL_FILE_MAX + 1], tb_error *error)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL && (errno == ENOENT || errno == ENOTDIR)) {
        return NOT_THERE;
    }
    const size_t bytes = file != NULL ? fread(out, 1, TB_SEAL_FILE_MAX + 1, file) : 0;
    const int fault = file == NULL || ferror(file) != 0 ? errno : 0;
    if (file != NULL) {
        fclose(file);
    }
    if (fault != 0) {
        (void)tb_fail(error, TB_ERR_IO, "%s: cannot be read: %s", path, strerror(fault));
        return NOT_READ;
    }
    return (long)bytes;
}

// What earlier versions kept: 16 digits of a hash that is soon guessed by a program.
static bool read_old_code(const char *text, long bytes, uint64_t *value)
{
    char digits[17];
    if (bytes < 16 || bytes > 17 || (bytes == 17 && text[16] != '\n')) {
        return false;
    }
    memcpy(digits, text, 16);
    digits[16] = '\0';
    return strspn(digits, "0123456789abcdef") == 16 && sscanf(digits, "%" SCNx64, value) == 1;
}

static uint64_t old_hash_of(const char *code)
{
    tb_hash hash = tb_hash_start();
    for (int k = 0; k < OLD_ROUNDS; ++k) {
        tb_hash_bytes(&hash, "tautband-examiner", 17);
        tb_hash_bytes(&hash, code, strlen(code));
    }
    return hash.value;
}

/// What this station knows of its code.
typedef struct station_code {
    bool set, old;
    uint64_t hash;     ///< of an old one
    tb_seal_lock lock; ///< of others
} station_code;

static tb_status read_code(station_code *out, tb_error *error)
{
    char path[PATH_SIZE], text[TB_SEAL_FILE_MAX + 1];
    tb_error why = {TB_OK, ""};
    memset(out, 0, sizeof *out);
    const long bytes = code_path(path, NULL) ? read_small(path, text, error) : NOT_THERE;
    if (bytes == NOT_THERE) {
        return TB_OK;
    }
    out->set = true; // a damaged file is no way in, nor one that cannot be read
    if (bytes == NOT_READ) {
        return TB_ERR_IO;
    }
    if (read_old_code(text, bytes, &out->hash)) {
        out->old = true;
        return TB_OK;
    }
    const tb_status status = tb_seal_lock_parse(text, (size_t)bytes, &out->lock, &why);
    return status == TB_OK ? TB_OK : tb_fail(error, status, "%s: %s", path, why.message);
}

bool tb_exam_has_code(void)
{
    station_code code;
    (void)read_code(&code, NULL);
    return code.set;
}

int tb_exam_code_digits(void)
{
    station_code code;
    (void)read_code(&code, NULL);
    return code.lock.digits;
}

tb_status tb_exam_set_code(const char *code, tb_seal_key *key, tb_error *error)
{
    char path[PATH_SIZE], aside[PATH_SIZE + 16], text[TB_SEAL_FILE_MAX];
    station_code before;
    tb_seal_lock lock;
    tb_seal_key made = {.ready = false};
    if (!well_formed(code)) {
        return tb_fail(error, TB_ERR_ARGUMENT, "a code has %d to %d digits", TB_EXAM_CODE_LEAST,
                       TB_EXAM_CODE_MOST);
    }
    if (!code_path(path, error)) {
        return TB_ERR_IO;
    }
    // A damaged one is replaced, but kept: it may hold keys that earlier releases are checked by.
    const bool damaged = read_code(&before, NULL) != TB_OK;
    snprintf(aside, sizeof aside, "%s.damaged", path);
    tb_status status = tb_seal_lock_make(code, &before.lock, &lock, &made, error);
    if (status == TB_OK && damaged && rename(path, aside) != 0) {
        status = tb_fail(error, TB_ERR_IO, "%s: cannot be set aside: %s", path, strerror(errno));
    }
    if (status == TB_OK) {
        status = tb_whole_file_write(path, text, tb_seal_lock_write(&lock, text, sizeof text), true,
                                     error);
        if (status != TB_OK && damaged) {
            (void)rename(aside, path); // still no way in
        }
    }
    if (status == TB_OK && key != NULL) {
        *key = made;
    }
    tb_seal_forget(&made);
    return status;
}

tb_status tb_exam_open(const char *code, tb_seal_key *key, tb_error *error)
{
    station_code known;
    if (!well_formed(code)) {
        return tb_fail(error, TB_ERR_ARGUMENT, "a code has %d to %d digits", TB_EXAM_CODE_LEAST,
                       TB_EXAM_CODE_MOST);
    }
    const tb_status status = read_code(&known, error);
    if (status != TB_OK) {
        return status;
    }
    if (known.old && known.hash == old_hash_of(code)) {
        return tb_exam_set_code(code, key, error);
    }
    if (known.old) {
        return tb_fail(error, TB_ERR_ARGUMENT, "this is not the code");
    }
    return tb_seal_lock_open(&known.lock, code, key, error);
}

// --- statements ---------------------------------------------------------------------------------

bool tb_exam_disputes_path(const char *folder, char *out, size_t capacity)
{
    const int wrote = snprintf(out, capacity, "%s/recording.disputes.json", folder);
    return wrote > 0 && (size_t)wrote < capacity;
}

static const char *name_of(const char *folder)
{
    const char *slash = strrchr(folder, '/');
    return slash != NULL ? slash + 1 : folder;
}

// Digests of what a statement is about, as it is now.
static tb_status digests(const char *folder, tb_statement *out, tb_error *error)
{
    char path[PATH_SIZE];
    if (!path_in(folder, "score.json", path)) {
        return tb_fail(error, TB_ERR_IO, "%s: name is too long", folder);
    }
    tb_status status = tb_seal_digest(path, out->result, error);
    if (status == TB_OK && !tb_exam_disputes_path(folder, path, sizeof path)) {
        status = tb_fail(error, TB_ERR_IO, "%s: name is too long", folder);
    }
    return status == TB_OK ? tb_seal_digest(path, out->disputes, error) : status;
}

static tb_exam_standing refuse(tb_error *why, const char *sentence)
{
    (void)tb_fail(why, TB_ERR_INTEGRITY, "%s", sentence);
    return TB_STANDING_REFUSED;
}

// A statement that was read, against what it is about and who may make it.
static tb_exam_standing judge(const char *folder, const char *kind, const tb_statement *said,
                              tb_error *why)
{
    tb_statement now;
    station_code code;
    const bool counts_disputes = strcmp(kind, "countersigned") == 0;
    memset(&now, 0, sizeof now);
    if (strcmp(said->kind, kind) != 0 || strcmp(said->attempt, name_of(folder)) != 0) {
        return refuse(why, TB_N("it was written for another attempt"));
    }
    if (digests(folder, &now, why) != TB_OK || read_code(&code, why) != TB_OK) {
        return TB_STANDING_REFUSED;
    }
    if (memcmp(now.result, said->result, sizeof now.result) != 0) {
        return refuse(why, TB_N("the result was changed after it"));
    }
    if (counts_disputes && memcmp(now.disputes, said->disputes, sizeof now.disputes) != 0) {
        return refuse(why, TB_N("the disputes were changed after it"));
    }
    if (code.lock.count == 0) {
        (void)tb_fail(why, TB_ERR_INTEGRITY, "%s",
                      TB_N("it cannot be checked: this station has no code, or one of an earlier "
                           "version"));
        return TB_STANDING_UNSIGNED;
    }
    if (!said->has_signature) {
        return refuse(why, TB_N("it carries no signature"));
    }
    return tb_statement_holds(said, &code.lock)
               ? TB_STANDING_SIGNED
               : refuse(why, TB_N("its signature is not of an examiner of this station"));
}

// Earlier versions wrote the time and nothing else.
static tb_exam_standing judge_old(tb_error *why)
{
    station_code code;
    if (read_code(&code, why) != TB_OK) {
        return TB_STANDING_REFUSED;
    }
    if (code.lock.count > 0) {
        return refuse(why,
                      TB_N("an earlier version released it without a signature: release it again"));
    }
    (void)tb_fail(why, TB_ERR_INTEGRITY, "%s",
                  TB_N("an earlier version released it without a signature"));
    return TB_STANDING_UNSIGNED;
}

static bool is_old_release(const char *text, long bytes)
{
    return bytes == 21 && text[4] == '-' && text[10] == 'T' && text[19] == 'Z' && text[20] == '\n';
}

tb_exam_standing tb_exam_statement(const char *folder, const char *kind, tb_statement *out,
                                   tb_error *why)
{
    char path[PATH_SIZE], text[TB_SEAL_FILE_MAX + 1];
    tb_statement said;
    tb_error fault = {TB_OK, ""};
    const long bytes = path_in(folder, kind, path) ? read_small(path, text, why) : NOT_THERE;
    if (bytes < 0) {
        return bytes == NOT_THERE ? TB_STANDING_NONE : TB_STANDING_REFUSED;
    }
    if (strcmp(kind, "released") == 0 && is_old_release(text, bytes)) {
        if (out != NULL) {
            memset(out, 0, sizeof *out);
            snprintf(out->time, sizeof out->time, "%.20s", text);
        }
        return judge_old(why);
    }
    if (tb_statement_parse(text, (size_t)bytes, &said, &fault) != TB_OK) {
        (void)tb_fail(why, TB_ERR_FORMAT, "%s: %s", path, fault.message);
        return TB_STANDING_REFUSED;
    }
    if (out != NULL) {
        *out = said;
    }
    return judge(folder, kind, &said, why);
}

bool tb_exam_released(const char *folder)
{
    const tb_exam_standing standing = tb_exam_statement(folder, "released", NULL, NULL);
    return standing == TB_STANDING_SIGNED || standing == TB_STANDING_UNSIGNED;
}

tb_status tb_exam_attest(const char *folder, tb_statement *statement, const tb_seal_key *key,
                         tb_error *error)
{
    char path[PATH_SIZE], text[TB_SEAL_FILE_MAX], when[TB_EXAM_TIME];
    if (tb_exam_has_code() && (key == NULL || !key->ready)) {
        return tb_fail(error, TB_ERR_ARGUMENT, "%s: the examiner's code is wanted", folder);
    }
    tb_exam_now(when);
    snprintf(statement->time, sizeof statement->time, "%.20s", when);
    if (strlen(name_of(folder)) >= sizeof statement->attempt ||
        !path_in(folder, statement->kind, path)) {
        return tb_fail(error, TB_ERR_IO, "%s: name is too long", folder);
    }
    snprintf(statement->attempt, sizeof statement->attempt, "%s", name_of(folder));
    tb_status status = digests(folder, statement, error);
    if (status == TB_OK) {
        status = tb_statement_sign(statement, key, error);
    }
    if (status != TB_OK) {
        return status;
    }
    const size_t bytes = tb_statement_write(statement, text, sizeof text);
    return tb_whole_file_write(path, text, bytes, true, error);
}

static int rating_of_log(const char *folder)
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

int tb_exam_rating(const char *folder)
{
    tb_statement said;
    memset(&said, 0, sizeof said);
    const tb_exam_standing standing = tb_exam_statement(folder, "released", &said, NULL);
    const bool counts = standing == TB_STANDING_SIGNED || standing == TB_STANDING_UNSIGNED;
    return counts && said.rating > 0 ? said.rating : rating_of_log(folder);
}

tb_status tb_exam_release(const char *folder, int rating, const tb_seal_key *key, tb_error *error)
{
    tb_statement statement;
    memset(&statement, 0, sizeof statement);
    snprintf(statement.kind, sizeof statement.kind, "released");
    statement.rating = rating > 0 ? rating : rating_of_log(folder);
    return tb_exam_attest(folder, &statement, key, error);
}
