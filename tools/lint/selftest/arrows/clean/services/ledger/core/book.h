/* book - a planted core. Pure. */
#include "common/base/err.h"

#include <stdint.h>
