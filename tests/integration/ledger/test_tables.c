/* The ledger's field tables against its messages. */
#include "evernormal/ledger/v1/command.pb-c.h"
#include "evernormal/ledger/v1/query.pb-c.h"
#include "services/ledger/wire_query.h"
#include "tests/lib/suite.h"
#include "tests/lib/tables.h"

static void commands_are_read_as_their_message_says(void)
{
    evn_check_tables(&evn_ledger_command_table, &evernormal__ledger__v1__command__descriptor);
}

static void questions_and_results_are_as_their_messages_say(void)
{
    evn_check_tables(&evn_ledger_query_table, &evernormal__ledger__v1__query__descriptor);
    evn_check_tables(&evn_ledger_result_table, &evernormal__ledger__v1__result__descriptor);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(commands_are_read_as_their_message_says),
        EVN_TEST(questions_and_results_are_as_their_messages_say),
    };
    return evn_test_main(argc, argv, "ledger.tables", tests, sizeof tests / sizeof *tests);
}
