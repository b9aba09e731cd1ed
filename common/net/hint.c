#include "common/net/hint.h"

#include "common/base/bytes.h"

static const struct evn_port port = {.message_max = EVN_HINT_LEN, .in_flight_max = 32};

evn_err evn_hint_bind(struct evn_net *net, const char *endpoint, void **out,
                      struct evn_refusal *why)
{
    return evn_socket_bind(net, ZMQ_PUB, endpoint, port, out, why);
}

void evn_hint_send(void *pub, const struct evn_hint *hint)
{
    uint8_t frame[EVN_HINT_LEN];
    memcpy(frame, hint->stream, EVN_STREAM_LEN);
    evn_put_u64(frame + EVN_STREAM_LEN, hint->seq);
    zmq_send(pub, frame, sizeof frame, ZMQ_DONTWAIT);
}

evn_err evn_hint_follow(struct evn_link *link, struct evn_net *net, const char *endpoint,
                        const struct evn_key *server)
{
    return evn_link_init(link, net, ZMQ_SUB, endpoint, server, port);
}

bool evn_hint_take(struct evn_link *link, struct evn_hint *out)
{
    uint8_t frame[EVN_HINT_LEN];
    for (int skipped = 0; link->socket != NULL && skipped < port.in_flight_max; skipped++) {
        int len = zmq_recv(link->socket, frame, sizeof frame, ZMQ_DONTWAIT);
        if (len < 0)
            return false;
        int more = 0;
        size_t more_len = sizeof more;
        zmq_getsockopt(link->socket, ZMQ_RCVMORE, &more, &more_len);
        if (len != EVN_HINT_LEN || more != 0)
            continue;
        memcpy(out->stream, frame, EVN_STREAM_LEN);
        out->seq = evn_get_u64(frame + EVN_STREAM_LEN);
        return true;
    }
    return false;
}
