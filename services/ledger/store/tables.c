#include "services/ledger/store/tables.h"

evn_err evn_ledger_tables_open(struct evn_store *store, struct evn_ledger_tables *out)
{
    const struct {
        const char *name;
        MDB_dbi *to;
    } all[EVN_LEDGER_TABLES] = {
        {"meta", &out->meta},           {"chunks", &out->chunks},     {"ids", &out->ids},
        {"facts", &out->facts},         {"balances", &out->balances}, {"texts", &out->texts},
        {"movements", &out->movements}, {"spans", &out->spans},       {"opened", &out->opened},
        {"rare", &out->rare},           {"flows", &out->flows},
    };
    for (size_t i = 0; i < EVN_LEDGER_TABLES; i++) {
        evn_err err = evn_store_table(store, all[i].name, all[i].to);
        if (err != EVN_OK)
            return err;
    }
    return EVN_OK;
}

void evn_movement_row_put(uint8_t to[EVN_MOVEMENT_LEN], const struct evn_movement_row *row)
{
    evn_put_i64(to, row->at_us);
    evn_put_i64(to + 8, row->qty);
    evn_put_u64(to + 16, row->document);
    evn_put_u64(to + 24, row->prev_from);
    evn_put_u64(to + 32, row->prev_to);
    evn_put_u32(to + 40, row->from);
    evn_put_u32(to + 44, row->to);
    evn_put_u32(to + 48, row->reason);
    evn_put_u32(to + 52, row->line);
    evn_put_u16(to + 56, row->kind);
    to[58] = row->flags;
    memset(to + 59, 0, 5);
}

void evn_movement_row_get(const uint8_t from[EVN_MOVEMENT_LEN], struct evn_movement_row *out)
{
    out->at_us = evn_get_i64(from);
    out->qty = evn_get_i64(from + 8);
    out->document = evn_get_u64(from + 16);
    out->prev_from = evn_get_u64(from + 24);
    out->prev_to = evn_get_u64(from + 32);
    out->from = evn_get_u32(from + 40);
    out->to = evn_get_u32(from + 44);
    out->reason = evn_get_u32(from + 48);
    out->line = evn_get_u32(from + 52);
    out->kind = evn_get_u16(from + 56);
    out->flags = from[58];
}

evn_err evn_movement_read(MDB_cursor *movements, uint64_t seq, struct evn_movement_row *out)
{
    uint8_t k[8];
    evn_put_be64(k, seq / EVN_MOVEMENTS_N);
    MDB_val key = {sizeof k, k}, row;
    int rc = mdb_cursor_get(movements, &key, &row, MDB_SET);
    if (rc == MDB_NOTFOUND || (rc == 0 && row.mv_size != EVN_MOVEMENTS_LEN))
        return EVN_E_CORRUPT;
    if (rc != 0)
        return evn_store_err(rc);
    evn_movement_row_get((const uint8_t *)row.mv_data + seq % EVN_MOVEMENTS_N * EVN_MOVEMENT_LEN,
                         out);
    return out->qty > 0 ? EVN_OK : EVN_E_CORRUPT;
}

void evn_balance_row_put(uint8_t to[EVN_BALANCE_LEN], const struct evn_balance_row *row)
{
    uint64_t n = row->n_legs | (row->physical ? UINT64_C(0x8000) : 0);
    evn_put_i64(to, row->balance);
    evn_put_i64(to + 8, row->latest_us);
    evn_put_i64(to + 16, row->taken_in);
    evn_put_u64(to + 24, row->head | n << 48);
}

void evn_balance_row_get(const uint8_t from[EVN_BALANCE_LEN], struct evn_balance_row *out)
{
    uint64_t word = evn_get_u64(from + 24);
    out->head = word & UINT64_C(0xffffffffffff);
    out->balance = evn_get_i64(from);
    out->latest_us = out->head != 0 ? evn_get_i64(from + 8) : INT64_MIN;
    out->taken_in = evn_get_i64(from + 16);
    out->n_legs = (uint32_t)(word >> 48 & EVN_LEGS_COUNTED);
    out->physical = word >> 63 != 0;
}

void evn_id_row_put(uint8_t to[EVN_ID_ROW_LEN], const struct evn_id_row *row)
{
    evn_put_u64(to, row->seq);
    evn_put_u32(to + 8, row->n);
    evn_put_u32(to + 12, row->actor);
    memcpy(to + 16, row->hash.b, EVN_HASH128_LEN);
}

void evn_id_row_get(const uint8_t from[EVN_ID_ROW_LEN], struct evn_id_row *out)
{
    out->seq = evn_get_u64(from);
    out->n = evn_get_u32(from + 8);
    out->actor = evn_get_u32(from + 12);
    memcpy(out->hash.b, from + 16, EVN_HASH128_LEN);
}
