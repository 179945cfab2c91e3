#include <math.h>
#include <string.h>

#include "color_library.h"
#include "color_transform.h"
#include "ic_memory.h"

struct ic_color_transform {
    ic_color_samples samples;
    int channels;         /* of a converted pixel */
    cmsContext context;
    cmsHTRANSFORM handle; /* NULL for gray and for the plain formula */
    uint8_t levels[256];  /* gray */
};

/* The sRGB profiles in use differ from each other by up to this many levels. */
enum { same_within = 2 };

/* The perceptual intent is made for photographs, and Pillow uses it too. In the matrix profiles of cameras and screens all
 * intents are the same. */
static const cmsUInt32Number intent = INTENT_PERCEPTUAL;

static cmsUInt32Number format_of(int channels, int has_alpha, int inverted) {
    cmsUInt32Number space = channels == 1 ? PT_GRAY : channels == 3 ? PT_RGB : PT_CMYK;
    return COLORSPACE_SH(space) | CHANNELS_SH((cmsUInt32Number)channels) | BYTES_SH(1)
        | EXTRA_SH(has_alpha ? 1u : 0u) | FLAVOR_SH(inverted ? 1u : 0u);
}

static int differs(const uint8_t *one, const uint8_t *other, size_t count) {
    for (size_t i = 0; i < count; i++) {
        int difference = one[i] - other[i];
        if (difference > same_within || difference < -same_within) return 1;
    }
    return 0;
}

/* Whether colors all over the cube stay what they are. */
static int is_identity(cmsHTRANSFORM handle) {
    uint8_t colors[6 * 6 * 6 * 3], converted[sizeof colors];
    for (int i = 0; i < 216; i++) {
        colors[i * 3] = (uint8_t)(i % 6 * 51);
        colors[i * 3 + 1] = (uint8_t)(i / 6 % 6 * 51);
        colors[i * 3 + 2] = (uint8_t)(i / 36 * 51);
    }
    cmsDoTransform(handle, colors, converted, 216);
    return !differs(colors, converted, sizeof colors);
}

/* Gray needs only a table: of a gray profile, or of the neutral axis of an RGB profile, which some gray pictures carry. */
static ic_status make_levels(ic_color_transform *t, cmsHPROFILE source, cmsHPROFILE target) {
    uint8_t ramp[256 * 3], converted[256 * 3];
    int channels = cmsGetColorSpace(source) == cmsSigGrayData ? 1 : 3;
    for (int i = 0; i < 256; i++) memset(ramp + i * channels, i, (size_t)channels);
    cmsHTRANSFORM handle = cmsCreateTransformTHR(
        t->context, source, format_of(channels, 0, 0), target, format_of(3, 0, 0), intent, 0);
    if (handle == NULL) return IC_CORRUPT;
    cmsDoTransform(handle, ramp, converted, 256);
    cmsDeleteTransform(handle);
    uint8_t unchanged[256];
    for (int i = 0; i < 256; i++) {
        unchanged[i] = (uint8_t)i;
        t->levels[i] = converted[i * 3 + 1];
    }
    return differs(t->levels, unchanged, 256) ? IC_OK : IC_DONE;
}

/* Whether such a profile can describe such samples. */
static int fits(cmsHPROFILE profile, int channels) {
    cmsProfileClassSignature kind = cmsGetDeviceClass(profile);
    if (kind != cmsSigInputClass && kind != cmsSigDisplayClass && kind != cmsSigOutputClass
        && kind != cmsSigColorSpaceClass) {
        return 0;
    }
    switch (cmsGetColorSpace(profile)) {
    case cmsSigGrayData: return channels == 1;
    case cmsSigRgbData: return channels == 1 || channels == 3;
    case cmsSigCmykData: return channels == 4;
    default: return 0;
    }
}

static ic_status make_handle(ic_color_transform *t, cmsHPROFILE source) {
    if (source == NULL || !fits(source, t->samples.channels)) return IC_CORRUPT;
    cmsHPROFILE target = cmsCreate_sRGBProfileTHR(t->context);
    if (target == NULL) return IC_NO_MEMORY;
    ic_status status = IC_OK;
    int alpha = t->samples.has_alpha, channels = t->samples.channels;
    if (channels == 1) {
        status = make_levels(t, source, target);
    } else {
        /* Most profiles are sRGB. This finds out without building tables, which pay off only for a whole picture. */
        cmsHTRANSFORM probe = channels != 3 ? NULL : cmsCreateTransformTHR(
            t->context, source, format_of(3, 0, 0), target, format_of(3, 0, 0), intent,
            cmsFLAGS_NOOPTIMIZE | cmsFLAGS_NOCACHE);
        if (probe != NULL && is_identity(probe)) status = IC_DONE;
        if (probe != NULL) cmsDeleteTransform(probe);
        if (status == IC_OK) {
            t->handle = cmsCreateTransformTHR(
                t->context, source, format_of(channels, alpha, t->samples.inverted), target, format_of(3, alpha, 0),
                intent, alpha ? cmsFLAGS_COPY_ALPHA : 0);
            if (t->handle == NULL) status = IC_CORRUPT;
        }
    }
    cmsCloseProfile(target);
    return status;
}

