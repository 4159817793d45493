#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

#include "output.h"

#include "CNcurses.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static int target = -1;
/// The terminal, while the target leads into memory.
static int terminal = -1;
static int memory = -1;
/// The terminal once more, opened anew so that writing to it does not block: the description that the terminal's other
/// users share stays as it is.
static int writer = -1;
static char *collected;
static long capacity;

static int open_memory(void) {
#if defined(__linux__)
  return memfd_create("frame", MFD_CLOEXEC);
#else
  FILE *file = tmpfile();
  if (file == NULL) return -1;
  int copy = fcntl(fileno(file), F_DUPFD_CLOEXEC, 0);
  fclose(file);
  return copy;
#endif
}

/// The target keeps its number and leads to where another descriptor does.
static void lead_to(int descriptor) {
  while (dup2(descriptor, target) < 0 && errno == EINTR) {
  }
  fcntl(target, F_SETFD, FD_CLOEXEC);
}

void output_open(int descriptor) {
  target = descriptor;
  terminal = fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
  char name[256];
  if (ttyname_r(descriptor, name, sizeof name) == 0) {
    writer = open(name, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  }
  // As after su, when the terminal is another user's: it can be written to, but not opened.
  if (writer < 0) writer = fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
  memory = open_memory();
}

void output_close(void) {
  if (terminal >= 0) close(terminal);
  if (memory >= 0) close(memory);
  if (writer >= 0) close(writer);
  free(collected);
  target = terminal = memory = writer = -1;
  collected = NULL;
  capacity = 0;
}

bool output_begin(void) {
  if (terminal < 0 || memory < 0 || lseek(memory, 0, SEEK_SET) != 0) return false;
  lead_to(memory);
  return true;
}

const char *output_end(long *length) {
  lead_to(terminal);
  *length = (long)lseek(memory, 0, SEEK_CUR);
  if (*length > capacity) {
    char *larger = realloc(collected, (size_t)*length);
    if (larger == NULL) *length = capacity;
    else {
      collected = larger;
      capacity = *length;
    }
  }
  if (*length <= 0) return NULL;
  long count = pread(memory, collected, (size_t)*length, 0);
  *length = count > 0 ? count : 0;
  return collected;
}

bool curses_write(int signals, const char *bytes, long length, int patience) {
  long written = 0;
  while (written < length) {
    struct pollfd waiting[2] = {{.fd = writer, .events = POLLOUT}, {.fd = signals, .events = POLLIN}};
    int ready = poll(waiting, 2, patience);
    if (ready == 0 || (ready < 0 && errno != EINTR)) return false;
    if (ready < 0 || waiting[0].revents == 0) {
      // A terminal that takes nothing must not keep the program from being ended.
      if (signals >= 0 && curses_has_ending_signal()) return false;
      // The signal stays in the pipe until somebody reads it.
      if (ready > 0) usleep(1000);
      continue;
    }
    ssize_t count = write(writer, bytes + written, (size_t)(length - written));
    if (count > 0) written += count;
    else if (count == 0 || (errno != EINTR && errno != EAGAIN)) return false;
  }
  return true;
}
