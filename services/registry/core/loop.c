#include "services/registry/core/decide.h"

/* A closed-loop site is a place that says so. */
static evn_err check_site(const struct evn_decision *d, const struct evn_loop_stay *stay)
{
    static const char field[] = "loop_stay.loop_stay.place";
    struct evn_place *place = evn_arena_alloc(d->arena, sizeof *place);
    const struct evn_row *row = evn_registry_find(d->state, EVN_REG_PLACE, stay->place);
    if (row == NULL)
        return evn_refuse(d, EVN_E_UNKNOWN_PLACE, field, stay->place);
    if (place == NULL || !evn_registry_read(EVN_REG_PLACE, row, d->arena, place))
        return evn_refuse(d, EVN_E_TOO_LARGE, "", "");
    return place->closed_loop ? EVN_OK : evn_refuse(d, EVN_E_BAD_FIELD, field, stay->place);
}

static evn_err check_stay(const struct evn_decision *d, const struct evn_loop_stay *stay)
{
    evn_err err = evn_need_person(d, "loop_stay.loop_stay.person", stay->person);
    if (err == EVN_OK)
        err = check_site(d, stay);
    if (err == EVN_OK)
        err = evn_need(d, EVN_REG_AREA, "loop_stay.loop_stay.area", stay->area);
    if (err == EVN_OK)
        err = evn_need_day(d, "loop_stay.loop_stay.entered_on", stay->entered_on, false);
    if (err == EVN_OK && evn_day_valid(stay->left_on))
        err = stay->left_on.n < stay->entered_on.n
                  ? evn_refuse(d, EVN_E_BAD_DATE, "loop_stay.loop_stay.left_on", stay->person)
                  : evn_need_day(d, "loop_stay.loop_stay.left_on", stay->left_on, false);
    bool boosted = stay->exempt ||
                   (evn_day_valid(stay->booster_on) && stay->booster_on.n <= stay->entered_on.n);
    if (err == EVN_OK && !boosted)
        err = evn_refuse(d, EVN_E_NO_BOOSTER, "loop_stay.loop_stay.booster_on", stay->place);
    return err;
}

/* What a stay that ended is followed by. Who is looked after in another cohort stays there. */
static evn_err begin_days_after(const struct evn_decision *d, const struct evn_loop_stay *stay)
{
    struct evn_member old, member = {.cohort = "high_risk_worker_end_of_loop",
                                     .start_day = {stay->left_on.n + 1},
                                     .released_on = EVN_DAY_NONE,
                                     .synthetic = stay->synthetic};
    if (evn_member_read(d, stay->person, &old) && evn_member_looked_after(&old, member.start_day))
        return EVN_OK;
    memcpy(member.person, stay->person, sizeof member.person);
    memcpy(member.area, stay->area, sizeof member.area);
    return evn_member_too_late(d, &member) ? EVN_OK : evn_put_member(d, &member, true);
}

evn_err evn_decide_loop_stay(const struct evn_decision *d, const struct evn_loop_stay_put *put)
{
    const struct evn_loop_stay *stay = &put->loop_stay;
    struct evn_loop_stay old;
    evn_err err = check_stay(d, stay);
    if (err != EVN_OK)
        return err;
    const struct evn_row *row = evn_registry_find(d->state, EVN_REG_LOOP_STAY, stay->person);
    bool was = row != NULL && evn_registry_read(EVN_REG_LOOP_STAY, row, d->arena, &old);
    bool inside = was && !evn_day_valid(old.left_on);
    bool same =
        was && strcmp(old.place, stay->place) == 0 && old.entered_on.n == stay->entered_on.n;
    if (inside && !same && !put->replace)
        return evn_refuse(d, EVN_E_WRONG_STATE, "loop_stay.loop_stay.place", old.place);
    /* Leaving, and entering anew, change what is there without being a correction. */
    bool goes_on = was && (inside ? same && evn_day_valid(stay->left_on) : !same);
    bool leaves = evn_day_valid(stay->left_on) && !(same && evn_day_valid(old.left_on));
    err = evn_decide_put(d, EVN_REG_LOOP_STAY, stay, put->replace || goes_on, NULL);
    return err == EVN_OK && leaves ? begin_days_after(d, stay) : err;
}
