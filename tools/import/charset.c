#include "tools/import/charset.h"

#include "common/wire/text.h"

#include <errno.h>
#include <iconv.h>

static const char *const names[] = {"UTF-8", "GB18030", "Windows-1252"};

const char *evn_charset_name(enum evn_charset charset)
{
    return names[charset];
}

bool evn_charset_has_mark(struct evn_bytes bytes)
{
    return bytes.len >= 3 && memcmp(bytes.at, "\xef\xbb\xbf", 3) == 0;
}

/* Walk GB18030 by its structure (GB 18030-2022, table 1) and count two-byte characters, all and
 * those of GB 2312. False: not GB18030. */
static bool count_pairs(struct evn_bytes bytes, size_t *n_pairs, size_t *n_common)
{
    const uint8_t *p = bytes.at, *end = p + bytes.len;
    while (p < end) {
        size_t left = (size_t)(end - p);
        bool leads = left >= 2 && p[0] > 0x80 && p[0] < 0xff;
        if (p[0] < 0x80) {
            p++;
        } else if (leads && p[1] >= 0x40 && p[1] != 0x7f && p[1] != 0xff) {
            *n_pairs += 1;
            *n_common += p[0] >= 0xa1 && p[1] >= 0xa1;
            p += 2;
        } else if (leads && left >= 4 && p[1] >= 0x30 && p[1] <= 0x39 && p[2] >= 0x81 &&
                   p[2] <= 0xfe && p[3] >= 0x30 && p[3] <= 0x39) {
            p += 4;
        } else {
            return false;
        }
    }
    return true;
}

/* Whether more than half of the bytes above 0x7F are parts of UTF-8 sequences. */
static bool is_mostly_utf8(struct evn_bytes bytes)
{
    size_t n_high = 0, n_utf8 = 0;
    for (size_t i = 0; i < bytes.len;) {
        size_t len = 1;
        if (bytes.at[i] >= 0x80) {
            for (len = 2; len <= 4 && len <= bytes.len - i; len++)
                if (evn_text_utf8(evn_bytes_of(bytes.at + i, len)))
                    break;
            bool is = len <= 4 && len <= bytes.len - i;
            len = is ? len : 1;
            n_high += len;
            n_utf8 += is ? len : 0;
        }
        i += len;
    }
    return n_utf8 * 2 > n_high;
}

/* The whole text through libc's converter: the structure may be right and the code unassigned. */
static evn_err convert(const char *from, struct evn_bytes bytes, struct evn_buf *out)
{
    iconv_t cd = iconv_open("UTF-8", from);
    if (cd == (iconv_t)-1)
        return EVN_E_NO_MEMORY;
    char *in = (char *)(uintptr_t)bytes.at; /* iconv does not write through it */
    size_t left = bytes.len;
    evn_err err = EVN_OK;
    while (err == EVN_OK && left > 0) {
        size_t want = left * 2 + 16;
        if (out->max - out->len < want)
            want = out->max - out->len;
        char *room = want > 0 ? (char *)evn_buf_room(out, want) : NULL, *to = room;
        if (room == NULL) {
            err = EVN_E_LIMIT;
            break;
        }
        size_t got = iconv(cd, &in, &left, &to, &want);
        evn_buf_used(out, (size_t)(to - room));
        if (got == (size_t)-1 && (errno != E2BIG || to == room))
            err = errno == E2BIG ? EVN_E_LIMIT : EVN_E_BAD_TEXT;
    }
    iconv_close(cd);
    return err;
}

static bool is_windows_1252(struct evn_bytes bytes)
{
    for (size_t i = 0; i < bytes.len; i++)
        switch (bytes.at[i]) {
        case 0x81:
        case 0x8d:
        case 0x8f:
        case 0x90:
        case 0x9d:
            return false;
        default:
            break;
        }
    return true;
}

static evn_err is_gb18030(struct evn_bytes bytes, bool *is)
{
    size_t n_pairs = 0, n_common = 0;
    struct evn_buf scratch;
    *is = false;
    if (!count_pairs(bytes, &n_pairs, &n_common) || n_common * 2 < n_pairs || is_mostly_utf8(bytes))
        return EVN_OK;
    evn_buf_init(&scratch, bytes.len * 4 + 64);
    evn_err err = convert("GB18030", bytes, &scratch);
    evn_buf_fini(&scratch);
    *is = err == EVN_OK;
    return err == EVN_E_BAD_TEXT ? EVN_OK : err;
}

/* The most common text is told at eight bytes a step. */
static bool is_ascii(struct evn_bytes bytes)
{
    uint64_t high = 0;
    size_t i = 0;
    for (; i + 8 <= bytes.len; i += 8)
        high |= evn_get_u64(bytes.at + i);
    for (; i < bytes.len; i++)
        high |= bytes.at[i];
    return (high & UINT64_C(0x8080808080808080)) == 0;
}

evn_err evn_charset_detect(struct evn_bytes bytes, enum evn_charset *out)
{
    bool is;
    if (bytes.len > 0 && memchr(bytes.at, 0, bytes.len) != NULL)
        return EVN_E_BAD_TEXT;
    *out = EVN_CHARSET_UTF8;
    if (is_ascii(bytes) || evn_text_utf8(bytes))
        return EVN_OK;
    if (evn_charset_has_mark(bytes))
        return EVN_E_BAD_TEXT;
    evn_err err = is_gb18030(bytes, &is);
    if (err != EVN_OK)
        return err;
    *out = is ? EVN_CHARSET_GB18030 : EVN_CHARSET_WINDOWS_1252;
    return is || is_windows_1252(bytes) ? EVN_OK : EVN_E_BAD_TEXT;
}

evn_err evn_charset_read(enum evn_charset charset, struct evn_bytes bytes, struct evn_buf *out)
{
    if (charset != EVN_CHARSET_UTF8)
        return convert(names[charset], bytes, out);
    if (evn_charset_has_mark(bytes))
        bytes = evn_bytes_of(bytes.at + 3, bytes.len - 3);
    return is_ascii(bytes) || evn_text_utf8(bytes) ? evn_buf_add(out, bytes) : EVN_E_BAD_TEXT;
}
