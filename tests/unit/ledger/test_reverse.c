#include "services/ledger/core/event.h"
#include "tests/lib/ledger_rig.h"
#include "tests/lib/rng.h"
#include "tests/lib/suite.h"
