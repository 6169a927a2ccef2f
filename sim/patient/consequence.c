// What follows harm, in words and hours. Rates are self-reports of therapists from surveys; they
// are shown in the debrief and never decide anything.
#include "tautband/core/mathx.h"
#include "tautband/core/vec.h"
#include "tautband/patient/harm.h"

#include <math.h>
#include <string.h>

const char *tb_harm_name(tb_harm harm)
{
    static const char *const names[] = {
#define X(name, id) id,
        TB_HARM_LIST(X)
#undef X
    };
    return (unsigned)harm < TB_HARM_COUNT ? names[harm] : "unknown";
}

enum { HOUR = 60, DAY = 24 * 60 };

static const tb_consequence CONSEQUENCES[TB_HARM_COUNT] = {
    [TB_HARM_NONE] = {"Nothing was harmed.", {{0, 0, NULL}}, "", ""},
    [TB_HARM_NERVE] =
        {"A nerve was touched.",
         {{0, 2, "An electric pain along the nerve, and the limb jerks away."},
          {2 * HOUR, 1, "Tingling where the nerve runs."},
          {7 * DAY, 1, "The tingling fades; most are well within weeks."},
          {0, 0, NULL}},
         "Stop at once, withdraw to the fat layer, wait until it has gone. Change the direction or "
         "end. Check feeling and strength, say what to watch for, write it down.",
         "Pain during the needle 3 to 6 %, numbness 0.01 % of treatments (Brady 2014, Boyce "
         "2020)."},
    [TB_HARM_VEIN] =
        {"A vein was pierced.",
         {{0, 1, "Blood comes at the entry when the needle leaves, or stays under the skin."},
          {1 * DAY, 1, "A bruise, tender for days."},
          {7 * DAY, 1, "It turns yellow and goes."},
          {0, 0, NULL}},
         "Press for half a minute to a minute with cotton, look again, say that a bruise may come.",
         "Bleeding 4.7 to 16 %, bruising 7.6 to 7.7 % of treatments (Brady 2014, Boyce 2020)."},
    [TB_HARM_ARTERY] =
        {"An artery was pierced.",
         {{0, 3, "A throbbing pain, a swelling that grows under the fingers."},
          {2 * HOUR, 2, "A firm, tender swelling; the skin over it feels tight."},
          {3 * DAY, 2, "A large bruise. Seldom a pulsing swelling that must be seen to."},
          {0, 0, NULL}},
         "Needle out, press hard for at least a minute and until it stops, check pulse and feeling "
         "beyond it, do not go on, have it looked at when it grows.",
         "Part of the 20 major events in 20 494 sessions (Boyce 2020)."},
    [TB_HARM_PLEURA] =
        {"The lung was reached.",
         {{0, 3, "An unusually sharp pain in the chest at the moment of contact, and a cough."},
          {2 * HOUR, 3, "Pain with each breath, a dry cough, short of breath on the stairs."},
          {1 * DAY, 3, "An X-ray shows air around the lung; some need a drain."},
          {0, 0, NULL}},
         "Stop, take the needle out, stay with the patient. Symptoms can begin up to two days "
         "later: send for assessment now, name breathlessness and chest pain as an emergency.",
         "Air around the lung that needs hospital: 1.75 per million treatments at sites at risk "
         "(Lin 2019). Perhaps a third of punctures show (model default)."},
    [TB_HARM_KIDNEY] =
        {"The kidney was reached.",
         {{0, 3, "A deep pain in the side."},
          {2 * HOUR, 3, "Blood in the urine, an ache that does not ease."},
          {1 * DAY, 3, "A bruise around the kidney; watched in hospital, sometimes fever."},
          {0, 0, NULL}},
         "Stop, withdraw, do not go on. Send for assessment today; say that red urine, fever or "
         "growing pain is an emergency.",
         "Part of the 20 major events in 20 494 sessions (Boyce 2020)."},
    [TB_HARM_BOWEL] =
        {"The belly was reached.",
         {{0, 3, "A sharp pain deep in the belly."},
          {6 * HOUR, 3, "The belly is tender and tight, nausea, fever may follow."},
          {1 * DAY, 3, "Watched in hospital for inflammation of the lining of the belly."},
          {0, 0, NULL}},
         "Stop, withdraw, do not go on. Send to hospital now, with what was done written down.",
         "Part of the 20 major events in 20 494 sessions (Boyce 2020)."},
    [TB_HARM_CORD] =
        {"The spinal cord or its lining was reached.",
         {{0, 3, "A shock down the body, arms or legs jerk."},
          {1 * HOUR, 3, "Numbness or weakness, a headache when upright."},
          {1 * DAY, 3, "Bleeding inside the canal must be ruled out by a scan."},
          {0, 0, NULL}},
         "Stop, withdraw, keep the patient lying, call an ambulance, check feeling and strength "
         "until it comes.",
         "Struck at least once by each of three clinicians in a cadaver study (2021)."},
    [TB_HARM_ORGAN] =
        {"A vital structure was reached.",
         {{0, 3, "A deep, sharp pain that is not the muscle's."},
          {2 * HOUR, 3, "It grows; assessment in hospital."},
          {0, 0, NULL}},
         "Stop, withdraw, do not go on, send to hospital with what was done written down.",
         "20 major events in 20 494 sessions (Boyce 2020)."},
    [TB_HARM_BONE] = {"The needle met bone.",
                      {{0, 1, "A short sore pain of the lining of the bone."},
                       {6 * HOUR, 1, "A tender place for a day."},
                       {0, 0, NULL}},
                      "Withdraw a little; a tip that met bone hard may be bent: replace it.",
                      "Common where bone is the stop; a mild event."},
    [TB_HARM_FAINT] =
        {"The patient fainted.",
         {{0, 2, "Pale, sweating, odd, then out for some seconds."},
          {10, 1, "Tired, a little sick; well after a rest lying down."},
          {0, 0, NULL}},
         "At the first odd feeling: needles out, lie flat, legs up, talk, stay. First treatments "
         "are always lying, with few needles.",
         "0.02 to 7 % of treatments (reviews); patients here meet it more often, for training."},
    [TB_HARM_STUCK] = {"The needle was held fast.",
                       {{0, 1, "The muscle grips the needle, or fibres are wound around it."},
                        {0, 0, NULL}},
                       "Do not pull. Wait, let the patient breathe, unwind, press beside it, then "
                       "withdraw.",
                       "Uncommon; more after winding."},
    [TB_HARM_BENT] = {"A needle was bent.",
                      {{0, 1, "The shaft bows and no longer goes where the hand points."},
                       {0, 0, NULL}},
                      "Withdraw along the bow, bin it, open a new one.",
                      "Uncommon; seen after contact with bone or a turn in the muscle."},
    [TB_HARM_BRUISE] = {"Blood stayed under the skin.",
                        {{0, 1, "A small swelling at the entry."},
                         {1 * DAY, 1, "A bruise, tender for days."},
                         {0, 0, NULL}},
                        "Press at once, longer when the patient bleeds easily.",
                        "Bruising 7.6 to 7.7 % of treatments (Brady 2014, Boyce 2020)."},
    [TB_HARM_SORENESS] =
        {"Soreness after the needle.",
         {{6 * HOUR, 1, "Sore where the needle was."},
          {18 * HOUR, 1, "An ache like after hard exercise, most at about a day."},
          {3 * DAY, 1, "Gone in most."},
          {0, 0, NULL}},
         "Press right after the needle, keep moving, warmth. Fewer twitches, less of it.",
         "In all needled patients of one trial within 2 to 8 hours (Hong 1994)."},
    [TB_HARM_OVERPRESSED] = {"The point was pressed too hard.",
                             {{0, 1,
                               "The muscle guards, and the point is more tender than before."},
                              {1 * DAY, 1, "A bruise, and soreness for a day or two."},
                              {0, 0, NULL}},
                             "Ease off until the pain is bearable and fades; hold that.",
                             "Not counted in surveys."},
};

