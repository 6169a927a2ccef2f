#include "figure_svg.h"

#include <math.h>
#include <string.h>

enum { WIDTH = 680, HEIGHT = 420, LEFT = 76, RIGHT = 20, TOP = 22, BOTTOM = 56, TICKS_MAX = 12 };

// Colours that colour-blind readers can tell apart (Okabe and Ito), each with a dash of its own.
static const char *const COLOURS[] = {"#0072b2", "#d55e00", "#009e73",
                                      "#cc79a7", "#56b4e9", "#000000"};
static const char *const DASHES[] = {"", "7 4", "2 3", "9 3 2 3", "12 4", "4 4"};
static const char *const SHADES[] = {"#f3e3d6", "#f7f0dc", "#e6edf5", "#ece6f2"};

/// One axis: what it covers and where it lies on the page.
typedef struct axis {
    double low, high;
    double from, to; // page
    bool logarithmic;
} axis;

void tb_xml_text(const char *text, FILE *out)
{
    for (; *text != '\0'; ++text) {
        switch (*text) {
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '&':
            fputs("&amp;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        default:
            fputc(*text, out);
        }
    }
}

static double place(const axis *a, double value)
{
    const double share = a->logarithmic ? log(value / a->low) / log(a->high / a->low)
                                        : (value - a->low) / (a->high - a->low);
    return a->from + share * (a->to - a->from);
}

static void widen(axis *a, double value)
{
    if (isfinite(value) && !(a->logarithmic && value <= 0.0)) {
        a->low = fmin(a->low, value);
        a->high = fmax(a->high, value);
    }
}

/// 1, 2 or 5 times a power of ten, not below `step`.
static double round_step(double step)
{
    const double decade = pow(10.0, floor(log10(step)));
    const double lead = step / decade;
    return decade * (lead <= 1.0 ? 1.0 : lead <= 2.0 ? 2.0 : lead <= 5.0 ? 5.0 : 10.0);
}

/// Round values along an axis; widens a linear one that is not snug to whole steps. A logarithmic
/// one of about a decade gets even steps too.
static int ticks_of(axis *a, bool snug, double ticks[TICKS_MAX])
{
    int count = 0;
    if (a->logarithmic && a->high > 12.0 * a->low) {
        static const double leads[] = {1.0, 2.0, 5.0};
        for (double decade = pow(10.0, floor(log10(a->low))); decade <= a->high; decade *= 10.0) {
            for (int k = 0; k < 3 && count < TICKS_MAX; ++k) {
                const double value = decade * leads[k];
                if (value >= a->low * 0.999 && value <= a->high * 1.001) {
                    ticks[count++] = value;
                }
            }
        }
        return count;
    }
    const double step = round_step((a->high - a->low) / 7.0);
    if (!snug && !a->logarithmic) {
        a->low = floor(a->low / step + 1e-9) * step;
        a->high = ceil(a->high / step - 1e-9) * step;
    }
    const double first = ceil(a->low / step - 1e-9);
    for (int k = 0; count < TICKS_MAX && (first + k) * step <= a->high + 1e-9 * step; ++k) {
        ticks[count++] = (first + k) * step;
    }
    return count;
}

static void find_range(const tb_figure *figure, axis *x, axis *y)
{
    for (int c = 0; c < figure->curve_count; ++c) {
        const tb_curve *curve = &figure->curves[c];
        for (int k = 0; k < curve->count; ++k) {
            widen(x, curve->x[k]);
            widen(y, curve->y[k]);
        }
    }
    if (!figure->log_y && y->low > 0.0 && y->low < 0.7 * y->high) {
        y->low = 0.0;
    }
    if (!(x->high > x->low)) { // nothing, or one point
        x->low = x->low < INFINITY ? x->low - 0.5 : 0.0;
        x->high = x->low + 1.0;
    }
    if (!(y->high > y->low)) {
        y->low = y->low < INFINITY ? y->low - 0.5 : 0.0;
        y->high = y->low + 1.0;
    }
}

static void draw_zones(const tb_figure *figure, const axis *x, const axis *y, FILE *out)
{
    for (int k = 0; k < figure->zone_count; ++k) {
        const tb_figure_zone *zone = &figure->zones[k];
        const double from = place(x, fmax(zone->from, x->low)),
                     to = place(x, fmin(zone->to, x->high));
        if (to > from) {
            fprintf(out,
                    "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>\n",
                    from, y->to, to - from, y->from - y->to,
                    SHADES[k % (int)(sizeof SHADES / sizeof SHADES[0])]);
            fprintf(out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\" fill=\"#555\">",
                    0.5 * (from + to), y->from - 8.0);
            tb_xml_text(zone->label, out);
            fputs("</text>\n", out);
        }
    }
}

static void draw_axes(const tb_figure *figure, axis *x, axis *y, const double *x_ticks, int x_count,
                      const double *y_ticks, int y_count, FILE *out)
{
    for (int k = 0; k < x_count; ++k) {
        const double at = place(x, x_ticks[k]);
        fprintf(out,
                "<path d=\"M%.1f %.1fV%.1f\" stroke=\"#ddd\"/><text x=\"%.1f\" y=\"%.1f\" "
                "text-anchor=\"middle\">%g</text>\n",
                at, y->from, y->to, at, y->from + 18.0,
                fabs(x_ticks[k]) < 1e-12 ? 0.0 : x_ticks[k]);
    }
    for (int k = 0; k < y_count; ++k) {
        const double at = place(y, y_ticks[k]);
        fprintf(out,
                "<path d=\"M%.1f %.1fH%.1f\" stroke=\"#ddd\"/><text x=\"%.1f\" y=\"%.1f\" "
                "text-anchor=\"end\">%g</text>\n",
                x->from, at, x->to, x->from - 8.0, at + 4.0,
                fabs(y_ticks[k]) < 1e-12 ? 0.0 : y_ticks[k]);
    }
    fprintf(out, "<path d=\"M%.1f %.1fV%.1fH%.1f\" fill=\"none\" stroke=\"#333\"/>\n", x->from,
            y->to, y->from, x->to);
    fprintf(out, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">", 0.5 * (x->from + x->to),
            HEIGHT - 12);
    tb_xml_text(figure->x_label, out);
    fprintf(out,
            "</text>\n<text transform=\"translate(18 %.1f) rotate(-90)\" text-anchor=\"middle\">",
            0.5 * (y->from + y->to));
    tb_xml_text(figure->y_label, out);
    fputs("</text>\n", out);
}

static void draw_mark(double x, double y, int style, FILE *out)
{
    if (style % 2 == 0) {
        fprintf(out, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\"/>", x, y);
    } else {
        fprintf(out, "<rect x=\"%.1f\" y=\"%.1f\" width=\"7\" height=\"7\"/>", x - 3.5, y - 3.5);
    }
}

static void draw_curve(const tb_curve *curve, int style, const axis *x, const axis *y, FILE *out)
{
    const char *colour = COLOURS[style];
    if (curve->dots) {
        fprintf(out, "<g fill=\"white\" stroke=\"%s\" stroke-width=\"1.6\">", colour);
        for (int k = 0; k < curve->count; ++k) {
            draw_mark(place(x, curve->x[k]), place(y, curve->y[k]), style, out);
        }
        fputs("</g>\n", out);
        return;
    }
    fprintf(out,
            "<path fill=\"none\" stroke=\"%s\" stroke-width=\"2\" stroke-dasharray=\"%s\" d=\"",
            colour, DASHES[style]);
    for (int k = 0; k < curve->count; ++k) {
        fprintf(out, "%c%.1f %.1f", k == 0 ? 'M' : 'L', place(x, curve->x[k]),
                place(y, curve->y[k]));
    }
    fputs("\"/>\n", out);
}

/// Where the legend covers least of the curves: one of the four corners.
static void legend_corner(const tb_figure *figure, const axis *x, const axis *y, double width,
                          double height, double *left, double *top)
{
    int fewest = -1;
    for (int corner = 0; corner < 4; ++corner) {
        const double l = corner % 2 == 0 ? x->to - width - 8.0 : x->from + 10.0;
        const double t = corner < 2 ? y->to + 8.0 : y->from - height - 26.0;
        int covered = 0;
        for (int c = 0; c < figure->curve_count; ++c) {
            const tb_curve *curve = &figure->curves[c];
            for (int k = 0; k + 1 < curve->count; ++k) { // lines count between their points too
                for (int n = 0; n < (curve->dots ? 1 : 8); ++n) {
                    const double share = n / 8.0;
                    const double px = place(x, curve->x[k]) +
                                      share * (place(x, curve->x[k + 1]) - place(x, curve->x[k]));
                    const double py = place(y, curve->y[k]) +
                                      share * (place(y, curve->y[k + 1]) - place(y, curve->y[k]));
                    covered += px > l && px < l + width && py > t && py < t + height ? 1 : 0;
                }
            }
        }
        if (fewest < 0 || covered < fewest) {
            fewest = covered;
            *left = l;
            *top = t;
        }
    }
}

static void draw_legend(const tb_figure *figure, const axis *x, const axis *y, FILE *out)
{
    size_t longest = 0;
    for (int c = 0; c < figure->curve_count; ++c) {
        const size_t length = strlen(figure->curves[c].label);
        longest = length > longest ? length : longest;
    }
    const double width = 46.0 + 7.2 * (double)longest, height = 10.0 + 20.0 * figure->curve_count;
    double left = 0.0, top = 0.0;
    legend_corner(figure, x, y, width, height, &left, &top);
    fprintf(out,
            "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"white\" "
            "fill-opacity=\"0.85\" stroke=\"#ccc\"/>\n",
            left, top, width, height);
    for (int c = 0; c < figure->curve_count; ++c) {
        const double at = top + 18.0 + 20.0 * c;
        if (figure->curves[c].dots) {
            fprintf(out, "<g fill=\"white\" stroke=\"%s\" stroke-width=\"1.6\">", COLOURS[c]);
            draw_mark(left + 20.0, at - 4.0, c, out);
            fputs("</g>", out);
        } else {
            fprintf(out,
                    "<path d=\"M%.1f %.1fh26\" stroke=\"%s\" stroke-width=\"2\" "
                    "stroke-dasharray=\"%s\"/>",
                    left + 8.0, at - 4.0, COLOURS[c], DASHES[c]);
        }
        fprintf(out, "<text x=\"%.1f\" y=\"%.1f\">", left + 40.0, at);
        tb_xml_text(figure->curves[c].label, out);
        fputs("</text>\n", out);
    }
}

void tb_figure_svg(const tb_figure *figure, FILE *out)
{
    axis x = {INFINITY, -INFINITY, LEFT, WIDTH - RIGHT, figure->log_x};
    axis y = {INFINITY, -INFINITY, HEIGHT - BOTTOM, TOP, figure->log_y};
    find_range(figure, &x, &y);
    double x_ticks[TICKS_MAX], y_ticks[TICKS_MAX];
    const int x_count = ticks_of(&x, true, x_ticks), y_count = ticks_of(&y, false, y_ticks);
    fprintf(out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" "
            "font-family=\"sans-serif\" font-size=\"13\" fill=\"#222\">\n<title>",
            WIDTH, HEIGHT);
    tb_xml_text(figure->title, out);
    fprintf(out, "</title>\n<rect width=\"%d\" height=\"%d\" fill=\"white\"/>\n", WIDTH, HEIGHT);
    draw_zones(figure, &x, &y, out);
    draw_axes(figure, &x, &y, x_ticks, x_count, y_ticks, y_count, out);
    for (int c = 0; c < figure->curve_count; ++c) {
        draw_curve(&figure->curves[c], c, &x, &y, out);
    }
    draw_legend(figure, &x, &y, out);
    fputs("</svg>\n", out);
}
