static void law(int n)
{
    EVN_CHECK_LAW(n);
}

static void a_lot_is_never_negative(void)
{
    law(1);
}

static const struct evn_test_case tests[] = {
    EVN_TEST(a_lot_is_never_negative),
};
