#ifndef RESAMPLE_H
#define RESAMPLE_H

#include <stddef.h>
#include <stdint.h>

/* A streaming, separable Lanczos3 resampler of 8-bit samples: rows of a picture or of one plane go in, rows of the
 * target come out as soon as all rows that they depend on have come.
 *
 * It is antialiased when shrinking, edges are renormalized, and a flat picture stays exactly flat. Shrinking by 6 or
 * more averages whole boxes first and leaves at least a factor of 3 to the filter. Memory: at most about 40 rows of
 * the (box-reduced) part of the source that the target depends on. */
typedef struct ic_resampler ic_resampler;

typedef struct {
    uint32_t source_width;
    uint32_t source_height;
    double x, y, width, height; /* what of the source becomes the target; fractions are kept */
    uint32_t target_width;
    uint32_t target_height;
    int channels;    /* 1...4 samples a pixel */
    int has_alpha;   /* the last channel is alpha: the others are weighted by it */
    int portable;    /* use no instructions beyond the architecture's baseline; for tests */
} ic_resampling;

/* NULL when there is no memory, or when the description makes no sense (a side of 0 or of more than 2^24
 * in the target, a region without extent or wholly outside of the source, channels outside 1...4). */
ic_resampler *ic_resampler_create(const ic_resampling *resampling);
void ic_resampler_free(ic_resampler *resampler);

/* Takes the next row of `source_width` pixels; rows beyond `source_height` are ignored. All rows that `next` has to
 * give must have been taken before. */
void ic_resampler_push(ic_resampler *resampler, const uint8_t *row);

/* The next finished row of the target, valid until the next call; NULL: more of the source is needed, or all rows
 * were given. */
const uint8_t *ic_resampler_next(ic_resampler *resampler);

#endif
