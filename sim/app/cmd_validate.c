#define _POSIX_C_SOURCE 200809L
#include "case_files.h"
#include "commands.h"
#include "figure_svg.h"

#include "tautband/core/alloc.h"
#include "tautband/physics/world.h"
#include "tautband/validation/palpation.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

enum { PATH_SIZE = 4096 };

static const char STATEMENT[] = "Rows marked exact are gates: the model must meet them. The others "
                                "compare with measurements, some "
                                "of them from memory or by judgement and marked so; they say how "
                                "near the model lies, not that it "
                                "is right.";

// ---- table and JSON ----

static void print_table(const tb_validation_report *report)
{
    printf("%-4s %-12s %-68s %10s %-21s %10s %-4s %s\n", "row", "evidence", "quantity", "reference",
           "accepted", "ours", "unit", "verdict");
    for (int k = 0; k < report->row_count; ++k) {
        const tb_validation_row *row = &report->rows[k];
        char band[48];
        snprintf(band, sizeof band, "%.4g to %.4g", row->low, row->high);
        printf("%-4s %-12s %-68s %10.4g %-21s %10.4g %-4s %s\n", row->id,
               tb_evidence_name(row->evidence), row->what, row->published, band, row->ours,
               row->unit, row->holds ? "met" : "OUTSIDE");
    }
    printf("%d of %d gates met; %d of %d other rows inside their band\n",
           report->gates - report->gates_missed, report->gates,
           report->others - report->others_missed, report->others);
}

static json_t *row_json(const tb_validation_row *row)
{
    return json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:s, s:f, s:[f, f], s:o, s:b}", "id", row->id, "quantity",
        row->what, "unit", row->unit, "evidence", tb_evidence_name(row->evidence), "source",
        row->source, "note", row->note != NULL ? row->note : "", "reference", row->published,
        "accepted", row->low, row->high, "ours",
        row->ours == row->ours ? json_real(row->ours) : json_null(), "met", row->holds ? 1 : 0);
}

static int print_json(const tb_validation_report *report)
{
    json_t *rows = json_array();
    for (int k = 0; k < report->row_count; ++k) {
        json_array_append_new(rows, row_json(&report->rows[k]));
    }
    json_t *root = json_pack("{s:s, s:s, s:o, s:i, s:i, s:i, s:i}", "schema",
                             "tautband-validation-1", "build", tb_app_build(), "rows", rows,
                             "gates", report->gates, "gates_missed", report->gates_missed, "others",
                             report->others, "others_missed", report->others_missed);
    const bool written =
        root != NULL && json_dumpf(root, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(8)) == 0;
    json_decref(root);
    puts("");
    if (!written) {
        tb_complain("validate", "--json", "could not be written");
    }
    return written ? TB_EXIT_OK : TB_EXIT_FAILED;
}

// ---- page, pictures and table in a folder ----

static const char STYLE[] =
    "body{font:15px/1.5 sans-serif;max-width:1060px;margin:2em auto;padding:0 1em;color:#222}"
    "table{border-collapse:collapse;font-size:13px}th,td{text-align:left;padding:.3em .6em;"
    "border-bottom:1px solid #ddd;vertical-align:top}td.n{text-align:right;white-space:nowrap}"
    "tr.outside td{background:#fdeee3}small{color:#666}figure{margin:1.5em 0;max-width:720px}"
    "figcaption{font-size:13px;color:#444}";

static void html_row(const tb_validation_row *row, FILE *out)
{
    fprintf(out, "<tr%s><td>%s</td><td>", row->holds ? "" : " class=\"outside\"", row->id);
    tb_xml_text(row->what, out);
    if (row->note != NULL) {
        fputs("<br><small>", out);
        tb_xml_text(row->note, out);
        fputs("</small>", out);
    }
    fprintf(out, "</td><td>%s</td><td>", tb_evidence_name(row->evidence));
    tb_xml_text(row->source, out);
    fprintf(out,
            "</td><td class=\"n\">%.4g %s</td><td class=\"n\">%.4g to %.4g</td><td "
            "class=\"n\">%.4g</td>"
            "<td>%s</td></tr>\n",
            row->published, row->unit, row->low, row->high, row->ours,
            row->holds ? "met" : "outside");
}

static void write_page(const tb_validation_report *report, FILE *out)
{
    fprintf(
        out,
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Tautband: model "
        "against formulas and measurements</title>\n<style>%s</style></head>\n<body>\n"
        "<h1>Model against formulas and measurements</h1>\n<p>%s</p>\n",
        STYLE, STATEMENT);
    fprintf(out,
            "<p><strong>%d of %d gates met; %d of %d other rows inside their band.</strong></p>\n",
            report->gates - report->gates_missed, report->gates,
            report->others - report->others_missed, report->others);
    fputs(
        "<table><thead><tr><th>Row</th><th>Quantity</th><th>Evidence</th><th>Source</th>"
        "<th>Reference</th><th>Accepted</th><th>Ours</th><th>Verdict</th></tr></thead>\n<tbody>\n",
        out);
    for (int k = 0; k < report->row_count; ++k) {
        html_row(&report->rows[k], out);
    }
    fputs("</tbody></table>\n", out);
    for (int k = 0; k < report->figure_count; ++k) {
        fputs("<figure><h2>", out);
        tb_xml_text(report->figures[k].title, out);
        fputs("</h2>\n", out);
        tb_figure_svg(&report->figures[k], out);
        fputs("<figcaption>", out);
        tb_xml_text(report->figures[k].caption, out);
        fputs("</figcaption></figure>\n", out);
    }
    fputs("</body></html>\n", out);
}

