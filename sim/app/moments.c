#include "moments.h"

#include "tautband/anatomy/case.h"
#include "tautband/patient/harm.h"
#include "tautband/patient/lines.h"
#include "tautband/session/input.h"
#include "tautband/session/judge.h"
#include "text.h"

#include <stdio.h>
#include <string.h>

/// How a kind of event is told. `text` may hold one %s (the subject's name) or one number (value
/// `value`).
typedef struct telling {
    tb_icon icon;
    tb_colour colour;
    const char *text;
} telling;

static const telling TELLINGS[TB_EVENT_KIND_COUNT] = {
    [TB_EVENT_BAND_FELT] = {TB_ICON_FINGER, TB_C_INK2, TB_N("a cord under the finger")},
    [TB_EVENT_BAND_SNAPPED] = {TB_ICON_FINGER, TB_C_INK2, TB_N("a cord rolled past")},
    [TB_EVENT_REFERRAL] = {TB_ICON_TARGET, TB_C_PAIN, TB_N("pain spreads")},
    [TB_EVENT_RECOGNISED] = {TB_ICON_TARGET, TB_C_PAIN, TB_N("the patient knows this pain")},
    [TB_EVENT_JUMP_SIGN] = {TB_ICON_TARGET, TB_C_PAIN, TB_N("the patient flinches")},
    [TB_EVENT_GUARDING] = {TB_ICON_TRIANGLE, TB_C_TWITCH, TB_N("the muscle guards")},
    [TB_EVENT_THRESHOLD_READ] = {TB_ICON_PROBE, TB_C_INK, TB_N("threshold read: %.0f kPa")},
    [TB_EVENT_COMPARED] = {TB_ICON_FINGER, TB_C_INK, TB_N("compared with the other side")},
    [TB_EVENT_STROKED_ACROSS] = {TB_ICON_FINGER, TB_C_INK2, TB_N("stroke across the fibres")},
    [TB_EVENT_WALKED_ALONG] = {TB_ICON_FINGER, TB_C_INK2, TB_N("walked along the cord")},
    [TB_EVENT_RELEASE_HELD] = {TB_ICON_HAND, TB_C_INK, TB_N("pressure was held")},
    [TB_EVENT_RELEASE_YIELDED] = {TB_ICON_HAND, TB_C_DONE, TB_N("the tissue gives way")},
    [TB_EVENT_SWEPT] = {TB_ICON_HAND, TB_C_INK2, TB_N("a broad stroke")},
    [TB_EVENT_DECLARED] = {TB_ICON_TARGET, TB_C_TARGET, TB_N("point marked")},
    [TB_EVENT_NEEDLE_CHOSEN] = {TB_ICON_NEEDLE, TB_C_INK, TB_N("needle opened")},
    [TB_EVENT_NEEDLE_PLACED] = {TB_ICON_NEEDLE, TB_C_INK, TB_N("tube on the skin")},
    [TB_EVENT_TAPPED] = {TB_ICON_NEEDLE, TB_C_INK2, TB_N("tapped in")},
    [TB_EVENT_TUBE_OFF] = {TB_ICON_NEEDLE, TB_C_INK2, TB_N("tube off")},
    [TB_EVENT_SKIN_PUNCTURED] = {TB_ICON_ARROW_DOWN, TB_C_INK, TB_N("through the skin")},
    [TB_EVENT_FASCIA_PUNCTURED] = {TB_ICON_ARROW_DOWN, TB_C_INK, TB_N("through a fascia")},
    [TB_EVENT_LTR] = {TB_ICON_ZIGZAG, TB_C_TWITCH, TB_N("local twitch")},
    [TB_EVENT_REDIRECTED] = {TB_ICON_TRIANGLE, TB_C_TWITCH, TB_N("turned by %.0f degrees")},
    [TB_EVENT_WOUND] = {TB_ICON_NEEDLE, TB_C_INK2, TB_N("wound: %.1f turns")},
    [TB_EVENT_BENT] = {TB_ICON_TRIANGLE, TB_C_TWITCH, TB_N("the needle bends")},
    [TB_EVENT_BONE] = {TB_ICON_TRIANGLE, TB_C_TWITCH, TB_N("the tip is on bone")},
    [TB_EVENT_NERVE_CONTACT] = {TB_ICON_OCTAGON, TB_C_CRITICAL, TB_N("The tip reached: %s.")},
    [TB_EVENT_VESSEL_CONTACT] = {TB_ICON_OCTAGON, TB_C_CRITICAL, TB_N("The tip reached: %s.")},
    [TB_EVENT_LETHAL_CONTACT] = {TB_ICON_OCTAGON, TB_C_CRITICAL, TB_N("The tip reached: %s.")},
    [TB_EVENT_NERVE_IGNORED] = {TB_ICON_OCTAGON, TB_C_CRITICAL,
                                TB_N("went on after an electric pain")},
    [TB_EVENT_OUT_OF_SKIN] = {TB_ICON_ARROW_UP, TB_C_INK, TB_N("out of the skin")},
    [TB_EVENT_BINNED] = {TB_ICON_BIN, TB_C_INK, TB_N("needle binned")},
    [TB_EVENT_COTTON_PRESSED] = {TB_ICON_COTTON, TB_C_INK, TB_N("cotton was pressed")},
    [TB_EVENT_BLEEDING] = {TB_ICON_DROP, TB_C_CRITICAL, TB_N("blood at the skin")},
    [TB_EVENT_SAID] = {TB_ICON_BUBBLE, TB_C_INK2, "%s"},
    [TB_EVENT_TOLD] = {TB_ICON_BUBBLE, TB_C_ACCENT, TB_N("You: %s")},
    [TB_EVENT_STOP_SAID] = {TB_ICON_HAND, TB_C_CRITICAL, TB_N("stop said")},
    [TB_EVENT_STOP_HONOURED] = {TB_ICON_TICK, TB_C_DONE, TB_N("stop honoured")},
    [TB_EVENT_STOP_IGNORED] = {TB_ICON_OCTAGON, TB_C_CRITICAL, TB_N("went on after \"stop\"")},
    [TB_EVENT_ENOUGH_SAID] = {TB_ICON_HAND, TB_C_TWITCH, TB_N("the patient has had enough")},
    [TB_EVENT_WITHDRAWAL] = {TB_ICON_TRIANGLE, TB_C_CRITICAL, TB_N("the limb jerks away")},
    [TB_EVENT_HARM] = {TB_ICON_TRIANGLE, TB_C_CRITICAL, "%s"},
    [TB_EVENT_PRODROME] = {TB_ICON_TRIANGLE, TB_C_TWITCH, TB_N("the patient feels odd")},
    [TB_EVENT_FAINT_HELPED] = {TB_ICON_TICK, TB_C_DONE, TB_N("helped in time")},
    [TB_EVENT_FAINTED] = {TB_ICON_OCTAGON, TB_C_CRITICAL, TB_N("the patient faints")},
    [TB_EVENT_FAINT_OVER] = {TB_ICON_TICK, TB_C_INK, TB_N("the faint is over")},
    [TB_EVENT_STUCK] = {TB_ICON_TRIANGLE, TB_C_TWITCH, TB_N("the needle is held fast")},
    [TB_EVENT_FREED] = {TB_ICON_TICK, TB_C_DONE, TB_N("the needle is free")},
    [TB_EVENT_CONSENT] = {TB_ICON_BUBBLE, TB_C_INK, TB_N("asked for consent")},
    [TB_EVENT_SCREENED] = {TB_ICON_BUBBLE, TB_C_ACCENT, TB_N("You: %s")},
    [TB_EVENT_DECIDED] = {TB_ICON_FLAG, TB_C_INK, "%s"},
    [TB_EVENT_PLANNED] = {TB_ICON_FLAG, TB_C_INK2, TB_N("added to the plan")},
    [TB_EVENT_PREPARED] = {TB_ICON_TICK, TB_C_INK2, "%s"},
    [TB_EVENT_LAID_FLAT] = {TB_ICON_HAND, TB_C_INK, TB_N("laid flat, legs up")},
    [TB_EVENT_THROUGH] = {TB_ICON_ARROW_UP, TB_C_TWITCH, TB_N("out of the far skin")},
    [TB_EVENT_WILL_NOT_ENTER] = {TB_ICON_TRIANGLE, TB_C_TWITCH, TB_N("too flat to enter")},
    [TB_EVENT_SHIFTED] = {TB_ICON_TRIANGLE, TB_C_TWITCH, TB_N("the patient moves")},
    [TB_EVENT_TIME_UP] = {TB_ICON_CLOCK, TB_C_TWITCH, TB_N("the time is up")},
    [TB_EVENT_MATCH_JUDGED] = {TB_ICON_TARGET, TB_C_ACCENT, TB_N("pain drawing: %s")},
    [TB_EVENT_TAGGED] = {TB_ICON_FLAG, TB_C_INK2, TB_N("answer tagged")},
    [TB_EVENT_GUESSED] = {TB_ICON_TARGET, TB_C_ACCENT, TB_N("guessed: %.1f mm")},
    [TB_EVENT_RESPONDED] = {TB_ICON_HAND, TB_C_ACCENT, "%s"},
    [TB_EVENT_REVIEW_SET] = {TB_ICON_CLOCK, TB_C_INK2, TB_N("review in %.0f days")},
};

