// Files that are written whole or not at all: a full disk, a folder that cannot be written, two
// processes at once, and that the disk has the new bytes before they take the place of the old.
#define _POSIX_C_SOURCE 200809L
#include "tb_test.h"

#include "app/whole_file.h"

#include <dirent.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[512], path[600];

static void fresh_folder(void)
{
    static int number;
    const char *out = getenv("TB_TEST_OUTPUT");
    snprintf(folder, sizeof folder, "%s/whole-%d-%d", out != NULL ? out : "/tmp", (int)getpid(),
             number++);
    assert_int_equal(mkdir(folder, 0777), 0);
    snprintf(path, sizeof path, "%s/file", folder);
}

static size_t read_whole(char *out, size_t capacity)
{
    FILE *file = fopen(path, "rb");
    const size_t bytes = file != NULL ? fread(out, 1, capacity, file) : 0;
    if (file != NULL) {
        fclose(file);
    }
    return bytes;
}

static int files_there(void)
{
    int count = 0;
    DIR *directory = opendir(folder);
    assert_non_null(directory);
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        count += entry->d_name[0] != '.' ? 1 : 0;
    }
    closedir(directory);
    return count;
}

static void allow_bytes(rlim_t bytes)
{
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void a_full_disk_leaves_the_old_file(void **state)
{
    (void)state;
    char text[200], back[400];
    tb_error error = {TB_OK, ""};
    fresh_folder();
    memset(text, 'b', sizeof text);
    assert_int_equal(tb_whole_file_write(path, "old", 3, true, &error), TB_OK);
    (void)signal(SIGXFSZ, SIG_IGN);
    allow_bytes(100);
    const tb_status status = tb_whole_file_write(path, text, sizeof text, true, &error);
    allow_bytes(RLIM_INFINITY);
    assert_int_equal(status, TB_ERR_IO);
    assert_non_null(strstr(error.message, path));
    assert_null(strstr(error.message, "Success"));
    assert_int_equal(read_whole(back, sizeof back), 3);
    assert_memory_equal(back, "old", 3);
    assert_int_equal(files_there(), 1);
    assert_int_equal(tb_whole_file_write(path, text, sizeof text, true, &error), TB_OK);
    assert_int_equal(read_whole(back, sizeof back), sizeof text);
    assert_int_equal(files_there(), 1);
}

static void what_cannot_be_written_is_told(void **state)
{
    (void)state;
    static char name[6000];
    tb_error error = {TB_OK, ""};
    assert_int_equal(tb_whole_file_write("/nonexistent/x", "a", 1, true, &error), TB_ERR_IO);
    assert_non_null(strstr(error.message, "/nonexistent/x: cannot be written: No such file"));
    memset(name, 'x', sizeof name - 1);
    name[0] = '/';
    assert_int_equal(tb_whole_file_write(name, "a", 1, true, &error), TB_ERR_IO);
    assert_non_null(strstr(error.message, "too long"));
    assert_int_equal(tb_whole_file_keep("/nonexistent/x", &error), TB_ERR_IO);
    assert_non_null(strstr(error.message, "/nonexistent/x"));
}

// Two trainers on one account: each says that it kept its file, and what is there is one of both.
static void two_processes_at_once(void **state)
{
    (void)state;
    enum { ROUNDS = 400, LONG = 9000, SHORT = 300 };
    static char mine[LONG], back[2 * LONG];
    pid_t child[2];
    fresh_folder();
    assert_int_equal(tb_whole_file_write(path, "a", 1, false, NULL), TB_OK);
    for (int k = 0; k < 2; ++k) {
        child[k] = fork();
        assert_true(child[k] >= 0);
        if (child[k] == 0) {
            int refused = 0;
            memset(mine, 'a' + k, sizeof mine);
            for (int n = 0; n < ROUNDS; ++n) {
                const size_t bytes = (n + k) % 2 == 0 ? LONG : SHORT;
                refused += tb_whole_file_write(path, mine, bytes, false, NULL) != TB_OK ? 1 : 0;
            }
            _exit(refused > 0 ? 1 : 0);
        }
    }
    int mixed = 0, ended = 0, refused = 0;
    while (ended < 2) {
        const size_t bytes = read_whole(back, sizeof back);
        for (size_t k = 1; k < bytes; ++k) {
            mixed += back[k] != back[0] ? 1 : 0;
        }
        mixed += bytes != LONG && bytes != SHORT && bytes != 1 ? 1 : 0;
        int status = 0;
        if (waitpid(-1, &status, WNOHANG) > 0) {
            ++ended;
            refused += !WIFEXITED(status) || WEXITSTATUS(status) != 0 ? 1 : 0;
        }
    }
    assert_int_equal(mixed, 0);
    assert_int_equal(refused, 0);
    assert_int_equal(files_there(), 1);
}

// --- the order of things ------------------------------------------------------------------------

static char order[16];

int __real_fsync(int descriptor);
int __wrap_fsync(int descriptor);
int __real_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to);

static void note(char what)
{
    const size_t length = strlen(order);
    if (length + 1 < sizeof order) {
        order[length] = what;
        order[length + 1] = '\0';
    }
}

int __wrap_fsync(int descriptor)
{
    note('s');
    return __real_fsync(descriptor);
}

int __wrap_rename(const char *from, const char *to)
{
    note('r');
    return __real_rename(from, to);
}

static void the_disk_has_it_before_it_takes_its_place(void **state)
{
    (void)state;
    fresh_folder();
    order[0] = '\0';
    assert_int_equal(tb_whole_file_write(path, "a", 1, true, NULL), TB_OK);
    assert_string_equal(order, "sr");
    order[0] = '\0';
    assert_int_equal(tb_whole_file_write(path, "b", 1, false, NULL), TB_OK);
    assert_string_equal(order, "r");
    order[0] = '\0';
    assert_int_equal(tb_whole_file_keep(path, NULL), TB_OK);
    assert_string_equal(order, "s");
}

int main(void)
{
    static tb_test_list list;
    TB_TEST(&list, a_full_disk_leaves_the_old_file);
    TB_TEST(&list, what_cannot_be_written_is_told);
    TB_TEST(&list, two_processes_at_once);
    TB_TEST(&list, the_disk_has_it_before_it_takes_its_place);
    return tb_test_run(&list, "whole files");
}
