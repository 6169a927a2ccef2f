#include "aftermath.h"

#include <string.h>

static const float LEAST_IN_MM = 0.5f; ///< of the needle
enum { AFTER_CONTACT_MS = 60 };        ///< the moment shown: the tip has arrived

static bool before(const tb_follow *a, const tb_follow *b)
{
    return a->grade != b->grade ? a->grade > b->grade : a->tick_ms < b->tick_ms;
}

// The structure an event names; none where a recording from elsewhere names what cannot be one.
static int structure_of(const tb_event *event)
{
    const double index = event->values[3];
    return index >= 0.0 && index < TB_STRUCTURES_MAX ? (int)index : -1;
}

static tb_follow follow_of(const tb_event *event)
{
    tb_follow follow = {.harm = (tb_harm)event->subject,
                        .tick_ms = event->tick_ms,
                        .structure = structure_of(event),
                        .has_place = event->subject != TB_HARM_FAINT,
                        .shown = 1};
    const tb_consequence *told = tb_consequence_of(follow.harm);
    for (int k = 0; k < TB_CONSEQUENCE_STEPS; ++k) {
        follow.choice[k] = -1;
    }
    for (int k = 0; k < TB_CONSEQUENCE_STEPS && told->steps[k].text != NULL; ++k) {
        follow.grade = told->steps[k].grade > follow.grade ? told->steps[k].grade : follow.grade;
    }
    return follow;
}

int tb_aftermath_build(const tb_event *events, int count, tb_aftermath *out)
{
    memset(out, 0, sizeof *out);
    for (int k = 0; k < count; ++k) {
        int situations = 0;
        if (events[k].kind != TB_EVENT_HARM || events[k].subject <= TB_HARM_NONE ||
            events[k].subject >= TB_HARM_COUNT) {
            continue;
        }
        bool known = tb_situations_of((tb_harm)events[k].subject, &situations) == NULL;
        for (int h = 0; h < out->count; ++h) {
            known = known || (int)out->items[h].harm == events[k].subject;
        }
        if (known) {
            continue;
        }
        int at = out->count++;
        const tb_follow follow = follow_of(&events[k]);
        for (; at > 0 && before(&follow, &out->items[at - 1]); --at) {
            out->items[at] = out->items[at - 1];
        }
        out->items[at] = follow;
    }
    return out->count;
}

void tb_aftermath_look(tb_aftermath *aftermath, const tb_track *track)
{
    aftermath->has_cut =
        aftermath->at < aftermath->count && aftermath->items[aftermath->at].has_place &&
        track != NULL &&
        tb_track_read(track, (double)aftermath->items[aftermath->at].tick_ms + AFTER_CONTACT_MS,
                      &aftermath->before, &aftermath->after, &aftermath->blend) &&
        aftermath->after.section.kind == TB_SECTION_NEEDLE &&
        aftermath->after.needle.stage == TB_NEEDLE_IN &&
        aftermath->after.needle.depth_mm > LEAST_IN_MM; // else there is no contact to show
}

const tb_situation *tb_aftermath_open(const tb_aftermath *aftermath)
{
    if (aftermath->at >= aftermath->count) {
        return NULL;
    }
    const tb_follow *follow = &aftermath->items[aftermath->at];
    const tb_situation *situation = tb_situation_at(follow->harm, follow->shown - 1);
    return situation != NULL && follow->choice[follow->shown - 1] < 0 ? situation : NULL;
}

int tb_aftermath_choose(tb_aftermath *aftermath, int choice)
{
    if (tb_aftermath_open(aftermath) == NULL || choice < 0 || choice >= TB_RESPONSES) {
        return -1;
    }
    tb_follow *follow = &aftermath->items[aftermath->at];
    follow->choice[follow->shown - 1] = choice;
    return tb_response_code(follow->harm, follow->shown - 1, choice);
}

bool tb_aftermath_told(const tb_aftermath *aftermath)
{
    if (aftermath->at >= aftermath->count) {
        return true;
    }
    const tb_follow *follow = &aftermath->items[aftermath->at];
    return follow->shown == TB_CONSEQUENCE_STEPS ||
           tb_consequence_of(follow->harm)->steps[follow->shown].text == NULL;
}

bool tb_aftermath_next(tb_aftermath *aftermath)
{
    if (aftermath->at < aftermath->count && tb_aftermath_open(aftermath) == NULL) {
        if (tb_aftermath_told(aftermath)) {
            ++aftermath->at;
        } else {
            ++aftermath->items[aftermath->at].shown;
        }
    }
    return aftermath->at < aftermath->count;
}

void tb_aftermath_order(uint64_t seed, tb_harm harm, int step, int order[TB_RESPONSES])
{
    uint64_t state =
        seed * UINT64_C(6364136223846793005) +
        (uint64_t)(tb_response_code(harm, step, 0) + 1) * UINT64_C(1442695040888963407);
    for (int k = 0; k < TB_RESPONSES; ++k) {
        order[k] = k;
    }
    for (int k = TB_RESPONSES - 1; k > 0; --k) {
        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        const int other = (int)((state >> 33) % (uint64_t)(k + 1));
        const int kept = order[k];
        order[k] = order[other];
        order[other] = kept;
    }
}
