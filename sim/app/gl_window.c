#define _POSIX_C_SOURCE 200809L
#include "gl_window.h"

#include "tautband/core/alloc.h"

#include <SDL2/SDL.h>
#include <epoxy/gl.h>
#include <stdlib.h>
#include <string.h>

struct tb_gl_window {
    SDL_Window *window;
    SDL_GLContext context;
    bool es, grabbed, vsync;
    unsigned aside, aside_color; ///< framebuffer off screen; 0 = none
    bool tells_loss;             ///< the driver says when the context is lost
};

/// A context that tells when it is lost, where the driver can.
static SDL_GLContext make_context(SDL_Window *window)
{
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_RESET_NOTIFICATION, SDL_GL_CONTEXT_RESET_LOSE_CONTEXT);
    SDL_GLContext context = SDL_GL_CreateContext(window);
    if (context == NULL) {
        SDL_GL_SetAttribute(SDL_GL_CONTEXT_RESET_NOTIFICATION,
                            SDL_GL_CONTEXT_RESET_NO_NOTIFICATION);
        context = SDL_GL_CreateContext(window);
    }
    return context;
}

/// No larger than what the display leaves for windows: not every desktop would see to it.
static void fit(const tb_gl_window_desc *desc, int *width, int *height)
{
    SDL_Rect room = {0, 0, 0, 0};
    *width = desc->width;
    *height = desc->height;
    if (!desc->hidden && SDL_GetDisplayUsableBounds(0, &room) == 0 && room.w > 0 && room.h > 0) {
        *width = SDL_min(*width, room.w);
        *height = SDL_min(*height, room.h);
    }
}

static bool open_with(tb_gl_window *w, const tb_gl_window_desc *desc, bool es)
{
    int width, height;
    fit(desc, &width, &height);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, 3);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, es ? 0 : 3);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK,
                        es ? SDL_GL_CONTEXT_PROFILE_ES : SDL_GL_CONTEXT_PROFILE_CORE);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_FLAGS, desc->debug ? SDL_GL_CONTEXT_DEBUG_FLAG : 0);
    SDL_GL_SetAttribute(SDL_GL_DEPTH_SIZE, 24);
    SDL_GL_SetAttribute(SDL_GL_DOUBLEBUFFER, 1);
    const Uint32 flags = SDL_WINDOW_OPENGL | SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI;
    w->window = SDL_CreateWindow(desc->title, SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, width,
                                 height, flags);
    if (w->window == NULL) {
        return false;
    }
    w->context = make_context(w->window);
    if (w->context == NULL) {
        SDL_DestroyWindow(w->window);
        w->window = NULL;
        return false;
    }
    w->es = es;
    return true;
}

/// SDL falls back to drivers that draw into memory: a trainer nobody can see or end.
static bool somebody_can_see(void)
{
    static const char *const blind[] = {"offscreen", "dummy", "evdev"};
    const char *driver = SDL_GetCurrentVideoDriver(), *asked = getenv("SDL_VIDEODRIVER");
    for (size_t k = 0; k < sizeof blind / sizeof blind[0]; ++k) {
        if (driver != NULL && strcmp(driver, blind[k]) == 0) {
            return asked != NULL && strcmp(asked, driver) == 0; // somebody asked for just that
        }
    }
    return true;
}

static void start_context(tb_gl_window *w)
{
    SDL_GL_SetSwapInterval(w->vsync ? 1 : 0);
    w->tells_loss = epoxy_has_gl_extension("GL_KHR_robustness");
}

bool tb_gl_window_lost(const tb_gl_window *window)
{
    return window->tells_loss && glGetGraphicsResetStatus() != GL_NO_ERROR;
}

tb_status tb_gl_window_renew(tb_gl_window *window, tb_error *error)
{
    SDL_GL_DeleteContext(window->context);
    window->context = make_context(window->window);
    if (window->context == NULL) {
        return tb_fail(error, TB_ERR_DEVICE,
                       "the graphics context was lost and no new one came: %s", SDL_GetError());
    }
    start_context(window);
    return TB_OK;
}

tb_status tb_gl_window_create(const tb_gl_window_desc *desc, tb_gl_window **out, tb_error *error)
{
    if (desc->hidden) {
        setenv("SDL_VIDEODRIVER", "offscreen", 1);
    }
    if (SDL_InitSubSystem(SDL_INIT_VIDEO) != 0) {
        return tb_fail(error, TB_ERR_DEVICE, "no display: %s", SDL_GetError());
    }
    if (!desc->hidden && !somebody_can_see()) {
        const tb_status status =
            tb_fail(error, TB_ERR_DEVICE, "no display: only the driver '%s' answers",
                    SDL_GetCurrentVideoDriver());
        SDL_QuitSubSystem(SDL_INIT_VIDEO);
        return status;
    }
    tb_gl_window *w = tb_alloc(sizeof *w);
    if (w == NULL) {
        SDL_QuitSubSystem(SDL_INIT_VIDEO);
        return tb_fail(error, TB_ERR_MEMORY, "no memory for a window");
    }
    if (desc->es || !open_with(w, desc, false)) {
        char core[160];
        SDL_strlcpy(core, SDL_GetError(), sizeof core);
        if (!open_with(w, desc, true)) {
            const tb_status status =
                tb_fail(error, TB_ERR_DEVICE, "no OpenGL 3.3 (%s) and no OpenGL ES 3.0 (%s)", core,
                        SDL_GetError());
            tb_free(w);
            SDL_QuitSubSystem(SDL_INIT_VIDEO);
            return status;
        }
    }
    SDL_SetWindowMinimumSize(w->window, 640, 360);
    w->vsync = desc->vsync;
    start_context(w);
    *out = w;
    return TB_OK;
}

