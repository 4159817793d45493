#ifndef LEEWAY_CZSTD_SHIM_H
#define LEEWAY_CZSTD_SHIM_H

#include <zstd.h>

#endif
