/* What is taken at a stop: by whom it is known, what differs, and the ledger's receipt of it. */
#include "services/dispatch/core/decide.h"
#include "services/dispatch/core/ledger.h"
#include "services/dispatch/core/share.h"

/* What the trip carries of the item for the stop. */
static int64_t carried(const struct evn_dsp_decision *d, const uint32_t *share, size_t n,
                       uint32_t stop, const char *item)
{
    int64_t sum = 0;
    for (size_t i = 0; i < n; i++) {
        const struct evn_dsp_share *s = evn_dsp_view(d, EVN_DSP_SHARE, share[i]);
        if (s->stop == stop && strcmp(s->item, item) == 0)
            sum += s->quantity;
    }
    return sum;
}

static evn_err refuse_line(const struct evn_dsp_decision *d, evn_err err, size_t line,
                           const char *field, const char *item, int64_t have, int64_t want)
{
    evn_dsp_refuse(d, err, field, item);
    d->why->line = (uint32_t)line + 1;
    d->why->have = have;
    d->why->want = want;
    return err;
}

static bool is_hex(const char *text)
{
    while ((*text >= '0' && *text <= '9') || (*text >= 'a' && *text <= 'f'))
        text++;
    return *text == '\0';
}

/* Somebody decided to turn goods away, or to take others than were sent: they say why. */
static evn_err check_words(const struct evn_dsp_decision *d,
                           const struct evn_dsp_receive_line *line, size_t i)
{
    if (line->wrong > 0 && line->wrong_lot[0] == '\0')
        return refuse_line(d, EVN_E_MISSING_FIELD, i, "receive.lines.wrong_lot", line->item, 0, 0);
    if (line->refused + line->wrong + line->over > 0 && line->reason[0] == '\0')
        return refuse_line(d, EVN_E_MISSING_FIELD, i, "receive.lines.reason", line->item, 0, 0);
    if (!is_hex(line->photo))
        return refuse_line(d, EVN_E_BAD_FIELD, i, "receive.lines.photo", line->item, 0, 0);
    return EVN_OK;
}

/* Each line adds up to what is carried, and no item carried for the stop is left out. */
static evn_err check_receipt(const struct evn_dsp_decision *d,
                             const struct evn_dsp_receive *receive, const uint32_t *share, size_t n)
{
    for (size_t i = 0; i < receive->n_lines; i++) {
        const struct evn_dsp_receive_line *line = &receive->lines[i];
        int64_t have = carried(d, share, n, receive->stop, line->item);
        int64_t want = line->accepted + line->n_short + line->damaged + line->refused + line->wrong;
        for (size_t k = 0; k < i; k++)
            if (strcmp(receive->lines[k].item, line->item) == 0)
                return refuse_line(d, EVN_E_BAD_FIELD, i, "receive.lines", line->item, 0, 0);
        if (want > have)
            return refuse_line(d, EVN_E_NOT_SHIPPED, i, "receive.lines", line->item, have, want);
        if (want < have)
            return refuse_line(d, EVN_E_OUT_OF_RANGE, i, "receive.lines", line->item, want, have);
        evn_err err = check_words(d, line, i);
        if (err != EVN_OK)
            return err;
    }
    for (size_t i = 0; i < n; i++) {
        const struct evn_dsp_share *s = evn_dsp_view(d, EVN_DSP_SHARE, share[i]);
        bool named = s->stop != receive->stop;
        for (size_t k = 0; k < receive->n_lines && !named; k++)
            named = strcmp(receive->lines[k].item, s->item) == 0;
        if (!named)
            return evn_dsp_refuse(d, EVN_E_MISSING_FIELD, "receive.lines", s->item);
    }
    return EVN_OK;
}

/* Two parties: whoever brought it is not who says that it was taken, unless the point's code
 * proves that the point was there. A dispatcher may say so without; it is kept as their word. */
static evn_err prove(const struct evn_dsp_decision *d, const struct evn_dsp_receive *receive,
                     const struct evn_dsp_trip *trip, struct evn_dsp_stop *stop)
{
    enum { DISPATCHES = EVN_ROLE_DISPATCHER | EVN_ROLE_ADMIN };
    const struct evn_actor *who = d->ask->actor;
    char code[EVN_DSP_CODE_MAX];
    if (receive->code[0] != '\0') {
        evn_dsp_hand_code(d->state->secret, trip->trip, stop->point, code);
        if (!d->state->has_secret || strcmp(code, receive->code) != 0)
            return evn_dsp_refuse(d, EVN_E_WRONG_CODE, "receive.code", stop->point);
        stop->proof = EVN_DSP_SIGNED_CODE;
    } else if ((who->roles & DISPATCHES) != 0) {
        stop->proof = EVN_DSP_SIGNED_WORD;
    } else if ((who->roles & EVN_ROLE_POINT) != 0 && strcmp(who->name, trip->departed_by) != 0) {
        stop->proof = EVN_DSP_SIGNED_KEY;
    } else {
        return evn_dsp_refuse(d, EVN_E_MISSING_FIELD, "receive.code", stop->point);
    }
    EVN_DSP_SET(stop->told_by, who->name);
    EVN_DSP_SET(stop->why_no_code, receive->reason);
    EVN_DSP_SET(stop->signed_by, receive->signed_by);
    return EVN_OK;
}

