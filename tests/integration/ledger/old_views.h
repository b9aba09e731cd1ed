/* old_views - views as an older version left them. Test support.
 */
#ifndef EVN_TESTS_INTEGRATION_LEDGER_OLD_VIEWS_H
#define EVN_TESTS_INTEGRATION_LEDGER_OLD_VIEWS_H

/* Write into the views in a stopped service's folder that they are of format 1, and empty a table
 * of them. Aborts the test when that fails. */
void make_views_old(const char *folder);

#endif
