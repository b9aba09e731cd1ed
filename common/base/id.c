#include "common/base/id.h"

static bool is_version_7(const uint8_t b[EVN_ID_LEN])
{
    return b[6] >> 4 == 7 && b[8] >> 6 == 2;
}

struct evn_id evn_id_make(int64_t at_us, const uint8_t rest[10])
{
    uint64_t ms = (uint64_t)(at_us > 0 ? at_us / 1000 : 0);
    struct evn_id id;
    evn_put_be64(id.b, ms << 16);
    memcpy(&id.b[6], rest, 10);
    id.b[6] = (uint8_t)(0x70 | (id.b[6] & 0x0f));
    id.b[8] = (uint8_t)(0x80 | (id.b[8] & 0x3f));
    return id;
}

int64_t evn_id_time_us(const struct evn_id *id)
{
    return (int64_t)(evn_get_be64(id->b) >> 16) * 1000;
}

evn_err evn_id_from_bytes(struct evn_bytes bytes, struct evn_id *out)
{
    if (bytes.len != EVN_ID_LEN || !is_version_7(bytes.at))
        return EVN_E_BAD_ID;
    memcpy(out->b, bytes.at, EVN_ID_LEN);
    return EVN_OK;
}

void evn_id_format(const struct evn_id *id, char out[EVN_ID_TEXT_LEN + 1])
{
    static const char digit[] = "0123456789abcdef";
    size_t at = 0;
    for (size_t i = 0; i < EVN_ID_LEN; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            out[at++] = '-';
        out[at++] = digit[id->b[i] >> 4];
        out[at++] = digit[id->b[i] & 15];
    }
    out[at] = '\0';
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

evn_err evn_id_parse(const char *text, struct evn_id *out)
{
    uint8_t b[EVN_ID_LEN];
    size_t at = 0;
    for (size_t i = 0; i < EVN_ID_LEN; i++) {
        if ((i == 4 || i == 6 || i == 8 || i == 10) && text[at++] != '-')
            return EVN_E_BAD_ID;
        int high = hex_value(text[at]);
        int low = high < 0 ? -1 : hex_value(text[at + 1]);
        if (low < 0)
            return EVN_E_BAD_ID;
        b[i] = (uint8_t)(high << 4 | low);
        at += 2;
    }
    if (text[at] != '\0' || !is_version_7(b))
        return EVN_E_BAD_ID;
    memcpy(out->b, b, EVN_ID_LEN);
    return EVN_OK;
}
