/* SPDX-License-Identifier: MIT
 *
 * The manners that all subcommands share: options from one table each, help,
 * messages, tables in the format asked for.  Data go to standard output,
 * words to standard error, each message with "gpuscape: " before it.
 */
#ifndef CLI_H
#define CLI_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/table.h"

/* Exit statuses; CLI_GO is none: go on. */
enum { CLI_GO = -1, CLI_DONE, CLI_FAILED, CLI_USAGE };

/* One option, in the order in which people read it.  --help is understood
 * everywhere and is in no table. */
/* NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding) */
struct cli_option {
    char letter; /* 0: a long name only */
    const char *name;
    const char *argument; /* what it takes, in capitals; NULL: nothing */
    const char *help;
    bool many; /* may be given several times */
};

#define CLI_OPTION_FORMAT                                                      \
    {                                                                          \
        0, "format", "FORMAT",                                                 \
            "text (the default), csv, json, markdown or latex", false          \
    }
#define CLI_OPTION_THREADS                                                     \
    {                                                                          \
        'j', "threads", "N",                                                   \
            "how many threads; by default one a processor.  The bytes "        \
            "written do not depend on it",                                     \
            false                                                              \
    }

struct cli;

struct cli_command {
    const char *usage; /* what stands behind the name */
    const char *help;  /* a paragraph */
    const struct cli_option *options;
    size_t n_options;
    const char *operand; /* what one is, for messages; NULL: there are none */
    size_t least_operands, most_operands;
    int (*run)(const struct cli *c); /* returns the exit status */
};

/* A command line, taken apart.  Texts are borrowed from argv. */
struct cli {
    const char *name; /* of the subcommand */
    const struct cli_command *command;
    bool quiet; /* another process says what is wrong with the command line */
    size_t n_operands;
    const char *const *operands;
    size_t n_values, values_capacity;
    struct cli_value {
        size_t option;
        const char *text;
    } * values;
};

/* Takes the command line apart, prints help where asked, runs the command.
 * argv[0] is the name of the subcommand. */
int cli_main(const struct cli_command *command, int argc, char **argv);
/* The same for one of several processes of one command line, of which only
 * the one that is not `quiet` says what is wrong with it.  The exit status of
 * the others is CLI_DONE: a launcher ends all when one of them fails. */
int cli_main_among(const struct cli_command *command, int argc, char **argv,
                   bool quiet);

/* `text` in lines of at most 79 columns, the first one beginning at `column`
 * and the others indented by `indent`; on standard output. */
void cli_put_wrapped(const char *text, size_t column, size_t indent);

/* How often an option was given, and with what. */
size_t cli_count(const struct cli *c, size_t option);
const char *cli_value_at(const struct cli *c, size_t option, size_t i);
/* The value, or `absent` where the option was not given. */
const char *cli_value(const struct cli *c, size_t option, const char *absent);

/* The value as a whole number, or one of `names` (*out is its index).  Where
 * the option was not given *out is left alone.  False after a message. */
bool cli_size(const struct cli *c, size_t option, size_t low, size_t high,
              size_t *out);
bool cli_choice(const struct cli *c, size_t option, const char *const names[],
                size_t n, size_t *out);
bool cli_format(const struct cli *c, size_t option, enum table_format *out);
/* Sets the number of threads. */
bool cli_threads(const struct cli *c, size_t option);

/* "did you mean" and the nearest name, or "" when none is near; `out` holds
 * CLI_NEAREST_MAX bytes. */
enum { CLI_NEAREST_MAX = 160 };
const char *cli_nearest(const char *name, const char *const names[], size_t n,
                        char out[CLI_NEAREST_MAX]);

/* Messages.  The first two return the exit status that goes with them. */
int cli_fail(const struct err *e);
int cli_wrong(const struct cli *c, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void cli_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A number that may be unknown (NAN): then the cell is empty. */
void cli_add_known(struct table *t, double x);

/* Writes the table to standard output and frees it; whether the writing went
 * well is checked once, at the end of the program. */
void cli_put_table(struct table *t, enum table_format format);

#endif
