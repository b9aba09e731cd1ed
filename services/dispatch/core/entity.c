#include "services/dispatch/core/entity.h"

#include "services/dispatch/core/where.h"

/* No external id holds a bar, so joined ids never meet. */
static void set(char *out, const char *text)
{
    memcpy(out, text, strlen(text) + 1);
}

static void add(char *out, const char *text)
{
    size_t len = strlen(out);
    out[len] = '|';
    memcpy(out + len + 1, text, strlen(text) + 1);
}

void evn_dsp_add_number(char *to, uint32_t n)
{
    char digits[11];
    size_t i = sizeof digits - 1;
    digits[i] = '\0';
    do {
        digits[--i] = (char)('0' + n % 10);
        n /= 10;
    } while (n > 0);
    size_t len = strlen(to);
    memcpy(to + len, digits + i, sizeof digits - i);
}

static void add_n(char *out, uint32_t n)
{
    add(out, "");
    evn_dsp_add_number(out, n);
}

void evn_dsp_key_need(const char *community, const char *item, uint32_t tier,
                      char out[EVN_DSP_KEY_MAX])
{
    set(out, community);
    add(out, item);
    add_n(out, tier);
}

void evn_dsp_key_cover(const char *community, const char *item, char out[EVN_DSP_KEY_MAX])
{
    set(out, community);
    add(out, item);
}

void evn_dsp_key_line(const char *request, uint32_t line, char out[EVN_DSP_KEY_MAX])
{
    set(out, request);
    add_n(out, line);
}

void evn_dsp_key_round(uint32_t round, char out[EVN_DSP_KEY_MAX])
{
    set(out, "R");
    evn_dsp_add_number(out, round);
}

void evn_dsp_key_share(uint32_t round, uint32_t share, char out[EVN_DSP_KEY_MAX])
{
    evn_dsp_key_round(round, out);
    add_n(out, share);
}

void evn_dsp_key_doors(const char *trip, uint32_t stop, char out[EVN_DSP_KEY_MAX])
{
    set(out, trip);
    add_n(out, stop);
}

void evn_dsp_key_award(uint32_t round, const char *item, const char *community,
                       char out[EVN_DSP_KEY_MAX])
{
    evn_dsp_key_round(round, out);
    add(out, item);
    add(out, community);
}

static void key_item(const void *entity, char *out)
{
    set(out, ((const struct evn_dsp_item *)entity)->item);
}

static void key_place(const void *entity, char *out)
{
    set(out, ((const struct evn_dsp_place *)entity)->place);
}

static void key_community(const void *entity, char *out)
{
    set(out, ((const struct evn_dsp_community *)entity)->community);
}

static void key_norm(const void *entity, char *out)
{
    const struct evn_dsp_norm *norm = entity;
    evn_dsp_key_cover(norm->item, norm->norm, out);
}

static void key_need(const void *entity, char *out)
{
    const struct evn_dsp_need *need = entity;
    evn_dsp_key_need(need->community, need->item, need->tier, out);
}

static void key_parameters(const void *entity, char *out)
{
    (void)entity;
    set(out, "parameters");
}

static void key_request(const void *entity, char *out)
{
    set(out, ((const struct evn_dsp_request *)entity)->request);
}

static void key_line(const void *entity, char *out)
{
    const struct evn_dsp_line *line = entity;
    evn_dsp_key_line(line->request, line->line, out);
}

static void key_round(const void *entity, char *out)
{
    evn_dsp_key_round(((const struct evn_dsp_round *)entity)->round, out);
}

static void key_award(const void *entity, char *out)
{
    const struct evn_dsp_award *award = entity;
    evn_dsp_key_award(award->round, award->item, award->community, out);
}

static void key_share(const void *entity, char *out)
{
    const struct evn_dsp_share *share = entity;
    evn_dsp_key_share(share->round, share->share, out);
}

static void key_trip(const void *entity, char *out)
{
    set(out, ((const struct evn_dsp_trip *)entity)->trip);
}

static void key_cover(const void *entity, char *out)
{
    const struct evn_dsp_cover *cover = entity;
    evn_dsp_key_cover(cover->community, cover->item, out);
}

static void key_hindrance(const void *entity, char *out)
{
    set(out, ((const struct evn_dsp_hindrance *)entity)->place);
}

static void key_transfer(const void *entity, char *out)
{
    set(out, ((const struct evn_dsp_transfer *)entity)->person);
}

static void key_ticket(const void *entity, char *out)
{
    set(out, ((const struct evn_dsp_ticket *)entity)->ticket);
}

static void key_ticket_step(const void *entity, char *out)
{
    const struct evn_dsp_ticket_step *step = entity;
    evn_dsp_key_line(step->ticket, step->step, out);
}

static void key_unit(const void *entity, char *out)
{
    set(out, ((const struct evn_dsp_unit *)entity)->unit);
}

