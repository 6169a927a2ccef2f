// One case as an SVG page: the story left, a drawn cut along the needle right.
#include "case_cut.h"
#include "case_files.h"

#include <math.h>
#include <string.h>

enum { PAGE_WIDTH = 1240, PAGE_HEIGHT = 877, TEXT_COLUMNS = 50 };

/// The pen of the left column.
typedef struct pen {
    FILE *stream;
    double x, y;
} pen;

static void write_line(pen *p, const char *style, const char *text, size_t length)
{
    char line[256];
    snprintf(line, sizeof line, "%.*s", (int)(length < 255 ? length : 255), text);
    fprintf(p->stream, "<text x=\"%.0f\" y=\"%.0f\"%s%s%s>", p->x, p->y,
            style[0] != '\0' ? " class=\"" : "", style, style[0] != '\0' ? "\"" : "");
    tb_svg_text(line, p->stream);
    fputs("</text>\n", p->stream);
}

/// A paragraph broken between words; the first line begins at the pen.
static void write_text(pen *p, const char *style, const char *text)
{
    while (*text != '\0') {
        size_t length = strlen(text);
        if (length > TEXT_COLUMNS) {
            length = TEXT_COLUMNS;
            while (length > 20 && text[length] != ' ') {
                --length;
            }
            while (((unsigned char)text[length] & 0xC0u) == 0x80u) {
                ++length; // not inside a character
            }
        }
        write_line(p, style, text, length);
        p->y += 15.0;
        text += length;
        text += strspn(text, " ");
    }
    p->y += 3.0;
}

static void write_head(pen *p, const char *text)
{
    p->y += 9.0;
    write_line(p, "h", text, strlen(text));
    p->y += 16.0;
}

static void write_story(pen *p, const tb_case *m)
{
    char line[512];
    snprintf(line, sizeof line, "%s, %s, BMI %g +- %g", m->patient.who,
             m->patient.sex == 0 ? "female" : "male", m->patient.bmi, m->patient.bmi_sd);
    write_text(p, "b", line);
    write_text(p, "i", m->patient.complaint);
    write_head(p, "History");
    for (int k = 0; k < m->patient.history_count && k < 6; ++k) {
        write_text(p, "", m->patient.history[k]);
    }
}

static void write_care(pen *p, const tb_case *m)
{
    static const char *const flags[] = {"", "adapt: ", "do not needle: ", "red flag: "};
    char line[512];
    write_head(p, "Screening that matters");
    int count = 0;
    for (int k = 0; k < m->care.screening_count; ++k) {
        const tb_case_answer *answer = &m->care.screening[k];
        if (answer->flag != TB_FLAG_NONE) {
            snprintf(line, sizeof line, "%s%s", flags[answer->flag], answer->answer);
            write_text(p, "w", line);
            ++count;
        }
    }
    if (count == 0) {
        write_text(p, "", "Nothing that changes the treatment.");
    }
    write_head(p, "Right today");
    write_text(p, "b", tb_decision_text((tb_decision)m->care.decision));
    if (m->care.risk[0] != '\0') {
        snprintf(line, sizeof line, "Name: %s", m->care.risk);
        write_text(p, "", line);
    }
    write_head(p, "Plan");
    for (int k = 0; k < m->care.plan_count; ++k) {
        if (m->care.plan[k].right) {
            write_text(p, "", m->care.plan[k].text);
        }
    }
}

static void write_needle(pen *p, const tb_case_work *w, const tb_cut *cut)
{
    const tb_anatomy *a = &w->anatomy;
    char line[512];
    write_head(p, "Needle");
    write_text(p, "", w->model.approach.text);
    write_text(p, "", w->model.site.depth_rule.text);
    snprintf(line, sizeof line, "%.0f mm to the %s; straight on: %s%s%s", cut->path_mm,
             cut->target >= 0 ? "trigger point" : "middle of the muscle",
             cut->first_hit >= 0 ? a->structures[cut->first_hit].label : "nothing named",
             cut->lethal >= 0 && cut->lethal != cut->first_hit ? ", then " : "",
             cut->lethal >= 0 && cut->lethal != cut->first_hit ? a->structures[cut->lethal].label
                                                               : "");
    write_text(p, "b", line);
}

void tb_case_page(const tb_case_work *w, FILE *stream)
{
    const tb_case *m = &w->model;
    tb_cut cut;
    tb_cut_choose(m, &w->anatomy, &cut);
    fprintf(stream,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" "
            "height=\"%d\">\n<style>text{font:12.5px Inter,'DejaVu Sans',sans-serif;fill:#22303a}"
            ".t{font-size:24px;font-weight:600}.h{font-size:11.5px;font-weight:600;fill:#2a6f85;"
            "letter-spacing:.06em}.b{font-weight:600}.i{font-style:italic}.w{fill:#a63a1e;"
            "font-weight:600}.s{fill:#55606a}</style>\n<rect width=\"%d\" height=\"%d\" "
            "fill=\"#ffffff\"/>\n",
            PAGE_WIDTH, PAGE_HEIGHT, PAGE_WIDTH, PAGE_HEIGHT, PAGE_WIDTH, PAGE_HEIGHT);
    pen p = {stream, 36.0, 50.0};
    char line[256];
    write_line(&p, "t", m->title, strlen(m->title));
    p.y = 72.0;
    snprintf(line, sizeof line, "%s, level %d, case %s, site %s", m->muscle, (int)m->level, m->id,
             m->site.id);
    write_line(&p, "s", line, strlen(line));
    p.y = 104.0;
    write_story(&p, m);
    write_care(&p, m);
    write_needle(&p, w, &cut);
    tb_cut_svg(&cut, m, &w->anatomy, (tb_cut_box){600.0, 96.0, 420.0, 640.0}, stream);
    p = (pen){stream, 600.0, 800.0};
    snprintf(line, sizeof line,
             "Nominal patient, cut along the accepted direction (tilt %g, azimuth %g degrees; "
             "dashed: its cone).",
             m->approach.tilt_deg, m->approach.azimuth_deg);
    write_line(&p, "s", line, strlen(line));
    p.y += 16.0;
    static const char safety[] =
        "Model, not yet signed by an anatomist or a clinician. Simulated performance only.";
    write_line(&p, "s", safety, sizeof safety - 1);
    fputs("</svg>\n", stream);
}
