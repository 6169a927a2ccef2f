/// What keys and pad buttons do: one table of actions with their names and default bindings, and a
/// learner's own bindings. Layer app, needs hand and SDL's names of keys.
#ifndef TB_APP_BINDINGS_H
#define TB_APP_BINDINGS_H
#include "hand.h"

enum { TB_BINDING_KEYS = 2, TB_PAD_NONE = -1 };

/// Where an action stands in the list of keys.
typedef enum tb_action_group {
    TB_GROUP_PALPATE,
    TB_GROUP_NEEDLE,
    TB_GROUP_TALK,
    TB_GROUP_COUNT
} tb_action_group;

/// One row of the table.
typedef struct tb_action_info {
    const char *id;    ///< in the settings file: "press"
    const char *label; ///< to translate: "Press, advance"
    tb_action_group group;
    int32_t keys[TB_BINDING_KEYS]; ///< SDL key codes, 0 = none
    int pad;                       ///< SDL_GameControllerButton, TB_PAD_NONE = none
} tb_action_info;

/// The table's row of an action; the row of TB_ACT_NONE outside the enumeration.
const tb_action_info *tb_action_info_of(tb_app_action action);
/// The action of an id; TB_ACT_NONE when there is none.
tb_app_action tb_action_of_id(const char *id);

/// A learner's bindings. Open; zero is none.
typedef struct tb_bindings {
    int32_t key[TB_ACTION_COUNT][TB_BINDING_KEYS];
    int pad[TB_ACTION_COUNT];
} tb_bindings;

/// Sets of bindings a learner can start from.
typedef enum tb_binding_preset {
    TB_PRESET_RIGHT,     ///< keys at the left hand, mouse in the right
    TB_PRESET_LEFT,      ///< mirrored
    TB_PRESET_ONE_LEFT,  ///< all keys within reach of the left hand
    TB_PRESET_ONE_RIGHT, ///< all keys within reach of the right hand
    TB_PRESET_COUNT
} tb_binding_preset;

/// Bindings of a preset.
tb_bindings tb_bindings_preset(tb_binding_preset preset);
/// Action of a key; TB_ACT_NONE when none.
tb_app_action tb_bindings_key(const tb_bindings *bindings, int32_t key);
/// Action of a pad button; TB_ACT_NONE when none.
tb_app_action tb_bindings_pad(const tb_bindings *bindings, int button);
/// The other action that has this key already; TB_ACT_NONE when free.
tb_app_action tb_bindings_key_clash(const tb_bindings *bindings, tb_app_action action, int32_t key);
/// The same for a pad button.
tb_app_action tb_bindings_pad_clash(const tb_bindings *bindings, tb_app_action action, int button);
/// Is this key one of an action's? (Older settings may give it to another one as well.)
bool tb_bindings_has(const tb_bindings *bindings, tb_app_action action, int32_t key);
/// True for keys that every screen needs (Tab, Esc, Enter, F1): they cannot be given away. And for
/// those without a name of their own, by which the settings would know them again.
bool tb_bindings_reserved(int32_t key);
/// Short name of the first key of an action ("W", "Space"); "" when it has none.
const char *tb_bindings_key_name(const tb_bindings *bindings, tb_app_action action);
/// Short name of a key code.
const char *tb_binding_key_name(int32_t key);

#endif
