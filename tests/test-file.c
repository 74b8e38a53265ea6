/* SPDX-License-Identifier: MIT
 *
 * Files that appear whole or not at all, and the search for data.
 */
#include "config.h"

#include "base/file.h"
#include "tap.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static size_t count_entries(const char *folder) {
    DIR *dir = opendir(folder);
    size_t n = 0;

    while (dir != NULL && readdir(dir) != NULL)
        n++;
    if (dir != NULL)
        closedir(dir);
    return n - 2;
}

static void put(const char *path, const char *text) {
    FILE *out = fopen(path, "w");

    fputs(text, out);
    fclose(out);
}

static void holds(const char *path, const char *want, const char *what) {
    struct err e = {0};
    char *text = file_read(path, &e);

    is_str(text, want, what);
    free(text);
}

static void test_out(void) {
    struct err e = {0};
    struct file_out f = {0};
    struct stat status;
    FILE *stream;

    file_out_abort(&f);
    put("old", "seventeen\n");
    ok(file_out_open(&f, "old", &e), "opens");
    fputs("eighteen\n", f.stream);
    fflush(f.stream);
    holds("old", "seventeen\n", "not there before the commit");
    ok(file_out_commit(&f, &e), "commits");
    holds("old", "eighteen\n", "there after it");
    umask(027);
    file_out_open(&f, "new", &e);
    ok(file_out_commit(&f, &e), "a new and empty file");
    stat("new", &status);
    is_int(status.st_mode & 0777, 0640, "its mode follows the umask");
    umask(022);
    file_out_open(&f, "old", &e);
    fputs("nineteen\n", f.stream);
    file_out_abort(&f);
    holds("old", "eighteen\n", "an abort leaves what was there");
    file_out_open(&f, "old", &e);
    stream = f.stream;
    f.stream = fopen("/dev/full", "w"); /* a disk without room */
    fclose(stream);
    fputs("twenty\n", f.stream);
    ok(!file_out_commit(&f, &e), "a full disk");
    has_str(e.text, "old: writing failed: No space left on device",
            "its message");
    holds("old", "eighteen\n", "leaves what was there");
    ok(symlink("old", "link") == 0, "a link");
    file_out_open(&f, "link", &e);
    fputs("thirty\n", f.stream);
    ok(file_out_commit(&f, &e), "written through");
    holds("old", "thirty\n", "reaches the file");
    ok(readlink("link", (char[8]){0}, 8) == 3, "and stays a link");
    unlink("link");
    is_int((long long)count_entries("."), 2, "no temporary file is left");
    ok(file_out_open(&f, "/dev/full", &e), "a device");
    fputs("x", f.stream);
    ok(!file_out_commit(&f, &e), "that is full");
    ok(!file_out_open(&f, "no/such/file", &e), "no such folder");
    is_str(e.text, "no/such/file: No such file or directory", "its message");
    ok(!file_out_open(&f, ".", &e), "a folder");
    is_str(e.text, ".: Is a directory", "its message");
}

static void test_small(void) {
    struct err e = {0};
    unsigned long crc = 0;
    char *joined;

    ok(file_make_dir("a/b//c/", &e) && file_exists("a/b/c"), "folders");
    ok(file_make_dir("a/b/c", &e), "that are there already");
    ok(!file_make_dir("old/x", &e), "a file in the way");
    is_str(e.text, "old: Not a directory", "its message");
    ok(!file_make_dir("", &e), "no name");
    put("crc", "123456789");
    ok(file_checksum("crc", &crc, &e) && crc == 0xcbf43926,
       "CRC-32's check value");
    ok(!file_checksum("absent", &crc, &e), "an absent file");
    ok(file_read("a", &e) == NULL, "a folder is not text");
    is_str(e.text, "a: Is a directory", "its message");
    joined = file_join("x/", "y");
    is_str(joined, "x/y", "joined");
    free(joined);
    joined = file_join("x", "y");
    is_str(joined, "x/y", "joined");
    free(joined);
}

static void finds(const char *name, const char *want, const char *what) {
    struct err e = {0};
    char *found = file_find("devices", name, &e);

    is_str(found, want, what);
    free(found);
}

static void test_find(void) {
    struct err e = {0};
    char **names, *found;
    size_t n;

    file_make_dir("devices/folder.cfg", &e);
    file_make_dir("data/devices", &e);
    put("devices/gtx-1080.cfg", "");
    put("data/devices/gtx-1080.cfg", "");
    put("data/devices/v100.cfg", "");
    put("data/devices/.hidden.cfg", "");
    put("data/devices/note.txt", "");
    setenv("GPUSCAPE_DATA", "data", 1);
    finds("gtx-1080", "devices/gtx-1080.cfg", "the first place wins");
    finds("v100", "data/devices/v100.cfg", "$GPUSCAPE_DATA");
    finds("./crc", "./crc", "a path with a slash");
    finds("data/devices/v100.cfg", "data/devices/v100.cfg", "a path");
    ok(file_find("devices", "gtx-1081", &e) == NULL, "an absent name");
    has_str(e.text, "devices: no 'gtx-1081' in devices, data/devices, ",
            "its message");
    has_str(e.text, "; did you mean 'gtx-1080'?", "names the nearest");
    ok(file_find("devices", "absent.cfg", &e) == NULL, "an absent path");
    is_str(e.text, "absent.cfg: No such file or directory", "its message");
    ok(file_find("devices", "", &e) == NULL, "no name");
    ok(file_find("devices", "\x1b[2J", &e) == NULL, "a name of control bytes");
    has_str(e.text, "no '\\x1b[2J'", "is shown harmless");
    names = file_list("devices", &n);
    if (is_int((long long)n, 3, "the list is of both, without doubles")) {
        is_str(names[0], "folder", "sorted");
        is_str(names[1], "gtx-1080", "sorted");
        is_str(names[2], "v100", "sorted");
    }
    file_list_free(names, n);
    found = file_data("devices", "note.txt", &e);
    is_str(found, "data/devices/note.txt", "other data by its full name");
    free(found);
    ok(file_data("devices", "../crc", &e) == NULL, "that cannot escape");
    setenv("GPUSCAPE_DATA", "", 1);
    ok(file_find("devices", "v100", &e) == NULL, "an empty variable is none");
}

int main(void) {
    char folder[] = "/tmp/test-file-XXXXXX", command[64];

    if (mkdtemp(folder) == NULL || chdir(folder) != 0)
        return 1;
    test_out();
    test_small();
    test_find();
    snprintf(command, sizeof command, "rm -r %s", folder);
    ok(system(command) == 0, "cleaned up");
    return done();
}
