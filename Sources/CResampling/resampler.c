#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "Kernels/resample_kernels.h"
#include "ic_memory.h"
#include "resample.h"

/* One axis of the source: the window of samples that the target depends on, in boxes of `box` samples, and the filter over
 * the boxes. */
typedef struct {
    uint32_t start; /* the window, in samples of the source */
    uint32_t end;
    uint32_t box;
    ic_axis filter; /* over boxes */
    int is_identity;
} axis_plan;

struct ic_resampler {
    const ic_kernels *kernels;
    axis_plan x, y;
    uint32_t target_width, target_height;
    int channels, has_alpha, is_copy;
    uint32_t pushed;         /* rows of the source */
    uint32_t ready;          /* rows of boxes that were put into the ring */
    uint32_t emitted;        /* rows of the target */
    uint32_t box_rows;       /* rows of the source in `sums` */
    size_t row_samples;      /* of a row of boxes */
    size_t plane_stride;     /* of `planes` and `filtered` */
    uint32_t ring_rows;
    int horizontal_taps;
    ic_taps taps;            /* of the row to be emitted next */
    uint8_t *ring;
    uint8_t *weighted;       /* a row of the window, multiplied by its alpha */
    uint32_t *sums;          /* of each column of the window over a row of boxes */
    int16_t *column_filtered;
    int16_t *planes;
    int16_t *filtered;
    uint32_t *first;
    int16_t *weights;
    uint8_t *out;
};

enum { lobes = 3, box_leaves = 3, longest_side = 1 << 24 };

/* Returns 0 when the extent makes no sense. */
static int plan_axis(double origin, double extent, uint32_t source, uint32_t target, axis_plan *plan) {
    if (source == 0 || target == 0 || source > INT32_MAX || target > longest_side) return 0;
    if (!(extent > 0) || !(extent <= 2.0 * source) || !(origin < source) || !(origin + extent > 0)) return 0;
    double step = extent / target;
    double boxes = floor(step / box_leaves);
    plan->box = boxes >= 2 ? (uint32_t)boxes : 1;
    double reach = (lobes + 1) * (step > 1 ? step : 1) + 1;
    /* The grid of boxes begins at the region's own edge, some boxes before it. */
    double before = ceil(reach / plan->box) * plan->box;
    double start = floor(origin) - before, end = ceil(origin + extent + reach);
    plan->start = start > 0 ? (uint32_t)start : 0;
    plan->end = end < source ? (uint32_t)end : source;
    plan->filter.origin = (origin - plan->start) / plan->box;
    plan->filter.step = step / plan->box;
    plan->filter.count = (plan->end - plan->start + plan->box - 1) / plan->box;
    plan->is_identity = step == 1 && origin == floor(origin) && origin >= 0 && origin + extent <= source;
    return plan->filter.count > 0;
}

static void *allocate(size_t count, size_t size, size_t padding) {
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes) || __builtin_add_overflow(bytes, padding * size, &bytes)) return NULL;
    void *block = ic_malloc(bytes);
    if (block != NULL) memset(block, 0, bytes);
    return block;
}

static int round_to_group(int taps) {
    return (taps + IC_TAP_GROUP - 1) / IC_TAP_GROUP * IC_TAP_GROUP;
}

/* The taps of all columns, padded with zeros to a multiple of the group. */
static int plan_columns(ic_resampler *r) {
    size_t stride = (size_t)round_to_group(ic_axis_max_taps(&r->x.filter));
    r->first = allocate(r->target_width, sizeof *r->first, 0);
    r->weights = allocate((size_t)r->target_width * stride, sizeof *r->weights, 0);
    if (r->first == NULL || r->weights == NULL) return 0;
    ic_taps taps;
    int most = 1;
    for (uint32_t i = 0; i < r->target_width; i++) {
        ic_axis_taps(&r->x.filter, i, &taps);
        r->first[i] = taps.first;
        memcpy(r->weights + i * stride, taps.weights, (size_t)taps.count * sizeof(int16_t));
        if (taps.count > most) most = taps.count;
    }
    /* The bound is often a tap or two too high, and one group less saves a third of the time. */
    r->horizontal_taps = round_to_group(most);
    size_t packed = (size_t)r->horizontal_taps;
    for (uint32_t i = 1; i < r->target_width && packed < stride; i++) {
        memmove(r->weights + i * packed, r->weights + i * stride, packed * sizeof(int16_t));
    }
    return 1;
}

