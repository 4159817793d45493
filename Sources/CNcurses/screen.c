// The screen: opening, drawing, keys.

#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#define NCURSES_WIDECHAR 1

#include "CNcurses.h"
#include "output.h"
#include "restore.h"
#include "signals.h"

#include <curses.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

static SCREEN *screen;
static FILE *input_file;
static FILE *output_file;
/// Keys are read through a pad: reading through the screen would draw it.
static WINDOW *keyboard;

/// Codes beyond those of curses, for what a terminal sends before a mouse report.
enum { MOUSE_SGR = KEY_MAX + 1, MOUSE_PLAIN = KEY_MAX + 2 };

bool curses_locale_is_utf8(void) {
  setlocale(LC_ALL, "");
  // Numbers stay as C writes them, whatever the language.
  setlocale(LC_NUMERIC, "C");
  const char *codeset = nl_langinfo(CODESET);
  return codeset != NULL && strcmp(codeset, "UTF-8") == 0;
}

static FILE *open_copy(int descriptor, const char *mode) {
  int copy = dup(descriptor);
  if (copy < 0) return NULL;
  FILE *file = fdopen(copy, mode);
  if (file == NULL) close(copy);
  return file;
}

static void close_files(void) {
  if (input_file != NULL) fclose(input_file);
  if (output_file != NULL) fclose(output_file);
  input_file = NULL;
  output_file = NULL;
}

// Makes keys of Ctrl-S and Ctrl-Q, which else would stop the output and let it go on, and of Ctrl-V. Curses keeps the
// modes for when the terminal is taken again.
static void take_every_key(int input) {
  struct termios modes;
  if (tcgetattr(input, &modes) != 0) return;
  modes.c_iflag &= ~(tcflag_t)IXON;
  modes.c_lflag &= ~(tcflag_t)IEXTEN;
  if (tcsetattr(input, TCSADRAIN, &modes) == 0) def_prog_mode();
}

