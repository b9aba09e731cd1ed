/* trip_receipt - the lines of a receipt on the command line: all that is aboard was accepted, but
 * for what arguments like RICE:short=2,refused=1,reason=wet say. Shell. */
#ifndef EVN_TOOLS_TRIP_RECEIPT_H
#define EVN_TOOLS_TRIP_RECEIPT_H

#include "common/client/dispatch.h"
#include "tools/evn/command.h"

enum { EVN_RECEIPT_LINES_MAX = 200, EVN_RECEIPT_TEXTS_MAX = 8192 };

struct evn_receipt_lines {
    Evernormal__Dispatch__V1__ReceiveLine line[EVN_RECEIPT_LINES_MAX];
    Evernormal__Dispatch__V1__ReceiveLine *list[EVN_RECEIPT_LINES_MAX];
    size_t n;
    char *text[EVN_ARGUMENTS_MAX]; /* copies of arguments, cut up; owned */
    size_t n_texts;
};

/* One line for each item that GetTrip's answer says is aboard for the stop, all of it accepted.
 * Borrows from `result`. */
void evn_receipt_begin(struct evn_receipt_lines *lines,
                       const Evernormal__Dispatch__V1__Result *result, uint32_t stop);
void evn_receipt_end(struct evn_receipt_lines *lines);

/* Take in one argument; what is short, damaged, refused or wrong was not accepted. EVN_E_USAGE. */
EVN_MUST_USE evn_err evn_receipt_differ(struct evn_receipt_lines *lines, struct evn_cli *cli,
                                        const char *argument);

/* What differed at a stop, in the same words: "RICE:short=2,reason=wet". Returns `out`. */
const char *evn_receipt_differences(const Evernormal__Dispatch__V1__Stop *stop, char *out,
                                    size_t cap);

#endif
