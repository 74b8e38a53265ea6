/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/file.h"

#include "base/mem.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { CHUNK = 65536, PLACES_MAX = 3, TRIES_MAX = 100 };

static bool fail(struct err *e, const char *path) {
    return err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
}

/* Opens a file that is not there yet, beside the one it shall become. */
static int open_temporary(struct file_out *f) {
    int fd = -1;

    for (unsigned i = 0; i < TRIES_MAX && fd < 0; i++) {
        free(f->temporary);
        f->temporary = mem_printf("%s.%ld-%u.tmp", f->path, (long)getpid(), i);
        fd = open(f->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd < 0 && errno != EEXIST)
            break;
    }
    return fd;
}

bool file_out_open(struct file_out *f, const char *path, struct err *e) {
    struct stat status;
    bool there = stat(path, &status) == 0;
    char *real = there ? realpath(path, NULL) : NULL;
    int fd;

    /* The file behind a symbolic link is replaced, not the link. */
    *f = (struct file_out){.path = mem_strdup(real != NULL ? real : path)};
    free(real);
    if (there && S_ISDIR(status.st_mode)) {
        errno = EISDIR;
        fd = -1;
    } else if (there && !S_ISREG(status.st_mode)) {
        /* A device or a pipe must never be renamed over. */
        fd = open(path, O_WRONLY | O_CLOEXEC);
    } else {
        fd = open_temporary(f);
    }
    if (fd < 0) {
        fail(e, path);
        free(f->temporary);
        free(f->path);
        *f = (struct file_out){0};
        return false;
    }
    f->stream = fdopen(fd, "w");
    if (f->stream == NULL) {
        fail(e, path);
        close(fd);
        file_out_abort(f);
        return false;
    }
    return true;
}

void file_out_start(struct file_out *f) {
#ifdef SYNC_FILE_RANGE_WRITE
    /* What is wrong is said at the end. */
    if (f->stream != NULL)
        sync_file_range(fileno(f->stream), 0, 0, SYNC_FILE_RANGE_WRITE);
#else
    (void)f;
#endif
}

bool file_out_commit(struct file_out *f, struct err *e) {
    bool good;

    errno = 0;
    good = !ferror(f->stream) && fflush(f->stream) == 0;
    /* What cannot be synced (a pipe, a device) says EINVAL. */
    if (good && fsync(fileno(f->stream)) != 0)
        good = errno == EINVAL || errno == ENOTSUP || errno == EROFS;
    if (fclose(f->stream) != 0)
        good = false;
    f->stream = NULL;
    if (good && f->temporary != NULL)
        good = rename(f->temporary, f->path) == 0;
    if (!good) {
        err_set(e, ERR_IO, "%s: writing failed: %s", f->path,
                errno != 0 ? strerror(errno) : "an earlier write was refused");
        file_out_abort(f);
        return false;
    }
    free(f->temporary);
    free(f->path);
    *f = (struct file_out){0};
    return true;
}

void file_out_abort(struct file_out *f) {
    if (f->stream != NULL)
        fclose(f->stream);
    if (f->temporary != NULL)
        unlink(f->temporary);
    free(f->temporary);
    free(f->path);
    *f = (struct file_out){0};
}

