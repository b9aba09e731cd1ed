#include "common/base/pages.h"

#include "common/base/assert.h"

#include <stdint.h>
#include <sys/mman.h>

static void *map(size_t len)
{
    void *at = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return at != MAP_FAILED ? at : NULL;
}

static void unmap(void *at, size_t len)
{
    int rc = len > 0 ? munmap(at, len) : 0;
    EVN_ASSERT(rc == 0);
}

void *evn_pages_new(size_t len, bool large)
{
    if (!large)
        return map(len);
    uint8_t *all = map(len + EVN_PAGE_LARGE);
    if (all == NULL)
        return NULL;
    size_t before = -(uintptr_t)all % EVN_PAGE_LARGE;
    unmap(all, before);
    unmap(all + before + len, EVN_PAGE_LARGE - before);
    /* Advice: without large pages there are small ones. */
    (void)madvise(all + before, len, MADV_HUGEPAGE);
    return all + before;
}

void evn_pages_free(void *at, size_t len)
{
    if (at != NULL)
        unmap(at, len);
}

void evn_pages_advise(void *at, size_t len)
{
    size_t before = -(uintptr_t)at % EVN_PAGE_LARGE;
    size_t whole = len > before ? (len - before) / EVN_PAGE_LARGE * EVN_PAGE_LARGE : 0;
    if (whole > 0)
        (void)madvise((uint8_t *)at + before, whole, MADV_HUGEPAGE);
}
