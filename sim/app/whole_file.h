/// Files that are written whole or not at all: settings, the examiner's code, statements, notes,
/// disputes. Layer app, needs core. No window.
#ifndef TB_APP_WHOLE_FILE_H
#define TB_APP_WHOLE_FILE_H
#include "tautband/core/status.h"

#include <stdbool.h>
#include <stddef.h>

/// Write a file anew: beside it under a name of this process alone, then in its place. Whatever
/// happens on the way, the name holds the old bytes or the new ones; of two processes that write at
/// once the later one stays.
/// @param lasting the disk has the bytes before they take the old ones' place, so that a power cut
/// leaves one of both as well; takes some milliseconds, so not for every frame
/// @return TB_OK; TB_ERR_IO with a sentence, and the old file as it was
tb_status tb_whole_file_write(const char *path, const void *bytes, size_t count, bool lasting,
                              tb_error *error);

/// Make what was written to a file last through a power cut.
/// @return TB_OK; TB_ERR_IO with a sentence
tb_status tb_whole_file_keep(const char *path, tb_error *error);

#endif