static bool is_dir(const char *path) {
    struct stat status;

    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

bool file_make_dir(const char *path, struct err *e) {
    char *part = mem_strdup(path);
    bool good = true;

    for (char *slash = part; good && slash != NULL;) {
        slash = strchr(slash + (*slash != '\0'), '/');
        if (slash != NULL)
            *slash = '\0';
        good = mkdir(part, 0777) == 0 || is_dir(part);
        if (!good && errno == EEXIST)
            errno = ENOTDIR;
        if (!good)
            fail(e, part);
        if (slash != NULL)
            *slash = '/';
    }
    free(part);
    return good;
}

bool file_exists(const char *path) {
    return access(path, F_OK) == 0;
}

/* Reads all of an open stream; a NUL byte means that it is not text. */
static char *read_stream(FILE *in, const char *path, struct err *e) {
    char *text = NULL;
    size_t length = 0, capacity = 0, n;

    do {
        text = mem_grow(text, &capacity, length + CHUNK + 1, 1);
        n = fread(text + length, 1, CHUNK, in);
        if (memchr(text + length, '\0', n) != NULL) {
            err_set(e, ERR_INPUT, "%s: not a text file (it holds a NUL byte)",
                    path);
            free(text);
            return NULL;
        }
        length += n;
    } while (n > 0);
    if (ferror(in)) {
        fail(e, path);
        free(text);
        return NULL;
    }
    text[length] = '\0';
    return text;
}

char *file_read(const char *path, struct err *e) {
    FILE *in = fopen(path, "re");
    char *text;

    if (in == NULL) {
        fail(e, path);
        return NULL;
    }
    text = read_stream(in, path, e);
    fclose(in);
    return text;
}

bool file_checksum(const char *path, unsigned long *out, struct err *e) {
    FILE *in = fopen(path, "re");
    unsigned char *chunk;
    uLong crc = crc32(0, NULL, 0);
    bool good;
    size_t n;

    if (in == NULL)
        return fail(e, path);
    chunk = mem_alloc(CHUNK, 1);
    while ((n = fread(chunk, 1, CHUNK, in)) > 0)
        crc = crc32(crc, chunk, (uInt)n);
    good = !ferror(in) || fail(e, path);
    free(chunk);
    fclose(in);
    *out = crc;
    return good;
}

char *file_join(const char *dir, const char *name) {
    size_t n = strlen(dir);

    return mem_printf("%s%s%s", dir, n > 0 && dir[n - 1] == '/' ? "" : "/",
                      name);
}

/* The folders that may hold data of a kind, first come first served. */
static size_t data_places(const char *kind, char *places[PLACES_MAX]) {
    const char *data = getenv("GPUSCAPE_DATA");
    size_t n = 0;

    places[n++] = mem_strdup(kind);
    if (data != NULL && data[0] != '\0')
        places[n++] = file_join(data, kind);
    places[n++] = file_join(PKGDATADIR, kind);
    return n;
}

static char *find_in_places(const char *kind, const char *file) {
    char *places[PLACES_MAX], *found = NULL;
    size_t n = data_places(kind, places);

    for (size_t i = 0; i < n; i++) {
        char *path = found == NULL ? file_join(places[i], file) : NULL;

        if (path != NULL && file_exists(path) && !is_dir(path))
            found = path;
        else
            free(path);
        free(places[i]);
    }
    return found;
}

static void *not_found(const char *kind, const char *name, const char *near,
                       struct err *e) {
    char *places[PLACES_MAX], shown[TEXT_SHOWN_MAX];
    size_t n = data_places(kind, places);
    struct text t = {0};

    for (size_t i = 0; i < n; i++) {
        text_add(&t, "%s%s", i > 0 ? ", " : "", places[i]);
        free(places[i]);
    }
    if (near != NULL)
        text_add(&t, "; did you mean '%s'?", near);
    err_set(e, ERR_INPUT, "%s: no '%s' in %s", kind, text_shown(name, shown),
            t.text);
    free(t.text);
    return NULL;
}

static bool has_suffix(const char *name, const char *suffix) {
    size_t n = strlen(name), m = strlen(suffix);

    return n > m && strcmp(name + n - m, suffix) == 0;
}

char *file_find(const char *kind, const char *name, struct err *e) {
    char *file, *found, **names, shown[TEXT_SHOWN_MAX];
    size_t n;

    if (strchr(name, '/') != NULL || has_suffix(name, ".cfg")) {
        if (file_exists(name) && !is_dir(name))
            return mem_strdup(name);
        err_set(e, ERR_INPUT, "%s: %s", text_shown(name, shown),
                is_dir(name) ? strerror(EISDIR) : strerror(ENOENT));
        return NULL;
    }
    file = mem_printf("%s.cfg", name);
    found = name[0] != '\0' ? find_in_places(kind, file) : NULL;
    free(file);
    if (found != NULL)
        return found;
    names = file_list(kind, &n);
    not_found(kind, name, text_nearest(name, names, n, text_name_in_array), e);
    file_list_free(names, n);
    return NULL;
}

static int by_name(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

char **file_list(const char *kind, size_t *n) {
    char *places[PLACES_MAX], **names = NULL;
    size_t capacity = 0, count = 0, unique = 0;
    size_t n_places = data_places(kind, places);

    for (size_t i = 0; i < n_places; i++) {
        DIR *dir = opendir(places[i]);
        struct dirent *entry;

        while (dir != NULL && (entry = readdir(dir)) != NULL) {
            if (entry->d_name[0] == '.' || !has_suffix(entry->d_name, ".cfg"))
                continue;
            names = mem_grow(names, &capacity, count + 1, sizeof *names);
            names[count] = mem_strdup(entry->d_name);
            names[count][strlen(names[count]) - strlen(".cfg")] = '\0';
            count++;
        }
        if (dir != NULL)
            closedir(dir);
        free(places[i]);
    }
    if (count > 0)
        qsort(names, count, sizeof *names, by_name);
    for (size_t i = 0; i < count; i++) {
        if (unique > 0 && strcmp(names[unique - 1], names[i]) == 0)
            free(names[i]);
        else
            names[unique++] = names[i];
    }
    *n = unique;
    return names;
}

void file_list_free(char **names, size_t n) {
    for (size_t i = 0; i < n; i++)
        free(names[i]);
    free(names);
}

char *file_data(const char *kind, const char *file, struct err *e) {
    char *found = NULL;

    if (file[0] != '\0' && strchr(file, '/') == NULL)
        found = find_in_places(kind, file);
    return found != NULL ? found : not_found(kind, file, NULL, e);
}
