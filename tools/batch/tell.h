/* tell - where the flaws of a file go. Pure. */
#ifndef EVN_BATCH_TELL_H
#define EVN_BATCH_TELL_H

#include "tools/import/csv.h"

struct evn_batch_tell {
    void (*flaw)(void *self, const struct evn_flaw *flaw);
    void *self;
};

#endif
