// Synthetic trainees: many encounters of one skill, or of all three, with their scores and what an
// assessment study would report of them.
#include "encounter.h"

#include "tautband/core/alloc.h"
#include "tautband/core/vec.h"
#include "tautband/records/files.h"
#include "tautband/session/trainee.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { TRAINEE_PATH = 4096, COUNT_MAX = 1000, TRAINEE_TICKS_MAX = 900000 };

/// How one encounter ended.
typedef struct trainee_row {
    uint64_t seed;
    double total, declared_mm, target_mm;
    int twitches, punctures, nerves, vessels, lethal, criticals;
    bool pass, in_muscle, faulted;
    double seconds;
} trainee_row;

typedef struct trainee_run {
    const char *case_name, *seed_text, *count_text, *skill_text, *out_dir, *substeps_text;
    uint64_t seed;
    int count, substeps;
    bool skills[TB_SKILL_COUNT];
    tb_content *content;
    tb_score *score;
    tb_snapshot *seen;
    trainee_row *rows[TB_SKILL_COUNT]; ///< [count] each
} trainee_run;

static int read_arguments(int argc, char **argv, trainee_run *run)
{
    const tb_option items[] = {
        {"--skill", "NAME", &run->skill_text, NULL, "novice, intermediate, expert, or all"},
        {"--case", "ID", &run->case_name, NULL, "case id or path of a case file"},
        {"--seed", "N", &run->seed_text, NULL, "first patient (default 1)"},
        {"--count", "K", &run->count_text, NULL, "patients, 1 to 1000 (default 10)"},
        {"--substeps", "N", &run->substeps_text, NULL, "tissue steps per ms: 8, 6, 4 (default)"},
        {"--out", "DIR", &run->out_dir, NULL,
         "folder for trainees.csv and report.json; made when missing"},
    };
    const tb_options options = {
        .command = "trainee",
        .summary =
            "Synthetic trainees who see and feel what a learner does, with the tremor, aim,\n"
            "angle and speed of their skill.",
        .operands = "",
        .items = items,
        .count = sizeof items / sizeof items[0]};
    const int code = tb_options_read(&options, argc, argv);
    if (code >= 0) {
        return code;
    }
    const char *missing = run->skill_text == NULL  ? "--skill"
                          : run->case_name == NULL ? "--case"
                          : run->out_dir == NULL   ? "--out"
                                                   : NULL;
    if (missing != NULL) {
        tb_complain("trainee", missing, "is missing; see `tautband trainee --help`");
        return TB_EXIT_USAGE;
    }
    bool any = false;
    for (int k = 0; k < TB_SKILL_COUNT; ++k) {
        run->skills[k] = strcmp(run->skill_text, "all") == 0 ||
                         strcmp(run->skill_text, tb_skill_name((tb_skill)k)) == 0;
        any = any || run->skills[k];
    }
    uint64_t count = 0, substeps = 0;
    if (!any) {
        tb_complain("trainee", "--skill", "novice, intermediate, expert or all wanted, not '%s'",
                    run->skill_text);
        return TB_EXIT_USAGE;
    }
    if (!tb_text_to_u64(run->seed_text, &run->seed)) {
        tb_complain("trainee", "--seed", "a whole number wanted, not '%s'", run->seed_text);
        return TB_EXIT_USAGE;
    }
    if (!tb_text_to_u64(run->count_text, &count) || count < 1 || count > COUNT_MAX) {
        tb_complain("trainee", "--count", "1 to %d wanted, not '%s'", COUNT_MAX, run->count_text);
        return TB_EXIT_USAGE;
    }
    if (!tb_text_to_u64(run->substeps_text, &substeps) ||
        (substeps != 8 && substeps != 6 && substeps != 4)) {
        tb_complain("trainee", "--substeps", "8, 6 or 4 wanted, not '%s'", run->substeps_text);
        return TB_EXIT_USAGE;
    }
    run->count = (int)count;
    run->substeps = (int)substeps;
    return -1;
}

