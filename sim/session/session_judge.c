// What the learner judges: pain against the pain drawing, answers of the interview, the distance of
// the tip, what to do about harm, when to see the patient again. Each becomes an event; none moves
// anything in the patient.
#include "tautband/patient/response.h"
#include "tautband/session/judge.h"

#include "session_internal.h"

#include <string.h>

enum { ELECTRIC_MS = 8000 }; ///< the body map shows an electric pain for so long

const char *tb_match_name(tb_match match)
{
    static const char *const names[] = {
#define X(name, id, text) id,
        TB_MATCH_LIST(X)
#undef X
    };
    return (unsigned)match < TB_MATCH_COUNT ? names[match] : "unknown";
}

const char *tb_match_text(tb_match match)
{
    static const char *const texts[] = {
#define X(name, id, text) text,
        TB_MATCH_LIST(X)
#undef X
    };
    return (unsigned)match < TB_MATCH_COUNT ? texts[match] : "";
}

tb_match tb_match_truth(double felt_share, double outside_share)
{
    const double all = 0.8, none = 0.2, more_outside = 0.5;
    if (felt_share < none || outside_share > more_outside) {
        return TB_MATCH_DIFFERS;
    }
    return felt_share >= all && outside_share <= 0.0 ? TB_MATCH_MATCHES : TB_MATCH_PARTLY;
}

static bool in_drawing(const tb_anatomy *anatomy, const char *region, size_t length)
{
    for (int k = 0; k < anatomy->referral_count; ++k) {
        if (strlen(anatomy->referral[k].region) == length &&
            strncmp(anatomy->referral[k].region, region, length) == 0) {
            return true;
        }
    }
    return false;
}

// Regions of a nerve touched just now that the drawing does not hold.
static int outside_regions(const tb_session *session)
{
    const uint32_t since_ms = session->tick_ms - session->nerve_moved_ms;
    if (session->nerve < 0 || since_ms >= ELECTRIC_MS) {
        return 0;
    }
    int outside = 0;
    const char *at = session->anatomy.structures[session->nerve].distribution;
    while (*at != '\0') {
        const size_t length = strcspn(at, " ");
        outside += length > 0 && !in_drawing(&session->anatomy, at, length) ? 1 : 0;
        at += length + (at[length] == ' ' ? 1 : 0);
    }
    return outside;
}

static void judge_match(tb_session *session, int match)
{
    if (match < 0 || match >= TB_MATCH_COUNT) {
        return;
    }
    double drawn = 0.0, felt = 0.0;
    int regions = 0;
    for (int k = 0; k < session->anatomy.referral_count; ++k) {
        const double weight = session->anatomy.referral[k].weight;
        const bool here = session->view.referral[k] > TB_FELT_LEAST;
        drawn += weight;
        felt += here ? weight : 0.0;
        regions += here ? 1 : 0;
    }
    const int outside = outside_regions(session);
    const double values[] = {drawn > 0.0 ? felt / drawn : 0.0,
                             outside > 0 ? (double)outside / (outside + regions) : 0.0};
    tb_session_emit(session, TB_EVENT_MATCH_JUDGED, match, values, 2);
}

static void tag(tb_session *session, int argument)
{
    const int question = argument / 2;
    if (argument < 0 || question >= TB_QUESTION_COUNT) {
        return;
    }
    const tb_case_answer *answer = tb_case_answer_to(session->desc.model, (tb_question)question);
    const double values[] = {argument % 2, answer != NULL ? answer->flag : TB_FLAG_NONE};
    tb_session_emit(session, TB_EVENT_TAGGED, question, values, 2);
}

static void guess(tb_session *session, int um)
{
    enum { MOST_UM = 30000 };
    if (um >= 0 && um <= MOST_UM) {
        const double distance_mm = 1e-3 * um;
        tb_session_emit(session, TB_EVENT_GUESSED, -1, &distance_mm, 1);
    }
}

static void respond(tb_session *session, int code)
{
    tb_harm harm;
    int step, choice;
    const tb_response *response = tb_response_of_code(code, &harm, &step, &choice);
    if (response != NULL) {
        const double values[] = {step, choice, response->right ? 1.0 : 0.0};
        tb_session_emit(session, TB_EVENT_RESPONDED, (int)harm, values, 3);
    }
}

bool tb_session_judge(tb_session *session, const tb_input *input)
{
    enum { MOST_DAYS = 90 };
    switch ((tb_command)input->command) {
    case TB_COMMAND_JUDGE_MATCH:
        judge_match(session, input->argument);
        return true;
    case TB_COMMAND_TAG:
        tag(session, input->argument);
        return true;
    case TB_COMMAND_GUESS:
        guess(session, input->argument);
        return true;
    case TB_COMMAND_RESPOND:
        respond(session, input->argument);
        return true;
    case TB_COMMAND_REVIEW:
        if (input->argument >= 1 && input->argument <= MOST_DAYS) {
            const double days = input->argument;
            tb_session_emit(session, TB_EVENT_REVIEW_SET, -1, &days, 1);
        }
        return true;
    default:
        return false;
    }
}
