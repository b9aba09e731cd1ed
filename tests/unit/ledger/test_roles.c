/* Who may send which command to the ledger. */
#include "services/ledger/service.h"
#include "services/ledger/wire.h"
#include "tests/lib/suite.h"

static void only_who_answers_for_the_goods_releases_and_recalls(void)
{
    uint32_t (*roles)(uint32_t tag) = evn_ledger_ops.roles_for;
    EVN_CHECK_EQ(roles(EVN_LEDGER_TAG_HOLD_RELEASE), EVN_ROLE_QUALITY);
    EVN_CHECK_EQ(roles(EVN_LEDGER_TAG_RECALL_OPEN), EVN_ROLE_QUALITY);
    EVN_CHECK_EQ(roles(EVN_LEDGER_TAG_RECALL_CLOSE), EVN_ROLE_QUALITY);
    EVN_CHECK_EQ(roles(EVN_LEDGER_TAG_EARMARK_RELEASE), EVN_ROLE_AUTHORITY);
    EVN_CHECK((roles(EVN_LEDGER_TAG_HOLD_PUT) & EVN_ROLE_WAREHOUSE) != 0);
    EVN_CHECK((roles(EVN_LEDGER_TAG_READINGS) & EVN_ROLE_INTEGRATOR) != 0);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(only_who_answers_for_the_goods_releases_and_recalls),
    };
    return evn_test_main(argc, argv, "ledger.roles", tests, sizeof tests / sizeof *tests);
}
