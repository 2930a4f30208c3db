#pragma once
#include <zlib.h>

// inflateInit2 is a macro, which Swift cannot call.
static inline int vaultd_inflate_init(z_stream *stream, int window_bits) {
    return inflateInit2(stream, window_bits);
}

// deflateInit2 is a macro, too. 15 + 16 asks for a gzip frame (RFC 1952).
static inline int vaultd_gzip_init(z_stream *stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY);
}
