/* moveline - one line of a stock command as a person writes it. Pure.
 *
 * "ITEM[,LOT[,EXPIRY]]=QUANTITY": commas because no item code holds one; a lot that does is given
 * in a file, where each part has a column of its own. */
#ifndef EVN_TOOLS_MOVELINE_H
#define EVN_TOOLS_MOVELINE_H

#include "common/base/assert.h"
#include "common/base/bytes.h"
#include "common/base/err.h"

enum { EVN_MOVE_TEXT = 80, EVN_MOVE_QUANTITY = 160 };

/* The parts of a line; what was not given is empty. */
struct evn_move_line {
    char item[EVN_MOVE_TEXT];         /* item code */
    char lot[EVN_MOVE_TEXT];          /* lot code or serial number */
    char expiry[EVN_MOVE_TEXT];       /* receive: last usable day */
    char quantity[EVN_MOVE_QUANTITY]; /* as in quantity.h */
    char made[EVN_MOVE_TEXT];         /* receive: day of manufacture */
    char owner[EVN_MOVE_TEXT];        /* receive: donor or owner */
    char from[EVN_MOVE_TEXT];         /* place it leaves */
    char to[EVN_MOVE_TEXT];           /* place it enters */
    char stop[EVN_MOVE_TEXT];         /* ship: place it is meant for */
    char claim[EVN_MOVE_TEXT];        /* whose claims it uses up */
    char at[EVN_MOVE_TEXT];           /* business time */
};

/* Copy a text into a member of `cap` bytes. EVN_E_BAD_TEXT: it is too long. */
EVN_MUST_USE evn_err evn_move_text(char *to, size_t cap, struct evn_bytes text);

/* Read "ITEM[,LOT[,EXPIRY]]=QUANTITY" into the members it names and leave the others alone.
 * EVN_E_USAGE: not of that form. EVN_E_BAD_TEXT: a part is too long. */
EVN_MUST_USE evn_err evn_move_line_parse(const char *text, struct evn_move_line *out);

#endif
