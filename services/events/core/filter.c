#include "services/events/core/filter.h"

enum {
    INSIDERS = EVN_ROLE_ADMIN | EVN_ROLE_SERVICE | EVN_ROLE_AUDITOR,
    /* Roles that work with persons, as the registry has it for its reads. */
    TRUSTED =
        INSIDERS | EVN_ROLE_POINT | EVN_ROLE_DISPATCHER | EVN_ROLE_INTEGRATOR | EVN_ROLE_AUTHORITY
};

bool evn_filter_kind(const struct evn_filter *f, const char *source, uint32_t kind)
{
    bool ok = f->n_sources == 0;
    for (size_t i = 0; i < f->n_sources && !ok; i++)
        ok = strcmp(f->sources[i], source) == 0;
    if (!ok || f->n_kinds == 0)
        return ok;
    for (size_t i = 0; i < f->n_kinds; i++)
        if (f->kinds[i] == kind)
            return true;
    return false;
}

static bool in_areas(const struct evn_filter *f, const char *area)
{
    for (size_t i = 0; i < f->n_areas; i++)
        if (area[0] != '\0' && evn_scope_covers(f->areas[i], area))
            return true;
    return f->n_areas == 0;
}

static bool in_list(char (*list)[EVN_KEY_TEXT_MAX], size_t n, const char *id)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(list[i], id) == 0)
            return true;
    return n == 0;
}

static bool any_keys(const struct evn_filter *f)
{
    return f->n_areas == 0 && f->n_places == 0 && f->n_items == 0;
}

bool evn_filter_keys(const struct evn_filter *f, const struct evn_keys *keys)
{
    if (any_keys(f))
        return true;
    for (size_t i = 0; i < keys->n; i++)
        if (in_areas(f, keys->set[i].area) && in_list(f->places, f->n_places, keys->set[i].place) &&
            in_list(f->items, f->n_items, keys->set[i].item))
            return true;
    return false;
}

static bool in_scope(const struct evn_actor *actor, const struct evn_keys *keys)
{
    if (actor->scope[0] == '\0')
        return true;
    for (size_t i = 0; i < keys->n; i++)
        if (keys->set[i].area[0] != '\0' && evn_scope_covers(actor->scope, keys->set[i].area))
            return true;
    return false;
}

bool evn_may_see(const struct evn_actor *actor, const struct evn_keys *keys)
{
    switch (keys->audience) {
    case EVN_AUDIENCE_PUBLIC:
        return true;
    case EVN_AUDIENCE_RESTRICTED:
        return in_scope(actor, keys);
    case EVN_AUDIENCE_PERSONAL:
        return (actor->roles & TRUSTED) != 0 && in_scope(actor, keys);
    default:
        return evn_may_see_cause(actor) && actor->scope[0] == '\0';
    }
}

bool evn_filter_is_open(const struct evn_filter *f, const struct evn_actor *actor)
{
    return any_keys(f) && actor->scope[0] == '\0' && (actor->roles & TRUSTED) != 0;
}

bool evn_may_see_cause(const struct evn_actor *actor)
{
    return (actor->roles & INSIDERS) != 0;
}
