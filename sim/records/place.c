#include "place.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

tb_status tb_place_open(tb_place *place, const char *path, tb_error *error)
{
    const int length = snprintf(place->fresh, sizeof place->fresh, "%s.new", path);
    place->path = path;
    if (length < 0 || (size_t)length >= sizeof place->fresh) {
        return tb_fail(error, TB_ERR_IO, "%.200s...: name is too long", path);
    }
    place->file = fopen(place->fresh, "wb");
    return place->file != NULL ? TB_OK : tb_fail(error, TB_ERR_IO, "%s: %s", path, strerror(errno));
}

tb_status tb_place_close(tb_place *place, tb_status status, tb_error *error)
{
    if (status == TB_ERR_MEMORY) {
        (void)fclose(place->file);
        (void)remove(place->fresh);
        return tb_fail(error, status, "%s: no memory, or words that are no UTF-8", place->path);
    }
    int fault = 0;
    if (fflush(place->file) != 0 || ferror(place->file) != 0) {
        fault = errno;
    }
    if (fclose(place->file) != 0 && fault == 0) {
        fault = errno;
    }
    const bool good = fault == 0 && status == TB_OK;
    if (good && rename(place->fresh, place->path) == 0) {
        return TB_OK;
    }
    fault = good ? errno : fault;
    (void)remove(place->fresh);
    return tb_fail(error, TB_ERR_IO, "%s: cannot be written: %s", place->path,
                   fault != 0 ? strerror(fault) : "the disk did not take it");
}
