// The words of the patient: for every meaning some phrases per voice. Each text is a key for
// translation; the order only grows, because recordings name phrases by their index.
#include "tautband/patient/lines.h"

#include <string.h>

#define STOIC(line, text)                                                                          \
    {                                                                                              \
        TB_LINE_##line, TB_VOICE_STOIC, text                                                       \
    }
#define TALKS(line, text)                                                                          \
    {                                                                                              \
        TB_LINE_##line, TB_VOICE_TALKATIVE, text                                                   \
    }
#define WORRY(line, text)                                                                          \
    {                                                                                              \
        TB_LINE_##line, TB_VOICE_ANXIOUS, text                                                     \
    }
#define ANY(line, text)                                                                            \
    {                                                                                              \
        TB_LINE_##line, TB_VOICE_COUNT, text                                                       \
    }

static const tb_phrase PHRASES[] = {
    STOIC(READY, "Ready."),
    TALKS(READY, "I'm ready when you are."),
    WORRY(READY, "I think I'm ready. You'll tell me first, won't you?"),
    STOIC(JUST_PRESSING, "Just pressing."),
    STOIC(JUST_PRESSING, "No pain there."),
    TALKS(JUST_PRESSING, "That's just pressing."),
    TALKS(JUST_PRESSING, "I feel your finger, that's all."),
    WORRY(JUST_PRESSING, "That's only pressing. Is that all right?"),
    WORRY(JUST_PRESSING, "It doesn't hurt there, so far."),
    STOIC(CORD_FELT, "Something rolls."),
    TALKS(CORD_FELT, "Something rolls under there, like a string."),
    WORRY(CORD_FELT, "Something moved under there. Is that normal?"),
    STOIC(TENDER, "Tender. Not my pain."),
    STOIC(TENDER, "Sore, but that's not it."),
    TALKS(TENDER, "Tender there, but that is not my pain."),
    TALKS(TENDER, "You'd find that on anyone, I suppose. Not what I came with."),
    WORRY(TENDER, "Ouch, tender. But it isn't the pain I have."),
    WORRY(TENDER, "That's sore. I don't know that pain, though."),
    STOIC(MY_PAIN, "Yes. That's it."),
    STOIC(MY_PAIN, "That's the one."),
    STOIC(MY_PAIN, "Same pain. Yes."),
    TALKS(MY_PAIN, "Yes, that's it. That's my pain."),
    TALKS(MY_PAIN, "You've got it, that is exactly the one."),
    TALKS(MY_PAIN, "There! I have been looking for that spot for weeks."),
    WORRY(MY_PAIN, "Yes, yes, that's it. Please be careful."),
    WORRY(MY_PAIN, "That is my pain, right there."),
    WORRY(MY_PAIN, "There it is again. That one."),
    STOIC(MY_PAIN_SPREADS, "That's it. Goes to my {place}."),
    STOIC(MY_PAIN_SPREADS, "I feel it in my {place} too."),
    TALKS(MY_PAIN_SPREADS, "That's it, and it goes to my {place}."),
    TALKS(MY_PAIN_SPREADS, "Funny, you are there and I feel it in my {place}."),
    WORRY(MY_PAIN_SPREADS, "Yes, that, and now my {place} hurts as well."),
    WORRY(MY_PAIN_SPREADS, "It runs to my {place}. Is that bad?"),
    STOIC(NOT_MY_PAIN, "No."),
    STOIC(NOT_MY_PAIN, "Not there."),
    TALKS(NOT_MY_PAIN, "No, that's not it."),
    TALKS(NOT_MY_PAIN, "No, it's somewhere else."),
    WORRY(NOT_MY_PAIN, "No, I don't think so."),
    WORRY(NOT_MY_PAIN, "No, not there, sorry."),
    STOIC(TOO_MUCH, "Too hard."),
    STOIC(TOO_MUCH, "Easy. That's too much."),
    TALKS(TOO_MUCH, "Too much, that's too hard."),
    TALKS(TOO_MUCH, "Whoa, a little less, please."),
    WORRY(TOO_MUCH, "Please, that's too much!"),
    WORRY(TOO_MUCH, "Ow, ow, not so hard."),
    STOIC(EASING, "Easing."),
    STOIC(EASING, "Less now."),
    TALKS(EASING, "It's easing now."),
    TALKS(EASING, "That's fading, you know. Half of what it was."),
    WORRY(EASING, "I think it's getting less."),
    WORRY(EASING, "Oh. It's easing, good."),
    STOIC(BARELY_FELT, "Barely felt it."),
    TALKS(BARELY_FELT, "Barely felt that. Is it in?"),
    WORRY(BARELY_FELT, "Oh, that was it? I hardly felt it."),
    STOIC(SHARP_STING, "Sting."),
    TALKS(SHARP_STING, "Ow, a sharp sting."),
    WORRY(SHARP_STING, "Ow! That stung."),
    STOIC(DULL_PRESSURE, "Dull pressure."),
    TALKS(DULL_PRESSURE, "Pressure, dull. All right so far."),
    WORRY(DULL_PRESSURE, "There's a pressure. Is that how it should be?"),
    STOIC(DEEP_ACHE, "Deep ache. That's it."),
    STOIC(DEEP_ACHE, "You're there."),
    TALKS(DEEP_ACHE, "A deep ache. That's the one."),
    TALKS(DEEP_ACHE, "Now you're on it, that is the ache I get."),
    WORRY(DEEP_ACHE, "Oh, that aches, that's the one."),
    WORRY(DEEP_ACHE, "It aches deep inside now."),
    STOIC(CRAMP, "Ha. Cramp."),
    TALKS(CRAMP, "Whoa, it cramped!"),
    WORRY(CRAMP, "Oh! It jumped! Was that me?"),
    STOIC(CRAMP_AGAIN, "Again."),
    STOIC(CRAMP_AGAIN, "Another."),
    STOIC(CRAMP_AGAIN, "It jumps."),
    TALKS(CRAMP_AGAIN, "Again, it jumped."),
    TALKS(CRAMP_AGAIN, "There it goes once more!"),
    TALKS(CRAMP_AGAIN, "Smaller that time."),
    WORRY(CRAMP_AGAIN, "Ah, again!"),
    WORRY(CRAMP_AGAIN, "It did it again."),
    WORRY(CRAMP_AGAIN, "Another one. How many more?"),
    STOIC(LET_GO_WARM, "Let go. Warm."),
    TALKS(LET_GO_WARM, "It let go. Warm, and heavy."),
    WORRY(LET_GO_WARM, "It's letting go. It feels heavy now."),
    STOIC(ENOUGH, "That's enough."),
    STOIC(ENOUGH, "No more, thanks."),
    TALKS(ENOUGH, "That's enough, please."),
    TALKS(ENOUGH, "I think it has had enough, and so have I."),
    WORRY(ENOUGH, "Please, that's enough now."),
    WORRY(ENOUGH, "I can't take more of these."),
    STOIC(BONE_SORE, "That's bone."),
    TALKS(BONE_SORE, "Ow, that's on the bone."),
    WORRY(BONE_SORE, "Ow! You hit something hard!"),
    STOIC(ELECTRIC, "Electric. Into my {place}."),
    STOIC(ELECTRIC, "A shock, to my {place}."),
    TALKS(ELECTRIC, "Electric! Right into my {place}!"),
    TALKS(ELECTRIC, "Wow, that shot into my {place}!"),
    WORRY(ELECTRIC, "Aah! Electric, into my {place}!"),
    WORRY(ELECTRIC, "It shot into my {place}! What was that?"),
    STOIC(STINGS_DEEP, "Stings, deep."),
    TALKS(STINGS_DEEP, "That stings, deep in there."),
    WORRY(STINGS_DEEP, "It stings inside. Is that right?"),
    STOIC(STOP, "Stop."),
    STOIC(STOP, "I said stop."),
    STOIC(STOP, "Stop it."),
    TALKS(STOP, "Stop!"),
    TALKS(STOP, "No, stop, please!"),
    TALKS(STOP, "I mean it, stop!"),
    WORRY(STOP, "Stop, please stop!"),
    WORRY(STOP, "Stop! It hurts!"),
    WORRY(STOP, "No, no, stop!"),
    STOIC(THANKS_STOPPED, "Thanks."),
    TALKS(THANKS_STOPPED, "Thank you for stopping."),
    WORRY(THANKS_STOPPED, "Thank you. Give me a moment."),
    STOIC(ALL_RIGHT, "All right."),
    STOIC(ALL_RIGHT, "Fine."),
    TALKS(ALL_RIGHT, "I'm all right."),
    TALKS(ALL_RIGHT, "Yes, fine, thanks for asking."),
    WORRY(ALL_RIGHT, "I think so. Yes."),
    WORRY(ALL_RIGHT, "So far it's all right."),
    STOIC(IT_HURTS, "Hurts. Go on."),
    STOIC(IT_HURTS, "I can take it."),
    TALKS(IT_HURTS, "It hurts, but go on."),
    TALKS(IT_HURTS, "It hurts in the right place, carry on."),
    WORRY(IT_HURTS, "It hurts quite a lot."),
    WORRY(IT_HURTS, "It hurts. Is it nearly over?"),
    STOIC(OKAY_WARNED, "Okay."),
    STOIC(OKAY_WARNED, "Go ahead."),
    TALKS(OKAY_WARNED, "Okay. Thanks for telling me."),
    TALKS(OKAY_WARNED, "Good, I like to know."),
    WORRY(OKAY_WARNED, "Okay. I'm glad you say it first."),
    WORRY(OKAY_WARNED, "All right. Go slowly, please."),
    STOIC(LOOSER, "Looser. Will it ache?"),
    TALKS(LOOSER, "Looser already. Will it ache?"),
    WORRY(LOOSER, "It's looser. Will I be sore tomorrow?"),
    STOIC(GOOD_TO_KNOW, "Good to know."),
    TALKS(GOOD_TO_KNOW, "Good to know. I'll keep it moving."),
    WORRY(GOOD_TO_KNOW, "Good that you tell me. I would have worried."),
    STOIC(HURTS_GOOD, "Good hurt. Stay there."),
    TALKS(HURTS_GOOD, "Hurts, in a good way. Keep going."),
    WORRY(HURTS_GOOD, "It hurts, but it feels right, I think."),
    STOIC(NOW, "Now."),
    STOIC(NOW, "There, now."),
    STOIC(NOW, "Yes, now."),
    TALKS(NOW, "Now it starts to hurt."),
    TALKS(NOW, "Now!"),
    TALKS(NOW, "Here, now it turns into pain."),
    WORRY(NOW, "Now, now!"),
    WORRY(NOW, "That's pain now."),
    WORRY(NOW, "Now. Please ease off."),
    STOIC(OTHER_SIDE_LESS, "Other side's fine."),
    TALKS(OTHER_SIDE_LESS, "Nothing like that on the other side."),
    WORRY(OTHER_SIDE_LESS, "The other side doesn't hurt like this one."),
    STOIC(OTHER_SIDE_SAME, "Same both sides."),
    TALKS(OTHER_SIDE_SAME, "About the same on both sides."),
    WORRY(OTHER_SIDE_SAME, "I can't tell a difference, really."),
    STOIC(SOFTER, "It gives."),
    TALKS(SOFTER, "It's giving under your thumb."),
    WORRY(SOFTER, "Oh, it's getting softer. Is it?"),
    STOIC(TOO_LIGHT, "You can press more."),
    TALKS(TOO_LIGHT, "I hardly feel that. You can press more."),
    WORRY(TOO_LIGHT, "That's very gentle. A bit more would be all right."),
    STOIC(BROAD, "Good stroke."),
    STOIC(BROAD, "That's loosening it."),
    TALKS(BROAD, "That long stroke feels good."),
    TALKS(BROAD, "It's like ironing it out."),
    WORRY(BROAD, "That's nice, actually."),
    WORRY(BROAD, "I can feel it get longer."),
    STOIC(TOO_FAST, "Slower."),
    TALKS(TOO_FAST, "That's a bit quick, it only drags the skin."),
    WORRY(TOO_FAST, "Could you go slower, please?"),
    STOIC(FEEL_ODD, "I feel odd."),
    TALKS(FEEL_ODD, "I feel odd. A bit hot, and far away."),
    WORRY(FEEL_ODD, "I don't feel well. I'm sweating."),
    ANY(FAINTING, "..."),
    STOIC(COMING_BACK, "I'm back."),
    TALKS(COMING_BACK, "Oh. I'm back. What happened?"),
    WORRY(COMING_BACK, "Did I faint? I'm so sorry."),
    STOIC(SHARP_CHEST, "Sharp. In my chest."),
    TALKS(SHARP_CHEST, "Ah! Sharp, in my chest. I have to cough."),
    WORRY(SHARP_CHEST, "My chest! That's sharp, I can't breathe in!"),
    STOIC(PAIN_IN_SIDE, "Deep pain in my side."),
    TALKS(PAIN_IN_SIDE, "A deep pain, in my side. That's new."),
    WORRY(PAIN_IN_SIDE, "My side! What is that pain?"),
    STOIC(PAIN_IN_BELLY, "Sharp, in my belly."),
    TALKS(PAIN_IN_BELLY, "Something sharp, deep in my belly."),
    WORRY(PAIN_IN_BELLY, "My belly! That can't be right!"),
    STOIC(CORD_SHOCK, "A shock, all down."),
    TALKS(CORD_SHOCK, "A shock, all down my body!"),
    WORRY(CORD_SHOCK, "Everything went electric! Stop!"),
    STOIC(THROBBING, "Throbs. Warm."),
    TALKS(THROBBING, "It throbs there. It's warm."),
    WORRY(THROBBING, "It's throbbing. Is it bleeding inside?"),
    STOIC(BLEEDING, "It's bleeding."),
    TALKS(BLEEDING, "Is that blood?"),
    WORRY(BLEEDING, "Oh no, is that blood?"),
    STOIC(PULLING, "It pulls."),
    TALKS(PULLING, "It pulls. It won't come out."),
    WORRY(PULLING, "It's stuck! Why is it stuck?"),
    STOIC(STARTLED, "Say so first."),
    TALKS(STARTLED, "Oh! You could have said."),
    WORRY(STARTLED, "Ah! You didn't tell me!"),
    STOIC(REASSURED, "Right."),
    STOIC(REASSURED, "Good."),
    TALKS(REASSURED, "That helps, thank you."),
    TALKS(REASSURED, "You have a calm way about you."),
    WORRY(REASSURED, "Thank you. That helps."),
    WORRY(REASSURED, "Okay. I'm breathing."),
    STOIC(UNDERSTOOD, "Understood."),
    TALKS(UNDERSTOOD, "I see. That makes sense."),
    WORRY(UNDERSTOOD, "All right, now I know what to expect."),
    STOIC(HATE_NEEDLES, "Don't like needles."),
    TALKS(HATE_NEEDLES, "I hate needles, honestly."),
    WORRY(HATE_NEEDLES, "I hate needles. I fainted once."),
    STOIC(NEEDLES_FINE, "Needles are fine."),
    TALKS(NEEDLES_FINE, "Needles don't bother me."),
    WORRY(NEEDLES_FINE, "I don't love them, but I manage."),
    STOIC(AGREE, "Yes."),
    TALKS(AGREE, "Yes, that's fine with me."),
    WORRY(AGREE, "Yes. But you stop when I say so."),
    STOIC(MANUAL_ONLY, "No needle. By hand."),
    TALKS(MANUAL_ONLY, "I'd rather have it done by hand."),
    WORRY(MANUAL_ONLY, "No needles, please. Can you use your hands?"),
    STOIC(NEED_TO_KNOW, "What are the risks?"),
    TALKS(NEED_TO_KNOW, "Could you tell me more before I say yes?"),
    WORRY(NEED_TO_KNOW, "I'd like to know more first. What can go wrong?"),
    STOIC(RELIEVED, "Fair enough."),
    TALKS(RELIEVED, "I'm glad you tell me, then we do the other thing."),
    WORRY(RELIEVED, "I'm relieved, to be honest."),
    STOIC(FEEL_NOTHING, "Not much."),
    TALKS(FEEL_NOTHING, "Not much, to be honest."),
    WORRY(FEEL_NOTHING, "Nothing bad, at the moment."),
    STOIC(FEEL_PRESSURE, "Pressure."),
    TALKS(FEEL_PRESSURE, "Pressure, nothing sharp."),
    WORRY(FEEL_PRESSURE, "A pressure. It's bearable."),
    STOIC(FEEL_SORE, "Sore."),
    TALKS(FEEL_SORE, "Sore, but I can take it."),
    WORRY(FEEL_SORE, "It's really sore."),
    STOIC(BREAK, "A moment."),
    TALKS(BREAK, "A moment, yes. Thanks."),
    WORRY(BREAK, "Yes please, a short break."),
    STOIC(ANSWER_NO, "No, nothing."),
    STOIC(ANSWER_NO, "None."),
    STOIC(ANSWER_NO, "Not that."),
    STOIC(ANSWER_NO, "No, never."),
    TALKS(ANSWER_NO, "No, nothing like that."),
    TALKS(ANSWER_NO, "No, luckily not."),
    TALKS(ANSWER_NO, "Not that I know of."),
    TALKS(ANSWER_NO, "No, I'm well otherwise."),
    WORRY(ANSWER_NO, "No. Should I?"),
    WORRY(ANSWER_NO, "No, I don't think so, no."),
    WORRY(ANSWER_NO, "No, nobody ever said so."),
    WORRY(ANSWER_NO, "I hope not. No."),
    STOIC(ANSWER, "Listen."),
    TALKS(ANSWER, "Let me tell you."),
    WORRY(ANSWER, "I should tell you about that."),
    STOIC(LYING_BETTER, "That's better."),
    TALKS(LYING_BETTER, "Better, lying like this."),
    WORRY(LYING_BETTER, "It's passing. Don't go away."),
    STOIC(WILL_CALL, "I'll call."),
    TALKS(WILL_CALL, "I'll call if that happens."),
    WORRY(WILL_CALL, "And if I can't breathe, straight to hospital. Okay."),
    STOIC(REPORT_BETTER, "Better."),
    TALKS(REPORT_BETTER, "A good deal better than last time."),
    WORRY(REPORT_BETTER, "It's better. I hope it stays."),
    STOIC(REPORT_SAME, "Same."),
    TALKS(REPORT_SAME, "About the same as last time."),
    WORRY(REPORT_SAME, "No change. Is that bad?"),
    STOIC(REPORT_BACK, "It's back."),
    TALKS(REPORT_BACK, "It came back, just as it was."),
    WORRY(REPORT_BACK, "It came back. I was afraid it would."),
    STOIC(REPORT_SORE, "Sore for days."),
    TALKS(REPORT_SORE, "I was sore for days after that."),
    WORRY(REPORT_SORE, "It hurt for days. Is that normal?"),
    ANY(CHAT, "Is it still raining outside?"),
    ANY(CHAT, "Have you done this for long?"),
    ANY(CHAT, "I found no place to park today."),
    ANY(CHAT, "What time is it, by the way?"),
    ANY(CHAT, "Is that your own music out there?"),
    STOIC(CHAT, "Nice and warm in here."),
    STOIC(CHAT, "My bus goes at ten past."),
    TALKS(CHAT, "My sister had the same thing, only on the other side."),
    TALKS(CHAT, "We are going to the sea in two weeks, if the car holds."),
    TALKS(CHAT, "Did you see the match last night?"),
    TALKS(CHAT, "My neighbour swears by horse ointment for this."),
    WORRY(CHAT, "Somebody told me a story about needles. I'd better not think of it."),
    WORRY(CHAT, "Do you hear that noise as well?"),
    WORRY(CHAT, "I hope I have locked the door at home."),
};