/// Value that a text's number stands for.
static double number_of(const tb_event *event)
{
    return event->kind == TB_EVENT_THRESHOLD_READ ? event->values[2] : event->values[0];
}

static const char *subject_of(const tb_event *event, const tb_anatomy *anatomy)
{
    const int subject = event->subject;
    switch ((tb_event_kind)event->kind) {
    case TB_EVENT_NERVE_CONTACT:
    case TB_EVENT_VESSEL_CONTACT:
    case TB_EVENT_LETHAL_CONTACT:
        return subject >= 0 && subject < anatomy->structure_count
                   ? anatomy->structures[subject].label
                   : "?";
    case TB_EVENT_SAID:
        return tb_line_text((tb_line)subject);
    case TB_EVENT_TOLD:
        return tb_say_text((tb_say)subject);
    case TB_EVENT_HARM:
    case TB_EVENT_RESPONDED:
        return tb_consequence_of((tb_harm)subject)->title;
    case TB_EVENT_SCREENED:
        return tb_question_text((tb_question)subject);
    case TB_EVENT_DECIDED:
        return tb_decision_text((tb_decision)subject);
    case TB_EVENT_PREPARED:
        return tb_prepare_text((tb_prepare)subject);
    case TB_EVENT_MATCH_JUDGED:
        return tb_match_text((tb_match)subject);
    default:
        return "";
    }
}

