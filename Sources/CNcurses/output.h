#ifndef OUTPUT_H
#define OUTPUT_H

#include <stdbool.h>

// Where curses' output goes: to the terminal, or for the length of a frame into memory.

/// Prepares collecting what is written to `descriptor`, which stays the caller's. Without memory for it nothing is
/// collected, and frames go out as curses writes them.
void output_open(int descriptor);
void output_close(void);
/// From here on what is written to the descriptor is collected.
bool output_begin(void);
/// Ends it and gives what was collected, valid until the next frame.
const char *output_end(long *length);
#endif
