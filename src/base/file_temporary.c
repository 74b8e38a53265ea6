/* SPDX-License-Identifier: MIT
 *
 * Temporary files that outlive the program, and folders that it locks.
 */
#include "config.h"

#include "base/file.h"

#include "base/mem.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

const char *file_out_ending(const struct file_out *f) {
    return f->temporary == NULL ? NULL : f->temporary + strlen(f->path);
}

void file_out_leave(struct file_out *f) {
    free(f->temporary);
    f->temporary = NULL;
    file_out_abort(f);
}

bool file_out_reopen(struct file_out *f, const char *path, const char *ending,
                     size_t length) {
    char *real = realpath(path, NULL);
    struct stat status;
    int fd;

    *f = (struct file_out){.path = mem_strdup(real != NULL ? real : path)};
    free(real);
    f->temporary = mem_printf("%s%s", f->path, ending);
    fd = open(f->temporary, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd >= 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode) &&
        (size_t)status.st_size >= length && ftruncate(fd, (off_t)length) == 0 &&
        lseek(fd, 0, SEEK_END) >= 0)
        f->stream = fdopen(fd, "w");
    if (f->stream != NULL)
        return true;
    if (fd >= 0)
        close(fd);
    file_out_leave(f);
    return false;
}

/* ".PROCESS-TRY.tmp", both numbers, as file_out_open () ends a name. */
static bool is_ending(const char *text) {
    const char *digits = text + 1;

    if (text[0] != '.' || !isdigit((unsigned char)*digits))
        return false;
    digits += strspn(digits, "0123456789");
    if (digits[0] != '-' || !isdigit((unsigned char)digits[1]))
        return false;
    digits++;
    digits += strspn(digits, "0123456789");
    return strcmp(digits, ".tmp") == 0;
}

void file_remove_temporaries(const char *dir, const char *name,
                             const char *kept) {
    size_t n = strlen(name);
    DIR *folder = opendir(dir);
    struct dirent *entry;

    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        const char *ending;
        char *path;

        if (strncmp(entry->d_name, name, n) != 0)
            continue;
        ending = entry->d_name + n;
        if (!is_ending(ending) || (kept != NULL && strcmp(ending, kept) == 0))
            continue;
        path = file_join(dir, entry->d_name);
        unlink(path);
        free(path);
    }
    if (folder != NULL)
        closedir(folder);
}

bool file_lock(const char *dir, int *lock, struct err *e) {
    *lock = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*lock < 0)
        return err_set(e, ERR_IO, "%s: %s", dir, strerror(errno));
    if (flock(*lock, LOCK_EX | LOCK_NB) == 0)
        return true;
    if (errno == EWOULDBLOCK) {
        file_unlock(*lock);
        return err_set(e, ERR_IO,
                       "%s: another run of gpuscape is writing there", dir);
    }
    file_unlock(*lock);
    *lock = -1;
    return true;
}

void file_unlock(int lock) {
    if (lock >= 0)
        close(lock);
}

void file_sync_dir(const char *dir) {
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0)
        return;
    fsync(fd);
    close(fd);
}
