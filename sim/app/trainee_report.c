// What an assessment study would report: means, shares with intervals, and how well scores tell
// experts from novices.
#include "trainee_study.h"

#include "tautband/core/alloc.h"
#include "tautband/core/rng.h"
#include "tautband/records/files.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { REPORT_PATH = 4096, RESAMPLES = 2000 };

// --- statistics ---------------------------------------------------------------------------------

static double mean_total(const tb_study_row *rows, int count)
{
    double sum = 0.0;
    for (int k = 0; k < count; ++k) {
        sum += rows[k].total;
    }
    return sum / count;
}

static double sd_total(const tb_study_row *rows, int count)
{
    const double mean = mean_total(rows, count);
    double sum = 0.0;
    for (int k = 0; k < count; ++k) {
        sum += (rows[k].total - mean) * (rows[k].total - mean);
    }
    return count > 1 ? sqrt(sum / (count - 1)) : 0.0;
}

/// A score and whose it is.
typedef struct judged {
    double total;
    bool expert;
} judged;

static int by_total(const void *a, const void *b)
{
    const double x = ((const judged *)a)->total, y = ((const judged *)b)->total;
    return x < y ? -1 : x > y ? 1 : 0;
}

/// Probability that one of the experts scores above one of the novices; ties count half. Sorts.
static double area_under_curve(judged *all, int count)
{
    double above = 0.0, novices = 0.0, experts = 0.0;
    qsort(all, (size_t)count, sizeof *all, by_total);
    for (int k = 0; k < count;) {
        double tied_novices = 0.0, tied_experts = 0.0;
        const double total = all[k].total;
        for (; k < count && all[k].total == total; ++k) {
            tied_experts += all[k].expert ? 1.0 : 0.0;
            tied_novices += all[k].expert ? 0.0 : 1.0;
        }
        above += tied_experts * (novices + 0.5 * tied_novices);
        novices += tied_novices;
        experts += tied_experts;
    }
    return above / (novices * experts);
}

static int put_patient(const tb_study_case *one, int k, judged *all, int at)
{
    all[at++] = (judged){one->rows[TB_SKILL_EXPERT][k].total, true};
    all[at++] = (judged){one->rows[TB_SKILL_NOVICE][k].total, false};
    return at;
}

static bool has_both(const tb_study *study)
{
    return study->skills[TB_SKILL_EXPERT] && study->skills[TB_SKILL_NOVICE];
}

static double case_area(const tb_study *study, const tb_study_case *one, judged *all)
{
    int at = 0;
    for (int k = 0; k < study->count; ++k) {
        at = put_patient(one, k, all, at);
    }
    return area_under_curve(all, at);
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y ? 1 : 0;
}

/// Area over all cases, with the 95 % interval of a bootstrap that draws patients with their expert
/// and their novice.
/// @param all scratch for all patients
static double overall_area(const tb_study *study, judged *all, double *lo, double *hi)
{
    static double areas[RESAMPLES];
    const int patients = study->case_count * study->count;
    tb_rng rng;
    tb_rng_seed(&rng, study->seed, TB_RNG_TRAINEE);
    for (int n = 0; n < RESAMPLES; ++n) {
        int at = 0;
        for (int k = 0; k < patients; ++k) {
            const int drawn = (int)(tb_rng_uniform(&rng) * patients);
            at = put_patient(&study->cases[drawn / study->count], drawn % study->count, all, at);
        }
        areas[n] = area_under_curve(all, at);
    }
    qsort(areas, RESAMPLES, sizeof areas[0], by_value);
    *lo = areas[(int)(0.025 * RESAMPLES)];
    *hi = areas[(int)(0.975 * RESAMPLES)];
    int at = 0;
    for (int k = 0; k < patients; ++k) {
        at = put_patient(&study->cases[k / study->count], k % study->count, all, at);
    }
    return area_under_curve(all, at);
}

