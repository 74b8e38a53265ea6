/* SPDX-License-Identifier: MIT
 *
 * Files that appear whole or not at all, folders, and where the data lie.
 */
#ifndef FILE_H
#define FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/err.h"

/* A file being written under another name beside its own. */
struct file_out {
    FILE *stream;
    char *path, *temporary;
};

/* Opens PATH's temporary twin. */
bool file_out_open(struct file_out *f, const char *path, struct err *e);
/* Flushes, checks, syncs and renames.  On failure the file that was there
 * before is untouched. */
bool file_out_commit(struct file_out *f, struct err *e);
/* Removes the temporary file; nothing else happened.  {0} is allowed. */
void file_out_abort(struct file_out *f);

/* What the temporary's name has behind PATH, borrowed; NULL where there is no
 * temporary: PATH is a device or a pipe. */
const char *file_out_ending(const struct file_out *f);
/* What the system was given so far begins to go to the disk, where that needs
 * no waiting, so that file_out_commit () need not wait so long. */
void file_out_start(struct file_out *f);
/* Closes the temporary and leaves it, for file_out_reopen (). */
void file_out_leave(struct file_out *f);
/* Goes on with PATH's temporary of that ending behind its first `length`
 * bytes; false where it is not there or shorter. */
bool file_out_reopen(struct file_out *f, const char *path, const char *ending,
                     size_t length);
/* Removes the temporaries of DIR/NAME that killed programs left, but for the
 * one of ending `kept` (NULL: none).  Call with the folder locked. */
void file_remove_temporaries(const char *dir, const char *name,
                             const char *kept);

/* Locks a folder against other runs of the program until file_unlock (); a
 * failure when one has it.  *lock is -1 where the file system knows no
 * locks. */
bool file_lock(const char *dir, int *lock, struct err *e);
void file_unlock(int lock);
/* Names that were given and taken are on the disk. */
void file_sync_dir(const char *dir);

/* Makes a folder and those above it. */
bool file_make_dir(const char *path, struct err *e);
bool file_exists(const char *path);

/* The whole file as text with a NUL byte at its end; NULL on failure. */
char *file_read(const char *path, struct err *e);

/* zlib's CRC-32 of the file's bytes. */
bool file_checksum(const char *path, unsigned long *out, struct err *e);

/* "DIR/NAME", allocated. */
char *file_join(const char *dir, const char *name);

/* The data: `kind` is a folder such as "devices".  A `name` with a slash or
 * ending in ".cfg" is a path; any other is NAME.cfg in ./KIND, then in
 * $GPUSCAPE_DATA/KIND, then in the installed KIND.  The
 * result is allocated; on failure NULL, and the message names the nearest. */
char *file_find(const char *kind, const char *name, struct err *e);

/* All names that file_find () would find, sorted, without ".cfg".  The array
 * and each name are the caller's. */
char **file_list(const char *kind, size_t *n);
void file_list_free(char **names, size_t n);

/* A plot template or other data file by its full name; NULL and a message
 * when absent. */
char *file_data(const char *kind, const char *file, struct err *e);

#endif
