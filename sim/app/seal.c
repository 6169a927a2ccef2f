#include "seal.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

_Static_assert(TB_SEAL_SALT == crypto_pwhash_SALTBYTES, "salt of Argon2id");
_Static_assert(TB_SEAL_PUBLIC == crypto_sign_PUBLICKEYBYTES, "Ed25519");
_Static_assert(TB_SEAL_SECRET == crypto_sign_SECRETKEYBYTES, "Ed25519");
_Static_assert(TB_SEAL_SIGNATURE == crypto_sign_BYTES, "Ed25519");
_Static_assert(TB_SEAL_DIGEST == crypto_generichash_BYTES, "BLAKE2b-256");

static const char LOCK_TITLE[] = "tautband-examiner 2", STATEMENT_TITLE[] = "tautband-statement 1";
enum { LINE_SIZE = 256 };

// Nothing of libsodium is started before it is used: a trainer without exams never pays for it.
static tb_status start(tb_error *error)
{
    return sodium_init() >= 0
               ? TB_OK
               : tb_fail(error, TB_ERR_UNSUPPORTED, "this machine gives no random numbers");
}

// --- text ---------------------------------------------------------------------------------------

/// Lines of a file one by one.
typedef struct reader {
    const char *at, *end;
    int number;
    char line[LINE_SIZE];
} reader;

// The next line; it ends in a newline and holds no other control character.
static bool next_line(reader *r)
{
    const size_t left = (size_t)(r->end - r->at);
    const char *newline = left > 0 ? memchr(r->at, '\n', left) : NULL;
    const size_t length = newline != NULL ? (size_t)(newline - r->at) : LINE_SIZE;
    ++r->number;
    if (length >= LINE_SIZE) {
        return false;
    }
    for (size_t k = 0; k < length; ++k) {
        if ((unsigned char)r->at[k] < 0x20u || r->at[k] == 0x7F) {
            return false;
        }
    }
    memcpy(r->line, r->at, length);
    r->line[length] = '\0';
    r->at = newline + 1;
    return true;
}

static tb_status want(const reader *r, const char *what, tb_error *error)
{
    return tb_fail(error, TB_ERR_FORMAT, "line %d: %s wanted", r->number, what);
}

// "key value": the value; NULL for another line.
static const char *value_of(const char *line, const char *key)
{
    const size_t length = strlen(key);
    return strncmp(line, key, length) == 0 && line[length] == ' ' ? line + length + 1 : NULL;
}

static bool read_hex(const char *text, unsigned char *out, size_t bytes)
{
    static const char digits[] = "0123456789abcdef";
    if (text == NULL || strlen(text) != 2 * bytes || strspn(text, digits) != 2 * bytes) {
        return false;
    }
    for (size_t k = 0; k < bytes; ++k) {
        const long high = strchr(digits, text[2 * k]) - digits;
        const long low = strchr(digits, text[2 * k + 1]) - digits;
        out[k] = (unsigned char)(16 * high + low);
    }
    return true;
}

// One digit up to a limit.
static bool read_digit(const char *text, int most, int *out)
{
    if (text == NULL || text[0] < '0' || text[0] > '0' + most || text[1] != '\0') {
        return false;
    }
    *out = text[0] - '0';
    return true;
}

static bool read_text(const char *text, char *out, size_t capacity)
{
    const size_t length = text != NULL ? strlen(text) : capacity;
    if (length >= capacity) {
        return false;
    }
    memcpy(out, text, length + 1);
    return true;
}

/// Text that is being put together; `used` past the capacity = it did not fit.
typedef struct writer {
    char *out;
    size_t capacity, used;
} writer;

static void put(writer *w, const char *text)
{
    for (; *text != '\0'; ++text) {
        if (w->used + 1 < w->capacity) {
            w->out[w->used] = *text;
        }
        ++w->used;
    }
}

static void put_line(writer *w, const char *key, const char *value)
{
    put(w, key);
    put(w, " ");
    for (; *value != '\0'; ++value) {
        const unsigned char c = (unsigned char)*value;
        const char one[2] = {c < 0x20u || c == 0x7Fu ? ' ' : *value, '\0'};
        put(w, one);
    }
    put(w, "\n");
}

