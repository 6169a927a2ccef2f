/// The event log's vocabulary, by the name under which the layers above the session know it.
/// Layer session, needs patient/event.h.
#ifndef TB_SESSION_EVENT_H
#define TB_SESSION_EVENT_H
#include "tautband/patient/event.h"
#endif
