#include "tautband/session/input.h"

const char *tb_tool_name(tb_tool tool)
{
    static const char *const names[] = {
#define X(name, id) id,
        TB_TOOL_LIST(X)
#undef X
    };
    return (unsigned)tool < TB_TOOL_COUNT ? names[tool] : "unknown";
}

const char *tb_command_name(tb_command command)
{
    static const char *const names[] = {
#define X(name, id) id,
        TB_COMMAND_LIST(X)
#undef X
    };
    return (unsigned)command < TB_COMMAND_COUNT ? names[command] : "unknown";
}

const char *tb_say_name(tb_say say)
{
    static const char *const names[] = {
#define X(name, id, text) id,
        TB_SAY_LIST(X)
#undef X
    };
    return (unsigned)say < TB_SAY_COUNT ? names[say] : "unknown";
}

const char *tb_prepare_name(tb_prepare step)
{
    static const char *const names[] = {
#define X(name, id, text) id,
        TB_PREPARE_LIST(X)
#undef X
    };
    return (unsigned)step < TB_PREPARE_COUNT ? names[step] : "unknown";
}

const char *tb_prepare_text(tb_prepare step)
{
    static const char *const texts[] = {
#define X(name, id, text) text,
        TB_PREPARE_LIST(X)
#undef X
    };
    return (unsigned)step < TB_PREPARE_COUNT ? texts[step] : "";
}

const char *tb_say_text(tb_say say)
{
    static const char *const texts[] = {
#define X(name, id, text) text,
        TB_SAY_LIST(X)
#undef X
    };
    return (unsigned)say < TB_SAY_COUNT ? texts[say] : "";
}