enum { PHRASE_COUNT = (int)(sizeof PHRASES / sizeof PHRASES[0]) };
_Static_assert(sizeof PHRASES / sizeof PHRASES[0] <= TB_PHRASES_MAX,
               "the patient's memory holds them all");

const tb_phrase *tb_phrases(int *count)
{
    *count = PHRASE_COUNT;
    return PHRASES;
}

const char *tb_phrase_text(int phrase)
{
    return phrase >= 0 && phrase < PHRASE_COUNT ? PHRASES[phrase].text : "";
}

const char *tb_gesture_text(tb_line line)
{
    if (line == TB_LINE_NOT_MY_PAIN || line == TB_LINE_ANSWER_NO || line == TB_LINE_STOP) {
        return "(shakes the head)";
    }
    switch (tb_line_mood(line)) {
    case TB_MOOD_WINCE:
        return "(winces)";
    case TB_MOOD_CRAMP:
        return "(flinches)";
    case TB_MOOD_EASE:
        return "(breathes out)";
    case TB_MOOD_FAINT:
        return "(is pale)";
    case TB_MOOD_LISTENING:
        return "(nods)";
    case TB_MOOD_CALM:
        break;
    }
    return "(lies still)";
}

/// A region and what a patient calls it.
typedef struct region_row {
    const char *id, *words;
} region_row;

