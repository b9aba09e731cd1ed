int evn_long(int n);

int evn_long(int n)
{
    return n + 1;
}
