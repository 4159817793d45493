#ifndef LEEWAY_CSIMDJSON_H
#define LEEWAY_CSIMDJSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What stands at a path of a JSON object.
enum leeway_kind {
  LEEWAY_MISSING = 0,
  LEEWAY_NULL = 1,
  LEEWAY_FALSE = 2,
  LEEWAY_TRUE = 3,
  LEEWAY_NUMBER = 4,
  LEEWAY_STRING = 5,
  /// An object or an array.
  LEEWAY_COMPOSITE = 6,
  /// NaN, Infinity, or a number beyond the range of a double.
  LEEWAY_NOT_FINITE = 7,
  /// A number without fraction that fits 64 bits; `number` holds it too, as near as a double can.
  LEEWAY_INTEGER = 8,
  /// One beyond the signed range that fits 64 bits without sign, in `natural`; `number` holds it too.
  LEEWAY_NATURAL = 9,
};

/// A value found in a line. `text` is the unescaped string; it is valid until the next call with the same decoder,
/// and not terminated.
typedef struct {
  uint8_t kind;
  uint32_t length;
  double number;
  union {
    const char *text;
    int64_t integer;
    uint64_t natural;
  };
} leeway_value;

enum leeway_line_error {
  LEEWAY_LINE_OK = 0,
  LEEWAY_LINE_NOT_JSON = 1,
  LEEWAY_LINE_NOT_OBJECT = 2,
  LEEWAY_LINE_TRUNCATED = 3,
  LEEWAY_LINE_INVALID_UTF8 = 4,
};

/// Bytes that must be readable after a line's last byte.
extern const size_t leeway_padding;

typedef struct leeway_decoder leeway_decoder;

/// UTF-8 text, not terminated.
typedef struct {
  const char *bytes;
  size_t length;
} leeway_text;

/// A decoder for `count` paths. The components of all paths stand one after another in `components`, and how many each
/// path has in `component_counts`. Members whose names are several components joined by dots are found as well (of
/// paths with more than six components, only all of them joined). `NULL` if memory runs out.
leeway_decoder *leeway_decoder_create(const leeway_text *components, const size_t *component_counts, size_t count);
void leeway_decoder_destroy(leeway_decoder *decoder);

/// Reads one JSON object of `length` bytes and stores what stands at each path in `values` (one per path, in
/// order). Of a name that occurs twice the last one counts. Returns a `leeway_line_error`.
int leeway_decoder_decode(leeway_decoder *decoder, const char *line, size_t length, leeway_value *values);

/// Called for every scalar (and every array) of a line: its dotted path and its value.
typedef void (*leeway_visitor)(void *context, const char *path, size_t path_length, const leeway_value *value);

/// Walks one JSON object of `length` bytes, whatever its members are named. Returns a `leeway_line_error`.
int leeway_decoder_visit(
    leeway_decoder *decoder, const char *line, size_t length, leeway_visitor visitor, void *context);

/// Reads the JSON number that makes up the whole text, rounded to the nearest double. False if the text is anything
/// else or no double can hold it.
bool leeway_read_number(const char *text, size_t length, double *number);

#ifdef __cplusplus
}
#endif

#endif
