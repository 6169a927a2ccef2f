/// Makes a file that grows last through a power cut while it is written: a thread of its own waits
/// for the disk, so that no frame does. Layer app, needs whole_file. No window.
#ifndef TB_APP_KEEPER_H
#define TB_APP_KEEPER_H

/// One file that is kept.
typedef struct tb_keeper tb_keeper;

/// Begin to keep a file, and its folder, which names it.
/// @return NULL where there is no memory or no thread: the system then writes when it sees fit
tb_keeper *tb_keeper_start(const char *folder, const char *name);

/// What was written until now shall last. Returns at once; while the disk is slow, calls run into
/// one. NULL does nothing.
void tb_keeper_wake(tb_keeper *keeper);

/// End the thread, after what it waits for. NULL does nothing.
void tb_keeper_stop(tb_keeper *keeper);

#endif
