#include "commands.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void tb_complain(const char *what, const char *where, const char *format, ...)
{
    fprintf(stderr, "tautband: %s: ", what);
    if (where != NULL) {
        fprintf(stderr, "%s: ", where);
    }
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
}

int tb_exit_from_status(tb_status status)
{
    switch (status) {
    case TB_OK:
        return TB_EXIT_OK;
    case TB_ERR_FORMAT:
        return TB_EXIT_INPUT;
    case TB_ERR_DEVICE:
        return TB_EXIT_DEVICE;
    case TB_ERR_INTEGRITY:
        return TB_EXIT_INTEGRITY;
    case TB_ERR_ARGUMENT:
    case TB_ERR_MEMORY:
    case TB_ERR_IO:
    case TB_ERR_FAULT:
    case TB_ERR_UNSUPPORTED:
        break;
    }
    return TB_EXIT_FAILED;
}

bool tb_text_to_size(const char *text, int *width, int *height)
{
    char *end;
    const long w = strtol(text, &end, 10);
    const long h = *end == 'x' ? strtol(end + 1, &end, 10) : 0;
    *width = (int)w;
    *height = (int)h;
    return *end == '\0' && w >= 320 && w <= 7680 && h >= 180 && h <= 4320;
}

bool tb_text_to_u64(const char *text, uint64_t *out)
{
    uint64_t value = 0;
    if (*text == '\0') {
        return false;
    }
    for (; *text != '\0'; ++text) {
        if (*text < '0' || *text > '9') {
            return false;
        }
        const uint64_t digit = (uint64_t)(*text - '0');
        if (value > (UINT64_MAX - digit) / 10u) {
            return false;
        }
        value = value * 10u + digit;
    }
    *out = value;
    return true;
}

// --- values -------------------------------------------------------------------------------------

int tb_option_number(const char *command, const char *name, const char *text, int least, int most,
                     int *out)
{
    uint64_t value;
    if (!tb_text_to_u64(text, &value) || value < (uint64_t)least || value > (uint64_t)most) {
        tb_complain(command, name, "%d to %d wanted, not '%s'", least, most, text);
        return TB_EXIT_USAGE;
    }
    *out = (int)value;
    return -1;
}

int tb_option_seed(const char *command, const char *text, uint64_t *out)
{
    if (!tb_text_to_u64(text, out)) {
        tb_complain(command, "--seed", "a whole number wanted, not '%s'", text);
        return TB_EXIT_USAGE;
    }
    return -1;
}

int tb_option_substeps(const char *command, const char *text, int *out)
{
    if (strcmp(text, "8") != 0 && strcmp(text, "6") != 0 && strcmp(text, "4") != 0) {
        tb_complain(command, "--substeps", "8, 6 or 4 wanted, not '%s'", text);
        return TB_EXIT_USAGE;
    }
    *out = text[0] - '0';
    return -1;
}

// Exact: no more than 15 digits, divided once by a power of ten.
static bool text_to_decimal(const char *text, double *out)
{
    double value = 0.0, scale = 1.0;
    bool fraction = false;
    int digits = 0;
    for (; *text != '\0'; ++text) {
        if (*text == '.' && !fraction) {
            fraction = true;
        } else if (*text >= '0' && *text <= '9' && digits < 15) {
            value = value * 10.0 + (*text - '0');
            scale = fraction ? scale * 10.0 : scale;
            ++digits;
        } else {
            return false;
        }
    }
    *out = value / scale;
    return digits > 0;
}

int tb_option_decimal(const char *command, const char *name, const char *text, double least,
                      double most, double *out)
{
    double value = 0.0;
    if (!text_to_decimal(text, &value) || value < least || value > most) {
        tb_complain(command, name, "%g to %g wanted, not '%s'", least, most, text);
        return TB_EXIT_USAGE;
    }
    *out = value;
    return -1;
}

// --- options ------------------------------------------------------------------------------------

static void print_page(const tb_options *options)
{
    printf("usage: tautband %s%s%s%s\n\n%s\n", options->command,
           options->operands[0] != '\0' ? " " : "", options->operands,
           options->count > 0 ? " [OPTIONS]" : "", options->summary);
    for (int k = 0; k < options->count; ++k) {
        const tb_option *item = &options->items[k];
        printf("  %s%s%s\n        %s\n", item->name, item->value_name != NULL ? " " : "",
               item->value_name != NULL ? item->value_name : "", item->doc);
    }
}

static const tb_option *find_option(const tb_options *options, const char *word, size_t length)
{
    for (int k = 0; k < options->count; ++k) {
        const tb_option *item = &options->items[k];
        if (strlen(item->name) == length && strncmp(item->name, word, length) == 0) {
            return item;
        }
    }
    return NULL;
}

static int unknown_option(const tb_options *options, const char *word)
{
    enum { NAMES_MAX = 32 };
    const char *names[NAMES_MAX + 1];
    int count = 0;
    for (; count < options->count && count < NAMES_MAX; ++count) {
        names[count] = options->items[count].name;
    }
    names[count] = NULL;
    const char *near = tb_nearest_name(word, names);
    if (near != NULL) {
        tb_complain(options->command, word, "unknown option; did you mean '%s'?", near);
    } else {
        tb_complain(options->command, word, "unknown option; see `tautband %s --help`",
                    options->command);
    }
    return TB_EXIT_USAGE;
}

// One word that starts with a dash; *used counts the words it took.
static int read_option(const tb_options *options, char *const *words, int left, int *used)
{
    const char *word = words[0];
    const char *equals = strchr(word, '=');
    const size_t length = equals != NULL ? (size_t)(equals - word) : strlen(word);
    const tb_option *item = find_option(options, word, length);
    *used = 1;
    if (item == NULL) {
        return unknown_option(options, word);
    }
    if (item->value_name == NULL) {
        if (equals != NULL) {
            tb_complain(options->command, item->name, "takes no value (met '%s')", equals + 1);
            return TB_EXIT_USAGE;
        }
        *item->flag = true;
        return -1;
    }
    if (equals != NULL) {
        *item->text = equals + 1;
        return -1;
    }
    if (left < 2) {
        tb_complain(options->command, item->name, "needs a value: %s", item->value_name);
        return TB_EXIT_USAGE;
    }
    *item->text = words[1];
    *used = 2;
    return -1;
}

int tb_options_read(const tb_options *options, int argc, char **argv)
{
    int operands = 0;
    for (int k = 1; k < argc;) {
        int used = 1;
        if (strcmp(argv[k], "--help") == 0 || strcmp(argv[k], "-h") == 0) {
            print_page(options);
            return TB_EXIT_OK;
        }
        if (argv[k][0] == '-' && argv[k][1] != '\0') {
            const int code = read_option(options, argv + k, argc - k, &used);
            if (code >= 0) {
                return code;
            }
        } else if (operands < options->positional_max) {
            options->positional[operands++] = argv[k];
        } else {
            tb_complain(options->command, argv[k], "unexpected argument");
            return TB_EXIT_USAGE;
        }
        k += used;
    }
    if (options->positional_count != NULL) {
        *options->positional_count = operands;
    }
    return -1;
}

int tb_options_need(const tb_options *options, const char *const *names, int count)
{
    for (int k = 0; k < count; ++k) {
        const tb_option *item = find_option(options, names[k], strlen(names[k]));
        if (item != NULL && *item->text == NULL) {
            tb_complain(options->command, names[k], "is missing; see `tautband %s --help`",
                        options->command);
            return TB_EXIT_USAGE;
        }
    }
    return -1;
}
