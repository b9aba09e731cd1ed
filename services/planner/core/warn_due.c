#include "services/planner/core/warn.h"

#include "common/base/buf.h"

enum { WARN_BYTES = 128 << 10, ROOM = 64 << 10 };

/* Warnings of one name in one area being said. */
struct saying {
    const struct evn_planner_state *state;
    struct evn_day today;
    struct evn_arena *arena;
    struct evn_emit *emit;
    struct evn_warn_rule *rules; /* of all names, in the order of the table */
    size_t n_rules;
    struct evn_warn_rule *own; /* of the name at hand */
    size_t n_own;
    int32_t *day; /* of the warnings that stand there */
    size_t n_days, cap_days;
    size_t bytes; /* said by now */
};

static bool is_full(const struct saying *s)
{
    return s->bytes > WARN_BYTES;
}

/* The rules that can be read; of others the query tells. */
static evn_err read_rules(struct saying *s)
{
    const struct evn_fact_row *row =
        evn_facts_find(evn_planner_facts(s->state, EVN_FACT_POLICY), "warning_rules");
    struct evn_fact_policy *policy = evn_arena_array(s->arena, 1, sizeof *policy);
    const char *field;
    s->n_rules = 0;
    if (row == NULL)
        return EVN_OK;
    if (policy == NULL || !evn_planner_read(EVN_FACT_POLICY, row, s->arena, policy))
        return EVN_E_LIMIT;
    s->rules = evn_arena_array(s->arena, policy->n_rules + 1, sizeof *s->rules);
    s->own = evn_arena_array(s->arena, policy->n_rules + 1, sizeof *s->own);
    if (s->rules == NULL || s->own == NULL)
        return EVN_E_LIMIT;
    for (size_t i = 0; i < policy->n_rules; i++)
        s->n_rules += evn_warn_read(&policy->rules[i], &s->rules[s->n_rules], &field);
    return EVN_OK;
}

static void make_key(const struct evn_fact_warning *warning, char out[EVN_FACT_KEY_MAX])
{
    struct evn_fact_id id;
    evn_fact_of(EVN_FACT_WARNING)->identify(warning, &id);
    memcpy(out, id.key, sizeof id.key);
}

/* Say it, unless it was said just so. */
static evn_err say(struct saying *s, const struct evn_fact_warning *warning)
{
    char key[EVN_FACT_KEY_MAX];
    struct evn_buf buf = {.at = evn_arena_alloc(s->arena, ROOM), .cap = ROOM, .max = ROOM};
    if (buf.at == NULL)
        return EVN_E_LIMIT;
    evn_err err = evn_wire_encode(evn_fact_of(EVN_FACT_WARNING)->message, warning, &buf);
    make_key(warning, key);
    const struct evn_fact_row *row =
        evn_facts_find(evn_planner_facts(s->state, EVN_FACT_WARNING), key);
    struct evn_bytes body = evn_bytes_of(buf.at, buf.len);
    if (err != EVN_OK || (row != NULL && evn_bytes_equal(body, evn_bytes_of(row->body, row->len))))
        return err;
    evn_emit_event(s->emit, EVN_FACT_WARNING, 1, body);
    s->bytes += body.len + 16;
    return EVN_OK;
}

static evn_err stands(void *self, const struct evn_fact_warning *warning)
{
    struct saying *s = self;
    EVN_ASSERT(s->n_days < s->cap_days);
    s->day[s->n_days++] = warning->day.n;
    return say(s, warning);
}

static bool still(const struct saying *s, struct evn_day day)
{
    for (size_t i = 0; i < s->n_days; i++)
        if (s->day[i] == day.n)
            return true;
    return false;
}

/* Warnings of the rule in the area that were said and do not stand any more. */
static evn_err clear_others(struct saying *s, const char *area)
{
    const struct evn_facts *table = evn_planner_facts(s->state, EVN_FACT_WARNING);
    char first[EVN_AREA_MAX + 1] = {0};
    size_t len = strlen(area);
    evn_err err = EVN_OK;
    memcpy(first, area, len);
    first[len] = '|';
    for (size_t i = evn_facts_from(table, first); err == EVN_OK && i < table->n; i++) {
        const struct evn_fact_row *row = &table->row[table->order[i]];
        struct evn_fact_warning said;
        size_t mark = s->arena->used;
        if (strncmp(row->key, first, len + 1) != 0)
            break;
        if (!evn_planner_read(EVN_FACT_WARNING, row, s->arena, &said))
            return EVN_E_LIMIT;
        if (!said.cleared && strcmp(said.rule, s->own[0].name) == 0 && !still(s, said.day)) {
            said.cleared = true;
            err = say(s, &said);
        }
        s->arena->used = mark;
    }
    return err;
}

/* The rule's text of a channel; NULL: no rule of the name counts it. */
static const char *channel_of(const struct saying *s, const char *channel)
{
    for (size_t i = 0; i < s->n_own; i++)
        for (size_t k = 0; k < s->own[i].n; k++)
            if (strcmp(s->own[i].channel[k].channel, channel) == 0)
                return s->own[i].channel[k].channel;
    return NULL;
}

