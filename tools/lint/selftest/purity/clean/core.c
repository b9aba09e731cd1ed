#include <string.h>

int evn_base_add(int a, int b);
int evn_core_decide(const char *text);

int evn_core_decide(const char *text)
{
    static const char *const known[] = {"a", "b"};
    return evn_base_add((int)strlen(text), known[0] != text);
}
