#ifndef LEEWAY_CZLIB_SHIM_H
#define LEEWAY_CZLIB_SHIM_H

#include <zlib.h>

#endif
