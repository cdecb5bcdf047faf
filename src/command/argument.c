/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * argument: see argument.h. */
#include "command/argument.h"

#include <string.h>

#include "base/choice.h"
#include "command/command.h"
#include "conf/conf_value.h"
#include "conf/hours.h"
#include "desk/agent.h"
#include "desk/block.h"
#include "desk/conversation.h"
#include "desk/core.h"
#include "desk/line.h"
#include "desk/router.h"
#include "desk/say.h"

enum { WORDS = 40 /* characters of the customer's last words */, LINE_SHOWN = 20 /* of each queue */ };

/* Half of the options are for queues and half for agents, so that neither hides the others. */
enum { WHOM_MAX = OPTIONS_MAX / 2 };

static bool has(const struct options *o, const char *value)
{
    for (size_t i = 0; i < o->n; i++)
        if (strcmp(o->option[i].value, value) == 0)
            return true;
    return false;
}

static bool has_label(const struct options *o, const char *label)
{
    for (size_t i = 0; i < o->n; i++)
        if (strcmp(o->option[i].label, label) == 0)
            return true;
    return false;
}

/* Labels are unique (XEP-0004 section 3.3): of two agents with one name the second has the address beside it. */
static void add(const struct command_call *call, struct options *o, const char *value, const char *label)
{
    o->cut = o->cut || o->n == OPTIONS_MAX;
    if (o->n == OPTIONS_MAX)
        return;
    if (has_label(o, label))
        label = arena_printf(call->desk->arena, "%s, %s", label, value);
    o->option[o->n++] = (struct option){value, label};
}

/* ---- conversations ---- */

/* In its own chat a conversation is no other one. As in "jane in Sales, #8, offered to Kim: Where is my parcel?" */
static void add_conversation(const struct command_call *call, struct options *o, int64_t id, const char *how)
{
    struct desk *d = call->desk;
    struct conversation t = conversation_by_id(d, id);
    const char *value = say_number(d, id), *words = say_last_words(d, &t, WORDS);
    bool here = call->conversation != NULL && call->conversation->id == id;
    if (!here && !has(o, value)) /* it may be offered to several */
        add(call, o, value,
            arena_printf(d->arena, "%s in %s, #%s%s%s%s", t.face_name, conversation_queue(d, &t)->title,
                         value, how, words[0] != '\0' ? ": " : "", words));
}

static void add_mine(const struct command_call *call, struct options *o)
{
    struct desk *d = call->desk;
    struct cursor *c = store_query(d->store, SQL_offer_of_agent, INT(call->agent->id));
    while (cursor_next(c))
        add_conversation(call, o, cursor_int(c, 1), ", offered to you");
    c = store_query(d->store, SQL_conversation_held_by, INT(call->agent->id));
    while (cursor_next(c))
        add_conversation(call, o, cursor_int(c, 0), "");
    if (o->n > 0)
        o->chosen = o->option[0].value;
}

/* Whether another one would be added, or noted as left out. */
static bool has_room(const struct options *o)
{
    return o->n < OPTIONS_MAX || !o->cut;
}

static void add_line_of(const struct command_call *call, struct options *o, const struct conf_queue *q)
{
    struct desk *d = call->desk;
    int64_t waiting = line_waiting(d, q->name);
    struct cursor *c = store_query(d->store, SQL_line_offered, TEXT(q->name));
    while (has_room(o) && cursor_next(c)) {
        struct agent to = agent_find(d, cursor_text(c, 5));
        bool me = to.id == call->agent->id;
        add_conversation(call, o, cursor_int(c, 0),
                         arena_printf(d->arena, ", offered to %s", me ? "you" : to.name));
    }
    cursor_end(c);
    c = store_query(d->store, SQL_line_waiting_list, TEXT(q->name), INT(LINE_SHOWN));
    while (has_room(o) && cursor_next(c))
        add_conversation(call, o, cursor_int(c, 0),
                         arena_printf(d->arena, ", waiting %s",
                                      say_seconds(d, d->now_ms - cursor_int(c, 2))));
    cursor_end(c);
    o->cut = o->cut || waiting > LINE_SHOWN;
}

