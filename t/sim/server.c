/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * server: the XMPP server between the desk and the people: order, fences, presence, what it stores for
 * those who are offline and what it bounces. What it has taken and not yet passed on is lost when it dies. */
#include "sim.h"

#include <string.h>

#include "base/arena.h"
#include "mail.h"
#include "xml/stanza.h"

enum { LINGER_MS = 900 }; /* the longest that a stanza stays in the server: see FENCE_EVERY_MS */

static const char *bare(struct sim *s, const char *address)
{
    return arena_strndup(s->arena, address, strcspn(address, "/"));
}

/* ---- to people ---- */

/* RFC 6120 section 8.3: with the other's address, the id and what was sent. */
static void bounce(struct sim *s, xmpp_stanza_t *m, const char *condition)
{
    const char *body = st_child_text(s->arena, m, "body", NULL);
    net_to_desk(s, arena_printf(s->arena,
                                "<message type='error' from='%s' to='%s' id='%s'><error type='cancel'>"
                                "<%s xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>%s</message>",
                                st_attr_or(m, "to", ""), st_attr_or(m, "from", ""), st_attr_or(m, "id", ""),
                                condition, body != NULL ? "<body>echo</body>" : ""));
}

static void at_person(struct sim *s, const struct happening *h)
{
    if (h->guard != s->server_n)
        return;
    xmpp_stanza_t *m = st_parse(s->ctx, h->text);
    const char *from = st_attr_or(m, "from", ""), *id = st_attr_or(m, "id", "");
    const char *body = st_child_text(s->arena, m, "body", NULL), *type = st_attr_or(m, "type", "normal");
    bool error = strcmp(type, "error") == 0, away = s->people[h->who].anonymous && s->people[h->who].gone;
    bool refused = body != NULL && !error && !away && sim_fault(s, FAULT_BOUNCE, 8);
    if (!error && (away || refused)) {
        mail_arrived(s, h->who, from, id, true);
        mail_returned(s, h->who, id);
        bounce(s, m, away ? "service-unavailable" : "policy-violation");
    } else if (!error) {
        bool first = mail_when(s, h->who, id) == 0;
        mail_arrived(s, h->who, from, id, false);
        body = sealing_hears(s, h->who, m, body, first);
        if (body != NULL && s->people[h->who].agent)
            agent_hears(s, h->who, bare(s, from), body);
        if (body != NULL && strcmp(bare(s, from), SIM_HOUSE) != 0)
            customer_hears(s, h->who, bare(s, from), body);
    }
    xmpp_stanza_release(m);
}

static void pass_on(struct sim *s, xmpp_stanza_t *m, const char *xml)
{
    int who = person_find(s, st_attr_or(m, "to", ""));
    if (who < 0) {
        if (strcmp(st_attr_or(m, "type", ""), "error") != 0)
            bounce(s, m, "service-unavailable");
        return;
    }
    struct person *p = &s->people[who];
    int64_t at = s->mono_ms + sim_between(&s->net, 0, LINGER_MS);
    if (at < p->arrived_ms)
        at = p->arrived_ms;
    if (at > s->mono_ms + LINGER_MS)
        at = s->mono_ms + LINGER_MS;
    p->arrived_ms = at;
    sim_later(s, at - s->mono_ms, at_person, s->server_n, who, xml, NULL);
}

/* ---- presence ---- */

static void show(struct sim *s, int who, int device)
{
    const struct device *d = &s->people[who].devices[device];
    const char *text =
        d->seen != NULL && d->seen[0] != '\0' ? arena_printf(s->arena, "<show>%s</show>", d->seen) : "";
    net_to_desk(s, arena_printf(s->arena, "<presence from='%s/%s' to='" SIM_DOMAIN "'%s>%s</presence>",
                                s->people[who].jid, d->resource, d->seen == NULL ? " type='unavailable'" : "",
                                text));
}

/* A device's presence comes in; guard is its number. */
static void presence_comes(struct sim *s, const struct happening *h)
{
    s->people[h->who].devices[h->guard].seen = h->text;
    if (s->people[h->who].subscribed)
        show(s, h->who, (int)h->guard);
    if (h->text == NULL)
        contacts_device_left(s, h->who);
}

