#include "debrief.h"

#include "text.h"

#include "tautband/core/assert.h"
#include "tautband/core/units.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct basis {
    tb_vec3 u, v, origin;
    bool known;
} basis;

// Two unit vectors across the needle as it pointed when the tip came nearest.
static basis basis_of(const tb_event *events, int count, const tb_anatomy *anatomy, int nearest)
{
    basis b = {{1, 0, 0}, {0, 1, 0}, {0, 0, 0}, false};
    if (anatomy->symptomatic < 0) {
        return b;
    }
    b.origin = anatomy->trigger_points[anatomy->symptomatic].centre_mm;
    for (int k = 0; k < count && k <= nearest; ++k) {
        const bool placed = events[k].kind == TB_EVENT_NEEDLE_PLACED;
        if (placed || events[k].kind == TB_EVENT_REDIRECTED) { // both tell tilt and azimuth
            const tb_vec3 axis = tb_needle_direction(tb_rad_from_deg(events[k].values[2]),
                                                     tb_rad_from_deg(events[k].values[3]));
            b.u = tb_vec3_unit(tb_vec3_cross((tb_vec3){0, 1, 0}, axis));
            b.v = tb_vec3_cross(axis, b.u);
            b.known = true;
        }
    }
    return b;
}

// The point's outline seen along the needle: the ellipse L (cos a, sin a), L the lower triangle
// with L L' = P A^2 P', P the two directions across and A the semi-axes.
static void outline_of(const tb_trigger_point *point, const basis *b, float out[3])
{
    const double *a = point->semi_axes_mm;
    const tb_vec3 across = tb_vec3_unit(tb_vec3_cross((tb_vec3){0.0, 0.0, 1.0}, point->fibre));
    const tb_vec3 third = tb_vec3_cross(point->fibre, across);
    const tb_vec3 u = {tb_vec3_dot(b->u, point->fibre) * a[0], tb_vec3_dot(b->u, across) * a[1],
                       tb_vec3_dot(b->u, third) * a[2]};
    const tb_vec3 v = {tb_vec3_dot(b->v, point->fibre) * a[0], tb_vec3_dot(b->v, across) * a[1],
                       tb_vec3_dot(b->v, third) * a[2]};
    const double l00 = sqrt(tb_vec3_dot(u, u));
    const double l10 = l00 > 0.0 ? tb_vec3_dot(u, v) / l00 : 0.0;
    out[0] = (float)l00;
    out[1] = (float)l10;
    out[2] = (float)sqrt(fmax(0.0, tb_vec3_dot(v, v) - l10 * l10));
}

static bool in_tissue(const tb_event *event)
{
    return event->kind == TB_EVENT_TIP_SAMPLE && (event->subject & TB_TIP_IN_TISSUE) != 0;
}

static void build_path(const tb_event *events, int count, const tb_anatomy *anatomy,
                       tb_debrief *out)
{
    int samples = 0, nearest = -1;
    for (int k = 0; k < count; ++k) {
        if (in_tissue(&events[k])) {
            nearest = nearest < 0 || events[k].values[4] < events[nearest].values[4] ? k : nearest;
            ++samples;
        }
    }
    const basis b = basis_of(events, count, anatomy, nearest);
    const int stride = samples / (TB_DEBRIEF_PATH - 1) + 1; // and room for the nearest
    out->nearest = -1;
    if (!b.known || nearest < 0) {
        return;
    }
    outline_of(&anatomy->trigger_points[anatomy->symptomatic], &b, out->outline_mm);
    for (int k = 0, seen = 0; k < count; ++k) {
        const tb_event *e = &events[k];
        if (!in_tissue(e) || (seen++ % stride != 0 && k != nearest)) {
            continue;
        }
        const tb_vec3 tip = {e->values[0], e->values[1], e->values[2]};
        const tb_vec3 off = tb_vec3_sub(tip, b.origin);
        TB_ASSERT(out->path_count < TB_DEBRIEF_PATH);
        out->path_mm[2 * out->path_count] = (float)tb_vec3_dot(off, b.u);
        out->path_mm[2 * out->path_count + 1] = (float)tb_vec3_dot(off, b.v);
        if (k == nearest) {
            out->nearest = out->path_count;
            out->nearest_mm = (float)fmax(0.0, e->values[4]);
        }
        ++out->path_count;
    }
}

