/// The picture: 3-D site and section, drawn from two snapshots and a blend factor. Owns all GL
/// objects. Layer render, needs session's snapshot types and anatomy; cglm and GL inside. Pixels
/// from the top left. A null backend (tb_renderer_create_null) accepts every call and draws
/// nothing.
#ifndef TB_RENDER_RENDERER_H
#define TB_RENDER_RENDERER_H
#include "tautband/anatomy/anatomy.h"
#include "tautband/core/status.h"
#include "tautband/session/snapshot.h"

typedef struct tb_renderer tb_renderer;

/// How much work a frame may be.
typedef enum tb_tier { TB_TIER_LIGHT, TB_TIER_NORMAL, TB_TIER_QUALITY, TB_TIER_AUTO } tb_tier;

/// What the learner may see below the skin.
typedef enum tb_depth_view { TB_VIEW_BLIND, TB_VIEW_OUTLINE, TB_VIEW_FULL } tb_depth_view;

/// Created once per GL context.
typedef struct tb_renderer_desc {
    const char *shader_dir; ///< folder that holds the shader files
    tb_tier tier;
    int samples; ///< per pixel of the scene; 0 = the tier's: 1 on light, else up to 4
    bool es;     ///< the context is GLES 3.0
    /// Told between the steps of creating, so that a screen can show them: it may draw with GL into
    /// the window. May be NULL.
    void (*progress)(void *context, int done, int total);
    void *progress_context;
} tb_renderer_desc;

/// A rectangle of the window in framebuffer pixels, origin at the top left.
typedef struct tb_rect {
    int x, y, width, height;
} tb_rect;

/// Orbit camera around the site: azimuth from the fibres towards b, elevation from the level.
typedef struct tb_camera {
    float azimuth_rad, elevation_rad, distance_mm;
    float focus_t_mm, focus_b_mm, focus_n_mm;
} tb_camera;

/// Width of the ultrasound image: a linear probe's face.
#define TB_SCAN_WIDTH_MM 42.0f

/// What a learner sets on the ultrasound machine.
typedef struct tb_scan_settings {
    float depth_mm;  ///< shown from the skin down, 20 to 60
    float gain_db;   ///< of all echoes; -20 to 30
    float focus_mm;  ///< depth at which the beam is narrowest
    float centre_mm; ///< place of the probe along the section
    bool frozen;     ///< keep the last image
} tb_scan_settings;

/// What one frame shows.
typedef struct tb_frame_desc {
    int width, height;              ///< framebuffer
    unsigned target;                ///< its GL name; 0 = the window
    tb_rect scene, section, scan;   ///< zero size = not shown
    tb_scan_settings scan_settings; ///< start from tb_scan_settings_default()
    tb_camera camera;
    tb_depth_view view;
    bool show_target;  ///< ring on the trigger point in the section (hint modes)
    bool show_strain;  ///< tint the section by stretch: blue 5 %, amber 15 %, vermilion 30 %
    bool show_reserve; ///< dashed line of the remaining shaft
    bool reduced_motion;
    bool left_hand; ///< a left hand presses
    /// Section and ultrasound are drawn the other way round than usual:
    /// tb_renderer_section_turned() of the working view beside them.
    bool section_turned;
    bool aiming; ///< draw the ghost of the needle and its tube at the hand's aim
    float aim_t_mm, aim_b_mm, aim_tilt_rad, aim_azimuth_rad;
    float time_s; ///< for breathing and rings; from the tick, not a clock
    /// Share of the scene's edge lengths that is drawn while something in it moves, and while the
    /// camera does: 0.25 to 1. 0 = the tier's own: 1, but a half for the light tier's camera. What
    /// rests for some frames is drawn sharp.
    float motion_scale, camera_scale;
} tb_frame_desc;

/// What a frame did for the scene.
typedef enum tb_scene_work {
    TB_SCENE_KEPT,   ///< showed it as it was
    TB_SCENE_ANEW,   ///< drew it all once: it came to rest, the camera stopped, the size changed
    TB_SCENE_MOTION, ///< drew what moves
    TB_SCENE_CAMERA, ///< drew it all under a moving camera
    TB_SCENE_WORKS
} tb_scene_work;

/// Compile shaders and bake the materials that belong to no case. Needs a current GL context.
/// @return TB_OK, TB_ERR_DEVICE (with the driver's log), TB_ERR_IO, TB_ERR_MEMORY
tb_status tb_renderer_create(const tb_renderer_desc *desc, tb_renderer **out, tb_error *error);

/// A renderer that draws nothing and needs no GL.
tb_status tb_renderer_create_null(tb_renderer **out);

/// Free all GL objects. NULL is legal.
void tb_renderer_destroy(tb_renderer *renderer);

/// Free memory only, after the GL context is gone and took all GL objects with it: no GL is called.
/// A new context gets a new renderer. NULL is legal.
void tb_renderer_abandon(tb_renderer *renderer);

/// What draws: GL_RENDERER of the context it was made in; "" for a null renderer.
const char *tb_renderer_device(const tb_renderer *renderer);
/// Samples per pixel of the scene; 0 = no smoothing.
int tb_renderer_samples(const tb_renderer *renderer);

/// Tier in use (AUTO resolved from GL_RENDERER).
tb_tier tb_renderer_tier(const tb_renderer *renderer);

/// Draw at another tier, not TB_TIER_AUTO, from now on. Nothing is drawn until a patient is set.
void tb_renderer_set_tier(tb_renderer *renderer, tb_tier tier);

