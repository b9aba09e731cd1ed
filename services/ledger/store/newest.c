#include "services/ledger/store/newest.h"

#include "common/base/pages.h"

#include <stdlib.h>

void evn_newest_fini(struct evn_newest *newest)
{
    free(newest->at);
    *newest = (struct evn_newest){0};
}

void evn_newest_put(struct evn_newest *newest, uint64_t seq, const struct evn_movement_row *row)
{
    if (newest->at == NULL) {
        newest->at = calloc(EVN_NEWEST_N, sizeof *newest->at);
        newest->first = newest->next = seq;
        if (newest->at != NULL)
            evn_pages_advise(newest->at, EVN_NEWEST_N * sizeof *newest->at);
    }
    if (newest->at == NULL)
        return;
    if (seq - newest->next >= EVN_NEWEST_N)
        newest->first = newest->next = seq;
    for (; newest->next < seq; newest->next++)
        newest->at[newest->next % EVN_NEWEST_N].qty = 0;
    newest->at[seq % EVN_NEWEST_N] = (struct evn_newest_movement){.at_us = row->at_us,
                                                                  .qty = row->qty,
                                                                  .prev_from = row->prev_from,
                                                                  .prev_to = row->prev_to,
                                                                  .from = row->from,
                                                                  .to = row->to};
    newest->next = seq + 1;
}
