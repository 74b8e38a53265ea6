/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "draw/gallery.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/table.h"

#include "tap.h"

#include <stdlib.h>
#include <unistd.h>

static char scratch[] = "/tmp/test-gallery-XXXXXX";

static char *path_of(const char *name) {
    return file_join(scratch, name);
}

static void put(const char *name, const char *text) {
    char *path = path_of(name);
    FILE *f = fopen(path, "w");

    if (f != NULL) {
        fputs(text, f);
        fclose(f);
    }
    free(path);
}

static bool have(const char *name) {
    char *path = path_of(name);
    bool found = file_exists(path);

    free(path);
    return found;
}

static void drop(const char *name) {
    char *path = path_of(name);

    unlink(path);
    free(path);
}

static char *list(void) {
    struct err e;
    char *path = path_of("figures.csv"), *text = file_read(path, &e);

    free(path);
    return text != NULL ? text : mem_strdup("");
}

static void test_names(void) {
    static const char *const bad[] = {"",        "-a",  "Map",
                                      "../etc",  "a/b", "a.b",
                                      "figures", "a b", "caf\303\251"};

    ok(gallery_name_is_good("speedup-map-2"), "a name");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ok(!gallery_name_is_good(bad[i]), "'%s' is none", bad[i]);
}

/* One run of a command that draws these figures. */
static void run(const char *command, bool whole, bool good,
                const char *const names[], size_t n) {
    struct gallery g;
    struct err e = {ERR_NONE, ""};

    ok(gallery_open(&g, scratch, command, whole, &e), "%s: %s", command,
       e.text);
    for (size_t i = 0; i < n; i++) {
        char *csv = mem_printf("%s.csv", names[i]);
        char *svg = mem_printf("%s.svg", names[i]);

        put(csv, "x");
        put(svg, "x");
        gallery_add(&g, "map", names[i], "A, \"b\"", "Of 3.", "Seen: 1.7");
        free(csv);
        free(svg);
    }
    ok(gallery_close(&g, good, &e) == good, "%s is done", command);
}

static void test_runs(void) {
    static const char *const first[] = {"aa", "bb", "cc"};
    static const char *const second[] = {"cc", "dd"};
    static const char *const other[] = {"tornado"};
    char *text;

    run("sweep", true, true, first, 3);
    text = list();
    is_str(text,
           "name,kind,title,caption,alt,command\n"
           "aa,map,\"A, \"\"b\"\"\",Of 3.,Seen: 1.7,sweep\n"
           "bb,map,\"A, \"\"b\"\"\",Of 3.,Seen: 1.7,sweep\n"
           "cc,map,\"A, \"\"b\"\"\",Of 3.,Seen: 1.7,sweep\n",
           "the list");
    free(text);
    run("sensitivity", true, true, other, 1);
    ok(have("aa.svg") && have("tornado.svg"), "another command takes nothing");
    put("aa.txt", "mine");
    put("mine.svg", "mine");
    run("sweep", true, false, second, 2);
    ok(have("aa.svg") && have("bb.csv") && have("dd.svg"),
       "a run that fails removes nothing");
    run("sweep", true, true, second, 2);
    ok(!have("aa.svg") && !have("aa.csv") && !have("bb.svg"),
       "what is not drawn any more is gone");
    ok(have("aa.txt") && have("mine.svg") && have("tornado.svg"),
       "what is not ours to take is there");
    ok(have("cc.svg") && have("dd.csv"), "and what was drawn");
    text = list();
    has_str(text, "\ntornado,", "the other's is listed");
    ok(strstr(text, "\naa,") == NULL, "what is gone is not");
    ok(strstr(text, "\ncc,") < strstr(text, "\ndd,"), "in the order drawn");
    free(text);
    run("sweep", false, true, second, 1);
    ok(have("dd.svg"), "drawing one keeps the others");
    text = list();
    ok(strstr(text, "\ncc,") < strstr(text, "\ndd,") &&
           strstr(text, "\ncc,") != NULL,
       "each in its place");
    free(text);
}

/* A list from elsewhere takes nothing outside, and is no reason to fail. */
static void test_hostile(void) {
    static const char *const names[] = {"cc"};
    char *victim = mem_printf("%s-victim.svg", scratch), *text;
    const char *base = strrchr(scratch, '/') + 1;
    char *list_text = mem_printf("name,kind,title,caption,alt,command\n"
                                 "../%s-victim,map,t,c,a,sweep\n"
                                 "figures,map,t,c,a,sweep\n"
                                 "cc,map,t,c,a,sweep\n"
                                 "cc,map,t,c,a,sweep\n",
                                 base);
    FILE *f = fopen(victim, "w");

    if (f != NULL)
        fclose(f);
    put("figures.csv", list_text);
    run("sweep", true, true, names, 1);
    ok(file_exists(victim), "a file elsewhere is untouched");
    ok(have("cc.svg") && have("figures.csv"), "so is what was just drawn");
    put("figures.csv", "name,kind\n\"cc");
    run("sweep", true, true, names, 1);
    text = list();
    has_str(text, "\ncc,map,", "a spoilt list is written anew");
    unlink(victim);
    free(text);
    free(list_text);
    free(victim);
}

int main(void) {
    static const char *const left[] = {"aa.txt", "mine.svg",    "tornado.svg",
                                       "cc.csv", "cc.svg",      "dd.csv",
                                       "dd.svg", "tornado.csv", "figures.csv"};

    if (!ok(mkdtemp(scratch) != NULL, "a scratch folder"))
        return done();
    test_names();
    test_runs();
    test_hostile();
    for (size_t i = 0; i < sizeof left / sizeof *left; i++)
        drop(left[i]);
    ok(rmdir(scratch) == 0, "nothing else was written");
    return done();
}
