/// What the renderer's own files share. Not for other layers.
#ifndef TB_RENDER_INTERNAL_H
#define TB_RENDER_INTERNAL_H
#include "tautband/render/renderer.h"

#include "hand_mesh.h"
#include "mesh.h"
#include "region_mesh.h"
#include "shader.h"
#include "ultrasound.h"

enum {
    TB_MATERIALS = 6, ///< skin, fat, fascia, muscle along, muscle across, bone
    TB_MATERIAL_SIZE = 512,
    TB_CURVE_COLUMNS = 128,
    TB_CURVE_ROWS = 15,
    TB_CURVE_STRUCTURES = 20, ///< that one picture of a section can show
    TB_EXPOSURES = 4,         ///< peeled to skin, fat, fascia, muscle
    TB_CUT_NS = 21,           ///< samples of the skin's height along the plane
    TB_CUT_NA = 31,           ///< and across it
    TB_STEP_VERTICES_MAX = 768,
    TB_PATCH_NU = 26,
    TB_PATCH_NV = 14,
    TB_FACE_COLUMNS_MAX = 48,
    TB_CHEST_SHOWN_MAX = 4,
    TB_FOOT_COLUMNS = 4, ///< of a roll: both sides of both feet
    TB_NEAR_MAX = 4096,  ///< triangles of the body's mesh around a cut
    TB_EXITS = 21,       ///< columns at which it is known where the notch's floor ends
};

/// std140 mirror of shaders/common/frame.glsl.
typedef struct tb_frame_block {
    float clip_from_site[16];
    float eye_mm[4], light[4], cut[4], cut_frame[4], cut_mode[4], bruise[4], blood[4], flush[4];
    float room_up[4];
    float capsule_a[2][4], capsule_b[2][4]; ///< of the needle, of the finger
    float exits[(TB_EXITS + 3) / 4][4];     ///< where the notch's floor ends, mm before the plane
} tb_frame_block;

_Static_assert(sizeof(tb_frame_block) == 16 * 4 + 9 * 16 + 4 * 16 + 6 * 16,
               "frame block and frame.glsl differ");

#define TB_CUT_STEP_MM 4.0f   ///< between samples of the skin's height
#define TB_CUT_REACH_MM 40.0f ///< the first sample lies this far behind and to the left
#define TB_COLLAR_MM 9.0f     ///< width of the exact skin around notch and patch
#define TB_MEET_MM 6.0f       ///< so far outside them it has gone over into the body's mesh
#define TB_RIM_DIP_MM 2.2f    ///< how deep its rim dips where no mesh is near

/// The programs that draw; `_STILL` ones belong to the cached layer and know no moving shadows.
typedef enum tb_program {
    TB_PROGRAM_BACKGROUND,
    TB_PROGRAM_SKIN,
    TB_PROGRAM_PATCH,
    TB_PROGRAM_PATCH_MARKED, ///< with bruise, blood or reddened skin
    TB_PROGRAM_DRAPE,
    TB_PROGRAM_TABLE,
    TB_PROGRAM_TISSUE,
    TB_PROGRAM_TISSUE_STILL,
    TB_PROGRAM_PLANE,
    TB_PROGRAM_PLANE_STILL,
    TB_PROGRAM_GLOVE,
    TB_PROGRAM_METAL,
    TB_PROGRAM_GHOST,
    TB_PROGRAM_SECTION,
    TB_PROGRAM_SCAN,
    TB_PROGRAM_COUNT
} tb_program;

/// Programs and where their uniforms are.
typedef struct tb_programs {
    GLuint id[TB_PROGRAM_COUNT];
    GLint model[TB_PROGRAM_COUNT]; ///< u_model, -1 where there is none
    GLuint bake_section;
    GLint plane_highlight, scan_size, section_size, section_highlight;
    GLint bake_extent, bake_kind, bake_structure, bake_structure_rows, bake_texels;
} tb_programs;

