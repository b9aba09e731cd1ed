#include "common/service/rights.h"
#include "services/dispatch/core/query.h"
#include "services/dispatch/core/tickets.h"

/* Tickets say how people are: they are shown to those who look after them. */
static evn_err may_read(const struct evn_dsp_reader *r)
{
    enum {
        READERS = EVN_ROLE_ADMIN | EVN_ROLE_SERVICE | EVN_ROLE_POINT | EVN_ROLE_DISPATCHER |
                  EVN_ROLE_AUDITOR | EVN_ROLE_INTEGRATOR | EVN_ROLE_AUTHORITY
    };
    return (r->ask->actor->roles & READERS) != 0
               ? EVN_OK
               : evn_dsp_read_refuse(r, EVN_E_NOT_ALLOWED, "", "ticket");
}

/* The step behind the page before; 1 of the first page. */
static uint32_t first_step(const struct evn_dsp_reader *r, const struct evn_dsp_list *get)
{
    const struct evn_dsp_ticket_step *last =
        get->after[0] != '\0' ? evn_dsp_find(r->state, EVN_DSP_TICKET_STEP, get->after) : NULL;
    return last != NULL ? last->step + 1 : 1;
}

evn_err evn_dsp_read_ticket(const struct evn_dsp_reader *r, const struct evn_dsp_list *get)
{
    char key[EVN_DSP_KEY_MAX];
    const char *code = get->where;
    const struct evn_dsp_ticket *ticket = evn_dsp_find(r->state, EVN_DSP_TICKET, code);
    evn_err err = may_read(r);
    if (err == EVN_OK && ticket == NULL)
        err = evn_dsp_read_refuse(r, EVN_E_UNKNOWN_REF, "ticket", code);
    if (err != EVN_OK || ticket == NULL)
        return err;
    if (!evn_dsp_ticket_seen(r->state, r->ask->actor->scope, ticket))
        return evn_dsp_read_refuse(r, EVN_E_OUT_OF_SCOPE, "", ticket->area);
    err = evn_dsp_put_entity(r, EVN_DSP_TICKET, ticket);
    for (uint32_t i = first_step(r, get); err == EVN_OK && i <= ticket->steps; i++) {
        evn_dsp_key_line(code, i, key);
        const struct evn_dsp_ticket_step *step = evn_dsp_find(r->state, EVN_DSP_TICKET_STEP, key);
        if (step != NULL)
            err = evn_dsp_put_entity(r, EVN_DSP_TICKET_STEP, step);
        if (err == EVN_OK && step != NULL && i < ticket->steps && evn_dsp_is_full(r))
            return evn_dsp_put_next(r, EVN_DSP_TICKET_STEP, step);
    }
    return err;
}

static bool has_link(const struct evn_dsp_ticket *ticket, const struct evn_dsp_link *link)
{
    for (size_t i = 0; i < ticket->n_links; i++)
        if (ticket->links[i].kind == link->kind && strcmp(ticket->links[i].code, link->code) == 0)
            return true;
    return false;
}

static bool is_asked(const struct evn_dsp_reader *r, const struct evn_dsp_list_tickets *list,
                     const struct evn_dsp_ticket *t)
{
    return evn_scope_covers(list->area, t->area) &&
           (list->owner[0] == '\0' || strcmp(list->owner, t->o.owner) == 0) &&
           (list->unit[0] == '\0' || strcmp(list->unit, t->unit) == 0) &&
           (list->state == 0 || list->state == t->state) &&
           (list->kind == 0 || list->kind == t->kind) &&
           (!list->overdue || evn_dsp_ticket_overdue(t, r->ask->business_us)) &&
           (!list->has_link || has_link(t, &list->link)) &&
           evn_dsp_ticket_seen(r->state, r->ask->actor->scope, t);
}

evn_err evn_dsp_read_tickets(const struct evn_dsp_reader *r,
                             const struct evn_dsp_list_tickets *list)
{
    const struct evn_dsp_pool *pool = evn_dsp_pool_of(r->state, EVN_DSP_TICKET);
    evn_err err = may_read(r);
    for (uint32_t i = evn_dsp_start_of(r, EVN_DSP_TICKET, list->after);
         i < pool->n && err == EVN_OK; i++) {
        const struct evn_dsp_ticket *ticket = evn_dsp_pool_at(pool, i);
        if (!is_asked(r, list, ticket))
            continue;
        err = evn_dsp_put_entity(r, EVN_DSP_TICKET, ticket);
        if (err == EVN_OK && evn_dsp_is_full(r))
            return evn_dsp_put_next(r, EVN_DSP_TICKET, ticket);
    }
    return err;
}

evn_err evn_dsp_read_clocks(const struct evn_dsp_reader *r)
{
    static const struct evn_dsp_deadlines none;
    const struct evn_dsp_deadlines *known = evn_dsp_find(r->state, EVN_DSP_DEADLINES, "deadlines");
    return evn_dsp_put_entity(r, EVN_DSP_DEADLINES, known != NULL ? known : &none);
}