static void build_force(const tb_event *events, int count, tb_debrief *out)
{
    for (int k = 0; k < count; ++k) {
        const tb_event *e = &events[k];
        const bool finger = e->kind == TB_EVENT_PALPATION_SAMPLE;
        if (!finger && e->kind != TB_EVENT_TIP_SAMPLE) {
            continue;
        }
        const float force = (float)fabs(finger ? e->values[2] : e->values[7]);
        const size_t column = (size_t)e->tick_ms * TB_DEBRIEF_FORCE / (out->end_ms + 1u);
        if (force > out->force_n[column]) {
            out->force_n[column] = force;
        }
    }
}

static void add_phase(tb_debrief *out, const char *label, uint32_t from_ms)
{
    if (out->phase_count > 0) {
        tb_debrief_phase *last = &out->phases[out->phase_count - 1];
        if (strcmp(last->label, label) == 0 || out->phase_count == TB_DEBRIEF_PHASES) {
            return;
        }
        last->to_ms = from_ms;
    }
    out->phases[out->phase_count++] = (tb_debrief_phase){label, from_ms, out->end_ms};
}

static void build_phases(const tb_event *events, int count, tb_debrief *out)
{
    int reached = 0; // phases only go forward: a second needle does not start the list again
    add_phase(out, TB_N("Find"), 0);
    for (int k = 0; k < count; ++k) {
        const tb_event_kind kind = (tb_event_kind)events[k].kind;
        const int next = kind == TB_EVENT_NEEDLE_CHOSEN                          ? 1
                         : kind == TB_EVENT_SKIN_PUNCTURED                       ? 2
                         : kind == TB_EVENT_STROKE && events[k].subject == 1     ? 3
                         : kind == TB_EVENT_OUT_OF_SKIN && events[k].tick_ms > 0 ? 4
                                                                                 : 0;
        static const char *const labels[] = {TB_N("Find"), TB_N("Needle choice"), TB_N("Insert"),
                                             TB_N("Stimulate"), TB_N("Out and press")};
        if (next > reached) {
            reached = next;
            add_phase(out, labels[next], events[k].tick_ms);
        }
    }
}

static void add_marker(tb_debrief *out, uint32_t tick_ms, tb_icon icon, tb_colour colour,
                       const char *label, const char *detail)
{
    if (out->marker_count == TB_DEBRIEF_MARKERS) {
        return;
    }
    tb_debrief_marker *m = &out->markers[out->marker_count++];
    m->tick_ms = tick_ms;
    m->icon = icon;
    m->colour = colour;
    snprintf(m->label, sizeof m->label, "%s", label);
    snprintf(m->detail, sizeof m->detail, "%s", detail);
}