/* The signals of the area and below, in the arena. */
static evn_err gather(const struct saying *s, const char *area, struct evn_warn_signal **out,
                      size_t *n)
{
    const struct evn_facts *table = evn_planner_facts(s->state, EVN_FACT_SIGNAL);
    size_t first = evn_facts_from(table, area), until = first, len = strlen(area);
    while (until < table->n && strncmp(table->row[table->order[until]].key, area, len) == 0)
        until++;
    *n = 0;
    *out = evn_arena_array(s->arena, until - first + 1, sizeof **out);
    if (*out == NULL)
        return EVN_E_LIMIT;
    for (size_t i = first; i < until; i++) {
        const struct evn_fact_row *row = &table->row[table->order[i]];
        struct evn_fact_signal signal;
        if (!evn_planner_read(EVN_FACT_SIGNAL, row, NULL, &signal))
            return EVN_E_LIMIT;
        const char *channel = channel_of(s, signal.channel);
        if (channel != NULL && signal.value > 0)
            (*out)[(*n)++] = (struct evn_warn_signal){.channel = channel,
                                                      .name = strrchr(row->key, '|') + 1,
                                                      .day = signal.day,
                                                      .value = signal.value};
    }
    return EVN_OK;
}

static evn_err settle(struct saying *s, const char *area)
{
    struct evn_warn_signal *signals;
    size_t n, mark = s->arena->used;
    if (is_full(s))
        return EVN_OK;
    evn_err err = gather(s, area, &signals, &n);
    s->n_days = 0;
    s->cap_days = n;
    s->day = err == EVN_OK ? evn_arena_array(s->arena, n + 1, sizeof *s->day) : NULL;
    if (s->day == NULL)
        return EVN_E_LIMIT;
    err = evn_warn_of(s->own, s->n_own, area, signals, n, s->arena, stands, s);
    if (err == EVN_OK)
        err = clear_others(s, area);
    s->arena->used = mark;
    return err;
}

static evn_err settle_all(struct saying *s, size_t len)
{
    const struct evn_facts *table = evn_planner_facts(s->state, EVN_FACT_SIGNAL);
    char area[EVN_AREA_MAX] = "";
    evn_err err = EVN_OK;
    for (size_t i = 0; err == EVN_OK && i < table->n && !is_full(s); i++) {
        const char *key = table->row[table->order[i]].key;
        if ((size_t)(strchr(key, '|') - key) < len ||
            (area[0] != '\0' && strncmp(key, area, len) == 0))
            continue;
        memcpy(area, key, len);
        area[len] = '\0';
        err = settle(s, area);
    }
    return err;
}

/* Areas of this length whose signals changed; each once. */
static evn_err settle_touched(struct saying *s, size_t len)
{
    const struct evn_touched *touched = &s->state->warn;
    evn_err err = EVN_OK;
    if (touched->all)
        return settle_all(s, len);
    for (size_t i = 0; err == EVN_OK && i < touched->n; i++) {
        char area[EVN_AREA_MAX] = "";
        bool again = strlen(touched->area[i]) < len;
        for (size_t k = 0; k < i; k++)
            again |= strncmp(touched->area[k], touched->area[i], len) == 0;
        memcpy(area, touched->area[i], len);
        if (!again)
            err = settle(s, area);
    }
    return err;
}

/* The rules of the name of rule i, unless an earlier one has it. */
static bool take_name(struct saying *s, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (strcmp(s->rules[k].name, s->rules[i].name) == 0)
            return false;
    s->n_own = 0;
    for (size_t k = i; k < s->n_rules; k++)
        if (strcmp(s->rules[k].name, s->rules[i].name) == 0)
            s->own[s->n_own++] = s->rules[k];
    return true;
}

static bool has_length(const struct saying *s, size_t len)
{
    for (size_t i = 0; i < s->n_own; i++)
        if (s->own[i].area_len == len)
            return true;
    return false;
}

static evn_err say_checked(struct saying *s)
{
    const struct evn_warned warned = {.day = s->today};
    uint8_t room[32];
    struct evn_buf buf = {.at = room, .cap = sizeof room, .max = sizeof room};
    evn_err err = evn_wire_encode(&evn_warned_table, &warned, &buf);
    if (err == EVN_OK)
        evn_emit_event(s->emit, EVN_PLANNER_WARNED, 1, evn_bytes_of(buf.at, buf.len));
    return err;
}

evn_err evn_warn_due(const struct evn_planner_state *state, struct evn_day today,
                     struct evn_arena *arena, struct evn_emit *emit)
{
    static const size_t lengths[] = {2, 4, 6, 9, 12};
    struct saying s = {.state = state, .today = today, .arena = arena, .emit = emit};
    size_t mark = arena->used;
    if (state->warn.n == 0 && !state->warn.all)
        return EVN_OK;
    evn_err err = read_rules(&s);
    for (size_t i = 0; err == EVN_OK && i < s.n_rules; i++) {
        bool first = take_name(&s, i);
        for (size_t k = 0; first && k < 5 && err == EVN_OK; k++)
            if (has_length(&s, lengths[k]))
                err = settle_touched(&s, lengths[k]);
    }
    arena->used = mark;
    return err == EVN_OK && !is_full(&s) ? say_checked(&s) : err;
}