/// Build meshes and textures for a patient. The anatomy is copied.
tb_status tb_renderer_set_patient(tb_renderer *renderer, const tb_case *model,
                                  const tb_anatomy *anatomy, tb_error *error);

/// A camera that shows the whole region, and one for work at the site.
tb_camera tb_renderer_camera_region(const tb_renderer *renderer);
/// The camera for work at the site.
tb_camera tb_renderer_camera_work(const tb_renderer *renderer);
/// The working camera, turned as little as it takes to look at a section's face from the side it is
/// nearest to: for a needle plane that the usual view would see edge-on.
tb_camera tb_renderer_camera_facing(const tb_renderer *renderer, const tb_section_plane *plane);

/// True when a section's s runs to the left in a camera's picture, on a left side to the right:
/// the section is to be drawn the other way round, so that its right is the picture's.
/// @param renderer NULL, or one without a patient: false
/// @param camera NULL = the one that faces the plane
bool tb_renderer_section_turned(const tb_renderer *renderer, const tb_camera *camera,
                                const tb_section_plane *plane);

/// Cameras for a purpose.
typedef enum tb_camera_preset {
    TB_CAMERA_WORK,   ///< the site
    TB_CAMERA_REGION, ///< the whole region
    TB_CAMERA_ALONG,  ///< along the fibres
    TB_CAMERA_NEEDLE, ///< down the needle's shaft
    TB_CAMERA_PRESETS
} tb_camera_preset;

/// The camera of a preset.
/// @param seen where the needle is; may be NULL
tb_camera tb_renderer_camera(const tb_renderer *renderer, tb_camera_preset preset,
                             const tb_snapshot *seen);
/// Turn a camera about its focus; it stays above the table and never turns over.
void tb_camera_orbit(tb_camera *camera, float turn_rad, float lift_rad);
/// Change the distance by a factor, within 90 mm to 1.4 m.
void tb_camera_zoom(tb_camera *camera, float factor);
/// A camera on the way from one to another, the shorter way round, eased at both ends.
/// @param share 0 = from, 1 = to
tb_camera tb_camera_between(const tb_camera *from, const tb_camera *to, float share);

/// Draw scene, section and ultrasound into the frame's target, which stays bound; panels and text
/// are the app's. Nothing here waits for GL or asks it for anything.
void tb_renderer_draw(tb_renderer *renderer, const tb_snapshot *before, const tb_snapshot *after,
                      float blend, const tb_frame_desc *frame);

/// What the last frame did for the scene.
/// @param scale out: share of the scene's edge lengths that is shown
tb_scene_work tb_renderer_work(const tb_renderer *renderer, float *scale);

/// Window pixel of a site point in the last drawn scene.
/// @return false when it is behind the eye or outside the scene's rectangle
bool tb_renderer_project(const tb_renderer *renderer, float t_mm, float b_mm, float n_mm,
                         float *x_px, float *y_px);

/// A structure on the cut-away's face.
typedef struct tb_shown_structure {
    int structure;          ///< of the patient's anatomy
    float t_mm, b_mm, n_mm; ///< middle of what is seen of it, site axes
} tb_shown_structure;

/// What of chest wall and lung the face across a lifted roll shows, as the scene was last cut.
/// @param shown [capacity]
/// @return how many
int tb_renderer_chest_shown(const tb_renderer *renderer, tb_shown_structure *shown, int capacity);

/// Point of the resting skin under a window pixel of the last drawn scene.
/// @return false when the ray misses the skin
bool tb_renderer_pick(const tb_renderer *renderer, float x_px, float y_px, float *t_mm,
                      float *b_mm);

/// How a section lies in its rectangle. Zero is the usual view: skin near the top, about 45 mm
/// deep.
typedef struct tb_section_fit {
    float lower_mm; ///< drawn lower than usual, so that a lifted roll has room above the skin;
                    ///< negative where the view follows a deep tip
    bool mirrored;  ///< s runs to the left
    float reach_mm; ///< depth below the site's resting skin that is seen in any case: a view that
                    ///< would end above it shrinks, both ways alike
} tb_section_fit;

/// The fit of a section: deep enough for the target and for the deep face of its muscle there, and
/// after the tip below that.
/// @param turned as the frame says: the other way round than usual
tb_section_fit tb_section_view_fit(const tb_anatomy *anatomy, const tb_snapshot *seen, bool turned);

/// Window pixel of a section point (s, y) in a section rectangle: the mapping the section is drawn
/// with.
/// @param fit tb_section_view_fit() of the snapshot shown
void tb_section_view_map(const tb_rect *rect, tb_section_fit fit, float s_mm, float y_mm,
                         float *x_px, float *y_px);

/// The inverse of tb_section_view_map().
void tb_section_view_unmap(const tb_rect *rect, tb_section_fit fit, float x_px, float y_px,
                           float *s_mm, float *y_mm);

/// 46 mm deep, focus at 18 mm, the middle of the section, running.
tb_scan_settings tb_scan_settings_default(void);

/// Rectangle of the ultrasound image inside a scan rectangle, in true millimetres; the rest of it
/// is black.
tb_rect tb_scan_view_picture(const tb_rect *rect, const tb_scan_settings *settings);

/// Millimetres of depth that a section rectangle shows below the site's resting skin.
float tb_section_view_depth_mm(const tb_rect *rect, tb_section_fit fit);

#endif
