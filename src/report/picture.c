/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "report/picture.h"

#include "base/file.h"
#include "base/markup.h"

#ifdef HAVE_EXPAT
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#include <expat.h>

/* Elements that draw, and what they may say. */
static const char *const elements[] = {
    "svg",  "g",       "defs",     "path",        "rect",    "circle",
    "line", "polygon", "polyline", "ellipse",     "text",    "tspan",
    "use",  "filter",  "feFlood",  "feComposite", "pattern", "clipPath"};
static const char *const attributes[] = {"viewBox",
                                         "id",
                                         "d",
                                         "x",
                                         "y",
                                         "x1",
                                         "y1",
                                         "x2",
                                         "y2",
                                         "dx",
                                         "dy",
                                         "r",
                                         "cx",
                                         "cy",
                                         "rx",
                                         "ry",
                                         "width",
                                         "height",
                                         "points",
                                         "transform",
                                         "fill",
                                         "stroke",
                                         "stroke-width",
                                         "stroke-linecap",
                                         "stroke-linejoin",
                                         "stroke-dasharray",
                                         "stroke-opacity",
                                         "fill-opacity",
                                         "fill-rule",
                                         "opacity",
                                         "color",
                                         "shape-rendering",
                                         "text-anchor",
                                         "font-size",
                                         "font-weight",
                                         "font-style",
                                         "font-family",
                                         "filter",
                                         "clip-path",
                                         "filterUnits",
                                         "flood-color",
                                         "flood-opacity",
                                         "in",
                                         "in2",
                                         "operator",
                                         "result",
                                         "patternUnits",
                                         "patternTransform",
                                         "clipPathUnits"};

enum { N_ELEMENTS = sizeof elements / sizeof *elements };
enum { N_ATTRIBUTES = sizeof attributes / sizeof *attributes };

struct reader {
    XML_Parser parser;
    FILE *out;
    size_t number, depth, skipped; /* skipped: depth within what is left out */
    size_t in_text;                /* depth within text and tspan */
    const char *title, *alt;
};

static void put(const struct reader *r, const char *text) {
    markup_put(text, MARKUP_HTML, r->out);
}

/* A value that names another part of the picture, "#gpPt1" or "url(#gpPat1)",
 * names it with its prefix; one that would reach outside is refused. */
static bool put_value(const struct reader *r, const char *name,
                      const char *value) {
    const char *hash = strchr(value, '#');

    if (strncmp(value, "url(", 4) == 0) {
        if (value[4] != '#')
            return false;
        fprintf(r->out, " %s=\"url(#p%zu-", name, r->number);
        put(r, value + 5);
    } else if (strstr(value, "url(") != NULL) {
        return false;
    } else if (strcmp(name, "href") == 0) {
        if (hash != value)
            return false;
        fprintf(r->out, " href=\"#p%zu-", r->number);
        put(r, value + 1);
    } else {
        fprintf(r->out, " %s=\"", name);
        if (strcmp(name, "id") == 0)
            fprintf(r->out, "p%zu-", r->number);
        put(r, value);
    }
    putc('"', r->out);
    return true;
}

/* "fill:none; stroke:red" as attributes: a style would be the page's. */
static void put_style(const struct reader *r, const char *style) {
    while (*style != '\0') {
        size_t n = strcspn(style, ";"), colon = strcspn(style, ":;");
        char name[40], value[80];
        size_t from = strspn(style, " ");

        if (colon < n && colon - from < sizeof name &&
            n - colon - 1 < sizeof value && from < colon) {
            memcpy(name, style + from, colon - from);
            name[colon - from] = '\0';
            memcpy(value, style + colon + 1, n - colon - 1);
            value[n - colon - 1] = '\0';
            if (text_index(name, attributes, N_ATTRIBUTES) < N_ATTRIBUTES)
                put_value(r, name, value);
        }
        style += n + (style[n] == ';');
    }
}