const tb_consequence *tb_consequence_of(tb_harm harm)
{
    return &CONSEQUENCES[(unsigned)harm < TB_HARM_COUNT ? harm : TB_HARM_NONE];
}

/// True when the structure's label or id has this word in it, whatever the case of its letters.
static bool named(const tb_structure *structure, const char *word)
{
    const char *const texts[] = {structure->id, structure->label};
    const size_t length = strlen(word);
    for (int t = 0; t < 2; ++t) {
        for (const char *at = texts[t]; *at != '\0'; ++at) {
            size_t k = 0;
            while (k < length && at[k] != '\0' && (at[k] | 0x20) == word[k]) {
                ++k;
            }
            if (k == length) {
                return true;
            }
        }
    }
    return false;
}

/// Vital organs are told apart by what they are called.
static tb_harm vital(const tb_structure *structure)
{
    static const struct {
        const char *word;
        tb_harm harm;
    } words[] = {
        {"pleura", TB_HARM_PLEURA}, {"lung", TB_HARM_PLEURA},    {"kidney", TB_HARM_KIDNEY},
        {"renal", TB_HARM_KIDNEY},  {"bowel", TB_HARM_BOWEL},    {"colon", TB_HARM_BOWEL},
        {"periton", TB_HARM_BOWEL}, {"cord", TB_HARM_CORD},      {"canal", TB_HARM_CORD},
        {"dura", TB_HARM_CORD},     {"carotid", TB_HARM_ARTERY}, {"arter", TB_HARM_ARTERY},
        {"aorta", TB_HARM_ARTERY},
    };
    for (size_t k = 0; k < sizeof words / sizeof words[0]; ++k) {
        if (named(structure, words[k].word)) {
            return words[k].harm;
        }
    }
    return structure->tissue == TB_TISSUE_ARTERY ? TB_HARM_ARTERY : TB_HARM_ORGAN;
}