/// Probability of at least `hits` of `count` where each is hit with probability p.
static double at_least(int hits, int count, double p)
{
    double sum = 0.0;
    for (int k = hits; k <= count; ++k) {
        const double ways =
            lgamma(count + 1.0) - lgamma(k + 1.0) - lgamma((double)(count - k) + 1.0);
        sum += exp(ways + k * log(p) + (count - k) * log1p(-p));
    }
    return sum;
}

/// The p at which at least `hits` of `count` have this probability.
static double share_with_tail(int hits, int count, double tail)
{
    double lo = 0.0, hi = 1.0;
    for (int k = 0; k < 60; ++k) {
        const double middle = 0.5 * (lo + hi);
        if (at_least(hits, count, middle) < tail) {
            lo = middle;
        } else {
            hi = middle;
        }
    }
    return 0.5 * (lo + hi);
}

/// Exact 95 % interval of a share (Clopper and Pearson 1934); hits 0 to count, count 1 or more.
static void share_interval(int hits, int count, double *lo, double *hi)
{
    *lo = hits == 0 ? 0.0 : share_with_tail(hits, count, 0.025);
    *hi = hits == count ? 1.0 : share_with_tail(hits + 1, count, 0.975);
}

/// Mean of a skill over all cases, each with the same weight.
static double overall_mean(const tb_study *study, tb_skill skill)
{
    double sum = 0.0;
    for (int c = 0; c < study->case_count; ++c) {
        sum += mean_total(study->cases[c].rows[skill], study->count);
    }
    return sum / study->case_count;
}

/// In how many cases the better skill has the better mean.
static int ordered_cases(const tb_study *study, tb_skill less, tb_skill more)
{
    int count = 0;
    for (int c = 0; c < study->case_count; ++c) {
        const tb_study_case *one = &study->cases[c];
        count +=
            mean_total(one->rows[more], study->count) > mean_total(one->rows[less], study->count)
                ? 1
                : 0;
    }
    return count;
}

// --- for people
// -----------------------------------------------------------------------------------

static void print_share(const char *what, int hits, int count)
{
    double lo, hi;
    share_interval(hits, count, &lo, &hi);
    printf(", %s %d of %d (%.0f to %.0f %%)", what, hits, count, 100.0 * lo, 100.0 * hi);
}

static void print_needlings(const tb_study *study, const tb_study_case *one, tb_skill skill)
{
    int muscle = 0, nerve = 0, vessel = 0, any = 0;
    for (int k = 0; k < study->count; ++k) {
        const tb_study_row *row = &one->rows[skill][k];
        muscle += row->in_muscle ? 1 : 0;
        nerve += row->nerves > 0 ? 1 : 0;
        vessel += row->vessels > 0 ? 1 : 0;
        any += row->nerves + row->vessels + row->lethal > 0 ? 1 : 0;
    }
    printf("%s %-12s", one->id, tb_skill_name(skill));
    print_share("muscle", muscle, study->count);
    print_share("nerve", nerve, study->count);
    print_share("vessel", vessel, study->count);
    print_share("any of them or a vital part", any, study->count);
    printf("\n");
}

static void print_silent(const tb_study *study, const tb_study_case *one)
{
    for (int s = 0; s < TB_SKILL_COUNT; ++s) {
        if (study->skills[s]) {
            print_needlings(study, one, (tb_skill)s);
        }
    }
    fflush(stdout);
}

void tb_study_print(const tb_study *study, const tb_study_case *one)
{
    if (study->body == TB_BODY_SILENT) {
        print_silent(study, one);
        return;
    }
    for (int s = 0; s < TB_SKILL_COUNT; ++s) {
        if (study->skills[s]) {
            printf("%s %-12s mean %.1f, SD %.1f\n", one->id, tb_skill_name((tb_skill)s),
                   mean_total(one->rows[s], study->count), sd_total(one->rows[s], study->count));
        }
    }
    judged *all = tb_alloc(2 * (size_t)study->count * sizeof *all);
    if (has_both(study) && all != NULL) {
        printf("%s expert against novice: area under the curve %.3f\n", one->id,
               case_area(study, one, all));
    }
    tb_free(all);
    fflush(stdout);
}

