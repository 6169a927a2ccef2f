/// What the case commands share: the library folder, reading a case by id or path, and the memory
/// they work in. Layer app, needs anatomy.
#ifndef TB_APP_CASE_FILES_H
#define TB_APP_CASE_FILES_H
#include "commands.h"

#include "tautband/anatomy/anatomy.h"

enum { TB_CASE_FILES_MAX = 256, TB_CASE_PATH = 4096 };

/// Names of the files of one folder of assets.
typedef struct tb_case_folder {
    char path[TB_CASE_PATH];
    char ids[TB_CASE_FILES_MAX][TB_ID_SIZE];
    const char *names[TB_CASE_FILES_MAX + 1]; ///< sorted, NULL-terminated
    int count;
} tb_case_folder;

/// What one command needs of heap memory.
typedef struct tb_case_work {
    tb_case_folder folder;
    tb_case model;
    tb_anatomy anatomy;
    tb_diagnostics diagnostics;
} tb_case_work;

/// List the YAML files of a folder of assets ("cases", "sites", "courses"); complains when it
/// cannot be read.
/// @return TB_EXIT_OK or the exit code to end with
int tb_case_folder_open(const char *name, tb_case_folder *out);

/// Complain that a folder has no file of this name, with the nearest one.
/// @param what "case", "site", "course"
void tb_case_folder_complain(const char *what, const char *name, const tb_case_folder *folder);

/// True when the folder has a file of this name.
bool tb_case_folder_has(const tb_case_folder *folder, const char *name);

/// True for what is a path and not an id: it holds a '/' or ends in .yaml.
bool tb_case_is_path(const char *name);

/// Exit code of a loader's status.
int tb_case_exit(tb_status status);

/// Read the case at a path into work->model; prints every fault.
int tb_case_read(tb_case_work *work, const char *path);

/// Read a case by id or path into work->model; prints every fault.
int tb_case_read_named(tb_case_work *work, const char *name);

// ---- one case on a page -------------------------------------------------------------------------

/// Print the case of work->model, and the nominal patient in work->anatomy, as text.
void tb_case_show(const tb_case_work *work, FILE *stream);

/// Print it as an SVG page of A4 across.
void tb_case_page(const tb_case_work *work, FILE *stream);

/// `case new`: print a commented case for a site that passes `case check`.
/// @param site site the case is for
/// @param id   id of the new case
void tb_case_starter(const tb_site *site, const char *id, FILE *stream);

#endif
