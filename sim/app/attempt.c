#define _POSIX_C_SOURCE 200809L
#include "attempt.h"

#include "text.h"

#include "tautband/core/alloc.h"
#include "tautband/records/files.h"
#include "whole_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

static double limit_of(const tb_attempt_desc *desc)
{
    return desc->time_limit_s > 0.0 ? desc->time_limit_s : desc->content->course.time_limit_s;
}

static void fill_header(const tb_attempt_desc *desc, tb_recording_header *header)
{
    memset(header, 0, sizeof *header);
    header->format = TB_RECORDING_FORMAT;
    snprintf(header->build, sizeof header->build, "%s", tb_app_build());
    snprintf(header->case_id, sizeof header->case_id, "%s", desc->content->model.id);
    snprintf(header->learner, sizeof header->learner, "%s", desc->learner);
    snprintf(header->mode, sizeof header->mode, "%s", desc->mode);
    snprintf(header->devices, sizeof header->devices, "%s", "not told"); // till it is closed
    header->case_hash =
        desc->case_hash != 0 ? desc->case_hash : tb_case_hash(&desc->content->model);
    header->tissues_hash = tb_tissue_table_hash(&desc->content->tissues);
    header->physiology_hash = tb_physiology_hash(&desc->content->physiology);
    header->seed = desc->seed;
    header->substeps = desc->substeps;
    snprintf(header->course, sizeof header->course, "%s", desc->content->course.id);
    header->course_hash = desc->content->course.hash;
    header->encounter = desc->encounter;
    header->time_limit_ms = (int32_t)(1e3 * limit_of(desc));
}

// A folder per attempt, named by the moment it started; by the next free second where another
// attempt at the case has that name already, of this process or of another one.
static tb_status make_folder(tb_attempt *attempt, const tb_attempt_desc *desc, tb_error *error)
{
    char stamp[32];
    time_t moment = time(NULL);
    const tb_status status = tb_app_make_dir(desc->folder, error);
    if (status != TB_OK) {
        return status;
    }
    for (;; ++moment) {
        struct tm parts;
        if (localtime_r(&moment, &parts) == NULL ||
            strftime(stamp, sizeof stamp, "%Y%m%d-%H%M%S", &parts) == 0) {
            return tb_fail(error, TB_ERR_IO, "the time of day is not known");
        }
        const int length = snprintf(attempt->folder, sizeof attempt->folder, "%s/%s-%s",
                                    desc->folder, stamp, desc->content->model.id);
        if (length < 0 || (size_t)length >= sizeof attempt->folder) {
            return tb_fail(error, TB_ERR_IO, "%s: folder name is too long", desc->folder);
        }
        if (mkdir(attempt->folder, 0777) == 0) {
            return TB_OK;
        }
        if (errno != EEXIST) {
            return tb_fail(error, TB_ERR_IO, "%s: folder cannot be made: %s", attempt->folder,
                           strerror(errno));
        }
    }
}

static tb_status start_recording(tb_attempt *attempt, const tb_attempt_desc *desc, tb_error *error)
{
    char path[sizeof attempt->folder + 32];
    const tb_status status = make_folder(attempt, desc, error);
    if (status != TB_OK) {
        return status;
    }
    tb_recording_header header;
    fill_header(desc, &header);
    snprintf(path, sizeof path, "%s/recording.tbr", attempt->folder);
    const tb_status created = tb_recorder_create(path, &header, &attempt->recorder, error);
    if (created != TB_OK) { // no trace of an attempt that is not recorded
        (void)remove(path);
        (void)remove(attempt->folder);
    } else {
        attempt->keeper = tb_keeper_start(attempt->folder, "recording.tbr");
    }
    return created;
}