static void note_events(const tb_event *events, int count, trainee_row *row)
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
            row->in_muscle = row->in_muscle || (event->subject & TB_TIP_IN_TARGET_MUSCLE) != 0;
            break;
        case TB_EVENT_LTR:
            row->twitches += 1;
            break;
        case TB_EVENT_NERVE_CONTACT:
            row->nerves += 1;
            break;
        case TB_EVENT_VESSEL_CONTACT:
            row->vessels += 1;
            break;
        case TB_EVENT_LETHAL_CONTACT:
            row->lethal += 1;
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

static int play_one(trainee_run *run, tb_skill skill, uint64_t seed, trainee_row *row)
{
    tb_error error = {.status = TB_OK};
    tb_trainee *trainee = NULL;
    tb_session *session = NULL;
    int code = TB_EXIT_OK;
    if (tb_trainee_create(&run->content->model, skill, seed, &trainee, &error) != TB_OK) {
        tb_complain("trainee", run->content->model.id, "%s", error.message);
        return tb_exit_from_status(error.status);
    }
    code = tb_encounter_session(run->content, seed, run->substeps, &session);
    while (code == TB_EXIT_OK && !tb_session_ended(session) &&
           tb_session_tick_ms(session) < TRAINEE_TICKS_MAX) {
        tb_input input;
        tb_session_snapshot(session, run->seen);
        tb_trainee_next(trainee, run->seen, &input);
        tb_session_step(session, &input);
    }
    if (code == TB_EXIT_OK) {
        int count = 0;
        const tb_event *events = tb_session_events(session, &count);
        tb_score_compute(events, count, &run->content->model, tb_session_anatomy(session),
                         tb_content_rubric(run->content, events, count), run->score);
        *row = (trainee_row){.seed = seed,
                             .total = run->score->total,
                             .pass = run->score->pass,
                             .criticals = run->score->critical_count,
                             .seconds = 1e-3 * tb_session_tick_ms(session)};
        note_events(events, count, row);
    }
    tb_session_destroy(session);
    tb_trainee_destroy(trainee);
    return code;
}

// --- statistics ---------------------------------------------------------------------------------

static double mean_total(const trainee_row *rows, int count)
{
    double sum = 0.0;
    for (int k = 0; k < count; ++k) {
        sum += rows[k].total;
    }
    return sum / count;
}

static double sd_total(const trainee_row *rows, int count)
{
    const double mean = mean_total(rows, count);
    double sum = 0.0;
    for (int k = 0; k < count; ++k) {
        sum += (rows[k].total - mean) * (rows[k].total - mean);
    }
    return count > 1 ? sqrt(sum / (count - 1)) : 0.0;
}

/// Probability that one of the first scores above one of the second; ties count half.
static double area_under_curve(const trainee_row *first, const trainee_row *second, int count)
{
    double above = 0.0;
    for (int a = 0; a < count; ++a) {
        for (int b = 0; b < count; ++b) {
            above += first[a].total > second[b].total    ? 1.0
                     : first[a].total == second[b].total ? 0.5
                                                         : 0.0;
        }
    }
    return above / ((double)count * count);
}

/// 95 % interval of a share (Wilson 1927).
static void share_interval(int hits, int count, double *lo, double *hi)
{
    const double z2 = 1.96 * 1.96, n = count, p = hits / n;
    const double middle = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    const double half = 1.96 * sqrt(p * (1.0 - p) / n + z2 / (4.0 * n * n)) / (1.0 + z2 / n);
    *lo = middle - half;
    *hi = middle + half;
}

// --- files --------------------------------------------------------------------------------------

static void write_number(FILE *file, const char *key, double value, const char *after)
{
    char number[TB_DECIMAL_SIZE];
    tb_decimal(value, number);
    fprintf(file, "\"%s\": %s%s", key, number, after);
}

