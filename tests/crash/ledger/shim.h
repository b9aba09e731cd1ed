/* shim - every file call of a test program, recorded or made to fail. Test support.
 *
 * shim.c defines open, pwrite, fdatasync and the like. Compiled into a program, its definitions
 * come before the C library's for all of the program, LMDB's shared library included; so it sees
 * what really goes to the disk, whoever sends it. Only files below one folder are looked at.
 *
 * A tape lies in memory shared with children: what a child did is read after its end. */
#ifndef EVN_TESTS_CRASH_SHIM_H
#define EVN_TESTS_CRASH_SHIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum shim_kind {
    SHIM_OPEN = 1,   /* path; flags SHIM_F_* */
    SHIM_WRITE,      /* bytes at `at` of a handle; n: 0, or this write alone is flush number n */
    SHIM_WRITTEN,    /* flush number `at`, of one write through a handle with O_DSYNC, has ended */
    SHIM_SIZE,       /* the file gets `n` bytes */
    SHIM_GROW,       /* the file gets at least `n` bytes */
    SHIM_SYNC_BEGIN, /* flush number `at` of a handle begins; a folder's too */
    SHIM_SYNC_END,   /* it has ended, successfully */
    SHIM_RENAME,     /* two paths */
    SHIM_UNLINK,     /* path */
    SHIM_MKDIR,      /* path */
    SHIM_MARK        /* bytes of the program: something was told to somebody */
};

enum {
    SHIM_F_CREATE = 1, /* O_CREAT */
    SHIM_F_EMPTY = 2,  /* O_TRUNC */
    SHIM_F_FOLDER = 4  /* O_DIRECTORY */
};

/* One call on the tape; `len` bytes follow, filled up to a multiple of 8. Paths are below the
 * folder, with a NUL each. */
struct shim_op {
    uint32_t len;
    uint16_t kind;   /* enum shim_kind */
    uint16_t flags;  /* of SHIM_OPEN */
    uint64_t handle; /* of an open file: no two opens have the same */
    uint64_t at, n;
};

/* What a call is about. */
enum shim_class { SHIM_LOG_WRITE, SHIM_LOG_READ, SHIM_VIEWS, SHIM_CLASSES };

enum shim_fault { SHIM_EIO, SHIM_ENOSPC, SHIM_EINTR, SHIM_SHORT, SHIM_FAULTS };

/* What is to fail: call number `nth` of its class to which it can happen (1: the first), or that
 * and all later ones. Sticky SHIM_EINTR: each call is interrupted once, then done. SHIM_SHORT: does
 * half of it. */
struct shim_plan {
    enum shim_class class;
    uint64_t nth; /* 0: nothing fails */
    enum shim_fault fault;
    bool sticky;
};

struct shim_tape; /* shared memory */

/* A tape with room for so many bytes of calls (not used up before they are written). NULL: no
 * memory. */
struct shim_tape *shim_tape_new(size_t bytes);
void shim_tape_free(struct shim_tape **tape);

/* From now on look at calls below `folder` (absolute): put them on the tape if `record`, and let
 * fail what the plan says. `plan` may be NULL. */
void shim_begin(struct shim_tape *tape, const char *folder, bool record,
                const struct shim_plan *plan);
void shim_end(void);

/* Put a mark on the tape. */
void shim_mark(const void *bytes, uint32_t len);

/* Before _exit: no call of another thread is half on the tape. */
void shim_freeze(void);

/* A child ended: the tape may be used by the next. */
void shim_thaw(struct shim_tape *tape);

/* What is on the tape; NULL when there is not enough room on it: what it holds is not all. */
const uint8_t *shim_bytes(const struct shim_tape *tape, size_t *len);

/* Calls of a class since shim_begin to which this fault can happen, and the call the plan struck
 * first ("": none yet). */
uint64_t shim_calls(const struct shim_tape *tape, enum shim_class class, enum shim_fault fault);
const char *shim_struck(const struct shim_tape *tape);

#endif
