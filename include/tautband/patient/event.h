/// The event log: what happened, in the words of the field. Scoring reads nothing else but it and
/// the case. Layer patient, needs nothing. mm, N, degrees, kPa, ms; site frame.
#ifndef TB_PATIENT_EVENT_H
#define TB_PATIENT_EVENT_H
#include <stdint.h>

enum { TB_EVENT_VALUES = 8 };

/// Kinds: name, id, names of the values in order (comma-separated), meaning of `subject`.
/// Order is part of the recording format: append only.
#define TB_EVENT_LIST(X)                                                                           \
    X(START, "start", "", "")                                                                      \
    X(TOOL, "tool", "", "tool")                                                                    \
    X(TOUCH, "touch", "t_mm,b_mm", "")                                                             \
    X(LIFT, "lift", "t_mm,b_mm,peak_force_n,duration_ms", "")                                      \
    X(PALPATION_SAMPLE, "palpation-sample", "t_mm,b_mm,force_n,pressure_kpa,pain_nrs,depth_mm",    \
      "")                                                                                          \
    X(BAND_FELT, "band-felt", "t_mm,b_mm,ridge_n,force_n", "band")                                 \
    X(BAND_SNAPPED, "band-snapped", "t_mm,b_mm,speed_ratio,force_n", "band")                       \
    X(REFERRAL, "referral", "t_mm,b_mm,intensity", "trigger_point")                                \
    X(RECOGNISED, "recognised", "t_mm,b_mm", "trigger_point")                                      \
    X(JUMP_SIGN, "jump-sign", "t_mm,b_mm,pressure_kpa", "trigger_point")                           \
    X(DECLARED, "declared", "t_mm,b_mm,error_mm", "state")                                         \
    X(NEEDLE_CHOSEN, "needle-chosen", "diameter_mm,length_mm", "index")                            \
    X(NEEDLE_PLACED, "needle-placed", "t_mm,b_mm,tilt_deg,azimuth_deg", "")                        \
    X(TAPPED, "tapped", "depth_mm", "")                                                            \
    X(TUBE_OFF, "tube-off", "", "")                                                                \
    X(SKIN_PUNCTURED, "skin-punctured", "t_mm,b_mm,force_n,tilt_deg,azimuth_deg", "")              \
    X(FASCIA_PUNCTURED, "fascia-punctured", "depth_mm,force_n", "layer")                           \
    X(TIP_SAMPLE, "tip-sample",                                                                    \
      "t_mm,b_mm,n_mm,depth_mm,target_distance_mm,hazard_clearance_mm,reserve_mm,force_n",         \
      "flags")                                                                                     \
    X(STROKE, "stroke",                                                                            \
      "start_depth_mm,end_depth_mm,duration_ms,peak_speed_mm_per_s,target_distance_mm",            \
      "in_muscle")                                                                                 \
    X(LTR, "ltr", "t_mm,b_mm,n_mm,amplitude_mm,count,locus_distance_mm", "trigger_point")          \
    X(REDIRECTED, "redirected", "angle_deg,depth_mm,tilt_deg,azimuth_deg", "in_muscle")            \
    X(WOUND, "wound", "turns", "")                                                                 \
    X(BENT, "bent", "strain", "")                                                                  \
    X(BONE, "bone", "t_mm,b_mm,n_mm,force_n", "structure")                                         \
    X(NERVE_CONTACT, "nerve-contact", "t_mm,b_mm,n_mm", "structure")                               \
    X(VESSEL_CONTACT, "vessel-contact", "t_mm,b_mm,n_mm", "structure")                             \
    X(LETHAL_CONTACT, "lethal-contact", "t_mm,b_mm,n_mm", "structure")                             \
    X(NERVE_IGNORED, "nerve-ignored", "moved_for_ms", "structure")                                 \
    X(OUT_OF_SKIN, "out-of-skin", "t_mm,b_mm", "")                                                 \
    X(BINNED, "binned", "", "")                                                                    \
    X(COTTON_PRESSED, "cotton-pressed", "duration_ms,mean_force_n", "")                            \
    X(BLEEDING, "bleeding", "volume_ul,bruise_mm", "structure")                                    \
    X(PAIN_SAMPLE, "pain-sample", "pain_nrs", "needling")                                          \
    X(SAID, "said", "phrase", "line")                                                              \
    X(TOLD, "told", "", "say")                                                                     \
    X(STOP_SAID, "stop-said", "pain_nrs", "")                                                      \
    X(STOP_HONOURED, "stop-honoured", "after_ms", "")                                              \
    X(STOP_IGNORED, "stop-ignored", "moved_for_ms", "")                                            \
    X(FAULT, "fault", "", "fault")                                                                 \
    X(END, "end", "", "")                                                                          \
    X(GUARDING, "guarding", "t_mm,b_mm,pressure_kpa,pain_nrs", "")                                 \
    X(THRESHOLD_READ, "threshold-read", "t_mm,b_mm,pressure_kpa,rate_kpa_per_s", "")               \
    X(COMPARED, "compared", "t_mm,b_mm,pressure_kpa,pain_nrs,other_nrs", "less_there")             \
    X(STROKED_ACROSS, "stroked-across", "t_mm,b_mm,length_mm,speed_mm_per_s,force_n", "cords")     \
    X(WALKED_ALONG, "walked-along", "from_t_mm,to_t_mm,b_mm,stops", "")                            \
    X(RELEASE_HELD, "release-held", "t_mm,b_mm,duration_ms,force_n,start_nrs,end_nrs,gain_kpa",    \
      "trigger_point")                                                                             \
    X(RELEASE_YIELDED, "release-yielded", "t_mm,b_mm,held_ms,pain_nrs", "trigger_point")           \
    X(SWEPT, "swept", "from_t_mm,to_t_mm,b_mm,length_mm,speed_mm_per_s,force_n,eased", "good")     \
    X(ENOUGH_SAID, "enough-said", "count", "")                                                     \
    X(COMFORT_SAMPLE, "comfort-sample", "comfort", "")                                             \
    X(WITHDRAWAL, "withdrawal-reflex", "t_mm,b_mm,n_mm", "structure")                              \
    X(HARM, "harm", "t_mm,b_mm,n_mm,structure,size", "harm")                                       \
    X(CONSEQUENCE, "consequence", "after_min,grade,step,contact_s", "harm")                        \
    X(SORENESS, "soreness", "insertion_nrs,insertion_tau_h,ache_nrs,ache_peak_h,pressed_s", "")    \
    X(PRODROME, "faint-prodrome", "needle_fear", "")                                               \
    X(FAINT_HELPED, "faint-helped", "after_ms", "")                                                \
    X(FAINTED, "fainted", "needle_in", "")                                                         \
    X(FAINT_OVER, "faint-over", "helped", "")                                                      \
    X(STUCK, "stuck-needle", "force_n,turns", "")                                                  \
    X(FREED, "freed-needle", "", "")                                                               \
    X(CONSENT, "consent", "risks_told", "answer")                                                  \
    X(SCREENED, "screened", "flag", "question")                                                    \
    X(DECIDED, "decided", "", "decision")                                                          \
    X(PLANNED, "planned", "right,weight", "option")                                                \
    X(PREPARED, "prepared", "", "step")                                                            \
    X(LAID_FLAT, "laid-flat", "", "")                                                              \
    X(THROUGH, "through-skin", "t_mm,b_mm,n_mm", "")                                               \
    X(WILL_NOT_ENTER, "will-not-enter", "t_mm,b_mm,lean_deg", "")                                  \
    X(SHIFTED, "patient-shifted", "t_mm,b_mm,n_mm", "")                                            \
    X(TIME_UP, "time-up", "limit_s", "")                                                           \
    X(MATCH_JUDGED, "match-judged", "felt_share,outside_share", "match")                           \
    X(TAGGED, "tagged", "noted,flag", "question")                                                  \
    X(GUESSED, "guessed", "distance_mm", "")                                                       \
    X(RESPONDED, "responded", "step,choice,right", "harm")                                         \
    X(REVIEW_SET, "review-set", "days", "")

