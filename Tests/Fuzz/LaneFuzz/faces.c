#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "face_detector.h"
#include "lane_fuzz.h"

static int is_sane(const fd_face *faces, int count, float least) {
    for (int at = 0; at < count; at++) {
        fd_face face = faces[at];
        if (!isfinite(face.x) || !isfinite(face.y) || !(face.width >= 0) || !(face.height >= 0)) return 0;
        if (!(face.score >= least && face.score <= 1) || (at > 0 && face.score > faces[at - 1].score)) return 0;
    }
    return count >= 0 && count <= FD_MOST_FACES;
}

int fuzz_faces(const uint8_t *bytes, size_t count) {
    if (count < 4) return 0;
    /* With every cell a face, too, so that all of them are read. */
    float least = bytes[2] & 4 ? 0 : 0.6f;
    /* Up to a little more than is allowed. */
    uint32_t width = (bytes[0] | (bytes[2] & 1u) << 8) % (FD_LONGEST_SIDE + 3);
    uint32_t height = (bytes[1] | (bytes[2] & 2u) << 7) % (FD_LONGEST_SIDE + 3);
    size_t samples = (size_t)width * height * 3;
    /* Exactly as many as there are, so that the sanitizer sees what reads more. */
    uint8_t *picture = malloc(samples + (samples == 0));
    for (size_t at = 0; at < samples; at++) picture[at] = bytes[3 + at % (count - 3)];
    fd_face faces[2][FD_MOST_FACES];
    int found[2];
    for (int portable = 0; portable < 2; portable++) {
        fd_detector *detector = fd_create(portable);
        found[portable] = detector == NULL ? 0 : fd_detect(detector, picture, width, height, least, faces[portable]);
        fd_free(detector);
    }
    free(picture);
    int is_good = is_sane(faces[0], found[0], least) && is_sane(faces[1], found[1], least);
    if (is_good && found[0] > 0 && found[1] > 0) is_good = fabsf(faces[0][0].score - faces[1][0].score) < 1e-3f;
    if (is_good && (found[0] == 0) != (found[1] == 0)) is_good = faces[found[0] == 0][0].score < least + 1e-3f;
    if (!is_good) fprintf(stderr, "%d and %d faces in %u x %u\n", found[0], found[1], width, height);
    return !is_good;
}