static ic_color_transform *create(ic_color_samples samples) {
    ic_color_transform *t = ic_malloc(sizeof *t);
    if (t == NULL) return NULL;
    memset(t, 0, sizeof *t);
    t->samples = samples;
    if (samples.channels == 4) t->samples.has_alpha = 0;
    t->channels = samples.channels == 4 ? 3 : samples.channels + (samples.has_alpha ? 1 : 0);
    return t;
}

/* Hands the transform over if it changes anything; frees it otherwise. */
static ic_status finish(ic_color_transform *t, cmsHPROFILE source, ic_color_transform **transform) {
    ic_status status = make_handle(t, source);
    if (source != NULL) cmsCloseProfile(source);
    if (status == IC_OK) {
        *transform = t;
    } else {
        ic_color_transform_free(t);
    }
    return status;
}

static ic_color_transform *create_with_context(ic_color_samples samples) {
    ic_color_transform *t = create(samples);
    if (t == NULL || (t->context = ic_color_context_create()) != NULL) return t;
    ic_color_transform_free(t);
    return NULL;
}

ic_status ic_color_transform_create(
    const uint8_t *profile, size_t count, ic_color_samples samples, ic_color_transform **transform
) {
    *transform = NULL;
    if (count > INT32_MAX) return IC_CORRUPT;
    ic_color_transform *t = create_with_context(samples);
    if (t == NULL) return IC_NO_MEMORY;
    return finish(t, cmsOpenProfileFromMemTHR(t->context, profile, (cmsUInt32Number)count), transform);
}

static cmsHPROFILE gamma_profile(cmsContext context, double gamma, const double *at) {
    cmsCIExyY white = {0.3127, 0.3290, 1};
    cmsCIExyYTRIPLE primaries = {{0.64, 0.33, 1}, {0.30, 0.60, 1}, {0.15, 0.06, 1}};
    if (at != NULL) {
        for (int i = 0; i < 8; i++) {
            if (!(at[i] >= 0 && at[i] <= 1)) return NULL;
        }
        /* LittleCMS divides by y. */
        if (at[1] < 0.01 || at[3] < 0.001 || at[5] < 0.001 || at[7] < 0.001) return NULL;
        white = (cmsCIExyY){at[0], at[1], 1};
        primaries = (cmsCIExyYTRIPLE){{at[2], at[3], 1}, {at[4], at[5], 1}, {at[6], at[7], 1}};
    }
    cmsToneCurve *curve;
    if (gamma > 0) {
        curve = cmsBuildGamma(context, 1 / gamma);
    } else {
        const double srgb[5] = {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
        curve = cmsBuildParametricToneCurve(context, 4, srgb);
    }
    if (curve == NULL) return NULL;
    cmsToneCurve *const curves[3] = {curve, curve, curve};
    cmsHPROFILE profile = cmsCreateRGBProfileTHR(context, &white, &primaries, curves);
    cmsFreeToneCurve(curve);
    return profile;
}

ic_status ic_color_transform_create_gamma(
    double gamma, const double *chromaticities, ic_color_samples samples, ic_color_transform **transform
) {
    *transform = NULL;
    /* Programs that write 1/2.2 mean sRGB. Outside 0.1...2 it has no meaning. */
    if (gamma > 0.43 && gamma < 0.48) gamma = 0;
    if (gamma != 0 && !(gamma >= 0.1 && gamma <= 2)) return IC_CORRUPT;
    if (gamma == 0 && chromaticities == NULL) return IC_DONE;
    ic_color_transform *t = create_with_context(samples);
    if (t == NULL) return IC_NO_MEMORY;
    return finish(t, gamma_profile(t->context, gamma, chromaticities), transform);
}

ic_color_transform *ic_color_transform_create_plain(int inverted) {
    return create((ic_color_samples){4, 0, inverted});
}

void ic_color_transform_free(ic_color_transform *t) {
    if (t == NULL) return;
    if (t->handle != NULL) cmsDeleteTransform(t->handle);
    if (t->context != NULL) cmsDeleteContext(t->context);
    ic_free(t);
}

int ic_color_transform_channels(const ic_color_transform *t) {
    return t->channels;
}

static void plain_cmyk(const uint8_t *from, uint8_t *to, size_t count, uint8_t flip) {
    for (size_t i = 0; i < count; i++) {
        uint32_t light = 255u - (from[i * 4 + 3] ^ flip);
        for (size_t c = 0; c < 3; c++) {
            uint32_t product = (uint32_t)(from[i * 4 + c] ^ flip) * light + 128;
            to[i * 3 + c] = (uint8_t)(light - ((product + (product >> 8)) >> 8));
        }
    }
}

void ic_color_transform_apply(ic_color_transform *t, const uint8_t *from, uint8_t *to, size_t count) {
    if (t->samples.channels == 4 && t->handle == NULL) {
        plain_cmyk(from, to, count, t->samples.inverted ? 255 : 0);
        return;
    }
    if (t->handle == NULL) {
        size_t step = (size_t)t->channels;
        for (size_t i = 0; i < count * step; i++) to[i] = step == 2 && i % 2 == 1 ? from[i] : t->levels[from[i]];
        return;
    }
    /* LittleCMS counts in 32 bits. */
    const size_t piece = 1 << 20, in = (size_t)t->samples.channels + (t->samples.has_alpha ? 1 : 0);
    while (count > 0) {
        size_t pixels = count < piece ? count : piece;
        cmsDoTransform(t->handle, from, to, (cmsUInt32Number)pixels);
        from += pixels * in;
        to += pixels * (size_t)t->channels;
        count -= pixels;
    }
}
