// The screen: opening, drawing, keys.

#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#define NCURSES_WIDECHAR 1

#include "CNcurses.h"
#include "restore.h"

#include <curses.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <unistd.h>
#include <wchar.h>

static SCREEN *screen;
static FILE *input_file;
static FILE *output_file;

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

enum curses_open_result curses_open(int input, int output) {
  input_file = open_copy(input, "r");
  output_file = open_copy(output, "w");
  if (input_file == NULL || output_file == NULL) {
    close_files();
    return CURSES_NO_FILE;
  }
  restore_remember(input, output);
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
  keypad(stdscr, TRUE);
  nodelay(stdscr, TRUE);
  leaveok(stdscr, TRUE);
  set_escdelay(25);
  curs_set(0);
  if (has_colors()) {
    start_color();
    use_default_colors();
  }
  return CURSES_OPENED;
}

void curses_close(void) {
  if (screen == NULL) return;
  curs_set(1);
  endwin();
  fflush(output_file);
  delscreen(screen);
  screen = NULL;
  close_files();
  restore_forget();
}

void curses_suspend(void) {
  curs_set(1);
  endwin();
  fflush(output_file);
}

void curses_resume(void) {
  struct winsize size;
  if (ioctl(fileno(output_file), TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0) {
    resizeterm(size.ws_row, size.ws_col);
  }
  reset_prog_mode();
  curs_set(0);
  clearok(curscr, TRUE);
  refresh();
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
void curses_refresh(void) { refresh(); }

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
    case KEY_RESIZE: return CURSES_KEY_RESIZED;
    default:
      if (key >= KEY_F(0) && key <= KEY_F(63)) return CURSES_KEY_F0 + (uint32_t)(key - KEY_F(0));
      return 0;
  }
}

enum curses_key_kind curses_read_key(uint32_t *value) {
  wint_t key = 0;
  int result = get_wch(&key);
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