static void key_member(const void *entity, char *out)
{
    set(out, ((const struct evn_dsp_member *)entity)->member);
}

static void key_shift(const void *entity, char *out)
{
    set(out, ((const struct evn_dsp_shift *)entity)->shift);
}

static void key_deadlines(const void *entity, char *out)
{
    (void)entity;
    set(out, "deadlines");
}

static void key_zone(const void *entity, char *out)
{
    set(out, ((const struct evn_dsp_zone *)entity)->zone);
}

static void key_extent(const void *entity, char *out)
{
    set(out, ((const struct evn_dsp_extent *)entity)->area);
}

static void key_door_round(const void *entity, char *out)
{
    const struct evn_dsp_door_round *round = entity;
    evn_dsp_key_doors(round->trip, round->stop, out);
}

static void key_doors(const void *entity, char *out)
{
    set(out, ((const struct evn_dsp_doors *)entity)->community);
}

static void key_ride(const void *entity, char *out)
{
    set(out, ((const struct evn_dsp_ride *)entity)->ride);
}

static void key_regular(const void *entity, char *out)
{
    set(out, ((const struct evn_dsp_regular *)entity)->person);
}

static const struct evn_dsp_entity entities[EVN_DSP_N_KINDS] = {
    {EVN_DSP_ITEM, "item", &evn_dsp_item_table, key_item, 200000},
    {EVN_DSP_PLACE, "place", &evn_dsp_place_table, key_place, 100000},
    {EVN_DSP_COMMUNITY, "community", &evn_dsp_community_table, key_community, 20000},
    {EVN_DSP_NORM, "item_norm", &evn_dsp_norm_table, key_norm, 200000},
    {EVN_DSP_NEED, "need", &evn_dsp_need_table, key_need, 200000},
    {EVN_DSP_PARAMETERS, "parameters", &evn_dsp_parameters_table, key_parameters, 1},
    {EVN_DSP_REQUEST, "request", &evn_dsp_request_table, key_request, 200000},
    {EVN_DSP_LINE, "line", &evn_dsp_line_table, key_line, 400000},
    {EVN_DSP_ROUND, "round", &evn_dsp_round_table, key_round, 10000},
    {EVN_DSP_AWARD, "award", &evn_dsp_award_table, key_award, 1000000},
    {EVN_DSP_SHARE, "share", &evn_dsp_share_table, key_share, 1000000},
    {EVN_DSP_TRIP, "trip", &evn_dsp_trip_table, key_trip, 200000},
    {EVN_DSP_COVER, "cover", &evn_dsp_cover_table, key_cover, 200000},
    {EVN_DSP_HINDRANCE, "hindrance", &evn_dsp_hindrance_table, key_hindrance, 100000},
    {EVN_DSP_TRANSFER, "transfer", &evn_dsp_transfer_table, key_transfer, 200000},
    {EVN_DSP_TICKET, "ticket", &evn_dsp_ticket_table, key_ticket, 500000},
    {EVN_DSP_TICKET_STEP, "ticket_step", &evn_dsp_ticket_step_table, key_ticket_step, 4000000},
    {EVN_DSP_UNIT, "duty_unit", &evn_dsp_unit_table, key_unit, 20000},
    {EVN_DSP_MEMBER, "duty_member", &evn_dsp_member_table, key_member, 100000},
    {EVN_DSP_SHIFT, "duty_shift", &evn_dsp_shift_table, key_shift, 200000},
    {EVN_DSP_DEADLINES, "deadlines", &evn_dsp_deadlines_table, key_deadlines, 1},
    {EVN_DSP_ZONE, "ticket_zone", &evn_dsp_zone_table, key_zone, 100000},
    {EVN_DSP_DOOR_ROUND, "door_round", &evn_dsp_door_round_table, key_door_round, 200000},
    {EVN_DSP_EXTENT, "extent", &evn_dsp_extent_table, key_extent, 20000},
    {EVN_DSP_DOORS, "doors", &evn_dsp_doors_table, key_doors, 20000},
    {EVN_DSP_RIDE, "ride", &evn_dsp_ride_table, key_ride, 500000},
    {EVN_DSP_REGULAR, "regular", &evn_dsp_regular_table, key_regular, 500000},
};

uint32_t evn_dsp_kind(uint32_t i)
{
    return entities[i].kind;
}

uint32_t evn_dsp_kind_index(uint32_t kind)
{
    if (kind >= EVN_DSP_ITEM && kind <= EVN_DSP_LAST)
        return kind - EVN_DSP_ITEM;
    uint32_t i = EVN_DSP_LAST - EVN_DSP_ITEM + 1;
    while (i < EVN_DSP_N_KINDS && entities[i].kind != kind)
        i++;
    return i;
}

const struct evn_dsp_entity *evn_dsp_entity_of(uint32_t kind)
{
    uint32_t i = evn_dsp_kind_index(kind);
    return i < EVN_DSP_N_KINDS ? &entities[i] : NULL;
}
