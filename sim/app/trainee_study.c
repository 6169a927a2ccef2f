// Encounters of a study, in one process or in several. Every encounter is a pure function of (case,
// skill, patient), so who plays it does not matter: workers take the next one from a counter and
// write its row into memory that all share.
#define _DEFAULT_SOURCE // MAP_ANONYMOUS
#include "trainee_study.h"

#include "encounter.h"

#include "tautband/core/alloc.h"

#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TICKS_MAX = 900000, NOT_PLAYED = -1 };

/// What the processes of one case share; the rows follow it.
typedef struct shared_work {
    atomic_int next;
    tb_study_row rows[];
} shared_work;

/// Add the structure that an event names to those met.
static void note_met(const tb_event *event, const tb_anatomy *anatomy, tb_study_row *row)
{
    const bool known = event->subject >= 0 && event->subject < anatomy->structure_count;
    const char *id = known ? anatomy->structures[event->subject].id : "";
    const size_t used = strlen(row->met), length = strlen(id);
    const char *before = known ? strstr(row->met, id) : row->met;
    for (; before != NULL && known; before = strstr(before + 1, id)) { // whole ids only
        const bool starts = before == row->met || before[-1] == ' ';
        if (starts && (before[length] == ';' || before[length] == '\0')) {
            return;
        }
    }
    if (known && used + length + 3 < sizeof row->met) {
        snprintf(row->met + used, sizeof row->met - used, "%s%s", used > 0 ? "; " : "", id);
    }
}

static void note_events(const tb_event *events, int count, const tb_anatomy *anatomy,
                        tb_study_row *row)
{
    row->target_mm = 1e3;
    row->declared_mm = -1.0;
    for (int k = 0; k < count; ++k) {
        const tb_event *event = &events[k];
        switch ((tb_event_kind)event->kind) {
        case TB_EVENT_SKIN_PUNCTURED:
            row->punctures += 1;
            break;
        case TB_EVENT_TIP_SAMPLE:
            row->target_mm = fmin(row->target_mm, event->values[4]);
            row->depth_mm = fmax(row->depth_mm, event->values[3]);
            row->in_muscle = row->in_muscle || (event->subject & TB_TIP_IN_TARGET_MUSCLE) != 0;
            break;
        case TB_EVENT_LTR:
            row->twitches += 1;
            break;
        case TB_EVENT_NERVE_CONTACT:
            row->nerves += 1;
            note_met(event, anatomy, row);
            break;
        case TB_EVENT_VESSEL_CONTACT:
            row->vessels += 1;
            note_met(event, anatomy, row);
            break;
        case TB_EVENT_LETHAL_CONTACT:
            row->lethal += 1;
            note_met(event, anatomy, row);
            break;
        case TB_EVENT_DECLARED:
            row->declared_mm = event->values[2];
            break;
        case TB_EVENT_FAULT:
            row->faulted = true;
            break;
        default:
            break;
        }
    }
}

static void note_score(const tb_content *content, const tb_session *session, tb_score *score,
                       tb_study_row *row)
{
    int count = 0;
    const tb_event *events = tb_session_events(session, &count);
    const tb_rubric *rubric = tb_content_rubric(content, events, count);
    tb_score_compute(events, count, &content->model, tb_session_anatomy(session), rubric, score);
    row->rubric = rubric == &content->manual    ? TB_STUDY_MANUAL
                  : rubric == &content->decline ? TB_STUDY_DECLINE
                                                : TB_STUDY_NEEDLING;
    row->total = score->total;
    row->pass = score->pass;
    row->criticals = score->critical_count;
    row->adverse = score->adverse_count;
    row->seconds = 1e-3 * tb_session_tick_ms(session);
    for (int k = 0; k < score->measure_count; ++k) {
        const tb_measure *measure = &score->measures[k];
        row->points[k] = measure->assessed ? measure->points : 0.0;
        row->weight[k] = measure->assessed ? measure->rubric->weight : 0.0;
    }
    note_events(events, count, tb_session_anatomy(session), row);
}

/// Memory of one encounter.
typedef struct encounter_work {
    tb_score score;
    tb_snapshot seen;
} encounter_work;

