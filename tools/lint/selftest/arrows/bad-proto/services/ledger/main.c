#include "evernormal/common/v1/error.pb-c.h"
