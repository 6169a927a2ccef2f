#define _POSIX_C_SOURCE 200809L
#include "whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PATH_SIZE = 4352 };

// Some file systems have nothing to wait for, and say so.
static bool reaches_disk(int descriptor)
{
    return fsync(descriptor) == 0 || errno == EINVAL || errno == EROFS || errno == ENOTSUP ||
           errno == ENOSYS;
}

// The first fault of a file that is written and closed; 0 = none.
static int write_and_close(FILE *file, const void *bytes, size_t count, bool lasting)
{
    int fault = 0;
    if (fwrite(bytes, 1, count, file) != count || fflush(file) != 0 ||
        (lasting && !reaches_disk(fileno(file)))) {
        fault = errno;
    }
    if (fclose(file) != 0 && fault == 0) {
        fault = errno;
    }
    return fault;
}

tb_status tb_whole_file_write(const char *path, const void *bytes, size_t count, bool lasting,
                              tb_error *error)
{
    char fresh[PATH_SIZE];
    const int length = snprintf(fresh, sizeof fresh, "%s.new-%ld", path, (long)getpid());
    if (length < 0 || (size_t)length >= sizeof fresh) {
        return tb_fail(error, TB_ERR_IO, "%.200s...: name is too long", path);
    }
    FILE *file = fopen(fresh, "wb");
    if (file == NULL) {
        return tb_fail(error, TB_ERR_IO, "%s: cannot be written: %s", path, strerror(errno));
    }
    int fault = write_and_close(file, bytes, count, lasting);
    if (fault == 0 && rename(fresh, path) != 0) {
        fault = errno;
    }
    if (fault != 0) {
        (void)remove(fresh);
        return tb_fail(error, TB_ERR_IO, "%s: cannot be written: %s", path, strerror(fault));
    }
    return TB_OK;
}

tb_status tb_whole_file_keep(const char *path, tb_error *error)
{
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    int fault = descriptor < 0 || !reaches_disk(descriptor) ? errno : 0;
    if (descriptor >= 0) {
        (void)close(descriptor);
    }
    return fault == 0 ? TB_OK : tb_fail(error, TB_ERR_IO, "%s: %s", path, strerror(fault));
}
