/// Every rule that a case, site, course or rubric file can break: the name in brackets behind a
/// fault, the kinds of file it is checked in, and what it asks. The manual page prints this table
/// and the tests break each rule at least once. Layer anatomy, needs nothing.
#ifndef TB_ANATOMY_RULE_H
#define TB_ANATOMY_RULE_H
#include <stdbool.h>

/// Kinds of file a rule is checked in, as bits.
typedef enum tb_rule_files {
    TB_RULE_READER = 1, ///< what is asked of any YAML file here, by the reader all kinds share
    TB_RULE_CASE = 2,
    TB_RULE_SITE = 4,
    TB_RULE_COURSE = 8,
    TB_RULE_RUBRIC = 16,  ///< and rules of progress
    TB_RULE_MACHINE = 32, ///< no fault of the file
} tb_rule_files;

/// One rule.
typedef struct tb_rule {
    const char *id;      ///< small letters and '-'; shorter than tb_diagnostic.rule
    unsigned files;      ///< tb_rule_files
    const char *meaning; ///< what it asks, without a full stop
} tb_rule;

/// All rules.
/// @param count out: how many
/// @return the table, in the order of the manual
const tb_rule *tb_rules(int *count);

/// Is there a rule of this name?
bool tb_rule_known(const char *id);

#endif
