#include "services/ledger/core/book.h"

#include <lmdb.h>
