#include "tautband/anatomy/case.h"

#include "tautband/core/rng.h"

#include "bad_cases.h"
#include "tb_test.h"

#include <jansson.h>

#include <stdlib.h>
#include <string.h>

static const char *const CASE_PATH = "assets/cases/gastrocnemius-medial.yaml";
static const char *const SITE_PATH = "assets/sites/gastrocnemius-medial.yaml";
static char case_text[BAD_CASE_BYTES], site_text[BAD_CASE_BYTES];
static size_t case_bytes, site_bytes;
static tb_case model, parsed;
static tb_site parsed_site;
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
    return tb_case_parse("x.yaml", text, bytes, "assets/sites", &parsed, &diagnostics);
}

static tb_status parse_site(const char *text, size_t bytes)
{
    return tb_site_parse("x.yaml", text, bytes, &parsed_site, &diagnostics);
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
    assert_string_equal(model.id, "gastrocnemius-medial");  // as its file: recordings name the id
    assert_int_equal(model.point_choice, TB_POINTS_LISTED); // since it lists one
    const tb_site *site = &model.site;
    assert_string_equal(model.muscle, site->muscle);
    assert_int_equal(site->layer_count, 6);
    assert_int_equal(site->structure_count, 6);
    assert_int_equal(site->structures[0].point_count, 5);
    assert_true(site->structures[0].follow_weight == 0.9);
    assert_true(site->structures[1].follow_weight == 1.0); // absent: the default
    assert_true(site->structures[1].flat == 1.0);
    assert_true(site->bands[0].points[2][2] == 0.65);
    assert_int_equal(site->landmarks[3].visible, false);
    assert_int_equal(model.needle_count, 6); // the site's tray
    assert_true(model.approach.azimuth_2_deg == model.approach.azimuth_deg);
    assert_true(model.difficulty.jitter == 1.0 && model.difficulty.decoys);
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
    check_sources(case_text, list);
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

/// Put the row's fault into a file and read it.
static void refuse(const bad_case *row, const char *to_text, const char *shipped,
                   tb_status (*read)(const char *text, size_t bytes))
{
    static char text[BAD_CASE_BYTES * 2];
    const size_t bytes = bad_case_text(row, to_text, shipped, text);
    if (bytes == 0) {
        fail_msg("the shipped file does not hold '%s'", row->old_text);
        return;
    }
    memset(&parsed, 0x5a, sizeof parsed);
    memset(&parsed_site, 0x5a, sizeof parsed_site);
    assert_int_equal(read(text, bytes), TB_ERR_FORMAT);
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
    assert_int_equal(parsed_site.id[0], 0x5a);
}

static void case_refused(void **state)
{
    refuse(*state, NULL, case_text, parse);
}

static void site_refused(void **state)
{
    refuse(*state, NULL, site_text, parse_site);
}

static void site_section_refused(void **state)
{
    const bad_section *section = *state;
    refuse(&section->row, section->to_text, site_text, parse_site);
}

static void every_fault_comes_at_once(void **state)
{
    (void)state;
    static char text[BAD_CASE_BYTES];
    memcpy(text, case_text, case_bytes + 1);
    memcpy(strstr(text, "bmi: 22.8"), "bmi: lean", 9);
    memcpy(strstr(text, "sex: male"), "sex: mael", 9);
    memcpy(strstr(text, "level: 1"), "levle: 1", 8);
    assert_int_equal(parse(text, case_bytes), TB_ERR_FORMAT);
    assert_int_equal(diagnostics.count, 4); // missing level, unknown levle, sex, bmi
}

/// A site that is broken makes one fault of the case that names it, with the place in both files.
static void fault_of_a_site_names_its_file(void **state)
{
    (void)state;
    static char folder[512], path[600], text[BAD_CASE_BYTES];
    const char *output = getenv("TB_TEST_OUTPUT");
    snprintf(folder, sizeof folder, "%s", output != NULL ? output : ".");
    snprintf(path, sizeof path, "%s/gastrocnemius-medial.yaml", folder);
    memcpy(text, site_text, site_bytes + 1);
    memcpy(strstr(text, "region: calf"), "region: clfa", 12);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fwrite(text, 1, site_bytes, file);
    fclose(file);
    assert_int_equal(tb_case_parse("x.yaml", case_text, case_bytes, folder, &parsed, &diagnostics),
                     TB_ERR_FORMAT);
    remove(path);
    assert_int_equal(diagnostics.count, 1);
    assert_string_equal(diagnostics.items[0].rule, "site-file");
    assert_int_equal(diagnostics.items[0].line,
                     line_of(case_text, strstr(case_text, "site: gastro")));
    assert_non_null(strstr(diagnostics.items[0].text, "did you mean 'calf'?"));
}

/// Damage a file in a few places.
/// @return bytes left
static size_t wound(tb_rng *rng, char *text, size_t bytes, size_t capacity)
{
    const uint32_t wounds = 1 + tb_rng_next(rng) % 4;
    for (uint32_t w = 0; w < wounds; ++w) {
        const size_t at = tb_rng_next(rng) % bytes;
        const size_t span = 1 + tb_rng_next(rng) % 40;
        const size_t length = at + span < bytes ? span : bytes - at;
        switch (tb_rng_next(rng) % 5) {
        case 0: // another byte
            text[at] = (char)(tb_rng_next(rng) & 0xFFu);
            break;
        case 1: // a sign with a meaning
            text[at] = "[]{}:,-&*!|>'\"%@#\t\n 0"[tb_rng_next(rng) % 22];
            break;
        case 2: // a gap
            memmove(text + at, text + at + length, bytes - at - length);
            bytes -= length;
            break;
        case 3: // a piece twice
            if (bytes + length < capacity) {
                memmove(text + at + length, text + at, bytes - at);
                bytes += length;
            }
            break;
        default: // cut short
            bytes = at + 1;
            break;
        }
        bytes = bytes > 0 ? bytes : 1;
    }
    return bytes;
}

static void damage(const char *shipped, size_t shipped_bytes, int rounds,
                   tb_status (*read)(const char *text, size_t bytes))
{
    static char text[BAD_CASE_BYTES * 2];
    tb_rng rng;
    tb_rng_seed(&rng, 11, TB_RNG_SCENE);
    int accepted = 0;
    for (int k = 0; k < rounds; ++k) {
        memcpy(text, shipped, shipped_bytes);
        const size_t bytes = wound(&rng, text, shipped_bytes, sizeof text);
        const tb_status status = read(text, bytes);
        assert_true(status == TB_OK || status == TB_ERR_FORMAT);
        assert_true((status == TB_OK) == (diagnostics.count == 0));
        accepted += status == TB_OK;
        for (int i = 0; i < diagnostics.count; ++i) {
            assert_true(diagnostics.items[i].text[0] != '\0');
            assert_null(strchr(diagnostics.items[i].text, '\n'));
        }
    }
    assert_true(accepted > 0 && accepted < rounds / 2); // comments and words may change
}

static void damaged_cases(void **state)
{
    (void)state;
    damage(case_text, case_bytes, 1000, parse);
}

static void damaged_sites(void **state)
{
    (void)state;
    damage(site_text, site_bytes, 2000, parse_site);
}

static void memory_may_run_out(void **state)
{
    (void)state;
    int failures = 0;
    for (uint64_t n = 1; n < 40; ++n) {
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
    assert_true(failures > 10 && failures < 39);
}

// ---- hash ---------------------------------------------------------------------------------------

static void hash_sees_what_can_change_a_score(void **state)
{
    (void)state;
    static tb_case other;
    const uint64_t whole = tb_case_hash(&model);
    other = model;
    snprintf(other.title, sizeof other.title, "another title");
    snprintf(other.site.layers[0].label, TB_LABEL_SIZE, "epidermis");
    snprintf(other.patient.history[0], TB_LINE_SIZE, "other words");
    assert_true(tb_case_hash(&other) == whole);
    other = model;
    other.site.layers[3].kbb_per_mm += 1e-9;
    assert_true(tb_case_hash(&other) != whole);
    other = model;
    other.site.structures[5].points[2].radius_mm += 1e-9;
    assert_true(tb_case_hash(&other) != whole);
    other = model;
    other.referral_count = 2;
    assert_true(tb_case_hash(&other) != whole);
    other = model;
    snprintf(other.site.target.layer, TB_ID_SIZE, "soleus");
    assert_true(tb_case_hash(&other) != whole);
    other = model;
    other.site.landmarks[0].visible = false;
    assert_true(tb_case_hash(&other) != whole);
}

// ---- schema -------------------------------------------------------------------------------------

static void json_schema_is_json(void **state)
{
    (void)state;
    static char text[131072];
    FILE *file = tmpfile();
    assert_non_null(file);
    tb_schema_print_json(tb_site_schema(), file);
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
    check_documented(tb_site_schema());
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
    case_bytes = read_text(CASE_PATH, case_text, sizeof case_text);
    site_bytes = read_text(SITE_PATH, site_text, sizeof site_text);
    TB_TEST(&list, shipped_case_is_good);
    TB_TEST(&list, every_source_is_listed);
    TB_TEST(&list, tissues_are_good);
    TB_TEST_ROWS(&list, case_refused, bad_cases);
    TB_TEST_ROWS(&list, site_refused, bad_sites);
    TB_TEST_ROWS(&list, site_section_refused, bad_site_sections);
    TB_TEST(&list, every_fault_comes_at_once);
    TB_TEST(&list, fault_of_a_site_names_its_file);
    TB_TEST(&list, damaged_cases);
    TB_TEST(&list, damaged_sites);
    TB_TEST(&list, memory_may_run_out);
    TB_TEST(&list, hash_sees_what_can_change_a_score);
    TB_TEST(&list, json_schema_is_json);
    TB_TEST(&list, every_key_is_documented);
    TB_TEST(&list, hazard_names);
    TB_TEST(&list, care_has_its_words);
    return tb_test_run(&list, "case");
}
