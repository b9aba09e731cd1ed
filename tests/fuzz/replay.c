/* replay - run a fuzz entry once on every file of a folder, without a fuzzer: the corpus as an
 * ordinary test. Test support. */
#include "common/base/assert.h"

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>

enum { LEN_MAX = 1 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static void replay(const char *folder, const char *name)
{
    static uint8_t bytes[LEN_MAX];
    char path[4096];
    EVN_ASSERT(snprintf(path, sizeof path, "%s/%s", folder, name) < (int)sizeof path);
    FILE *file = fopen(path, "rb");
    EVN_ASSERT(file != NULL);
    size_t len = fread(bytes, 1, sizeof bytes, file);
    EVN_ASSERT(len > 0 && len < sizeof bytes);
    fclose(file);
    LLVMFuzzerTestOneInput(bytes, len);
}

int main(int argc, char **argv)
{
    DIR *folder = argc == 2 ? opendir(argv[1]) : NULL;
    const struct dirent *entry;
    int n = 0;
    if (folder == NULL) {
        fprintf(stderr, "usage: replay FOLDER\n");
        return 64;
    }
    while ((entry = readdir(folder)) != NULL)
        if (entry->d_name[0] != '.') {
            replay(argv[1], entry->d_name);
            n++;
        }
    closedir(folder);
    printf("%d inputs replayed\n", n);
    return n > 0 ? 0 : 1;
}
