#include "ui_shim.h"

#include "ui_draw.h"

#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

// A CSS-like size names the em; ImGui's names ascent - descent, which is 1.21 em for Inter.
static const float LINE_PER_EM = 1.21f;

static_assert(sizeof(ImDrawVert) == sizeof(tb_ui_corner) && sizeof(ImDrawIdx) == 2,
              "corners are handed on as they are");

static tb_ui_drawer drawer;

static ImFont *faces[TB_FONT_COUNT];

static ImU32 packed(uint32_t rgba)
{
    return IM_COL32(rgba >> 24 & 255u, rgba >> 16 & 255u, rgba >> 8 & 255u, rgba & 255u);
}

static ImDrawList *list()
{
    return ImGui::GetBackgroundDrawList();
}

static bool start(int es)
{
    ImGui::GetIO().BackendFlags |= ImGuiBackendFlags_RendererHasVtxOffset;
    return tb_ui_drawer_create(&drawer, es) == 0;
}

void tb_shim_let_go(void)
{
    drawer = {}; // the objects went with their context
}

int tb_shim_renew(int es)
{
    return start(es) ? 0 : -1;
}

int tb_shim_create(int es)
{
    ImGui::CreateContext();
    ImGui::GetIO().IniFilename = nullptr;
    if (!start(es)) {
        ImGui::DestroyContext();
        return -1;
    }
    return 0;
}

void tb_shim_destroy(void)
{
    if (ImGui::GetCurrentContext() != nullptr) {
        tb_ui_drawer_destroy(&drawer);
        ImGui::DestroyContext();
    }
}

static bool readable(const char *path)
{
    FILE *file = path != nullptr ? std::fopen(path, "rb") : nullptr;
    if (file == nullptr) {
        return false;
    }
    std::fclose(file);
    return true;
}

// Digits of one face get the widest digit's advance, so that a running number does not jitter.
static void level_digits(ImFont *font)
{
    float widest = 0.0f;
    for (ImWchar c = '0'; c <= '9'; ++c) {
        widest = std::max(widest, font->FindGlyph(c)->AdvanceX);
    }
    widest = std::floor(widest + 0.5f);
    for (ImWchar c = '0'; c <= '9'; ++c) {
        ImFontGlyph *glyph = const_cast<ImFontGlyph *>(font->FindGlyph(c));
        const float shift = 0.5f * (widest - glyph->AdvanceX);
        glyph->X0 += shift;
        glyph->X1 += shift;
        glyph->AdvanceX = widest;
        font->IndexAdvanceX[c] = widest;
    }
}

int tb_shim_bake(const tb_shim_fonts *fonts, float scale)
{
    static const ImWchar ranges[] = {0x20,   0x7E,   0xA0,   0xFF,   0x2010, 0x2026, 0x2190,
                                     0x2193, 0x2212, 0x2212, 0x2264, 0x2265, 0};
    ImFontAtlas *atlas = ImGui::GetIO().Fonts;
    atlas->Clear();
    for (int k = 0; k < TB_FONT_COUNT; ++k) {
        const tb_font font = static_cast<tb_font>(k);
        const int weight = tb_font_weight(font);
        const char *file = weight >= 600   ? fonts->semibold
                           : weight >= 500 ? fonts->medium
                                           : fonts->regular;
        const float size =
            std::floor(static_cast<float>(tb_font_size(font)) * scale * LINE_PER_EM + 0.5f);
        ImFontConfig config;
        config.OversampleH = size < 40.0f ? 2 : 1;
        config.OversampleV = 1;
        if (file == nullptr) {
            config.SizePixels = size;
            faces[k] = atlas->AddFontDefault(&config);
            continue;
        }
        if (!readable(file)) {
            return -1;
        }
        faces[k] = atlas->AddFontFromFileTTF(file, size, &config, ranges);
        if (fonts->fallback != nullptr && readable(fonts->fallback) && size < 40.0f) {
            static const ImWchar rest[] = {0x2190, 0x2193, 0x2264, 0x2265, 0};
            ImFontConfig merge;
            merge.MergeMode = true;
            merge.OversampleH = 1;
            atlas->AddFontFromFileTTF(fonts->fallback, size, &merge, rest);
        }
    }
    if (!atlas->Build()) {
        return -1;
    }
    for (ImFont *face : faces) {
        level_digits(face);
    }
    unsigned char *rgba = nullptr;
    int width = 0, height = 0;
    atlas->GetTexDataAsRGBA32(&rgba, &width, &height);
    const unsigned font = tb_ui_drawer_font(&drawer, rgba, width, height);
    atlas->SetTexID(reinterpret_cast<ImTextureID>(static_cast<intptr_t>(font)));
    return 0;
}

void tb_shim_begin(int width_px, int height_px, float seconds)
{
    ImGuiIO &io = ImGui::GetIO();
    io.DisplaySize = ImVec2(static_cast<float>(width_px), static_cast<float>(height_px));
    io.DeltaTime = seconds > 0.0f ? seconds : 1.0f / 60.0f;
    ImGui::NewFrame();
}

static void draw_list(const ImDrawList *one, int height_px)
{
    tb_ui_drawer_list(&drawer, reinterpret_cast<const tb_ui_corner *>(one->VtxBuffer.Data),
                      one->VtxBuffer.Size, one->IdxBuffer.Data, one->IdxBuffer.Size);
    for (const ImDrawCmd &command : one->CmdBuffer) {
        const ImVec4 &c = command.ClipRect;
        const int clip[4] = {static_cast<int>(c.x), static_cast<int>(c.y),
                             static_cast<int>(c.z) - static_cast<int>(c.x),
                             static_cast<int>(c.w) - static_cast<int>(c.y)};
        tb_ui_drawer_draw(static_cast<unsigned>(reinterpret_cast<intptr_t>(command.GetTexID())),
                          clip, height_px, static_cast<int>(command.IdxOffset),
                          static_cast<int>(command.ElemCount), static_cast<int>(command.VtxOffset));
    }
}

