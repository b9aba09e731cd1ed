#include <string.h>

int one(const char *a, const char *b);

int one(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}