tb_status tb_attempt_create(const tb_attempt_desc *desc, tb_attempt **out, tb_error *error)
{
    tb_attempt *attempt = tb_alloc(sizeof *attempt);
    if (attempt == NULL) {
        return tb_fail(error, TB_ERR_MEMORY, "no memory for an attempt");
    }
    attempt->content = desc->content;
    attempt->seed = desc->seed;
    attempt->encounter = desc->encounter;
    const tb_session_desc session = {.model = &desc->content->model,
                                     .tissues = &desc->content->tissues,
                                     .physiology = &desc->content->physiology,
                                     .seed = desc->seed,
                                     .substeps = desc->substeps};
    const tb_status status = tb_session_create(&session, &attempt->session, error);
    if (status != TB_OK) {
        tb_free(attempt);
        return status;
    }
    tb_session_allot(attempt->session, limit_of(desc));
    tb_error why = {TB_OK, ""};
    if (desc->folder != NULL && start_recording(attempt, desc, &why) != TB_OK) {
        snprintf(attempt->trouble, sizeof attempt->trouble, tb_tr(TB_N("Not recorded: %.200s")),
                 why.message);
        attempt->folder[0] = '\0';
    }
    tb_session_snapshot(attempt->session, &attempt->after);
    attempt->before = attempt->after;
    (void)tb_track_create(&attempt->track, NULL);
    (void)tb_track_add(attempt->track, &attempt->after);
    *out = attempt;
    return TB_OK;
}

// "keyboard, pad"; "none" when nothing was touched.
static void device_names(unsigned devices, char *out, size_t capacity)
{
    static const char *const names[] = {"keyboard", "mouse", "pad", "touch"};
    size_t used = 0;
    snprintf(out, capacity, "none");
    for (int k = 0; k < 4; ++k) {
        if ((devices & 1u << k) != 0) {
            const int wrote =
                snprintf(out + used, capacity - used, "%s%s", used > 0 ? ", " : "", names[k]);
            used += wrote > 0 ? (size_t)wrote : 0;
        }
    }
}

static tb_status close_record(tb_attempt *attempt, tb_error *error)
{
    char devices[64], aids[sizeof attempt->aids + 32];
    device_names(attempt->devices, devices, sizeof devices);
    snprintf(aids, sizeof aids, "stiffness-felt %.2f%s%s", attempt->stiffness,
             attempt->aids[0] != '\0' ? ", " : "", attempt->aids);
    tb_recorder_describe(attempt->recorder, devices, aids);
    const tb_status status = tb_recorder_close(attempt->recorder, attempt->session, error);
    attempt->recorder = NULL;
    tb_keeper_stop(attempt->keeper);
    attempt->keeper = NULL;
    return status;
}

void tb_attempt_destroy(tb_attempt *attempt)
{
    if (attempt == NULL) {
        return;
    }
    if (attempt->recorder != NULL) {
        (void)close_record(attempt, NULL);
    }
    tb_session_destroy(attempt->session);
    tb_track_destroy(attempt->track);
    tb_free(attempt);
}

void tb_attempt_discard(tb_attempt *attempt)
{
    if (attempt == NULL) {
        return;
    }
    char folder[sizeof attempt->folder], path[sizeof attempt->folder + 32];
    memcpy(folder, attempt->folder, sizeof folder);
    tb_attempt_destroy(attempt);
    if (folder[0] != '\0') {
        snprintf(path, sizeof path, "%s/recording.tbr", folder);
        (void)remove(path);
        (void)remove(folder);
    }
}

// A free place, else the older of the two. The same words again only last longer; words that go on
// where others of the same moment ended take their place ("[tap]", "[tap] through the skin").
static void show_caption(tb_attempt *attempt, const char *text)
{
    enum { SAME_MOMENT_MS = 150 };
    const uint32_t now = attempt->after.tick_ms;
    const uint32_t until = now + 2500u + 60u * (uint32_t)strlen(text);
    tb_caption *place = &attempt->captions[0];
    for (int k = 0; k < TB_CAPTIONS; ++k) {
        tb_caption *caption = &attempt->captions[k];
        if (caption->until_ms > now && strcmp(caption->text, text) == 0) {
            caption->until_ms = until;
            return;
        }
        if (caption->until_ms > now && now - caption->from_ms <= SAME_MOMENT_MS &&
            strncmp(text, caption->text, strlen(caption->text)) == 0) {
            place = caption;
            break;
        }
        if (caption->until_ms <= now ||
            (place->until_ms > now && caption->from_ms < place->from_ms)) {
            place = caption;
        }
    }
    snprintf(place->text, sizeof place->text, "%s", text);
    place->from_ms = now;
    place->until_ms = until;
}

