#include "tools/evn/trip_receipt.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef Evernormal__Dispatch__V1__ReceiveLine line_t;

void evn_receipt_begin(struct evn_receipt_lines *lines,
                       const Evernormal__Dispatch__V1__Result *result, uint32_t stop)
{
    lines->n = lines->n_texts = 0;
    for (size_t i = 0; i < result->n_share; i++) {
        const Evernormal__Dispatch__V1__Share *share = result->share[i];
        size_t k = 0;
        if (share->stop != stop ||
            share->state != EVERNORMAL__DISPATCH__V1__SHARE_STATE__SHARE_STATE_ABOARD)
            continue;
        while (k < lines->n && strcmp(lines->line[k].item, share->item) != 0)
            k++;
        if (k == EVN_RECEIPT_LINES_MAX)
            break;
        if (k == lines->n) {
            evernormal__dispatch__v1__receive_line__init(&lines->line[k]);
            lines->line[k].item = share->item;
            lines->list[k] = &lines->line[k];
            lines->n++;
        }
        lines->line[k].accepted += share->quantity;
    }
}

void evn_receipt_end(struct evn_receipt_lines *lines)
{
    for (size_t i = 0; i < lines->n_texts; i++)
        free(lines->text[i]);
    lines->n_texts = 0;
}

/* The member of that name; NULL: it is none. *taken: what it says was not accepted. */
static int64_t *quantity_of(line_t *line, const char *name, bool *taken)
{
    const struct {
        const char *name;
        int64_t *at;
    } part[] = {{"short", &line->short_},
                {"damaged", &line->damaged},
                {"refused", &line->refused},
                {"wrong", &line->wrong},
                {"over", &line->over}};
    for (size_t i = 0; i < sizeof part / sizeof part[0]; i++)
        if (strcmp(part[i].name, name) == 0) {
            *taken = part[i].at == &line->over;
            return part[i].at;
        }
    return NULL;
}

static char **text_of(line_t *line, const char *name)
{
    const struct {
        const char *name;
        char **at;
    } part[] = {{"reason", &line->reason},
                {"wrong-lot", &line->wrong_lot},
                {"wrong-expiry", &line->wrong_expiry},
                {"over-lot", &line->over_lot},
                {"photo", &line->photo}};
    for (size_t i = 0; i < sizeof part / sizeof part[0]; i++)
        if (strcmp(part[i].name, name) == 0)
            return part[i].at;
    return NULL;
}

static evn_err bad(struct evn_cli *cli, const char *argument)
{
    return evn_cli_usage(cli, EVN_T_TRIP_BAD_DIFFERENCE, (struct evn_fill){.a = argument});
}

/* One NAME=VALUE. */
static evn_err take(struct evn_cli *cli, line_t *line, char *name, const char *argument)
{
    char *value = strchr(name, '=');
    bool beyond = false;
    if (value == NULL)
        return bad(cli, argument);
    *value++ = '\0';
    char **text = text_of(line, name);
    if (text != NULL) {
        *text = value;
        return EVN_OK;
    }
    int64_t number, *at = quantity_of(line, name, &beyond);
    if (at == NULL)
        return bad(cli, argument);
    evn_err err = evn_command_number(cli, value, name, 0, &number);
    if (err != EVN_OK)
        return err;
    /* What is said twice counts once; more than was aboard is refused by the service. */
    line->accepted -= beyond ? 0 : number - *at;
    *at = number;
    return EVN_OK;
}

evn_err evn_receipt_differ(struct evn_receipt_lines *lines, struct evn_cli *cli,
                           const char *argument)
{
    char *copy = strdup(argument), *rest = NULL;
    if (copy == NULL || lines->n_texts == EVN_ARGUMENTS_MAX) {
        free(copy);
        return EVN_E_NO_MEMORY;
    }
    lines->text[lines->n_texts++] = copy;
    char *parts = strchr(copy, ':');
    if (parts == NULL)
        return bad(cli, argument);
    *parts++ = '\0';
    size_t i = 0;
    while (i < lines->n && strcmp(lines->line[i].item, copy) != 0)
        i++;
    if (i == lines->n)
        return evn_cli_usage(cli, EVN_T_TRIP_NOT_ABOARD, (struct evn_fill){.a = copy});
    evn_err err = EVN_OK;
    for (char *one = strtok_r(parts, ",", &rest); one != NULL && err == EVN_OK;
         one = strtok_r(NULL, ",", &rest))
        err = take(cli, &lines->line[i], one, argument);
    return err;
}

/* Appends what fits. */
static void say(char *out, size_t cap, const char *name, int64_t number, const char *text)
{
    size_t len = strlen(out);
    if (number > 0)
        snprintf(out + len, cap - len, "%s%s=%" PRId64, out[len - 1] == ':' ? "" : ",", name,
                 number);
    else if (text[0] != '\0')
        snprintf(out + len, cap - len, "%s%s=%s", out[len - 1] == ':' ? "" : ",", name, text);
}

const char *evn_receipt_differences(const Evernormal__Dispatch__V1__Stop *stop, char *out,
                                    size_t cap)
{
    out[0] = '\0';
    for (size_t i = 0; i < stop->n_differences; i++) {
        const Evernormal__Dispatch__V1__Difference *d = stop->differences[i];
        size_t len = strlen(out);
        snprintf(out + len, cap - len, "%s%s:", len > 0 ? " " : "", d->item);
        say(out, cap, "short", d->short_, "");
        say(out, cap, "damaged", d->damaged, "");
        say(out, cap, "refused", d->refused, "");
        say(out, cap, "wrong", d->wrong, "");
        say(out, cap, "wrong-lot", 0, d->wrong_lot);
        say(out, cap, "over", d->over, "");
        say(out, cap, "over-lot", 0, d->over_lot);
        say(out, cap, "reason", 0, d->reason);
        say(out, cap, "photo", 0, d->photo);
    }
    return out;
}
