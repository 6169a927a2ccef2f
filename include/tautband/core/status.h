/// Status codes and one-sentence errors. Every loader returns a status and fills an optional error.
/// Layer core, needs nothing.
#ifndef TB_CORE_STATUS_H
#define TB_CORE_STATUS_H

/// What happened, in order of whose fault it is.
typedef enum tb_status {
    TB_OK = 0,
    TB_ERR_ARGUMENT,    ///< a caller's value is outside the documented range or not finite
    TB_ERR_MEMORY,      ///< no memory, or a fixed capacity is full
    TB_ERR_IO,          ///< a file could not be opened, read or written
    TB_ERR_FORMAT,      ///< an input file is malformed
    TB_ERR_INTEGRITY,   ///< an input file is well formed but its checksum or re-simulation differs
    TB_ERR_DEVICE,      ///< display, GL or sound could not be had
    TB_ERR_FAULT,       ///< the physics raised a named fault
    TB_ERR_UNSUPPORTED, ///< understood, but not possible on this machine or build
} tb_status;

enum { TB_ERROR_MESSAGE_SIZE = 512 };

/// A status plus one sentence naming what, where and the value met.
typedef struct tb_error {
    tb_status status;
    char message[TB_ERROR_MESSAGE_SIZE]; ///< no trailing newline; cut, never overrun
} tb_error;

/// Fill `error` (may be NULL) with a printf-style sentence and return `status`, so that a caller
/// can write `return tb_fail(error, TB_ERR_FORMAT, "...", line);`.
/// @param error  out, may be NULL
/// @param status what to return; must not be TB_OK
/// @param format printf format of one sentence without newline
/// @return status
tb_status tb_fail(tb_error *error, tb_status status, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 3, 4)))
#endif
    ;

/// Name of a status, for logs and JSON: "ok", "argument", "memory", ...
/// @return a static string; "unknown" for a value outside the enumeration
const char *tb_status_name(tb_status status);

#endif