/// What happened.
typedef enum tb_event_kind {
#define X(name, id, values, subject) TB_EVENT_##name,
    TB_EVENT_LIST(X)
#undef X
        TB_EVENT_KIND_COUNT
} tb_event_kind;

/// Flags of a TIP_SAMPLE (`subject`). Distances in it are the least since the sample before.
enum {
    TB_TIP_IN_TISSUE = 1 << 0,
    TB_TIP_IN_TARGET_MUSCLE = 1 << 1,
    TB_TIP_STIMULATING = 1 << 2,   ///< the hub moves up and down or turns
    TB_TIP_IN_SUBCUTIS = 1 << 3,   ///< skin or fat layer
    TB_TIP_HAZARD_LETHAL = 1 << 4, ///< the reserve ray meets a lethal hazard first
};

/// One event. Unused values are 0.
typedef struct tb_event {
    uint32_t tick_ms;
    uint16_t kind;   ///< tb_event_kind
    int16_t subject; ///< index or enumerator named by the kind; -1 none
    double values[TB_EVENT_VALUES];
} tb_event;

/// Id of a kind ("skin-punctured"); "unknown" outside the enumeration.
const char *tb_event_name(tb_event_kind kind);

/// Comma-separated names of the values of a kind; "" outside the enumeration.
const char *tb_event_value_names(tb_event_kind kind);

/// What `subject` means for a kind; "" when nothing.
const char *tb_event_subject_name(tb_event_kind kind);

#endif
