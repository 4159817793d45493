#ifndef SIGNALS_H
#define SIGNALS_H

/// Notes what signals did before curses put handlers of its own in place.
void signals_remember(void);

#endif
