#include "services/planner/core/warn.h"

#include "common/base/num.h"

#include <stdlib.h>

/* A whole number at *text, which moves behind it. */
static bool number(const char **text, int64_t *out)
{
    size_t n = 0;
    *out = 0;
    for (; **text >= '0' && **text <= '9' && n < 18; n++)
        *out = *out * 10 + (*(*text)++ - '0');
    return n > 0;
}

static bool is_end(char c)
{
    return c == '\0' || c == ' ' || c == ';';
}

/* "k=2": the number of this name, when that is what stands at *text. */
static bool named(const char **text, const char *name, int64_t *out)
{
    size_t len = strlen(name);
    if (strncmp(*text, name, len) != 0 || (*text)[len] != '=')
        return false;
    const char *at = *text + len + 1;
    if (!number(&at, out) || !is_end(*at))
        return false;
    *text = at;
    return true;
}

/* "fever_clinic>=10" */
static bool channel(const char **text, struct evn_warn_rule *out)
{
    const char *sign = strstr(*text, ">=");
    size_t len = sign != NULL ? (size_t)(sign - *text) : 0;
    if (len == 0 || len >= EVN_CHANNEL_MAX || out->n == EVN_WARN_CHANNELS_MAX)
        return false;
    struct evn_warn_channel *to = &out->channel[out->n];
    for (size_t i = 0; i < len; i++)
        if (is_end((*text)[i]))
            return false;
    *to = (struct evn_warn_channel){0};
    memcpy(to->channel, *text, len);
    *text = sign + 2;
    for (size_t i = 0; i < out->n; i++)
        if (strcmp(out->channel[i].channel, to->channel) == 0)
            return false;
    out->n++;
    return number(text, &to->at_least) && to->at_least > 0 && is_end(**text);
}

bool evn_warn_read(const struct evn_fact_rule *row, struct evn_warn_rule *out, const char **field)
{
    int64_t k = 0, days = 0, area = 0;
    *out = (struct evn_warn_rule){
        .name = row->rule, .valid_from = row->valid_from, .valid_until = row->valid_until};
    *field = "rules.unit";
    if (strcmp(row->unit, "k_of_n") != 0)
        return false;
    *field = "rules.rule";
    if (strlen(row->rule) >= EVN_CODE_MAX || strchr(row->rule, '|') != NULL)
        return false;
    *field = "rules.value";
    for (const char *at = row->value; *at != '\0';) {
        if (is_end(*at))
            at++;
        else if (!named(&at, "k", &k) && !named(&at, "days", &days) && !named(&at, "area", &area) &&
                 !channel(&at, out))
            return false;
    }
    out->k = (uint32_t)k;
    out->n_days = (uint32_t)days;
    out->area_len = (uint32_t)area;
    return k >= 1 && k <= (int64_t)out->n && days >= 1 && days <= EVN_WARN_DAYS_MAX &&
           (area == 2 || area == 4 || area == 6 || area == 9 || area == 12);
}

/* Channel texts are the rules' own: one text, one place. */
static int by_day(const void *a, const void *b)
{
    const struct evn_warn_signal *x = a, *y = b;
    int c = (x->day.n > y->day.n) - (x->day.n < y->day.n);
    c = c != 0 ? c : strcmp(x->channel, y->channel);
    return c != 0 ? c : strcmp(x->name, y->name);
}

static const struct evn_warn_rule *rule_on(const struct evn_warn_rule *rules, size_t n,
                                           struct evn_day day)
{
    for (size_t i = n; i > 0; i--)
        if ((!evn_day_valid(rules[i - 1].valid_from) || rules[i - 1].valid_from.n <= day.n) &&
            (!evn_day_valid(rules[i - 1].valid_until) || rules[i - 1].valid_until.n >= day.n))
            return &rules[i - 1];
    return NULL;
}

/* Signals of an area being gone through. */
struct walk {
    const struct evn_warn_signal *signal;
    size_t n;
    bool *used;
    struct evn_arena *arena;
};

