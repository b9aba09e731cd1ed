#include "tools/demo/exercise.h"

#include "evernormal/dispatch/v1/command.pb-c.h"

#include <stdio.h>

/* One community in ASK_ONE_IN asks for something on a day it has people sealed in. */
enum { ASK_ONE_IN = 6, N_WISHES = 3 };

static const struct {
    const char *item;
    int64_t units;
    const char *note;
} wishes[N_WISHES] = {
    {"MASK", 100, "志愿者口罩不足 masks for volunteers"},
    {"WATER-1500", 48, "停水一栋 no tap water in one building"},
    {"FORMULA", 900, "新生儿一名 a newborn child"},
};

static bool has_sealed(const struct evn_exercise *ex, size_t community)
{
    for (size_t i = 0; i < ex->outbreak.n_sites; i++)
        if (ex->outbreak.site[i].community == community && ex->outbreak.site[i].sealed)
            return true;
    return false;
}

static evn_err ask(struct evn_exercise *ex, const struct evn_town_community *c)
{
    char code[40], origin[] = "origin=synthetic";
    size_t w = evn_exercise_draw(ex, c->code, 100 + ex->day, N_WISHES);
    Evernormal__Dispatch__V1__Command command = EVERNORMAL__DISPATCH__V1__COMMAND__INIT;
    Evernormal__Dispatch__V1__RequestPut put = EVERNORMAL__DISPATCH__V1__REQUEST_PUT__INIT;
    Evernormal__Dispatch__V1__RequestLine line = EVERNORMAL__DISPATCH__V1__REQUEST_LINE__INIT;
    Evernormal__Dispatch__V1__RequestLine *lines[] = {&line};
    snprintf(code, sizeof code, "RQ-%.12s-%02d", c->code, ex->day);
    put.request = code;
    put.community = (char *)(uintptr_t)c->code;
    line.item = (char *)(uintptr_t)wishes[w].item;
    line.quantity = wishes[w].units;
    line.note = (char *)(uintptr_t)wishes[w].note;
    put.note = origin;
    put.n_lines = 1;
    put.lines = lines;
    command.kind_case = EVERNORMAL__DISPATCH__V1__COMMAND__KIND_REQUEST;
    command.request = &put;
    ex->today.requests++;
    return evn_play_do(&ex->play, EVN_PART_DISPATCH, &command.base);
}

evn_err evn_exercise_ask(struct evn_exercise *ex)
{
    evn_err err = EVN_OK;
    for (size_t i = 0; i < ex->town.n_communities && err == EVN_OK; i++) {
        const struct evn_town_community *c = &ex->town.community[i];
        if (has_sealed(ex, i) && evn_exercise_draw(ex, c->code, ex->day, ASK_ONE_IN) == 0)
            err = ask(ex, c);
    }
    return err == EVN_OK ? evn_play_flush(&ex->play) : err;
}
