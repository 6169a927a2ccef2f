// libFuzzer target for what reads the events of a recording: score and its file, the event log,
// debrief, moments, captions, aftermath. A recording from elsewhere may hold any kind, subject and
// order of them; no crash, whatever they are. TAUTBAND_ASSETS names the assets.
#include "app/aftermath.h"
#include "app/commands.h"
#include "app/debrief.h"
#include "app/hint.h"
#include "app/items.h"
#include "app/moments.h"
#include "tautband/core/alloc.h"
#include "tautband/records/files.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { EVENTS_MAX = 400 };

static tb_content content;
static tb_anatomy anatomy;
static tb_score score;
static tb_debrief debrief;
static tb_moments moments;
static tb_aftermath aftermath;
static tb_event events[EVENTS_MAX];
static FILE *nowhere;

// Times, places and counts as a session could have written them, and what none writes.
static double value_of(bool wild, uint8_t what, uint8_t much)
{
    static const double beyond[] = {-1.0,   -1e6,     1e10,      -1e10, 1e300,
                                    -1e300, INFINITY, -INFINITY, NAN};
    if (wild) {
        return beyond[much % (sizeof beyond / sizeof beyond[0])];
    }
    return what % 4 == 0   ? 0.25 * much
           : what % 4 == 1 ? 1000.0 * much
           : what % 4 == 2 ? much
                           : 1.0 / (1.0 + much);
}

static int read_events(const uint8_t *data, size_t size)
{
    uint32_t tick_ms = 0;
    int count = 0;
    for (; size >= 8 && count < EVENTS_MAX; data += 8, size -= 8, ++count) {
        tick_ms += 10u * data[0];
        events[count] = (tb_event){.tick_ms = tick_ms,
                                   .kind = data[1] == 255 ? 40000 : data[1] % 96,
                                   .subject = (int16_t)((data[2] << 8) + data[3] - 32768)};
        if (data[2] % 2 == 0) {
            events[count].subject = (int16_t)((int)data[3] - 4);
        }
        for (int v = 0; v < TB_EVENT_VALUES; ++v) {
            const bool wild = data[1] >= 192 && (data[4 + v % 4] >> v & 1) != 0;
            events[count].values[v] = value_of(wild, (uint8_t)(data[4 + v % 4] >> v % 4),
                                               (uint8_t)(data[4 + (v + 1) % 4] + v));
        }
    }
    return count;
}

static void start(void)
{
    tb_app_set_asset_dir(getenv("TAUTBAND_ASSETS"));
    if (tb_content_load("gastrocnemius-medial", &content) != TB_EXIT_OK) {
        abort();
    }
    tb_anatomy_draw(&content.model, 7, &anatomy);
    nowhere = fopen("/dev/null", "wb");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (nowhere == NULL) {
        start();
    }
    char text[96];
    const int count = read_events(data, size);
    const tb_rubric *rubric = tb_content_rubric(&content, events, count);
    const tb_score_origin origin = {content.model.id, 7, "fuzz", 1};
    memset(&score, 0, sizeof score);
    tb_score_compute(events, count, &content.model, &anatomy, rubric, &score);
    if (tb_score_write(&score, rubric, &origin, nowhere) != TB_OK ||
        tb_events_write(events, count, nowhere) != TB_OK) {
        abort();
    }
    tb_debrief_build(events, count, &anatomy, &debrief);
    tb_moments_build(events, count, &anatomy, &moments);
    memset(&aftermath, 0, sizeof aftermath);
    (void)tb_aftermath_build(events, count, &aftermath);
    unsigned found = 0;
    for (int k = 0; k < count; ++k) {
        found = tb_found_after(found, &events[k]);
        (void)tb_caption_for(&events[k], &anatomy, k % 2 == 0, text, sizeof text);
        (void)tb_cue_for(&events[k], k % 2 == 0);
        (void)tb_mark_for(&events[k]);
    }
    return 0;
}
