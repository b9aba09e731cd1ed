/* evn door start - the planner's bags of the community become the doors of a round, in the order of
 * a file; each gets of what was received while there is some. */
#include "common/client/typed.h"
#include "tools/evn/door.h"
#include "tools/evn/infile.h"
#include "tools/evn/rows.h"

#include "evernormal/planner/v1/query.pb-c.h"

#include <stdlib.h>
#include <string.h>

typedef Evernormal__Dispatch__V1__DoorPut put_t;
typedef Evernormal__Dispatch__V1__DoorQuantity quantity_t;
typedef Evernormal__Dispatch__V1__Result result_t;
typedef Evernormal__Planner__V1__Result bags_t;

enum { ORDER, DAY, ID, DOORS_MAX = 200, LINES_MAX = 20, ITEMS_MAX = 200, FILE_MAX = 1 << 20 };
const struct evn_option evn_door_start_options[] = {{"order", "FILE", EVN_T_OPT_DOOR_ORDER},
                                                    {"day", "DATE", EVN_T_OPT_BAGS_DAY},
                                                    {"id", "UUID", EVN_T_OPT_ID},
                                                    {0}};

struct door {
    char person[EVN_CODE_MAX], bag[EVN_CODE_MAX];
    size_t rank; /* line of the file; SIZE_MAX: not in it */
    quantity_t line[LINES_MAX], *list[LINES_MAX];
    char item[LINES_MAX][EVN_CODE_MAX];
    size_t n;
};

struct stock {
    char item[EVN_CODE_MAX];
    int64_t left;
};

struct beginning {
    struct evn_cli *cli;
    char community[EVN_CODE_MAX];
    struct door *door; /* owned */
    size_t n_doors;
    struct stock stock[ITEMS_MAX];
    size_t n_stock;
    size_t n_missing; /* lines of bags that were not received in full */
};

/* What was accepted at the stop, and whose point it is. */
static evn_err read_trip(struct beginning *b, char *trip, uint32_t stop)
{
    Evernormal__Dispatch__V1__GetTrip get = EVERNORMAL__DISPATCH__V1__GET_TRIP__INIT;
    Evernormal__Dispatch__V1__Query query = EVERNORMAL__DISPATCH__V1__QUERY__INIT;
    result_t *result;
    get.trip = trip;
    query.kind_case = EVERNORMAL__DISPATCH__V1__QUERY__KIND_TRIP;
    query.trip = &get;
    evn_err err = evn_dispatch_query(b->cli, &query, &result);
    if (err != EVN_OK)
        return err;
    for (size_t i = 0; i < result->n_share; i++) {
        const Evernormal__Dispatch__V1__Share *s = result->share[i];
        size_t k = 0;
        if (s->stop != stop)
            continue;
        evn_refusal_text(b->community, sizeof b->community, s->community);
        while (k < b->n_stock && strcmp(b->stock[k].item, s->item) != 0)
            k++;
        if (k == ITEMS_MAX)
            continue;
        if (k == b->n_stock)
            evn_refusal_text(b->stock[b->n_stock++].item, EVN_CODE_MAX, s->item);
        b->stock[k].left += s->accepted;
    }
    evernormal__dispatch__v1__result__free_unpacked(result, NULL);
    return b->community[0] != '\0' ? EVN_OK : evn_cli_fail(b->cli, EVN_E_UNKNOWN_REF, trip);
}

/* The door of the person, made when it is new; NULL: there are too many. */
static struct door *door_of(struct beginning *b, const char *person, const char *bag)
{
    for (size_t i = 0; i < b->n_doors; i++)
        if (strcmp(b->door[i].person, person) == 0)
            return &b->door[i];
    if (b->n_doors == DOORS_MAX)
        return NULL;
    struct door *door = &b->door[b->n_doors++];
    evn_refusal_text(door->person, sizeof door->person, person);
    evn_refusal_text(door->bag, sizeof door->bag, bag);
    door->rank = SIZE_MAX;
    return door;
}

static evn_err add_bag(struct beginning *b, const Evernormal__Planner__V1__Bag *bag)
{
    struct door *door = bag->quantity > 0 ? door_of(b, bag->person, bag->bag) : NULL;
    if (bag->quantity <= 0)
        return EVN_OK;
    if (door == NULL || door->n == LINES_MAX)
        return evn_cli_fail(b->cli, EVN_E_TOO_MANY_LINES, bag->bag);
    size_t i = 0;
    while (i < door->n && strcmp(door->item[i], bag->item) != 0)
        i++; /* one item for two reasons is one line */
    if (i == door->n) {
        evernormal__dispatch__v1__door_quantity__init(&door->line[i]);
        evn_refusal_text(door->item[i], EVN_CODE_MAX, bag->item);
        door->n++;
    }
    door->line[i].quantity += bag->quantity;
    return EVN_OK;
}

