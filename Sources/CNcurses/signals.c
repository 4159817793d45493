// Signals: those that end or stop the program wake the loop, those of a crash restore the terminal and go on.

#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

#include "CNcurses.h"
#include "restore.h"
#include "signals.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

static const int polite[] = {SIGTERM, SIGINT, SIGHUP, SIGTSTP, SIGCONT, SIGWINCH};
static const int crashes[] = {SIGILL, SIGTRAP, SIGSEGV, SIGABRT, SIGFPE, SIGBUS, SIGQUIT};
enum {
  POLITE_COUNT = sizeof polite / sizeof polite[0],
  CRASH_COUNT = sizeof crashes / sizeof crashes[0],
};

static struct sigaction polite_before[POLITE_COUNT];
static struct sigaction crashes_before[CRASH_COUNT];
static sigset_t mask_before;
static int signal_pipe[2] = {-1, -1};
static volatile sig_atomic_t must_end;
// Enough for the handler below, so that a stack overflow can be reported too.
static char alternate_stack[64 * 1024];

static void note_signal(int number) {
  int saved = errno;
  if (number == SIGTERM || number == SIGINT || number == SIGHUP) must_end = 1;
  unsigned char byte = (unsigned char)number;
  // A full pipe means that a signal is waiting already.
  ssize_t ignored = write(signal_pipe[1], &byte, 1);
  (void)ignored;
  errno = saved;
}

static void crash(int number) {
  restore_now();
  // SA_RESETHAND has put the default action back: this ends the process as if nobody had listened.
  raise(number);
}

void signals_remember(void) {
  for (int index = 0; index < POLITE_COUNT; index++) sigaction(polite[index], NULL, &polite_before[index]);
}

bool curses_has_ending_signal(void) { return must_end != 0; }

int curses_watch_signals(void) {
  must_end = 0;
  if (pipe(signal_pipe) != 0) return -1;
  for (int end = 0; end < 2; end++) {
    fcntl(signal_pipe[end], F_SETFD, FD_CLOEXEC);
    fcntl(signal_pipe[end], F_SETFL, O_NONBLOCK);
  }
  stack_t stack = {.ss_sp = alternate_stack, .ss_size = sizeof alternate_stack, .ss_flags = 0};
  sigaltstack(&stack, NULL);
  struct sigaction action = {0};
  sigemptyset(&action.sa_mask);
  action.sa_handler = note_signal;
  // Without SA_RESTART: a write to a terminal that takes nothing is to end with the signal.
  for (int index = 0; index < POLITE_COUNT; index++) sigaction(polite[index], &action, NULL);
  action.sa_handler = crash;
  action.sa_flags = (int)(SA_RESETHAND | SA_NODEFER | SA_ONSTACK);
  for (int index = 0; index < CRASH_COUNT; index++) sigaction(crashes[index], &action, &crashes_before[index]);
  // Threads of a pool are started with these blocked.
  sigset_t wanted;
  sigemptyset(&wanted);
  for (int index = 0; index < POLITE_COUNT; index++) sigaddset(&wanted, polite[index]);
  pthread_sigmask(SIG_UNBLOCK, &wanted, &mask_before);
  return signal_pipe[0];
}

void curses_unwatch_signals(void) {
  pthread_sigmask(SIG_SETMASK, &mask_before, NULL);
  for (int index = 0; index < POLITE_COUNT; index++) sigaction(polite[index], &polite_before[index], NULL);
  for (int index = 0; index < CRASH_COUNT; index++) sigaction(crashes[index], &crashes_before[index], NULL);
  stack_t stack = {.ss_flags = SS_DISABLE};
  sigaltstack(&stack, NULL);
  for (int end = 0; end < 2; end++) {
    if (signal_pipe[end] >= 0) close(signal_pipe[end]);
    signal_pipe[end] = -1;
  }
}

void curses_stop_process(void) {
  struct sigaction standard = {0};
  struct sigaction ours;
  standard.sa_handler = SIG_DFL;
  sigemptyset(&standard.sa_mask);
  sigaction(SIGTSTP, &standard, &ours);
  raise(SIGTSTP);
  sigaction(SIGTSTP, &ours, NULL);
}

int curses_wait(int input, int signals, int wake, int milliseconds) {
  struct pollfd waiting[3] = {
    {.fd = input, .events = POLLIN}, {.fd = signals, .events = POLLIN}, {.fd = wake, .events = POLLIN}};
  // A signal may have ended the waiting; its number is in the pipe then.
  while (poll(waiting, 3, milliseconds) < 0) {
    if (errno != EINTR) return 0;
    milliseconds = 0;
  }
  int result = 0;
  if (waiting[0].revents & POLLIN) result |= CURSES_INPUT;
  if (waiting[1].revents & POLLIN) result |= CURSES_SIGNAL;
  if (waiting[0].revents & (POLLHUP | POLLERR | POLLNVAL)) result |= CURSES_HANGUP;
  if (waiting[2].revents != 0) result |= CURSES_WAKE;
  return result;
}

int curses_read_signal(int signals) {
  unsigned char byte = 0;
  return read(signals, &byte, 1) == 1 ? (int)byte : 0;
}
