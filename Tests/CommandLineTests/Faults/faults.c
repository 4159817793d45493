// Makes one call fail that writes to a file below a directory; preloaded into the program under test (Linux).
//
// LEEWAY_FAULT_DIRECTORY  the directory, absolute and without symbolic links
// LEEWAY_FAULT_AT         which call, counted from 1
// LEEWAY_FAULT_MODE       eio, enospc, or short: half of a write is done, and the next write finds no space
// LEEWAY_FAULT_REPORT     a file that is made when the call comes
//
// LEEWAY_FAULT_WHILE      or, instead: a file; while it exists there is no space for any write
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long count;
static int fails_next_write;

static int is_below(const char *path) {
  const char *directory = getenv("LEEWAY_FAULT_DIRECTORY");
  return directory && strncmp(path, directory, strlen(directory)) == 0;
}

static int is_watched(int descriptor) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0) return 0;
  path[length] = 0;
  return is_below(path);
}

static void report(void) {
  const char *path = getenv("LEEWAY_FAULT_REPORT");
  int descriptor = path ? open(path, O_CREAT | O_WRONLY, 0644) : -1;
  if (descriptor >= 0) close(descriptor);
}

enum outcome { GO_ON, FAIL, CUT };

// What is to become of a watched call; sets errno for FAIL.
static enum outcome judge(int is_write) {
  const char *during = getenv("LEEWAY_FAULT_WHILE");
  if (during && is_write && access(during, F_OK) == 0) {
    errno = ENOSPC;
    return FAIL;
  }
  const char *mode = getenv("LEEWAY_FAULT_MODE");
  const char *at = getenv("LEEWAY_FAULT_AT");
  if (!mode || !at) return GO_ON;
  int is_short = strcmp(mode, "short") == 0;
  if (is_short && !is_write) return GO_ON;
  enum outcome outcome = GO_ON;
  int code = strcmp(mode, "eio") == 0 ? EIO : ENOSPC;
  pthread_mutex_lock(&lock);
  if (fails_next_write && is_write) {
    fails_next_write = 0;
    outcome = FAIL;
  } else if (++count == atol(at)) {
    report();
    outcome = is_short ? CUT : FAIL;
    fails_next_write = is_short;
  }
  pthread_mutex_unlock(&lock);
  if (outcome == FAIL) errno = code;
  return outcome;
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

// A write of one byte cannot be cut.
#define WRITING(name, parameters, arguments, half, size)        \
  ssize_t name parameters {                                     \
    if (is_watched(descriptor)) {                               \
      enum outcome outcome = judge(1);                          \
      if (outcome == FAIL) return -1;                           \
      if (outcome == CUT && size > 1) return NEXT(name) half;   \
    }                                                           \
    return NEXT(name) arguments;                                \
  }

WRITING(write, (int descriptor, const void *bytes, size_t size), (descriptor, bytes, size),
        (descriptor, bytes, size / 2), size)
WRITING(pwrite, (int descriptor, const void *bytes, size_t size, off_t offset), (descriptor, bytes, size, offset),
        (descriptor, bytes, size / 2, offset), size)
WRITING(pwrite64, (int descriptor, const void *bytes, size_t size, off64_t offset), (descriptor, bytes, size, offset),
        (descriptor, bytes, size / 2, offset), size)

#define CHANGING(name, parameters, arguments, watched)  \
  int name parameters {                                 \
    if (watched && judge(0) == FAIL) return -1;         \
    return NEXT(name) arguments;                        \
  }

CHANGING(fsync, (int descriptor), (descriptor), is_watched(descriptor))
CHANGING(fdatasync, (int descriptor), (descriptor), is_watched(descriptor))
CHANGING(ftruncate, (int descriptor, off_t size), (descriptor, size), is_watched(descriptor))
CHANGING(ftruncate64, (int descriptor, off64_t size), (descriptor, size), is_watched(descriptor))
CHANGING(truncate, (const char *path, off_t size), (path, size), is_below(path))
CHANGING(rename, (const char *old, const char *new), (old, new), is_below(new))
CHANGING(unlink, (const char *path), (path), is_below(path))
