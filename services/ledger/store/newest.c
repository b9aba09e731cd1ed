#include "services/ledger/store/newest.h"

#include "common/base/pages.h"

enum { LEN = EVN_NEWEST_ROWS * EVN_MOVEMENTS_LEN };

void evn_newest_fini(struct evn_newest *newest)
{
    evn_pages_free(newest->rows, LEN);
    *newest = (struct evn_newest){0};
}

uint8_t *evn_newest_add(struct evn_newest *newest, uint64_t seq)
{
    uint64_t number = seq / EVN_MOVEMENTS_N;
    if (newest->rows == NULL) {
        newest->rows = evn_pages_new(LEN, true);
        newest->next = number * EVN_MOVEMENTS_N;
    }
    if (newest->rows == NULL)
        return NULL;
    uint64_t fresh = (newest->next + EVN_MOVEMENTS_N - 1) / EVN_MOVEMENTS_N;
    if (number >= fresh + EVN_NEWEST_ROWS)
        fresh = number - EVN_NEWEST_ROWS + 1;
    for (; fresh <= number; fresh++)
        memset(evn_newest_row(newest, fresh), 0, EVN_MOVEMENTS_LEN);
    newest->next = seq + 1;
    return evn_newest_row(newest, number) + seq % EVN_MOVEMENTS_N * EVN_MOVEMENT_LEN;
}
