#ifndef RESTORE_H
#define RESTORE_H

#include <stdbool.h>

// How the terminal is given back when the process dies without a chance to run endwin().

/// Keeps the terminal's modes as they are before curses changes them.
void restore_remember(int input, int output);
/// Prepares, after newterm(), the bytes that a crash handler writes: looking them up is not async-signal-safe.
void restore_prepare(void);
/// Adds bytes of the caller's, such as those that give a title back.
void restore_add(const char *bytes);
/// Whether the terminal has a screen of its own for programs, and goes back to the one before at the end.
bool restore_has_other_screen(void);
/// From here on a crash leaves the terminal alone.
void restore_forget(void);
/// Writes the bytes and puts the modes back. Async-signal-safe.
void restore_now(void);
/// Puts the terminal's modes back, and nothing else. Async-signal-safe.
void restore_modes(void);

#endif