/// An off-screen target.
typedef struct tb_target {
    GLuint framebuffer, color, depth;
    int width, height, samples;
} tb_target;

/// The cached layer of what rests, at one resolution.
typedef struct tb_still {
    tb_target target;
    float scale; ///< share of the scene's edge lengths it is drawn at; its target is full size
    tb_camera camera;
    bool valid;
    tb_rect dirty; ///< of the full-size scene: part that a renewed cut changes; width 0 = all
} tb_still;

/// The cut-away's frame: which plane, seen from which side. `s` runs along the plane, `ahead`
/// towards the viewer; ahead < 0 lies behind the plane.
typedef struct tb_cut {
    tb_section_plane plane;
    float side;         ///< +1: the viewer stands where the plane's off-distance is positive
    int first, last;    ///< lattice columns at the ends of the drawn face
    float lo_mm, hi_mm; ///< their s
    float peel;         ///< +1 or -1: end of the section behind which layers are peeled off
    float back_mm;      ///< depth of the peeled block behind the plane
    float floor_mm, slope;
    float reach_mm;          ///< how far before the plane the floor comes out of the skin, at most
    float exit_mm[TB_EXITS]; ///< the same from one end of the face to the other
    float height[TB_CUT_NA][TB_CUT_NS]; ///< outward coordinate of the resting skin
    int32_t kind;                       ///< tb_section_kind
    uint32_t build;
    bool rolled; ///< the plane crosses a lifted roll: a window is cut, nothing peeled off
    bool valid;
} tb_cut;

/// A triangle of the body's mesh near the cut, in a ball.
typedef struct tb_near_triangle {
    tb_f3 centre;
    float radius_mm;
    int first; ///< of its indices
} tb_near_triangle;

/// Resting place of a vertex of the peeled layers.
typedef struct tb_step_rest {
    float s_mm, ahead_mm, y_mm, depth_mm;
    int node; ///< of the lattice that moves it, on a roll; -1: none
} tb_step_rest;

/// Columns and rows of the live skin that the window in a roll leaves out.
typedef struct tb_roll_window {
    bool open;
    int first_column, last_column, first_row, last_row; ///< its border nodes
} tb_roll_window;

/// The ultrasound: its image, and what the map was begun for.
typedef struct tb_scan_view {
    tb_ultrasound *machine;
    uint8_t *image; ///< [TB_SCAN_BYTES]
    GLuint texture, array, buffer;
    tb_section_plane plane; ///< of the map
    uint32_t build;         ///< section of the map
    bool shown;             ///< an image was made
    bool turned;            ///< and how it lies, also while it is frozen
} tb_scan_view;

/// What the light tier drew last, to see whether anything moves.
typedef struct tb_drawn {
    float s_mm[TB_SECTION_NODES], y_mm[TB_SECTION_NODES];
    uint64_t rest; ///< hash of everything else that shows
    bool known;
    bool quiet;                  ///< nothing moved before this frame
    int still_frames;            ///< frames since anything in the scene moved
    bool scene_due, section_due; ///< something moved since it was drawn
} tb_drawn;

