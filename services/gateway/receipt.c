#include "services/gateway/receipt.h"

#include "services/gateway/form.h"
#include "services/gateway/names.h"

#include <inttypes.h>
#include <stdio.h>

enum { LINES_MAX = 60 };

/* The quantities of a line, as the proto calls them; the last two come seldom. */
static const char *const part[] = {"accepted", "short", "damaged", "refused", "wrong", "over"};
enum { N_PARTS = sizeof part / sizeof part[0] };
static const char *const word[] = {"reason", "wrong_lot", "wrong_expiry", "over_lot", "photo"};
static const char *const word_json[] = {"reason", "wrongLot", "wrongExpiry", "overLot", "photo"};
enum { N_WORDS = sizeof word / sizeof word[0] };

/* What the shares say is aboard of each item for a stop: item -> quantity, in a new object. */
static json_t *aboard(const json_t *shares, int64_t stop)
{
    json_t *share, *out = json_object();
    size_t i;
    json_array_foreach(shares, i, share)
    {
        if (evn_json_num(share, "stop") != stop ||
            strcmp(evn_json_text(share, "state"), "SHARE_STATE_ABOARD") != 0)
            continue;
        const char *item = evn_json_text(share, "item");
        int64_t n =
            evn_json_num(share, "quantity") + json_integer_value(json_object_get(out, item));
        json_object_set_new(out, item, json_integer(n));
    }
    return out;
}

static void number(struct evn_page *page, enum evn_say label, const char *name, uint32_t line,
                   const char *value)
{
    evn_form_input(page, label, name, line, value, "inputmode=\"numeric\"");
}

static void form_line(struct evn_page *page, const char *item, int64_t quantity, uint32_t line)
{
    char full[24], hidden[24];
    snprintf(full, sizeof full, "%" PRId64, quantity);
    snprintf(hidden, sizeof hidden, "item-%u", (unsigned)line);
    evn_html(&page->html, "<fieldset><legend>%t <small>%n %t</small></legend>",
             evn_name(page, EVN_ITEMS, item), quantity, evn_unit(page, item));
    evn_form_hidden(page, hidden, item);
    number(page, EVN_SAY_ACCEPTED, "accepted", line, full);
    number(page, EVN_SAY_SHORT, "short", line, "0");
    number(page, EVN_SAY_DAMAGED, "damaged", line, "0");
    number(page, EVN_SAY_TURNED_BACK, "refused", line, "0");
    evn_form_input(page, EVN_SAY_DIFFERENCE_WHY, "reason", line, "", "maxlength=\"60\"");
    evn_html(&page->html, "<details class=\"more\"><summary>%L</summary>", EVN_SAY_OTHER_GOODS);
    number(page, EVN_SAY_WRONG, "wrong", line, "0");
    evn_form_input(page, EVN_SAY_WRONG_LOT, "wrong_lot", line, "", "maxlength=\"40\"");
    evn_form_input(page, EVN_SAY_WRONG_EXPIRY, "wrong_expiry", line, "",
                   "placeholder=\"2027-01-31\"");
    number(page, EVN_SAY_OVER, "over", line, "0");
    evn_form_input(page, EVN_SAY_OVER_LOT, "over_lot", line, "", "maxlength=\"40\"");
    evn_form_input(page, EVN_SAY_PHOTO, "photo", line, "", "maxlength=\"64\"");
    evn_html(&page->html, "</details></fieldset>");
}

void evn_receipt_form(struct evn_page *page, const json_t *result, int64_t stop)
{
    char at[24];
    const char *item;
    json_t *items = aboard(json_object_get(result, "share"), stop), *quantity;
    bool point = strcmp(page->x->token.role, "POINT") == 0;
    uint32_t line = 0;
    snprintf(at, sizeof at, "%" PRId64, stop);
    evn_receipt_code(page, result, stop);
    evn_form_open(page, page->x->url, "receive", "receipt");
    evn_form_hidden(page, "stop", at);
    evn_html(&page->html, "<p class=\"hint\">%L</p>", EVN_SAY_RECEIPT_HINT);
    json_object_foreach(items, item, quantity)
    {
        if (line < LINES_MAX)
            form_line(page, item, json_integer_value(quantity), ++line);
    }
    evn_form_input(page, EVN_SAY_SIGNED_BY, "signed_by", 0, "", "required maxlength=\"60\"");
    if (!point) {
        evn_form_input(page, EVN_SAY_POINT_CODE, "code", 0, "",
                       "inputmode=\"numeric\" maxlength=\"6\" autocomplete=\"off\"");
        evn_form_input(page, EVN_SAY_NO_CODE_WHY, "no_code", 0, "", "maxlength=\"60\"");
    }
    evn_form_close(page, EVN_SAY_SIGN);
    json_decref(items);
}

