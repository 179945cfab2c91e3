#include "png_notes.h"

#include <string.h>

#include <libdeflate.h>

#include "ic_memory.h"

enum { LONGEST_KEYWORD = 79 };

static int is_type(const char *type, const char *other) {
    return memcmp(type, other, 4) == 0;
}

int ic_png_notes_wants(const char *type) {
    return is_type(type, "eXIf") || is_type(type, "tEXt") || is_type(type, "zTXt") || is_type(type, "iTXt");
}

/* Copies a text that is not empty, not too long, and the first of its kind. */
static int keep(ic_buffer *note, const uint8_t *text, size_t count) {
    if (note->count > 0 || count == 0 || count > IC_NOTE_LIMIT) return 1;
    return ic_buffer_append(note, text, count);
}

static int keep_inflated(ic_buffer *note, const uint8_t *data, size_t count) {
    if (note->count > 0) return 1;
    struct libdeflate_decompressor *inflater = ic_allocation_allowed() ? libdeflate_alloc_decompressor() : NULL;
    uint8_t *text = ic_malloc(IC_NOTE_LIMIT);
    size_t length = 0;
    int is_good = inflater != NULL && text != NULL;
    if (is_good && libdeflate_zlib_decompress(inflater, data, count, text, IC_NOTE_LIMIT, &length) == LIBDEFLATE_SUCCESS)
        is_good = keep(note, text, length);
    ic_free(text);
    libdeflate_free_decompressor(inflater);
    return is_good;
}

int ic_png_notes_take(ic_png_notes *notes, const char *type, const uint8_t *body, size_t count) {
    if (is_type(type, "eXIf")) return notes->exif.count > 0 || count == 0 || ic_buffer_append(&notes->exif, body, count);
    size_t searched = count < LONGEST_KEYWORD + 1 ? count : LONGEST_KEYWORD + 1;
    const uint8_t *end = searched > 0 ? memchr(body, 0, searched) : NULL;
    if (end == NULL) return 1;
    const char *keyword = (const char *)body;
    const uint8_t *rest = end + 1;
    size_t left = count - (size_t)(rest - body);
    int is_profile = strcmp(keyword, "Raw profile type exif") == 0 || strcmp(keyword, "Raw profile type APP1") == 0;
    if (is_profile && is_type(type, "tEXt")) return keep(&notes->profile, rest, left);
    if (is_profile && is_type(type, "zTXt") && left > 1 && rest[0] == 0)
        return keep_inflated(&notes->profile, rest + 1, left - 1);
    /* The flag and the method of compression are followed by a language and a translated keyword. */
    if (is_type(type, "iTXt") && strcmp(keyword, "XML:com.adobe.xmp") == 0 && left > 2 && rest[0] == 0) {
        const uint8_t *language = memchr(rest + 2, 0, left - 2);
        if (language == NULL) return 1;
        left -= (size_t)(language + 1 - rest);
        const uint8_t *translated = left > 0 ? memchr(language + 1, 0, left) : NULL;
        if (translated == NULL) return 1;
        return keep(&notes->xmp, translated + 1, left - (size_t)(translated - language));
    }
    return 1;
}

void ic_png_notes_free(ic_png_notes *notes) {
    ic_buffer_free(&notes->exif);
    ic_buffer_free(&notes->profile);
    ic_buffer_free(&notes->xmp);
}
