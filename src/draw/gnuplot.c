/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "draw/gnuplot.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char PROGRAM[] = "gnuplot";

/* Its path, made absolute since it is started in another folder; NULL when
 * there is none. */
static char *find_program(void) {
    const char *path = getenv("PATH");

    while (path != NULL && *path != '\0') {
        size_t n = strcspn(path, ":");
        char *name = n == 0 ? mem_printf("./%s", PROGRAM)
                            : mem_printf("%.*s/%s", (int)n, path, PROGRAM);
        struct stat status;

        if (access(name, X_OK) == 0 && stat(name, &status) == 0 &&
            S_ISREG(status.st_mode)) {
            char *absolute = realpath(name, NULL);

            free(name);
            return absolute;
        }
        free(name);
        path += n + (path[n] == ':');
    }
    return NULL;
}

bool gnuplot_found(void) {
    char *program = find_program();
    bool found = program != NULL;

    free(program);
    return found;
}

/* In the child: only calls that are safe after fork () in a program with
 * threads. */
static void run_child(const char *dir, char *const argv[], int stderr_fd) {
    int null_fd = open("/dev/null", O_RDONLY);

    if (null_fd >= 0 && dup2(null_fd, STDIN_FILENO) >= 0 &&
        dup2(stderr_fd, STDERR_FILENO) >= 0 && chdir(dir) == 0)
        execv(argv[0], argv);
    _exit(127);
}

/* Keeps the last bytes, where gnuplot names the line and the fault. */
static void read_tail(int fd, char *tail, size_t size) {
    size_t length = 0;
    char block[256];
    ssize_t n;

    while ((n = read(fd, block, sizeof block)) > 0 ||
           (n < 0 && errno == EINTR)) {
        size_t got = n > 0 ? (size_t)n : 0;

        if (length + got > size - 1) {
            size_t drop = length + got - (size - 1);

            memmove(tail, tail + drop, length - drop);
            length -= drop;
        }
        memcpy(tail + length, block, got);
        length += got;
    }
    tail[length] = '\0';
    /* One line of message: words, single blanks. */
    length = 0;
    for (const char *c = tail; *c != '\0'; c++)
        if ((unsigned char)*c > ' ' || (length > 0 && tail[length - 1] != ' '))
            tail[length++] = (unsigned char)*c > ' ' ? *c : ' ';
    tail[length] = '\0';
}

bool gnuplot_run(const char *dir, const char *commands, const char *script,
                 struct err *e) {
    char *program = find_program(), *argv[6] = {NULL}, tail[600];
    int pipe_fd[2], status;
    pid_t child;

    if (program == NULL)
        return err_set(e, ERR_IO,
                       "gnuplot was not found in PATH; install it (on Debian: "
                       "apt install gnuplot-nox) and draw again");
    if (pipe2(pipe_fd, O_CLOEXEC) != 0) {
        free(program);
        return err_set(e, ERR_IO, "pipe: %s", strerror(errno));
    }
    argv[0] = program;
    argv[1] = mem_strdup("-d");
    argv[2] = mem_strdup("-e");
    argv[3] = mem_strdup(commands);
    argv[4] = mem_strdup(script);
    child = fork();
    if (child == 0)
        run_child(dir, argv, pipe_fd[1]);
    close(pipe_fd[1]);
    if (child > 0)
        read_tail(pipe_fd[0], tail, sizeof tail);
    close(pipe_fd[0]);
    for (size_t i = 0; argv[i] != NULL; i++)
        free(argv[i]);
    if (child < 0)
        return err_set(e, ERR_IO, "fork: %s", strerror(errno));
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return err_set(e, ERR_IO, "waitpid: %s", strerror(errno));
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return true;
    if (WIFSIGNALED(status))
        return err_set(e, ERR_IO, "%s/%s: gnuplot was stopped by signal %d",
                       dir, script, WTERMSIG(status));
    return err_set(e, ERR_IO, "%s/%s: gnuplot failed with status %d: %s", dir,
                   script, WEXITSTATUS(status), tail);
}
