#include "services/gateway/health.h"

#include <stdio.h>

enum { FRESH_US = 1000000, PATIENT_MS = 1000, SHORT_MS = 120 };

static struct evn_health_row *row_of(struct evn_health *health, const char *service)
{
    for (size_t i = 0; i < health->n; i++)
        if (strcmp(health->row[i].service, service) == 0)
            return &health->row[i];
    EVN_ASSERT(health->n < EVN_HEALTH_MAX);
    struct evn_health_row *row = &health->row[health->n++];
    *row = (struct evn_health_row){.up = true};
    evn_refusal_text(row->service, sizeof row->service, service);
    return row;
}

bool evn_health_up(struct evn_health *health, struct evn_session *session, const char *service)
{
    struct evn_health_row *row = row_of(health, service);
    const struct evn_welcome *welcome;
    struct evn_refusal why;
    int64_t now_us = evn_client_now_us();
    if (row->checked_us != 0 && now_us - row->checked_us < FRESH_US)
        return row->up;
    int64_t wait_ms = row->up ? PATIENT_MS : SHORT_MS;
    row->up = evn_session_hello(session, service, wait_ms, &welcome, &why) == EVN_OK;
    row->checked_us = evn_client_now_us();
    return row->up;
}

void evn_health_doubt(struct evn_health *health, const char *service)
{
    row_of(health, service)->checked_us = 0;
}

evn_err evn_health_json(struct evn_health *health, struct evn_session *session, struct evn_buf *out,
                        bool *ready)
{
    char text[400];
    size_t at = 0;
    *ready = true;
    for (const char *const *name = evn_service_names; *name != NULL; name++) {
        if (strcmp(*name, "gateway") == 0)
            continue;
        bool up = evn_health_up(health, session, *name);
        *ready = *ready && up;
        at += (size_t)snprintf(text + at, sizeof text - at, "%s\"%s\":%s", at > 0 ? "," : "", *name,
                               up ? "true" : "false");
    }
    char head[480];
    snprintf(head, sizeof head, "{\"ready\":%s,\"services\":{%s}}\n", *ready ? "true" : "false",
             text);
    return evn_buf_add(out, evn_bytes_text(head));
}
