/// Loading a shipped site. Header only.
#ifndef TB_SITE_SUPPORT_H
#define TB_SITE_SUPPORT_H
#include "tautband/anatomy/anatomy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Load a site from a folder, or end the program.
static inline void load_site_from(const char *folder, const char *name, tb_site *out)
{
    static tb_diagnostics diagnostics;
    char path[128];
    snprintf(path, sizeof path, "%s/%s.yaml", folder, name);
    if (tb_site_load(path, out, &diagnostics) != TB_OK) {
        tb_diagnostics_print(&diagnostics, stderr);
        abort();
    }
}

/// Load a shipped site, or end the program.
static inline void load_site(const char *name, tb_site *out)
{
    load_site_from("assets/sites", name, out);
}

#endif
