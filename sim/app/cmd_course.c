// A course of visits: each is an encounter played by a script; between them days pass in the
// teaching model of patient/visits.h. Writes what each visit left and the curve between them.
#include "encounter.h"
#include "visit_course.h"

#include "tautband/core/alloc.h"
#include "tautband/records/files.h"

#include <stdio.h>
#include <string.h>

enum { COURSE_PATH = 4096, SCRIPTS_MAX = 8, COURSE_TICKS_MAX = 3600000 };

static const char TEACHING_MODEL[] =
    "teaching model: that a cause brings a point back and a plan keeps the gain is what clinicians "
    "describe; how much and how fast is invented";

typedef struct course_arguments {
    const char *case_name, *seed_text, *scripts, *out_dir, *visits_text, *days_text,
        *adherence_text;
    uint64_t seed;
    int visits, days;
    double adherence;
    char script[SCRIPTS_MAX][COURSE_PATH];
    int script_count;
} course_arguments;

/// How one visit was scored.
typedef struct visit_score {
    double total;
    char headline[TB_LINE_SIZE];
    uint64_t hash;
} visit_score;

typedef struct course_run {
    course_arguments args;
    tb_content *content;
    tb_score *score;
    tb_snapshot *seen;
    tb_visit_course course;
    visit_score scores[TB_VISITS_MAX];
    FILE *curve;
} course_run;

static int split_scripts(course_arguments *args)
{
    for (const char *at = args->scripts; *at != '\0';) {
        const size_t length = strcspn(at, ",");
        if (args->script_count == SCRIPTS_MAX || length == 0 || length >= COURSE_PATH) {
            tb_complain("course", "--script", "1 to %d files between commas wanted", SCRIPTS_MAX);
            return TB_EXIT_USAGE;
        }
        memcpy(args->script[args->script_count], at, length);
        args->script[args->script_count++][length] = '\0';
        at += length + (at[length] == ',' ? 1 : 0);
    }
    return -1;
}

static int read_arguments(int argc, char **argv, course_arguments *args)
{
    const tb_option items[] = {
        {"--case", "ID", &args->case_name, NULL, "case id or path of a case file"},
        {"--seed", "N", &args->seed_text, NULL, "patient; 0 is the nominal one (default 1)"},
        {"--script", "FILE[,FILE]", &args->scripts, NULL,
         "what the trainee does at each visit; the last one repeats"},
        {"--visits", "N", &args->visits_text, NULL, "1 to 24 (default 3)"},
        {"--days", "N", &args->days_text, NULL, "days between visits, 1 to 60 (default 7)"},
        {"--adherence", "0..1", &args->adherence_text, NULL,
         "how well this patient follows a good plan (default 0.7)"},
        {"--out", "DIR", &args->out_dir, NULL,
         "folder for course.json, curve.csv and a recording per visit; made when missing"},
    };
    const tb_options options = {
        .command = "course",
        .summary = "Play a course of visits headless: reassess, decide, treat, plan, days pass,\n"
                   "the patient reports. Days pass in a teaching model.\n\n"
                   "Courses for classes, and their exams (`tautband course list --help`):\n"
                   "  tautband course list | show ID | check FILE... | schema | code DIGITS |\n"
                   "                  release FOLDER... | seals FOLDER...\n",
        .operands = "",
        .items = items,
        .count = sizeof items / sizeof items[0]};
    static const char *const needed[] = {"--case", "--script", "--out"};
    int code = tb_options_read(&options, argc, argv);
    code = code < 0 ? tb_options_need(&options, needed, 3) : code;
    code = code < 0 ? tb_option_seed("course", args->seed_text, &args->seed) : code;
    code = code < 0 ? tb_option_number("course", "--visits", args->visits_text, 1, TB_VISITS_MAX,
                                       &args->visits)
                    : code;
    code =
        code < 0 ? tb_option_number("course", "--days", args->days_text, 1, 60, &args->days) : code;
    code = code < 0 ? tb_option_decimal("course", "--adherence", args->adherence_text, 0.0, 1.0,
                                        &args->adherence)
                    : code;
    return code < 0 ? split_scripts(args) : code;
}

static int complain_error(const tb_error *error)
{
    tb_complain("course", NULL, "%s", error->message);
    return tb_exit_from_status(error->status);
}

