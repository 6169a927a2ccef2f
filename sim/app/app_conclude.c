// From the last act at the patient to the debrief: the guess of the distance, then what follows
// harm, then the end of the encounter. What is asked here still becomes part of the recording.
#include "app.h"

#include "tautband/core/alloc.h"

static bool needled(const tb_app *app)
{
    int count = 0;
    const tb_event *events = tb_session_events(app->attempt->session, &count);
    for (int k = 0; k < count; ++k) {
        if (events[k].kind == TB_EVENT_TIP_SAMPLE) {
            return tb_session_anatomy(app->attempt->session)->symptomatic >= 0;
        }
    }
    return false;
}

static bool follows(tb_app *app)
{
    if (app->aftermath == NULL) {
        int count = 0;
        const tb_event *events = tb_session_events(app->attempt->session, &count);
        app->aftermath = tb_alloc(sizeof *app->aftermath);
        if (app->aftermath == NULL) {
            return false; // the debrief tells it too
        }
        (void)tb_aftermath_build(events, count, app->aftermath);
        tb_aftermath_look(app->aftermath, app->attempt->track);
    }
    return app->aftermath->at < app->aftermath->count;
}

void tb_app_forget_aftermath(tb_app *app)
{
    tb_free(app->aftermath);
    app->aftermath = NULL;
}

void tb_app_conclude(tb_app *app)
{
    if (app->attempt == NULL) {
        return;
    }
    if (tb_session_ended(app->attempt->session) || app->lesson.active ||
        app->exam.on) { // an exam tells nothing before it is handed in
        tb_app_finish_encounter(app);
    } else if (!app->brief.guess_asked && needled(app)) {
        app->brief.guess_asked = true;
        app->brief.guess_mm = 10.0;
        app->back = app->screen;
        tb_app_open(app, TB_SCREEN_GUESS);
    } else if (follows(app)) {
        tb_app_open(app, TB_SCREEN_AFTERMATH);
        if (tb_aftermath_open(app->aftermath) != NULL) {
            tb_ui_focus(&app->ui, "respond-0");
            tb_aftermath_speak(app);
        }
    } else {
        tb_app_finish_encounter(app);
    }
}
