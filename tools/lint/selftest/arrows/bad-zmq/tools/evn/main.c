#include <czmq.h>
