#include "services/gateway/static.h"

#include <string.h>

/* Made by the build from services/gateway/web (tools/cmake/embed.cmake). */
extern const uint8_t evn_web_style_css[], evn_web_live_js[], evn_web_icon_svg[];
extern const size_t evn_web_style_css_len, evn_web_live_js_len, evn_web_icon_svg_len;

const struct evn_static *evn_static_find(const char *url)
{
    static struct evn_static files[3];
    files[0] = (struct evn_static){"/static/style.css", "text/css; charset=utf-8",
                                   evn_web_style_css, evn_web_style_css_len};
    files[1] = (struct evn_static){"/static/live.js", "text/javascript; charset=utf-8",
                                   evn_web_live_js, evn_web_live_js_len};
    files[2] = (struct evn_static){"/static/icon.svg", "image/svg+xml", evn_web_icon_svg,
                                   evn_web_icon_svg_len};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        if (strcmp(files[i].url, url) == 0)
            return &files[i];
    return NULL;
}
