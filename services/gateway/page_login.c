#include "services/gateway/route.h"

void evn_page_login(struct evn_page *page, bool wrong)
{
    struct evn_html *h = &page->html;
    evn_page_open(page, EVN_SAY_LOGIN, "", EVN_AT_OTHER);
    evn_html(h,
             "<section class=\"panel login\"><h1>%L</h1><p class=\"lead\">%L</p>"
             "<form class=\"stack\" method=\"post\" action=\"/login\">"
             "<input name=\"username\" value=\"token\" autocomplete=\"username\" hidden>"
             "<label class=\"field\"><span>%L</span><input name=\"token\" type=\"password\" "
             "autocomplete=\"current-password\" required autofocus%r></label>",
             EVN_SAY_PRODUCT, EVN_SAY_ABOUT, EVN_SAY_TOKEN, wrong ? " aria-invalid=\"true\"" : "");
    if (wrong)
        evn_html(h, "<p class=\"refused\" role=\"alert\">%L</p>",
                 page->x->was_revoked ? EVN_SAY_TOKEN_REVOKED : EVN_SAY_TOKEN_WRONG);
    evn_html(h,
             "<button type=\"submit\">%L</button></form>"
             "<p class=\"hint\">%L<br><code>evn key token NAME --role ROLE</code></p>"
             "</section>",
             EVN_SAY_LOGIN_DO, EVN_SAY_TOKEN_HOW);
    evn_page_close(page);
    page->x->status = wrong ? 401 : 200;
}
