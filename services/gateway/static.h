/* static - the files a page needs, kept in the program. Pure. */
#ifndef EVN_GATEWAY_STATIC_H
#define EVN_GATEWAY_STATIC_H

#include <stddef.h>
#include <stdint.h>

struct evn_static {
    const char *url;   /* path: "/static/style.css" */
    const char *type;  /* Content-Type */
    const uint8_t *at; /* the bytes: of services/gateway/web, put in by the build */
    size_t len;        /* how many */
};

/* The file of that path, or NULL. */
const struct evn_static *evn_static_find(const char *url);

#endif
