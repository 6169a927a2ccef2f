// Attempts on disk: no two of them share a folder, however soon one follows another and whoever
// else makes them; what is handed in is on the disk; what is not recorded leaves no trace; of
// more than the library holds, the newest are read.
#define _POSIX_C_SOURCE 200809L
#include "tb_test.h"

#include "app/attempt.h"
#include "app/library.h"
#include "tautband/core/alloc.h"

#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static tb_content content;
static char folder[300];
static atomic_int fsyncs; // a thread keeps the recording

int __real_fsync(int descriptor);
int __wrap_fsync(int descriptor);

int __wrap_fsync(int descriptor)
{
    ++fsyncs;
    return __real_fsync(descriptor);
}

static tb_attempt_desc desc_in(const char *name)
{
    const char *output = getenv("TB_TEST_OUTPUT");
    snprintf(folder, sizeof folder, "%s/%s-%ld", output != NULL ? output : "/tmp", name,
             (long)getpid());
    return (tb_attempt_desc){.content = &content,
                             .substeps = 4,
                             .learner = "guest",
                             .mode = "practice",
                             .folder = folder};
}

static const tb_event *last_of(const tb_attempt *attempt, tb_event_kind kind)
{
    int count = 0;
    const tb_event *events = tb_session_events(attempt->session, &count);
    for (int k = count - 1; k >= 0; --k) {
        if (events[k].kind == kind) {
            return &events[k];
        }
    }
    return NULL;
}

// Cotton held to the last moment counts as long as it was held, and is seen to be enough before the
// hand comes off.
static void pressing_to_the_end_is_told(void **state)
{
    (void)state;
    const tb_attempt_desc desc = {
        .content = &content, .substeps = 4, .learner = "guest", .mode = "practice"};
    tb_attempt *attempt = NULL;
    assert_int_equal(tb_attempt_create(&desc, &attempt, NULL), TB_OK);
    tb_input press = {.tool = TB_TOOL_COTTON, .depth_um = 14000};
    uint32_t from_ms = 0;
    for (int k = 0; k < 35000 && attempt->pressed_s < 30.5f; ++k) {
        tb_attempt_tick(attempt, &press);
        from_ms =
            from_ms == 0 && attempt->after.finger.force_n > 1.0f ? attempt->after.tick_ms : from_ms;
        const bool enough = attempt->pressed_s >= 30.0f;
        assert_int_equal((attempt->found & TB_FOUND_PRESSED) != 0, enough);
    }
    const uint32_t until_ms = attempt->after.tick_ms;
    assert_true(from_ms > 0 && attempt->after.finger.touching);
    assert_null(last_of(attempt, TB_EVENT_COTTON_PRESSED));
    tb_attempt_hands_off(attempt);
    assert_false(attempt->after.finger.touching);
    const tb_event *told = last_of(attempt, TB_EVENT_COTTON_PRESSED);
    assert_non_null(told);
    assert_true(told->values[0] >= (double)(until_ms - from_ms));
    assert_true(attempt->after.tick_ms - until_ms < 500);
    const uint32_t off_ms = attempt->after.tick_ms;
    tb_attempt_hands_off(attempt); // off already
    assert_int_equal(attempt->after.tick_ms, off_ms);
    tb_attempt_destroy(attempt);
}

static void each_has_its_own_folder(void **state)
{
    (void)state;
    enum { COUNT = 3 };
    const tb_attempt_desc desc = desc_in("attempts");
    tb_attempt *attempts[COUNT];
    for (int k = 0; k < COUNT; ++k) { // well within a second
        assert_int_equal(tb_attempt_create(&desc, &attempts[k], NULL), TB_OK);
        assert_string_equal(attempts[k]->trouble, "");
        const char *name = strrchr(attempts[k]->folder, '/');
        assert_non_null(name);
        assert_int_equal(strspn(name + 1, "0123456789-"), 16); // the form the library reads
        assert_string_equal(name + 17, content.model.id);
        for (int j = 0; j < k; ++j) {
            assert_string_not_equal(attempts[j]->folder, attempts[k]->folder);
        }
    }
    for (int k = 0; k < COUNT; ++k) {
        char kept[4096];
        snprintf(kept, sizeof kept, "%s", attempts[k]->folder);
        tb_attempt_discard(attempts[k]);
        struct stat found;
        assert_int_not_equal(stat(kept, &found), 0);
    }
    assert_int_equal(rmdir(folder), 0);
}

