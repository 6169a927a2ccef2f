#include "tautband/anatomy/case.h"

#include "tautband/core/rng.h"

#include "bad_cases.h"
#include "tb_test.h"

#include <jansson.h>

#include <string.h>

static const char *const CASE_PATH = "assets/cases/gastrocnemius-medial.yaml";
static char shipped[BAD_CASE_BYTES];
static size_t shipped_bytes;
static tb_case model, parsed;
static tb_diagnostics diagnostics;

static size_t read_text(const char *path, char *text, size_t capacity)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        fprintf(stderr, "%s cannot be opened\n", path);
        abort();
    }
    const size_t bytes = fread(text, 1, capacity - 1, file);
    fclose(file);
    text[bytes] = '\0';
    return bytes;
}

static tb_status parse(const char *text, size_t bytes)
{
    return tb_case_parse("x.yaml", text, bytes, &parsed, &diagnostics);
}

static int line_of(const char *text, const char *place)
{
    int line = 1;
    for (; text < place; ++text) {
        line += *text == '\n';
    }
    return line;
}

// ---- the shipped case ---------------------------------------------------------------------------

static void shipped_case_is_good(void **state)
{
    (void)state;
    const tb_status status = tb_case_load(CASE_PATH, &model, &diagnostics);
    tb_diagnostics_print(&diagnostics, stderr);
    assert_int_equal(status, TB_OK);
    assert_string_equal(model.id, "gastrocnemius-medial"); // as its file: recordings name the id
    assert_int_equal(model.layer_count, 6);
    assert_int_equal(model.structure_count, 6);
    assert_int_equal(model.structures[0].point_count, 5);
    assert_true(model.structures[0].follow_weight == 0.9);
    assert_true(model.structures[1].follow_weight == 1.0); // absent: the default
    assert_true(model.bands[0].points[2][2] == 0.65);
    assert_int_equal(model.landmarks[3].visible, false);
    assert_int_equal(model.needle_count, 6);
}

// Every key of a `source:` line stands in the list of sources.
static void check_sources(const char *text, const char *list)
{
    for (const char *at = strstr(text, "source: "); at != NULL; at = strstr(at + 1, "source: ")) {
        char keys[TB_SOURCE_SIZE + 1], line[TB_SOURCE_SIZE + 4];
        sscanf(at + strlen("source: "), "%96[^\n]", keys);
        for (char *key = strtok(keys, ";"); key != NULL; key = strtok(NULL, ";")) {
            key += strspn(key, " ");
            key[strcspn(key, " ")] = '\0'; // a mark may follow
            snprintf(line, sizeof line, "\n%s,", key);
            if (strstr(list, line) == NULL) {
                fail_msg("'%s' is not a key of assets/sources.csv", key);
            }
        }
    }
}

static void every_source_is_listed(void **state)
{
    (void)state;
    static char list[16384], tissues[16384];
    read_text("assets/sources.csv", list, sizeof list);
    read_text("assets/tissues.yaml", tissues, sizeof tissues);
    check_sources(shipped, list);
    check_sources(strstr(tissues, "skin:"), list);
}

static void tissues_are_good(void **state)
{
    (void)state;
    static tb_tissue_table table;
    const tb_status status = tb_tissue_table_load("assets/tissues.yaml", &table, &diagnostics);
    tb_diagnostics_print(&diagnostics, stderr);
    assert_int_equal(status, TB_OK);
    const tb_tissue_props *p = table.props;
    assert_true(p[TB_TISSUE_MUSCLE].stiffening == 0.29 && p[TB_TISSUE_FAT].stiffening == 1.8);
    assert_true(p[TB_TISSUE_NODULE_ACTIVE].modulus_kpa > p[TB_TISSUE_NODULE_LATENT].modulus_kpa);
    assert_true(p[TB_TISSUE_TAUT_BAND].modulus_kpa > p[TB_TISSUE_MUSCLE].modulus_kpa);
    assert_true(p[TB_TISSUE_SKIN].puncture_n > p[TB_TISSUE_FASCIA].puncture_n);
    assert_true(p[TB_TISSUE_FASCIA].membrane_mpa > 0.0);
    for (int k = 0; k < TB_TISSUE_COUNT; ++k) {
        assert_true(p[k].source[0] != '\0');
        assert_string_not_equal(tb_tissue_name((tb_tissue)k), "unknown");
    }
    assert_string_equal(tb_tissue_label(TB_TISSUE_COUNT), "unknown");
}

// ---- bad cases ----------------------------------------------------------------------------------