static int play_one(const tb_study *study, tb_skill skill, uint64_t seed, encounter_work *work,
                    tb_study_row *row)
{
    tb_error error = {.status = TB_OK};
    tb_trainee *trainee = NULL;
    tb_session *session = NULL;
    *row = (tb_study_row){.seed = seed};
    tb_trainee_desc desc = tb_trainee_desc_default(&study->content->model, skill, seed);
    desc.body = study->body;
    desc.landmarks_sd_mm = study->landmarks_sd_mm;
    if (tb_trainee_create(&desc, &trainee, &error) != TB_OK) {
        tb_complain("trainee", study->content->model.id, "%s", error.message);
        return tb_exit_from_status(error.status);
    }
    const int code = tb_encounter_session(study->content, seed, study->substeps, &session);
    while (code == TB_EXIT_OK && !tb_session_ended(session) &&
           tb_session_tick_ms(session) < TICKS_MAX) {
        tb_input input;
        tb_session_sense(session, &work->seen);
        tb_trainee_next(trainee, &work->seen, &input);
        tb_session_step(session, &input);
    }
    if (code == TB_EXIT_OK) {
        note_score(study->content, session, &work->score, row);
    }
    tb_session_destroy(session);
    tb_trainee_destroy(trainee);
    return code;
}

/// Play encounters until none is left.
static void work_off(const tb_study *study, const int skills[], int skill_count, shared_work *work)
{
    encounter_work *memory = tb_alloc(sizeof *memory);
    for (int k; (k = atomic_fetch_add(&work->next, 1)) < skill_count * study->count;) {
        const tb_skill skill = (tb_skill)skills[k / study->count];
        const uint64_t seed = study->seed + (uint64_t)(k % study->count);
        if (memory != NULL) { // a process that dies on the way leaves its row as not played
            tb_study_row row;
            const int code = play_one(study, skill, seed, memory, &row);
            row.code = NOT_PLAYED;
            work->rows[k] = row;
            work->rows[k].code = code;
        }
    }
    tb_free(memory);
}

/// This process and `jobs - 1` children; where no child can be had, this one does it all.
static void work_together(const tb_study *study, const int skills[], int skill_count,
                          shared_work *work)
{
    pid_t children[TB_STUDY_JOBS_MAX];
    int count = 0;
    fflush(NULL); // what is not written yet would be written by every child
    while (count < study->jobs - 1) {
        const pid_t child = fork();
        if (child == 0) {
            work_off(study, skills, skill_count, work);
            _exit(0);
        }
        if (child < 0) {
            break;
        }
        children[count++] = child;
    }
    work_off(study, skills, skill_count, work);
    for (int k = 0; k < count; ++k) {
        (void)waitpid(children[k], NULL, 0);
    }
}

static int copy_rows(const tb_study *study, const int skills[], int skill_count,
                     const shared_work *work, tb_study_case *out)
{
    for (int s = 0; s < skill_count; ++s) {
        tb_study_row *rows = tb_alloc((size_t)study->count * sizeof *rows);
        out->rows[skills[s]] = rows;
        for (int k = 0; k < study->count && rows != NULL; ++k) {
            rows[k] = work->rows[s * study->count + k];
            if (rows[k].code != TB_EXIT_OK) {
                return rows[k].code == NOT_PLAYED ? TB_EXIT_FAILED : rows[k].code;
            }
        }
        if (rows == NULL) {
            tb_complain("trainee", NULL, "no memory");
            return TB_EXIT_FAILED;
        }
    }
    return TB_EXIT_OK;
}

static int count_lost(const shared_work *work, size_t row_count)
{
    int lost = 0;
    for (size_t k = 0; k < row_count; ++k) {
        lost += work->rows[k].code == NOT_PLAYED ? 1 : 0;
    }
    return lost;
}

int tb_study_play(tb_study *study, tb_study_case *out)
{
    int skills[TB_SKILL_COUNT], skill_count = 0;
    for (int s = 0; s < TB_SKILL_COUNT; ++s) {
        if (study->skills[s]) {
            skills[skill_count++] = s;
        }
    }
    snprintf(out->id, sizeof out->id, "%s", study->content->model.id);
    const size_t row_count = (size_t)(skill_count * study->count);
    const size_t bytes = sizeof(shared_work) + row_count * sizeof(tb_study_row);
    shared_work *work =
        mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (work == MAP_FAILED) {
        tb_complain("trainee", NULL, "no memory");
        return TB_EXIT_FAILED;
    }
    for (size_t k = 0; k < row_count; ++k) {
        work->rows[k].code = NOT_PLAYED;
    }
    atomic_init(&work->next, 0);
    work_together(study, skills, skill_count, work);
    const int code = copy_rows(study, skills, skill_count, work, out);
    const int lost = count_lost(work, row_count);
    munmap(work, bytes);
    if (lost > 0) {
        tb_complain("trainee", study->content->model.id,
                    "%d of %zu encounters were not played: a process died or had no memory", lost,
                    row_count);
    }
    return code;
}

void tb_study_free(tb_study_case *one)
{
    for (int s = 0; s < TB_SKILL_COUNT; ++s) {
        tb_free(one->rows[s]);
        one->rows[s] = NULL;
    }
}
