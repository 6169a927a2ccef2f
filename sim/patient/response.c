#include "tautband/patient/response.h"

enum { HARM_UNIT = 64, STEP_UNIT = 8 };

// One row per harm; a row whose `says` is NULL ends the list.
static const tb_situation SITUATIONS[TB_HARM_COUNT][TB_SITUATIONS_MAX] = {
    [TB_HARM_NERVE] =
        {{0,
          "Electric! It shot right along there!",
          {{"Stop, back to the fat layer, wait until it has gone.", true,
            "The shock fades within seconds. You ask where it ran."},
           {"Go on carefully, the point is close.", false,
            "The next stroke meets the nerve again. What was a touch can become a lesion."},
           {"Turn the needle a little where it is.", false,
            "The tip sweeps across the nerve: a second shock, stronger than the first."}}},
         {1,
          "It still tingles there.",
          {{"Test feeling and strength, write it down, say when to call.", true,
            "Both sides are alike. The patient knows that numbness or weakness means a call."},
           {"Say that it is nothing and will be gone by tonight.", false,
            "It is still there next day, and the patient no longer trusts you."},
           {"Needle the same place again next visit, to settle it.", false,
            "An irritated nerve is needled again: the tingling lasts for weeks."}}}},
    [TB_HARM_VEIN] = {{0,
                       "It feels warm and wet there.",
                       {{"Needle out, press with cotton for a minute, look again.", true,
                         "It has stopped. A small bruise may come."},
                        {"Wipe the blood off and go on.", false,
                         "It bleeds on under the skin while the needle moves."},
                        {"Rub the place, so that it spreads.", false,
                         "Rubbing keeps it open: the bruise grows wider."}}}},
    [TB_HARM_ARTERY] = {{0,
                         "It throbs, and it is swelling.",
                         {{"Needle out, press hard until it stops, a minute at least.", true,
                           "After two minutes of firm pressure the swelling no longer grows."},
                          {"A short press, then go on beside it.", false,
                           "It fills up again under your hand, and the skin over it grows tight."},
                          {"Put something cold on it and leave the room.", false,
                           "Nobody sees that it grows. You come back to a hard swelling."}}},
                        {1,
                         "It feels tight there, and full.",
                         {{"Check pulse and feeling beyond it; have it looked at today.", true,
                           "The pulse is there. An ultrasound shows a clot that will shrink."},
                          {"Massage the swelling out.", false,
                           "The clot gives way and it bleeds again."},
                          {"See again at the next visit, in a week.", false,
                           "A pulsing swelling is found late, and needs an operation."}}}},
    [TB_HARM_PLEURA] = {{0,
                         "A sharp stab in my chest... (coughs)",
                         {{"Stop, needle out, stay, watch the breathing.", true,
                           "The breathing is calm for now. That does not rule it out."},
                          {"Finish the last strokes, then look.", false,
                           "Each stroke can tear the lining further."},
                          {"Take it out and go on with the other side.", false,
                           "Both sides of the chest in one visit: now both lungs are at risk."}}},
                        {1,
                         "I get short of breath on the stairs.",
                         {{"Emergency department now, with a note of what was done.", true,
                           "An X-ray is taken the same evening. It was found in time."},
                          {"Lie down, it is the sore muscle.", false,
                           "It worsens overnight. An ambulance comes in the morning."},
                          {"An appointment tomorrow, to look at it.", false,
                           "A collapsed lung does not wait for an appointment."}}}},
    [TB_HARM_KIDNEY] = {{0,
                         "Deep in my side, that hurts.",
                         {{"Stop, needle out, end the treatment.", true,
                           "The ache stays. You check pulse and colour."},
                          {"A little shallower and go on.", false,
                           "The tip moves in an organ that bleeds and moves with each breath."},
                          {"Wait with the needle in until it eases.", false,
                           "The kidney slides along the tip with each breath."}}},
                        {1,
                         "My water is red.",
                         {{"Hospital today; fever or growing pain is an emergency.", true,
                           "An ultrasound shows a small bleed. It is watched for two days."},
                          {"Drink a lot and see tomorrow.", false,
                           "The bleed goes on unseen, and a fever comes."},
                          {"Say that a little colour is usual.", false,
                           "It is not. The patient comes to harm by waiting."}}}},
    [TB_HARM_BOWEL] = {{0,
                        "A sharp pain, deep in my belly.",
                        {{"Stop, needle out, end the treatment.", true,
                          "It eases a little. You do not let the patient go home yet."},
                         {"Turn the needle up and go on.", false, "The tip cuts a longer hole."},
                         {"Breathe into the belly against the needle.", false,
                          "The gut is pressed onto the tip."}}},
                       {1,
                        "My belly is hard, and I feel sick.",
                        {{"Hospital now, with what was done written down.", true,
                          "The surgeons watch it. It was early enough."},
                         {"A warm pack and light food.", false,
                          "An inflammation of the belly goes on behind the warm pack."},
                         {"A pain killer, and call in two days.", false,
                          "The pill hides what the surgeons would need to feel."}}}},
    [TB_HARM_CORD] =
        {{0,
          "A shock, through my whole body!",
          {{"Stop, needle out, keep the patient lying, call an ambulance.", true,
            "You test feeling and strength every few minutes until it comes."},
           {"Sit the patient up to see whether it goes.", false, "Sitting up, the legs give way."},
           {"Go on more shallowly, it has passed.", false,
            "A bleed in the canal has no room. Minutes count."}}},
         {1,
          "My hands feel numb. My head hurts when I sit.",
          {{"Tell the ambulance crew what the needle reached, and when.", true,
            "A scan is done within the hour."},
           {"Let the patient rest and look again later.", false, "Later the numbness has risen."},
           {"Massage neck and hands.", false, "Nothing under the hands is the cause."}}}},
    [TB_HARM_ORGAN] =
        {{0,
          "That is a different pain. Deep, and sharp.",
          {{"Stop, needle out, send to hospital with a note.", true, "It is looked at today."},
           {"Go on, deep pain is usual.", false, "This was not the muscle's pain."},
           {"Try another direction.", false, "The tip moves where it must not be."}}}},
    [TB_HARM_BONE] = {{0,
                       "Ow, bone. That is sore.",
                       {{"Withdraw a little, look whether the tip is bent.", true,
                         "It eases at once. A blunt tip would be replaced."},
                        {"Peck at the bone to be sure of the depth.", false,
                         "The lining of the bone is sore for days."},
                        {"Push harder, there must be a way.", false,
                         "The shaft bows and the tip is bent."}}}},
    [TB_HARM_FAINT] =
        {{0,
          "(pale, sweating, does not answer)",
          {{"Needles out, lie flat, legs up, stay and talk.", true,
            "Colour comes back within a minute."},
           {"Fetch a glass of water.", false, "Alone with a needle in: a fall, or a bent shaft."},
           {"Sit the patient up and pat the cheeks.", false,
            "Upright, the head gets even less blood."}}},
         {1,
          "Where was I? I feel a bit sick.",
          {{"Rest lying down, then rise slowly; no more needles today.", true,
            "After a quarter of an hour the patient goes home, not alone."},
           {"Needle the other points quickly now.", false,
            "The second faint is faster than the first."},
           {"Let the patient get up and drive home.", false, "It comes again on the way."}}}},
    [TB_HARM_STUCK] =
        {{0,
          "It pulls. It will not come.",
          {{"Let go, wait, let the patient breathe, press beside it.", true,
            "The muscle lets go, and the needle slides out."},
           {"Pull harder.", false, "It hurts, the muscle grips more, the shaft can break."},
           {"Turn it on until it is free.", false, "More fibres wind around the shaft."}}}},
    [TB_HARM_BENT] = {{0,
                       "That feels crooked.",
                       {{"Withdraw along the bow, bin it, take a new one.", true,
                         "The shaft comes out whole and is counted."},
                        {"Straighten it by hand and go on.", false,
                         "A shaft that was bent can break, and it is no longer sterile."},
                        {"Push it straight in the tissue.", false,
                         "It cuts sideways through the muscle."}}}},
    [TB_HARM_BRUISE] = {{0,
                         "There is a little lump.",
                         {{"Press now, longer in one who bleeds easily, and say so.", true,
                           "It stays small, and the blue patch tomorrow is no surprise."},
                          {"Leave it, it goes by itself.", false,
                           "It goes, but twice as large and after a week of worry."},
                          {"Needle it again, to let the blood out.", false,
                           "A second hole in the same vessel."}}}},
};

