/* public_list - the public list of zones of a day, whole, and as CSV. Shell.
 *
 * What it says and how versions come about: proto/spec/27-zones.md. The same version gives the same
 * bytes whoever asks, but for what areas are called. */
#ifndef EVN_CLIENT_PUBLIC_LIST_H
#define EVN_CLIENT_PUBLIC_LIST_H

#include "common/client/registry.h"

enum { EVN_PUBLIC_CSV_MAX = 64 << 20 }; /* bytes, for 200,000 zones of usual length */

struct evn_public_list {
    Evernormal__Registry__V1__Result **page; /* owned; the first has the list's head */
    size_t n, cap;
};

/* Which one. */
struct evn_public_ask {
    const char *day;  /* "": today */
    uint32_t version; /* 0: the latest */
    bool versions;    /* only which versions there are: a head each */
};

/* Read it, all of one version, however it changes meanwhile. *out is to be freed, also on an error.
 * EVN_E_OUT_OF_RANGE: no such version; EVN_E_TIME_IN_FUTURE, EVN_E_BAD_DATE: of the day; and those
 * of evn_registry_ask. */
EVN_MUST_USE evn_err evn_public_list_get(struct evn_session *session,
                                         const struct evn_public_ask *ask,
                                         struct evn_public_list *out, struct evn_refusal *why);
void evn_public_list_free(struct evn_public_list *list);

/* The head; NULL: the registry sent none. */
const Evernormal__Registry__V1__PublicList *
evn_public_list_head(const struct evn_public_list *list);

/* Append a head or a line as ProtoJSON. EVN_E_NO_MEMORY, EVN_E_LIMIT. */
EVN_MUST_USE evn_err evn_public_json(const ProtobufCMessage *message, struct evn_buf *out,
                                     struct evn_refusal *why);

/* "added", "removed" or "": what became of the line in this version. */
const char *evn_public_change(const Evernormal__Registry__V1__PublicZone *zone);

/* Append the list as CSV (RFC 4180), a head line first; `exercise` marks each line. EVN_E_LIMIT,
 * EVN_E_NO_MEMORY: of `out`. */
EVN_MUST_USE evn_err evn_public_list_csv(const struct evn_public_list *list, bool exercise,
                                         struct evn_buf *out);

#endif