static void write_readme(const tb_validation_report *report, FILE *out)
{
    fprintf(out,
            "# Model against formulas and measurements\n\nWritten by `tautband validate --html "
            "docs/validation`. %s\n\n**%d of %d gates met; %d of %d other rows inside their "
            "band.**\n\n",
            STATEMENT, report->gates - report->gates_missed, report->gates,
            report->others - report->others_missed, report->others);
    fputs("| row | quantity | evidence | source | reference | accepted | ours | verdict |\n"
          "| --- | --- | --- | --- | --- | --- | --- | --- |\n",
          out);
    for (int k = 0; k < report->row_count; ++k) {
        const tb_validation_row *row = &report->rows[k];
        fprintf(out, "| %s | %s%s%s%s | %s | %s | %.4g %s | %.4g to %.4g | %.4g | %s |\n", row->id,
                row->what, row->note != NULL ? " (" : "", row->note != NULL ? row->note : "",
                row->note != NULL ? ")" : "", tb_evidence_name(row->evidence), row->source,
                row->published, row->unit, row->low, row->high, row->ours,
                row->holds ? "met" : "**outside**");
    }
    for (int k = 0; k < report->figure_count; ++k) {
        const tb_figure *figure = &report->figures[k];
        fprintf(out, "\n## %s\n\n![%s](%s.svg)\n\n%s\n", figure->title, figure->title, figure->id,
                figure->caption);
    }
}

/// Open DIR/NAME for writing, or complain.
static FILE *open_file(const char *folder, const char *name, const char *ending)
{
    char path[PATH_SIZE];
    const int length = snprintf(path, sizeof path, "%s/%s%s", folder, name, ending);
    FILE *file = length > 0 && (size_t)length < sizeof path ? fopen(path, "wb") : NULL;
    if (file == NULL) {
        tb_complain("validate", path, "cannot be written");
    }
    return file;
}

/// Close what open_file() gave. False when not everything got there.
static bool close_file(FILE *file, const char *folder)
{
    const bool failed = ferror(file) != 0;
    if (fclose(file) != 0 || failed) {
        tb_complain("validate", folder, "not everything could be written");
        return false;
    }
    return true;
}

static int write_folder(const tb_validation_report *report, const char *folder)
{
    FILE *page = open_file(folder, "index", ".html");
    if (page == NULL) {
        return TB_EXIT_FAILED;
    }
    write_page(report, page);
    bool whole = close_file(page, folder);
    FILE *table = open_file(folder, "README", ".md");
    if (table != NULL) {
        write_readme(report, table);
        whole = close_file(table, folder) && whole;
    }
    whole = whole && table != NULL;
    for (int k = 0; k < report->figure_count && whole; ++k) {
        FILE *picture = open_file(folder, report->figures[k].id, ".svg");
        if (picture == NULL) {
            return TB_EXIT_FAILED;
        }
        tb_figure_svg(&report->figures[k], picture);
        whole = close_file(picture, folder);
    }
    return whole ? TB_EXIT_OK : TB_EXIT_FAILED;
}

/// The patients that needles are tried on.
typedef struct people {
    tb_site piriformis, suboccipital;
    tb_diagnostics diagnostics;
    tb_case_folder folder;
    int case_count;
    tb_case cases[TB_CASE_FILES_MAX];
} people;

static int load_site(const char *id, tb_site *out, tb_diagnostics *diagnostics)
{
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%s/sites/%s.yaml", tb_app_asset_dir(), id);
    const tb_status status = tb_site_load(path, out, diagnostics);
    if (status != TB_OK) {
        tb_complain("validate", path, "not usable (%s)", tb_status_name(status));
    }
    return status == TB_OK ? TB_EXIT_OK : TB_EXIT_INPUT;
}

static int load_people(people *out)
{
    int code = load_site("piriformis", &out->piriformis, &out->diagnostics);
    if (code == TB_EXIT_OK) {
        code = load_site("obliquus-capitis-inferior", &out->suboccipital, &out->diagnostics);
    }
    code = code == TB_EXIT_OK ? tb_case_folder_open("cases", &out->folder) : code;
    for (int k = 0; k < out->folder.count && code == TB_EXIT_OK; ++k) {
        char path[TB_CASE_PATH + TB_ID_SIZE + 8];
        tb_case *one = &out->cases[out->case_count];
        snprintf(path, sizeof path, "%s/%s.yaml", out->folder.path, out->folder.ids[k]);
        if (tb_case_load(path, one, &out->diagnostics) != TB_OK) {
            tb_complain("validate", path, "not usable");
            code = TB_EXIT_INPUT;
        }
        out->case_count += one->care.decision == TB_DECISION_NEEDLE ? 1 : 0;
    }
    return code;
}

