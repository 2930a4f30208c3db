#pragma once
#include <curl/curl.h>

// libcurl's setters and getters take a variable number of arguments, which Swift cannot call. One for each kind of
// value; the caller sees to it that the option takes that kind (curl_easy_setopt(3)).
static inline CURLcode vaultd_curl_set_number(CURL *handle, CURLoption option, long value) {
    return (curl_easy_setopt)(handle, option, value);
}
static inline CURLcode vaultd_curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return (curl_easy_setopt)(handle, option, value);
}
static inline CURLcode vaultd_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return (curl_easy_setopt)(handle, option, value);
}
static inline CURLcode vaultd_curl_set_mime(CURL *handle, curl_mime *value) {
    return (curl_easy_setopt)(handle, CURLOPT_MIMEPOST, value);
}
static inline CURLcode vaultd_curl_number(CURL *handle, CURLINFO info, long *value) {
    return (curl_easy_getinfo)(handle, info, value);
}

static inline size_t vaultd_curl_discarding(char *data, size_t size, size_t count, void *context) {
    (void)data;
    (void)context;
    return size * count;
}
// Without it libcurl writes answers to standard output.
static inline CURLcode vaultd_curl_discard_answer(CURL *handle) {
    return (curl_easy_setopt)(handle, CURLOPT_WRITEFUNCTION, &vaultd_curl_discarding);
}