static void tell(const tb_event *event, const telling *how, const tb_anatomy *anatomy,
                 tb_moment *out)
{
    const char *text = strcmp(how->text, "%s") == 0 ? how->text : tb_tr(how->text);
    const char *place = strstr(text, "%."), *rest = "";
    char number[32];
    const char *filled = "";
    out->tick_ms = event->tick_ms;
    out->icon = how->icon;
    out->colour = how->colour;
    if (place != NULL) { // "%.0f" or "%.1f" of the table, wherever the language puts it
        snprintf(number, sizeof number, "%.*f", place[2] == '1' ? 1 : 0, number_of(event));
        filled = number;
        rest = place + 4;
    } else if ((place = strstr(text, "%s")) != NULL) {
        filled = subject_of(event, anatomy);
        filled = filled[0] != '\0' ? tb_tr(filled) : "";
        rest = place + 2;
    }
    const size_t head = place != NULL ? (size_t)(place - text) : strlen(text);
    const char *const parts[] = {text, filled, rest};
    const size_t lengths[] = {head, strlen(filled), strlen(rest)};
    size_t used = 0;
    for (int k = 0; k < 3; ++k) {
        const size_t room = sizeof out->text - 1 - used;
        const size_t length = lengths[k] < room ? lengths[k] : room;
        memcpy(out->text + used, parts[k], length);
        used += length;
    }
    while (used > 0 && used == sizeof out->text - 1 &&
           ((unsigned char)out->text[used - 1] & 0x80u)) {
        --used; // a character may have been cut at the end
    }
    out->text[used] = '\0';
}

void tb_moments_build(const tb_event *events, int count, const tb_anatomy *anatomy, tb_moments *out)
{
    out->count = out->left_out = 0;
    for (int k = 0; k < count; ++k) {
        if (events[k].kind >= TB_EVENT_KIND_COUNT || TELLINGS[events[k].kind].text == NULL) {
            continue;
        }
        if (out->count == TB_MOMENTS_MAX) {
            ++out->left_out;
            continue;
        }
        tell(&events[k], &TELLINGS[events[k].kind], anatomy, &out->items[out->count++]);
    }
}

double tb_moments_step(const tb_moments *moments, double at_ms, int direction)
{
    double best = at_ms;
    for (int k = 0; k < moments->count; ++k) {
        const double at = (double)moments->items[k].tick_ms, ahead = (at - at_ms) * direction;
        if (ahead > 1.0 && (best == at_ms || ahead < (best - at_ms) * direction)) {
            best = at;
        }
    }
    return best;
}

const tb_moment *tb_moments_at(const tb_moments *moments, double at_ms)
{
    const tb_moment *found = NULL;
    for (int k = 0; k < moments->count; ++k) {
        const double gone = at_ms - (double)moments->items[k].tick_ms;
        found = gone > -150.0 && gone < 1500.0 ? &moments->items[k] : found;
    }
    return found;
}
