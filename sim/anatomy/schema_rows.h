/// Rows of a schema's table: struct, member, then what a person must know. Seen only inside
/// anatomy.
#ifndef TB_ANATOMY_SCHEMA_ROWS_H
#define TB_ANATOMY_SCHEMA_ROWS_H
#include "tautband/anatomy/schema.h"

// The key is the member's name; KEYED_ rows name it themselves.
#define PLACE(S, member) .key = #member, .offset = offsetof(S, member)
#define F64(S, member, lo_, hi_, unit_, doc_)                                                      \
    {                                                                                              \
        PLACE(S, member), .kind = TB_FIELD_F64, .lo = lo_, .hi = hi_, .required = true,            \
                          .unit = unit_, .doc = doc_                                               \
    }
#define F64_OPTIONAL(S, member, lo_, hi_, unit_, doc_)                                             \
    {                                                                                              \
        PLACE(S, member), .kind = TB_FIELD_F64, .lo = lo_, .hi = hi_, .unit = unit_, .doc = doc_   \
    }
#define I32(S, member, lo_, hi_, doc_)                                                             \
    {                                                                                              \
        PLACE(S, member), .kind = TB_FIELD_I32, .lo = lo_, .hi = hi_, .required = true,            \
                          .doc = doc_                                                              \
    }
#define BOOL(S, member, required_, doc_)                                                           \
    {                                                                                              \
        PLACE(S, member), .kind = TB_FIELD_BOOL, .required = required_, .doc = doc_                \
    }
#define LATE(kind_, S, member, ...)                                                                \
    {                                                                                              \
        PLACE(S, member), .kind = TB_FIELD_##kind_, .late = true, __VA_ARGS__                      \
    }
#define TEXT(S, member, required_, doc_)                                                           \
    {                                                                                              \
        PLACE(S, member), .kind = TB_FIELD_TEXT, .size = sizeof((S *)0)->member,                   \
                          .required = required_, .doc = doc_                                       \
    }
#define ENUM(S, member, names_, required_, doc_)                                                   \
    {                                                                                              \
        PLACE(S, member), .kind = TB_FIELD_ENUM, .names = names_, .required = required_,           \
                          .doc = doc_                                                              \
    }
#define F64_EXACT(S, member, lo_, hi_, unit_, required_, doc_)                                     \
    {                                                                                              \
        PLACE(S, member), .kind = TB_FIELD_F64_LIST,                                               \
                          .size = sizeof((S *)0)->member / sizeof(double), .lo = lo_, .hi = hi_,   \
                          .required = required_, .unit = unit_, .doc = doc_                        \
    }
#define F64_UP_TO(S, member, count_, lo_, hi_, unit_, doc_)                                        \
    {                                                                                              \
        PLACE(S, member),                                                                          \
            .kind = TB_FIELD_F64_LIST, .size = sizeof((S *)0)->member / sizeof(double),            \
            .count_offset = offsetof(S, count_), .lo = lo_, .hi = hi_, .unit = unit_, .doc = doc_  \
    }
#define TEXTS(S, member, count_, required_, doc_)                                                  \
    {                                                                                              \
        PLACE(S, member), .kind = TB_FIELD_TEXT_LIST,                                              \
                          .size = sizeof((S *)0)->member / sizeof((S *)0)->member[0],              \
                          .text_size = sizeof((S *)0)->member[0],                                  \
                          .count_offset = offsetof(S, count_), .required = required_, .doc = doc_  \
    }
#define LIST(S, member, count_, schema_, required_, doc_)                                          \
    {                                                                                              \
        PLACE(S, member),                                                                          \
            .kind = TB_FIELD_LIST, .size = sizeof((S *)0)->member / sizeof((S *)0)->member[0],     \
            .count_offset = offsetof(S, count_), .schema = &schema_, .required = required_,        \
            .doc = doc_                                                                            \
    }
#define OBJECT(S, member, schema_, required_, doc_)                                                \
    {                                                                                              \
        PLACE(S, member), .kind = TB_FIELD_OBJECT, .schema = &schema_, .required = required_,      \
                          .doc = doc_                                                              \
    }
#define SCHEMA(name_, fields_, size_)                                                              \
    {                                                                                              \
        .name = name_, .fields = fields_, .field_count = sizeof fields_ / sizeof fields_[0],       \
        .struct_size = size_                                                                       \
    }
#define SOURCE_DOC "keys of assets/sources.csv that the numbers above come from, ';' between"
#define SOURCE(S) TEXT(S, source, true, SOURCE_DOC)
#define SOURCE_OPTIONAL(S) TEXT(S, source, false, SOURCE_DOC)

// Offsets inside an unnamed group of a struct are taken from the group's own start.
#define GROUP_PLACE(S, group, member)                                                              \
    .key = #member, .offset = offsetof(S, group.member) - offsetof(S, group)
#define GROUP_F64(S, group, member, lo_, hi_, unit_, doc_)                                         \
    {                                                                                              \
        GROUP_PLACE(S, group, member), .kind = TB_FIELD_F64, .lo = lo_, .hi = hi_,                 \
                                       .required = true, .unit = unit_, .doc = doc_                \
    }
#define GROUP_TEXT(S, group, member, doc_)                                                         \
    {                                                                                              \
        GROUP_PLACE(S, group, member), .kind = TB_FIELD_TEXT,                                      \
                                       .size = sizeof((S *)0)->group.member, .required = true,     \
                                       .doc = doc_                                                 \
    }
#define GROUP_F64_EXACT(S, group, member, lo_, hi_, unit_, doc_)                                   \
    {                                                                                              \
        GROUP_PLACE(S, group, member),                                                             \
            .kind = TB_FIELD_F64_LIST, .size = sizeof((S *)0)->group.member / sizeof(double),      \
            .lo = lo_, .hi = hi_, .required = true, .unit = unit_, .doc = doc_                     \
    }

#endif