const tb_situation *tb_situations_of(tb_harm harm, int *count)
{
    *count = 0;
    if ((unsigned)harm >= TB_HARM_COUNT) {
        return NULL;
    }
    while (*count < TB_SITUATIONS_MAX && SITUATIONS[harm][*count].says != NULL) {
        ++*count;
    }
    return *count > 0 ? SITUATIONS[harm] : NULL;
}

const tb_situation *tb_situation_at(tb_harm harm, int step)
{
    int count = 0;
    const tb_situation *all = tb_situations_of(harm, &count);
    for (int k = 0; k < count; ++k) {
        if (all[k].step == step) {
            return &all[k];
        }
    }
    return NULL;
}

int tb_response_code(tb_harm harm, int step, int choice)
{
    return (int)harm * HARM_UNIT + step * STEP_UNIT + choice;
}

const tb_response *tb_response_of_code(int code, tb_harm *harm, int *step, int *choice)
{
    if (code < 0 || code >= TB_HARM_COUNT * HARM_UNIT || code % STEP_UNIT >= TB_RESPONSES) {
        return NULL;
    }
    const tb_harm kind = (tb_harm)(code / HARM_UNIT);
    const int at = code % HARM_UNIT / STEP_UNIT;
    const tb_situation *situation = tb_situation_at(kind, at);
    if (situation == NULL) {
        return NULL;
    }
    *harm = kind;
    *step = at;
    *choice = code % STEP_UNIT;
    return &situation->choices[*choice];
}
