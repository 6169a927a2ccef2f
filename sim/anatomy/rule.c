#include "tautband/anatomy/rule.h"

#include <string.h>

enum { READER = TB_RULE_READER, CASE = TB_RULE_CASE, SITE = TB_RULE_SITE };

static const tb_rule rules[] = {
    // reading
    {"file", TB_RULE_MACHINE, "the file can be opened and read"},
    {"memory", TB_RULE_MACHINE, "there is memory for it"},
    {"size", READER, "a file has at most 1 MiB"},
    {"empty", READER, "a file says something"},
    {"encoding", READER, "text is UTF-8"},
    {"syntax", READER, "it is YAML"},
    {"documents", READER, "it holds one document"},
    {"nesting", READER, "lists and mappings lie at most 16 deep in each other"},
    {"nodes", READER, "it holds at most 20000 values"},
    {"alias", READER, "no anchors and no aliases"},
    {"tag", READER, "no tags"},
    // the table of keys
    {"unknown-key", READER, "keys are those of the manual"},
    {"duplicate-key", READER, "a key stands once"},
    {"missing", READER, "what is required is there"},
    {"type", READER, "a value is of its key's kind"},
    {"range", READER, "a number lies in its range"},
    {"enum", READER, "a word is one of the key's words"},
    {"list-length", READER, "a list has as many values as its key asks"},
    {"too-long", READER, "a text fits its space"},
    {"control-character", READER, "a text is one line without control characters"},
    // names and references
    {"format", CASE | SITE | TB_RULE_COURSE, "the file is of the format that this program reads"},
    {"id", CASE | SITE | TB_RULE_COURSE, "names are small letters, digits, '_' and '-'"},
    {"empty-text", CASE | SITE | TB_RULE_COURSE, "titles and other texts say something"},
    {"duplicate-id", SITE, "no two things of a kind have the same name"},
    {"unknown-reference", CASE | SITE, "what is referred to is there"},
    {"unknown-region", CASE | SITE, "regions are those of the body map"},
    {"duplicate-region", SITE, "a region is listed once"},
    {"unknown-source", CASE, "sources are in the list of sources"},
    {"range-order", CASE | SITE, "a value lies between its limits"},
    {"duplicate-needle", CASE | SITE, "a needle lies in the tray once"},
    {"no-needle-reaches", CASE | SITE, "the longest needle reaches the point and leaves 10 mm"},
    // a site
    {"side", CASE | SITE, "a site describes the right side; a case is left where the site may be"},
    {"frame", SITE, "the axes are right-handed, of length 1 and at right angles"},
    {"extent", SITE, "the skin patch holds the origin"},
    {"surface-steep", SITE, "the skin is no steeper than a section can follow"},
    {"entry", SITE, "only a roll is entered through its faces"},
    {"entry-outside", SITE, "the entry region lies on the skin patch"},
    {"outside-extent", SITE, "points and decoys lie on the skin patch"},
    {"roll-width", SITE, "the target muscle has a share in the roll's thickness"},
    {"no-roll", SITE, "a target in a roll needs a roll"},
    {"layers", SITE, "there are at least skin and a muscle"},
    {"layer-tissue", SITE, "a layer is skin, fat, fascia or muscle"},
    {"layer-order", SITE, "the first layer and only that is skin"},
    {"layer-crosses", SITE, "no layer is thinner than nothing anywhere"},
    {"target-layer", SITE, "the target layer is a muscle"},
    {"tube", SITE, "a tube has two stations or more, one beyond the other"},
    {"base-depth", SITE, "the section reaches deeper than the target"},
    {"band-path", SITE, "a band has two stations or more, one beyond the other"},
    {"approach-tilt", SITE, "the advised tilt is one that a needle and its section can have"},
    {"backstop", SITE, "a backstop is a bone"},
    {"depth-rule", SITE, "a rule that stops at a depth names the depth"},
    {"no-needle", SITE, "the tray holds a needle"},
    {"no-trigger-point", CASE | SITE, "there is a trigger point to choose"},
    {"chain", SITE, "a chain has two points or more, none inside the next"},
    {"plate", SITE, "a plate has an outline that spans a plane and does not cross itself"},
    {"ellipsoid", SITE, "an ellipsoid has a centre and three semi-axes"},
    {"surface", SITE, "a surface has an axis and its coefficients"},
    {"variant", SITE, "a variant fits the shape that it changes"},
    {"structure-tissue", SITE, "a structure is nerve, vessel, bone, tendon or organ"},
    {"structure-hazard", SITE, "a hazard fits the tissue"},
    {"above-skin", SITE, "structures lie below the skin"},
    {"hazard-in-nodule", SITE, "no hazard runs through a nodule"},
    {"bone-in-approach", SITE, "no bone lies between entry and point"},
    {"hazard-in-approach", SITE, "no hazard lies on the advised path"},
    {"band-misses-point", SITE, "a band runs through its point"},
    {"outside-muscle", CASE | SITE, "a nodule lies in its muscle"},
    // a case
    {"unknown-site", CASE, "the site is in the folder of sites"},
    {"site-file", CASE, "the site has no fault of its own"},
    {"threshold-order", CASE, "pain thresholds rise from active over latent to normal"},
    {"no-sure-point", CASE, "every patient has an active point, or none has one"},
    {"point-choice", CASE, "who has no point lists none"},
    {"plan-balance", CASE, "half of the plan's options are right"},
    {"plan-length", CASE, "right options are not told by their length"},
    // a course
    {"no-case", TB_RULE_COURSE, "there is a case to play"},
    {"unknown-case", TB_RULE_COURSE, "cases are in the folder of cases"},
    {"duplicate-case", TB_RULE_COURSE, "a case stands once"},
    // a rubric
    {"unknown-measure", TB_RULE_RUBRIC, "measures are those that the program takes"},
    {"unknown-domain", TB_RULE_RUBRIC, "domains are those of the rubric"},
    {"duplicate", TB_RULE_RUBRIC, "a measure stands once"},
    {"order", TB_RULE_RUBRIC, "an adequate learner fails less often than an inadequate one"},
    {"ramp", TB_RULE_RUBRIC, "full and no points lie at different values"},
};

const tb_rule *tb_rules(int *count)
{
    *count = (int)(sizeof rules / sizeof rules[0]);
    return rules;
}

bool tb_rule_known(const char *id)
{
    bool known = false;
    for (size_t k = 0; k < sizeof rules / sizeof rules[0]; ++k) {
        known = known || strcmp(rules[k].id, id) == 0;
    }
    return known;
}