static int play_visit(course_run *run, int number)
{
    char path[COURSE_PATH], mode[TB_MODE_SIZE];
    tb_error error = {.status = TB_OK};
    tb_script *script = NULL;
    tb_session *session = NULL;
    tb_recorder *recorder = NULL;
    const char *script_path =
        run->args.script[number < run->args.script_count ? number : run->args.script_count - 1];
    int code = tb_content_load(run->args.case_name, run->content);
    if (code != TB_EXIT_OK) {
        return code;
    }
    tb_visits_start(&run->course, &run->content->model);
    const tb_visit *visit = &run->course.visits[number];
    const tb_recording_header untouched =
        tb_encounter_header(run->content, run->args.seed, 8, "script", "script");
    tb_recording_header header = untouched;
    tb_encounter_visit(run->content, number + 1, visit->s_before, (int)visit->report, mode);
    snprintf(header.mode, sizeof header.mode, "%s", mode);
    code = tb_encounter_script(script_path, run->content, &script);
    code =
        code == TB_EXIT_OK ? tb_encounter_session(run->content, run->args.seed, 8, &session) : code;
    snprintf(path, sizeof path, "%s/visit-%d.tbr", run->args.out_dir, number + 1);
    if (code == TB_EXIT_OK && tb_recorder_create(path, &header, &recorder, &error) != TB_OK) {
        code = complain_error(&error);
    }
    while (code == TB_EXIT_OK && !tb_session_ended(session) &&
           tb_session_tick_ms(session) < COURSE_TICKS_MAX) {
        tb_input input;
        tb_session_snapshot(session, run->seen);
        tb_script_next(script, run->seen, &input);
        tb_session_step(session, &input);
        if (tb_recorder_tick(recorder, session, &input) != TB_OK) {
            break;
        }
    }
    if (recorder != NULL && tb_recorder_close(recorder, session, &error) != TB_OK) {
        code = complain_error(&error);
    }
    if (code == TB_EXIT_OK) {
        int count = 0;
        const tb_event *events = tb_session_events(session, &count);
        tb_score_compute(events, count, &run->content->model, tb_session_anatomy(session),
                         tb_content_rubric(run->content, events, count), run->score);
        tb_visits_judge(&run->course, &run->content->model, events, count);
        visit_score *kept = &run->scores[number];
        kept->total = run->score->total;
        kept->hash = tb_session_hash(session);
        snprintf(kept->headline, sizeof kept->headline, "%s", run->score->headline);
        snprintf(path, sizeof path, "%s/visit-%d-events.jsonl", run->args.out_dir, number + 1);
        if (tb_events_save(events, count, path, &error) != TB_OK) {
            code = complain_error(&error);
        }
    }
    tb_session_destroy(session);
    tb_script_destroy(script);
    return code;
}

static void pass_days(course_run *run)
{
    tb_visit_course *course = &run->course;
    const int first = course->day_count;
    tb_visits_pass(course, &run->content->model, run->args.days);
    for (int day = first; day < course->day_count; ++day) {
        char s[TB_DECIMAL_SIZE], pain[TB_DECIMAL_SIZE];
        const tb_course_state then = {.s = course->s[day], .s0 = course->state.s0};
        tb_decimal(then.s, s);
        tb_decimal(tb_course_reassess(&then, &run->content->model).pain_nrs, pain);
        fprintf(run->curve, "%d,%s,%s,%s\n", day, s, pain,
                tb_course_class_name(tb_course_class_of(&then)));
    }
}

static int play_course(course_run *run)
{
    for (int v = 0; v < run->args.visits; ++v) {
        const int code = play_visit(run, v);
        if (code != TB_EXIT_OK) {
            return code;
        }
        pass_days(run);
    }
    return TB_EXIT_OK;
}

static void write_text(FILE *file, const char *text)
{
    fputc('"', file);
    for (; *text != '\0'; ++text) {
        if (*text == '"' || *text == '\\') {
            fputc('\\', file);
        }
        fputc(*text, file);
    }
    fputc('"', file);
}

static void write_number(FILE *file, const char *key, double value, const char *after)
{
    char number[TB_DECIMAL_SIZE];
    tb_decimal(value, number);
    fprintf(file, "\"%s\": %s%s", key, number, after);
}

static void write_course(const course_run *run, FILE *file)
{
    fprintf(file, "{\n\"schema\": \"tautband-course-1\",\n\"label\": ");
    write_text(file, TEACHING_MODEL);
    fprintf(file, ",\n\"case\": \"%s\", \"seed\": %llu, \"days_between\": %d, ",
            run->content->model.id, (unsigned long long)run->args.seed, run->args.days);
    write_number(file, "adherence", run->args.adherence, ",\n\"visits\": [\n");
    const tb_visit_course *course = &run->course;
    for (int v = 0; v < course->count; ++v) {
        const tb_visit *visit = &course->visits[v];
        const visit_score *kept = &run->scores[v];
        fprintf(file, "{\"day\": %d, \"report\": ", visit->day);
        write_text(file, tb_line_text(visit->report));
        fprintf(file, ", \"decision\": \"%s\", \"treatment\": \"%s\", \"twitches\": %d, ",
                visit->decision >= 0 ? tb_decision_name((tb_decision)visit->decision) : "",
                tb_treatment_name(visit->treatment), visit->twitches);
        write_number(file, "state_before", visit->s_before, ", ");
        write_number(file, "state_after", visit->s_after, ", ");
        write_number(file, "pain_nrs", visit->found.pain_nrs, ", ");
        write_number(file, "function", visit->found.function, ", ");
        write_number(file, "range_percent", visit->found.range_percent, ", ");
        write_number(file, "threshold_kpa", visit->found.threshold_kpa, ", ");
        write_number(file, "quality", visit->quality, ", ");
        write_number(file, "soreness_nrs", visit->ache_nrs, ", ");
        write_number(file, "score", kept->total, ", ");
        fprintf(file,
                "\"state_hash\": \"%016llx\", \"headline\": ", (unsigned long long)kept->hash);
        write_text(file, kept->headline);
        fprintf(file, "}%s\n", v + 1 < course->count ? "," : "");
    }
    fprintf(file, "],\n");
    write_number(file, "state_at_end", course->state.s, ", ");
    write_number(file, "pain_days", course->pain_days, ", ");
    fprintf(file, "\"sessions_to_latent\": %d, \"needless_needlings\": %d\n}\n",
            course->sessions_to_latent, course->needless);
}

