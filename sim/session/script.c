#include "script_internal.h"

#include "tautband/core/alloc.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

tb_status tb_script_parse(const char *text, size_t text_bytes, tb_script **out,
                          tb_script_errors *errors)
{
    *out = NULL;
    errors->count = errors->dropped = 0;
    tb_script *script = tb_alloc(sizeof *script);
    tb_action *actions = tb_alloc(sizeof *actions * TB_SCRIPT_ACTIONS_MAX);
    if (script == NULL || actions == NULL) {
        tb_free(actions);
        tb_free(script);
        tb_script_fault(errors, 0, 0, "", 0, "no memory");
        return TB_ERR_MEMORY;
    }
    script->actions = actions;
    script->hand.tool = TB_TOOL_NONE;
    script->hand.depth_mm = -10.0;
    script->hand.attend.react_ms = 400;
    for (int k = 0; k < TB_SCRIPT_ACTIONS_MAX; ++k) {
        script->tray[k] = -1;
    }
    tb_script_compile(text, text_bytes, actions, &script->action_count, errors);
    if (errors->count > 0) {
        tb_script_destroy(script);
        return TB_ERR_FORMAT;
    }
    *out = script;
    return TB_OK;
}

tb_status tb_script_read(const char *path, char **text, size_t *count, tb_script_errors *errors)
{
    errors->count = errors->dropped = 0;
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        tb_script_fault(errors, 0, 0, "", 0, "cannot be opened: %s", strerror(errno));
        return TB_ERR_IO;
    }
    const size_t capacity = (size_t)TB_SCRIPT_BYTES_MAX + 1;
    *text = tb_alloc(capacity);
    if (*text == NULL) {
        fclose(file);
        tb_script_fault(errors, 0, 0, "", 0, "no memory");
        return TB_ERR_MEMORY;
    }
    *count = fread(*text, 1, capacity, file);
    const bool failed = ferror(file) != 0;
    fclose(file);
    if (failed || *count == capacity) {
        tb_free(*text);
        if (failed) {
            tb_script_fault(errors, 0, 0, "", 0, "cannot be read");
            return TB_ERR_IO;
        }
        tb_script_fault(errors, 0, 0, "", 0, "larger than %d bytes", TB_SCRIPT_BYTES_MAX);
        return TB_ERR_FORMAT;
    }
    return TB_OK;
}

tb_status tb_script_load(const char *path, tb_script **out, tb_script_errors *errors)
{
    char *text = NULL;
    size_t count = 0;
    *out = NULL;
    tb_status status = tb_script_read(path, &text, &count, errors);
    if (status == TB_OK) {
        status = tb_script_parse(text, count, out, errors);
        tb_free(text);
    }
    return status;
}

void tb_script_destroy(tb_script *script)
{
    if (script != NULL) {
        tb_free(script->actions);
        tb_free(script);
    }
}

static void tray_fault(const tb_action *action, const tb_case_needle *needles, int count,
                       tb_script_errors *errors)
{
    char all[160];
    size_t used = 0;
    all[0] = '\0';
    for (int k = 0; k < count && used + 1 < sizeof all; ++k) {
        const int more = snprintf(all + used, sizeof all - used, "%s%.2f x %g", k > 0 ? ", " : "",
                                  needles[k].diameter_mm, needles[k].length_mm);
        used += more > 0 ? (size_t)more : 0;
    }
    tb_script_fault(errors, action->line, 1, "needle", 6,
                    "no needle of %.2f x %g mm in the tray; it holds %s",
                    action->number[TB_KEY_DIAMETER], action->number[TB_KEY_LENGTH], all);
}

tb_status tb_script_bind_tray(tb_script *script, const tb_case_needle *needles, int count,
                              tb_script_errors *errors)
{
    errors->count = errors->dropped = 0;
    for (int k = 0; k < script->action_count; ++k) {
        const tb_action *action = &script->actions[k];
        if (action->verb != TB_VERB_NEEDLE) {
            continue;
        }
        script->tray[k] = -1;
        for (int n = 0; n < count; ++n) {
            if (fabs(needles[n].diameter_mm - action->number[TB_KEY_DIAMETER]) < 1e-6 &&
                fabs(needles[n].length_mm - action->number[TB_KEY_LENGTH]) < 1e-6) {
                script->tray[k] = n;
            }
        }
        if (script->tray[k] < 0) {
            tray_fault(action, needles, count, errors);
        }
    }
    return errors->count > 0 ? TB_ERR_FORMAT : TB_OK;
}

static int32_t thousandths(double value)
{
    return (int32_t)floor(value * 1000.0 + 0.5);
}

static void write_pose(const tb_hand *hand, tb_input *input)
{
    input->tool = (uint8_t)hand->tool;
    input->t_um = thousandths(hand->t_mm);
    input->b_um = thousandths(hand->b_mm);
    input->depth_um = thousandths(hand->depth_mm);
    input->tilt_mdeg = thousandths(hand->tilt_deg);
    input->azimuth_mdeg = thousandths(hand->azimuth_deg);
    input->spin_mdeg = thousandths(hand->spin_deg);
    input->second_um = thousandths(hand->second_mm);
}

bool tb_verb_drives_needle(uint8_t verb)
{
    return verb == TB_VERB_ADVANCE || verb == TB_VERB_PISTON || verb == TB_VERB_ROTATE ||
           verb == TB_VERB_REDIRECT || verb == TB_VERB_FAN || verb == TB_VERB_WITHDRAW ||
           verb == TB_VERB_LOOK;
}

static void begin_action(tb_script *script, const tb_snapshot *seen)
{
    script->running = true;
    script->progress = (tb_progress){.ltrs_before = seen->twitch.count,
                                     .line_before_ms = seen->patient.line_tick_ms,
                                     .pain_before_nrs = (double)seen->patient.pain_nrs};
}

static void end_action(tb_script *script, uint32_t tick_ms)
{
    script->running = false;
    script->last_end_ms = tick_ms;
    ++script->next;
}

// Starts the next action when its time has come; true when one is being played.
static bool advance_script(tb_script *script, const tb_snapshot *seen)
{
    while (!script->running && script->next < script->action_count) {
        const tb_action *action = &script->actions[script->next];
        const uint32_t due_ms =
            action->relative ? script->last_end_ms + action->time_ms : action->time_ms;
        if (seen->tick_ms < due_ms) {
            return false;
        }
        if (action->verb == TB_VERB_REMOVE) {
            script->hand.hands_off = false;
        }
        if (script->hand.hands_off && tb_verb_drives_needle(action->verb)) {
            end_action(script, seen->tick_ms);
            continue;
        }
        begin_action(script, seen);
    }
    return script->running;
}

void tb_script_next(tb_script *script, const tb_snapshot *seen, tb_input *input)
{
    *input = (tb_input){0};
    tb_hand_note_faces(&script->hand, seen);
    if (tb_reflex_play(script, seen, input)) {
        write_pose(&script->hand, input);
        return;
    }
    if (advance_script(script, seen)) {
        const tb_action *action = &script->actions[script->next];
        const bool over = tb_action_play(script, action, seen, input);
        ++script->progress.ticks;
        ++script->progress.total;
        if (over) {
            end_action(script, seen->tick_ms + 1);
        }
    } else if (script->next == script->action_count && !script->end_sent) {
        input->command = TB_COMMAND_END;
    }
    script->end_sent = script->end_sent || input->command == TB_COMMAND_END;
    write_pose(&script->hand, input);
}

bool tb_script_done(const tb_script *script)
{
    return script->end_sent;
}
