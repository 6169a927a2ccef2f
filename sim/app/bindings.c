#include "bindings.h"

#include "text.h"

#include <SDL2/SDL.h>
#include <string.h>

#define PAD(name) SDL_CONTROLLER_BUTTON_##name

const tb_action_info *tb_action_info_of(tb_app_action action)
{
    static const tb_action_info table[TB_ACTION_COUNT] = {
        [TB_ACT_NONE] = {"none", "", TB_GROUP_TALK, {0, 0}, TB_PAD_NONE},
        [TB_ACT_LEFT] = {"left", TB_N("Move left"), TB_GROUP_PALPATE, {SDLK_LEFT, 0}, TB_PAD_NONE},
        [TB_ACT_RIGHT] =
            {"right", TB_N("Move right"), TB_GROUP_PALPATE, {SDLK_RIGHT, 0}, TB_PAD_NONE},
        [TB_ACT_UP] = {"up", TB_N("Move up"), TB_GROUP_PALPATE, {SDLK_UP, 0}, TB_PAD_NONE},
        [TB_ACT_DOWN] = {"down", TB_N("Move down"), TB_GROUP_PALPATE, {SDLK_DOWN, 0}, TB_PAD_NONE},
        [TB_ACT_PRESS] =
            {"press", TB_N("Press, advance"), TB_GROUP_PALPATE, {SDLK_w, 0}, TB_PAD_NONE},
        [TB_ACT_EASE] =
            {"ease", TB_N("Ease, withdraw"), TB_GROUP_PALPATE, {SDLK_s, 0}, TB_PAD_NONE},
        [TB_ACT_STROKE_LEFT] = {"stroke-left",
                                TB_N("Stroke across, left"),
                                TB_GROUP_PALPATE,
                                {SDLK_a, 0},
                                TB_PAD_NONE},
        [TB_ACT_STROKE_RIGHT] =
            {"stroke-right", TB_N("Stroke across, right"), TB_GROUP_PALPATE, {SDLK_d, 0}, PAD(A)},
        [TB_ACT_HOLD] = {"hold",
                         TB_N("Hold pressure, piston"),
                         TB_GROUP_PALPATE,
                         {SDLK_SPACE, 0},
                         PAD(RIGHTSHOULDER)},
        [TB_ACT_MARK] =
            {"mark", TB_N("Mark the point"), TB_GROUP_PALPATE, {SDLK_m, SDLK_3}, PAD(DPAD_UP)},
        [TB_ACT_CHOOSE] =
            {"choose", TB_N("Choose a needle"), TB_GROUP_NEEDLE, {SDLK_n, 0}, TB_PAD_NONE},
        [TB_ACT_TILT_MORE] =
            {"tilt-more", TB_N("Tilt more"), TB_GROUP_NEEDLE, {SDLK_i, 0}, TB_PAD_NONE},
        [TB_ACT_TILT_LESS] =
            {"tilt-less", TB_N("Tilt less"), TB_GROUP_NEEDLE, {SDLK_k, 0}, TB_PAD_NONE},
        [TB_ACT_AZIMUTH_LEFT] =
            {"azimuth-left", TB_N("Azimuth left"), TB_GROUP_NEEDLE, {SDLK_j, 0}, TB_PAD_NONE},
        [TB_ACT_AZIMUTH_RIGHT] =
            {"azimuth-right", TB_N("Azimuth right"), TB_GROUP_NEEDLE, {SDLK_l, 0}, TB_PAD_NONE},
        [TB_ACT_TUBE] = {"tube", TB_N("Guide tube on, off"), TB_GROUP_NEEDLE, {SDLK_g, 0}, PAD(X)},
        [TB_ACT_TAP] =
            {"tap", TB_N("Tap through the skin"), TB_GROUP_NEEDLE, {SDLK_t, 0}, TB_PAD_NONE},
        [TB_ACT_TWIST_LEFT] =
            {"twist-left", TB_N("Twist left"), TB_GROUP_NEEDLE, {SDLK_z, 0}, TB_PAD_NONE},
        [TB_ACT_TWIST_RIGHT] =
            {"twist-right", TB_N("Twist right"), TB_GROUP_NEEDLE, {SDLK_c, 0}, PAD(RIGHTSTICK)},
        [TB_ACT_TO_FAT] =
            {"to-fat", TB_N("Back to the fat layer"), TB_GROUP_NEEDLE, {SDLK_r, 0}, PAD(DPAD_DOWN)},
        [TB_ACT_LET_GO] =
            {"let-go", TB_N("Let go, hands still"), TB_GROUP_NEEDLE, {SDLK_x, 0}, PAD(B)},
        [TB_ACT_OUT] =
            {"out", TB_N("Take the needle out"), TB_GROUP_NEEDLE, {SDLK_o, 0}, TB_PAD_NONE},
        [TB_ACT_BIN] =
            {"bin", TB_N("Sharps bin, count"), TB_GROUP_NEEDLE, {SDLK_y, 0}, TB_PAD_NONE},
        [TB_ACT_FINGER] =
            {"finger", TB_N("Take the finger"), TB_GROUP_PALPATE, {SDLK_1, 0}, TB_PAD_NONE},
        [TB_ACT_NEEDLE] =
            {"needle", TB_N("Take the needle"), TB_GROUP_NEEDLE, {SDLK_4, 0}, PAD(DPAD_RIGHT)},
        [TB_ACT_COTTON] =
            {"cotton", TB_N("Take the cotton"), TB_GROUP_NEEDLE, {SDLK_5, 0}, TB_PAD_NONE},
        [TB_ACT_SAY_Q] = {"say-ask", TB_N("Ask"), TB_GROUP_TALK, {SDLK_q, 0}, PAD(Y)},
        [TB_ACT_SAY_E] = {"say-check", TB_N("Check in"), TB_GROUP_TALK, {SDLK_e, 0}, TB_PAD_NONE},
        [TB_ACT_SAY_F] =
            {"say-warn", TB_N("Warn, explain"), TB_GROUP_TALK, {SDLK_f, 0}, TB_PAD_NONE},
        [TB_ACT_AMPLITUDE_LESS] = {"amplitude-less",
                                   TB_N("Shorter strokes"),
                                   TB_GROUP_NEEDLE,
                                   {SDLK_LEFTBRACKET, 0},
                                   TB_PAD_NONE},
        [TB_ACT_AMPLITUDE_MORE] = {"amplitude-more",
                                   TB_N("Longer strokes"),
                                   TB_GROUP_NEEDLE,
                                   {SDLK_RIGHTBRACKET, 0},
                                   TB_PAD_NONE},
        [TB_ACT_FINISH] = {"finish", TB_N("Finish"), TB_GROUP_TALK, {SDLK_END, 0}, TB_PAD_NONE},
        [TB_ACT_VIEW] =
            {"view", TB_N("Blind, outline, full"), TB_GROUP_TALK, {SDLK_v, 0}, PAD(BACK)},
        [TB_ACT_MAP] = {"map", TB_N("Body map"), TB_GROUP_TALK, {SDLK_b, 0}, TB_PAD_NONE},
        [TB_ACT_HINT] = {"hint", TB_N("Show the hint"), TB_GROUP_TALK, {SDLK_h, 0}, PAD(LEFTSTICK)},
        [TB_ACT_FINESSE] = {"finesse", TB_N("Finesse"), TB_GROUP_NEEDLE, {0, 0}, PAD(LEFTSHOULDER)},
        [TB_ACT_PHRASES] =
            {"phrases", TB_N("All phrases"), TB_GROUP_TALK, {SDLK_9, 0}, TB_PAD_NONE},
        [TB_ACT_HANDS] =
            {"hands", TB_N("Pincer, thumb, flat hand"), TB_GROUP_PALPATE, {SDLK_2, 0}, TB_PAD_NONE},
        [TB_ACT_PASS] = {"pass", TB_N("One fast pass"), TB_GROUP_NEEDLE, {0, 0}, TB_PAD_NONE},
        [TB_ACT_SCAN] =
            {"scan", TB_N("Ultrasound on, off"), TB_GROUP_TALK, {SDLK_6, 0}, TB_PAD_NONE},
        [TB_ACT_FREEZE] =
            {"freeze", TB_N("Freeze the scan"), TB_GROUP_TALK, {SDLK_p, 0}, TB_PAD_NONE},
        [TB_ACT_REFER] =
            {"refer", TB_N("Exam: stop, refer"), TB_GROUP_TALK, {SDLK_u, 0}, TB_PAD_NONE},
        [TB_ACT_CALL] =
            {"call", TB_N("Exam: call examiner"), TB_GROUP_TALK, {SDLK_F9, 0}, TB_PAD_NONE},
        [TB_ACT_PREVIOUS_TOOL] =
            {"previous-tool", TB_N("Tool before"), TB_GROUP_TALK, {0, 0}, PAD(DPAD_LEFT)},
    };
    return &table[(int)action >= 0 && action < TB_ACTION_COUNT ? action : TB_ACT_NONE];
}

