#include "book.h"