static void put_hex(writer *w, const char *key, const unsigned char *bytes, size_t count)
{
    static const char digits[] = "0123456789abcdef";
    char text[2 * TB_SEAL_SIGNATURE + 1];
    for (size_t k = 0; k < count; ++k) {
        text[2 * k] = digits[bytes[k] >> 4];
        text[2 * k + 1] = digits[bytes[k] & 15u];
    }
    text[2 * count] = '\0';
    put_line(w, key, text);
}

static void put_digit(writer *w, const char *key, int digit)
{
    const char text[2] = {(char)('0' + digit), '\0'};
    put_line(w, key, text);
}

static size_t close_text(writer *w)
{
    if (w->used + 1 > w->capacity) {
        return 0;
    }
    w->out[w->used] = '\0';
    return w->used;
}

// --- lock ---------------------------------------------------------------------------------------

static tb_status derive(const char *code, const unsigned char *salt, tb_seal_key *out,
                        tb_error *error)
{
    unsigned char seed[crypto_sign_SEEDBYTES];
    if (crypto_pwhash(seed, sizeof seed, code, strlen(code), salt,
                      crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE,
                      crypto_pwhash_ALG_ARGON2ID13) != 0) {
        return tb_fail(error, TB_ERR_MEMORY, "no memory (64 MiB) to try the examiner's code");
    }
    crypto_sign_seed_keypair(out->open, out->secret, seed);
    sodium_memzero(seed, sizeof seed);
    out->ready = true;
    return TB_OK;
}

tb_status tb_seal_lock_make(const char *code, const tb_seal_lock *before, tb_seal_lock *out,
                            tb_seal_key *key, tb_error *error)
{
    tb_seal_key made = {.ready = false};
    tb_seal_lock lock = {.count = 1, .digits = (int)strlen(code)};
    tb_status status = start(error);
    if (status != TB_OK) {
        return status;
    }
    randombytes_buf(lock.salt, sizeof lock.salt);
    status = derive(code, lock.salt, &made, error);
    if (status != TB_OK) {
        return status;
    }
    memcpy(lock.keys[0], made.open, sizeof made.open);
    for (int k = 0; before != NULL && k < before->count && lock.count < TB_SEAL_KEYS_MAX; ++k) {
        memcpy(lock.keys[lock.count++], before->keys[k], sizeof lock.keys[0]);
    }
    *out = lock;
    if (key != NULL) {
        *key = made;
    }
    tb_seal_forget(&made);
    return TB_OK;
}

tb_status tb_seal_lock_open(const tb_seal_lock *lock, const char *code, tb_seal_key *out,
                            tb_error *error)
{
    tb_seal_key made = {.ready = false};
    if (lock->count == 0) {
        return tb_fail(error, TB_ERR_ARGUMENT, "no code is set");
    }
    tb_status status = start(error);
    if (status == TB_OK) {
        status = derive(code, lock->salt, &made, error);
    }
    if (status == TB_OK && sodium_memcmp(made.open, lock->keys[0], sizeof made.open) != 0) {
        status = tb_fail(error, TB_ERR_ARGUMENT, "this is not the code");
    }
    if (status == TB_OK) {
        *out = made;
    }
    tb_seal_forget(&made);
    return status;
}

