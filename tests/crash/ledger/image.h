/* image - a folder of a stopped ledger in memory, to be written out with one bit flipped, and what
 * each of its bytes is of. Test support. */
#ifndef EVN_TESTS_CRASH_IMAGE_H
#define EVN_TESTS_CRASH_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { IMAGE_FILES_MAX = 64, IMAGE_PARTS_MAX = 40, IMAGE_NAME = 80 };

struct image_file {
    char path[IMAGE_NAME]; /* below the folder; a folder has no bytes and ends in / */
    uint8_t *bytes;        /* owned; up to the last that is not zero */
    uint64_t len, size;    /* of them, of the file */
};

/* Bytes of one kind: a table of the views, headers of segments, ... */
struct image_part {
    char name[IMAGE_NAME];
    struct {
        uint32_t file;
        uint64_t from, to;
    } * range; /* owned */
    size_t n, cap;
    uint64_t bytes;
};

struct image {
    struct image_file file[IMAGE_FILES_MAX];
    uint32_t n_files;
    struct image_part part[IMAGE_PARTS_MAX];
    size_t n_parts;
};

/* Read all below `folder` and tell the parts apart. */
void image_load(struct image *image, const char *folder);
void image_free(struct image *image);

/* Byte number `at` of a part: in which file, and where. */
void image_find(const struct image_part *part, uint64_t at, uint32_t *file, uint64_t *offset);

/* Write all to `folder`, which is empty, with bit `bit` of this byte flipped. */
void image_write(const struct image *image, const char *folder, uint32_t file, uint64_t offset,
                 unsigned bit);

/* pages.c: call `page` for every page of an LMDB file with the table it is of ("(free)", "(meta)",
 * "(tables)" for those of LMDB itself). */
void image_pages(const struct image_file *file,
                 void (*page)(void *arg, const char *table, uint64_t number), void *arg);

#endif
