#include <time.h>

long evn_core_decide(void);

long evn_core_decide(void)
{
    return (long)time(NULL);
}
