/// Bad site and case files by the dozen: each row breaks one rule by replacing text of a
/// shipped file.
#ifndef TB_BAD_CASES_H
#define TB_BAD_CASES_H
#include <stdio.h>
#include <string.h>

enum { BAD_CASE_BYTES = 32768 };

/// One replacement and what the reader must say about it.
typedef struct bad_case {
    const char *name;
    const char *old_text; ///< first place where it stands; the replacement goes there
    const char *new_text;
    const char *rule;    ///< of the first fault
    const char *at_text; ///< the fault's line holds this text (in the broken file)
} bad_case;

/// A row that replaces a whole section, up to where another one begins.
typedef struct bad_section {
    bad_case row;
    const char *to_text;
} bad_section;

/// Put a row's fault into a file.
/// @param shipped text of the file that the row was written for
/// @param to_text end of what goes, or NULL: as long as the row's old text
/// @param out     BAD_CASE_BYTES * 2
/// @return bytes written, or 0 when the file does not hold the old text
static inline size_t bad_case_text(const bad_case *row, const char *to_text, const char *shipped,
                                   char *out)
{
    const char *place = strstr(shipped, row->old_text);
    const char *rest = place == NULL     ? NULL
                       : to_text != NULL ? strstr(place, to_text)
                                         : place + strlen(row->old_text);
    if (rest == NULL) {
        return 0;
    }
    const int bytes = snprintf(out, BAD_CASE_BYTES * 2, "%.*s%s%s", (int)(place - shipped), shipped,
                               row->new_text, rest);
    return bytes > 0 && bytes < BAD_CASE_BYTES * 2 ? (size_t)bytes : 0;
}

/// Of assets/sites/gastrocnemius-medial.yaml.