/* What a channel counts from signal `from` up to, not with, `until`; its signals into `out`. */
static evn_err count(const struct walk *w, const struct evn_warn_channel *of, size_t from,
                     size_t until, struct evn_warning_channel *out)
{
    size_t n = 0;
    *out = (struct evn_warning_channel){.at_least = of->at_least};
    memcpy(out->channel, of->channel, sizeof out->channel);
    for (size_t i = from; i < until; i++)
        n += !w->used[i] && strcmp(w->signal[i].channel, of->channel) == 0;
    out->signals = evn_arena_array(w->arena, n + 1, sizeof *out->signals);
    if (out->signals == NULL)
        return EVN_E_LIMIT;
    for (size_t i = from; i < until; i++) {
        const struct evn_warn_signal *s = &w->signal[i];
        if (w->used[i] || strcmp(s->channel, of->channel) != 0)
            continue;
        if (!evn_add_i64(out->sum, s->value, &out->sum))
            out->sum = INT64_MAX;
        if (out->n_signals < EVN_WARNING_SIGNALS_MAX)
            memcpy(out->signals[out->n_signals++], s->name, strlen(s->name) + 1);
        out->n_all++;
    }
    return EVN_OK;
}

static void use(const struct walk *w, const char *of, size_t from, size_t until)
{
    for (size_t i = from; i < until; i++)
        w->used[i] |= strcmp(w->signal[i].channel, of) == 0;
}

/* Look at the day whose signals end at `until`. */
static evn_err look(const struct walk *w, const struct evn_warn_rule *rule, size_t until,
                    struct evn_fact_warning *out, bool *warns)
{
    struct evn_day day = w->signal[until - 1].day;
    size_t from = until;
    while (from > 0 && w->signal[from - 1].day.n > day.n - (int32_t)rule->n_days)
        from--;
    out->day = day;
    out->k = rule->k;
    out->n_channels = 0;
    out->channels = evn_arena_array(w->arena, rule->n, sizeof *out->channels);
    if (out->channels == NULL)
        return EVN_E_LIMIT;
    for (size_t c = 0; c < rule->n; c++) {
        struct evn_warning_channel *to = &out->channels[out->n_channels];
        evn_err err = count(w, &rule->channel[c], from, until, to);
        if (err != EVN_OK)
            return err;
        out->n_channels += to->sum >= to->at_least;
    }
    *warns = out->n_channels >= rule->k;
    for (size_t c = 0; *warns && c < out->n_channels; c++)
        use(w, out->channels[c].channel, from, until);
    return EVN_OK;
}

evn_err evn_warn_of(const struct evn_warn_rule *rules, size_t n_rules, const char *area,
                    struct evn_warn_signal *signals, size_t n_signals, struct evn_arena *arena,
                    evn_warn_emit *emit, void *self)
{
    struct walk w = {.signal = signals,
                     .n = n_signals,
                     .used = evn_arena_array(arena, n_signals + 1, sizeof *w.used),
                     .arena = arena};
    struct evn_fact_warning warning = {0};
    evn_err err = w.used != NULL ? EVN_OK : EVN_E_LIMIT;
    qsort(signals, n_signals, sizeof *signals, by_day);
    memcpy(warning.rule, rules[0].name, strlen(rules[0].name) + 1);
    memcpy(warning.area, area, strlen(area) + 1);
    for (size_t i = 0; err == EVN_OK && i < n_signals; i++) {
        const struct evn_warn_rule *rule = rule_on(rules, n_rules, signals[i].day);
        size_t mark = arena->used;
        bool warns = false;
        if (rule == NULL || rule->area_len != strlen(area) ||
            (i + 1 < n_signals && signals[i + 1].day.n == signals[i].day.n))
            continue;
        err = look(&w, rule, i + 1, &warning, &warns);
        if (err == EVN_OK && warns)
            err = emit(self, &warning);
        arena->used = mark;
    }
    return err;
}
