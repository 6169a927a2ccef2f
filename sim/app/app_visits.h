/// A course of visits in the trainer: the same patient again after some days, as the last visits
/// left them. Nothing of it is kept when the trainer ends, but every visit's recording can be
/// opened by itself. Layer app.
#ifndef TB_APP_APP_VISITS_H
#define TB_APP_APP_VISITS_H
#include "encounter.h"
#include "visit_course.h"

/// What the trainer knows of it; about 140 kB: from tb_alloc().
typedef struct tb_app_visits {
    tb_content pristine;     ///< the case as its file has it
    tb_visit_course started; ///< when the present visit began: it may be tried again
    tb_visit_course course;  ///< and with what it left
    uint64_t seed;           ///< of the patient
    int days;                ///< that passed after the last visit
    char mode[TB_MODE_SIZE]; ///< of the present visit's recording
} tb_app_visits;

#endif
