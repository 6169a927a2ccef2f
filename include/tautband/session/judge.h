/// What the learner judges about the patient and about their own needle: does the pain that is felt
/// match the pain drawing, how near did the tip come. Layer session, needs nothing.
#ifndef TB_SESSION_JUDGE_H
#define TB_SESSION_JUDGE_H

/// Answers to "does it match the pain drawing?": name, id, English text. Append only.
#define TB_MATCH_LIST(X)                                                                           \
    X(MATCHES, "matches", "Matches")                                                               \
    X(PARTLY, "partly", "Partly")                                                                  \
    X(DIFFERS, "differs", "Differs")

/// An answer.
typedef enum tb_match {
#define X(name, id, text) TB_MATCH_##name,
    TB_MATCH_LIST(X)
#undef X
        TB_MATCH_COUNT
} tb_match;

/// Felt in a region from this share of full strength on, as the body map shows it.
#define TB_FELT_LEAST 0.05

/// Id of an answer; "unknown" outside the enumeration.
const char *tb_match_name(tb_match match);
/// English text of an answer; "" outside the enumeration.
const char *tb_match_text(tb_match match);

/// The answer that is right: "matches" when at least 0.8 of the drawing, by the weight of its
/// regions, is felt and nothing outside it; "differs" when less than 0.2 is felt, or more regions
/// outside the drawing than in it; "partly" between. The limits are a design.
/// @param felt_share    of the drawing's weight, 0..1
/// @param outside_share regions felt outside the drawing, of all that are felt, 0..1
tb_match tb_match_truth(double felt_share, double outside_share);

#endif