tb_app_action tb_action_of_id(const char *id)
{
    for (int k = 1; k < TB_ACTION_COUNT; ++k) {
        if (strcmp(tb_action_info_of((tb_app_action)k)->id, id) == 0) {
            return (tb_app_action)k;
        }
    }
    return TB_ACT_NONE;
}

typedef struct preset_key {
    tb_app_action action;
    int32_t key;
} preset_key;

static void apply(tb_bindings *bindings, const preset_key *keys, size_t count)
{
    for (size_t k = 0; k < count; ++k) {
        bindings->key[keys[k].action][0] = keys[k].key;
        bindings->key[keys[k].action][1] = 0;
    }
}

tb_bindings tb_bindings_preset(tb_binding_preset preset)
{
    // Mirrored: the left hand's keys move to the right half of the board and the other way round.
    static const preset_key left[] = {
        {TB_ACT_PRESS, SDLK_i},
        {TB_ACT_EASE, SDLK_k},
        {TB_ACT_STROKE_LEFT, SDLK_j},
        {TB_ACT_STROKE_RIGHT, SDLK_l},
        {TB_ACT_TILT_MORE, SDLK_w},
        {TB_ACT_TILT_LESS, SDLK_s},
        {TB_ACT_AZIMUTH_LEFT, SDLK_a},
        {TB_ACT_AZIMUTH_RIGHT, SDLK_d},
        {TB_ACT_FREEZE, SDLK_e},
        {TB_ACT_SAY_Q, SDLK_p},
        {TB_ACT_SAY_E, SDLK_o},
        {TB_ACT_SAY_F, SDLK_u},
        {TB_ACT_OUT, SDLK_q},
        {TB_ACT_LET_GO, SDLK_COMMA},
        {TB_ACT_TUBE, SDLK_h},
        {TB_ACT_HINT, SDLK_g},
        {TB_ACT_TAP, SDLK_y},
        {TB_ACT_BIN, SDLK_t},
        {TB_ACT_TWIST_LEFT, SDLK_PERIOD},
        {TB_ACT_TWIST_RIGHT, SDLK_SLASH},
        {TB_ACT_REFER, SDLK_f},
    };
    static const preset_key one_left[] = {
        {TB_ACT_LEFT, SDLK_z},         {TB_ACT_RIGHT, SDLK_x},
        {TB_ACT_UP, SDLK_c},           {TB_ACT_DOWN, SDLK_v},
        {TB_ACT_TILT_MORE, SDLK_t},    {TB_ACT_TILT_LESS, SDLK_g},
        {TB_ACT_AZIMUTH_LEFT, SDLK_r}, {TB_ACT_AZIMUTH_RIGHT, SDLK_y},
        {TB_ACT_TUBE, SDLK_b},         {TB_ACT_TAP, SDLK_h},
        {TB_ACT_TO_FAT, SDLK_0},       {TB_ACT_LET_GO, SDLK_BACKQUOTE},
        {TB_ACT_VIEW, SDLK_F2},        {TB_ACT_MAP, SDLK_F3},
        {TB_ACT_HINT, SDLK_F4},        {TB_ACT_MARK, SDLK_3},
        {TB_ACT_CHOOSE, SDLK_n},       {TB_ACT_OUT, SDLK_8},
        {TB_ACT_BIN, SDLK_7},          {TB_ACT_TWIST_LEFT, SDLK_F5},
        {TB_ACT_TWIST_RIGHT, SDLK_F6}, {TB_ACT_REFER, SDLK_F7},
        {TB_ACT_CALL, SDLK_F8},
    };
    static const preset_key one_right[] = {
        {TB_ACT_PRESS, SDLK_i},
        {TB_ACT_EASE, SDLK_k},
        {TB_ACT_STROKE_LEFT, SDLK_j},
        {TB_ACT_STROKE_RIGHT, SDLK_l},
        {TB_ACT_TILT_MORE, SDLK_PAGEUP},
        {TB_ACT_TILT_LESS, SDLK_PAGEDOWN},
        {TB_ACT_AZIMUTH_LEFT, SDLK_HOME},
        {TB_ACT_AZIMUTH_RIGHT, SDLK_INSERT},
        {TB_ACT_SAY_Q, SDLK_u},
        {TB_ACT_SAY_E, SDLK_o},
        {TB_ACT_SAY_F, SDLK_p},
        {TB_ACT_OUT, SDLK_DELETE},
        {TB_ACT_LET_GO, SDLK_RCTRL},
        {TB_ACT_TUBE, SDLK_h},
        {TB_ACT_TAP, SDLK_y},
        {TB_ACT_BIN, SDLK_MINUS},
        {TB_ACT_PHRASES, SDLK_EQUALS},
        {TB_ACT_TWIST_LEFT, SDLK_COMMA},
        {TB_ACT_TWIST_RIGHT, SDLK_PERIOD},
        {TB_ACT_TO_FAT, SDLK_BACKSPACE},
        {TB_ACT_FINGER, SDLK_7},
        {TB_ACT_NEEDLE, SDLK_8},
        {TB_ACT_COTTON, SDLK_9},
        {TB_ACT_VIEW, SDLK_F9},
        {TB_ACT_MAP, SDLK_F10},
        {TB_ACT_HINT, SDLK_F11},
        {TB_ACT_FREEZE, SDLK_F12},
        {TB_ACT_REFER, SDLK_0},
        {TB_ACT_CALL, SDLK_F8},
    };
    tb_bindings out;
    for (int k = 0; k < TB_ACTION_COUNT; ++k) {
        const tb_action_info *info = tb_action_info_of((tb_app_action)k);
        memcpy(out.key[k], info->keys, sizeof out.key[k]);
        out.pad[k] = info->pad;
    }
    switch (preset) {
    case TB_PRESET_LEFT:
        apply(&out, left, sizeof left / sizeof left[0]);
        break;
    case TB_PRESET_ONE_LEFT:
        apply(&out, one_left, sizeof one_left / sizeof one_left[0]);
        break;
    case TB_PRESET_ONE_RIGHT:
        apply(&out, one_right, sizeof one_right / sizeof one_right[0]);
        break;
    case TB_PRESET_RIGHT:
    case TB_PRESET_COUNT:
        break;
    }
    return out;
}