static bool differs(const struct evn_dsp_receive_line *line)
{
    return line->n_short + line->damaged + line->refused + line->wrong + line->over > 0;
}

static evn_err keep_differences(const struct evn_dsp_decision *d,
                                const struct evn_dsp_receive *receive, struct evn_dsp_stop *stop)
{
    stop->differences = evn_arena_array(d->arena, receive->n_lines, sizeof *stop->differences);
    stop->n_differences = 0;
    if (stop->differences == NULL)
        return evn_dsp_refuse(d, EVN_E_LIMIT, "", "memory of one decision");
    for (size_t i = 0; i < receive->n_lines; i++) {
        const struct evn_dsp_receive_line *line = &receive->lines[i];
        if (!differs(line))
            continue;
        struct evn_dsp_difference *out = &stop->differences[stop->n_differences++];
        *out = (struct evn_dsp_difference){.n_short = line->n_short,
                                           .damaged = line->damaged,
                                           .refused = line->refused,
                                           .over = line->over,
                                           .wrong = line->wrong};
        EVN_DSP_SET(out->item, line->item);
        EVN_DSP_SET(out->over_lot, line->over > 0 ? line->over_lot : "");
        EVN_DSP_SET(out->wrong_lot, line->wrong > 0 ? line->wrong_lot : "");
        EVN_DSP_SET(out->reason, line->reason);
        EVN_DSP_SET(out->photo, line->photo);
    }
    return EVN_OK;
}

/* The ledger's lines: what is over is a line of its own, because it may be of a lot of its own. */
static evn_err book_lines(const struct evn_dsp_decision *d, const struct evn_dsp_receive *receive,
                          struct evn_dsp_receipt *book)
{
    book->lines = evn_arena_array(d->arena, 2 * receive->n_lines, sizeof *book->lines);
    if (book->lines == NULL)
        return evn_dsp_refuse(d, EVN_E_LIMIT, "", "memory of one decision");
    for (size_t i = 0; i < receive->n_lines; i++) {
        const struct evn_dsp_receive_line *line = &receive->lines[i];
        struct evn_dsp_receipt_line *out = &book->lines[book->n_lines++];
        *out = (struct evn_dsp_receipt_line){.accepted = line->accepted,
                                             .n_short = line->n_short + line->wrong,
                                             .damaged = line->damaged,
                                             .refused = line->refused,
                                             .wrong = line->wrong,
                                             .wrong_expiry = line->wrong > 0 ? line->wrong_expiry
                                                                             : EVN_DAY_NONE};
        EVN_DSP_SET(out->item, line->item);
        EVN_DSP_SET(out->wrong_lot, line->wrong > 0 ? line->wrong_lot : "");
        if (line->over == 0)
            continue;
        out = &book->lines[book->n_lines++];
        *out = (struct evn_dsp_receipt_line){.over = line->over, .wrong_expiry = EVN_DAY_NONE};
        EVN_DSP_SET(out->item, line->item);
        EVN_DSP_SET(out->lot, line->over_lot);
    }
    return EVN_OK;
}

evn_err evn_dsp_decide_receive(struct evn_dsp_decision *d, const struct evn_dsp_receive *receive)
{
    struct evn_dsp_trip *trip;
    size_t n;
    struct evn_dsp_receipt book = {.occurred_at_us = d->business_us};
    evn_err err = evn_dsp_move_stop(d, receive->trip, receive->stop, "receive.stop",
                                    EVN_DSP_STOP_SIGN, &trip);
    if (err != EVN_OK)
        return err;
    EVN_ASSERT(trip != NULL);
    struct evn_dsp_stop *stop = &trip->stops[receive->stop - 1];
    uint32_t *share = evn_dsp_trip_shares(d, trip, EVN_DSP_SHARE_ABOARD, 0, &n);
    if (share == NULL)
        return evn_dsp_refuse(d, EVN_E_LIMIT, "", "memory of one decision");
    err = check_receipt(d, receive, share, n);
    if (err == EVN_OK)
        err = prove(d, receive, trip, stop);
    if (err == EVN_OK)
        err = keep_differences(d, receive, stop);
    if (err == EVN_OK)
        err = book_lines(d, receive, &book);
    if (err != EVN_OK)
        return err;
    EVN_DSP_SET(book.shipment, trip->trip);
    EVN_DSP_SET(book.vehicle, trip->vehicle);
    EVN_DSP_SET(book.to, stop->point);
    EVN_DSP_SET(book.signed_by, receive->signed_by);
    return evn_dsp_send(d, trip->vehicle, &(struct evn_dsp_ledger_command){.receipt = &book});
}
