#define EVN_CHECK_LAW(x) EVN_CHECK((x) >= 0)