static void add_waiting(const struct command_call *call, struct options *o)
{
    const struct conf *conf = call->desk->conf;
    for (size_t i = 0; i < conf->n_queues && has_room(o); i++)
        if (command_may_look(call, &conf->queues[i]))
            add_line_of(call, o, &conf->queues[i]);
    if (o->n > 0)
        o->chosen = o->option[0].value;
}

static bool is_number(const struct command_call *call, const char *value)
{
    return choice_number(call->desk->arena, value) != 0;
}

/* ---- queues and agents ---- */

static void add_queues(const struct command_call *call, struct options *o)
{
    struct desk *d = call->desk;
    for (size_t i = 0; i < d->conf->n_queues; i++) {
        const struct conf_queue *q = &d->conf->queues[i];
        if (o->n == WHOM_MAX) {
            o->cut = true;
            return;
        }
        add(call, o, q->name,
            arena_printf(d->arena, "Queue: %s (%lld waiting%s)", q->title,
                         (long long)line_waiting(d, q->name),
                         hours_open(&q->hours, d->now_ms) ? "" : ", closed now"));
    }
}

/* agents_all() has counted, so that only agents who may be free cost queries. */
static bool may_be_free(const struct command_call *call, const struct agent *a)
{
    return a->id != 0 && a->id != call->agent->id && a->state == AGENT_AVAILABLE && a->offers == 0 &&
           a->chats < a->conf->max_chats;
}

static void add_agents(const struct command_call *call, struct options *o)
{
    struct desk *d = call->desk;
    size_t unused, most = o->n + WHOM_MAX;
    struct agent *all = agents_all(d, &unused);
    for (size_t i = 0; i < d->conf->n_agents; i++) {
        const struct agent *a = &all[i];
        if (!may_be_free(call, a) || router_why_not(d, call->conversation, a) != NULL)
            continue;
        if (o->n == most) {
            o->cut = true;
            return;
        }
        add(call, o, a->jid,
            arena_printf(d->arena, "Agent: %s (%lld of %lld chats)", a->conf->name, (long long)a->chats,
                         (long long)a->conf->max_chats));
    }
}

static void add_whom(const struct command_call *call, struct options *o)
{
    add_queues(call, o);
    add_agents(call, o);
}

static bool is_whom(const struct command_call *call, const char *value)
{
    return conf_queue(call->desk->conf, value) != NULL || conf_agent(call->desk->conf, value) != NULL;
}

/* ---- languages ---- */

static const struct option languages[] = {
    {"ar", "Arabic"},
    {"bg", "Bulgarian"},
    {"ca", "Catalan"},
    {"zh-Hans", "Chinese (simplified)"},
    {"zh-Hant", "Chinese (traditional)"},
    {"hr", "Croatian"},
    {"cs", "Czech"},
    {"da", "Danish"},
    {"nl", "Dutch"},
    {"en", "English"},
    {"et", "Estonian"},
    {"fi", "Finnish"},
    {"fr", "French"},
    {"de", "German"},
    {"el", "Greek"},
    {"he", "Hebrew"},
    {"hi", "Hindi"},
    {"hu", "Hungarian"},
    {"id", "Indonesian"},
    {"it", "Italian"},
    {"ja", "Japanese"},
    {"ko", "Korean"},
    {"lv", "Latvian"},
    {"lt", "Lithuanian"},
    {"nb", "Norwegian"},
    {"fa", "Persian"},
    {"pl", "Polish"},
    {"pt", "Portuguese"},
    {"ro", "Romanian"},
    {"ru", "Russian"},
    {"sr", "Serbian"},
    {"sk", "Slovak"},
    {"sl", "Slovenian"},
    {"es", "Spanish"},
    {"sv", "Swedish"},
    {"th", "Thai"},
    {"tr", "Turkish"},
    {"uk", "Ukrainian"},
    {"ur", "Urdu"},
    {"vi", "Vietnamese"},
};

