#pragma once
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/hmac.h>
#include <openssl/params.h>
#include <openssl/core_names.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

/* HKDF-SHA256 (RFC 5869). Here and not in Swift because an OSSL_PARAM keeps pointers to its names and values,
   which Swift can only lend for the length of one call. Returns 1, or 0 with the reason in the error queue. */
static inline int vaultd_hkdf_sha256(EVP_KDF *kdf,
                                     const void *secret, size_t secret_count,
                                     const void *salt, size_t salt_count,
                                     const void *info, size_t info_count,
                                     void *out, size_t out_count) {
    EVP_KDF_CTX *context = EVP_KDF_CTX_new(kdf);
    if (context == NULL) return 0;
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, (char *)"SHA256", 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, (void *)secret, secret_count),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, (void *)salt, salt_count),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, (void *)info, info_count),
        OSSL_PARAM_construct_end(),
    };
    int result = EVP_KDF_derive(context, (unsigned char *)out, out_count, parameters);
    EVP_KDF_CTX_free(context);
    return result > 0;
}
