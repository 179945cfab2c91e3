#include "bundle.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A hundred times a system's. */
enum { MAXIMUM_BYTES = 32 << 20 };

static const char BEGIN[] = "-----BEGIN CERTIFICATE-----";
static const char END[] = "-----END CERTIFICATE-----";

/* One element of DER: moves `at` behind it. */
typedef struct {
    unsigned char tag;
    const unsigned char *content;
    size_t length;
} element;

static int next(const unsigned char **at, const unsigned char *end, element *found) {
    const unsigned char *byte = *at;
    if (end - byte < 2) return 0;
    found->tag = *byte++;
    size_t length = *byte++;
    if (length & 0x80) {
        size_t count = length & 0x7F;
        if (count == 0 || count > 4 || (size_t)(end - byte) < count) return 0;
        for (length = 0; count > 0; count--) length = length << 8 | *byte++;
    }
    if ((size_t)(end - byte) < length) return 0;
    found->content = byte;
    found->length = length;
    *at = byte + length;
    return 1;
}

const unsigned char *bundle_subject(const unsigned char *der, size_t length, size_t *subject_length) {
    enum { SEQUENCE = 0x30, VERSION = 0xA0 };
    element certificate, body, field;
    const unsigned char *at = der, *end = der + length;
    if (!next(&at, end, &certificate) || certificate.tag != SEQUENCE || at != end) return NULL;
    at = certificate.content;
    if (!next(&at, certificate.content + certificate.length, &body) || body.tag != SEQUENCE) return NULL;
    at = body.content;
    end = body.content + body.length;
    if (at < end && *at == VERSION && !next(&at, end, &field)) return NULL;
    /* Serial number, signature algorithm, issuer, validity. */
    for (int skipped = 0; skipped < 4; skipped++)
        if (!next(&at, end, &field)) return NULL;
    const unsigned char *subject = at;
    if (!next(&at, end, &field) || field.tag != SEQUENCE) return NULL;
    *subject_length = (size_t)(at - subject);
    return subject;
}

/* Decodes the base64 from `text` to `end`, squeezing white space out of it first; the length of its DER, or 0. */
static size_t decode(char *text, const char *end, unsigned char *der) {
    size_t count = 0;
    for (const char *from = text; from < end; from++)
        if (*from != '\n' && *from != '\r' && *from != ' ' && *from != '\t') text[count++] = *from;
    int decoded = count == 0 || count % 4 != 0 ? -1 : EVP_DecodeBlock(der, (unsigned char *)text, (int)count);
    if (decoded < 0) return 0;
    /* What the padding stands for comes out as bytes, too. */
    size_t padding = text[count - 1] != '=' ? 0 : text[count - 2] != '=' ? 1 : 2;
    return (size_t)decoded - padding;
}

static int add(bundle *bundle, const unsigned char *der, size_t length) {
    enum { STEP = 64 };
    bundle_entry entry = {.der = der, .length = length};
    size_t subject_length;
    const unsigned char *subject = bundle_subject(der, length, &subject_length);
    if (subject == NULL) return 0;
    if (bundle->count % STEP == 0) {
        bundle_entry *larger = realloc(bundle->entries, (bundle->count + STEP) * sizeof entry);
        if (larger == NULL) return 0;
        bundle->entries = larger;
    }
    entry.subject = d2i_X509_NAME(NULL, &subject, (long)subject_length);
    if (entry.subject == NULL) return 0;
    bundle->entries[bundle->count++] = entry;
    return 1;
}

/* The certificates of `text`, decoded one behind the other. */
static int split(bundle *bundle, char *text) {
    unsigned char *der = bundle->bytes;
    char *at = text, *start;
    while ((start = strstr(at, "-----BEGIN ")) != NULL) {
        if (strncmp(start, BEGIN, sizeof BEGIN - 1) != 0) return 0;
        start += sizeof BEGIN - 1;
        char *end = strstr(start, END);
        if (end == NULL) return 0;
        size_t length = decode(start, end, der);
        if (length == 0 || !add(bundle, der, length)) return 0;
        der += length;
        at = end + sizeof END - 1;
    }
    return bundle->count > 0;
}

/* The whole file with a zero behind it, or NULL. */
static char *contents(const char *path) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) return NULL;
    char *text = NULL;
    long size = fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;
    if (size > 0 && size <= MAXIMUM_BYTES) {
        rewind(file);
        text = malloc((size_t)size + 1);
        if (text != NULL && fread(text, 1, (size_t)size, file) == (size_t)size) {
            text[size] = 0;
        } else {
            free(text);
            text = NULL;
        }
    }
    fclose(file);
    if (text != NULL && strlen(text) != (size_t)size) {
        free(text);
        return NULL;
    }
    return text;
}

int bundle_read(bundle *bundle, const char *path) {
    char *text = contents(path);
    if (text == NULL) return 0;
    /* Base64 is longer than what it stands for, by more than the padding that EVP_DecodeBlock writes. */
    bundle->bytes = malloc(strlen(text));
    int is_read = bundle->bytes != NULL && split(bundle, text);
    free(text);
    return is_read;
}

void bundle_free(bundle *bundle) {
    for (size_t index = 0; index < bundle->count; index++) X509_NAME_free(bundle->entries[index].subject);
    free(bundle->entries);
    free(bundle->bytes);
}