static void add_languages(const struct command_call *call, struct options *o)
{
    const struct conversation *t = call->conversation;
    const char *usual = conversation_queue(call->desk, t)->language;
    bool on = t->translate[0] != '\0';
    if (on)
        add(call, o, "off", "Stop translating");
    for (size_t i = 0; i < sizeof languages / sizeof languages[0]; i++)
        add(call, o, languages[i].value, languages[i].label);
    o->chosen = on ? "off" : has(o, usual) ? usual : NULL;
}

static bool is_off(const struct command_call *call, const char *value)
{
    (void)call;
    return strcmp(value, "off") == 0;
}

/* ---- blocks ---- */

static const struct option durations[] = {
    {"1h", "1 hour"}, {"1d", "1 day"}, {"7d", "7 days"}, {"30d", "30 days"}, {"365d", "365 days"},
};

static void add_durations(const struct command_call *call, struct options *o)
{
    struct desk *d = call->desk;
    int64_t usual_ms = d->conf->component.block_for_ms, ms;
    const char *usual = usual_ms == 0 ? "off" : NULL, *why;
    for (size_t i = 0; i < sizeof durations / sizeof durations[0]; i++) {
        add(call, o, durations[i].value, durations[i].label);
        if (conf_value_duration(d->arena, durations[i].value, &ms, &why) && ms == usual_ms)
            usual = durations[i].value;
    }
    if (usual == NULL) {
        usual = arena_printf(d->arena, "%lldms", (long long)usual_ms);
        add(call, o, usual, arena_printf(d->arena, "%s (block_for)", say_seconds(d, usual_ms)));
    }
    add(call, o, "off", "for ever");
    o->chosen = usual;
}

static void add_blocks(const struct command_call *call, struct options *o)
{
    struct desk *d = call->desk;
    struct cursor *c = store_query(d->store, SQL_block_list, INT(OPTIONS_MAX));
    while (cursor_next(c))
        add(call, o, say_number(d, cursor_int(c, 0)),
            arena_printf(d->arena, "%s%s%s (by %s)", cursor_text(c, 1),
                         cursor_text(c, 2)[0] != '\0' ? ": " : "", cursor_text(c, 2), cursor_text(c, 4)));
    cursor_end(c);
    o->cut = d->blocks > (int64_t)o->n;
}

/* ---- kinds ---- */

static const struct argument_row {
    void (*options)(const struct command_call *, struct options *); /* NULL: any text */
    bool (*could_be)(const struct command_call *, const char *);    /* NULL: only the options */
    const char *none;
} kinds[] = {
    [ARGUMENT_TEXT] = {NULL, NULL, ""},
    [ARGUMENT_MINE] = {add_mine, is_number, "You have no conversations."},
    [ARGUMENT_WAITING] = {add_waiting, is_number, "Nobody is waiting in your queues."},
    [ARGUMENT_WHOM] = {add_whom, is_whom, "There is nobody to transfer it to."},
    [ARGUMENT_LANGUAGE] = {add_languages, is_off, ""},
    [ARGUMENT_DURATION] = {add_durations, NULL, ""},
    [ARGUMENT_BLOCK] = {add_blocks, is_number, "Nobody is blocked."},
};

bool argument_has_options(const struct argument *a)
{
    return kinds[a->kind].options != NULL;
}

struct options argument_options(const struct command_call *call, const struct argument *a)
{
    struct options o = {.option = arena_alloc(call->desk->arena, OPTIONS_MAX * sizeof *o.option)};
    kinds[a->kind].options(call, &o);
    return o;
}

const char *argument_none(const struct argument *a)
{
    return kinds[a->kind].none;
}

bool argument_fits(const struct command_call *call, const struct argument *a, const char *value)
{
    const struct argument_row *k = &kinds[a->kind];
    if (k->options == NULL || (k->could_be != NULL && k->could_be(call, value)))
        return true;
    struct options o = argument_options(call, a);
    return has(&o, value);
}
