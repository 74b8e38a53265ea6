/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "cli/cli.h"
#include "cli/cmd.h"

#include "cli/report_files.h"

static int run(const struct cli *c) {
    struct err e;

    return report_files_write(c->operands[0], &e) ? CLI_DONE : cli_fail(&e);
}

int cmd_report(int argc, char **argv) {
    static const struct cli_command command = {
        "DIR",
        "Writes a report on the folder of a sweep into it: report.html, a page "
        "that needs nothing but itself, report.md, and report.tex, a fragment "
        "for \\input.  They hold the question, the answer in two sentences, "
        "the figures, the front, what was assumed, and how far the numbers can "
        "be trusted.",
        NULL,
        0,
        "DIR",
        1,
        1,
        run};

    return cli_main(&command, argc, argv);
}
