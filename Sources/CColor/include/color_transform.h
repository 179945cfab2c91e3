#ifndef COLOR_TRANSFORM_H
#define COLOR_TRANSFORM_H

#include <stddef.h>
#include <stdint.h>

#include "ic_status.h"

/* Converts colors of 8 bits a sample to sRGB: by an embedded ICC profile (LittleCMS, perceptual intent), by PNG's gamma and
 * chromaticities, or, for CMYK without a profile, by the usual formula. Gray stays gray. */
typedef struct ic_color_transform ic_color_transform;

typedef struct {
    int channels;  /* of color: 1 gray, 3 RGB, 4 CMYK */
    int has_alpha; /* alpha follows gray or RGB, and is copied */
    int inverted;  /* CMYK: 0 is full ink, as Adobe stores it */
} ic_color_samples;

/* Makes the transform of an ICC profile, whose bytes are not kept. IC_OK: `transform` is set. IC_DONE: the profile is sRGB,
 * or so close to it that nothing needs converting. IC_CORRUPT: it does not parse, or is for another kind of samples. Or
 * IC_NO_MEMORY. */
ic_status ic_color_transform_create(
    const uint8_t *profile, size_t count, ic_color_samples samples, ic_color_transform **transform);

/* The same of PNG's gAMA, as a fraction of 1 (0.45455) or 0 for the curve of sRGB, and cHRM, as x and y of white, red, green
 * and blue, or NULL for those of sRGB. */
ic_status ic_color_transform_create_gamma(
    double gamma, const double *chromaticities, ic_color_samples samples, ic_color_transform **transform);

/* For CMYK without a profile: red, green and blue are what their inks and black leave of white. NULL when there is no
 * memory. */
ic_color_transform *ic_color_transform_create_plain(int inverted);

void ic_color_transform_free(ic_color_transform *transform);

/* Samples of a converted pixel: CMYK becomes RGB, all else keeps its count. */
int ic_color_transform_channels(const ic_color_transform *transform);

/* Converts `count` pixels. `to` may be `from`, except for CMYK. */
void ic_color_transform_apply(ic_color_transform *transform, const uint8_t *from, uint8_t *to, size_t count);

#endif
