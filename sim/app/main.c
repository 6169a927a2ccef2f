#define _POSIX_C_SOURCE 200809L
#include "commands.h"

#include "tautband/physics/world.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct command {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *summary;
} command;

static const command COMMANDS[] = {
#if defined(TB_HAVE_UI)
    {"play", tb_cmd_play, "open the trainer in a window (also without a command)"},
    {"shot", tb_cmd_shot, "draw one view off screen into a PNG file"},
#endif
    {"run", tb_cmd_run, "play a scripted trainee headless and write recording, events and score"},
    {"course", tb_cmd_course,
     "play a course of visits, a week between them; courses of classes, releases of exams"},
    {"trainee", tb_cmd_trainee, "synthetic trainees of three skills over many patients"},
    {"replay", tb_cmd_replay, "re-simulate a recording and compare every hash (--verify)"},
    {"score", tb_cmd_score, "score a recording"},
#if defined(TB_HAVE_CASE)
    {"case", tb_cmd_case, "list, show, check and begin case files; print their schema and manual"},
#endif
    {"validate", tb_cmd_validate, "compare the model with formulas and published measurements"},
    {"bench", tb_cmd_bench, "the standard benchmark"},
};

enum { COMMAND_COUNT = (int)(sizeof COMMANDS / sizeof COMMANDS[0]) };

static void print_help(void)
{
    puts("Tautband, a dry-needling training simulator.\n\n"
         "usage: tautband [--assets DIR] [COMMAND [ARGUMENTS]]\n");
    for (int k = 0; k < COMMAND_COUNT; ++k) {
        printf("  %-8s %s\n", COMMANDS[k].name, COMMANDS[k].summary);
    }
    puts("\n  --assets DIR   use this folder of cases, rubrics, tables and scripts\n"
         "  --help         this page; `tautband COMMAND --help` explains one command\n"
         "  --version      version and build\n\n"
         "Exit codes: 0 done, 1 failed, 2 usage, 3 invalid input file, 4 device or display, "
         "5 integrity.\n"
         "Simulated performance only. It is not a licence to needle and does not replace "
         "supervision.");
}

static const command *find_command(const char *name)
{
    for (int k = 0; k < COMMAND_COUNT; ++k) {
        if (strcmp(COMMANDS[k].name, name) == 0) {
            return &COMMANDS[k];
        }
    }
    return NULL;
}

static int unknown_command(const char *name)
{
    const char *names[COMMAND_COUNT + 1];
    for (int k = 0; k < COMMAND_COUNT; ++k) {
        names[k] = COMMANDS[k].name;
    }
    names[COMMAND_COUNT] = NULL;
    const char *near = tb_nearest_name(name, names);
    if (near != NULL) {
        tb_complain("unknown command", name, "did you mean '%s'?", near);
    } else {
        tb_complain("unknown command", name, "`tautband --help` lists them");
    }
    return TB_EXIT_USAGE;
}

// --assets may stand anywhere: it is taken out so that no subcommand has to know it.
static int take_assets(int argc, char **argv, int *out_argc)
{
    int kept = 1;
    for (int k = 1; k < argc; ++k) {
        if (strncmp(argv[k], "--assets=", 9) == 0) {
            tb_app_set_asset_dir(argv[k] + 9);
        } else if (strcmp(argv[k], "--assets") != 0) {
            argv[kept++] = argv[k];
        } else if (k + 1 < argc) {
            tb_app_set_asset_dir(argv[++k]);
        } else {
            tb_complain("option", "--assets", "needs a folder");
            return TB_EXIT_USAGE;
        }
    }
    argv[kept] = NULL;
    *out_argc = kept;
    return TB_EXIT_OK;
}

static int open_trainer(int argc, char **argv)
{
#if defined(TB_HAVE_UI)
    return tb_cmd_play(argc, argv);
#else
    (void)argc;
    (void)argv;
    tb_complain("trainer", NULL,
                "this build has no window; `tautband --help` lists what it can do");
    return TB_EXIT_DEVICE;
#endif
}

// stdout is for what was asked for: the greeting of the physics library goes elsewhere.
static void hear_greetings(void)
{
    fflush(stdout);
    const int kept = dup(STDOUT_FILENO), away = open("/dev/null", O_WRONLY);
    if (kept >= 0 && away >= 0 && dup2(away, STDOUT_FILENO) >= 0) {
        tb_world_greet();
        fflush(stdout);
        (void)dup2(kept, STDOUT_FILENO);
    }
    if (kept >= 0) {
        close(kept);
    }
    if (away >= 0) {
        close(away);
    }
}

static int dispatch(int argc, char **argv)
{
    const int code = take_assets(argc, argv, &argc);
    if (code != TB_EXIT_OK) {
        return code;
    }
    if (argc < 2) {
        static char name[] = "play";
        char *arguments[] = {name, NULL};
        return open_trainer(1, arguments);
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0) {
        print_help();
        return TB_EXIT_OK;
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("tautband %s\n", tb_app_build());
        return TB_EXIT_OK;
    }
    if (argv[1][0] == '-') {
        return open_trainer(argc, argv); // `tautband --case X` means `tautband play --case X`
    }
    const command *chosen = find_command(argv[1]);
    return chosen != NULL ? chosen->run(argc - 1, argv + 1) : unknown_command(argv[1]);
}

// What was printed has to arrive: a full disk behind a redirection is a failure like any other.
int main(int argc, char **argv)
{
    hear_greetings();
    const int code = dispatch(argc, argv);
    if (fflush(stdout) != 0 || ferror(stdout) != 0) {
        tb_complain("output", NULL, "could not be written: %s", strerror(errno));
        return code == TB_EXIT_OK ? TB_EXIT_FAILED : code;
    }
    return code;
}
