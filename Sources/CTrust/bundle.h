#ifndef TRUST_BUNDLE_H
#define TRUST_BUNDLE_H

#include <openssl/x509.h>
#include <stddef.h>

/* A certificate of which only the subject was parsed. */
typedef struct {
    const unsigned char *der;
    size_t length;
    X509_NAME *subject;
    int is_taken;
} bundle_entry;

/* The certificates of a PEM file, in one piece of memory. */
typedef struct {
    unsigned char *bytes;
    bundle_entry *entries;
    size_t count;
} bundle;

/* 1 for a file of nothing but certificates, at least one; else 0. `bundle` is zeroed before, and to be freed in either case. */
int bundle_read(bundle *bundle, const char *path);

void bundle_free(bundle *bundle);

/* The DER of a certificate's subject (RFC 5280, 4.1), or NULL where the encoding is not what it should be. */
const unsigned char *bundle_subject(const unsigned char *der, size_t length, size_t *subject_length);

#endif