static int run_rows(const tb_content *content, bool json, const char *folder,
                    tb_validation_report *report)
{
    tb_error error = {.status = TB_OK};
    int code = TB_EXIT_OK;
    if (folder != NULL && tb_app_make_dir(folder, &error) != TB_OK) {
        tb_complain("validate", folder, "%s", error.message);
        return TB_EXIT_FAILED;
    }
    people *patients = tb_alloc(sizeof *patients);
    code = patients != NULL ? load_people(patients) : TB_EXIT_FAILED;
    if (code != TB_EXIT_OK) {
        tb_free(patients);
        return code;
    }
    const tb_validation_subject subject = {.tissues = &content->tissues,
                                           .physiology = &content->physiology,
                                           .piriformis = &patients->piriformis,
                                           .suboccipital = &patients->suboccipital,
                                           .cases = patients->cases,
                                           .case_count = patients->case_count};
    const tb_status status = tb_validation_run(&subject, folder != NULL, report);
    tb_free(patients);
    if (status != TB_OK) {
        tb_complain("validate", NULL, "a scene could not be computed (%s)", tb_status_name(status));
        return TB_EXIT_FAILED;
    }
    if (json) {
        code = print_json(report);
    } else {
        print_table(report);
    }
    if (code == TB_EXIT_OK && folder != NULL) {
        code = write_folder(report, folder);
    }
    return code == TB_EXIT_OK && report->gates_missed > 0 ? TB_EXIT_FAILED : code;
}

/// The ridge that a finger feels, by pressure, depth, stiffness and fat.
static int print_palpation(const tb_content *content)
{
    static const double forces_n[] = {2.0, 4.0, 6.0, 8.0}, under_mm[] = {0.5, 3.0, 6.0};
    static const double ratios[] = {1.0, 1.5, 2.0, 3.0}, fats_mm[] = {3.0, 6.0, 12.0};
    const tb_validation_subject subject = {.tissues = &content->tissues,
                                           .physiology = &content->physiology};
    printf("fat mm | band depth mm | stiffness | force N | press mm | ridge %% | push mm | snap\n");
    for (int run = 0; run < 3 * 3 * 4 * 4; ++run) {
        tb_ridge_setup setup = tb_ridge_setup_default();
        setup.fat_mm = fats_mm[run / 48];
        setup.band_depth_mm = setup.fat_mm + 3.0 + setup.radius_mm + under_mm[run / 16 % 3];
        setup.stiffness_ratio = ratios[run / 4 % 4];
        setup.force_n = forces_n[run % 4];
        tb_ridge felt;
        const tb_status status = tb_ridge_feel(&subject, &setup, &felt);
        if (status != TB_OK) {
            tb_complain("validate", NULL, "a stroke could not be computed (%s)",
                        tb_status_name(status));
            return TB_EXIT_FAILED;
        }
        printf("%6.1f | %13.1f | %9.1f | %7.1f | %8.1f | %7.1f | %7.2f | %4.1f\n", setup.fat_mm,
               setup.band_depth_mm, setup.stiffness_ratio, setup.force_n, felt.press_mm,
               100.0 * felt.ridge, felt.push_mm, felt.snap);
    }
    return TB_EXIT_OK;
}

int tb_cmd_validate(int argc, char **argv)
{
    bool json = false, palpation = false;
    const char *folder = NULL, *case_name = "gastrocnemius-medial";
    const tb_option items[] = {
        {"--json", NULL, NULL, &json, "print one JSON object instead of the table"},
        {"--palpation", NULL, NULL, &palpation,
         "print instead what a finger feels of a band, by force, depth, stiffness and fat"},
        {"--html", "DIR", &folder, NULL,
         "also write a page, its figures and a table in Markdown there"},
    };
    const tb_options options = {
        .command = "validate",
        .summary =
            "Compare the model with formulas and published measurements, row by row. Exit code 0 "
            "when every gate is met, 1 otherwise.",
        .operands = "",
        .items = items,
        .count = sizeof items / sizeof items[0]};
    int code = tb_options_read(&options, argc, argv);
    if (code >= 0) {
        return code;
    }
    tb_content *content = tb_alloc(sizeof *content);
    tb_validation_report *report = tb_alloc(sizeof *report);
    if (content == NULL || report == NULL) {
        tb_complain("validate", NULL, "no memory");
        code = TB_EXIT_FAILED;
    } else {
        code = tb_content_load(case_name, content);
    }
    if (code == TB_EXIT_OK) {
        code = palpation ? print_palpation(content) : run_rows(content, json, folder, report);
    }
    tb_free(report);
    tb_free(content);
    return code;
}