/* The picture fills the room it is given and says what it is. */
static void put_head(struct reader *r) {
    fprintf(r->out,
            " role=\"img\" aria-labelledby=\"p%zu-title p%zu-desc\"><title "
            "id=\"p%zu-title\">",
            r->number, r->number, r->number);
    put(r, r->title);
    fprintf(r->out, "</title><desc id=\"p%zu-desc\">", r->number);
    put(r, r->alt);
    fputs("</desc>", r->out);
}

static void XMLCALL begin(void *data, const char *name, const char **values) {
    struct reader *r = data;
    bool root = r->depth++ == 0;

    if (r->skipped > 0 ||
        text_index(name, elements, N_ELEMENTS) == N_ELEMENTS ||
        (strcmp(name, "svg") == 0) != root) {
        r->skipped++;
        return;
    }
    fprintf(r->out, "<%s", name);
    for (; *values != NULL; values += 2) {
        const char *key =
            strcmp(values[0], "xlink:href") == 0 ? "href" : values[0];
        bool size = strcmp(key, "width") == 0 || strcmp(key, "height") == 0;

        if (strcmp(key, "style") == 0)
            put_style(r, values[1]);
        else if (!(root && size) &&
                 (strcmp(key, "href") == 0 ||
                  text_index(key, attributes, N_ATTRIBUTES) < N_ATTRIBUTES))
            put_value(r, key, values[1]);
    }
    if (root)
        put_head(r);
    else
        putc('>', r->out);
    if (strcmp(name, "text") == 0 || r->in_text > 0)
        r->in_text++;
}

static void XMLCALL end(void *data, const char *name) {
    struct reader *r = data;

    r->depth--;
    if (r->skipped > 0) {
        r->skipped--;
        return;
    }
    fprintf(r->out, "</%s>", name);
    if (r->in_text > 0)
        r->in_text--;
}

/* Letters count within texts alone. */
static void XMLCALL letters(void *data, const char *text, int n) {
    struct reader *r = data;

    for (int i = 0; r->skipped == 0 && r->in_text > 0 && i < n; i++)
        if (text[i] == '\n' || text[i] == '\t')
            putc(' ', r->out);
        else if (strchr("&<>\"'", text[i]) != NULL && text[i] != '\0')
            put(r, (const char[]){text[i], '\0'});
        else
            putc(text[i], r->out);
}

/* Entities of its own are how an XML file grows without end. */
static void XMLCALL doctype(void *data, const char *name, const char *system,
                            const char *public, int internal) {
    (void)name;
    (void)system;
    (void)public;
    (void)internal;
    XML_StopParser(((struct reader *)data)->parser, XML_FALSE);
}

bool picture_possible(void) {
    return true;
}

bool picture_put(const char *path, size_t number, const char *title,
                 const char *alt, FILE *out, struct err *e) {
    struct reader r = {.number = number, .title = title, .alt = alt};
    char *text = file_read(path, e), *picture = NULL;
    size_t length = 0;
    bool good;

    if (text == NULL)
        return false;
    r.out = open_memstream(&picture, &length);
    r.parser = XML_ParserCreate("UTF-8");
    XML_SetUserData(r.parser, &r);
    XML_SetElementHandler(r.parser, begin, end);
    XML_SetCharacterDataHandler(r.parser, letters);
    XML_SetStartDoctypeDeclHandler(r.parser, doctype);
    good =
        XML_Parse(r.parser, text, (int)strlen(text), XML_TRUE) == XML_STATUS_OK;
    if (!good)
        err_set(e, ERR_INPUT, "%s:%lu: not an SVG picture: %s", path,
                (unsigned long)XML_GetCurrentLineNumber(r.parser),
                XML_ErrorString(XML_GetErrorCode(r.parser)));
    XML_ParserFree(r.parser);
    fclose(r.out);
    if (good)
        fwrite(picture, 1, length, out);
    free(picture);
    free(text);
    return good;
}

#else

bool picture_possible(void) {
    return false;
}

bool picture_put(const char *path, size_t number, const char *title,
                 const char *alt, FILE *out, struct err *e) {
    (void)number;
    (void)title;
    (void)alt;
    (void)out;
    return err_set(e, ERR_INPUT,
                   "%s: this program was built without Expat, which reads "
                   "pictures for a report",
                   path);
}

#endif
