/// What the ultrasound's own files share: textures, the tissue map and the scratch of an image.
#ifndef TB_RENDER_ULTRASOUND_INTERNAL_H
#define TB_RENDER_ULTRASOUND_INTERNAL_H
#include "ultrasound.h"

enum {
    TB_SCAN_MAP_ROWS = 640,
    TB_SPECKLE = 512,    ///< edge of the speckle table
    TB_FIBRES = 512,     ///< edge of a fibre texture; as many texels per mm as the map
    TB_SCAN_STEP = 8,    ///< samples between places where the lattice is looked up
    TB_SCAN_APRON = 8,   ///< columns beside the image that the lateral blur reads
    TB_SCAN_GRID_S = 64, ///< columns and rows of the motion grid
    TB_SCAN_GRID_Z = 48,
};

#define TB_SCAN_MAP_DEPTH_MM 60.0f
#define TB_SCAN_TEXELS_S ((float)TB_SCAN_MAP_COLUMNS / (2.0f * (float)TB_SECTION_HALF_MM))
#define TB_SCAN_TEXELS_Z ((float)TB_SCAN_MAP_ROWS / TB_SCAN_MAP_DEPTH_MM)

/// One place of resting tissue. Amplitudes are bytes in steps of a quarter dB below the strongest
/// echo (255); 0 is no echo.
typedef struct tb_echo {
    uint8_t scatter;     ///< of the many small scatterers: speckle
    uint8_t reflect;     ///< of faces and fibres: a bright line
    uint8_t attenuation; ///< index into the table of transmission
    uint8_t slides;      ///< 1: moves with breathing
} tb_echo;

/// Textures of what is too fine to be anatomy.
typedef enum tb_fibres {
    TB_FIBRES_SEPTA,  ///< of fat
    TB_FIBRES_ALONG,  ///< of a muscle seen lengthwise
    TB_FIBRES_DEEP,   ///< of a deeper muscle seen lengthwise
    TB_FIBRES_ACROSS, ///< of a muscle cut across
    TB_FIBRES_COUNT
} tb_fibres;

/// The map of one plane.
typedef struct tb_echo_map {
    tb_echo echo[TB_SCAN_MAP_ROWS][TB_SCAN_MAP_COLUMNS];
    float pleura_mm[TB_SCAN_MAP_COLUMNS]; ///< depth of the pleural line, 0 = none
    bool finished;
} tb_echo_map;

struct tb_ultrasound {
    float speckle_re[TB_SPECKLE * TB_SPECKLE + 512], speckle_im[TB_SPECKLE * TB_SPECKLE];
    float linear[256], transmission[256];
    float transmission_depth_mm;                           ///< image depth the table holds for
    uint8_t fibres[TB_FIBRES_COUNT][TB_FIBRES][TB_FIBRES]; ///< [column][row] reflect
    uint8_t display[4096];                                 ///< power by float bits -> grey
    float display_gain_db;
    tb_echo_map maps[2];
    int shown, next_column; ///< map the image uses; column of the other to build next
    const tb_anatomy *anatomy;
    tb_section_plane plane;
    // scratch of one image
    float motion[TB_SCAN_GRID_Z + 1][TB_SCAN_GRID_S][2];
    float place_s[TB_SCAN_SAMPLES / TB_SCAN_STEP + 1][TB_SCAN_LINES];
    float place_z[TB_SCAN_SAMPLES / TB_SCAN_STEP + 1][TB_SCAN_LINES];
    float re[TB_SCAN_SAMPLES][TB_SCAN_LINES], im[TB_SCAN_SAMPLES][TB_SCAN_LINES];
    float wide_re[TB_SCAN_LINES + 2 * TB_SCAN_APRON], wide_im[TB_SCAN_LINES + 2 * TB_SCAN_APRON];
};

/// Byte of an amplitude in dB below the strongest echo.
static inline uint8_t tb_echo_byte(float db)
{
    const float b = 255.0f + 4.0f * db;
    return (uint8_t)(b < 0.0f ? 0.0f : b > 255.0f ? 255.0f : b);
}

/// Smooth noise of one variable, -0.5 to 0.5.
float tb_scan_noise(float x, int seed);

/// The fibre textures.
void tb_ultrasound_weave(tb_ultrasound *scan);

/// One column of a map.
void tb_ultrasound_column(const tb_ultrasound *scan, tb_echo_map *map, int column);

#endif
