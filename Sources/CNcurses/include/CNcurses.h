#ifndef CNCURSES_H
#define CNCURSES_H

#include <stdbool.h>
#include <stdint.h>

// A thin shim over ncursesw: its globals, macros and wide types stay on this side.
// One screen at a time; everything but the signal handlers runs on the thread that opened it.

/// What went wrong when a screen could not be opened.
enum curses_open_result {
  CURSES_OPENED = 0,
  /// A file descriptor could not be duplicated or buffered.
  CURSES_NO_FILE = 1,
  /// TERM names no terminal that terminfo knows.
  CURSES_UNKNOWN_TERMINAL = 2,
  /// The terminal cannot address its cells.
  CURSES_TOO_SIMPLE = 3,
};

/// Attributes of a cell, to be combined.
enum {
  CURSES_BOLD = 1,
  CURSES_DIM = 2,
  CURSES_REVERSE = 4,
  CURSES_UNDERLINE = 8,
};

/// What curses_read_key found.
enum curses_key_kind {
  CURSES_KEY_NONE = 0,
  /// The value is a Unicode scalar.
  CURSES_KEY_CHARACTER = 1,
  /// The value is one of the codes below, or something unknown.
  CURSES_KEY_FUNCTION = 2,
};

enum {
  CURSES_KEY_UP = 1,
  CURSES_KEY_DOWN,
  CURSES_KEY_LEFT,
  CURSES_KEY_RIGHT,
  CURSES_KEY_PAGE_UP,
  CURSES_KEY_PAGE_DOWN,
  CURSES_KEY_HOME,
  CURSES_KEY_END,
  CURSES_KEY_ENTER,
  CURSES_KEY_BACKSPACE,
  CURSES_KEY_DELETE,
  CURSES_KEY_BACK_TAB,
  CURSES_KEY_RESIZED,
  /// F0; F1 is one more, and so on up to F63.
  CURSES_KEY_F0 = 100,
};

/// Takes the locale from the environment and says whether its characters are UTF-8.
bool curses_locale_is_utf8(void);

/// Opens the screen on two file descriptors, which stay the caller's.
enum curses_open_result curses_open(int input, int output);

/// Leaves the screen and gives its resources back.
void curses_close(void);

/// Leaves the screen for a while; curses_resume comes back to it.
void curses_suspend(void);
void curses_resume(void);

/// Has a crash write these bytes too, before it leaves the screen.
void curses_add_crash_bytes(const char *bytes);

int curses_width(void);
int curses_height(void);
/// Colours of the terminal; 0 without any.
int curses_color_count(void);
/// Colour pairs that can be defined.
int curses_pair_count(void);
/// Defines a pair; -1 stands for the terminal's own colour.
bool curses_define_pair(int pair, int foreground, int background);

/// Puts one character with at most two combining marks (0 for none) at a cell.
void curses_put(int x, int y, uint32_t base, uint32_t first_mark, uint32_t second_mark, int attributes, int pair);
/// Blanks the screen, without sending what does not change.
void curses_erase(void);
/// Makes the next refresh send every cell.
void curses_force_redraw(void);
void curses_refresh(void);

/// The next key without waiting.
enum curses_key_kind curses_read_key(uint32_t *value);

/// Makes SIGTERM, SIGINT, SIGHUP, SIGTSTP and SIGCONT write their number into a pipe, and crashes restore the terminal.
/// Returns the end of the pipe to read from, or -1.
int curses_watch_signals(void);
/// Puts back the handlers that were there before.
void curses_unwatch_signals(void);
/// Stops the process as SIGTSTP would without a handler; returns when it is continued.
void curses_stop_process(void);

/// Waits until a descriptor is readable or the time is over. Bit 0: input, bit 1: signals, bit 2: input hung up.
int curses_wait(int input, int signals, int milliseconds);
/// The next signal number from the pipe, or 0.
int curses_read_signal(int signals);

#endif
