#define _POSIX_C_SOURCE 200809L
#include "commands.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_CAPACITY = 4096 };

// The one thing the program remembers globally: found once, the same for its whole life.
static char asset_dir[PATH_CAPACITY];
static bool asset_dir_given;

static bool is_dir(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static bool join(char *out, size_t capacity, const char *left, const char *right)
{
    const int length = snprintf(out, capacity, "%s%s", left, right);
    return length > 0 && (size_t)length < capacity;
}

// A folder of assets is one that holds `cases`.
static bool try_assets(const char *path, const char *tail)
{
    char candidate[PATH_CAPACITY], cases[PATH_CAPACITY];
    if (!join(candidate, sizeof candidate, path, tail) ||
        !join(cases, sizeof cases, candidate, "/cases") || !is_dir(cases)) {
        return false;
    }
    memcpy(asset_dir, candidate, strlen(candidate) + 1);
    return true;
}

static bool try_beside_executable(void)
{
    char path[PATH_CAPACITY];
    const ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    if (length <= 0) {
        return false;
    }
    path[length] = '\0';
    for (char *slash = strrchr(path, '/'); slash != NULL; slash = strrchr(path, '/')) {
        *slash = '\0';
        if (try_assets(path, "/assets") || try_assets(path, "/share/tautband/assets")) {
            return true;
        }
    }
    return false;
}

void tb_app_set_asset_dir(const char *path)
{
    asset_dir[0] = '\0';
    asset_dir_given = path != NULL;
    if (path != NULL) {
        snprintf(asset_dir, sizeof asset_dir, "%s", path);
        for (size_t n = strlen(asset_dir); n > 1 && asset_dir[n - 1] == '/'; --n) {
            asset_dir[n - 1] = '\0';
        }
    }
}

const char *tb_app_asset_dir(void)
{
    if (!asset_dir_given && asset_dir[0] == '\0') {
        const char *set = getenv("TAUTBAND_ASSETS");
        if (set != NULL && set[0] != '\0') {
            tb_app_set_asset_dir(set);
        }
    }
    if (asset_dir_given) {
        if (!is_dir(asset_dir)) {
            tb_complain("assets", asset_dir, "no such folder");
            return NULL;
        }
        return asset_dir;
    }
    if (asset_dir[0] != '\0' || try_beside_executable() || try_assets(TB_SOURCE_DIR, "/assets") ||
        try_assets("/usr/share/tautband", "/assets")) {
        return asset_dir;
    }
    tb_complain("assets", NULL,
                "no folder with cases found; name it with --assets DIR or TAUTBAND_ASSETS");
    return NULL;
}

tb_status tb_app_make_dir(const char *path, tb_error *error)
{
    char part[PATH_CAPACITY];
    const size_t length = strlen(path);
    if (length == 0 || length >= sizeof part) {
        return tb_fail(error, TB_ERR_IO, "folder name of %zu characters is not usable", length);
    }
    memcpy(part, path, length + 1);
    for (size_t k = 1; k <= length; ++k) {
        if (part[k] != '/' && part[k] != '\0') {
            continue;
        }
        const char kept = part[k];
        part[k] = '\0';
        if (mkdir(part, 0777) != 0 && errno != EEXIST) {
            return tb_fail(error, TB_ERR_IO, "%s: folder cannot be made: %s", part,
                           strerror(errno));
        }
        part[k] = kept;
    }
    return is_dir(path) ? TB_OK : tb_fail(error, TB_ERR_IO, "%s: not a folder", path);
}

tb_status tb_app_data_dir(char *out, size_t capacity, tb_error *error)
{
    const char *base = getenv("XDG_DATA_HOME");
    const char *tail = "/tautband";
    if (base == NULL || base[0] != '/') {
        base = getenv("HOME");
        tail = "/.local/share/tautband";
    }
    if (base == NULL || base[0] != '/') {
        return tb_fail(error, TB_ERR_IO, "neither XDG_DATA_HOME nor HOME names a folder");
    }
    if (!join(out, capacity, base, tail)) {
        return tb_fail(error, TB_ERR_IO, "%s%s: path is too long", base, tail);
    }
    return tb_app_make_dir(out, error);
}

const char *tb_app_build(void)
{
#if defined(__clang__)
    return TB_VERSION " clang " __clang_version__ " " TB_BUILD_TYPE;
#elif defined(__GNUC__)
    return TB_VERSION " gcc " __VERSION__ " " TB_BUILD_TYPE;
#else
    return TB_VERSION " " TB_BUILD_TYPE;
#endif
}