static void refused(void **state)
{
    const bad_case *row = *state;
    static char text[BAD_CASE_BYTES * 2];
    const char *place = strstr(shipped, row->old_text);
    if (place == NULL) {
        fail_msg("the shipped case does not hold '%s'", row->old_text);
        return;
    }
    const int bytes = snprintf(text, sizeof text, "%.*s%s%s", (int)(place - shipped), shipped,
                               row->new_text, place + strlen(row->old_text));
    memset(&parsed, 0x5a, sizeof parsed);
    assert_int_equal(parse(text, (size_t)bytes), TB_ERR_FORMAT);
    assert_true(diagnostics.count >= 1);
    const tb_diagnostic *first = &diagnostics.items[0];
    const char *at = strstr(text, row->at_text);
    assert_non_null(at);
    if (strcmp(first->rule, row->rule) != 0 || first->line != line_of(text, at)) {
        tb_diagnostics_print(&diagnostics, stderr);
    }
    assert_string_equal(first->rule, row->rule);
    assert_int_equal(first->line, line_of(text, at));
    assert_true(first->column >= 1);
    assert_int_equal(parsed.id[0], 0x5a); // unchanged
}

static void every_fault_comes_at_once(void **state)
{
    (void)state;
    static char text[BAD_CASE_BYTES];
    memcpy(text, shipped, shipped_bytes + 1);
    memcpy(strstr(text, "bmi: 22.8"), "bmi: lean", 9);
    memcpy(strstr(text, "sex: male"), "sex: mael", 9);
    memcpy(strstr(text, "level: 1"), "levle: 1", 8);
    memcpy(strstr(text, "radius_mm: 1.2}"), "radius_mm: 1,2}", 15);
    assert_int_equal(parse(text, shipped_bytes), TB_ERR_FORMAT);
    // missing level, unknown levle, sex, bmi, and "1,2}" in flow style: 1, then a key without value
    assert_true(diagnostics.count >= 5);
}

static void mutated(void **state)
{
    (void)state;
    enum { ROUNDS = 4000 };
    static char text[BAD_CASE_BYTES * 2];
    tb_rng rng;
    tb_rng_seed(&rng, 11, TB_RNG_SCENE);
    int accepted = 0;
    for (int k = 0; k < ROUNDS; ++k) {
        size_t bytes = shipped_bytes;
        memcpy(text, shipped, bytes);
        const uint32_t wounds = 1 + tb_rng_next(&rng) % 4;
        for (uint32_t w = 0; w < wounds; ++w) {
            const size_t at = tb_rng_next(&rng) % bytes;
            const size_t span = 1 + tb_rng_next(&rng) % 40;
            const size_t length = at + span < bytes ? span : bytes - at;
            switch (tb_rng_next(&rng) % 5) {
            case 0: // another byte
                text[at] = (char)(tb_rng_next(&rng) & 0xFFu);
                break;
            case 1: // a sign with a meaning
                text[at] = "[]{}:,-&*!|>'\"%@#\t\n 0"[tb_rng_next(&rng) % 22];
                break;
            case 2: // a gap
                memmove(text + at, text + at + length, bytes - at - length);
                bytes -= length;
                break;
            case 3: // a piece twice
                if (bytes + length < sizeof text) {
                    memmove(text + at + length, text + at, bytes - at);
                    bytes += length;
                }
                break;
            default: // cut short
                bytes = at + 1;
                break;
            }
        }
        const tb_status status = parse(text, bytes);
        assert_true(status == TB_OK || status == TB_ERR_FORMAT);
        assert_true((status == TB_OK) == (diagnostics.count == 0));
        accepted += status == TB_OK;
        for (int i = 0; i < diagnostics.count; ++i) {
            assert_true(diagnostics.items[i].text[0] != '\0');
            assert_null(strchr(diagnostics.items[i].text, '\n'));
        }
    }
    assert_true(accepted > 0 && accepted < ROUNDS / 2); // comments and words may change
}

static void memory_may_run_out(void **state)
{
    (void)state;
    int failures = 0;
    for (uint64_t n = 1; n < 20; ++n) {
        tb_alloc_fail_at(n);
        const tb_status status = tb_case_load(CASE_PATH, &parsed, &diagnostics);
        tb_alloc_fail_at(0);
        if (status == TB_OK) {
            break;
        }
        assert_int_equal(status, TB_ERR_MEMORY);
        assert_string_equal(diagnostics.items[0].rule, "memory");
        ++failures;
    }
    assert_int_equal(failures, 6);
}

// ---- hash ---------------------------------------------------------------------------------------

static void hash_sees_what_can_change_a_score(void **state)
{
    (void)state;
    static tb_case other;
    const uint64_t whole = tb_case_hash(&model);
    other = model;
    snprintf(other.title, sizeof other.title, "another title");
    snprintf(other.layers[0].label, sizeof other.layers[0].label, "epidermis");
    snprintf(other.patient.history[0], TB_LINE_SIZE, "other words");
    assert_true(tb_case_hash(&other) == whole);
    other = model;
    other.layers[3].kbb_per_mm += 1e-9;
    assert_true(tb_case_hash(&other) != whole);
    other = model;
    other.structures[5].points[2].radius_mm += 1e-9;
    assert_true(tb_case_hash(&other) != whole);
    other = model;
    other.referral_count = 2;
    assert_true(tb_case_hash(&other) != whole);
    other = model;
    snprintf(other.target_layer, sizeof other.target_layer, "soleus");
    assert_true(tb_case_hash(&other) != whole);
    other = model;
    other.landmarks[0].visible = false;
    assert_true(tb_case_hash(&other) != whole);
}

