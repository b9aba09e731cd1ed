#include "tools/import/source.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* A regular file. */
static evn_err open_file(const char *path, int *fd)
{
    struct stat st;
    *fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (*fd < 0 || fstat(*fd, &st) != 0 || !S_ISREG(st.st_mode))
        return EVN_E_IO;
    return st.st_size > EVN_FILE_BYTES_MAX ? EVN_E_LIMIT : EVN_OK;
}

/* The whole file as it is. */
static evn_err load(const char *path, struct evn_buf *out)
{
    bool standard = strcmp(path, "-") == 0;
    int fd = standard ? dup(STDIN_FILENO) : -1;
    evn_err err = !standard ? open_file(path, &fd) : fd >= 0 ? EVN_OK : EVN_E_IO;
    while (err == EVN_OK) {
        uint8_t *room = evn_buf_room(out, 65536);
        ssize_t n = room != NULL ? read(fd, room, 65536) : 0;
        if (room == NULL)
            err = EVN_E_LIMIT;
        else if (n < 0 && errno != EINTR)
            err = EVN_E_IO;
        else if (n == 0)
            break;
        else if (n > 0)
            evn_buf_used(out, (size_t)n);
    }
    if (fd >= 0)
        close(fd);
    return err;
}

static bool ends_with(const char *path, const char *end)
{
    size_t n = strlen(path), m = strlen(end);
    return n >= m && strcmp(path + n - m, end) == 0;
}

static bool first_line_has_tab(const struct evn_buf *text)
{
    for (size_t i = 0; i < text->len && text->at[i] != '\n' && text->at[i] != '\r'; i++)
        if (text->at[i] == '\t')
            return true;
    return false;
}

evn_err evn_source_open(struct evn_source *source, const char *path)
{
    struct evn_buf raw;
    *source = (struct evn_source){.name = path};
    evn_buf_init(&raw, EVN_FILE_BYTES_MAX + 65536);
    evn_buf_init(&source->text, (size_t)EVN_FILE_BYTES_MAX * 3);
    evn_err err = load(path, &raw);
    struct evn_bytes bytes = evn_bytes_of(raw.at, raw.len);
    if (err == EVN_OK)
        err = evn_charset_detect(bytes, &source->charset);
    if (err == EVN_OK && source->charset == EVN_CHARSET_UTF8 && !evn_charset_has_mark(bytes)) {
        source->text = raw; /* as it is */
    } else {
        if (err == EVN_OK)
            err = evn_charset_read(source->charset, bytes, &source->text);
        evn_buf_fini(&raw);
    }
    source->tabs =
        ends_with(path, ".tsv") || (!ends_with(path, ".csv") && first_line_has_tab(&source->text));
    if (err != EVN_OK)
        evn_source_close(source);
    return err;
}

void evn_source_close(struct evn_source *source)
{
    evn_buf_fini(&source->text);
}