tb_status tb_seal_lock_parse(const char *text, size_t bytes, tb_seal_lock *out, tb_error *error)
{
    reader r = {.at = text, .end = text + bytes};
    tb_seal_lock lock = {.count = 0};
    if (bytes > TB_SEAL_FILE_MAX) {
        return tb_fail(error, TB_ERR_FORMAT, "%zu bytes, more than %d", bytes,
                       (int)TB_SEAL_FILE_MAX);
    }
    if (!next_line(&r) || strcmp(r.line, LOCK_TITLE) != 0) {
        return want(&r, LOCK_TITLE, error);
    }
    if (!next_line(&r) || !read_hex(value_of(r.line, "salt"), lock.salt, sizeof lock.salt)) {
        return want(&r, "salt and 32 digits of 0 to f", error);
    }
    if (!next_line(&r) || !read_digit(value_of(r.line, "digits"), 8, &lock.digits)) {
        return want(&r, "digits 0 to 8", error);
    }
    while (r.at < r.end) {
        if (lock.count == TB_SEAL_KEYS_MAX) {
            return tb_fail(error, TB_ERR_FORMAT, "line %d: more than %d keys", r.number + 1,
                           (int)TB_SEAL_KEYS_MAX);
        }
        if (!next_line(&r) || !read_hex(value_of(r.line, lock.count == 0 ? "key" : "earlier"),
                                        lock.keys[lock.count], TB_SEAL_PUBLIC)) {
            return want(&r,
                        lock.count == 0 ? "key and 64 digits of 0 to f"
                                        : "earlier and 64 digits of 0 to f",
                        error);
        }
        ++lock.count;
    }
    if (lock.count == 0) {
        ++r.number;
        return want(&r, "key and 64 digits of 0 to f", error);
    }
    *out = lock;
    return TB_OK;
}

size_t tb_seal_lock_write(const tb_seal_lock *lock, char *out, size_t capacity)
{
    writer w = {out, capacity, 0};
    put(&w, LOCK_TITLE);
    put(&w, "\n");
    put_hex(&w, "salt", lock->salt, sizeof lock->salt);
    put_digit(&w, "digits", lock->digits);
    for (int k = 0; k < lock->count; ++k) {
        put_hex(&w, k == 0 ? "key" : "earlier", lock->keys[k], TB_SEAL_PUBLIC);
    }
    return close_text(&w);
}

void tb_seal_forget(tb_seal_key *key)
{
    sodium_memzero(key, sizeof *key);
}

tb_status tb_seal_digest(const char *path, unsigned char out[TB_SEAL_DIGEST], tb_error *error)
{
    unsigned char chunk[4096];
    crypto_generichash_state state;
    const tb_status status = start(error);
    if (status != TB_OK) {
        return status;
    }
    FILE *file = fopen(path, "rb");
    if (file == NULL && errno == ENOENT) {
        memset(out, 0, TB_SEAL_DIGEST);
        return TB_OK;
    }
    if (file == NULL) {
        return tb_fail(error, TB_ERR_IO, "%s: %s", path, strerror(errno));
    }
    crypto_generichash_init(&state, NULL, 0, TB_SEAL_DIGEST);
    for (size_t read; (read = fread(chunk, 1, sizeof chunk, file)) > 0;) {
        crypto_generichash_update(&state, chunk, read);
    }
    const bool broken = ferror(file) != 0;
    fclose(file);
    if (broken) {
        return tb_fail(error, TB_ERR_IO, "%s: cannot be read", path);
    }
    crypto_generichash_final(&state, out, TB_SEAL_DIGEST);
    return TB_OK;
}

// --- statement ----------------------------------------------------------------------------------

static void put_statement(writer *w, const tb_statement *statement)
{
    put(w, STATEMENT_TITLE);
    put(w, "\n");
    put_line(w, "kind", statement->kind);
    put_line(w, "attempt", statement->attempt);
    put_hex(w, "result", statement->result, sizeof statement->result);
    put_hex(w, "disputes", statement->disputes, sizeof statement->disputes);
    put_line(w, "time", statement->time);
    put_digit(w, "rating", statement->rating);
    put_line(w, "name", statement->name);
    put_line(w, "words", statement->words);
}

size_t tb_statement_write(const tb_statement *statement, char *out, size_t capacity)
{
    writer w = {out, capacity, 0};
    put_statement(&w, statement);
    if (statement->has_signature) {
        put_hex(&w, "key", statement->key, sizeof statement->key);
        put_hex(&w, "signature", statement->signature, sizeof statement->signature);
    }
    return close_text(&w);
}