enum curses_open_result curses_open(int input, int output) {
  input_file = open_copy(input, "r");
  output_file = open_copy(output, "w");
  if (input_file == NULL || output_file == NULL) {
    close_files();
    return CURSES_NO_FILE;
  }
  restore_remember(input, output);
  signals_remember();
  struct winsize size;
  bool has_size = ioctl(output, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0;
  // LINES and COLUMNS are for terminals that do not know their size, such as serial lines.
  use_env(has_size ? FALSE : TRUE);
  use_tioctl(TRUE);
  screen = newterm(NULL, output_file, input_file);
  if (screen == NULL) {
    close_files();
    return CURSES_UNKNOWN_TERMINAL;
  }
  set_term(screen);
  if (tigetstr("cup") == NULL || tigetstr("cup") == (char *)-1) {
    endwin();
    delscreen(screen);
    screen = NULL;
    close_files();
    return CURSES_TOO_SIMPLE;
  }
  restore_prepare();
  cbreak();
  noecho();
  nonl();
  take_every_key(input);
  keyboard = newpad(1, 1);
  keypad(keyboard, TRUE);
  nodelay(keyboard, TRUE);
  define_key("\033[<", MOUSE_SGR);
  define_key("\033[M", MOUSE_PLAIN);
  leaveok(stdscr, TRUE);
  set_escdelay(25);
  curs_set(0);
  if (has_colors()) {
    start_color();
    use_default_colors();
  }
  output_open(fileno(output_file));
  return CURSES_OPENED;
}

/// A terminal that takes nothing for so long is given up.
enum { PATIENCE_MILLISECONDS = 500 };

static void leave(void) {
  // Ctrl-S may have stopped it.
  tcflow(fileno(output_file), TCOON);
  // Collected, because curses would wait without end for a terminal that takes nothing any more.
  bool is_collected = output_begin();
  // Where there is no other screen to go back to, nothing is left standing under the prompt.
  if (!restore_has_other_screen()) {
    erase();
    clearok(curscr, TRUE);
    refresh();
  }
  curs_set(1);
  endwin();
  fflush(output_file);
  if (!is_collected) return;
  long length = 0;
  const char *bytes = output_end(&length);
  curses_write(-1, bytes, length, PATIENCE_MILLISECONDS);
  // Curses could not: it was writing into memory.
  restore_modes();
}

void curses_close(void) {
  if (screen == NULL) return;
  leave();
  delwin(keyboard);
  keyboard = NULL;
  delscreen(screen);
  screen = NULL;
  output_close();
  close_files();
  restore_forget();
}

void curses_suspend(void) { leave(); }

void curses_resume(void) {
  // After SIGSTOP nobody has left the screen yet; whoever had the terminal meanwhile may have.
  if (!isendwin()) leave();
  curses_take_size();
  reset_prog_mode();
  erase();
  clearok(curscr, TRUE);
  refresh();
  curs_set(1);
  curs_set(0);
}

bool curses_take_size(void) {
  struct winsize size;
  if (ioctl(fileno(output_file), TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0) return false;
  if (size.ws_row == getmaxy(stdscr) && size.ws_col == getmaxx(stdscr)) return false;
  return resize_term(size.ws_row, size.ws_col) == OK;
}

bool curses_has_mouse(void) {
  const char *sequence = tigetstr("kmous");
  return sequence != NULL && sequence != (char *)-1;
}

const char *curses_synchronised_output(int phase) {
  char *sequence = tigetstr("Sync");
  if (sequence == NULL || sequence == (char *)-1) return NULL;
  return tiparm(sequence, phase);
}

void curses_add_crash_bytes(const char *bytes) { restore_add(bytes); }

int curses_width(void) { return getmaxx(stdscr); }
int curses_height(void) { return getmaxy(stdscr); }
int curses_color_count(void) { return has_colors() ? COLORS : 0; }
int curses_pair_count(void) { return has_colors() ? COLOR_PAIRS : 0; }

bool curses_define_pair(int pair, int foreground, int background) {
#if NCURSES_EXT_COLORS
  return init_extended_pair(pair, foreground, background) == OK;
#else
  return init_pair((short)pair, (short)foreground, (short)background) == OK;
#endif
}

void curses_put(int x, int y, uint32_t base, uint32_t first_mark, uint32_t second_mark, int attributes, int pair) {
  wchar_t text[4] = {(wchar_t)base, (wchar_t)first_mark, (wchar_t)second_mark, 0};
  attr_t attr = A_NORMAL;
  if (attributes & CURSES_BOLD) attr |= A_BOLD;
  if (attributes & CURSES_DIM) attr |= A_DIM;
  if (attributes & CURSES_REVERSE) attr |= A_REVERSE;
  if (attributes & CURSES_UNDERLINE) attr |= A_UNDERLINE;
  cchar_t cell;
#if NCURSES_EXT_COLORS
  if (setcchar(&cell, text, attr, 0, &pair) != OK) return;
#else
  if (setcchar(&cell, text, attr, (short)pair, NULL) != OK) return;
#endif
  mvadd_wch(y, x, &cell);
}

void curses_erase(void) { erase(); }
void curses_force_redraw(void) { clearok(curscr, TRUE); }

const char *curses_refresh(long *length) {
  *length = 0;
  bool is_collected = output_begin();
  refresh();
  return is_collected ? output_end(length) : NULL;
}

static uint32_t function_key(wint_t key) {
  switch (key) {
    case KEY_UP: return CURSES_KEY_UP;
    case KEY_DOWN: return CURSES_KEY_DOWN;
    case KEY_LEFT: return CURSES_KEY_LEFT;
    case KEY_RIGHT: return CURSES_KEY_RIGHT;
    case KEY_PPAGE: return CURSES_KEY_PAGE_UP;
    case KEY_NPAGE: return CURSES_KEY_PAGE_DOWN;
    case KEY_HOME: return CURSES_KEY_HOME;
    case KEY_END: return CURSES_KEY_END;
    case KEY_ENTER: return CURSES_KEY_ENTER;
    case KEY_BACKSPACE: return CURSES_KEY_BACKSPACE;
    case KEY_DC: return CURSES_KEY_DELETE;
    case KEY_BTAB: return CURSES_KEY_BACK_TAB;
    case MOUSE_SGR: return CURSES_KEY_MOUSE_SGR;
    case MOUSE_PLAIN: return CURSES_KEY_MOUSE_PLAIN;
    default:
      if (key >= KEY_F(0) && key <= KEY_F(63)) return CURSES_KEY_F0 + (uint32_t)(key - KEY_F(0));
      return 0;
  }
}

enum curses_key_kind curses_read_key(uint32_t *value) {
  wint_t key = 0;
  int result = wget_wch(keyboard, &key);
  if (result == KEY_CODE_YES) {
    *value = function_key(key);
    return CURSES_KEY_FUNCTION;
  }
  if (result == OK) {
    *value = (uint32_t)key;
    return CURSES_KEY_CHARACTER;
  }
  return CURSES_KEY_NONE;
}