struct tb_renderer {
    bool null;
    tb_tier tier;
    tb_shader_source source;
    void (*progress)(void *context, int done, int total); ///< while it is created
    void *progress_context;
    int steps_done;
    char folder[256];
    char device[128]; ///< GL_RENDERER
    tb_programs programs;
    GLuint frame_buffer_object; ///< uniform buffer
    GLuint empty_array;
    GLuint material_albedo, material_normal; ///< 2D arrays
    GLuint floor_albedo, floor_normal;       ///< picture of the notch's floor
    GLuint section_albedo, section_normal, section_curves, section_noise, section_framebuffer;
    int section_width, section_height;
    tb_target flat;         ///< the section view
    uint32_t flat_build;    ///< section it shows
    bool flat_turned;       ///< the other way round
    tb_still sharp, coarse; ///< cached layers at full size and at less
    tb_target live;         ///< this frame's
    tb_target enlarged;     ///< the same at full size where it was drawn smaller
    bool enlarged_valid;
    tb_target many; ///< the same with several samples per pixel
    tb_anatomy anatomy;
    bool hide_hazards; ///< the case keeps nerves, vessels and organs out of the pictures
    bool has_patient;
    tb_region region;
    tb_mesh skin, drape, table; ///< of the region
    tb_mesh walls, floor, collar,
        steps;   ///< of the cut; the steps are the peeled layers, which move
    tb_f3 light; ///< unit vector towards the key light
    tb_step_rest step_rest[TB_STEP_VERTICES_MAX];
    int step_count;
    tb_shown_structure chest[TB_CHEST_SHOWN_MAX]; ///< on the face across a lifted roll
    int chest_count;
    bool steps_moved;             ///< they are not at rest
    tb_mesh hands[TB_HAND_POSES]; ///< built when first needed
    tb_mesh breathing;            ///< outlines of what moves with breath
    tb_f3 breath;                 ///< how far at full inspiration, scene axes
    tb_mesh thumb;                ///< of a pincer grip, for how far it is open
    float thumb_apart_mm;
    tb_mesh patch, plane, needle, glass, ghosts, rings;
    tb_f3 patch_rest[TB_PATCH_NU + 1][TB_PATCH_NV + 1];     ///< resting place
    tb_f3 patch_rim[TB_PATCH_NU + 1][TB_PATCH_NV + 1];      ///< normal there
    float patch_body[TB_PATCH_NU + 1][TB_PATCH_NV + 1];     ///< share of the body's mesh in it
    tb_vertex patch_look[TB_PATCH_NU + 1][TB_PATCH_NV + 1]; ///< its light, hair and tint at rest
    float face_s_mm[TB_FACE_COLUMNS_MAX];                   ///< columns of the lit face
    float face_top_mm[TB_FACE_COLUMNS_MAX];                 ///< depth at which they start
    float face_lift_mm[TB_FACE_COLUMNS_MAX]; ///< of the face's edge to the drawn skin beside a roll
    int face_count;
    tb_cut cut;
    tb_roll_window window;
    float picture_depth_mm; ///< what the section's picture reaches
    bool picture_level;     ///< its depth counts from a level line, picture_top_mm, not the skin
    float picture_top_mm;   ///< outward coordinate of that line: a roll's crest
    tb_near_triangle near[TB_NEAR_MAX];
    int near_count;
    float patch_s_mm[TB_PATCH_NU + 1]; ///< columns of the live skin across a roll
    int patch_node[TB_PATCH_NU + 1];   ///< lattice node that moves it there; -1: none
    float picture_t0_mm;               ///< of the tissue painted
    uint32_t picture_tick_ms;          ///< when
    uint32_t picture_build;            ///< section it shows
    float walk_t0_mm;                  ///< of the tool's plane when it last moved along the fibres
    uint32_t walk_tick_ms;             ///< when
    tb_depth_view still_view;          ///< that the cut was built for
    tb_camera last_camera;             ///< of the last frame
    bool camera_known;
    bool painted_last;  ///< the picture took the last turn of renewing
    int samples;        ///< per pixel of the scene; 0 = no smoothing
    int wanted_samples; ///< as the description said
    bool marked;        ///< the skin carries marks of treatment
    float scale;        ///< share of the scene's edge lengths that was drawn last
    tb_scene_work work;
    uint32_t frame_count;
    tb_drawn drawn;
    GLuint flat_array, flat_buffer; ///< section view
    void *flat_items;               ///< scratch of the section view's triangles
    tb_scan_view scan;
    // of the last drawn frame, for project and pick
    float clip_from_site[16];
    tb_rect scene;
    float eye_mm[3];
};

/// Place of the eye, site axes.
tb_f3 tb_camera_eye(const tb_region *region, const tb_camera *camera);

/// Free a target's GL objects.
void tb_target_destroy(tb_target *target);