void tb_shim_end(void)
{
    ImGui::Render();
    const ImDrawData *data = ImGui::GetDrawData();
    const int width_px = static_cast<int>(data->DisplaySize.x),
              height_px = static_cast<int>(data->DisplaySize.y);
    tb_ui_drawer_begin(&drawer, width_px, height_px);
    for (int k = 0; k < data->CmdListsCount; ++k) {
        draw_list(data->CmdLists[k], height_px);
    }
    tb_ui_drawer_end();
}

void tb_shim_drop(void)
{
    ImGui::EndFrame();
}

void tb_shim_clip(float x0, float y0, float x1, float y1)
{
    list()->PushClipRect(ImVec2(x0, y0), ImVec2(x1, y1), true);
}

void tb_shim_unclip(void)
{
    list()->PopClipRect();
}

void tb_shim_rect(float x0, float y0, float x1, float y1, uint32_t rgba, float radius)
{
    list()->AddRectFilled(ImVec2(x0, y0), ImVec2(x1, y1), packed(rgba), radius);
}

void tb_shim_frame(float x0, float y0, float x1, float y1, uint32_t rgba, float radius, float width)
{
    list()->AddRect(ImVec2(x0, y0), ImVec2(x1, y1), packed(rgba), radius, 0, width);
}

void tb_shim_line(float x0, float y0, float x1, float y1, uint32_t rgba, float width)
{
    list()->AddLine(ImVec2(x0, y0), ImVec2(x1, y1), packed(rgba), width);
}

void tb_shim_polyline(const float *xy, int count, int closed, uint32_t rgba, float width)
{
    ImDrawList *d = list();
    d->PathClear();
    for (int k = 0; k < count; ++k) {
        d->PathLineTo(ImVec2(xy[2 * k], xy[2 * k + 1]));
    }
    d->PathStroke(packed(rgba), closed != 0 ? ImDrawFlags_Closed : 0, width);
}

void tb_shim_convex(const float *xy, int count, uint32_t rgba)
{
    ImDrawList *d = list();
    d->PathClear();
    for (int k = 0; k < count; ++k) {
        d->PathLineTo(ImVec2(xy[2 * k], xy[2 * k + 1]));
    }
    d->PathFillConvex(packed(rgba));
}

void tb_shim_triangle(const float *xy, uint32_t rgba)
{
    ImDrawList *d = list();
    const ImVec2 white = ImGui::GetFontTexUvWhitePixel();
    const ImU32 colour = packed(rgba);
    d->PrimReserve(3, 3);
    for (int k = 0; k < 3; ++k) {
        d->PrimVtx(ImVec2(xy[2 * k], xy[2 * k + 1]), white, colour);
    }
}

void tb_shim_image(unsigned texture, float x0, float y0, float x1, float y1)
{
    list()->AddImage(reinterpret_cast<ImTextureID>(static_cast<intptr_t>(texture)), ImVec2(x0, y0),
                     ImVec2(x1, y1));
}

void tb_shim_disc(float x, float y, float radius, uint32_t rgba)
{
    list()->AddCircleFilled(ImVec2(x, y), radius, packed(rgba));
}

void tb_shim_circle(float x, float y, float radius, uint32_t rgba, float width)
{
    list()->AddCircle(ImVec2(x, y), radius, packed(rgba), 0, width);
}

void tb_shim_arc(float x, float y, float radius, float from, float to, uint32_t rgba, float width)
{
    ImDrawList *d = list();
    d->PathClear();
    d->PathArcTo(ImVec2(x, y), radius, from, to, 24);
    d->PathStroke(packed(rgba), 0, width);
}

void tb_shim_columns(float x0, float step, const float *top, const float *bottom, int count,
                     uint32_t rgba)
{
    ImDrawList *d = list();
    const ImU32 colour = packed(rgba);
    d->PrimReserve(6 * count, 4 * count);
    for (int k = 0; k < count; ++k) {
        const float x = x0 + step * static_cast<float>(k);
        d->PrimRect(ImVec2(x, top[k]), ImVec2(x + step, bottom[k]), colour);
    }
}

void tb_shim_text(tb_font font, float x, float y, uint32_t rgba, const char *text, const char *end)
{
    ImFont *face = faces[font];
    list()->AddText(face, face->FontSize, ImVec2(x, y), packed(rgba), text, end);
}

float tb_shim_text_width(tb_font font, const char *text, const char *end)
{
    ImFont *face = faces[font];
    return face->CalcTextSizeA(face->FontSize, 1e9f, 0.0f, text, end).x;
}

float tb_shim_line_height(tb_font font)
{
    return faces[font]->FontSize;
}

const char *tb_shim_wrap(tb_font font, const char *text, const char *end, float width)
{
    const char *next = faces[font]->CalcWordWrapPositionA(1.0f, text, end, width);
    // it breaks after punctuation, too ("3.|5", "all.|\""): lines break at blanks only
    if (next > text && next < end && *next != ' ' && *next != '\n' && next[-1] != ' ') {
        const char *blank = next - 1;
        while (blank > text && *blank != ' ') {
            --blank;
        }
        next = blank > text ? blank : next;
    }
    return next == text && text < end ? text + 1 : next;
}
