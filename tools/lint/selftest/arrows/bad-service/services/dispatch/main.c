#include "services/ledger/core/book.h"