static bad_case bad_sites[] = {
    // the schema
    {"unknown key", "    label: skin\n", "    lable: skin\n", "missing", "id: skin"},
    {"unknown top key", "side: right\n", "side: right\nsied: left\n", "unknown-key", "sied: left"},
    {"duplicate key", "region: calf\n", "region: calf\nregion: hip\n", "duplicate-key",
     "region: hip"},
    {"missing skin", "skin:\n  radius_t_mm", "skim:\n  radius_t_mm", "missing", "format: 1"},
    {"word for a number", "base_depth_mm: 44", "base_depth_mm: deep", "type",
     "base_depth_mm: deep"},
    {"infinite number", "base_depth_mm: 44", "base_depth_mm: .inf", "type", "base_depth_mm: .inf"},
    {"decimal comma", "base_depth_mm: 44", "base_depth_mm: 44,1", "type", "base_depth_mm: 44,1"},
    {"beyond range", "base_depth_mm: 44", "base_depth_mm: 440", "range", "base_depth_mm: 440"},
    {"region misspelt", "region: calf", "region: clalf", "enum", "region: clalf"},
    {"tissue misspelt", "tissue: nerve", "tissue: nerv", "enum", "tissue: nerv\n"},
    {"hazard misspelt", "hazard: nerve_vessel_major", "hazard: nerve_major_vessel", "enum",
     "nerve_major_vessel"},
    {"three of two", "extent_t_mm: [-70, 60]", "extent_t_mm: [-70, 0, 60]", "list-length",
     "[-70, 0, 60]"},
    {"mapping for a list", "needles:\n", "needles: {a: 1}\nx_needles:\n", "type",
     "needles: {a: 1}"},
    {"radius beyond range", "n_mm: 42.4, radius_mm: 6}", "n_mm: 42.4, radius_mm: 0}", "range",
     "radius_mm: 0}"},
    {"prior above 1", "prior: 0.7\n", "prior: 1.2\n", "range", "prior: 1.2"},
    {"long title", "title: \"Gastro",
     "title: \"Calf calf calf calf calf calf calf calf calf calf calf calf calf calf calf",
     "too-long", "title: \"Calf calf"},
    {"anchor", "id: gastrocnemius-medial", "id: &x gastrocnemius-medial", "alias", "id: &x"},
    {"alias", "side: right\n", "side: *one\n", "alias", "side: *one"},
    {"tag", "side: right\n", "side: !!str right\n", "tag", "side: !!str"},
    {"second document", "skin:\n", "---\nskin:\n", "documents", "---"},
    {"tab", "  radius_t_mm", "\tradius_t_mm", "syntax", "\tradius_t_mm"},
    // names and references
    {"format of the future", "format: 1", "format: 2", "format", "format: 2"},
    {"capital letters in the id", "id: gastrocnemius-medial", "id: Gastroc", "id", "id: Gastroc"},
    {"empty title", "title: \"Gastrocnemius, medial head\"", "title: ''", "empty-text",
     "title: ''"},
    {"left side", "side: right", "side: left", "side", "side: left"},
    {"two layers of one name", "id: aponeurosis", "id: gam", "duplicate-id",
     "id: gam\n    label: ap"},
    {"two structures of one name", "id: sural_n", "id: tibial_bundle", "duplicate-id",
     "id: tibial_bundle\n    label: sural"},
    {"unknown layer to follow", "follow: soleus\n    follow_weight",
     "follow: solus\n    follow_weight", "unknown-reference", "follow: solus"},
    {"unknown target layer", "  layer: gam\n", "  layer: gma\n", "unknown-reference",
     "  layer: gma"},
    {"unknown trigger point", "trigger_point: gam1", "trigger_point: gam2", "unknown-reference",
     "trigger_point: gam2"},
    {"unknown region", "region: foot_arch", "region: foot_arhc", "unknown-region", "foot_arhc"},
    {"region twice", "region: knee_posterior", "region: calf_medial", "duplicate-region",
     "calf_medial, weight: 0.4"},
    // numbers that belong together
    {"thickness beyond its limits", "thickness_mm: 18.5", "thickness_mm: 31", "range-order",
     "thickness_mm: 31"},
    {"limits exchanged", "radius_lo_mm: 1", "radius_lo_mm: 3.5", "range-order", "radius_mm: 2\n"},
    {"band softer than its limit", "stiffness_ratio: 2", "stiffness_ratio: 4", "range-order",
     "stiffness_ratio: 4"},
    {"band of one station",
     "      - {t_mm: -35, b_mm: -1, fraction: 0.3}\n"
     "      - {t_mm: 0, b_mm: 0, fraction: 0.45}\n",
     "", "band-path", "{t_mm: 38"},
    {"needle twice", "{diameter_mm: 0.25, length_mm: 40}", "{diameter_mm: 0.25, length_mm: 30}",
     "duplicate-needle",
     "{diameter_mm: 0.25, length_mm: 30}\n  - {diameter_mm: 0.25, length_mm: 50}"},
    {"too flat an approach", "tilt_deg: 4", "tilt_deg: 80", "approach-tilt", "tilt_deg: 80"},
    // the site
    {"extent beside the origin", "extent_t_mm: [-70, 60]", "extent_t_mm: [10, 60]", "extent",
     "[10, 60]"},
    {"skin too steep", "radius_b_mm: [58, 58]", "radius_b_mm: [58, 20]", "surface-steep",
     "radius_b_mm: [58, 20]"},
    {"entry beyond the extent", "entry_t_mm: 0", "entry_t_mm: 58", "entry-outside",
     "entry_t_mm: 58"},
    {"trigger point beyond the extent", "prior: 0.7\n    t_mm: 0", "prior: 0.7\n    t_mm: 90",
     "outside-extent", "t_mm: 90"},
    {"decoy beyond the extent", "kind: band_only, t_mm: 10", "kind: band_only, t_mm: 110",
     "outside-extent", "t_mm: 110"},
    // layers
    {"bone as a layer", "tissue: fat", "tissue: bone", "layer-tissue", "tissue: bone"},
    {"skin below fat", "label: subcutaneous layer\n    tissue: fat",
     "label: subcutaneous layer\n    tissue: skin", "layer-order",
     "tissue: skin\n    thickness_mm: 5"},
    {"faces cross", "kbb_per_mm: -0.006", "kbb_per_mm: -0.02", "layer-crosses",
     "thickness_mm: 18.5"},
    {"target is fat", "  layer: gam\n", "  layer: fat\n", "target-layer", "  layer: fat"},
    {"base inside the target", "base_depth_mm: 44", "base_depth_mm: 20", "base-depth",
     "base_depth_mm: 20"},
    // structures
    {"structure of muscle", "tissue: vein", "tissue: muscle", "structure-tissue",
     "tissue: muscle\n    hazard: vessel"},
    {"bone that is a nerve", "tissue: bone\n    hazard: bone", "tissue: bone\n    hazard: nerve",
     "structure-hazard", "hazard: nerve\n    points:\n      - {t_mm: -100"},
    {"points on each other", "{t_mm: -80, b_mm: -29, n_mm: 39.9, radius_mm: 5.5}",
     "{t_mm: -105, b_mm: -29, n_mm: 42.4, radius_mm: 6}", "chain", "- {t_mm: -105, b_mm: -29"},
    {"vein above the skin", "{t_mm: 0, b_mm: 40, n_mm: 18.3, radius_mm: 1.8}",
     "{t_mm: 0, b_mm: 40, n_mm: 14.3, radius_mm: 1.8}", "above-skin", "- {t_mm: -80, b_mm: 40"},
    // trigger points
    {"nodule out of the muscle", "fraction: 0.45\n    jitter", "fraction: 0.95\n    jitter",
     "outside-muscle", "fraction: 0.95"},
    {"nerve through the nodule", "{t_mm: 0, b_mm: -29, n_mm: 14.8, radius_mm: 1.2}",
     "{t_mm: 0, b_mm: -2, n_mm: 14.8, radius_mm: 1.2}", "hazard-in-nodule",
     "t_mm: 0\n    b_mm: 0\n    fraction: 0.45"},
    {"no needle reaches",
     "  - {diameter_mm: 0.25, length_mm: 30}\n"
     "  - {diameter_mm: 0.25, length_mm: 40}\n  - {diameter_mm: 0.25, length_mm: 50}\n"
     "  - {diameter_mm: 0.3, length_mm: 30}\n  - {diameter_mm: 0.3, length_mm: 40}\n"
     "  - {diameter_mm: 0.3, length_mm: 50}\n",
     "  - {diameter_mm: 0.25, length_mm: 15}\n", "no-needle-reaches",
     "{diameter_mm: 0.25, length_mm: 15}"},
    {"empty tray",
     "  - {diameter_mm: 0.25, length_mm: 30}\n"
     "  - {diameter_mm: 0.25, length_mm: 40}\n  - {diameter_mm: 0.25, length_mm: 50}\n"
     "  - {diameter_mm: 0.3, length_mm: 30}\n  - {diameter_mm: 0.3, length_mm: 40}\n"
     "  - {diameter_mm: 0.3, length_mm: 50}\n",
     "  []\n", "no-needle", "  []"},
    {"bone across the approach", "{t_mm: 0, b_mm: 16, n_mm: 68, radius_mm: 13}",
     "{t_mm: 0, b_mm: 3, n_mm: 6, radius_mm: 2.5}", "bone-in-approach",
     "t_mm: 0\n    b_mm: 0\n    fraction: 0.45"},
    {"band beside its point", "{t_mm: 0, b_mm: 0, fraction: 0.45}",
     "{t_mm: 0, b_mm: 12, fraction: 0.45}", "band-misses-point", "{t_mm: -35, b_mm: -1"},
    // shapes that only sites have
    {"axes askew", "axis_t: [0, 0, -1]", "axis_t: [0, 1, 0]", "frame", "axis_b:"},
    {"no backstop", "stop: deep_border", "stop: bone\n  structure: aponeurosis",
     "unknown-reference", "structure: aponeurosis"},
    {"a vein as backstop", "stop: deep_border", "stop: bone\n  structure: small_saphenous_v",
     "backstop", "structure: small_saphenous_v"},
    {"a depth that is missing", "stop: deep_border", "stop: depth", "depth-rule", "  stop: depth"},
    {"faces of no roll", "  tilt_deg: 4", "  entry: faces\n  tilt_deg: 4", "entry", "entry: faces"},
    {"roll without muscle", "layers:\n",
     "roll:\n  height_mm: 12\n  height_cv: 0.1\n  height_lo_mm: 9\n  height_hi_mm: 15\n"
     "  half_length_mm: 40\n  base_mm: 12\n  width:\n    - {layer: skin, share: 1}\n    - {layer: "
     "fat, share: 1}\n  source: model-default\nlayers:\n",
     "roll-width", "- {layer: skin, share: 1}"},
    {"roll that is not there", "kind: layer", "kind: roll", "no-roll", "kind: roll"},
    {"tube without stations", "kind: layer", "kind: tube", "tube", "  kind: tube"},
    {"plate without corners", "    hazard: bone\n    points:",
     "    hazard: bone\n    shape: plate\n    points:", "plate", "  - id: tibia\n"},
    {"ball without axes", "    hazard: bone\n    points:",
     "    hazard: bone\n    shape: ellipsoid\n    points:", "ellipsoid", "  - id: tibia\n"},
    {"surface without form", "    hazard: bone\n    points:",
     "    hazard: bone\n    shape: surface\n    points:", "surface", "  - id: tibia\n"},
    {"hole in a nerve", "    distribution: heel_medial",
     "    variants:\n      - {id: x, label: x, probability: 0.1, hole_radius_mm: 2, source: "
     "model-default}\n    distribution: heel_medial",
     "variant", "      - {id: x"},
    {"group that is not there", "    follow: crural_fascia\n",
     "    group: ankle\n    follow: crural_fascia\n", "unknown-reference", "group: ankle"},
    {"referral of an unknown point", "weight: 0.4}", "weight: 0.4, points: [gam9]}",
     "unknown-reference", "gam9"},
    {"layer that ends before it starts", "    kbb_per_mm: -0.006\n",
     "    kbb_per_mm: -0.006\n    only_t_mm: [40, -40]\n", "range-order", "only_t_mm"},
    {"vein on the path", "{t_mm: 0, b_mm: -31.5, n_mm: 13.8, radius_mm: 1.6}",
     "{t_mm: 0, b_mm: 0, n_mm: 5, radius_mm: 1.6}", "hazard-in-approach",
     "t_mm: 0\n    b_mm: 0\n    fraction: 0.45"},
};

