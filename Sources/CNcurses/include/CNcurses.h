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
  /// What follows is a mouse report of the SGR kind: `button;column;row`, then M or m.
  CURSES_KEY_MOUSE_SGR,
  /// What follows is a mouse report of the old kind: three characters.
  CURSES_KEY_MOUSE_PLAIN,
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

/// Takes over the terminal's size; says whether it is a new one. A size of nothing is passed over.
bool curses_take_size(void);

/// Whether terminfo knows of a mouse.
bool curses_has_mouse(void);
/// What begins (1) and ends (2) a frame that is to be shown at once, by terminfo; NULL if it knows nothing of that.
const char *curses_synchronised_output(int phase);

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
/// Collects what makes the terminal show what was put, to be sent by the caller; valid until the next call. NULL where
/// nothing is to be sent, or where it could not be collected and is sent already.
const char *curses_refresh(long *length);
/// Writes everything to the terminal. False if it cannot be done, if nothing is taken for `patience` milliseconds (-1 is
/// for ever), or if a signal asks to end meanwhile; `signals` is where these are told, or -1.
bool curses_write(int signals, const char *bytes, long length, int patience);

/// The next key without waiting.
enum curses_key_kind curses_read_key(uint32_t *value);

/// Makes SIGTERM, SIGINT, SIGHUP, SIGTSTP, SIGCONT and SIGWINCH write their number into a pipe, and crashes restore the
/// terminal. Returns the end of the pipe to read from, or -1.
int curses_watch_signals(void);
/// Puts back the handlers that were there before the screen was opened.
void curses_unwatch_signals(void);
/// Whether SIGTERM, SIGINT or SIGHUP has come.
bool curses_has_ending_signal(void);
/// Stops the process as SIGTSTP would without a handler; returns when it is continued.
void curses_stop_process(void);

/// What curses_wait found, combined.
enum {
  CURSES_INPUT = 1,
  CURSES_SIGNAL = 2,
  CURSES_HANGUP = 4,
  CURSES_WAKE = 8,
};

/// Waits until a descriptor is readable or the time is over; negative descriptors are left out.
int curses_wait(int input, int signals, int wake, int milliseconds);
/// The next signal number from the pipe, or 0.
int curses_read_signal(int signals);

#endif
