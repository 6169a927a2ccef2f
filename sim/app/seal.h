/// The examiner's seal: a signing key made from the code by Argon2id, what a station keeps to know
/// it by, and statements on an attempt that are signed with it (Ed25519 over BLAKE2b digests).
/// A statement can be checked by everybody and made by nobody without the code; guessing the code
/// costs an Argon2id hash a try. Layer app, needs core; the one place that sees libsodium. No
/// window.
#ifndef TB_APP_SEAL_H
#define TB_APP_SEAL_H
#include "tautband/core/status.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    TB_SEAL_SALT = 16,
    TB_SEAL_PUBLIC = 32,
    TB_SEAL_SECRET = 64,
    TB_SEAL_SIGNATURE = 64,
    TB_SEAL_DIGEST = 32,
    TB_SEAL_KEYS_MAX = 16,
    TB_SEAL_FILE_MAX = 4096, ///< bytes of a lock or a statement; a larger file is none of ours
    TB_STATEMENT_NAME = 64,  ///< bytes with the end, as the next two
    TB_STATEMENT_WORDS = 160,
    TB_STATEMENT_ATTEMPT = 96,
};

/// What signs. Forget it when the examiner leaves. Zeroed = none.
typedef struct tb_seal_key {
    bool ready;
    unsigned char open[TB_SEAL_PUBLIC], secret[TB_SEAL_SECRET];
} tb_seal_key;

/// What a station keeps: nothing in it is secret. Zeroed = no code is set.
typedef struct tb_seal_lock {
    unsigned char salt[TB_SEAL_SALT];
    int digits; ///< of the code, so that it is tried once, when so many were typed
    unsigned char keys[TB_SEAL_KEYS_MAX][TB_SEAL_PUBLIC]; ///< the present one, then earlier codes'
    int count;
} tb_seal_lock;

/// Make a lock for a code with a new salt; the public keys of the lock before it stay known, so
/// that what they signed can still be checked.
/// @param before may be NULL
/// @param key    out, may be NULL: the new code's key
/// @return TB_OK; TB_ERR_MEMORY, TB_ERR_UNSUPPORTED (no random numbers here) with a sentence
tb_status tb_seal_lock_make(const char *code, const tb_seal_lock *before, tb_seal_lock *out,
                            tb_seal_key *key, tb_error *error);
/// Open a lock: takes about a tenth of a second and 64 MiB by Argon2id's interactive limits.
/// @return TB_OK; TB_ERR_ARGUMENT: this is not the code; TB_ERR_MEMORY, TB_ERR_UNSUPPORTED
tb_status tb_seal_lock_open(const tb_seal_lock *lock, const char *code, tb_seal_key *out,
                            tb_error *error);
/// Read a lock's text. @return TB_OK; TB_ERR_FORMAT with line and what, `out` unchanged
tb_status tb_seal_lock_parse(const char *text, size_t bytes, tb_seal_lock *out, tb_error *error);
/// Its text, with the end. @return bytes without the end, 0 when it does not fit
size_t tb_seal_lock_write(const tb_seal_lock *lock, char *out, size_t capacity);
/// Wipe a key.
void tb_seal_forget(tb_seal_key *key);

/// BLAKE2b-256 of a file; all zero where there is none.
/// @return TB_OK, TB_ERR_IO with a sentence, TB_ERR_UNSUPPORTED
tb_status tb_seal_digest(const char *path, unsigned char out[TB_SEAL_DIGEST], tb_error *error);

/// What an examiner says of an attempt. Zeroed with a kind = an empty one, not signed.
typedef struct tb_statement {
    char kind[16];                          ///< "released", "countersigned"
    char attempt[TB_STATEMENT_ATTEMPT];     ///< name of its folder
    unsigned char result[TB_SEAL_DIGEST];   ///< of score.json; zero = there was none
    unsigned char disputes[TB_SEAL_DIGEST]; ///< of the file of disputes; zero = there was none
    char time[24];                          ///< "2026-11-28T03:00:00Z"
    int rating;                             ///< 1 to 5; 0 = none
    char name[TB_STATEMENT_NAME];           ///< who says so; may be empty
    char words[TB_STATEMENT_WORDS];         ///< UTF-8 without control characters; may be empty
    bool has_signature;
    unsigned char key[TB_SEAL_PUBLIC], signature[TB_SEAL_SIGNATURE];
} tb_statement;

/// Read a statement's text: every line in its order, nothing else.
/// @return TB_OK; TB_ERR_FORMAT with line and what, `out` unchanged
tb_status tb_statement_parse(const char *text, size_t bytes, tb_statement *out, tb_error *error);
/// Its text, with the end. Control characters become spaces.
/// @return bytes without the end, 0 when it does not fit
size_t tb_statement_write(const tb_statement *statement, char *out, size_t capacity);
/// Sign it; a key that is not ready leaves it unsigned.
/// @return TB_OK, TB_ERR_UNSUPPORTED
tb_status tb_statement_sign(tb_statement *statement, const tb_seal_key *key, tb_error *error);
/// Is it signed by one of the lock's keys, and unchanged since?
bool tb_statement_holds(const tb_statement *statement, const tb_seal_lock *lock);

#endif
