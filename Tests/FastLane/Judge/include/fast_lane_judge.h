#ifndef FAST_LANE_JUDGE_H
#define FAST_LANE_JUDGE_H

#include <stddef.h>
#include <stdint.h>

/* Holds the fast lane against libjpeg and libpng, in one call for one file. */

typedef enum {
    JUDGE_EQUAL,    /* both decoded it, to the same samples */
    JUDGE_DECLINED, /* the fast lane left it to the library before giving a row */
    JUDGE_REFUSED,  /* the fast lane gave it up on the way; so did the library */
    JUDGE_STRICTER, /* the fast lane gave it up on the way; the library made something of it */
    JUDGE_WRONG     /* the samples differ, or the library refuses what the fast lane took */
} judge_verdict;

/* `scale` is 1...6 or 8 eighths; the file is given in pieces of `piece` bytes. Pictures of more than `max_samples` samples
 * are declined. libjpeg's warnings about corruption count as a refusal, as in the engine. Samples of whole blocks are held
 * against libjpeg's (islow), those of smaller ones against the definition of the truncated inverse DCT, computed here of
 * libjpeg's coefficients. */
judge_verdict judge_jpeg(
    const uint8_t *bytes, size_t count, int scale, int halves_chroma, size_t piece, size_t max_samples);

/* The largest difference of a sample from libjpeg's own kernels at that scale, in planes of the same size; -1 when either
 * does not take the file. */
int judge_distance(const uint8_t *bytes, size_t count, int scale);

/* What the last judge_jpeg on this thread found, for a person. */
const char *judge_finding(void);

/* As judge_jpeg, against libpng as the engine uses it; `memory_limit` is the fast lane's. */
judge_verdict judge_png(const uint8_t *bytes, size_t count, size_t piece, size_t memory_limit);

/* A picture of 8-bit gray, gray and alpha, RGB or RGBA. */
typedef struct {
    uint32_t width, height;
    int channels;
} judge_shape;

/* The pixels of a PNG by libpng, to be released; NULL when it is not whole or has more than `limit` bytes of them. */
uint8_t *judge_decode_png(const uint8_t *bytes, size_t count, size_t limit, judge_shape *shape);

/* Pixels encoded whole and by libpng's rows: whether libpng reads the same pixels from the former, the files' sizes, and the
 * CPU time of each. */
typedef struct {
    int is_equal;
    size_t fast_count, library_count;
    double fast_seconds, library_seconds;
} judge_encoding;
judge_encoding judge_png_encoding(const uint8_t *pixels, judge_shape shape);

/* A file recompressed at a quality by the fast lane, and how near it is to its source beside what decoding to RGB and
 * encoding at that quality with the same sampling makes of it. */
typedef struct {
    int is_taken;
    double fast_psnr, library_psnr; /* of the RGB pixels, dB; 99 when equal */
    size_t fast_count, library_count;
} judge_recompression;
judge_recompression judge_recompress(const uint8_t *bytes, size_t count, int quality, size_t piece);

/* A picture of soft shapes and noise as a JPEG file, to be released. */
typedef struct {
    int width, height;
    int is_gray;
    int h, v; /* of the first component */
    int quality, noise;
    int restart; /* MCUs */
    int is_optimized, is_progressive;
} judge_sample;
uint8_t *judge_make_jpeg(judge_sample sample, size_t *count);
void judge_release(uint8_t *bytes);

#endif