tb_status tb_statement_parse(const char *text, size_t bytes, tb_statement *out, tb_error *error)
{
    reader r = {.at = text, .end = text + bytes};
    tb_statement s;
    memset(&s, 0, sizeof s);
    if (bytes > TB_SEAL_FILE_MAX) {
        return tb_fail(error, TB_ERR_FORMAT, "%zu bytes, more than %d", bytes,
                       (int)TB_SEAL_FILE_MAX);
    }
    if (!next_line(&r) || strcmp(r.line, STATEMENT_TITLE) != 0) {
        return want(&r, STATEMENT_TITLE, error);
    }
    if (!next_line(&r) || !read_text(value_of(r.line, "kind"), s.kind, sizeof s.kind) ||
        (strcmp(s.kind, "released") != 0 && strcmp(s.kind, "countersigned") != 0)) {
        return want(&r, "kind released or countersigned", error);
    }
    if (!next_line(&r) || !read_text(value_of(r.line, "attempt"), s.attempt, sizeof s.attempt)) {
        return want(&r, "attempt and the name of its folder", error);
    }
    if (!next_line(&r) || !read_hex(value_of(r.line, "result"), s.result, sizeof s.result)) {
        return want(&r, "result and 64 digits of 0 to f", error);
    }
    if (!next_line(&r) || !read_hex(value_of(r.line, "disputes"), s.disputes, sizeof s.disputes)) {
        return want(&r, "disputes and 64 digits of 0 to f", error);
    }
    if (!next_line(&r) || !read_text(value_of(r.line, "time"), s.time, sizeof s.time)) {
        return want(&r, "time and at most 23 letters", error);
    }
    if (!next_line(&r) || !read_digit(value_of(r.line, "rating"), 5, &s.rating)) {
        return want(&r, "rating 0 to 5", error);
    }
    if (!next_line(&r) || !read_text(value_of(r.line, "name"), s.name, sizeof s.name)) {
        return want(&r, "name and at most 63 bytes", error);
    }
    if (!next_line(&r) || !read_text(value_of(r.line, "words"), s.words, sizeof s.words)) {
        return want(&r, "words and at most 159 bytes", error);
    }
    if (r.at < r.end) {
        s.has_signature = true;
        if (!next_line(&r) || !read_hex(value_of(r.line, "key"), s.key, sizeof s.key)) {
            return want(&r, "key and 64 digits of 0 to f", error);
        }
        if (!next_line(&r) ||
            !read_hex(value_of(r.line, "signature"), s.signature, sizeof s.signature)) {
            return want(&r, "signature and 128 digits of 0 to f", error);
        }
        if (r.at < r.end) {
            return tb_fail(error, TB_ERR_FORMAT, "line %d: nothing more is expected", r.number + 1);
        }
    }
    *out = s;
    return TB_OK;
}

tb_status tb_statement_sign(tb_statement *statement, const tb_seal_key *key, tb_error *error)
{
    char text[TB_SEAL_FILE_MAX];
    writer w = {text, sizeof text, 0};
    statement->has_signature = false;
    if (key == NULL || !key->ready) {
        return TB_OK;
    }
    const tb_status status = start(error);
    if (status != TB_OK) {
        return status;
    }
    put_statement(&w, statement);
    crypto_sign_detached(statement->signature, NULL, (const unsigned char *)text, close_text(&w),
                         key->secret);
    memcpy(statement->key, key->open, sizeof statement->key);
    statement->has_signature = true;
    return TB_OK;
}

bool tb_statement_holds(const tb_statement *statement, const tb_seal_lock *lock)
{
    char text[TB_SEAL_FILE_MAX];
    writer w = {text, sizeof text, 0};
    if (!statement->has_signature || start(NULL) != TB_OK) {
        return false;
    }
    put_statement(&w, statement);
    const size_t bytes = close_text(&w);
    for (int k = 0; k < lock->count; ++k) {
        if (memcmp(statement->key, lock->keys[k], sizeof lock->keys[k]) == 0) {
            return crypto_sign_verify_detached(statement->signature, (const unsigned char *)text,
                                               bytes, statement->key) == 0;
        }
    }
    return false;
}