/// Note that the cached layers have to be drawn again.
/// @param part of the full-size scene; NULL = all of it
void tb_stills_spoil(tb_renderer *renderer, const tb_rect *part);

/// Note what moved since the last frame. While all rests, nothing is drawn again; the first motion
/// after a rest is drawn at once, whoever's turn it is.
void tb_motion_note(tb_renderer *renderer, const tb_snapshot *after, const tb_frame_desc *frame);
/// Keep picture and cut with the tool. On the light tier they are renewed one after the other, on
/// frames that draw no scene.
/// @return false while the scene on screen is to stay, because its cut is about to be renewed
bool tb_motion_follow(tb_renderer *renderer, const tb_snapshot *after, const tb_frame_desc *frame);

/// Programs, materials, targets. @return what tb_renderer_create() returns
tb_status tb_materials_create(tb_renderer *renderer, tb_error *error);
void tb_materials_destroy(tb_renderer *renderer);

/// Height in the section's picture, 0 at its top, of a place of the resting tissue.
/// @param skin_mm outward coordinate of the skin above it
float tb_picture_height(const tb_renderer *renderer, float y_mm, float skin_mm);
/// Depth of a node's resting place below the skin over it; where the site has a roll, below its
/// crest.
float tb_node_depth(const tb_renderer *renderer, const tb_snapshot *snapshot, int column, int row);

/// What a flat section shows below its skin. What lies deeper than the lattice rests.
float tb_flat_depth(const tb_anatomy *anatomy, const tb_snapshot *snapshot);
/// Depth of the lung behind a lifted roll, below the planned point; 0 where there is none, or where
/// the case keeps it out of the pictures.
float tb_chest_depth(const tb_renderer *renderer);
/// Curves and picture of a section plane, in resting tissue.
void tb_section_paint(tb_renderer *renderer, const tb_snapshot *snapshot);
/// Picture of the notch's floor, an oblique cut through the same tissue; wants the cut built.
void tb_floor_paint(tb_renderer *renderer);

/// Place the cut: plane, side of the viewer, ends, floor, heights of the skin.
/// @param lead_mm how far before the tool's plane, towards the viewer
void tb_cut_shape(tb_renderer *renderer, const tb_snapshot *snapshot, float lead_mm,
                  const float eye_mm[3]);
/// Place the cut and build its meshes: peeled layers, walls, floor, resting skin.
void tb_cut_build(tb_renderer *renderer, const tb_snapshot *snapshot, float lead_mm,
                  tb_depth_view view, const float eye_mm[3]);
/// Resting places and light of the live skin around the cut; wants the cut placed and the body's
/// mesh around it gathered.
void tb_cut_rest_skin(tb_renderer *renderer, const tb_snapshot *snapshot, tb_depth_view view);
/// Note the body's mesh around the cut, up to so far before the plane.
void tb_body_near_gather(tb_renderer *renderer, float ahead_mm);
/// The true skin on its way to the body's mesh, under which it ends TB_COLLAR_MM outside the cut.
/// @param outside_mm how far outside p lies; 0 at the cut's outline
/// @param look out: light, hair, tint and normal
tb_f3 tb_body_meet(const tb_renderer *renderer, tb_f3 p, tb_f3 normal, float outside_mm,
                   tb_vertex *look);