static evn_err read_bags(struct beginning *b, const struct evn_input *input)
{
    char next[EVN_CODE_MAX] = "";
    evn_err err;
    do {
        Evernormal__Planner__V1__Bags ask = EVERNORMAL__PLANNER__V1__BAGS__INIT;
        Evernormal__Planner__V1__Query query = EVERNORMAL__PLANNER__V1__QUERY__INIT;
        void *out = NULL;
        ask.community = b->community;
        ask.day = evn_rows_text(input, DAY);
        ask.after = next;
        query.kind_case = EVERNORMAL__PLANNER__V1__QUERY__KIND_BAGS;
        query.bags = &ask;
        err = evn_typed_ask(b->cli->session, "planner", &query.base,
                            &evernormal__planner__v1__result__descriptor, &out, &b->cli->why);
        bags_t *page = out;
        for (size_t i = 0; err == EVN_OK && i < page->n_bag; i++)
            err = add_bag(b, page->bag[i]);
        next[0] = '\0';
        if (page != NULL) {
            evn_refusal_text(next, sizeof next, page->next);
            evernormal__planner__v1__result__free_unpacked(page, NULL);
        }
    } while (err == EVN_OK && next[0] != '\0');
    return err;
}

/* Lines of the file name bags or pseudonyms in the order they are visited. */
static evn_err read_order(struct beginning *b, const char *path)
{
    uint8_t *text;
    size_t len, rank = 0;
    if (path == NULL)
        return EVN_OK;
    evn_err err = evn_infile_read(b->cli, path, FILE_MAX, &text, &len);
    if (err == EVN_OK) {
        text[len] = '\0';
        char *rest = NULL;
        for (char *word = strtok_r((char *)text, " \t\r\n", &rest); word != NULL;
             word = strtok_r(NULL, " \t\r\n", &rest), rank++)
            for (size_t i = 0; i < b->n_doors; i++)
                if (strcmp(b->door[i].bag, word) == 0 || strcmp(b->door[i].person, word) == 0)
                    b->door[i].rank = rank;
    }
    free(text);
    return err;
}

static int by_rank(const void *a, const void *b)
{
    const struct door *x = a, *y = b;
    return x->rank != y->rank ? (x->rank < y->rank ? -1 : 1) : strcmp(x->bag, y->bag);
}

/* Give each door of what there is, in their order; who gets nothing has no door. */
static void fill(struct beginning *b)
{
    size_t kept = 0;
    for (size_t i = 0; i < b->n_doors; i++) {
        struct door *door = &b->door[i];
        size_t n = 0;
        for (size_t k = 0; k < door->n; k++) {
            struct stock *s = b->stock;
            while (s < b->stock + b->n_stock && strcmp(s->item, door->item[k]) != 0)
                s++;
            int64_t left = s < b->stock + b->n_stock ? s->left : 0, want = door->line[k].quantity;
            int64_t part = want < left ? want : left;
            b->n_missing += part < want;
            if (part == 0)
                continue;
            s->left -= part;
            door->line[n] = door->line[k];
            door->line[n].quantity = part;
            memmove(door->item[n], door->item[k], EVN_CODE_MAX);
            n++;
        }
        door->n = n;
        if (n > 0 && kept != i)
            b->door[kept] = *door;
        kept += n > 0;
    }
    b->n_doors = kept;
}

static evn_err send(struct beginning *b, const struct evn_input *input, uint32_t stop)
{
    put_t put[DOORS_MAX], *puts[DOORS_MAX];
    Evernormal__Dispatch__V1__DoorStart body = EVERNORMAL__DISPATCH__V1__DOOR_START__INIT;
    Evernormal__Dispatch__V1__Command command = EVERNORMAL__DISPATCH__V1__COMMAND__INIT;
    for (size_t i = 0; i < b->n_doors; i++) {
        struct door *door = &b->door[i];
        evernormal__dispatch__v1__door_put__init(&put[i]);
        for (size_t k = 0; k < door->n; k++) {
            door->line[k].item = door->item[k];
            door->list[k] = &door->line[k];
        }
        put[i].person = door->person;
        put[i].lines = door->list;
        put[i].n_lines = door->n;
        puts[i] = &put[i];
    }
    body.trip = evn_door_argument(input, 0);
    body.stop = stop;
    body.doors = puts;
    body.n_doors = b->n_doors;
    command.kind_case = EVERNORMAL__DISPATCH__V1__COMMAND__KIND_DOOR_START;
    command.door_start = &body;
    evn_err err = evn_dispatch_send(b->cli, input->option[ID], &command);
    if (err == EVN_OK)
        evn_say(b->cli, b->n_missing > 0 ? EVN_T_DOOR_BEGUN_SHORT : EVN_T_DOOR_BEGUN,
                (struct evn_fill){.n = (int64_t)b->n_doors, .m = (int64_t)b->n_missing});
    return err;
}

evn_err evn_door_start(struct evn_cli *cli, const struct evn_input *input)
{
    struct evn_session *session;
    uint32_t stop;
    evn_err err = evn_door_stop(cli, input, &stop);
    if (err == EVN_OK)
        err = evn_cli_session(cli, &session);
    if (err != EVN_OK)
        return err;
    struct beginning *b = calloc(1, sizeof *b);
    struct door *door = calloc(DOORS_MAX, sizeof *door);
    if (b == NULL || door == NULL) {
        free(b);
        free(door);
        return evn_cli_fail(cli, EVN_E_NO_MEMORY, NULL);
    }
    b->cli = cli;
    b->door = door;
    err = read_trip(b, evn_door_argument(input, 0), stop);
    if (err == EVN_OK)
        err = read_bags(b, input);
    if (err == EVN_OK)
        err = read_order(b, input->option[ORDER]);
    if (err == EVN_OK) {
        qsort(door, b->n_doors, sizeof *door, by_rank);
        fill(b);
        err = send(b, input, stop);
    }
    free(door);
    free(b);
    return err;
}
