#include "encounter.h"

#include "tautband/core/alloc.h"

#include <inttypes.h>
#include <stdio.h>

static void describe(const char *path, const tb_recording *recording)
{
    const tb_recording_header *header = &recording->header;
    printf("%s: case %s, seed %" PRIu64 ", %s, %d substeps, made by %s\n", path, header->case_id,
           header->seed, header->mode, (int)header->substeps, header->build);
    printf("  %.1f s, %d events, %d hashes, final state %016" PRIx64 "%s\n",
           1e-3 * (double)recording->tick_count, recording->event_count, recording->hash_count,
           recording->final_hash, recording->complete ? "" : " (cut off)");
    printf("  devices: %s; aids: %s\n", header->devices,
           recording->aids[0] != '\0' ? recording->aids : "none told");
}

static int verify(const char *path, const tb_recording *recording, const tb_content *content)
{
    tb_session *session = NULL;
    const int code =
        tb_encounter_session(content, recording->header.seed, recording->header.substeps, &session);
    if (code != TB_EXIT_OK) {
        return code;
    }
    tb_verify_result result;
    const tb_status status = tb_recording_verify(recording, session, &result);
    tb_session_destroy(session);
    if (status != TB_OK) {
        tb_complain("replay", path, "differs at %.3f s: %s",
                    1e-3 * (double)result.first_difference_ms, result.what);
        return tb_exit_from_status(status);
    }
    printf("%s: verified, %.1f s, final state %016" PRIx64 "%s\n", path,
           1e-3 * (double)recording->tick_count, result.final_hash,
           recording->complete ? "" : " (cut off)");
    return TB_EXIT_OK;
}

int tb_cmd_replay(int argc, char **argv)
{
    bool want_verify = false;
    const char *path = NULL;
    int operands = 0;
    const tb_option items[] = {
        {"--verify", NULL, NULL, &want_verify,
         "re-simulate and compare every per-second hash and event; exit 5 says where they part"}};
    const tb_options options = {.command = "replay",
                                .summary =
                                    "Open a recording in the window, or verify it without one.",
                                .operands = "FILE",
                                .items = items,
                                .count = 1,
                                .positional = &path,
                                .positional_max = 1,
                                .positional_count = &operands};
    int code = tb_options_read(&options, argc, argv);
    if (code >= 0) {
        return code;
    }
    if (operands == 0) {
        tb_complain("replay", NULL, "name a recording; see `tautband replay --help`");
        return TB_EXIT_USAGE;
    }
    tb_recording recording;
    tb_content *content = NULL;
    code = tb_encounter_open(path, &recording, &content);
    if (code != TB_EXIT_OK) {
        return code;
    }
    if (want_verify) {
        code = verify(path, &recording, content);
    } else {
        describe(path, &recording);
#ifdef TB_HAVE_UI
        code = tb_replay_window(content, path);
#endif
    }
    tb_free(content);
    tb_recording_free(&recording);
    return code;
}
