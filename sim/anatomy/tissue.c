#include "tautband/anatomy/tissue.h"

#include <stddef.h>

#define F64(member, unit_, lo_, hi_, doc_)                                                         \
    {                                                                                              \
        .key = #member, .kind = TB_FIELD_F64, .offset = offsetof(tb_tissue_props, member),         \
        .lo = lo_, .hi = hi_, .required = true, .unit = unit_, .doc = doc_                         \
    }

static const tb_field props_fields[] = {
    F64(modulus_kpa, "kPa", 0.1, 1e4, "quasi-static (1 s) Young's modulus across the fibres"),
    F64(poisson, NULL, 0.25, 0.48, "Poisson's ratio"),
    F64(stiffening, NULL, 0.0, 10.0, "compression stiffening kappa"),
    F64(membrane_mpa, "MPa", 0.0, 300.0, "in-plane modulus of the layer as a membrane; 0 = none"),
    F64(puncture_n, "N", 0.0, 2.0, "peak force to pierce its surface; 0 = no membrane"),
    F64(cutting_mn, "mN", 0.0, 500.0, "force at the tip while cutting"),
    F64(friction_mn_per_mm, "mN/mm", 0.0, 100.0, "friction of the shaft"),
    {.key = "source",
     .kind = TB_FIELD_TEXT,
     .offset = offsetof(tb_tissue_props, source),
     .size = sizeof((tb_tissue_props *)0)->source,
     .required = true,
     .doc = "where the numbers come from, with their mark"},
};

static const tb_schema props_schema = {
    "tissue", props_fields, sizeof props_fields / sizeof props_fields[0], sizeof(tb_tissue_props)};

static const tb_field table_fields[] = {
#define X(name, id, label)                                                                         \
    {.key = id,                                                                                    \
     .kind = TB_FIELD_OBJECT,                                                                      \
     .offset = offsetof(tb_tissue_table, props) + TB_TISSUE_##name * sizeof(tb_tissue_props),      \
     .required = true,                                                                             \
     .schema = &props_schema,                                                                      \
     .doc = label},
    TB_TISSUE_LIST(X)
#undef X
};

static const tb_schema table_schema = {"tissue table", table_fields,
                                       sizeof table_fields / sizeof table_fields[0],
                                       sizeof(tb_tissue_table)};

tb_status tb_tissue_table_load(const char *path, tb_tissue_table *table,
                               tb_diagnostics *diagnostics)
{
    return tb_schema_load(&table_schema, path, table, diagnostics, NULL);
}

const char *tb_tissue_name(tb_tissue tissue)
{
    static const char *const names[] = {
#define X(name, id, label) id,
        TB_TISSUE_LIST(X)
#undef X
    };
    return (unsigned)tissue < TB_TISSUE_COUNT ? names[tissue] : "unknown";
}

const char *tb_tissue_label(tb_tissue tissue)
{
    static const char *const labels[] = {
#define X(name, id, label) label,
        TB_TISSUE_LIST(X)
#undef X
    };
    return (unsigned)tissue < TB_TISSUE_COUNT ? labels[tissue] : "unknown";
}

uint64_t tb_tissue_table_hash(const tb_tissue_table *table)
{
    tb_hash hash = tb_hash_start();
    for (int k = 0; k < TB_TISSUE_COUNT; ++k) {
        const tb_tissue_props *p = &table->props[k];
        const double values[] = {p->modulus_kpa,       p->poisson,    p->stiffening,
                                 p->membrane_mpa,      p->puncture_n, p->cutting_mn,
                                 p->friction_mn_per_mm};
        tb_hash_f64_array(&hash, values, sizeof values / sizeof values[0]);
    }
    return hash.value;
}
