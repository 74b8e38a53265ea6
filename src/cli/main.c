/* SPDX-License-Identifier: MIT
 *
 * The program: one table of subcommands.
 */
#include "config.h"

#include "cli/cli.h"
#include "cli/cmd.h"

#include "base/hdf.h"
#include "base/ranks.h"
#include "base/text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <cblas.h>
#include <gsl/gsl_errno.h>

static const struct command {
    const char *name, *help;
    int (*run)(int argc, char **argv);
} commands[] = {
    {"sweep", "evaluate every design point of a sweep, find the front, draw",
     cmd_sweep},
    {"merge", "put the shards of a sweep together", cmd_merge},
    {"predict", "predict the time of networks on devices", cmd_predict},
    {"compare", "hold devices against a reference, over several networks",
     cmd_compare},
    {"recommend", "find the device that reaches targets within limits",
     cmd_recommend},
    {"pareto", "keep the rows of a table that no other row dominates",
     cmd_pareto},
    {"stats", "describe a sweep's points and front in numbers", cmd_stats},
    {"sensitivity", "say which parameters of a sweep matter", cmd_sensitivity},
    {"plot", "draw the plots of a sweep's folder again", cmd_plot},
    {"report", "write a report on a sweep: HTML, Markdown, LaTeX", cmd_report},
    {"train", "train a predictor from measurements", cmd_train},
    {"validate", "compare predictions with measurements", cmd_validate},
    {"calibrate", "fit the cost models to a table of GPUs", cmd_calibrate},
    {"list", "print what there is: devices, networks, metrics, ...", cmd_list},
    {"show", "print one device, network, model or sweep", cmd_show},
    {"check", "check files without using them", cmd_check},
};
enum { N_COMMANDS = sizeof commands / sizeof *commands };

static const char *const options[] = {"--help", "--version"};

static void put_help(void) {
    puts("usage: gpuscape COMMAND [ARGUMENT]...\n"
         "\n"
         "Explores the design space of hypothetical GPUs: predicted times of "
         "neural\nnetworks, power, area and the trade-off between them.\n");
    for (size_t i = 0; i < N_COMMANDS; i++)
        printf("  %-13s%s\n", commands[i].name, commands[i].help);
    puts("\n"
         "  -h, --help  print this and exit\n"
         "  --version   print the version and exit\n"
         "\n"
         "'gpuscape COMMAND --help' says more about a command, gpuscape(1) "
         "all.");
}

/* What was built in that need not be. */
static void put_version(void) {
    const char *mpi = ranks_library(), *hdf = hdf_library();

    puts(PACKAGE_STRING);
    printf("MPI: %s\n", mpi != NULL ? mpi : "no");
    printf("HDF5: %s\n", hdf != NULL ? hdf : "no");
}

static const char *command_name(const void *list, size_t i) {
    return ((const struct command *)list)[i].name;
}

static int wrong(const char *word) {
    char shown[TEXT_SHOWN_MAX];
    bool option = word[0] == '-';
    const char *near =
        option ? text_nearest(word, options, 2, text_name_in_array)
               : text_nearest(word, commands, N_COMMANDS, command_name);

    fprintf(stderr, "gpuscape: no %s '%s'%s%s%s\nTry 'gpuscape --help'.\n",
            option ? "option" : "command", text_shown(word, shown),
            near != NULL ? "; did you mean '" : "", near != NULL ? near : "",
            near != NULL ? "'?" : "");
    return CLI_USAGE;
}

static int run(int argc, char **argv) {
    if (argc < 2) {
        fputs("gpuscape: a command is missing\nTry 'gpuscape --help'.\n",
              stderr);
        return CLI_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        put_help();
        return CLI_DONE;
    }
    if (strcmp(argv[1], "--version") == 0) {
        put_version();
        return CLI_DONE;
    }
    for (size_t i = 0; i < N_COMMANDS; i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].run(argc - 1, argv + 1);
    return wrong(argv[1]);
}

int main(int argc, char **argv) {
    int status;

    gsl_set_error_handler_off();
    /* Threads are OpenMP's, one level of them. */
    openblas_set_num_threads(1);
    status = run(argc, argv);
    errno = 0;
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fprintf(stderr, "gpuscape: cannot write standard output: %s\n",
                errno != 0 ? strerror(errno) : "an earlier write was refused");
        return status != CLI_DONE ? status : CLI_FAILED;
    }
    return status;
}
