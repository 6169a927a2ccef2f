#include "tautband/core/status.h"

#include <stdarg.h>
#include <stdio.h>

tb_status tb_fail(tb_error *error, tb_status status, const char *format, ...)
{
    if (error != NULL) {
        error->status = status;
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(error->message, sizeof error->message, format, arguments);
        va_end(arguments);
    }
    return status;
}

const char *tb_status_name(tb_status status)
{
    switch (status) {
    case TB_OK:
        return "ok";
    case TB_ERR_ARGUMENT:
        return "argument";
    case TB_ERR_MEMORY:
        return "memory";
    case TB_ERR_IO:
        return "io";
    case TB_ERR_FORMAT:
        return "format";
    case TB_ERR_INTEGRITY:
        return "integrity";
    case TB_ERR_DEVICE:
        return "device";
    case TB_ERR_FAULT:
        return "fault";
    case TB_ERR_UNSUPPORTED:
        return "unsupported";
    }
    return "unknown";
}