/// Note what of chest wall and lung the cut's face across a lifted roll shows.
void tb_cut_find_chest(tb_renderer *renderer);
/// The layers that a window in a lifted roll lays bare, into the steps' mesh; wants the resting
/// skin. Opens renderer->window where there is room.
void tb_roll_window_build(tb_renderer *renderer);
/// Part of the scene's target that shows the cut, from the bottom left; false when it is not in
/// view.
bool tb_cut_bounds(const tb_renderer *renderer, int width, int height, tb_rect *bounds);
/// How far a place lies towards the viewer from the plane.
float tb_cut_ahead(const tb_cut *cut, float t_mm, float b_mm);
/// Outward coordinate of the resting skin, between samples.
float tb_cut_height(const tb_cut *cut, float s_mm, float ahead_mm);
/// Depth of a layer's superficial face below the skin.
float tb_cut_layer_depth(const tb_renderer *renderer, int layer, float s_mm, float ahead_mm);
/// Outward coordinate at which what no lattice carries begins: the skin, or the root of a roll.
float tb_cut_bed(const tb_renderer *renderer, float s_mm);
/// Put both sides of each foot of a roll among ordered columns of the plane.
/// @return the new count, TB_FOOT_COLUMNS more
int tb_cut_insert_feet(const tb_renderer *renderer, float *s_mm, int count);
/// Outward coordinate of the notch's floor.
float tb_cut_floor(const tb_cut *cut, float ahead_mm);
/// s at which an exposure starts (0 = skin); TB_EXPOSURES gives where the last ends.
float tb_cut_border(const tb_cut *cut, int exposure, float ahead_mm);

/// Vessels and nerves as far as they run through the peeled block, into the walls' mesh.
void tb_tubes_build(tb_renderer *renderer);
/// What the outline view shows below the skin.
void tb_ghosts_build(tb_renderer *renderer);

/// True for what the case keeps out of the pictures; the ultrasound machine still shows it.
bool tb_structure_hidden(const tb_renderer *renderer, const tb_structure *structure);

/// A structure's centre line as a smooth curve.
/// @param pieces per span of the chain
/// @param points, radii [capacity]
/// @return number of points
int tb_chain_smooth(const tb_structure *structure, int pieces, tb_f3 *points, float *radii,
                    int capacity);

/// The hand in a pose, built and sent to GL when first asked for.
const tb_mesh *tb_scene_hand(tb_renderer *renderer, tb_hand_pose pose);

/// Share of a full breath, 0 to 1, at a time.
float tb_breath_at(float time_s);

/// Meshes that change every frame.
void tb_scene_update(tb_renderer *renderer, const tb_snapshot *before, const tb_snapshot *after,
                     float blend, const tb_frame_desc *frame, tb_frame_block *block);
/// Which way is up in a camera's picture.
tb_f3 tb_camera_up(const tb_region *region, const tb_camera *camera);

/// The part of it that the lattice carries.
void tb_scene_tissue(tb_renderer *renderer, const tb_snapshot *before, const tb_snapshot *after,
                     float blend, tb_depth_view view);
void tb_scene_draw_still(tb_renderer *renderer, tb_depth_view view);
void tb_scene_draw_live(tb_renderer *renderer, const tb_snapshot *after,
                        const tb_frame_desc *frame);

/// The flat section.
void tb_section_view_draw(tb_renderer *renderer, const tb_snapshot *before,
                          const tb_snapshot *after, float blend, const tb_frame_desc *frame);

/// The ultrasound image, straight into the bound framebuffer.
void tb_scan_view_draw(tb_renderer *renderer, const tb_snapshot *before, const tb_snapshot *after,
                       float blend, const tb_frame_desc *frame);
void tb_scan_view_destroy(tb_renderer *renderer);

/// Site axes of a section point, moved `ahead` mm to the viewer.
tb_f3 tb_cut_point(const tb_cut *cut, float s_mm, float y_mm, float ahead_mm);

/// Place of the live skin patch at (u, v): behind the plane in the full view, all around in the
/// others.
void tb_patch_place(const tb_cut *cut, tb_depth_view view, float u, float v, float *s_mm,
                    float *ahead_mm);

/// Bind the material arrays to units 0 and 1.
void tb_bind_materials(const tb_renderer *renderer);
/// Bind the section's picture to units 0 and 1.
void tb_bind_section(const tb_renderer *renderer);
/// Bind the picture of the notch's floor to units 0 and 1.
void tb_bind_floor(const tb_renderer *renderer);
/// Set u_model of the program in use to the identity or a matrix.
void tb_set_model(GLint place, const float *matrix);

#endif