static void write_share(FILE *file, const char *key, int hits, int count, const char *after)
{
    double lo, hi;
    char numbers[3][TB_DECIMAL_SIZE];
    share_interval(hits, count, &lo, &hi);
    tb_decimal((double)hits / count, numbers[0]);
    tb_decimal(lo, numbers[1]);
    tb_decimal(hi, numbers[2]);
    fprintf(file, "\"%s\": {\"share\": %s, \"lo95\": %s, \"hi95\": %s}%s", key, numbers[0],
            numbers[1], numbers[2], after);
}

static void write_skill(const trainee_run *run, tb_skill skill, FILE *file)
{
    const trainee_row *rows = run->rows[skill];
    int muscle = 0, point = 0, twitched = 0, nerve = 0, vessel = 0, lethal = 0, pass = 0, fault = 0;
    double declared = 0.0, seconds = 0.0;
    for (int k = 0; k < run->count; ++k) {
        muscle += rows[k].in_muscle ? 1 : 0;
        point += rows[k].target_mm <= 1.0 ? 1 : 0;
        twitched += rows[k].twitches > 0 ? 1 : 0;
        nerve += rows[k].nerves > 0 ? 1 : 0;
        vessel += rows[k].vessels > 0 ? 1 : 0;
        lethal += rows[k].lethal > 0 ? 1 : 0;
        pass += rows[k].pass ? 1 : 0;
        fault += rows[k].faulted ? 1 : 0;
        declared += rows[k].declared_mm / run->count;
        seconds += rows[k].seconds / run->count;
    }
    fprintf(file, "\"%s\": {", tb_skill_name(skill));
    write_number(file, "mean", mean_total(rows, run->count), ", ");
    write_number(file, "sd", sd_total(rows, run->count), ", ");
    write_number(file, "declared_off_mm", declared, ", ");
    write_number(file, "seconds", seconds, ",\n  ");
    write_share(file, "meets_cut", pass, run->count, ",\n  ");
    write_share(file, "muscle_hit", muscle, run->count, ",\n  ");
    write_share(file, "point_hit", point, run->count, ",\n  ");
    write_share(file, "twitched", twitched, run->count, ",\n  ");
    write_share(file, "nerve_met", nerve, run->count, ",\n  ");
    write_share(file, "vessel_met", vessel, run->count, ",\n  ");
    write_share(file, "vital_met", lethal, run->count, ", ");
    fprintf(file, "\"faults\": %d}", fault);
}

static void write_report(const trainee_run *run, FILE *file)
{
    fprintf(file,
            "{\n\"schema\": \"tautband-trainees-1\",\n\"case\": \"%s\", \"seed\": %llu, "
            "\"count\": %d, \"substeps\": %d,\n\"skills\": {\n",
            run->content->model.id, (unsigned long long)run->seed, run->count, run->substeps);
    bool first = true;
    for (int k = 0; k < TB_SKILL_COUNT; ++k) {
        if (run->skills[k]) {
            fputs(first ? "" : ",\n", file);
            write_skill(run, (tb_skill)k, file);
            first = false;
        }
    }
    fputs("\n}", file);
    if (run->skills[TB_SKILL_EXPERT] && run->skills[TB_SKILL_NOVICE]) {
        fputs(",\n", file);
        write_number(
            file, "auc_expert_novice",
            area_under_curve(run->rows[TB_SKILL_EXPERT], run->rows[TB_SKILL_NOVICE], run->count),
            "");
    }
    fputs("\n}\n", file);
}

static void write_rows(const trainee_run *run, FILE *file)
{
    fputs("skill,seed,total,meets_cut,declared_mm,target_mm,in_muscle,twitches,punctures,nerves,"
          "vessels,vital,criticals,seconds,fault\n",
          file);
    for (int s = 0; s < TB_SKILL_COUNT; ++s) {
        for (int k = 0; run->skills[s] && k < run->count; ++k) {
            const trainee_row *r = &run->rows[s][k];
            char total[TB_DECIMAL_SIZE], declared[TB_DECIMAL_SIZE], target[TB_DECIMAL_SIZE],
                seconds[TB_DECIMAL_SIZE];
            tb_decimal(r->total, total);
            tb_decimal(r->declared_mm, declared);
            tb_decimal(r->target_mm, target);
            tb_decimal(r->seconds, seconds);
            fprintf(file, "%s,%llu,%s,%d,%s,%s,%d,%d,%d,%d,%d,%d,%d,%s,%d\n",
                    tb_skill_name((tb_skill)s), (unsigned long long)r->seed, total, r->pass ? 1 : 0,
                    declared, target, r->in_muscle ? 1 : 0, r->twitches, r->punctures, r->nerves,
                    r->vessels, r->lethal, r->criticals, seconds, r->faulted ? 1 : 0);
        }
    }
}