tb_app_action tb_bindings_key_clash(const tb_bindings *bindings, tb_app_action action, int32_t key)
{
    for (int k = 1; k < TB_ACTION_COUNT && key != 0; ++k) {
        for (int j = 0; j < TB_BINDING_KEYS; ++j) {
            if (k != (int)action && bindings->key[k][j] == key) {
                return (tb_app_action)k;
            }
        }
    }
    return TB_ACT_NONE;
}

tb_app_action tb_bindings_pad_clash(const tb_bindings *bindings, tb_app_action action, int button)
{
    for (int k = 1; k < TB_ACTION_COUNT && button != TB_PAD_NONE; ++k) {
        if (k != (int)action && bindings->pad[k] == button) {
            return (tb_app_action)k;
        }
    }
    return TB_ACT_NONE;
}

tb_app_action tb_bindings_key(const tb_bindings *bindings, int32_t key)
{
    return tb_bindings_key_clash(bindings, TB_ACT_NONE, key);
}

tb_app_action tb_bindings_pad(const tb_bindings *bindings, int button)
{
    return tb_bindings_pad_clash(bindings, TB_ACT_NONE, button);
}

bool tb_bindings_has(const tb_bindings *bindings, tb_app_action action, int32_t key)
{
    for (int j = 0; j < TB_BINDING_KEYS && key != 0; ++j) {
        if (bindings->key[action][j] == key) {
            return true;
        }
    }
    return false;
}

bool tb_bindings_reserved(int32_t key)
{
    static const int32_t keys[] = {SDLK_TAB,    SDLK_ESCAPE, SDLK_RETURN, SDLK_KP_ENTER,
                                   SDLK_LSHIFT, SDLK_RSHIFT, SDLK_F1};
    for (size_t k = 0; k < sizeof keys / sizeof keys[0]; ++k) {
        if (keys[k] == key) {
            return true;
        }
    }
    return key != 0 && SDL_GetKeyFromName(SDL_GetKeyName(key)) != key;
}

const char *tb_binding_key_name(int32_t key)
{
    return key == 0 ? "" : SDL_GetKeyName(key);
}

const char *tb_bindings_key_name(const tb_bindings *bindings, tb_app_action action)
{
    return tb_binding_key_name(bindings->key[action][0] != 0 ? bindings->key[action][0]
                                                             : bindings->key[action][1]);
}
