#ifndef RESAMPLE_H
#define RESAMPLE_H

#include <stddef.h>
#include <stdint.h>

/* A streaming, separable Lanczos3 resampler of 8-bit samples. Rows of a picture or a plane go in; a row of the target comes
 * out as soon as the rows that it depends on are there.
 *
 * Shrinking is antialiased, weights are renormalized at the edges, and a flat picture stays exactly flat. Shrinking by 6 or
 * more averages whole boxes first and leaves at least a factor of 3 to the filter. Memory: at most about 40 rows, averaged,
 * of the part of the source that the target depends on. */
typedef struct ic_resampler ic_resampler;

typedef struct {
    uint32_t source_width;
    uint32_t source_height;
    double x, y, width, height; /* the part of the source that becomes the target; fractions count */
    uint32_t target_width;
    uint32_t target_height;
    int channels;    /* 1...4 samples a pixel */
    int has_alpha;   /* the last channel is alpha, and the others are weighted by it */
    int portable;    /* for tests: only instructions of the architecture's baseline */
} ic_resampling;

/* NULL when there is no memory or the description makes no sense: a side of the target of 0 or more than 2^24, a region
 * that is empty or wholly outside of the source, channels outside 1...4. */
ic_resampler *ic_resampler_create(const ic_resampling *resampling);
void ic_resampler_free(ic_resampler *resampler);

/* Takes the next row of `source_width` pixels; rows beyond `source_height` are ignored. Call `next` until it returns NULL
 * first. */
void ic_resampler_push(ic_resampler *resampler, const uint8_t *row);

/* The next finished row of the target, valid until the next call. NULL when it needs more of the source, or when all rows
 * were given. */
const uint8_t *ic_resampler_next(ic_resampler *resampler);

#endif