static int allocate_rows(ic_resampler *r) {
    size_t channels = (size_t)r->channels, window = r->x.end - r->x.start;
    size_t padding = IC_MAX_TAPS + IC_TAP_GROUP;
    int has_boxes = r->x.box > 1 || r->y.box > 1;
    r->row_samples = r->x.filter.count * channels;
    r->plane_stride = (r->x.filter.count > r->target_width ? r->x.filter.count : r->target_width) + padding;
    r->ring_rows = r->is_copy ? 1 : (uint32_t)ic_axis_max_taps(&r->y.filter) + 1;
    if (r->ring_rows > r->y.filter.count) r->ring_rows = r->y.filter.count;
    r->ring = allocate(r->row_samples, r->ring_rows, 0);
    if (r->ring == NULL) return 0;
    if (r->is_copy) return 1;
    if (r->has_alpha && (r->weighted = allocate(window * channels, 1, 0)) == NULL) return 0;
    if (has_boxes && (r->sums = allocate(window * channels, sizeof *r->sums, 0)) == NULL) return 0;
    r->column_filtered = allocate(r->row_samples, sizeof *r->column_filtered, padding);
    r->planes = allocate(r->plane_stride * channels, sizeof *r->planes, padding);
    r->filtered = allocate(r->plane_stride * channels, sizeof *r->filtered, padding);
    r->out = allocate(r->target_width, channels, 0);
    if (r->column_filtered == NULL || r->planes == NULL || r->filtered == NULL || r->out == NULL) return 0;
    return plan_columns(r);
}

ic_resampler *ic_resampler_create(const ic_resampling *resampling) {
    if (resampling->channels < 1 || resampling->channels > 4) return NULL;
    ic_resampler *r = ic_malloc(sizeof *r);
    if (r == NULL) return NULL;
    memset(r, 0, sizeof *r);
    r->kernels = resampling->portable ? &ic_portable_kernels : ic_best_kernels();
    r->target_width = resampling->target_width;
    r->target_height = resampling->target_height;
    r->channels = resampling->channels;
    r->has_alpha = resampling->has_alpha && resampling->channels > 1;
    if (!plan_axis(resampling->x, resampling->width, resampling->source_width, r->target_width, &r->x)
        || !plan_axis(resampling->y, resampling->height, resampling->source_height, r->target_height, &r->y)) {
        ic_resampler_free(r);
        return NULL;
    }
    r->is_copy = r->x.is_identity && r->y.is_identity;
    if (!allocate_rows(r)) {
        ic_resampler_free(r);
        return NULL;
    }
    ic_axis_taps(&r->y.filter, 0, &r->taps);
    return r;
}

void ic_resampler_free(ic_resampler *r) {
    if (r == NULL) return;
    ic_free(r->ring);
    ic_free(r->weighted);
    ic_free(r->sums);
    ic_free(r->column_filtered);
    ic_free(r->planes);
    ic_free(r->filtered);
    ic_free(r->first);
    ic_free(r->weights);
    ic_free(r->out);
    ic_free(r);
}

static int is_opaque(const uint8_t *row, size_t channels, size_t pixels) {
    uint8_t all[4] = {255, 255, 255, 255};
    if (channels == 4) {
        uint32_t words, pixel;
        memcpy(&words, all, sizeof words);
        for (size_t i = 0; i < pixels; i++) {
            memcpy(&pixel, row + i * 4, sizeof pixel);
            words &= pixel;
        }
        memcpy(all, &words, sizeof words);
    } else {
        for (size_t i = 0; i < pixels; i++) all[3] &= row[i * channels + channels - 1];
    }
    return all[3] == 255;
}

/* Multiplies color by alpha, so that invisible color has no weight. Returns `row` itself when it is opaque, as most are. */
static const uint8_t *weigh_by_alpha(ic_resampler *r, const uint8_t *row, size_t pixels) {
    if (is_opaque(row, (size_t)r->channels, pixels)) return row;
    r->kernels->weigh(row, r->channels, r->weighted, pixels);
    return r->weighted;
}

static uint8_t *ring_row(const ic_resampler *r, uint32_t index) {
    return r->ring + (size_t)(index % r->ring_rows) * r->row_samples;
}

/* The sums of one box over its columns. Inlined for each number of channels, so that they stay in registers. */
static inline void sum_box(const uint32_t *columns, size_t width, size_t channels, uint64_t area, uint64_t *box) {
    if (area > UINT32_MAX / 255) {
        for (size_t i = 0; i < width * channels; i++) box[i % channels] += columns[i];
        return;
    }
    uint32_t sums[4] = {0};
    for (size_t i = 0; i < width; i++) {
        for (size_t c = 0; c < channels; c++) sums[c] += columns[i * channels + c];
    }
    for (size_t c = 0; c < channels; c++) box[c] = sums[c];
}

