#ifndef TRUST_H
#define TRUST_H

/*
 * The certificate authorities of a PEM bundle, for all TLS connections of a process; each is parsed when a server's chain first
 * names it.
 *
 * OpenSSL parses a system's bundle whole, 140 keys of which a process needs one or two, and libcurl has it do so for every handle:
 * 15 ms of a core each. Here the file is read once, and only the subject's name is taken from each certificate. Verification itself is
 * OpenSSL's, with a store that holds the authorities that the chain's issuers lead to: those whose subject is the issuer as
 * X509_NAME_cmp compares names, and theirs.
 */
typedef struct trust trust;

/*
 * Reads a bundle. NULL when it cannot be read, or holds anything but certificates in plain PEM: then it is better left to
 * OpenSSL, which knows more forms, and says what is wrong.
 */
trust *trust_open(const char *path);

/* After this, no handle that was given it may be used. */
void trust_free(trust *trust);

/* How many certificates the bundle holds, and how many of them had to be parsed so far. */
int trust_count(const trust *trust);
int trust_parsed(trust *trust);

/*
 * libcurl's CURLOPT_SSL_CTX_FUNCTION: makes a context verify servers with the trust that CURLOPT_SSL_CTX_DATA points to. The
 * option CURLOPT_CAINFO has to be unset, so that nothing else is loaded. May be called by several threads at once.
 */
int trust_apply(void *handle, void *ssl_context, void *trust);

#endif