// ---- schema -------------------------------------------------------------------------------------

static void json_schema_is_json(void **state)
{
    (void)state;
    static char text[65536];
    FILE *file = tmpfile();
    assert_non_null(file);
    tb_schema_print_json(tb_case_schema(), file);
    rewind(file);
    const size_t bytes = fread(text, 1, sizeof text, file);
    fclose(file);
    json_error_t error;
    json_t *root = json_loadb(text, bytes, JSON_REJECT_DUPLICATES, &error);
    if (root == NULL) {
        fail_msg("line %d: %s", error.line, error.text);
    }
    assert_string_equal(json_string_value(json_object_get(root, "$schema")),
                        "https://json-schema.org/draft/2020-12/schema");
    const json_t *layers = json_object_get(json_object_get(root, "properties"), "layers");
    assert_int_equal(json_integer_value(json_object_get(layers, "maxItems")), TB_LAYERS_MAX);
    const json_t *cv =
        json_object_get(json_object_get(json_object_get(layers, "items"), "properties"), "cv");
    assert_true(json_number_value(json_object_get(cv, "maximum")) == 1.0);
    json_decref(root);
}

static void check_documented(const tb_schema *schema)
{
    for (int i = 0; i < schema->field_count; ++i) {
        const tb_field *field = &schema->fields[i];
        assert_true(field->doc != NULL && field->doc[0] != '\0');
        assert_true(field->offset < schema->struct_size);
        if (field->kind == TB_FIELD_OBJECT || field->kind == TB_FIELD_LIST) {
            check_documented(field->schema);
        }
    }
}

static void every_key_is_documented(void **state)
{
    (void)state;
    check_documented(tb_case_schema());
}

static void hazard_names(void **state)
{
    (void)state;
    assert_string_equal(tb_hazard_class_name(TB_HAZARD_NERVE_VESSEL_MAJOR), "nerve_vessel_major");
    assert_string_equal(tb_hazard_class_name(TB_HAZARD_BONE), "bone");
    assert_string_equal(tb_hazard_class_name(TB_HAZARD_CLASS_COUNT), "unknown");
}

static void care_has_its_words(void **state)
{
    (void)state;
    assert_string_equal(tb_question_name(TB_QUESTION_BLOOD_THINNERS), "blood-thinners");
    assert_string_equal(tb_question_name(TB_QUESTION_COUNT), "unknown");
    assert_true(tb_question_text(TB_QUESTION_PREGNANCY)[0] != '\0');
    assert_string_equal(tb_question_text(TB_QUESTION_COUNT), "");
    assert_string_equal(tb_decision_name(TB_DECISION_REFER), "refer");
    assert_string_equal(tb_decision_name((tb_decision)-1), "unknown");
    assert_true(tb_decision_text(TB_DECISION_DECLINE)[0] != '\0');
    assert_string_equal(tb_voice_name(TB_VOICE_ANXIOUS), "anxious");
    // a question the case answers, and one it does not
    assert_non_null(tb_case_answer_to(&model, TB_QUESTION_IDENTITY));
    assert_null(tb_case_answer_to(&model, TB_QUESTION_IMMUNE));
    // A3 wants right options and distractors in equal number
    int right = 0;
    for (int k = 0; k < model.care.plan_count; ++k) {
        right += model.care.plan[k].right ? 1 : 0;
        assert_near(model.care.plan[k].weight, 1.0, 0.0); // the default where it is absent
    }
    assert_int_equal(2 * right, model.care.plan_count);
}

int main(void)
{
    static tb_test_list list;
    shipped_bytes = read_text(CASE_PATH, shipped, sizeof shipped);
    TB_TEST(&list, shipped_case_is_good);
    TB_TEST(&list, every_source_is_listed);
    TB_TEST(&list, tissues_are_good);
    TB_TEST_ROWS(&list, refused, bad_cases);
    TB_TEST(&list, every_fault_comes_at_once);
    TB_TEST(&list, mutated);
    TB_TEST(&list, memory_may_run_out);
    TB_TEST(&list, hash_sees_what_can_change_a_score);
    TB_TEST(&list, json_schema_is_json);
    TB_TEST(&list, every_key_is_documented);
    TB_TEST(&list, hazard_names);
    TB_TEST(&list, care_has_its_words);
    return tb_test_run(&list, "case");
}
