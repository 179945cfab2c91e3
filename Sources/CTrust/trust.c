#include "trust.h"

#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <pthread.h>
#include <stdlib.h>

#include "bundle.h"

struct trust {
    X509_STORE *store;
    pthread_mutex_t lock;
    bundle bundle;
    int parsed;
};

trust *trust_open(const char *path) {
    trust *made = calloc(1, sizeof *made);
    if (made == NULL) return NULL;
    pthread_mutex_init(&made->lock, NULL);
    made->store = X509_STORE_new();
    if (made->store == NULL || !bundle_read(&made->bundle, path)) {
        trust_free(made);
        return NULL;
    }
    /* As in libcurl: an authority in the bundle is trusted, whoever signed it. */
    X509_STORE_set_flags(made->store, X509_V_FLAG_TRUSTED_FIRST | X509_V_FLAG_PARTIAL_CHAIN);
    return made;
}

void trust_free(trust *trust) {
    if (trust == NULL) return;
    X509_STORE_free(trust->store);
    bundle_free(&trust->bundle);
    pthread_mutex_destroy(&trust->lock);
    free(trust);
}

int trust_count(const trust *trust) { return (int)trust->bundle.count; }

int trust_parsed(trust *trust) {
    pthread_mutex_lock(&trust->lock);
    int parsed = trust->parsed;
    pthread_mutex_unlock(&trust->lock);
    return parsed;
}

/* Puts the authorities of that name into the store, and those that have signed them. */
static void add(trust *trust, const X509_NAME *name) {
    for (size_t index = 0; index < trust->bundle.count; index++) {
        bundle_entry *entry = &trust->bundle.entries[index];
        if (entry->is_taken || X509_NAME_cmp(entry->subject, name) != 0) continue;
        entry->is_taken = 1;
        const unsigned char *bytes = entry->der;
        X509 *authority = d2i_X509(NULL, &bytes, (long)entry->length);
        if (authority == NULL) continue;
        trust->parsed++;
        X509_STORE_add_cert(trust->store, authority);
        add(trust, X509_get_issuer_name(authority));
        X509_free(authority);
    }
}

static int verify(X509_STORE_CTX *context, void *given) {
    trust *trust = given;
    pthread_mutex_lock(&trust->lock);
    X509 *server = X509_STORE_CTX_get0_cert(context);
    if (server != NULL) add(trust, X509_get_issuer_name(server));
    STACK_OF(X509) *sent = X509_STORE_CTX_get0_untrusted(context);
    for (int index = 0; index < sk_X509_num(sent); index++)
        add(trust, X509_get_issuer_name(sk_X509_value(sent, index)));
    /* A certificate that is in the bundle itself is trusted, though its issuer is not. */
    if (server != NULL) add(trust, X509_get_subject_name(server));
    pthread_mutex_unlock(&trust->lock);
    return X509_verify_cert(context);
}

int trust_apply(void *handle, void *ssl_context, void *given) {
    (void)handle;
    trust *trust = given;
    SSL_CTX_set1_cert_store(ssl_context, trust->store);
    SSL_CTX_set_cert_verify_callback(ssl_context, verify, trust);
    return 0; /* CURLE_OK */
}
