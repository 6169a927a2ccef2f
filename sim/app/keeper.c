#include "keeper.h"

#include "tautband/core/alloc.h"
#include "whole_file.h"

#include <SDL2/SDL.h>
#include <stdbool.h>
#include <stdio.h>

enum { PATH_SIZE = 4352 };

struct tb_keeper {
    char folder[PATH_SIZE], path[PATH_SIZE];
    SDL_Thread *thread;
    SDL_mutex *lock;
    SDL_cond *changed;
    bool wanted, over; ///< under the lock
};

// A fault here is none for the learner: the recorder finds out by itself when it cannot write.
static int keep(void *data)
{
    tb_keeper *keeper = data;
    bool named = false; // the folder that names it is kept
    SDL_LockMutex(keeper->lock);
    while (!keeper->over) {
        if (!keeper->wanted) {
            SDL_CondWait(keeper->changed, keeper->lock);
            continue;
        }
        keeper->wanted = false;
        SDL_UnlockMutex(keeper->lock);
        (void)tb_whole_file_keep(keeper->path, NULL);
        named = named || tb_whole_file_keep(keeper->folder, NULL) == TB_OK;
        SDL_LockMutex(keeper->lock);
    }
    SDL_UnlockMutex(keeper->lock);
    return 0;
}

static void release(tb_keeper *keeper)
{
    if (keeper->changed != NULL) {
        SDL_DestroyCond(keeper->changed);
    }
    if (keeper->lock != NULL) {
        SDL_DestroyMutex(keeper->lock);
    }
    tb_free(keeper);
}

tb_keeper *tb_keeper_start(const char *folder, const char *name)
{
    tb_keeper *keeper = tb_alloc(sizeof *keeper);
    if (keeper == NULL) {
        return NULL;
    }
    snprintf(keeper->folder, sizeof keeper->folder, "%s", folder);
    const int length = snprintf(keeper->path, sizeof keeper->path, "%s/%s", folder, name);
    keeper->lock = SDL_CreateMutex();
    keeper->changed = SDL_CreateCond();
    if (length >= 0 && (size_t)length < sizeof keeper->path && keeper->lock != NULL &&
        keeper->changed != NULL) {
        keeper->thread = SDL_CreateThread(keep, "keeper", keeper);
    }
    if (keeper->thread == NULL) {
        release(keeper);
        return NULL;
    }
    return keeper;
}

void tb_keeper_wake(tb_keeper *keeper)
{
    if (keeper != NULL) {
        SDL_LockMutex(keeper->lock);
        keeper->wanted = true;
        SDL_CondSignal(keeper->changed);
        SDL_UnlockMutex(keeper->lock);
    }
}

void tb_keeper_stop(tb_keeper *keeper)
{
    if (keeper != NULL) {
        SDL_LockMutex(keeper->lock);
        keeper->over = true;
        SDL_CondSignal(keeper->changed);
        SDL_UnlockMutex(keeper->lock);
        SDL_WaitThread(keeper->thread, NULL);
        release(keeper);
    }
}
