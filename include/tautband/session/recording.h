/// Recording `.tbr`: header, inputs per tick, events, a state hash per second, in checksummed
/// chunks appended and flushed at least once a second, so that a crash loses at most that.
/// Little-endian; format in sim/session/RECORDING.md. Layer session, needs session.
#ifndef TB_SESSION_RECORDING_H
#define TB_SESSION_RECORDING_H
#include "tautband/session/session.h"

/// Version of the format and of what its inputs mean. A reader takes this one and those from
/// TB_RECORDING_FORMAT_LEAST on, which know of no course.
enum { TB_RECORDING_FORMAT = 3, TB_RECORDING_FORMAT_LEAST = 2 };

/// Who, what and how it was built.
typedef struct tb_recording_header {
    uint32_t format; ///< TB_RECORDING_FORMAT, or that of the file read
    char build[64];  ///< version and compiler
    char case_id[32];
    char learner[64];
    char mode[16];    ///< learn, practice, exam, script
    char devices[64]; ///< what the learner used; while the file is written, what could be used
    uint64_t case_hash, tissues_hash, physiology_hash;
    uint64_t seed;
    int32_t substeps;
    // from format 3 on
    char course[32];       ///< id of the course it was played under; "" = none, or not known
    uint64_t course_hash;  ///< of the course's rules that change a score
    int32_t encounter;     ///< which encounter of that learner's course, from 0 on
    int32_t time_limit_ms; ///< allotted by the course; 0 = what the case says
} tb_recording_header;

typedef struct tb_recorder tb_recorder;

/// Create the file and write the header chunk.
/// @return TB_OK, TB_ERR_IO, TB_ERR_MEMORY
tb_status tb_recorder_create(const char *path, const tb_recording_header *header, tb_recorder **out,
                             tb_error *error);

/// Note the input of the tick that was just stepped, and its events; every 1000 ticks the chunk
/// with the session's hash is written and flushed. The first failed write is kept and returned by
/// every later call.
tb_status tb_recorder_tick(tb_recorder *recorder, const tb_session *session, const tb_input *input);

/// Say what was in use, once the attempt has ended: written before the closing chunk.
/// @param devices "keyboard, mouse", at most 63 bytes; takes the place of the header's when read
/// @param aids    settings that helped or changed the hand, "stiffness-felt 0.40, view changed", at
///                most 159 bytes
void tb_recorder_describe(tb_recorder *recorder, const char *devices, const char *aids);

/// Write what is left and the closing chunk, close the file, free. NULL is legal.
tb_status tb_recorder_close(tb_recorder *recorder, const tb_session *session, tb_error *error);

/// A recording in memory.
typedef struct tb_recording {
    tb_recording_header header;
    tb_input *inputs; ///< [tick_count]
    uint32_t tick_count;
    tb_event *events; ///< [event_count]
    int event_count;
    uint64_t *hashes; ///< [hash_count] after tick 1000, 2000, ...
    int hash_count;
    uint64_t final_hash;
    char aids[160]; ///< "" = none were told
    bool complete;  ///< a closing chunk was found; false = cut off, readable up to the last whole
                    ///< chunk
} tb_recording;

/// Read a recording; a file cut off inside its last chunk is read up to there with complete =
/// false.
/// @return TB_OK, TB_ERR_IO, TB_ERR_FORMAT (no recording), TB_ERR_INTEGRITY (a checksum differs:
/// says which chunk and
///         offset), TB_ERR_MEMORY
tb_status tb_recording_load(const char *path, tb_recording *out, tb_error *error);

/// The same from memory, for tests and fuzzing.
tb_status tb_recording_parse(const unsigned char *bytes, size_t count, tb_recording *out,
                             tb_error *error);

/// Read the header alone, for lists.
/// @return as tb_recording_load(); `out` unchanged on error
tb_status tb_recording_peek(const char *path, tb_recording_header *out, tb_error *error);

/// Free the arrays. An empty recording is legal.
void tb_recording_free(tb_recording *recording);

/// Result of a re-simulation.
typedef struct tb_verify_result {
    bool same;
    uint32_t first_difference_ms; ///< tick of the first differing hash or event
    char what[160];               ///< one sentence
    uint64_t final_hash;
} tb_verify_result;

/// Re-simulate and compare every hash and event.
/// @param session freshly created from the header's case, seed and substeps; the header's limit of
/// time is given to it
/// @return TB_OK (same), TB_ERR_INTEGRITY (differs: see result)
tb_status tb_recording_verify(const tb_recording *recording, tb_session *session,
                              tb_verify_result *result);

#endif