static void tell(const course_run *run)
{
    const tb_visit_course *course = &run->course;
    printf("%s seed %llu: %d visits, %d days apart (%s)\n", run->content->model.id,
           (unsigned long long)run->args.seed, course->count, run->args.days, "teaching model");
    for (int v = 0; v < course->count; ++v) {
        const tb_visit *visit = &course->visits[v];
        const char *report = tb_line_text(visit->report);
        printf("  day %2d: pain %.1f, state %.2f -> %.2f, %s, score %.1f. %s%s%s\n", visit->day,
               visit->found.pain_nrs, visit->s_before, visit->s_after,
               tb_treatment_name(visit->treatment), run->scores[v].total, report,
               report[0] != '\0' ? " " : "", run->scores[v].headline);
    }
    printf("  day %2d: state %.2f (%s), pain over the course %.0f point-days, %d needless\n",
           course->state.day, course->state.s,
           tb_course_class_name(tb_course_class_of(&course->state)), course->pain_days,
           course->needless);
}

static int write_results(course_run *run)
{
    char path[COURSE_PATH];
    snprintf(path, sizeof path, "%s/course.json", run->args.out_dir);
    FILE *file = fopen(path, "wb");
    if (file == NULL) {
        tb_complain("course", path, "cannot be written");
        return TB_EXIT_FAILED;
    }
    write_course(run, file);
    const bool failed = ferror(file) != 0;
    if (fclose(file) != 0 || failed) {
        tb_complain("course", path, "cannot be written");
        return TB_EXIT_FAILED;
    }
    tell(run);
    return TB_EXIT_OK;
}

static int open_course(course_run *run)
{
    char path[COURSE_PATH];
    tb_error error = {.status = TB_OK};
    const int code = tb_content_load(run->args.case_name, run->content);
    if (code != TB_EXIT_OK) {
        return code;
    }
    if (tb_app_make_dir(run->args.out_dir, &error) != TB_OK) {
        return complain_error(&error);
    }
    const int length = snprintf(path, sizeof path, "%s/curve.csv", run->args.out_dir);
    run->curve = length > 0 && length < COURSE_PATH - 32 ? fopen(path, "wb") : NULL;
    if (run->curve == NULL) {
        tb_complain("course", run->args.out_dir, "curve.csv cannot be written there");
        return TB_EXIT_FAILED;
    }
    fprintf(run->curve, "# %s\nday,state,pain_nrs,class\n", TEACHING_MODEL);
    tb_visits_begin(&run->course, run->content->model.care.severity, run->args.adherence);
    return TB_EXIT_OK;
}

// The curve is written as the days pass; whether it arrived is known when it is closed.
static int close_curve(course_run *run, int code)
{
    if (run->curve == NULL) {
        return code;
    }
    const bool failed = ferror(run->curve) != 0;
    if ((fclose(run->curve) != 0 || failed) && code == TB_EXIT_OK) {
        tb_complain("course", run->args.out_dir, "curve.csv could not be written there");
        return TB_EXIT_FAILED;
    }
    return code;
}

int tb_cmd_course(int argc, char **argv)
{
    if (argc > 1 && tb_course_files_verb(argv[1])) {
        return tb_cmd_course_files(argc, argv);
    }
    course_run *run = tb_alloc(sizeof *run);
    if (run == NULL) {
        tb_complain("course", NULL, "no memory");
        return TB_EXIT_FAILED;
    }
    run->args = (course_arguments){
        .seed_text = "1", .visits_text = "3", .days_text = "7", .adherence_text = "0.7"};
    int code = read_arguments(argc, argv, &run->args);
    if (code < 0) {
        run->content = tb_alloc(sizeof *run->content);
        run->score = tb_alloc(sizeof *run->score);
        run->seen = tb_alloc(sizeof *run->seen);
        const bool memory = run->content != NULL && run->score != NULL && run->seen != NULL;
        code = memory ? open_course(run) : TB_EXIT_FAILED;
        code = code == TB_EXIT_OK ? play_course(run) : code;
        code = code == TB_EXIT_OK ? write_results(run) : code;
        code = close_curve(run, code);
        tb_free(run->seen);
        tb_free(run->score);
        tb_free(run->content);
    }
    tb_free(run);
    return code;
}
