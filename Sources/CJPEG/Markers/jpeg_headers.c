#include "jpeg_headers.h"

#include <string.h>

#include "../Entropy/zigzag.h"

/* Second bytes of markers (ITU-T T.81, table B.1). */
enum { SOF0 = 0xC0, SOF1 = 0xC1, SOF2 = 0xC2, DHT = 0xC4, SOS = 0xDA, DQT = 0xDB, DRI = 0xDD, APP0 = 0xE0, APP14 = 0xEE,
       APP15 = 0xEF, COM = 0xFE };

static ic_status read_frame(ic_fast_headers *headers, uint8_t marker, const uint8_t *payload, size_t count) {
    if (headers->has_frame || count < 6 || payload[0] != 8) return IC_UNSUPPORTED;
    headers->height = (uint32_t)payload[1] << 8 | payload[2];
    headers->width = (uint32_t)payload[3] << 8 | payload[4];
    headers->component_count = payload[5];
    headers->is_progressive = marker == SOF2;
    if (headers->height == 0 || headers->width == 0 || headers->height > 65500 || headers->width > 65500)
        return IC_UNSUPPORTED;
    if (payload[5] != 1 && payload[5] != 3) return IC_UNSUPPORTED;
    if (count != 6 + 3 * (size_t)payload[5]) return IC_UNSUPPORTED;
    for (int index = 0; index < headers->component_count; index++) {
        const uint8_t *from = payload + 6 + 3 * index;
        ic_fast_component *component = &headers->components[index];
        component->id = from[0];
        component->h = from[1] >> 4;
        component->v = from[1] & 15;
        component->quant_table = from[2];
        if (from[2] > 3) return IC_UNSUPPORTED;
        if (component->h < 1 || component->h > 4 || component->v < 1 || component->v > 4) return IC_UNSUPPORTED;
        int most = index == 0 ? 2 : 1;
        if (headers->component_count > 1 && (component->h > most || component->v > most)) return IC_UNSUPPORTED;
        for (int before = 0; before < index; before++)
            if (headers->components[before].id == from[0]) return IC_UNSUPPORTED;
    }
    /* The sampling factors of a single component mean nothing: its scan is not interleaved. */
    if (headers->component_count == 1) headers->components[0].h = headers->components[0].v = 1;
    headers->has_frame = 1;
    return IC_OK;
}

static ic_status read_quant(ic_fast_headers *headers, const uint8_t *payload, size_t count) {
    while (count > 0) {
        int table = payload[0] & 15, is_wide = payload[0] >> 4;
        size_t needed = is_wide ? 129 : 65;
        if (table > 3 || is_wide > 1 || count < needed) return IC_UNSUPPORTED;
        for (int at = 0; at < 64; at++)
            headers->quant[table][at] =
                is_wide ? (uint16_t)(payload[1 + 2 * at] << 8 | payload[2 + 2 * at]) : payload[1 + at];
        headers->has_quant[table] = 1;
        payload += needed;
        count -= needed;
    }
    return IC_OK;
}

static ic_status read_huffman(ic_fast_headers *headers, const uint8_t *payload, size_t count) {
    while (count > 0) {
        int table = payload[0] & 15, is_ac = payload[0] >> 4;
        if (count < 17 || table > 3 || is_ac > 1) return IC_UNSUPPORTED;
        size_t symbols = 0;
        for (int length = 1; length <= 16; length++) symbols += payload[length];
        if (symbols > 256 || count < 17 + symbols) return IC_UNSUPPORTED;
        ic_fast_huffman_spec *spec = is_ac ? &headers->ac[table] : &headers->dc[table];
        memset(spec, 0, sizeof *spec);
        memcpy(spec->counts, payload, 17);
        memcpy(spec->symbols, payload + 17, symbols);
        spec->is_defined = 1;
        payload += 17 + symbols;
        count -= 17 + symbols;
    }
    return IC_OK;
}

/* As in libjpeg, a component keeps the quantization table that is defined when its first scan begins. */
static ic_status latch_quant(ic_fast_headers *headers, ic_fast_component *component) {
    if (component->is_latched) return IC_OK;
    if (!headers->has_quant[component->quant_table]) return IC_UNSUPPORTED;
    for (int at = 0; at < 64; at++)
        component->quant[ic_fast_natural_order[at]] = (int16_t)headers->quant[component->quant_table][at];
    component->is_latched = 1;
    return IC_OK;
}

static ic_status read_scan(ic_fast_headers *headers, const uint8_t *payload, size_t count) {
    if (!headers->has_frame || count < 1) return IC_UNSUPPORTED;
    int components = payload[0];
    if (components < 1 || components > headers->component_count || count != 4 + 2 * (size_t)components)
        return IC_UNSUPPORTED;
    int next = 0;
    for (int index = 0; index < components; index++) {
        const uint8_t *from = payload + 1 + 2 * index;
        while (next < headers->component_count && headers->components[next].id != from[0]) next++;
        if (next == headers->component_count || from[1] >> 4 > 3 || (from[1] & 15) > 3) return IC_UNSUPPORTED;
        headers->components[next].dc_table = from[1] >> 4;
        headers->components[next].ac_table = from[1] & 15;
        ic_status status = latch_quant(headers, &headers->components[next]);
        if (status != IC_OK) return status;
        headers->scan_components[index] = (uint8_t)next++;
    }
    const uint8_t *from = payload + 1 + 2 * components;
    headers->scan_count = components;
    headers->spectral_start = from[0];
    headers->spectral_end = from[1];
    headers->approximation_high = from[2] >> 4;
    headers->approximation_low = from[2] & 15;
    if (headers->is_progressive) return IC_OK;
    int is_plain = from[0] == 0 && from[1] == 63 && from[2] == 0 && components == headers->component_count;
    return is_plain ? IC_OK : IC_UNSUPPORTED;
}

ic_status ic_fast_headers_read(ic_fast_headers *headers, uint8_t marker, const uint8_t *payload, size_t count) {
    switch (marker) {
    case SOF0:
    case SOF1:
    case SOF2:
        return read_frame(headers, marker, payload, count);
    case DHT:
        return read_huffman(headers, payload, count);
    case DQT:
        return read_quant(headers, payload, count);
    case DRI:
        if (count != 2) return IC_UNSUPPORTED;
        headers->restart_interval = (uint32_t)payload[0] << 8 | payload[1];
        return IC_OK;
    case SOS:
        return read_scan(headers, payload, count);
    case APP0:
        if (count >= 14 && memcmp(payload, "JFIF", 5) == 0) headers->has_jfif = 1;
        return IC_OK;
    case APP14:
        if (count >= 12 && memcmp(payload, "Adobe", 5) == 0) {
            headers->has_adobe = 1;
            headers->adobe_transform = payload[11];
        }
        return IC_OK;
    default:
        return (marker > APP0 && marker <= APP15) || marker == COM ? IC_OK : IC_UNSUPPORTED;
    }
}

ic_jpeg_model ic_fast_headers_model(const ic_fast_headers *headers) {
    if (headers->component_count == 1) return IC_JPEG_GRAY;
    if (headers->has_jfif) return IC_JPEG_YCC;
    if (headers->has_adobe) return headers->adobe_transform == 0 ? IC_JPEG_RGB : IC_JPEG_YCC;
    const ic_fast_component *components = headers->components;
    int is_rgb = components[0].id == 'R' && components[1].id == 'G' && components[2].id == 'B';
    return is_rgb ? IC_JPEG_RGB : IC_JPEG_YCC;
}