void tb_study_print_overall(const tb_study *study)
{
    if (study->body == TB_BODY_SILENT) {
        return; // other muscles, other studies: nothing to put together
    }
    for (int s = 0; s < TB_SKILL_COUNT; ++s) {
        if (study->skills[s]) {
            printf("%d cases %-12s mean %.1f\n", study->case_count, tb_skill_name((tb_skill)s),
                   overall_mean(study, (tb_skill)s));
        }
    }
    judged *all = tb_alloc(2 * (size_t)(study->count * study->case_count) * sizeof *all);
    if (has_both(study) && all != NULL) {
        double lo, hi;
        const double area = overall_area(study, all, &lo, &hi);
        printf("%d cases expert against novice: area under the curve %.3f (%.3f to %.3f)\n",
               study->case_count, area, lo, hi);
    }
    tb_free(all);
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

static void write_skill(const tb_study *study, const tb_study_row *rows, tb_skill skill, FILE *file)
{
    int muscle = 0, point = 0, twitched = 0, nerve = 0, vessel = 0, lethal = 0, pass = 0, fault = 0;
    double declared = 0.0, seconds = 0.0;
    int declarations = 0;
    for (int k = 0; k < study->count; ++k) {
        muscle += rows[k].in_muscle ? 1 : 0;
        point += rows[k].target_mm <= 1.0 ? 1 : 0;
        twitched += rows[k].twitches > 0 ? 1 : 0;
        nerve += rows[k].nerves > 0 ? 1 : 0;
        vessel += rows[k].vessels > 0 ? 1 : 0;
        lethal += rows[k].lethal > 0 ? 1 : 0;
        pass += rows[k].pass ? 1 : 0;
        fault += rows[k].faulted ? 1 : 0;
        declarations += rows[k].declared_mm >= 0.0 ? 1 : 0;
        declared += fmax(0.0, rows[k].declared_mm);
        seconds += rows[k].seconds / study->count;
    }
    fprintf(file, "\"%s\": {", tb_skill_name(skill));
    write_number(file, "mean", mean_total(rows, study->count), ", ");
    write_number(file, "sd", sd_total(rows, study->count), ", ");
    if (declarations > 0) {
        write_number(file, "declared_off_mm", declared / declarations, ", ");
    }
    write_number(file, "seconds", seconds, ",\n  ");
    write_share(file, "meets_cut", pass, study->count, ",\n  ");
    write_share(file, "muscle_hit", muscle, study->count, ",\n  ");
    write_share(file, "point_hit", point, study->count, ",\n  ");
    write_share(file, "twitched", twitched, study->count, ",\n  ");
    write_share(file, "nerve_met", nerve, study->count, ",\n  ");
    write_share(file, "vessel_met", vessel, study->count, ",\n  ");
    write_share(file, "vital_met", lethal, study->count, ", ");
    fprintf(file, "\"faults\": %d}", fault);
}

static void write_case(const tb_study *study, const tb_study_case *one, judged *all, FILE *file)
{
    fprintf(file, "{\"case\": \"%s\", \"skills\": {\n", one->id);
    bool first = true;
    for (int s = 0; s < TB_SKILL_COUNT; ++s) {
        if (study->skills[s]) {
            fputs(first ? "" : ",\n", file);
            write_skill(study, one->rows[s], (tb_skill)s, file);
            first = false;
        }
    }
    fputs("}", file);
    if (has_both(study)) {
        fputs(",\n", file);
        write_number(file, "auc_expert_novice", case_area(study, one, all), "");
    }
    fputs("}", file);
}

static void write_overall(const tb_study *study, judged *all, FILE *file)
{
    fprintf(file, "\"overall\": {\"cases\": %d", study->case_count);
    for (int s = 0; s < TB_SKILL_COUNT; ++s) {
        if (study->skills[s]) {
            fprintf(file, ", ");
            write_number(file, tb_skill_name((tb_skill)s), overall_mean(study, (tb_skill)s), "");
        }
    }
    for (int s = 0; s + 1 < TB_SKILL_COUNT; ++s) {
        if (study->skills[s] && study->skills[s + 1]) {
            fprintf(file, ",\n\"cases_%s_above_%s\": %d", tb_skill_name((tb_skill)(s + 1)),
                    tb_skill_name((tb_skill)s),
                    ordered_cases(study, (tb_skill)s, (tb_skill)(s + 1)));
        }
    }
    if (has_both(study)) {
        double lo, hi;
        const double area = overall_area(study, all, &lo, &hi);
        fputs(",\n", file);
        write_number(file, "auc_expert_novice", area, ", ");
        write_number(file, "lo95", lo, ", ");
        write_number(file, "hi95", hi, "");
    }
    fputs("}", file);
}

static void write_report(const tb_study *study, FILE *file)
{
    judged *all = tb_alloc(2 * (size_t)(study->count * study->case_count) * sizeof *all);
    if (all == NULL) {
        return;
    }
    fprintf(file,
            "{\n\"schema\": \"tautband-trainees-2\",\n\"seed\": %llu, \"count\": %d, \"substeps\": "
            "%d,\n\"cases\": [\n",
            (unsigned long long)study->seed, study->count, study->substeps);
    for (int c = 0; c < study->case_count; ++c) {
        write_case(study, &study->cases[c], all, file);
        fputs(c + 1 < study->case_count ? ",\n" : "\n],\n", file);
    }
    write_overall(study, all, file);
    fputs("\n}\n", file);
    tb_free(all);
}

static const char *rubric_id(const tb_study *study, int rubric)
{
    return rubric == TB_STUDY_MANUAL    ? study->content->manual.id
           : rubric == TB_STUDY_DECLINE ? study->content->decline.id
                                        : study->content->rubric.id;
}

static void write_row(const tb_study *study, const char *id, tb_skill skill, const tb_study_row *r,
                      FILE *file)
{
    char total[TB_DECIMAL_SIZE], declared[TB_DECIMAL_SIZE], target[TB_DECIMAL_SIZE],
        seconds[TB_DECIMAL_SIZE];
    tb_decimal(r->total, total);
    tb_decimal(r->declared_mm, declared);
    tb_decimal(r->target_mm, target);
    tb_decimal(r->seconds, seconds);
    fprintf(file, "%s,%s,%llu,%s,%s,%d,%s,%s,%d,%d,%d,%d,%d,%d,%d,%d,%s,%d\n", id,
            tb_skill_name(skill), (unsigned long long)r->seed, rubric_id(study, r->rubric), total,
            r->pass ? 1 : 0, declared, target, r->in_muscle ? 1 : 0, r->twitches, r->punctures,
            r->nerves, r->vessels, r->lethal, r->criticals, r->adverse, seconds,
            r->faulted ? 1 : 0);
}

static void write_rows(const tb_study *study, FILE *file)
{
    fputs("case,skill,seed,rubric,total,meets_cut,declared_mm,target_mm,in_muscle,twitches,"
          "punctures,nerves,vessels,vital,criticals,adverse,seconds,fault\n",
          file);
    for (int c = 0; c < study->case_count; ++c) {
        for (int s = 0; s < TB_SKILL_COUNT; ++s) {
            for (int k = 0; study->skills[s] && k < study->count; ++k) {
                write_row(study, study->cases[c].id, (tb_skill)s, &study->cases[c].rows[s][k],
                          file);
            }
        }
    }
}

/// Mean points of each measure where it was assessed: which part of the score a skill lost.
static void write_means(const tb_study *study, const tb_study_case *one, tb_skill skill, int kind,
                        FILE *file)
{
    const tb_rubric *rubrics[] = {&study->content->rubric, &study->content->manual,
                                  &study->content->decline};
    for (int m = 0; m < rubrics[kind]->measure_count; ++m) {
        double points = 0.0, weight = 0.0;
        int count = 0;
        for (int k = 0; k < study->count; ++k) {
            const tb_study_row *row = &one->rows[skill][k];
            if (row->rubric == kind && row->weight[m] > 0.0) {
                points += row->points[m];
                weight += row->weight[m];
                ++count;
            }
        }
        if (count > 0) {
            char numbers[2][TB_DECIMAL_SIZE];
            tb_decimal(points / count, numbers[0]);
            tb_decimal(weight / count, numbers[1]);
            fprintf(file, "%s,%s,%s,%s,%d,%s,%s\n", one->id, tb_skill_name(skill),
                    rubrics[kind]->id, rubrics[kind]->measures[m].id, count, numbers[0],
                    numbers[1]);
        }
    }
}

static void write_measures(const tb_study *study, FILE *file)
{
    fputs("case,skill,rubric,measure,assessed,mean_points,weight\n", file);
    for (int c = 0; c < study->case_count; ++c) {
        for (int s = 0; s < TB_SKILL_COUNT; ++s) {
            for (int kind = 0; study->skills[s] && kind <= TB_STUDY_DECLINE; ++kind) {
                write_means(study, &study->cases[c], (tb_skill)s, kind, file);
            }
        }
    }
}

static int write_file(const tb_study *study, const char *folder, const char *name,
                      void (*write)(const tb_study *study, FILE *file))
{
    char path[REPORT_PATH];
    const int length = snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = length > 0 && length < REPORT_PATH ? fopen(path, "wb") : NULL;
    bool failed = file == NULL;
    if (file != NULL) {
        write(study, file);
        failed = ferror(file) != 0;
        failed = fclose(file) != 0 || failed;
    }
    if (failed) {
        tb_complain("trainee", name, "cannot be written in %s", folder);
        return TB_EXIT_FAILED;
    }
    return TB_EXIT_OK;
}

static void write_needlings(const tb_study *study, FILE *file)
{
    fputs("case,skill,seed,landmarks_mm,in_muscle,nerves,vessels,vital,met,depth_mm,punctures,"
          "fault\n",
          file);
    for (int c = 0; c < study->case_count; ++c) {
        for (int s = 0; s < TB_SKILL_COUNT; ++s) {
            for (int k = 0; study->skills[s] && k < study->count; ++k) {
                const tb_study_row *r = &study->cases[c].rows[s][k];
                char landmarks[TB_DECIMAL_SIZE], depth[TB_DECIMAL_SIZE];
                tb_decimal(study->landmarks_sd_mm, landmarks);
                tb_decimal(r->depth_mm, depth);
                fprintf(file, "%s,%s,%llu,%s,%d,%d,%d,%d,%s,%s,%d,%d\n", study->cases[c].id,
                        tb_skill_name((tb_skill)s), (unsigned long long)r->seed, landmarks,
                        r->in_muscle ? 1 : 0, r->nerves, r->vessels, r->lethal, r->met, depth,
                        r->punctures, r->faulted ? 1 : 0);
            }
        }
    }
}

int tb_study_write(const tb_study *study, const char *folder)
{
    if (study->body == TB_BODY_SILENT) {
        return write_file(study, folder, "needlings.csv", write_needlings);
    }
    int code = write_file(study, folder, "trainees.csv", write_rows);
    code = code == TB_EXIT_OK ? write_file(study, folder, "measures.csv", write_measures) : code;
    return code == TB_EXIT_OK ? write_file(study, folder, "report.json", write_report) : code;
}
