#include "services/registry/core/gtin.h"
#include "services/registry/core/reader.h"

enum { LOOKED_AT_MAX = 5000, HITS_MAX = EVN_CODE_OWN + 2 };

/* The items a text names exactly: by their id, a code of a system, a package's trace code. */
struct hits {
    const struct evn_row *row[HITS_MAX];
    size_t n;
};

static bool has_hit(const struct hits *hits, const struct evn_row *row)
{
    bool found = false;
    for (size_t i = 0; i < hits->n; i++)
        found |= hits->row[i] == row;
    return found;
}

static void add_hit(struct hits *hits, const struct evn_row *row)
{
    if (row != NULL && !has_hit(hits, row))
        hits->row[hits->n++] = row;
}

static void add_owner(const struct evn_reader *r, struct hits *hits, const char *key)
{
    const char *owner = evn_registry_code_owner(r->state, key);
    if (owner != NULL)
        add_hit(hits, evn_registry_find(r->state, EVN_REG_ITEM, owner));
}

static void find_hits(const struct evn_reader *r, const char *text, struct hits *hits)
{
    char key[EVN_CODE_MAX + 4];
    hits->n = 0;
    if (text[0] == '\0' || strlen(text) >= EVN_CODE_MAX)
        return;
    add_hit(hits, evn_registry_find(r->state, EVN_REG_ITEM, text));
    for (int32_t system = EVN_CODE_GTIN; system <= EVN_CODE_OWN; system++)
        if (evn_item_code_check(system, text) == EVN_OK && evn_item_code_key(system, text, key))
            add_owner(r, hits, key);
    if (evn_is_trace_code(text) || evn_is_trace_prefix(text)) {
        evn_trace_key(text, key);
        add_owner(r, hits, key);
    }
}

static char small(char c)
{
    if (c >= 'A' && c <= 'Z')
        return (char)(c - 'A' + 'a');
    return c;
}

/* Letters of ASCII count the same in either case. */
static bool begins(const char *text, const char *with)
{
    while (*with != '\0' && small(*text) == small(*with))
        text++, with++;
    return *with == '\0';
}

/* The text or one of its words, which blanks, brackets and strokes part. */
static bool has_word(const char *text, const char *with)
{
    bool found = begins(text, with);
    for (; *text != '\0' && !found; text++)
        found = strchr(" -/,;([", *text) != NULL && begins(text + 1, with);
    return found;
}

static bool has_text(const struct evn_item *item, const char *text)
{
    bool found = begins(item->code, text) || begins(item->name_zh, text) ||
                 has_word(item->name_en, text) || begins(item->initials, text);
    for (size_t i = 0; i < item->n_codes && !found; i++)
        found = begins(item->codes[i].value, text);
    return found;
}

static bool is_below(const struct evn_item *item, const char *atc)
{
    bool found = atc[0] == '\0';
    for (size_t i = 0; i < item->n_codes && !found; i++)
        found = item->codes[i].system == EVN_CODE_ATC &&
                strncmp(item->codes[i].value, atc, strlen(atc)) == 0;
    return found;
}

/* Whether the row is what is searched for; `named`: the text need not be looked for. The arena is
 * left as it was. */
static bool fits(const struct evn_reader *r, const struct evn_query_search *search,
                 const struct evn_row *row, bool named)
{
    struct evn_item item;
    size_t used = r->ask->arena->used;
    bool found = evn_registry_read(EVN_REG_ITEM, row, r->ask->arena, &item) &&
                 (search->category[0] == '\0' || strcmp(item.category, search->category) == 0) &&
                 is_below(&item, search->atc) &&
                 (named || search->text[0] == '\0' || has_text(&item, search->text));
    r->ask->arena->used = used;
    return found;
}

static evn_err check(const struct evn_reader *r, const struct evn_query_search *search)
{
    if (search->text[0] == '\0' && search->category[0] == '\0' && search->atc[0] == '\0')
        return evn_reader_refuse(r, EVN_E_MISSING_FIELD, "search.text", "");
    if (search->atc[0] != '\0' && evn_item_code_check(EVN_CODE_ATC, search->atc) != EVN_OK)
        return evn_reader_refuse(r, EVN_E_BAD_FIELD, "search.atc", search->atc);
    return EVN_OK;
}

evn_err evn_answer_search(const struct evn_reader *r, const struct evn_query_search *search)
{
    struct hits hits;
    uint32_t limit = search->limit > 0 ? search->limit : EVN_PAGE_USUAL, n_looked = 0;
    const char *last = search->after;
    const struct evn_row *row;
    evn_err err = check(r, search);
    find_hits(r, search->text, &hits);
    for (size_t i = 0; i < hits.n && err == EVN_OK && search->after[0] == '\0'; i++)
        if (fits(r, search, hits.row[i], true))
            err = evn_reader_row(r, EVN_REG_ITEM, hits.row[i]);
    struct evn_table_walk walk =
        evn_table_after(evn_registry_table(r->state, EVN_REG_ITEM), search->after, "");
    while (err == EVN_OK && (row = evn_table_next(&walk)) != NULL) {
        if (limit == 0 || n_looked++ == LOOKED_AT_MAX || r->result->len > EVN_PAGE_BYTES)
            return evn_reader_next(r, last);
        last = row->key;
        if (has_hit(&hits, row) || !fits(r, search, row, false))
            continue;
        err = evn_reader_row(r, EVN_REG_ITEM, row);
        limit--;
    }
    return err;
}
