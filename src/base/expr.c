/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/expr.h"

#include "base/mem.h"
#include "base/text.h"

#include <ctype.h>
#include <math.h>
#include <muParserDLL.h>
#include <stdlib.h>
#include <string.h>

/* muParser refuses at 20000; no sensible expression comes near. */
enum { LENGTH_MAX = 4096, SHOWN_VARIABLES = 4 };

struct expr {
    muParserHandle_t parser;
    char *text;
};

/* What muParser's expressions may call, for the nearest name. */
static const char *const functions[] = {
    "sin",   "cos",   "tan",   "asin", "acos",  "atan", "sinh", "cosh", "tanh",
    "asinh", "acosh", "atanh", "log2", "log10", "log",  "ln",   "exp",  "sqrt",
    "sign",  "rint",  "abs",   "min",  "max",   "sum",  "avg"};
enum { N_FUNCTIONS = sizeof functions / sizeof functions[0] };

/* An assignment would change the caller's values, and "a = 3" is a slip for
 * "a == 3".  Returns the position of a '=' that stands alone. */
static const char *assignment(const char *text) {
    for (const char *p = text; *p != '\0'; p++) {
        if (*p != '=')
            continue;
        if (p[1] == '=')
            p++;
        else if (p == text || strchr("<>!", p[-1]) == NULL)
            return p;
    }
    return NULL;
}

static bool is_word(const char *text) {
    if (!isalpha((unsigned char)text[0]) && text[0] != '_')
        return false;
    while (isalnum((unsigned char)*text) || *text == '_')
        text++;
    return *text == '\0';
}

static const char *nearest(const char *word, const char *const names[],
                           size_t n) {
    const char *near = text_nearest(word, names, n, text_name_in_array);

    return near != NULL
               ? near
               : text_nearest(word, functions, N_FUNCTIONS, text_name_in_array);
}

/* Why muParser did not take the text. */
static bool explain(const struct expr *x, const char *const names[], size_t n,
                    struct err *e) {
    char shown[TEXT_SHOWN_MAX], token[TEXT_SHOWN_MAX];
    const char *near;
    int at = mupGetErrorPos(x->parser) + 1;

    text_shown(mupGetErrorToken(x->parser), token);
    text_shown(x->text, shown);
    if (!is_word(token) || text_index(token, names, n) < n ||
        text_index(token, functions, N_FUNCTIONS) < N_FUNCTIONS)
        return err_set(e, ERR_INPUT, "'%s', character %d: %s", shown,
                       at > 0 ? at : 1, mupGetErrorMsg(x->parser));
    near = nearest(token, names, n);
    return err_set(e, ERR_INPUT, "'%s', character %d: unknown name '%s'%s%s%s",
                   shown, at > 0 ? at : 1, token,
                   near ? "; did you mean '" : "", near ? near : "",
                   near ? "'?" : "");
}

/* Compiles by a first evaluation, whose value is of no interest. */
static bool compile(struct expr *x, const char *const names[], double values[],
                    size_t n, struct err *e) {
    const char *wrong = assignment(x->text);
    char shown[TEXT_SHOWN_MAX];
    int n_results = 0;

    text_shown(x->text, shown);
    if (strlen(x->text) > LENGTH_MAX)
        return err_set(e, ERR_INPUT, "'%s': longer than %d characters", shown,
                       LENGTH_MAX);
    if (x->text[strspn(x->text, " \t\r\n")] == '\0')
        return err_set(e, ERR_INPUT, "the expression is empty");
    if (wrong != NULL)
        return err_set(e, ERR_INPUT,
                       "'%s', character %td: found '=', expected '=='", shown,
                       wrong - x->text + 1);
    for (size_t i = 0; i < n; i++) {
        mupDefineVar(x->parser, names[i], &values[i]);
        if (mupError(x->parser))
            return err_set(e, ERR_INPUT, "'%s' cannot be a variable's name",
                           names[i]);
    }
    mupSetExpr(x->parser, x->text);
    mupEvalMulti(x->parser, &n_results);
    if (mupError(x->parser))
        return explain(x, names, n, e);
    if (n_results != 1)
        return err_set(e, ERR_INPUT, "'%s': found %d values, expected one",
                       shown, n_results);
    return true;
}

static bool is_of_word(char c) {
    return isalnum((unsigned char)c) || c == '_';
}

bool expr_mentions(const char *text, const char *name) {
    const char *at = text;
    size_t n = strlen(name);

    while ((at = strstr(at, name)) != NULL) {
        if ((at == text || !is_of_word(at[-1])) && !is_of_word(at[n]))
            return true;
        at += n;
    }
    return false;
}

struct expr *expr_new(const char *text, const char *const names[],
                      double values[], size_t n, struct err *e) {
    struct expr *x = mem_alloc(1, sizeof *x);

    x->text = mem_strdup(text);
    x->parser = mupCreate(muBASETYPE_FLOAT);
    if (compile(x, names, values, n, e))
        return x;
    expr_free(x);
    return NULL;
}

/* The first variables and their values: " (a = 3, b = 0)". */
static void add_variables(const struct expr *x, struct text *t) {
    int n = mupGetExprVarNum(x->parser);

    for (int i = 0; i < n && i < SHOWN_VARIABLES; i++) {
        char number[TEXT_NUMBER_MAX];
        const char *name = NULL;
        double *value = NULL;

        mupGetExprVar(x->parser, (unsigned)i, &name, &value);
        if (name != NULL && value != NULL)
            text_add(t, "%s%s = %s", i > 0 ? ", " : " with ", name,
                     text_number(*value, number));
    }
}

bool expr_value(struct expr *x, double *out, struct err *e) {
    char number[TEXT_NUMBER_MAX], shown[TEXT_SHOWN_MAX];
    double value = mupEval(x->parser);
    struct text t = {0};

    if (!mupError(x->parser) && isfinite(value)) {
        *out = value;
        return true;
    }
    mupErrorReset(x->parser);
    text_add(&t, "'%s' is %s, not a finite number", text_shown(x->text, shown),
             text_number(value, number));
    add_variables(x, &t);
    err_set(e, ERR_NUMERIC, "%s", t.text);
    free(t.text);
    return false;
}

void expr_free(struct expr *x) {
    if (x == NULL)
        return;
    mupRelease(x->parser);
    free(x->text);
    free(x);
}
