#include "tools/demo/folder.h"

#include "common/service/site.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>

enum { OPEN_FILES_MAX = 16 };

static const char *const ours[] = {"keys",   "client",   "run",   "endpoints", "lock",
                                   "up.log", "exercise", "vault", NULL};

static bool is_one_of(const char *name, const char *const *list)
{
    while (*list != NULL && strcmp(*list, name) != 0)
        list++;
    return *list != NULL;
}

static bool is_dots(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* Call `see` for each entry until it returns false. A folder that is not there has none. */
static evn_err each_entry(const char *path, bool (*see)(void *self, const char *name), void *self)
{
    DIR *dir = opendir(path);
    const struct dirent *entry;
    if (dir == NULL)
        return errno == ENOENT ? EVN_OK : EVN_E_IO;
    bool go_on = true;
    while (go_on && (entry = readdir(dir)) != NULL)
        if (!is_dots(entry->d_name))
            go_on = see(self, entry->d_name);
    closedir(dir);
    return EVN_OK;
}

static bool see_any(void *self, const char *name)
{
    (void)name;
    *(bool *)self = false;
    return false;
}

evn_err evn_folder_is_empty(const char *path, bool *empty)
{
    *empty = true;
    return each_entry(path, see_any, empty);
}

struct clearing {
    const char *path;
    char *other;
    size_t cap;
    evn_err err;
};

static bool find_other(void *self, const char *name)
{
    struct clearing *c = self;
    if (is_one_of(name, ours) || is_one_of(name, evn_service_names))
        return true;
    snprintf(c->other, c->cap, "%s", name);
    c->err = EVN_E_EXISTS;
    return false;
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *at)
{
    (void)info;
    (void)kind;
    (void)at;
    return remove(path);
}

static bool remove_entry(void *self, const char *name)
{
    struct clearing *c = self;
    char path[EVN_PATH_MAX + 264];
    snprintf(path, sizeof path, "%s/%s", c->path, name);
    if (nftw(path, remove_one, OPEN_FILES_MAX, FTW_DEPTH | FTW_PHYS | FTW_MOUNT) != 0)
        c->err = EVN_E_IO;
    return c->err == EVN_OK;
}

evn_err evn_folder_clear(const char *path, char *other, size_t cap)
{
    struct clearing c = {.path = path, .other = other, .cap = cap, .err = EVN_OK};
    other[0] = '\0';
    evn_err err = each_entry(path, find_other, &c);
    if (err == EVN_OK && c.err == EVN_OK)
        err = each_entry(path, remove_entry, &c);
    return err != EVN_OK ? err : c.err;
}
