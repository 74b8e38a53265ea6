/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/cli.h"

#include "base/mem.h"
#include "base/text.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

/* Long options are reported as LONG and their index, since a letter may be
 * missing; the last one is --help. */
enum { LONG = 256 };

/* The arrays of getopt_long () from the table; both are the caller's. */
static struct option *long_options(const struct cli_command *command) {
    struct option *list = mem_alloc(command->n_options + 2, sizeof *list);

    for (size_t i = 0; i < command->n_options; i++)
        list[i] = (struct option){command->options[i].name,
                                  command->options[i].argument != NULL
                                      ? required_argument
                                      : no_argument,
                                  NULL, LONG + (int)i};
    list[command->n_options] = (struct option){"help", no_argument, NULL, 'h'};
    return list;
}

static char *short_options(const struct cli_command *command) {
    struct text t = {0};

    /* The colon: a missing argument is told from an unknown option. */
    text_add(&t, ":h");
    for (size_t i = 0; i < command->n_options; i++)
        if (command->options[i].letter != 0)
            text_add(&t, "%c%s", command->options[i].letter,
                     command->options[i].argument != NULL ? ":" : "");
    return t.text;
}

static size_t option_of(const struct cli_command *command, int found) {
    size_t i = 0;

    if (found >= LONG)
        return (size_t)(found - LONG);
    while (i < command->n_options && command->options[i].letter != found)
        i++;
    return i;
}

static int wrong_option(const struct cli *c, const char *word) {
    const struct cli_command *command = c->command;
    const char **names = mem_alloc(command->n_options + 1, sizeof *names);
    size_t n = strcspn(word, "="), same = 0;
    char *name = mem_strdup(word), shown[TEXT_SHOWN_MAX];
    const char *near = NULL;

    name[n] = '\0';
    for (size_t i = 0; i < command->n_options; i++) {
        names[i] = command->options[i].name;
        same +=
            n > 2 && strncmp(names[i], name + 2, n - 2) == 0 && name[1] == '-';
    }
    names[command->n_options] = "help";
    if (name[1] == '-' && name[2] != '\0')
        near = text_nearest(name + 2, names, command->n_options + 1,
                            text_name_in_array);
    text_shown(name, shown);
    if (same > 1)
        cli_wrong(c, "option '%s' could be several", shown);
    else
        cli_wrong(c, "no option '%s'%s%s%s", shown,
                  near != NULL ? "; did you mean '--" : "",
                  near != NULL ? near : "", near != NULL ? "'?" : "");
    free(name);
    free(names);
    return CLI_USAGE;
}

/* What getopt_long () returned for a word that it did not like. */
static int wrong_word(const struct cli *c, int found, char **argv) {
    const struct cli_command *command = c->command;
    size_t i = optopt == 0 ? command->n_options : option_of(command, optopt);

    if (i < command->n_options && found == ':')
        return cli_wrong(c, "option '--%s' lacks its %s",
                         command->options[i].name,
                         command->options[i].argument);
    if (i < command->n_options && optopt >= LONG)
        return cli_wrong(c, "option '--%s' takes no value",
                         command->options[i].name);
    if (optopt != 0 && optopt < LONG && optopt != 'h') {
        char word[] = {'-', (char)optopt, '\0'};

        return wrong_option(c, word);
    }
    return wrong_option(c, argv[optind - 1]);
}

/* "  -b, --batch N" */
static size_t put_option(char letter, const char *name, const char *argument) {
    if (letter != 0)
        printf("  -%c, ", letter);
    else
        printf("      ");
    return 6 + (size_t)printf("--%s%s%s", name, argument != NULL ? " " : "",
                              argument != NULL ? argument : "");
}

void cli_put_wrapped(const char *text, size_t column, size_t indent) {
    enum { WIDTH = 79 };

    while (*text != '\0') {
        size_t n = strcspn(text, " ");

        if (column > indent && column + 1 + n > WIDTH) {
            printf("\n%*s", (int)indent, "");
            column = indent;
        } else if (column > indent) {
            putchar(' ');
            column++;
        }
        printf("%.*s", (int)n, text);
        column += n;
        text += n + strspn(text + n, " ");
    }
    putchar('\n');
}

static void put_help(const struct cli *c) {
    enum { COLUMN = 28 };
    const struct cli_command *command = c->command;

    printf("usage: gpuscape %s %s\n\n", c->name, command->usage);
    cli_put_wrapped(command->help, 0, 0);
    putchar('\n');
    for (size_t i = 0; i <= command->n_options; i++) {
        static const struct cli_option help = {'h', "help", NULL,
                                               "print this and exit", false};
        const struct cli_option *o =
            i < command->n_options ? &command->options[i] : &help;
        size_t column = put_option(o->letter, o->name, o->argument);

        if (column + 2 > COLUMN) {
            putchar('\n');
            column = 0;
        }
        printf("%*s", (int)(COLUMN - column), "");
        cli_put_wrapped(o->help, COLUMN, COLUMN);
    }
}

static int add_value(struct cli *c, size_t option) {
    const struct cli_option *o = &c->command->options[option];

    if (!o->many && cli_count(c, option) > 0)
        return cli_wrong(c, "option '--%s' is given twice", o->name);
    c->values = mem_grow(c->values, &c->values_capacity, c->n_values + 1,
                         sizeof *c->values);
    c->values[c->n_values++] = (struct cli_value){option, optarg};
    return CLI_GO;
}

static int take_operands(struct cli *c, int argc, char **argv) {
    const struct cli_command *command = c->command;
    char shown[TEXT_SHOWN_MAX];

    c->n_operands = (size_t)(argc - optind);
    c->operands = (const char *const *)(void *)(argv + optind);
    if (c->n_operands > command->most_operands)
        return cli_wrong(
            c, "'%s' is one argument too many",
            text_shown(c->operands[command->most_operands], shown));
    if (c->n_operands < command->least_operands)
        return cli_wrong(c, "%s is missing", command->operand);
    return CLI_GO;
}

static int parse(struct cli *c, int argc, char **argv) {
    struct option *list = long_options(c->command);
    char *letters = short_options(c->command);
    int found, status = CLI_GO;

    /* 0 begins anew, also where the program's own options were read. */
    optind = 0;
    opterr = 0;
    while (status == CLI_GO &&
           (found = getopt_long(argc, argv, letters, list, NULL)) != -1) {
        if (found == 'h') {
            if (!c->quiet)
                put_help(c);
            status = CLI_DONE;
        } else if (found == '?' || found == ':') {
            status = wrong_word(c, found, argv);
        } else {
            status = add_value(c, option_of(c->command, found));
        }
    }
    free(list);
    free(letters);
    return status == CLI_GO ? take_operands(c, argc, argv) : status;
}

int cli_main_among(const struct cli_command *command, int argc, char **argv,
                   bool quiet) {
    struct cli c = {.name = argv[0], .command = command, .quiet = quiet};
    int status = parse(&c, argc, argv);

    if (status == CLI_GO)
        status = command->run(&c);
    free(c.values);
    return quiet ? CLI_DONE : status;
}

int cli_main(const struct cli_command *command, int argc, char **argv) {
    return cli_main_among(command, argc, argv, false);
}