/* Averages the gathered rows in boxes. Those at the far edges may be smaller. */
static void flush_boxes(ic_resampler *r) {
    uint8_t *out = ring_row(r, r->ready);
    size_t channels = (size_t)r->channels, window = r->x.end - r->x.start;
    for (size_t left = 0; left < window; left += r->x.box) {
        size_t width = window - left < r->x.box ? window - left : r->x.box;
        const uint32_t *columns = r->sums + left * channels;
        uint64_t area = (uint64_t)width * r->box_rows, box[4] = {0};
        switch (channels) {
        case 1: sum_box(columns, width, 1, area, box); break;
        case 2: sum_box(columns, width, 2, area, box); break;
        case 3: sum_box(columns, width, 3, area, box); break;
        default: sum_box(columns, width, 4, area, box); break;
        }
        for (size_t c = 0; c < channels; c++) *out++ = (uint8_t)((box[c] + area / 2) / area);
    }
    memset(r->sums, 0, window * channels * sizeof *r->sums);
    r->box_rows = 0;
    r->ready++;
}

void ic_resampler_push(ic_resampler *r, const uint8_t *row) {
    uint32_t y = r->pushed;
    if (y >= r->y.end) return;
    r->pushed++;
    if (y < r->y.start || r->emitted == r->target_height) return;
    size_t channels = (size_t)r->channels, window = r->x.end - r->x.start;
    row += r->x.start * channels;
    if (r->has_alpha && !r->is_copy) row = weigh_by_alpha(r, row, window);
    if (r->sums == NULL) {
        memcpy(ring_row(r, r->ready), row, window * channels);
        r->ready++;
        return;
    }
    r->kernels->add(r->sums, row, window * channels);
    r->box_rows++;
    if (r->box_rows == r->y.box || y + 1 == r->y.end) flush_boxes(r);
}

/* Weights the rows of the ring that the next row depends on into `column_filtered`. */
static void filter_columns(ic_resampler *r) {
    const uint8_t *rows[IC_MAX_TAPS + 1];
    int16_t weights[IC_MAX_TAPS + 1];
    int count = r->taps.count;
    for (int k = 0; k < count; k++) {
        rows[k] = ring_row(r, r->taps.first + (uint32_t)k);
        weights[k] = r->taps.weights[k];
    }
    if (count % 2 == 1) {
        rows[count] = rows[count - 1];
        weights[count] = 0;
        count++;
    }
    r->kernels->vertical(rows, weights, count, r->column_filtered, r->row_samples);
}

static void restore_color(ic_resampler *r, int16_t *planes) {
    size_t colors = (size_t)r->channels - 1;
    const int16_t *alphas = planes + colors * r->plane_stride;
    for (size_t i = 0; i < r->target_width; i++) {
        int32_t alpha = alphas[i];
        if (alpha >= 255 << IC_FRACTION_BITS) continue;
        for (size_t c = 0; c < colors; c++) {
            int16_t *color = planes + c * r->plane_stride + i;
            /* Below half a level of alpha no color is left to restore. */
            int32_t restored = alpha < 1 << (IC_FRACTION_BITS - 1)
                ? 0 : *color * (255 << IC_FRACTION_BITS) / alpha;
            *color = (int16_t)(restored < 0 ? 0 : restored > INT16_MAX ? INT16_MAX : restored);
        }
    }
}

static void filter_rows(ic_resampler *r) {
    const int16_t *planes = r->column_filtered;
    if (r->channels > 1) {
        r->kernels->split(r->column_filtered, r->channels, r->planes, r->plane_stride, r->x.filter.count);
        planes = r->planes;
    }
    for (int c = 0; c < r->channels; c++) {
        size_t offset = (size_t)c * r->plane_stride;
        r->kernels->horizontal(
            planes + offset, r->first, r->weights, r->horizontal_taps, r->filtered + offset, r->target_width);
    }
    if (r->has_alpha) restore_color(r, r->filtered);
    r->kernels->join(r->filtered, r->plane_stride, r->channels, r->out, r->target_width);
}

const uint8_t *ic_resampler_next(ic_resampler *r) {
    if (r->emitted == r->target_height) return NULL;
    if (r->is_copy) {
        uint32_t row = (uint32_t)r->y.filter.origin + r->emitted;
        if (r->ready <= row) return NULL;
        r->emitted++;
        return ring_row(r, row) + (size_t)r->x.filter.origin * (size_t)r->channels;
    }
    if (r->ready < r->taps.first + (uint32_t)r->taps.count) return NULL;
    filter_columns(r);
    filter_rows(r);
    r->emitted++;
    if (r->emitted < r->target_height) ic_axis_taps(&r->y.filter, r->emitted, &r->taps);
    return r->out;
}
