#ifndef CCURL_SHIM_H
#define CCURL_SHIM_H

#include <curl/curl.h>
#include <nss.h>

/*
 * What Swift cannot call by itself: curl_easy_setopt and curl_easy_getinfo are variadic, so each kind of argument has one
 * typed function here. All of them return what the library returned.
 */

typedef size_t (*minilab_curl_receiver)(char *bytes, size_t size, size_t count, void *context);

/*
 * Prepares libcurl and OpenSSL for this process, and tells glibc to resolve names from /etc/hosts and DNS only.
 *
 * A statically linked glibc would dlopen whatever other module /etc/nsswitch.conf names, built for another glibc, and crash.
 * To be called once, before any thread uses the library.
 */
static inline CURLcode minilab_curl_initialize(void) {
    __nss_configure_lookup("hosts", "files dns");
    __nss_configure_lookup("passwd", "files");
    return curl_global_init(CURL_GLOBAL_DEFAULT);
}

static inline CURLcode minilab_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode minilab_curl_set_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

/* The library copies the text, except for CURLOPT_POSTFIELDS. */
static inline CURLcode minilab_curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

/* The library keeps the pointer: it has to stay valid until the exchange is over. */
static inline CURLcode minilab_curl_set_pointer(CURL *handle, CURLoption option, const void *value) {
    return curl_easy_setopt(handle, option, value);
}

/* `option` is CURLOPT_WRITEFUNCTION or CURLOPT_HEADERFUNCTION. */
static inline CURLcode minilab_curl_set_receiver(CURL *handle, CURLoption option, minilab_curl_receiver receiver) {
    return curl_easy_setopt(handle, option, receiver);
}

/* Called with the handle, its SSL_CTX and `context` before each TLS handshake; `context` has to stay valid with the handle. */
static inline CURLcode minilab_curl_set_ssl_context(CURL *handle, curl_ssl_ctx_callback callback, void *context) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_SSL_CTX_FUNCTION, callback);
    return code != CURLE_OK ? code : curl_easy_setopt(handle, CURLOPT_SSL_CTX_DATA, context);
}

/* The bundle of authorities that this build of the library uses by itself, or NULL. */
static inline const char *minilab_curl_default_bundle(void) {
    const curl_version_info_data *info = curl_version_info(CURLVERSION_NOW);
    return info->age >= CURLVERSION_SEVENTH ? info->cainfo : NULL;
}

#endif
