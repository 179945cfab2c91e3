#ifndef COLOR_TRANSFORM_H
#define COLOR_TRANSFORM_H

#include <stddef.h>
#include <stdint.h>

#include "ic_status.h"

/* Colors of 8 bits a sample to sRGB, by an embedded ICC profile (LittleCMS, perceptual intent), by PNG's gamma and
 * chromaticities, or, for CMYK that says nothing about itself, by the usual formula.
 *
 * Gray stays gray. Nothing is read but the bytes given. One handle serves one thread at a time. */
typedef struct ic_color_transform ic_color_transform;

typedef struct {
    int channels;  /* of color: 1 gray, 3 RGB, 4 CMYK */
    int has_alpha; /* gray or RGB are followed by alpha, which is copied */
    int inverted;  /* CMYK: 0 is full ink, as Adobe stores it */
} ic_color_samples;

/* Makes the transform of an ICC profile, which is not kept. IC_OK: `transform` is set. IC_DONE: the profile is that of
 * sRGB, or so near that no conversion is due. IC_CORRUPT: it does not parse, or belongs to another kind of samples.
 * IC_NO_MEMORY. */
ic_status ic_color_transform_create(
    const uint8_t *profile, size_t count, ic_color_samples samples, ic_color_transform **transform);

/* PNG's gAMA, as a fraction of 1 (0.45455), or 0 for sRGB's curve, and cHRM as x and y of white, red, green and blue,
 * or NULL for sRGB's. Answers as above. */
ic_status ic_color_transform_create_gamma(
    double gamma, const double *chromaticities, ic_color_samples samples, ic_color_transform **transform);

/* CMYK without a profile: each of red, green and blue is what its ink and black leave of white. NULL: no memory. */
ic_color_transform *ic_color_transform_create_plain(int inverted);

void ic_color_transform_free(ic_color_transform *transform);

/* Samples of a pixel that come out: CMYK becomes RGB, everything else keeps its count. */
int ic_color_transform_channels(const ic_color_transform *transform);

/* Converts `count` pixels; `to` may be `from` unless CMYK comes in. */
void ic_color_transform_apply(ic_color_transform *transform, const uint8_t *from, uint8_t *to, size_t count);

#endif
