/// Inside the records layer: files that are written beside their place first. A write that fails,
/// or a program that is killed, leaves the file that was there.
#ifndef TB_RECORDS_PLACE_H
#define TB_RECORDS_PLACE_H
#include "tautband/core/status.h"

#include <stdio.h>

enum { TB_PLACE_PATH = 4352 };

/// A file on its way.
typedef struct tb_place {
    const char *path; ///< where it will be
    char fresh[TB_PLACE_PATH];
    FILE *file;
} tb_place;

/// Open a file beside its place.
/// @return TB_OK; TB_ERR_IO with a sentence
tb_status tb_place_open(tb_place *place, const char *path, tb_error *error);

/// Put it there when everything was written, else take it away.
/// @param status what writing returned; anything but TB_OK is returned with a sentence
/// @return TB_OK; `status`, TB_ERR_IO with a sentence
tb_status tb_place_close(tb_place *place, tb_status status, tb_error *error);

#endif
