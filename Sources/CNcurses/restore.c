#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#define NCURSES_WIDECHAR 1

#include "restore.h"

#include <curses.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

static struct termios saved_modes;
static bool has_saved_modes;
static int terminal_input = -1;
static int terminal_output = -1;
static char reset_bytes[256];
static size_t reset_length;
static volatile sig_atomic_t is_armed;
static bool has_exit_handler;

void restore_remember(int input, int output) {
  terminal_input = input;
  terminal_output = output;
  has_saved_modes = tcgetattr(input, &saved_modes) == 0;
  reset_length = 0;
}

static void add(const char *bytes, size_t length) {
  if (reset_length + length > sizeof reset_bytes) return;
  memcpy(reset_bytes + reset_length, bytes, length);
  reset_length += length;
}

void restore_add(const char *bytes) { add(bytes, strlen(bytes)); }

static const char *capability(const char *name) {
  const char *sequence = tigetstr(name);
  return sequence == (char *)-1 ? NULL : sequence;
}

bool restore_has_other_screen(void) { return capability("rmcup") != NULL; }

static void add_capability(const char *name) {
  const char *sequence = capability(name);
  if (sequence == NULL) return;
  // A delay such as $<5> is for terminals of long ago; what stands before it is what counts.
  const char *delay = strstr(sequence, "$<");
  add(sequence, delay != NULL ? (size_t)(delay - sequence) : strlen(sequence));
}

void restore_prepare(void) {
  reset_length = 0;
  add_capability("sgr0");
  add_capability("op");
  add_capability("rmkx");
  add_capability("cnorm");
  add_capability(restore_has_other_screen() ? "rmcup" : "clear");
  is_armed = 1;
  // Whoever calls exit() on another thread leaves the terminal as it should be, too.
  if (!has_exit_handler) has_exit_handler = atexit(restore_now) == 0;
}

void restore_forget(void) { is_armed = 0; }

void restore_now(void) {
  if (!is_armed) return;
  is_armed = 0;
  size_t written = 0;
  while (written < reset_length) {
    ssize_t count = write(terminal_output, reset_bytes + written, reset_length - written);
    if (count <= 0) break;
    written += (size_t)count;
  }
  restore_modes();
}

void restore_modes(void) {
  if (has_saved_modes) tcsetattr(terminal_input, TCSANOW, &saved_modes);
}
