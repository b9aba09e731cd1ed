#include "services/dispatch/core/alarm.h"

/* "A1-ID", or with the next number that no ticket has. */
static void name_it(const struct evn_dsp_decision *d, const char *id, char out[EVN_CODE_MAX])
{
    char text[EVN_CODE_MAX + 16];
    uint32_t n = 0;
    do {
        memcpy(text, "A", 2);
        evn_dsp_add_number(text, ++n);
        size_t len = strlen(text);
        text[len] = '-';
        evn_refusal_text(text + len + 1, EVN_CODE_MAX, id);
        evn_refusal_text(out, EVN_CODE_MAX, text);
    } while (evn_dsp_look(d, EVN_DSP_TICKET, out) != NULL);
}

/* "ID en subject / ID zh subject". */
static void say(const struct evn_dsp_alarm *what, char out[EVN_DSP_TICKET_TEXT_MAX])
{
    const char *part[] = {what->id, " ", what->en, " ", what->subject, " / ",
                          what->id, " ", what->zh, " ", what->subject};
    size_t len = 0;
    for (size_t i = 0; i < sizeof part / sizeof part[0]; i++) {
        size_t n = strlen(part[i]);
        if (len + n >= EVN_DSP_TICKET_TEXT_MAX)
            break;
        memcpy(out + len, part[i], n);
        len += n;
    }
    while (len > 0 && out[len - 1] == ' ')
        len--;
    out[len] = '\0';
}

void evn_dsp_alarm(struct evn_dsp_decision *d, const struct evn_dsp_alarm *what,
                   char ticket[EVN_CODE_MAX])
{
    struct evn_dsp_ticket_open open = {.kind = EVN_DSP_TICKET_SERVICE};
    struct evn_dsp_link *link = evn_arena_array(d->arena, 1, sizeof *link);
    d->full |= link == NULL;
    if (link == NULL)
        return;
    link->kind = what->link;
    EVN_DSP_SET(link->code, what->id);
    open.links = link;
    open.n_links = 1;
    name_it(d, what->id, open.ticket);
    say(what, open.text);
    EVN_DSP_SET(open.ticket_class, what->ticket_class);
    EVN_DSP_SET(open.area, what->area);
    evn_dsp_ticket_raise(d, &open, "clock");
    memcpy(ticket, open.ticket, EVN_CODE_MAX);
}