static void add_cue(tb_attempt *attempt, tb_cue cue)
{
    if (cue != TB_CUE_NONE && attempt->cue_count < TB_CUES) {
        attempt->cues[attempt->cue_count++] = cue;
    }
}

static void take_event(tb_attempt *attempt, const tb_event *event)
{
    char text[TB_CAPTION_SIZE];
    attempt->found = tb_found_after(attempt->found, event);
    attempt->found_now |= tb_found_after(0, event);
    const bool caution =
        event->kind == TB_EVENT_STOP_IGNORED || event->kind == TB_EVENT_NERVE_IGNORED;
    if (!(attempt->exam && caution) && tb_caption_for(event, tb_session_anatomy(attempt->session),
                                                      attempt->plain_captions, text, sizeof text)) {
        show_caption(attempt, text);
    }
    if (event->kind == TB_EVENT_NERVE_CONTACT && event->subject >= 0) {
        attempt->nerve = event->subject;
        attempt->nerve_tick_ms = event->tick_ms > 0 ? event->tick_ms : 1;
    }
    if (event->kind == TB_EVENT_JUMP_SIGN || event->kind == TB_EVENT_WITHDRAWAL) {
        attempt->flinch_ms = event->tick_ms > 0 ? event->tick_ms : 1;
    }
    add_cue(attempt, tb_cue_for(event, attempt->plain_captions));
    const char *label = attempt->exam ? NULL : tb_mark_for(event);
    if (label != NULL) {
        attempt->marks[attempt->mark_count++ % TB_STRIP_MARKS] =
            (tb_strip_mark){event->tick_ms, label};
    }
}

tb_mood tb_attempt_mood(const tb_attempt *attempt)
{
    enum { FLINCH_MS = 900 };
    const bool flinches =
        attempt->flinch_ms > 0 && attempt->after.tick_ms - attempt->flinch_ms < FLINCH_MS;
    const tb_mood mood = (tb_mood)attempt->after.patient.mood;
    return flinches && mood != TB_MOOD_FAINT ? TB_MOOD_CRAMP : mood;
}

static void take_strips(tb_attempt *attempt)
{
    static const float ENOUGH_PRESSED_S = 30.0f; // seen while it lasts; the log tells it afterwards
    const tb_snapshot *seen = &attempt->after;
    const int at = attempt->head;
    attempt->finger_n[at] = seen->finger.force_n;
    attempt->needle_n[at] = seen->needle.force_n;
    attempt->signal_mv[at] = seen->signal.emg_mv;
    attempt->head = (at + 1) % TB_STRIP_TICKS;
    attempt->filled += attempt->filled < TB_STRIP_TICKS ? 1 : 0;
    if (seen->signal.sea && !attempt->before.signal.sea) {
        add_cue(attempt, TB_CUE_SPOT);
        show_caption(attempt, tb_tr(attempt->plain_captions ? TB_N("[crackle]")
                                                            : TB_N("[crackle] active spot near")));
    }
    if (attempt->last_input.tool == TB_TOOL_COTTON && seen->finger.touching) {
        attempt->pressed_s += 0.001f;
        attempt->found |= attempt->pressed_s >= ENOUGH_PRESSED_S ? (unsigned)TB_FOUND_PRESSED : 0u;
    }
}

static void record_tick(tb_attempt *attempt, const tb_input *input)
{
    enum { SECOND_MS = 1000 }; // the recorder writes as often
    if (attempt->recorder == NULL || attempt->trouble[0] != '\0') {
        return;
    }
    if (tb_recorder_tick(attempt->recorder, attempt->session, input) != TB_OK) {
        snprintf(attempt->trouble, sizeof attempt->trouble,
                 tb_tr(TB_N("The record stopped at %u:%02u: the disk could not be written")),
                 attempt->after.tick_ms / 60000u, attempt->after.tick_ms / 1000u % 60u);
    } else if (attempt->after.tick_ms % SECOND_MS == 0) {
        tb_keeper_wake(attempt->keeper);
    }
}

