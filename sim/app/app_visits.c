// A course of visits in the trainer: after the debrief days pass in the teaching model, and the
// same patient comes back as the visits before left them.
#include "app_visits.h"

#include "app.h"

#include "tautband/core/alloc.h"

#include <string.h>

enum { USUAL_DAYS = 7 };
static const double ADHERENCE = 0.7; // of a good plan, as the command `course` has it

static bool is_later_visit(const tb_app *app)
{
    return app->visits != NULL && app->visits->started.count > 1;
}

bool tb_app_visits_offered(const tb_app *app)
{
    const tb_case_care *care = &app->content->model.care;
    const int visit = app->visits != NULL ? app->visits->started.count : 1;
    const bool treated =
        care->decision != TB_DECISION_REFER && care->decision != TB_DECISION_DECLINE;
    return app->attempt != NULL && app->attempt->finished && app->course == NULL && !app->exam.on &&
           !app->attempt->after.faulted && treated && care->severity > 0.0 && visit < TB_VISITS_MAX;
}

void tb_app_forget_visits(tb_app *app)
{
    tb_free(app->visits);
    app->visits = NULL;
}

void tb_app_end_visits(tb_app *app)
{
    if (is_later_visit(app)) {
        tb_replay_destroy(app->replay); // both point into the content that changes
        tb_app_forget_aftermath(app);
        tb_attempt_destroy(app->attempt);
        app->replay = NULL;
        app->attempt = NULL;
        memcpy(app->own_content, &app->visits->pristine, sizeof *app->own_content);
    }
    tb_app_forget_visits(app);
}

static bool begin(tb_app *app)
{
    tb_app_visits *visits = tb_alloc(sizeof *visits);
    if (visits == NULL) {
        return false;
    }
    memcpy(&visits->pristine, app->content, sizeof visits->pristine);
    visits->seed = app->attempt->seed;
    tb_visits_begin(&visits->started, visits->pristine.model.care.severity, ADHERENCE);
    tb_visits_start(&visits->started, &visits->pristine.model);
    app->visits = visits;
    return true;
}

void tb_app_visit_over(tb_app *app)
{
    if (!tb_app_visits_offered(app) || (app->visits == NULL && !begin(app))) {
        return;
    }
    tb_app_visits *visits = app->visits;
    int count = 0;
    const tb_event *events = tb_session_events(app->attempt->session, &count);
    visits->days = app->brief.review_days > 0 ? app->brief.review_days : USUAL_DAYS;
    memcpy(&visits->course, &visits->started, sizeof visits->course);
    tb_visits_judge(&visits->course, &visits->pristine.model, events, count);
    tb_visits_pass(&visits->course, &visits->pristine.model, visits->days);
    tb_app_open(app, TB_SCREEN_BETWEEN);
}

void tb_app_meet_again(tb_app *app)
{
    if (tb_app_defer(app, TB_DEFERRED_AGAIN, 0, "")) {
        return;
    }
    tb_app_visits *visits = app->visits;
    tb_content *content = visits != NULL ? tb_alloc(sizeof *content) : NULL;
    if (content == NULL) {
        return;
    }
    memcpy(&visits->started, &visits->course, sizeof visits->started);
    tb_visits_start(&visits->started, &visits->pristine.model);
    const tb_visit *visit = &visits->started.visits[visits->started.count - 1];
    memcpy(content, &visits->pristine, sizeof *content);
    tb_encounter_visit(content, visits->started.count, visit->s_before, (int)visit->report,
                       visits->mode);
    tb_replay_destroy(app->replay);
    tb_app_forget_aftermath(app);
    tb_attempt_destroy(app->attempt);
    app->replay = NULL;
    app->attempt = NULL;
    tb_free(app->own_content);
    app->own_content = content;
    app->content = content;
    tb_app_open_briefing(app);
}

void tb_app_visit_attempt(tb_app *app, tb_attempt_desc *desc)
{
    if (!is_later_visit(app)) {
        tb_app_forget_visits(app); // the first visit once more is another patient's
        return;
    }
    desc->seed = app->visits->seed;
    desc->mode = app->visits->mode;
    desc->case_hash = tb_case_hash(&app->visits->pristine.model);
}

int tb_app_visit_number(const tb_app *app)
{
    return app->visits != NULL ? app->visits->started.count : 1;
}
