int evn_long(int n);

int evn_long(int n)
{
// GROW 70 code
    return n + 1;
}
