/* err - one table of typed errors, and what a refusal tells. Pure.
 *
 * An evn_err says what went wrong; its class says what now: INPUT fix the request, STATE the
 * domain says no, AUTH get the right, BUSY send the same bytes again, LIMIT a stated bound, DATA
 * stored bytes are damaged: stop, SYS the machine failed. Texts exist in English and Chinese and
 * are rendered at the edge only; wire and log carry code and arguments. */
#ifndef EVN_BASE_ERR_H
#define EVN_BASE_ERR_H

#include <stddef.h>
#include <stdint.h>

#define EVN_ERR(name, number, class, en, zh) EVN_E_##name = number,
typedef enum evn_err {
    EVN_OK = 0,
#include "common/base/err_list.h"
} evn_err;
#undef EVN_ERR

enum evn_err_class {
    EVN_CLASS_OK,
    EVN_CLASS_INPUT,
    EVN_CLASS_STATE,
    EVN_CLASS_AUTH,
    EVN_CLASS_BUSY,
    EVN_CLASS_LIMIT,
    EVN_CLASS_DATA,
    EVN_CLASS_SYS
};

enum evn_lang { EVN_LANG_EN, EVN_LANG_ZH };

/* Why a thing is not in the state a command needs; 0: not told. */
#define EVN_STATE(name, number, code, en, zh) EVN_S_##name = number,
enum evn_state {
    EVN_S_NONE = 0,
#include "common/base/state_list.h"
};
#undef EVN_STATE

enum { EVN_FIELD_MAX = 48, EVN_SUBJECT_MAX = 80 };

/* Why a command was refused: the code and its arguments. Unused members are zero or empty. */
struct evn_refusal {
    evn_err err;
    uint32_t line;                 /* 1-based line of the command; 0: the command as a whole */
    char field[EVN_FIELD_MAX];     /* path of the field at fault, as in the proto */
    char subject[EVN_SUBJECT_MAX]; /* external id of what it is about (item, lot, zone, ...) */
    char place[EVN_SUBJECT_MAX];   /* external id of the place */
    int64_t at_us;                 /* the first failing instant; INT64_MIN: none */
    int64_t have;                  /* what there is, in base units */
    int64_t want;                  /* what was asked for or the limit; short = want - have */
    enum evn_state state;          /* of WRONG_STATE and EXISTS: which; its sentence is told */
    int64_t held;                  /* of stock there: on hold, recalled, or to be thrown away */
    int64_t unfit;                 /* expired, or of too short a life for the receiver */
    int64_t reserved;              /* kept for others by reservations */
    int64_t earmarked;             /* ring-fenced for others */
};

/* The name without prefix, such as "SHORT_STOCK"; "OK" for EVN_OK; "UNKNOWN" for no code. */
const char *evn_err_name(evn_err err);

enum evn_err_class evn_err_class_of(evn_err err);

/* "INPUT", "STATE", ... */
const char *evn_err_class_name(enum evn_err_class cls);

/* The unrendered template of the code in that language. */
const char *evn_err_text(evn_err err, enum evn_lang lang);

/* Walk the table: the i-th code, or EVN_OK behind the last. */
evn_err evn_err_nth(size_t i);

/* The exit status (sysexits.h) a command line tool ends with for an error of this class. */
int evn_err_exit_status(evn_err err);

/* A refusal with only a code; at_us is "none". */
struct evn_refusal evn_refusal_of(evn_err err);

/* Copy `text` into one of the refusal's text members, cut at a UTF-8 boundary if too long. */
void evn_refusal_text(char *to, size_t cap, const char *text);

/* The state of that number, or EVN_S_NONE when this version knows none. */
enum evn_state evn_state_of(uint32_t number);

/* "ELSEWHERE"; "" for EVN_S_NONE. */
const char *evn_state_name(enum evn_state state);

/* Write the sentence a person reads: the template of the state, else of the code, with its
 * arguments filled in, and behind it what of the stock there may not be used. Cut at `cap`. */
void evn_refusal_render(const struct evn_refusal *refusal, enum evn_lang lang, char *out,
                        size_t cap);

#endif
