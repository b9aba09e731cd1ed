/* tables - hold field tables against the descriptors of their proto messages. Test support. */
#ifndef EVN_TESTS_TABLES_H
#define EVN_TESTS_TABLES_H

#include "common/wire/field.h"

#include <protobuf-c/protobuf-c.h>

/* Check that the table and the descriptor have the same fields - name, number, type, repeated or
 * not - and that members have the size their kind needs; then the same for every message inside.
 * Each difference is one failed check that names message and field. */
void evn_check_tables(const struct evn_wire_message *table,
                      const ProtobufCMessageDescriptor *proto);

#endif
