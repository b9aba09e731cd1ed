#include "common/wire/words.h"

#include <string.h>

void evn_words_add(struct evn_words *to, const char *text)
{
    size_t len = strnlen(text, sizeof to->at - 1 - to->len);
    memcpy(to->at + to->len, text, len);
    to->len += len;
    to->at[to->len] = '\0';
}

void evn_words_decimal(struct evn_words *to, uint64_t value)
{
    char digits[21];
    size_t at = sizeof digits - 1;
    digits[at] = '\0';
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    evn_words_add(to, digits + at);
}

void evn_words_prefix_path(struct evn_refusal *why, const char *name, int64_t index)
{
    struct evn_words path = {.len = 0};
    evn_words_add(&path, name);
    if (index != EVN_NO_INDEX) {
        evn_words_add(&path, "[");
        evn_words_decimal(&path, (uint64_t)index);
        evn_words_add(&path, "]");
    }
    if (why->field[0] != '\0')
        evn_words_add(&path, ".");
    evn_words_add(&path, why->field);
    evn_refusal_text(why->field, sizeof why->field, path.at);
}
