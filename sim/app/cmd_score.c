#include "encounter.h"

#include "tautband/core/alloc.h"
#include "tautband/records/files.h"

#include <stdio.h>

static void print_table(const tb_score *score)
{
    char value[TB_DECIMAL_SIZE], points[TB_DECIMAL_SIZE], weight[TB_DECIMAL_SIZE];
    for (int d = 0; d < score->domain_count; ++d) {
        const tb_domain_score *domain = &score->domains[d];
        tb_decimal(domain->points, points);
        tb_decimal(domain->weight, weight);
        printf("  %-32s %10s / %s%s\n", domain->rubric->label, points, weight,
               domain->below_floor ? "  below its floor" : "");
    }
    for (int k = 0; k < score->measure_count; ++k) {
        const tb_measure *measure = &score->measures[k];
        tb_decimal(measure->value, value);
        tb_decimal(measure->points, points);
        tb_decimal(measure->rubric->weight, weight);
        printf("    %-18s %12s %-6s %10s / %s%s\n", measure->rubric->id, value,
               measure->rubric->unit, points, weight, measure->assessed ? "" : "  not assessed");
    }
    for (int k = 0; k < score->critical_count; ++k) {
        printf("  critical %s at %.1f s: %s\n", score->criticals[k].id,
               1e-3 * (double)score->criticals[k].tick_ms, score->criticals[k].text);
    }
    for (int k = 0; k < score->adverse_count; ++k) {
        printf("  adverse event at %.1f s: %s\n", 1e-3 * (double)score->adverse[k].tick_ms,
               score->adverse[k].text);
    }
    printf("  next: %s %s\n", score->next_title, score->next_text);
}

int tb_cmd_score(int argc, char **argv)
{
    bool json = false;
    const char *path = NULL;
    int operands = 0;
    const char *school = NULL, *course = NULL;
    const tb_option items[] = {
        {"--json", NULL, NULL, &json, "print score.json to stdout"},
        {"--course", "ID", &course, NULL, "by the rules of this course, id or path"},
        {"--school", "NAME", &school, NULL,
         "technique scored: pistoning (default), hong, sustained, winding"},
    };
    const tb_options options = {.command = "score",
                                .summary = "The score of a recording, from its event log.",
                                .operands = "FILE",
                                .items = items,
                                .count = sizeof items / sizeof items[0],
                                .positional = &path,
                                .positional_max = 1,
                                .positional_count = &operands};
    int code = tb_options_read(&options, argc, argv);
    if (code >= 0) {
        return code;
    }
    if (operands == 0) {
        tb_complain("score", NULL, "name a recording; see `tautband score --help`");
        return TB_EXIT_USAGE;
    }
    tb_recording recording;
    tb_content *content = NULL;
    code = tb_encounter_open(path, &recording, &content);
    if (code != TB_EXIT_OK) {
        return code;
    }
    if (course != NULL) {
        code = tb_content_set_course(content, course);
    } else if (recording.header.course[0] != '\0' && content->course.id[0] == '\0') {
        tb_complain("score", path, "name the course to score by with --course");
        code = TB_EXIT_INTEGRITY;
    } else if (recording.header.format < TB_RECORDING_FORMAT) {
        tb_complain("score", path,
                    "of format %u, which does not say under which course; scored under none",
                    (unsigned)recording.header.format);
    }
    if (code == TB_EXIT_OK && school != NULL) {
        code = tb_content_set_school(content, "score", school);
    }
    if (code != TB_EXIT_OK) {
        tb_free(content);
        tb_recording_free(&recording);
        return code;
    }
    tb_anatomy *anatomy = tb_alloc(sizeof *anatomy);
    tb_score *score = tb_alloc(sizeof *score);
    if (anatomy == NULL || score == NULL) {
        tb_complain("score", path, "no memory");
        code = TB_EXIT_FAILED;
    } else {
        tb_anatomy_draw(&content->model, recording.header.seed, anatomy);
        const tb_rubric *rubric =
            tb_content_rubric(content, recording.events, recording.event_count);
        tb_score_compute(recording.events, recording.event_count, &content->model, anatomy, rubric,
                         score);
        if (json) {
            const tb_score_origin origin = {content->model.id, recording.header.seed,
                                            recording.header.build, recording.final_hash};
            code = tb_exit_from_status(tb_score_write(score, rubric, &origin, stdout));
        } else {
            tb_encounter_summary(score, content, recording.header.seed, recording.tick_count);
            print_table(score);
        }
    }
    tb_free(score);
    tb_free(anatomy);
    tb_free(content);
    tb_recording_free(&recording);
    return code;
}