static void build_markers(const tb_event *events, int count, const tb_anatomy *anatomy,
                          tb_debrief *out)
{
    char label[48], detail[160];
    int twitches = 0, turns = 0, skins = 0, exits = 0;
    for (int k = 0; k < count; ++k) {
        const tb_event *e = &events[k];
        const double *v = e->values;
        switch ((tb_event_kind)e->kind) {
        case TB_EVENT_DECLARED:
            snprintf(detail, sizeof detail,
                     tb_tr(TB_N("You marked the point, %.0f mm from the trigger point.")), v[2]);
            add_marker(out, e->tick_ms, TB_ICON_TARGET, TB_C_TARGET, tb_tr(TB_N("point marked")),
                       v[2] >= 0.0 ? detail : tb_tr(TB_N("You marked a point.")));
            break;
        case TB_EVENT_SKIN_PUNCTURED:
            if (++skins <= 2) {
                snprintf(detail, sizeof detail,
                         tb_tr(TB_N("Through the skin at %.1f N, tilt %.0f degrees.")), v[2], v[3]);
                add_marker(out, e->tick_ms, TB_ICON_ARROW_DOWN, TB_C_INK, tb_tr(TB_N("skin")),
                           detail);
            }
            break;
        case TB_EVENT_LTR:
            if (++twitches <= 4) {
                snprintf(label, sizeof label, twitches == 1 ? tb_tr(TB_N("twitch %d")) : "%d",
                         twitches);
                snprintf(
                    detail, sizeof detail,
                    tb_tr(TB_N("Local twitch %d: the tip was %.1f mm from the spot that fired.")),
                    twitches, v[5]);
                add_marker(out, e->tick_ms, TB_ICON_ZIGZAG, TB_C_TWITCH, label, detail);
            }
            break;
        case TB_EVENT_REDIRECTED:
            if (e->subject == 1 && ++turns <= 2) {
                snprintf(detail, sizeof detail,
                         tb_tr(TB_N("The needle turned %.0f degrees in the muscle.")), v[0]);
                add_marker(out, e->tick_ms, TB_ICON_TRIANGLE, TB_C_TWITCH,
                           tb_tr(TB_N("turned in muscle")), detail);
            }
            break;
        case TB_EVENT_NERVE_CONTACT:
        case TB_EVENT_VESSEL_CONTACT:
        case TB_EVENT_LETHAL_CONTACT:
            snprintf(detail, sizeof detail, tb_tr(TB_N("The tip reached: %s.")),
                     e->subject >= 0 && e->subject < anatomy->structure_count
                         ? tb_tr(anatomy->structures[e->subject].label)
                         : "?");
            add_marker(out, e->tick_ms, TB_ICON_OCTAGON, TB_C_CRITICAL,
                       e->kind == TB_EVENT_NERVE_CONTACT    ? tb_tr(TB_N("nerve"))
                       : e->kind == TB_EVENT_VESSEL_CONTACT ? tb_tr(TB_N("vessel"))
                                                            : tb_tr(TB_N("vital structure")),
                       detail);
            break;
        case TB_EVENT_STOP_SAID:
            add_marker(out, e->tick_ms, TB_ICON_HAND, TB_C_CRITICAL, tb_tr(TB_N("stop said")),
                       tb_tr(TB_N("The patient said stop.")));
            break;
        case TB_EVENT_PRODROME:
            add_marker(out, e->tick_ms, TB_ICON_TRIANGLE, TB_C_TWITCH, tb_tr(TB_N("feels odd")),
                       tb_tr(TB_N("The patient felt odd: a faint was coming.")));
            break;
        case TB_EVENT_FAINTED:
            add_marker(out, e->tick_ms, TB_ICON_OCTAGON, TB_C_CRITICAL, tb_tr(TB_N("fainted")),
                       tb_tr(TB_N("The patient fainted.")));
            break;
        case TB_EVENT_STUCK:
            add_marker(out, e->tick_ms, TB_ICON_TRIANGLE, TB_C_TWITCH, tb_tr(TB_N("held fast")),
                       tb_tr(TB_N("The needle was held fast.")));
            break;
        case TB_EVENT_OUT_OF_SKIN:
            if (++exits <= 2) {
                add_marker(out, e->tick_ms, TB_ICON_ARROW_UP, TB_C_INK, tb_tr(TB_N("out")),
                           tb_tr(TB_N("The needle left the skin.")));
            }
            break;
        case TB_EVENT_COTTON_PRESSED:
            snprintf(label, sizeof label, tb_tr(TB_N("pressed %.0f s")), v[0] / 1000.0);
            snprintf(detail, sizeof detail, tb_tr(TB_N("Cotton was pressed for %.0f s.")),
                     v[0] / 1000.0);
            add_marker(out, e->tick_ms, TB_ICON_COTTON, TB_C_INK, label, detail);
            break;
        default:
            break;
        }
    }
}

// What the learner judged: the last word on the pain drawing, and the guess.
static void build_judged(const tb_event *events, int count, tb_debrief *out)
{
    out->guess_mm = -1.0f;
    out->match = out->match_truth = -1;
    for (int k = 0; k < count; ++k) {
        const tb_event *e = &events[k];
        if (e->kind == TB_EVENT_GUESSED) {
            out->guess_mm = (float)e->values[0];
        } else if (e->kind == TB_EVENT_MATCH_JUDGED) {
            out->match = e->subject;
            out->match_truth = (int)tb_match_truth(e->values[0], e->values[1]);
            out->match_ms = e->tick_ms;
        }
    }
}