static const region_row REGIONS[] = {
    {"head_vertex", "crown"},
    {"head_occiput", "back of the head"},
    {"head_mastoid", "head, behind the ear"},
    {"head_temple", "temple"},
    {"head_forehead", "forehead"},
    {"head_orbit", "eye"},
    {"head_ear", "ear"},
    {"head_cheek", "cheek"},
    {"head_jaw_angle", "jaw"},
    {"neck_posterolateral", "neck"},
    {"neck_angle", "neck, down at the angle"},
    {"neck_anterior", "throat"},
    {"chest_sternum", "breastbone"},
    {"scap_supra", "shoulder, on top"},
    {"scap_medial_border", "shoulder blade, on the inside"},
    {"scap_inferior_angle", "shoulder blade, down at the tip"},
    {"interscapular", "upper back"},
    {"shoulder_anterior", "shoulder, in front"},
    {"shoulder_lateral", "shoulder"},
    {"shoulder_posterior", "shoulder, at the back"},
    {"arm_anterolateral", "upper arm"},
    {"forearm_radial", "forearm"},
    {"hand_radial", "thumb"},
    {"lumbar_paraspinal", "lower back"},
    {"iliac_crest", "hip bone"},
    {"si_joint", "lower back, beside the middle"},
    {"sacrum", "tailbone"},
    {"abd_lower_lateral", "belly, low at the side"},
    {"groin", "groin"},
    {"buttock_upper", "buttock, high up"},
    {"buttock_lower", "buttock"},
    {"hip_greater_troch", "hip"},
    {"thigh_lateral", "outer thigh"},
    {"thigh_post_prox", "back of the thigh"},
    {"thigh_post_dist", "back of the thigh, low down"},
    {"knee_posterior", "back of the knee"},
    {"calf_medial", "inner calf"},
    {"calf_lateral", "outer calf"},
    {"calf_mid", "calf"},
    {"heel_plantar", "heel"},
    {"heel_medial", "inner heel"},
    {"foot_arch", "arch"},
    {"foot_mth_2_4", "toes"},
    {"foot_medial_border", "inner edge of the foot"},
};

const char *tb_region_words(const char *region_id)
{
    for (size_t k = 0; k < sizeof REGIONS / sizeof REGIONS[0]; ++k) {
        if (strcmp(REGIONS[k].id, region_id) == 0) {
            return REGIONS[k].words;
        }
    }
    return region_id;
}

/// Append at most what fits; keeps the end.
static size_t append(char *out, size_t used, size_t size, const char *text, size_t length)
{
    const size_t room = size - 1 - used;
    const size_t kept = length < room ? length : room;
    memcpy(out + used, text, kept);
    return used + kept;
}

void tb_phrase_write(const char *text, const char *place, char *out, size_t size)
{
    static const char mark[] = "{place}";
    const char *at = strstr(text, mark);
    size_t used = 0;
    if (at == NULL) {
        used = append(out, used, size, text, strlen(text));
    } else {
        used = append(out, used, size, text, (size_t)(at - text));
        used = append(out, used, size, place, strlen(place));
        at += sizeof mark - 1;
        used = append(out, used, size, at, strlen(at));
    }
    out[used] = '\0';
}
