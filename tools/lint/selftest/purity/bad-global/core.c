int evn_core_decide(void);

int evn_core_decide(void)
{
    static int n_calls;
    return ++n_calls;
}