static void answer(struct sim *s, int who, const char *type)
{
    net_to_desk(s, arena_printf(s->arena, "<presence from='%s' to='" SIM_DOMAIN "' type='%s'/>",
                                s->people[who].jid, type));
}

static bool show_all(struct sim *s, int who)
{
    bool any = false;
    for (int i = 0; i < DEVICES; i++)
        if (s->people[who].devices[i].seen != NULL) {
            show(s, who, i);
            any = true;
        }
    return any;
}

static void probed(struct sim *s, int who)
{
    if (!s->people[who].subscribed) {
        if (s->prosody) {
            if (s->people[who].requested) /* which it drops then */
                sim_violation(s, "%s is probed while a request is open there", s->people[who].jid);
            answer(s, who, "unsubscribed");
        }
        return;
    }
    if (!show_all(s, who) && s->prosody)
        answer(s, who, "unavailable");
}

static void agrees(struct sim *s, const struct happening *h)
{
    if (!s->people[h->who].requested)
        return;
    s->people[h->who].subscribed = true;
    answer(s, h->who, "subscribed");
    show_all(s, h->who);
}

static void asked(struct sim *s, int who)
{
    struct person *p = &s->people[who];
    if (p->subscribed)
        answer(s, who, "subscribed"); /* RFC 6121 section 3.1.3 */
    else if (!p->shy && p->agent && (p->requested = true))
        sim_later(s, sim_between(&s->net, 10, 5000), agrees, 0, who, NULL, NULL);
}

/* ---- from both sides ---- */

void server_takes(struct sim *s, const char *xml)
{
    xmpp_stanza_t *st = st_parse(s->ctx, xml);
    if (st == NULL) {
        sim_violation(s, "not well-formed: %s", xml);
        return;
    }
    const char *to = st_attr_or(st, "to", ""), *type = st_attr_or(st, "type", "");
    int who = person_find(s, to);
    if (strcmp(st_name(st), "message") == 0) {
        pass_on(s, st, xml);
    } else if (strcmp(st_name(st), "iq") == 0) {
        if (strcmp(to, SIM_DOMAIN) == 0 && !s->fences_off)
            net_to_desk(s, xml);
        else if (who >= 0 && !contacts_iq(s, who, st) && !sealing_iq(s, who, st))
            model_features(s, who, st_attr_or(st, "from", ""), st_attr_or(st, "id", ""));
    } else if (who >= 0 && (type[0] == '\0' || strcmp(type, "unavailable") == 0)) {
        contacts_presence(s, who, st);
    } else if (who >= 0 && strcmp(type, "probe") == 0) {
        probed(s, who);
    } else if (who >= 0 && strcmp(type, "subscribe") == 0) {
        asked(s, who);
    }
    xmpp_stanza_release(st);
}

static void from_person(struct sim *s, const struct happening *h)
{
    net_to_desk(s, h->text); /* without a link: an error to the person, which is no matter of the desk */
}

/* After how long what a person sends now is at the server. */
static int64_t way_to_server(struct sim *s, int who)
{
    struct person *p = &s->people[who];
    int64_t at = s->mono_ms + sim_between(&s->net, 1, 60);
    if (sim_fault(s, FAULT_LATE, 15))
        at += sim_between(&s->faults_rng, 500, 40000);
    if (at < p->sent_ms)
        at = p->sent_ms;
    p->sent_ms = at;
    return at - s->mono_ms;
}

void server_from_person(struct sim *s, int who, const char *xml)
{
    sim_later(s, way_to_server(s, who), from_person, 0, who, xml, NULL);
}

void server_presence(struct sim *s, int who, int device)
{
    sim_later(s, way_to_server(s, who), presence_comes, device, who, s->people[who].devices[device].show,
              NULL);
}

void server_dies(struct sim *s)
{
    sim_note(s, "the server dies");
    net_break(s, "the server died");
    s->server_n++;
    for (int i = 0; i < s->n_people; i++)
        s->people[i].arrived_ms = 0;
}