// Folders are found in no order: which are read must not depend on it.
static void the_newest_are_read(void **state)
{
    (void)state;
    enum { BEYOND = 5, COUNT = TB_LIBRARY_ATTEMPTS + BEYOND };
    char path[400];
    const char *output = getenv("TB_TEST_OUTPUT");
    tb_library *library = tb_alloc(sizeof *library);
    assert_non_null(library);
    snprintf(folder, sizeof folder, "%s/full-station-%ld", output != NULL ? output : "/tmp",
             (long)getpid());
    assert_int_equal(mkdir(folder, 0777), 0);
    for (int k = 0; k < COUNT; ++k) {
        const int day = k * 1009 % COUNT; // each once, in no order
        snprintf(path, sizeof path, "%s/2026%04d-081500-gal-hiker", folder, day);
        assert_int_equal(mkdir(path, 0777), 0);
    }
    tb_library_read_attempts(library, folder);
    assert_int_equal(library->attempt_count, TB_LIBRARY_ATTEMPTS);
    assert_int_equal(library->left_out, BEYOND);
    for (int k = 0; k < TB_LIBRARY_ATTEMPTS; ++k) {
        snprintf(path, sizeof path, "2026%04d-081500", COUNT - 1 - k);
        assert_string_equal(library->attempts[k].when, path);
    }
    for (int k = 0; k < COUNT; ++k) {
        snprintf(path, sizeof path, "%s/2026%04d-081500-gal-hiker", folder, k);
        assert_int_equal(rmdir(path), 0);
    }
    tb_library_read_attempts(library, folder);
    assert_int_equal(library->attempt_count + library->left_out, 0);
    assert_int_equal(rmdir(folder), 0);
    tb_free(library);
}

// Another process took the name after it was looked for: here, a link to nothing has it.
static void a_name_that_is_taken_is_not_shared(void **state)
{
    (void)state;
    enum { SECONDS = 30 };
    char path[400], stamp[32];
    const tb_attempt_desc desc = desc_in("taken");
    assert_int_equal(mkdir(folder, 0777), 0);
    const time_t now = time(NULL);
    for (int k = 0; k < SECONDS; ++k) {
        const time_t moment = now + k;
        struct tm parts;
        assert_non_null(localtime_r(&moment, &parts));
        assert_int_not_equal(strftime(stamp, sizeof stamp, "%Y%m%d-%H%M%S", &parts), 0);
        snprintf(path, sizeof path, "%s/%s-%s", folder, stamp, content.model.id);
        assert_int_equal(symlink("/nonexistent", path), 0);
    }
    tb_attempt *attempt = NULL;
    assert_int_equal(tb_attempt_create(&desc, &attempt, NULL), TB_OK);
    assert_string_equal(attempt->trouble, "");
    assert_string_not_equal(attempt->folder, "");
    tb_attempt_discard(attempt);
}

static void what_is_handed_in_is_on_the_disk(void **state)
{
    (void)state;
    const tb_attempt_desc desc = desc_in("handed-in");
    tb_attempt *attempt = NULL;
    assert_int_equal(tb_attempt_create(&desc, &attempt, NULL), TB_OK);
    const tb_input input = {.command = TB_COMMAND_END};
    tb_attempt_tick(attempt, &input);
    fsyncs = 0;
    tb_attempt_finish(attempt);
    assert_string_equal(attempt->trouble, "");
    assert_int_equal(fsyncs, 4); // recording, events, score, and the folder that names them
    tb_attempt_destroy(attempt);
}

// A power cut takes a second of what is played, not all of it: every second that was written is
// sent on to the disk, by a thread, while the encounter goes on.
static void what_is_played_is_on_the_disk(void **state)
{
    (void)state;
    enum { SECONDS = 3, PATIENCE_MS = 10000 };
    const tb_attempt_desc desc = desc_in("played");
    tb_attempt *attempt = NULL;
    assert_int_equal(tb_attempt_create(&desc, &attempt, NULL), TB_OK);
    const tb_input input = {.command = TB_COMMAND_NONE};
    int waited_ms = 0;
    for (int second = 0; second < SECONDS; ++second) {
        fsyncs = 0;
        for (int ms = 0; ms < 999; ++ms) {
            tb_attempt_tick(attempt, &input);
        }
        assert_int_equal(fsyncs, 0);
        tb_attempt_tick(attempt, &input);
        const int wanted = second == 0 ? 2 : 1; // with the folder that names it, once
        while (fsyncs < wanted && waited_ms++ < PATIENCE_MS) {
            (void)nanosleep(&(struct timespec){0, 1000000}, NULL);
        }
        assert_int_equal(fsyncs, wanted);
    }
    tb_attempt_discard(attempt);
    assert_int_equal(rmdir(folder), 0);
}

static void what_is_not_recorded_leaves_no_trace(void **state)
{
    (void)state;
    struct rlimit before, none;
    const tb_attempt_desc desc = desc_in("no-trace");
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    none = before;
    none.rlim_cur = 0; // a full disk
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
    tb_attempt *attempt = NULL;
    const tb_status status = tb_attempt_create(&desc, &attempt, NULL);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(status, TB_OK);
    assert_non_null(strstr(attempt->trouble, "Not recorded"));
    assert_string_equal(attempt->folder, "");
    assert_int_equal(rmdir(folder), 0); // nothing lies in it
    tb_attempt_destroy(attempt);
}

int main(void)
{
    static tb_test_list list;
    TB_TEST(&list, pressing_to_the_end_is_told);
    TB_TEST(&list, each_has_its_own_folder);
    TB_TEST(&list, the_newest_are_read);
    TB_TEST(&list, a_name_that_is_taken_is_not_shared);
    TB_TEST(&list, what_is_handed_in_is_on_the_disk);
    TB_TEST(&list, what_is_played_is_on_the_disk);
    TB_TEST(&list, what_is_not_recorded_leaves_no_trace);
    if (tb_content_load("gastrocnemius-medial", &content) != TB_EXIT_OK) {
        return 1;
    }
    return tb_test_run(&list, "attempt");
}