void tb_gl_window_destroy(tb_gl_window *window)
{
    if (window == NULL) {
        return;
    }
    SDL_GL_DeleteContext(window->context);
    SDL_DestroyWindow(window->window);
    SDL_QuitSubSystem(SDL_INIT_VIDEO);
    tb_free(window);
}

bool tb_gl_window_is_es(const tb_gl_window *window)
{
    return window->es;
}

void tb_gl_window_size(const tb_gl_window *window, int *width_px, int *height_px)
{
    SDL_GL_GetDrawableSize(window->window, width_px, height_px);
}

float tb_gl_window_density(const tb_gl_window *window)
{
    int points = 0, pixels = 0;
    SDL_GetWindowSize(window->window, &points, NULL);
    SDL_GL_GetDrawableSize(window->window, &pixels, NULL);
    return points > 0 ? (float)pixels / (float)points : 1.0f;
}

const char *tb_gl_window_device(const tb_gl_window *window)
{
    (void)window; // its context is the current one
    const char *name = (const char *)glGetString(GL_RENDERER);
    return name != NULL ? name : "";
}

bool tb_gl_window_aside(tb_gl_window *window, bool aside)
{
    const bool was = window->aside != 0;
    if (aside == was) {
        return was;
    }
    if (was) {
        glBindFramebuffer(GL_FRAMEBUFFER, 0);
        glDeleteFramebuffers(1, &window->aside);
        glDeleteRenderbuffers(1, &window->aside_color);
        window->aside = window->aside_color = 0;
        return was;
    }
    int width = 0, height = 0;
    tb_gl_window_size(window, &width, &height);
    glGenFramebuffers(1, &window->aside);
    glGenRenderbuffers(1, &window->aside_color);
    glBindRenderbuffer(GL_RENDERBUFFER, window->aside_color);
    glRenderbufferStorage(GL_RENDERBUFFER, GL_RGBA8, width, height);
    glBindFramebuffer(GL_FRAMEBUFFER, window->aside);
    glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER,
                              window->aside_color);
    if (glCheckFramebufferStatus(GL_FRAMEBUFFER) != GL_FRAMEBUFFER_COMPLETE) {
        tb_gl_window_aside(window, false);
        return false;
    }
    return true;
}

unsigned tb_gl_window_target(const tb_gl_window *window)
{
    return window->aside;
}

double tb_gl_window_budget_ms(const tb_gl_window *window, bool *waits)
{
    const double sixtieth = 1000.0 / 60.0;
    SDL_DisplayMode mode;
    *waits = SDL_GL_GetSwapInterval() != 0;
    const int display = SDL_GetWindowDisplayIndex(window->window);
    const bool known =
        display >= 0 && SDL_GetCurrentDisplayMode(display, &mode) == 0 && mode.refresh_rate > 0;
    return *waits && known && mode.refresh_rate < 59 ? 1000.0 / (double)mode.refresh_rate
                                                     : sixtieth;
}

void tb_gl_window_grab(tb_gl_window *window, bool grab)
{
    if (window->grabbed != grab) {
        window->grabbed = grab;
        SDL_SetRelativeMouseMode(grab ? SDL_TRUE : SDL_FALSE);
    }
}

static void clear_to(uint32_t rgb)
{
    glClearColor((float)(rgb >> 16 & 255u) / 255.0f, (float)(rgb >> 8 & 255u) / 255.0f,
                 (float)(rgb & 255u) / 255.0f, 1.0f);
    glClear(GL_COLOR_BUFFER_BIT);
}

void tb_gl_window_clear(const tb_ui *ui, uint32_t rgb)
{
    glBindFramebuffer(GL_FRAMEBUFFER, 0);
    glViewport(0, 0, ui->width_px, ui->height_px);
    glDisable(GL_SCISSOR_TEST);
    glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
    clear_to(rgb);
    glEnable(GL_SCISSOR_TEST);
    for (int k = 0; k < ui->clear_count; ++k) {
        const tb_ui_clear *c = &ui->clears[k];
        glScissor(c->x, ui->height_px - c->y - c->height, c->width, c->height);
        clear_to(c->rgb);
    }
    glDisable(GL_SCISSOR_TEST);
}

void tb_gl_window_swap(tb_gl_window *window)
{
    SDL_GL_SwapWindow(window->window);
}

void tb_gl_window_wait(void)
{
    glFinish();
}

void tb_gl_window_read(int width_px, int height_px, unsigned char *rgb)
{
    enum { PART = 1024 };
    unsigned char rgba[4 * PART]; // GLES promises no other format
    glBindFramebuffer(GL_FRAMEBUFFER, 0);
    for (int y = 0; y < height_px; ++y) {
        for (int x = 0; x < width_px; x += PART) {
            const int count = width_px - x < PART ? width_px - x : PART;
            unsigned char *out = rgb + 3 * ((size_t)x + (size_t)width_px * (size_t)y);
            glReadPixels(x, height_px - 1 - y, count, 1, GL_RGBA, GL_UNSIGNED_BYTE, rgba);
            for (int k = 0; k < count; ++k) {
                memcpy(out + 3 * k, rgba + 4 * k, 3);
            }
        }
    }
}
