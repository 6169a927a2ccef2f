#define _POSIX_C_SOURCE 200809L
#include "case_files.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

int tb_case_folder_open(const char *name, tb_case_folder *out)
{
    memset(out, 0, sizeof *out);
    const char *assets = tb_app_asset_dir();
    if (assets == NULL) {
        return TB_EXIT_INPUT; // it has said so
    }
    snprintf(out->path, sizeof out->path, "%s/%s", assets, name);
    DIR *directory = opendir(out->path);
    if (directory == NULL) {
        tb_complain("assets", out->path, "the folder cannot be read");
        return TB_EXIT_INPUT;
    }
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        const char *dot = strrchr(entry->d_name, '.');
        const size_t length = dot != NULL ? (size_t)(dot - entry->d_name) : 0;
        if (length > 0 && length < TB_ID_SIZE && strcmp(dot, ".yaml") == 0 &&
            out->count < TB_CASE_FILES_MAX) {
            memcpy(out->ids[out->count++], entry->d_name, length);
        }
    }
    closedir(directory);
    qsort(out->ids, (size_t)out->count, sizeof out->ids[0], by_name);
    for (int i = 0; i < out->count; ++i) {
        out->names[i] = out->ids[i];
    }
    return TB_EXIT_OK;
}

void tb_case_folder_complain(const char *what, const char *name, const tb_case_folder *folder)
{
    const char *near = tb_nearest_name(name, folder->names);
    if (near != NULL) {
        tb_complain(what, name, "no such %s; did you mean '%s'?", what, near);
    } else {
        tb_complain(what, name, "no such %s in %s", what, folder->path);
    }
}

bool tb_case_folder_has(const tb_case_folder *folder, const char *name)
{
    for (int i = 0; i < folder->count; ++i) {
        if (strcmp(folder->ids[i], name) == 0) {
            return true;
        }
    }
    return false;
}

bool tb_case_is_path(const char *name)
{
    const size_t length = strlen(name);
    return strchr(name, '/') != NULL || (length > 5 && strcmp(name + length - 5, ".yaml") == 0);
}

int tb_case_exit(tb_status status)
{
    return status == TB_OK ? TB_EXIT_OK : status == TB_ERR_MEMORY ? TB_EXIT_FAILED : TB_EXIT_INPUT;
}

int tb_case_read(tb_case_work *work, const char *path)
{
    char sites[TB_CASE_PATH];
    const char *assets = tb_app_asset_dir();
    snprintf(sites, sizeof sites, "%s/sites", assets != NULL ? assets : ".");
    const tb_status status = tb_case_load_with(path, sites, &work->model, &work->diagnostics);
    tb_diagnostics_print(&work->diagnostics, stderr);
    return tb_case_exit(status);
}

int tb_case_read_named(tb_case_work *work, const char *name)
{
    if (tb_case_is_path(name)) {
        return tb_case_read(work, name);
    }
    const int code = tb_case_folder_open("cases", &work->folder);
    if (code != TB_EXIT_OK) {
        return code;
    }
    if (!tb_case_folder_has(&work->folder, name)) {
        tb_case_folder_complain("case", name, &work->folder);
        return TB_EXIT_INPUT;
    }
    char path[TB_CASE_PATH + TB_ID_SIZE + 8];
    snprintf(path, sizeof path, "%s/%s.yaml", work->folder.path, name);
    return tb_case_read(work, path);
}