static int write_file(const trainee_run *run, const char *name,
                      void (*write)(const trainee_run *run, FILE *file))
{
    char path[TRAINEE_PATH];
    const int length = snprintf(path, sizeof path, "%s/%s", run->out_dir, name);
    FILE *file = length > 0 && length < TRAINEE_PATH ? fopen(path, "wb") : NULL;
    bool failed = file == NULL;
    if (file != NULL) {
        write(run, file);
        failed = ferror(file) != 0;
        failed = fclose(file) != 0 || failed;
    }
    if (failed) {
        tb_complain("trainee", name, "cannot be written in %s", run->out_dir);
        return TB_EXIT_FAILED;
    }
    return TB_EXIT_OK;
}

static int play_all(trainee_run *run)
{
    for (int s = 0; s < TB_SKILL_COUNT; ++s) {
        if (!run->skills[s]) {
            continue;
        }
        run->rows[s] = tb_alloc((size_t)run->count * sizeof *run->rows[s]);
        if (run->rows[s] == NULL) {
            tb_complain("trainee", NULL, "no memory");
            return TB_EXIT_FAILED;
        }
        for (int k = 0; k < run->count; ++k) {
            const int code = play_one(run, (tb_skill)s, run->seed + (uint64_t)k, &run->rows[s][k]);
            if (code != TB_EXIT_OK) {
                return code;
            }
        }
        printf("%s %-12s mean %.1f, SD %.1f\n", run->content->model.id, tb_skill_name((tb_skill)s),
               mean_total(run->rows[s], run->count), sd_total(run->rows[s], run->count));
    }
    if (run->skills[TB_SKILL_EXPERT] && run->skills[TB_SKILL_NOVICE]) {
        printf(
            "%s expert against novice: area under the curve %.3f\n", run->content->model.id,
            area_under_curve(run->rows[TB_SKILL_EXPERT], run->rows[TB_SKILL_NOVICE], run->count));
    }
    return TB_EXIT_OK;
}

int tb_cmd_trainee(int argc, char **argv)
{
    trainee_run run = {.seed_text = "1", .count_text = "10", .substeps_text = "4"};
    tb_error error = {.status = TB_OK};
    int code = read_arguments(argc, argv, &run);
    if (code >= 0) {
        return code;
    }
    run.content = tb_alloc(sizeof *run.content);
    run.score = tb_alloc(sizeof *run.score);
    run.seen = tb_alloc(sizeof *run.seen);
    if (run.content == NULL || run.score == NULL || run.seen == NULL) {
        tb_complain("trainee", NULL, "no memory");
        code = TB_EXIT_FAILED;
    } else {
        code = tb_content_load(run.case_name, run.content);
    }
    if (code < 0 || code == TB_EXIT_OK) {
        if (tb_app_make_dir(run.out_dir, &error) != TB_OK) {
            tb_complain("trainee", NULL, "%s", error.message);
            code = tb_exit_from_status(error.status);
        }
    }
    code = code == TB_EXIT_OK ? play_all(&run) : code;
    code = code == TB_EXIT_OK ? write_file(&run, "trainees.csv", write_rows) : code;
    code = code == TB_EXIT_OK ? write_file(&run, "report.json", write_report) : code;
    for (int s = 0; s < TB_SKILL_COUNT; ++s) {
        tb_free(run.rows[s]);
    }
    tb_free(run.seen);
    tb_free(run.score);
    tb_free(run.content);
    return code;
}
