/* names - what items, places and communities are called. Shell.
 *
 * Pages show names, services speak codes. The registry's lists are read when a page first needs
 * one and kept for two seconds; without the registry what was read last is shown. */
#ifndef EVN_GATEWAY_NAMES_H
#define EVN_GATEWAY_NAMES_H

#include "services/gateway/page.h"

enum evn_table { EVN_ITEMS, EVN_PLACES, EVN_COMMUNITIES, EVN_N_TABLES };

struct evn_names {
    json_t *by_code[EVN_N_TABLES];        /* object: code -> entity of the registry */
    int64_t read_us[EVN_N_TABLES];        /* when it was read; monotonic, 0: never */
    struct evn_refusal why[EVN_N_TABLES]; /* why it could not be read, else EVN_OK */
};

/* All entities of a table by code, borrowed until the next call; empty when there is none. */
const json_t *evn_names_all(struct evn_page *page, enum evn_table table);

/* The entity, or NULL. */
const json_t *evn_names_find(struct evn_page *page, enum evn_table table, const char *code);

/* Its name in the page's language; the code itself when it is not known. */
const char *evn_name(struct evn_page *page, enum evn_table table, const char *code);

/* What an item's base unit is called; "" when it is not known. */
const char *evn_unit(struct evn_page *page, const char *item);

/* Name of an entity in hand: nameZh or nameEn, whichever there is. */
const char *evn_name_of(const struct evn_page *page, const json_t *entity);

void evn_names_fini(struct evn_names *names);

#endif