tb_harm tb_harm_of_structure(const tb_structure *structure)
{
    switch (structure->hazard) {
    case TB_HAZARD_LETHAL:
        return vital(structure);
    case TB_HAZARD_NERVE:
    case TB_HAZARD_NERVE_MAJOR:
    case TB_HAZARD_NERVE_VESSEL:
    case TB_HAZARD_NERVE_VESSEL_MAJOR:
        return TB_HARM_NERVE;
    case TB_HAZARD_VESSEL:
    case TB_HAZARD_VESSEL_MAJOR:
        return structure->tissue == TB_TISSUE_ARTERY || named(structure, "arter") ? TB_HARM_ARTERY
                                                                                  : TB_HARM_VEIN;
    case TB_HAZARD_BONE:
        return TB_HARM_BONE;
    case TB_HAZARD_NONE:
    case TB_HAZARD_CLASS_COUNT:
        break;
    }
    return TB_HARM_NONE;
}

bool tb_structure_bleeds(const tb_structure *structure)
{
    return structure->hazard == TB_HAZARD_VESSEL || structure->hazard == TB_HAZARD_VESSEL_MAJOR ||
           structure->hazard == TB_HAZARD_NERVE_VESSEL ||
           structure->hazard == TB_HAZARD_NERVE_VESSEL_MAJOR ||
           (structure->hazard == TB_HAZARD_LETHAL && vital(structure) == TB_HARM_ARTERY);
}

tb_soreness tb_soreness_after(const tb_physiology *physiology, const tb_soreness_dose *dose)
{
    const double enough_s = 30.0, usual_mm = 0.25;
    const double pressed = tb_clamp(dose->pressed_s / enough_s, 0.0, 1.0);
    const double excess = fmax(0.0, dose->twitches - physiology->soreness.enough_twitches);
    const double amount =
        dose->punctures == 0
            ? 0.0
            : (physiology->soreness.base + physiology->soreness.per_puncture * dose->punctures +
               physiology->soreness.per_twitch * dose->twitches) *
                  (1.0 + physiology->soreness.excess * excess) * dose->sensitivity *
                  tb_clamp(dose->diameter_mm / usual_mm, 0.6, 1.6);
    const double insertion =
        physiology->soreness.insertion_nrs +
        pressed * (physiology->soreness.insertion_pressed_nrs - physiology->soreness.insertion_nrs);
    const double ache =
        physiology->soreness.ache_nrs +
        pressed * (physiology->soreness.ache_pressed_nrs - physiology->soreness.ache_nrs);
    return (tb_soreness){amount * insertion, physiology->soreness.insertion_tau_h, amount * ache,
                         physiology->soreness.ache_peak_h};
}

double tb_soreness_nrs(const tb_soreness *soreness, double hours)
{
    if (soreness->insertion_tau_h <= 0.0 || soreness->ache_peak_h <= 0.0) {
        return 0.0;
    }
    const double u = hours / soreness->ache_peak_h;
    return tb_clamp(soreness->insertion_nrs * tb_exp(-hours / soreness->insertion_tau_h) +
                        soreness->ache_nrs * u * tb_exp(1.0 - u),
                    0.0, 10.0);
}
