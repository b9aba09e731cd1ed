/* Only what is ours is removed from a data folder. */
#include "tools/demo/folder.h"

#include "tests/lib/suite.h"

#include <sys/stat.h>
#include <unistd.h>

static char other[256];

static void make(const char *folder, const char *name, bool is_folder)
{
    char path[600];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (is_folder) {
        EVN_MUST(mkdir(path, 0700) == 0);
        return;
    }
    FILE *file = fopen(path, "w");
    EVN_MUST(file != NULL);
    fclose(file);
}

static bool is_there(const char *folder, const char *name)
{
    char path[600];
    struct stat info;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return lstat(path, &info) == 0;
}

static void an_installation_is_removed_whole(void)
{
    bool empty;
    const char *dir = evn_test_dir();
    char sub[500];
    snprintf(sub, sizeof sub, "%s/site", dir);
    EVN_MUST(mkdir(sub, 0700) == 0);
    make(sub, "keys", true);
    make(sub, "keys/admin.key", false);
    make(sub, "registry", true);
    make(sub, "registry/log", true);
    make(sub, "up.log", false);
    EVN_CHECK_OK(evn_folder_is_empty(sub, &empty));
    EVN_CHECK(!empty);
    EVN_CHECK_OK(evn_folder_clear(sub, other, sizeof other));
    EVN_CHECK_OK(evn_folder_is_empty(sub, &empty));
    EVN_CHECK(empty);
}

static void with_anything_else_in_it_nothing_is_removed(void)
{
    char sub[500];
    snprintf(sub, sizeof sub, "%s/mixed", evn_test_dir());
    EVN_MUST(mkdir(sub, 0700) == 0);
    make(sub, "keys", true);
    make(sub, "photos", true);
    EVN_CHECK_ERR(evn_folder_clear(sub, other, sizeof other), EVN_E_EXISTS);
    EVN_CHECK_TEXT(other, "photos");
    EVN_CHECK(is_there(sub, "keys"));
    EVN_CHECK(is_there(sub, "photos"));
}

static void a_link_is_removed_and_what_it_points_to_stays(void)
{
    char sub[500], link[520], target[520];
    snprintf(sub, sizeof sub, "%s/linked", evn_test_dir());
    snprintf(target, sizeof target, "%s/target", evn_test_dir());
    snprintf(link, sizeof link, "%s/ledger", sub);
    EVN_MUST(mkdir(sub, 0700) == 0 && mkdir(target, 0700) == 0);
    make(target, "file", false);
    EVN_MUST(symlink(target, link) == 0);
    EVN_CHECK_OK(evn_folder_clear(sub, other, sizeof other));
    EVN_CHECK(!is_there(sub, "ledger"));
    EVN_CHECK(is_there(target, "file"));
}

static void a_folder_that_is_not_there_is_empty(void)
{
    bool empty = false;
    char sub[500];
    snprintf(sub, sizeof sub, "%s/nothing", evn_test_dir());
    EVN_CHECK_OK(evn_folder_is_empty(sub, &empty));
    EVN_CHECK(empty);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(an_installation_is_removed_whole),
        EVN_TEST(with_anything_else_in_it_nothing_is_removed),
        EVN_TEST(a_link_is_removed_and_what_it_points_to_stays),
        EVN_TEST(a_folder_that_is_not_there_is_empty),
    };
    return evn_test_main(argc, argv, "demo.folder", tests, sizeof tests / sizeof tests[0]);
}