void tb_attempt_tick(tb_attempt *attempt, const tb_input *input)
{
    if (attempt->finished || tb_session_ended(attempt->session)) {
        return;
    }
    attempt->before = attempt->after;
    attempt->last_input = *input;
    tb_session_step(attempt->session, input);
    tb_session_snapshot(attempt->session, &attempt->after);
    (void)tb_track_add(attempt->track, &attempt->after);
    record_tick(attempt, input);
    int count = 0;
    const tb_event *events = tb_session_events(attempt->session, &count);
    attempt->found_now = 0;
    for (; attempt->events_seen < count; ++attempt->events_seen) {
        take_event(attempt, &events[attempt->events_seen]);
    }
    take_strips(attempt);
}

void tb_attempt_hands_off(tb_attempt *attempt)
{
    enum { LONGEST_MS = 1000 };
    static const int32_t CLEAR_UM = -10000;
    tb_input input = attempt->last_input;
    if (input.tool == TB_TOOL_NONE || input.tool == TB_TOOL_NEEDLE) {
        return;
    }
    input.command = TB_COMMAND_NONE;
    input.argument = 0;
    input.depth_um = CLEAR_UM;
    for (int k = 0; k < LONGEST_MS && attempt->after.finger.touching; ++k) {
        tb_attempt_tick(attempt, &input);
    }
}

static tb_status save_files(const tb_attempt *attempt, const tb_event *events, int count,
                            tb_error *error)
{
    char path[sizeof attempt->folder + 32];
    const tb_score_origin origin = {attempt->content->model.id, attempt->seed, tb_app_build(),
                                    tb_session_hash(attempt->session)};
    snprintf(path, sizeof path, "%s/events.jsonl", attempt->folder);
    tb_status status = tb_events_save(events, count, path, error);
    if (status == TB_OK) {
        snprintf(path, sizeof path, "%s/score.json", attempt->folder);
        status = tb_score_save(&attempt->score, tb_content_rubric(attempt->content, events, count),
                               &origin, path, error);
    }
    return status;
}

// What was handed in outlasts a power cut from here on.
static tb_status keep_files(const tb_attempt *attempt, tb_error *error)
{
    static const char *const names[] = {"/recording.tbr", "/events.jsonl", "/score.json", ""};
    char path[sizeof attempt->folder + 32];
    tb_status status = TB_OK;
    for (size_t k = 0; k < sizeof names / sizeof names[0] && status == TB_OK; ++k) {
        snprintf(path, sizeof path, "%s%s", attempt->folder, names[k]);
        status = tb_whole_file_keep(path, error);
    }
    return status;
}

void tb_attempt_finish(tb_attempt *attempt)
{
    if (attempt->finished) {
        return;
    }
    attempt->finished = true;
    int count = 0;
    const tb_event *events = tb_session_events(attempt->session, &count);
    tb_score_compute(events, count, &attempt->content->model, tb_session_anatomy(attempt->session),
                     tb_content_rubric(attempt->content, events, count), &attempt->score);
    if (attempt->recorder == NULL) {
        return;
    }
    tb_error error = {TB_OK, ""};
    tb_status status = close_record(attempt, &error);
    if (status == TB_OK) {
        status = save_files(attempt, events, count, &error);
    }
    if (status == TB_OK) {
        status = keep_files(attempt, &error);
    }
    if (status != TB_OK && attempt->trouble[0] == '\0') {
        snprintf(attempt->trouble, sizeof attempt->trouble, "%.250s", error.message);
    }
}

int tb_attempt_take_cues(tb_attempt *attempt, tb_cue *out)
{
    const int count = attempt->cue_count;
    memcpy(out, attempt->cues, (size_t)count * sizeof out[0]);
    attempt->cue_count = 0;
    return count;
}
