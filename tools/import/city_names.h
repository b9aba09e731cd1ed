/* city_names - syllables of fictional community names. Pure.
 *
 * Two words make a name, in Chinese and in pinyin: 和 + 苑 is 和苑社区, Heyuan Community. All are
 * everyday words of good meaning; none is taken from a list of real communities. */
#ifndef EVN_IMPORT_CITY_NAMES_H
#define EVN_IMPORT_CITY_NAMES_H

#include <stddef.h>

struct evn_city_word {
    const char *zh, *en;
};

extern const struct evn_city_word evn_city_first[], evn_city_last[];
extern const size_t evn_city_n_first, evn_city_n_last;

#endif