static bool before(const tb_debrief_harm *a, const tb_debrief_harm *b)
{
    return a->grade != b->grade ? a->grade > b->grade : a->tick_ms < b->tick_ms;
}

// Every step of what follows is an event of its own; they come together per kind of harm.
static void build_harms(const tb_event *events, int count, tb_debrief *out)
{
    for (int k = 0; k < count; ++k) {
        const tb_event *e = &events[k];
        if (e->kind != TB_EVENT_CONSEQUENCE || e->subject <= TB_HARM_NONE ||
            e->subject >= TB_HARM_COUNT) {
            continue;
        }
        tb_debrief_harm *harm = NULL;
        for (int h = 0; h < out->harm_count; ++h) {
            harm = out->harms[h].harm == e->subject ? &out->harms[h] : harm;
        }
        if (harm == NULL) {
            const double done_ms = fmin(fmax(0.0, 1e3 * e->values[3]), (double)out->end_ms);
            harm = &out->harms[out->harm_count++];
            *harm = (tb_debrief_harm){.harm = e->subject, .tick_ms = (uint32_t)(done_ms + 0.5)};
        }
        const double worst = 4.0; // whatever a recording from elsewhere says
        harm->grade = e->values[1] > harm->grade ? (int)fmin(e->values[1], worst) : harm->grade;
    }
    for (int k = 1; k < out->harm_count; ++k) {
        for (int j = k; j > 0 && before(&out->harms[j], &out->harms[j - 1]); --j) {
            const tb_debrief_harm swapped = out->harms[j];
            out->harms[j] = out->harms[j - 1];
            out->harms[j - 1] = swapped;
        }
    }
    for (int k = 0; k < count; ++k) {
        for (int h = 0; h < out->harm_count && events[k].kind == TB_EVENT_RESPONDED; ++h) {
            if (out->harms[h].harm == events[k].subject) {
                ++out->harms[h].answered;
                out->harms[h].right += events[k].values[2] > 0.0 ? 1 : 0;
            }
        }
    }
}

static void build_soreness(const tb_event *events, int count, tb_debrief *out)
{
    for (int k = 0; k < count; ++k) {
        const double *v = events[k].values;
        if (events[k].kind == TB_EVENT_SORENESS) {
            out->sore = true;
            out->soreness = (tb_soreness){v[0], v[1], v[2], v[3]};
            out->pressed_s = v[4];
        }
    }
}

bool tb_debrief_other_soreness(const tb_physiology *physiology, const tb_soreness *soreness,
                               double pressed_s, tb_soreness *other)
{
    // the dose is what both share: its size follows from what one usual dose would have left
    static const double ENOUGH_S = 30.0;
    const bool pressed = pressed_s < 0.5 * ENOUGH_S;
    tb_soreness_dose usual = {1, 4, 0.25, pressed_s, 1.0};
    const tb_soreness same = tb_soreness_after(physiology, &usual);
    usual.pressed_s = pressed ? ENOUGH_S : 0.0;
    *other = tb_soreness_after(physiology, &usual);
    const double size =
        same.insertion_nrs > 0.0 ? soreness->insertion_nrs / same.insertion_nrs : 0.0;
    other->insertion_nrs *= size;
    other->ache_nrs *= size;
    return pressed;
}

void tb_debrief_build(const tb_event *events, int count, const tb_anatomy *anatomy, tb_debrief *out)
{
    memset(out, 0, sizeof *out);
    out->end_ms = count > 0 ? events[count - 1].tick_ms : 0;
    build_path(events, count, anatomy, out);
    build_force(events, count, out);
    build_phases(events, count, out);
    build_markers(events, count, anatomy, out);
    build_harms(events, count, out);
    build_soreness(events, count, out);
    build_judged(events, count, out);
}
