/// What the renderer's own files share. Not for other layers.
#ifndef TB_RENDER_INTERNAL_H
#define TB_RENDER_INTERNAL_H
#include "tautband/render/renderer.h"

#include "mesh.h"
#include "region.h"
#include "shader.h"

enum {
    TB_MATERIALS = 6, ///< skin, fat, fascia, muscle along, muscle across, bone
    TB_MATERIAL_SIZE = 512,
    TB_CURVE_COLUMNS = 128,
    TB_CURVE_ROWS = 8,
    TB_PLANE_FIRST = 8, ///< first lattice column of the drawn face; the last is its mirror
    TB_PATCH_NU = 26,
    TB_PATCH_NV = 14,
};

/// std140 mirror of shaders/common/frame.glsl.
typedef struct tb_frame_block {
    float clip_from_site[16];
    float eye_mm[4], light[4], cut[4], cut_frame[4], cut_mode[4], bruise[4], blood[4], flush[4];
    float capsule_a[3][4], capsule_b[3][4];
} tb_frame_block;

_Static_assert(sizeof(tb_frame_block) == 16 * 4 + 8 * 16 + 6 * 16,
               "frame block and frame.glsl differ");

/// The programs.
typedef struct tb_programs {
    GLuint background, skin, patch, drape, table, tissue, plane, glove, metal, ghost, section;
    GLuint bake_section;
    GLint model[11]; ///< u_model of each scene program, in the order above
    GLint plane_highlight, section_size, section_highlight;
    GLint bake_extent, bake_kind, bake_structure;
} tb_programs;

/// An off-screen target.
typedef struct tb_target {
    GLuint framebuffer, color, depth;
    int width, height;
} tb_target;

/// The cut-away's frame: which plane, seen from which side.
typedef struct tb_cut {
    tb_section_plane plane;
    float side; ///< +1: the viewer stands where the plane's off-distance is positive
    float half_mm, back_mm, floor_mm, slope, depth_mm;
    uint32_t build;
    float t0_mm; ///< of the tissue painted
    bool valid;
} tb_cut;

struct tb_renderer {
    bool null;
    tb_tier tier;
    tb_shader_source source;
    char folder[256];
    tb_programs programs;
    GLuint frame_buffer_object; ///< uniform buffer
    GLuint empty_array;
    GLuint material_albedo, material_normal; ///< 2D arrays
    GLuint section_albedo, section_normal, section_curves, section_framebuffer;
    int section_width, section_height;
    tb_target flat;        ///< the section view
    uint32_t flat_build;   ///< section it shows
    tb_target still, live; ///< cached static layer; layer of this frame
    tb_anatomy anatomy;
    bool has_patient;
    tb_region region;
    tb_mesh skin, drape, table; ///< of the region
    tb_mesh tops, walls;        ///< of the cut
    tb_mesh patch, plane, hand, needle, glass, ghosts;
    float patch_rest[TB_PATCH_NU + 1][TB_PATCH_NV + 1]; ///< resting height
    tb_cut cut;
    tb_depth_view still_view;
    tb_camera still_camera;
    bool still_valid;
    int still_coarse; ///< 1 = drawn at half size while the camera moves
    uint32_t frame_count;
    uint32_t painted_tick_ms;
    GLuint flat_array, flat_buffer; ///< section view
    void *flat_items;               ///< scratch of the section view's triangles
    // of the last drawn frame, for project and pick
    float clip_from_site[16];
    tb_rect scene;
    float eye_mm[3];
};

/// Programs, materials, targets. @return what tb_renderer_create() returns
tb_status tb_materials_create(tb_renderer *renderer, tb_error *error);
void tb_materials_destroy(tb_renderer *renderer);

/// Curves and picture of a section plane, in resting tissue.
void tb_section_paint(tb_renderer *renderer, const tb_section_plane *plane, float depth_mm);

/// Rebuild what belongs to the cut: tops, walls, floor.
void tb_cut_build(tb_renderer *renderer, const tb_snapshot *snapshot, tb_depth_view view,
                  const float eye_mm[3]);

/// Meshes that change every frame.
void tb_scene_update(tb_renderer *renderer, const tb_snapshot *before, const tb_snapshot *after,
                     float blend, const tb_frame_desc *frame, tb_frame_block *block);
void tb_scene_draw_still(tb_renderer *renderer, tb_depth_view view);
void tb_scene_draw_live(tb_renderer *renderer, const tb_snapshot *after,
                        const tb_frame_desc *frame);

/// The flat section.
void tb_section_view_draw(tb_renderer *renderer, const tb_snapshot *before,
                          const tb_snapshot *after, float blend, const tb_frame_desc *frame);

/// Site axes of a section point, pulled `toward` mm to the viewer.
tb_f3 tb_cut_point(const tb_cut *cut, float s_mm, float y_mm, float toward_mm);

/// Place of the live skin patch at (u, v): behind the plane in the full view, all around in the
/// others.
void tb_patch_place(const tb_cut *cut, tb_depth_view view, float u, float v, float *s_mm,
                    float *ahead_mm);

/// Bind the material arrays to units 0 and 1.
void tb_bind_materials(const tb_renderer *renderer);
/// Bind the section's picture to units 0 and 1.
void tb_bind_section(const tb_renderer *renderer);
/// Set u_model of the program in use to the identity or a matrix.
void tb_set_model(GLint place, const float *matrix);

#endif