void evn_receipt_code(struct evn_page *page, const json_t *result, int64_t stop)
{
    json_t *code;
    size_t i;
    json_array_foreach(json_object_get(result, "handCode"), i, code)
    {
        if (evn_json_num(code, "stop") == stop)
            evn_html(&page->html, "<p class=\"hint\">%L <b class=\"code\">%t</b></p>",
                     EVN_SAY_TELL_CODE, evn_json_text(code, "code"));
    }
}

static void write_difference(struct evn_page *page, const json_t *difference)
{
    static const enum evn_say say[] = {EVN_SAY_SHORT, EVN_SAY_DAMAGED, EVN_SAY_TURNED_BACK,
                                       EVN_SAY_WRONG, EVN_SAY_OVER};
    evn_html(&page->html,
             "<small>%t:", evn_name(page, EVN_ITEMS, evn_json_text(difference, "item")));
    for (size_t i = 1; i < N_PARTS; i++)
        if (evn_json_num(difference, part[i]) > 0)
            evn_html(&page->html, " %L %n", say[i - 1], evn_json_num(difference, part[i]));
    evn_html(&page->html, " %t %t %t</small>", evn_json_text(difference, "wrongLot"),
             evn_json_text(difference, "overLot"), evn_json_text(difference, "reason"));
}

void evn_receipt_write(struct evn_page *page, const json_t *stop)
{
    const char *proof = evn_json_text(stop, "proof");
    json_t *difference;
    size_t i;
    if (evn_json_text(stop, "signedBy")[0] == '\0')
        return;
    evn_html(&page->html, "<small>%L: %t", EVN_SAY_SIGNED_BY, evn_json_text(stop, "signedBy"));
    if (proof[0] != '\0')
        evn_html(&page->html, " · %L",
                 strcmp(proof, "PROOF_KEY") == 0    ? EVN_SAY_PROOF_KEY
                 : strcmp(proof, "PROOF_CODE") == 0 ? EVN_SAY_PROOF_CODE
                                                    : EVN_SAY_PROOF_WORD);
    evn_html(&page->html, " %t</small>", evn_json_text(stop, "whyNoCode"));
    json_array_foreach(json_object_get(stop, "differences"), i, difference)
    {
        write_difference(page, difference);
    }
}

/* One line as it was typed, into a new object; *ok becomes false at a field that is no number. */
static json_t *read_line(struct evn_page *page, uint32_t n, const char *item, bool *ok)
{
    char text[EVN_FIELD_TEXT_MAX];
    json_t *line = json_pack("{s:s}", "item", item);
    for (size_t i = 0; *ok && i < N_PARTS; i++) {
        int64_t value = 0;
        *ok = evn_form_number(page, part[i], n, &value);
        json_object_set_new(line, part[i], json_integer(value));
    }
    for (size_t i = 0; i < N_WORDS; i++)
        if (evn_form_value(page, word[i], n, text)[0] != '\0')
            json_object_set_new(line, word_json[i], json_string(text));
    return line;
}

json_t *evn_receipt_command(struct evn_page *page, const char *trip, int64_t stop)
{
    char item[EVN_FIELD_TEXT_MAX], signer[EVN_FIELD_TEXT_MAX], code[EVN_FIELD_TEXT_MAX],
        why[EVN_FIELD_TEXT_MAX];
    json_t *lines = json_array();
    bool ok = true;
    for (uint32_t n = 1; ok && n <= LINES_MAX; n++) {
        if (evn_form_value(page, "item", n, item)[0] == '\0')
            break;
        json_array_append_new(lines, read_line(page, n, item, &ok));
    }
    if (!ok) {
        json_decref(lines);
        return NULL;
    }
    return json_pack(
        "{s:{s:s,s:I,s:o,s:s,s:s,s:s}}", "receive", "trip", trip, "stop", (json_int_t)stop, "lines",
        lines, "signedBy", evn_form_value(page, "signed_by", 0, signer), "code",
        evn_form_value(page, "code", 0, code), "reason", evn_form_value(page, "no_code", 0, why));
}
