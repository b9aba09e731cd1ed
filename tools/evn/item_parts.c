#include "tools/evn/item_parts.h"

#include "tools/evn/message.h"

#include <string.h>

/* The next part of a list, or NULL at its end. */
static char *next_part(char **rest)
{
    return *rest != NULL && (*rest)[0] != '\0' ? strsep(rest, ",") : NULL;
}

static evn_err bad(struct evn_cli *cli, const char *part, const char *option)
{
    return evn_cli_usage(cli, EVN_T_BAD_OPTION, (struct evn_fill){.a = part, .b = option});
}

#define ROOM(list) (sizeof(list) / sizeof(list)[0])

evn_err evn_parts_packs(struct evn_cli *cli, char *text, struct evn_item_parts *to)
{
    char *part, *rest = text;
    while ((part = next_part(&rest)) != NULL) {
        char *units = part, *name = strsep(&units, "="), *en = name, *zh = strsep(&en, "/");
        if (to->n_packs == ROOM(to->pack) || units == NULL || zh[0] == '\0')
            return bad(cli, part, "packs");
        Evernormal__Registry__V1__Pack *pack = to->packs[to->n_packs] = &to->pack[to->n_packs];
        to->n_packs++;
        evernormal__registry__v1__pack__init(pack);
        pack->name_zh = zh;
        pack->name_en = en != NULL ? en : zh;
        evn_err err = evn_command_number(cli, units, "packs", 2, &pack->base_units);
        if (err != EVN_OK)
            return err;
    }
    return EVN_OK;
}

evn_err evn_parts_kit(struct evn_cli *cli, char *text, struct evn_item_parts *to)
{
    char *part, *rest = text;
    while ((part = next_part(&rest)) != NULL) {
        char *units = part, *item = strsep(&units, "=");
        if (to->n_kit == ROOM(to->part) || units == NULL || item[0] == '\0')
            return bad(cli, part, "kit");
        Evernormal__Registry__V1__KitPart *out = to->kit[to->n_kit] = &to->part[to->n_kit];
        to->n_kit++;
        evernormal__registry__v1__kit_part__init(out);
        out->item = item;
        evn_err err = evn_command_number(cli, units, "kit", 1, &out->quantity);
        if (err != EVN_OK)
            return err;
    }
    return EVN_OK;
}

/* Room for one more code of the system; NULL: there is none. */
static Evernormal__Registry__V1__ItemCode *add_code(struct evn_item_parts *to, int system,
                                                    char *value)
{
    if (to->n_codes == ROOM(to->code))
        return NULL;
    Evernormal__Registry__V1__ItemCode *code = to->codes[to->n_codes] = &to->code[to->n_codes];
    to->n_codes++;
    evernormal__registry__v1__item_code__init(code);
    code->system = (Evernormal__Registry__V1__CodeSystem)system;
    code->value = value;
    return code;
}

evn_err evn_parts_codes(struct evn_cli *cli, char *text, struct evn_item_parts *to)
{
    char *part, *rest = text;
    while ((part = next_part(&rest)) != NULL) {
        char *units = part, *system = strsep(&units, "="), *value = strsep(&units, "@");
        const char *name = strcmp(system, "national") == 0 ? "national-drug" : system;
        int number = evn_enum_number(&evernormal__registry__v1__code_system__descriptor,
                                     "CODE_SYSTEM_", name);
        Evernormal__Registry__V1__ItemCode *code =
            number > 0 && value != NULL && value[0] != '\0' ? add_code(to, number, value) : NULL;
        if (code == NULL)
            return bad(cli, part, "code");
        evn_err err =
            units != NULL ? evn_command_number(cli, units, "code", 1, &code->base_units) : EVN_OK;
        if (err != EVN_OK)
            return err;
    }
    return EVN_OK;
}

evn_err evn_parts_atc(struct evn_cli *cli, char *text, struct evn_item_parts *to)
{
    char *part, *rest = text;
    while ((part = next_part(&rest)) != NULL)
        if (add_code(to, EVERNORMAL__REGISTRY__V1__CODE_SYSTEM__CODE_SYSTEM_ATC, part) == NULL)
            return bad(cli, part, "atc");
    return EVN_OK;
}

evn_err evn_parts_substitutes(struct evn_cli *cli, char *text, struct evn_item_parts *to)
{
    char *part, *rest = text;
    while ((part = next_part(&rest)) != NULL) {
        char *instead = part, *item = strsep(&instead, "="), *units = strsep(&instead, ":");
        if (to->n_substitutes == ROOM(to->substitute) || instead == NULL || item[0] == '\0')
            return bad(cli, part, "substitute");
        Evernormal__Registry__V1__Substitute *out = &to->substitute[to->n_substitutes];
        to->substitutes[to->n_substitutes++] = out;
        evernormal__registry__v1__substitute__init(out);
        out->item = item;
        evn_err err = evn_command_number(cli, units, "substitute", 1, &out->quantity);
        if (err == EVN_OK)
            err = evn_command_number(cli, instead, "substitute", 1, &out->instead);
        if (err != EVN_OK)
            return err;
    }
    return EVN_OK;
}

evn_err evn_parts_prefixes(struct evn_cli *cli, char *text, struct evn_item_parts *to)
{
    char *part, *rest = text;
    while ((part = next_part(&rest)) != NULL) {
        if (to->n_prefixes == ROOM(to->prefixes))
            return bad(cli, part, "trace");
        to->prefixes[to->n_prefixes++] = part;
    }
    return EVN_OK;
}