/// Of the same site.
static bad_section bad_site_sections[] = {
    {{"no layer", "layers:\n", "layers: []\n", "layers", "layers: []"}, "target:\n"},
    {{"no trigger point", "trigger_points:\n", "trigger_points: []\n", "no-trigger-point",
      "trigger_points: []"},
     "bands:\n"},
};

/// Of assets/cases/gastrocnemius-medial.yaml.
static bad_case bad_cases[] = {
    {"unknown key", "level: 1\n", "level: 1\nlevle: 2\n", "unknown-key", "levle: 2"},
    {"duplicate key", "level: 1\n", "level: 1\nlevel: 2\n", "duplicate-key", "level: 2"},
    {"missing key", "  bmi: 22.8\n", "", "missing", "who: runner"},
    {"word for a number", "bmi: 22.8", "bmi: lean", "type", "bmi: lean"},
    {"infinite number", "bmi: 22.8", "bmi: .inf", "type", "bmi: .inf"},
    {"decimal comma", "bmi: 22.8", "bmi: 22,8", "type", "bmi: 22,8"},
    {"beyond range", "bmi: 22.8", "bmi: 228", "range", "bmi: 228"},
    {"side misspelt", "level: 1\n", "level: 1\nside: lefft\n", "enum", "side: lefft"},
    {"left side of a site that differs there", "site: gastrocnemius-medial\n",
     "side: left\nsite: quadratus-lumborum\n", "side", "side: left"},
    {"sex misspelt", "sex: male", "sex: mael", "enum", "sex: mael"},
    {"probability above 1", "state: active}", "state: active, probability: 1.2}", "range",
     "probability: 1.2"},
    {"format of the past", "format: 2", "format: 1", "format", "format: 1"},
    {"capital letters in the id", "id: gastrocnemius-medial", "id: Gastroc", "id", "id: Gastroc"},
    {"empty title", "title: Calf pain in a runner", "title: ''", "empty-text", "title: ''"},
    {"unknown site", "site: gastrocnemius-medial", "site: gastrocnemius-lateral-2", "unknown-site",
     "site: gastrocnemius-lateral-2"},
    {"site outside the folder", "site: gastrocnemius-medial", "site: ../cases/x", "id",
     "site: ../cases/x"},
    {"thresholds out of order", "[220, 270, 340]", "[270, 220, 340]", "threshold-order",
     "[270, 220, 340]"},
    {"unknown source", "source: wilke-2018", "source: wilke-2081", "unknown-source",
     "source: wilke-2081"},
    {"unknown trigger point", "id: gam1", "id: gam7", "unknown-reference", "gam7"},
    {"two right options of six", "seventy kilometres.\", right: false",
     "seventy kilometres.\", right: true", "plan-balance", "text: \"Cut the weekly"},
    {"an option that its length gives away",
     "Shorter steps uphill, and shoes with some life left in them.", "Shorter steps.",
     "plan-length", "text: \"Cut the weekly"},
    {"patients without a point", "state: active}", "state: active, probability: 0.9}",
     "no-sure-point", "id: gam1"},
    {"only a latent point", "state: active}", "state: latent}", "no-sure-point", "id: gam1"},
    {"none, and one", "points:\n", "point_choice: none\npoints:\n", "point-choice",
     "point_choice: none"},
    {"listed, and none", "points:\n  - {id: gam1, state: active}\n", "point_choice: listed\n",
     "no-trigger-point", "point_choice: listed"},
    {"another thickness of nothing", "care:\n",
     "layers:\n  - {id: gma, thickness_mm: 9, cv: 0.1, lo_mm: 8, hi_mm: 12, source: "
     "model-default}\ncare:\n",
     "unknown-reference", "id: gma"},
    {"thickness beyond its limits", "care:\n",
     "layers:\n  - {id: gam, thickness_mm: 9, cv: 0.1, lo_mm: 10, hi_mm: 12, source: "
     "model-default}\ncare:\n",
     "range-order", "thickness_mm: 9"},
    {"unknown region", "care:\n", "referral:\n  - {region: calf_medail, weight: 1}\ncare:\n",
     "unknown-region", "calf_medail"},
    {"needle twice", "care:\n",
     "needles:\n  - {diameter_mm: 0.25, length_mm: 40}\n  - {diameter_mm: 0.25, length_mm: "
     "40}\ncare:\n",
     "duplicate-needle", "length_mm: 40}\ncare:"},
    {"needle too short", "care:\n", "needles:\n  - {diameter_mm: 0.25, length_mm: 13}\ncare:\n",
     "no-needle-reaches", "{diameter_mm: 0.25, length_mm: 13}"},
    {"point out of the muscle", "care:\n", "difficulty:\n  point_depth: 0.4\ncare:\n",
     "outside-muscle", "point_depth: 0.4"},
};

#endif
