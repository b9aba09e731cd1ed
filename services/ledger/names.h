/* names - the places the ledger makes by itself at its first start. Pure vocabulary.
 *
 * They stand for the world outside. A fact of the registry about one of these ids is ignored. */
#ifndef EVN_LEDGER_NAMES_H
#define EVN_LEDGER_NAMES_H

#define EVN_LEDGER_SUPPLIER         "supplier"  /* where a receipt without a supplier comes from */
#define EVN_LEDGER_CONSUMED         "consumed"  /* where an issue without a destination goes */
#define EVN_LEDGER_LOST             "lost"      /* what a receipt says is short */
#define EVN_LEDGER_FOUND            "found"     /* what turned up */
#define EVN_LEDGER_DESTROYED        "destroyed" /* what arrived damaged */
#define EVN_LEDGER_MADE             "made"      /* what kits are made of */
#define EVN_LEDGER_COUNT_DIFFERENCE "count_difference" /* what counts found more, or less */

/* A hospital and an isolation site have two places more: beds and rooms that are free, and those
 * that are not. Their ids are the place's own with one of these behind it. */
#define EVN_LEDGER_FREE     "/free"
#define EVN_LEDGER_OCCUPIED "/occupied"

#endif
