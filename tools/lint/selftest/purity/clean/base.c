int evn_base_add(int a, int b);

int evn_base_add(int a, int b)
{
    return a + b;
}
