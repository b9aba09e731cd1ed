#include "tests/crash/ledger/image.h"

#include "tests/lib/suite.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PAGE = 4096, PATH_LEN = 700 };

static void load_file(struct image_file *f, const char *path)
{
    struct stat st;
    int fd = open(path, O_RDONLY);
    EVN_MUST(fd >= 0 && fstat(fd, &st) == 0);
    f->size = (uint64_t)st.st_size;
    f->bytes = malloc(f->size + 1);
    EVN_MUST(f->bytes != NULL);
    while (f->len < f->size) {
        ssize_t n = read(fd, f->bytes + f->len, f->size - f->len);
        EVN_MUST(n > 0);
        f->len += (uint64_t)n;
    }
    close(fd);
    while (f->len > 0 && f->bytes[f->len - 1] == 0)
        f->len--;
}

static void load_folder(struct image *image, const char *folder, const char *below)
{
    char path[PATH_LEN];
    snprintf(path, sizeof path, "%s/%s", folder, below);
    DIR *dir = opendir(path);
    struct dirent *entry;
    EVN_MUST(dir != NULL);
    while ((entry = readdir(dir)) != NULL) {
        struct stat st;
        if (entry->d_name[0] == '.' || strcmp(entry->d_name, "views.mdb-lock") == 0)
            continue;
        EVN_MUST(image->n_files < IMAGE_FILES_MAX);
        struct image_file *f = &image->file[image->n_files++];
        EVN_MUST((size_t)snprintf(f->path, sizeof f->path, "%s%s", below, entry->d_name) + 1 <
                 sizeof f->path);
        snprintf(path, sizeof path, "%s/%s", folder, f->path);
        EVN_MUST(stat(path, &st) == 0);
        if (S_ISDIR(st.st_mode)) {
            strcat(f->path, "/");
            load_folder(image, folder, f->path);
        } else {
            load_file(f, path);
        }
    }
    closedir(dir);
}

static void add(struct image *image, const char *name, uint32_t file, uint64_t from, uint64_t to)
{
    size_t i = 0;
    while (i < image->n_parts && strcmp(image->part[i].name, name) != 0)
        i++;
    EVN_MUST(i < IMAGE_PARTS_MAX);
    struct image_part *p = &image->part[i];
    if (i == image->n_parts) {
        image->n_parts++;
        snprintf(p->name, sizeof p->name, "%s", name);
    }
    if (p->n == p->cap) {
        p->cap = p->cap > 0 ? 2 * p->cap : 64;
        p->range = realloc(p->range, p->cap * sizeof *p->range);
        EVN_MUST(p->range != NULL);
    }
    p->range[p->n].file = file;
    p->range[p->n].from = from;
    p->range[p->n++].to = to;
    p->bytes += to - from;
}

struct paging {
    struct image *image;
    uint32_t file;
};

static void add_page(void *arg, const char *table, uint64_t number)
{
    struct paging *p = arg;
    char name[IMAGE_NAME];
    snprintf(name, sizeof name, "views: %s", table);
    add(p->image, name, p->file, number * PAGE, (number + 1) * PAGE);
}

static void add_log(struct image *image, uint32_t i, const char *name)
{
    const struct image_file *f = &image->file[i];
    bool last = strncmp(name, "seg-", 4) == 0;
    for (uint32_t j = 0; last && j < image->n_files; j++)
        last = strstr(image->file[j].path, "/seg-") == NULL ||
               strcmp(image->file[j].path, f->path) <= 0;
    uint64_t end = (f->len + PAGE - 1) / PAGE * PAGE;
    if (strncmp(name, "seg-", 4) == 0) {
        add(image, "log: header of a segment", i, 0, PAGE);
        add(image, last ? "log: last segment" : "log: sealed segment", i, PAGE, end);
        if (last && end < f->size)
            add(image, "log: room behind the end", i, end, f->size);
    } else if (strncmp(name, "free-", 5) == 0) {
        add(image, "log: pool file", i, 0, f->size);
    } else if (strncmp(name, "arc-", 4) == 0) {
        add(image, "log: archived segment", i, 0, f->len);
    } else {
        add(image, "log: log.id", i, 0, f->len);
    }
}

void image_load(struct image *image, const char *folder)
{
    memset(image, 0, sizeof *image);
    load_folder(image, folder, "");
    for (uint32_t i = 0; i < image->n_files; i++) {
        const struct image_file *f = &image->file[i];
        struct paging paging = {image, i};
        const char *name = strrchr(f->path, '/');
        if (f->bytes == NULL || name == NULL)
            continue;
        if (strcmp(name, "/views.mdb") == 0)
            image_pages(f, add_page, &paging);
        else if (strstr(f->path, "/log/") != NULL)
            add_log(image, i, name + 1);
    }
}

void image_free(struct image *image)
{
    for (uint32_t i = 0; i < image->n_files; i++)
        free(image->file[i].bytes);
    for (size_t i = 0; i < image->n_parts; i++)
        free(image->part[i].range);
}

void image_find(const struct image_part *part, uint64_t at, uint32_t *file, uint64_t *offset)
{
    size_t i = 0;
    while (at >= part->range[i].to - part->range[i].from) {
        at -= part->range[i].to - part->range[i].from;
        i++;
    }
    *file = part->range[i].file;
    *offset = part->range[i].from + at;
}

static void write_file(const struct image_file *f, const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
    EVN_MUST(fd >= 0 && write(fd, f->bytes, f->len) == (ssize_t)f->len);
    EVN_MUST(ftruncate(fd, (off_t)f->size) == 0);
    close(fd);
}

void image_write(const struct image *image, const char *folder, uint32_t file, uint64_t offset,
                 unsigned bit)
{
    char path[PATH_LEN];
    for (uint32_t i = 0; i < image->n_files; i++) {
        const struct image_file *f = &image->file[i];
        snprintf(path, sizeof path, "%s/%s", folder, f->path);
        if (f->bytes == NULL)
            EVN_MUST(mkdir(path, 0700) == 0);
        else
            write_file(f, path);
        if (i != file)
            continue;
        uint8_t byte = f->bytes != NULL && offset < f->len ? f->bytes[offset] : 0;
        byte ^= (uint8_t)(1u << bit);
        int fd = open(path, O_WRONLY);
        EVN_MUST(fd >= 0 && pwrite(fd, &byte, 1, (off_t)offset) == 1);
        close(fd);
    }
}
