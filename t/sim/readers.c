/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * readers: who may read what: words go to the one who holds the conversation or to its customer,
 * quotations to those whom it concerns, addresses to nobody but their owner. */
#include <string.h>

#include "base/arena.h"
#include "mail.h"
#include "sim.h"

bool read_is_face(const char *from)
{
    size_t local = strcspn(from, "@");
    return from[local] == '@' && memchr(from, '.', local) != NULL;
}

/* As somebody who writes to a desk, or as one who answers for it. */
static bool reads_as_agent(const struct sim *s, int who, const char *from)
{
    return s->people[who].agent &&
           (read_is_face(from) || strchr(from, '@') == NULL || strcmp(from, SIM_HOUSE) == 0);
}

/* Every address in it that ends in domain must be the reader's own. */
static void only_own(struct sim *s, const char *xml, const char *domain, const char *own)
{
    size_t own_len = strlen(own), domain_len = strlen(domain);
    for (const char *at = strstr(xml, domain); at != NULL; at = strstr(at + 1, domain)) {
        const char *end = at + domain_len, *begin = end - own_len;
        if (begin < xml || strncmp(begin, own, own_len) != 0)
            sim_violation(s, "an address is shown to %s: %s", own, xml);
    }
}

void read_address(struct sim *s, const char *xml, const char *from, const char *to)
{
    int who = person_find(s, to);
    if (who < 0)
        return;
    only_own(s, xml, "@" SIM_CUSTOMERS, s->people[who].jid);
    if (!reads_as_agent(s, who, from))
        only_own(s, xml, "@" SIM_AGENTS, s->people[who].jid);
}

/* Words of the face that speaks. The reader supervises, or the conversation stands in a queue of theirs; or it stood in one,
 * and the words are not behind its last departure from there. A queue is theirs too when they were offered this conversation
 * in it, or had it there: since then a new configuration may have taken them out. The event of a transfer does not count:
 * it has the new queue, and the agent who passed the conversation on. */
static const char concerns_sql[] =
    "SELECT 1 FROM message m JOIN talk w ON w.id = m.conversation WHERE (m.stanza_id = ?1 OR instr(m.body, '[#' || ?1 || ']') > 0)"
    " AND w.localpart || '@" SIM_DOMAIN
    "' = ?3 AND (EXISTS (SELECT 1 FROM staff WHERE jid = ?2 AND supervisor) OR EXISTS ("
    "  SELECT 1 FROM (SELECT queue FROM serves WHERE jid = ?2 UNION"
    "   SELECT e.queue FROM event e JOIN agent a ON a.id = e.agent WHERE e.conversation = w.id AND a.jid = ?2 AND"
    "   e.to_state IN ('offered', 'active')) AS q"
    "  LEFT JOIN departure d ON d.conversation = w.id AND d.queue = q.queue WHERE q.queue = w.queue OR m.id <= d.upto))";

/* The customer's own question, above the answer to it (XEP-0461), or one of several that has no answer. */
static bool is_answered(const struct said *said, int who, const char *xml)
{
    return said->author == who && (strstr(xml, "<reply xmlns=\"urn:xmpp:reply:0\"") != NULL ||
                                   strstr(xml, "” – I am sorry, I have no answer") != NULL);
}

/* A person's words inside of anything but the message itself: quoted in an offer or a history. */
void read_tokens(struct sim *s, const char *xml, const char *from, int who, const char *id)
{
    for (const char *at = strstr(xml, "[#"); at != NULL; at = strstr(at + 1, "[#")) {
        const char *token = arena_strndup(s->arena, at + 2, strcspn(at + 2, "]"));
        struct said *said = said_find(s, token);
        if (said == NULL || strcmp(token, id) == 0)
            continue;
        if (!reads_as_agent(s, who, from) && is_answered(said, who, xml))
            continue;
        if (!reads_as_agent(s, who, from))
            sim_violation(s, "%s reads %s's words: %s", s->people[who].jid, s->people[said->author].jid, xml);
        else if (!said->command && !eye_finds(s, concerns_sql, token, s->people[who].jid, from, 0))
            sim_violation(s, "%s reads %s's words, who is no concern: %s", s->people[who].jid,
                          s->people[said->author].jid, xml);
    }
}

/* Held at the beginning of the turn, or since. */
static const char holder_sql[] =
    "SELECT 1 FROM message m JOIN talk t ON t.id = m.conversation JOIN event e ON"
    " e.conversation = t.id AND e.to_state = 'active' JOIN agent a ON a.id = e.agent WHERE m.stanza_id = ?1 "
    "AND m.author ="
    " 'customer' AND a.jid = ?2 AND t.localpart || '@" SIM_DOMAIN
    "' = ?3 AND e.id >= (SELECT coalesce(max(x.id), 0) FROM event x WHERE x.conversation = t.id AND x.id <= ?4)";
static const char customer_sql[] =
    "SELECT 1 FROM message m JOIN talk t ON t.id = m.conversation JOIN event e ON"
    " e.conversation = t.id AND e.to_state = 'active' JOIN agent a ON a.id = e.agent AND a.jid = m.jid WHERE "
    "m.stanza_id = ?1"
    " AND m.author = 'agent' AND m.kind = 'chat' AND t.customer_jid = ?2 AND t.desk || '@" SIM_DOMAIN
    "' = ?3 AND e.id >= (SELECT coalesce(max(x.id), 0) FROM event x WHERE x.conversation = t.id AND x.id <= ?4)";

/* Had the offer when it was written, or has it now: an offer is the customer's own messages. */
static const char asked_sql[] =
    "SELECT 1 FROM message m JOIN talk t ON t.id = m.conversation JOIN offer o ON o.conversation = t.id JOIN agent a ON"
    " a.id = o.agent WHERE m.stanza_id = ?1 AND m.author = 'customer' AND a.jid = ?2 AND t.localpart || '@" SIM_DOMAIN
    "' = ?3 AND (o.state = 'open' OR o.id > ?4 OR o.ended_ms >= m.at_ms)";

/* Thanks after a close are shown to the agent who had the conversation. */
static const char farewell_sql[] =
    "SELECT 1 FROM message m JOIN talk t ON t.id = m.conversation JOIN event e ON e.conversation = t.id AND"
    " e.to_state = 'closed' WHERE m.stanza_id = ?1 AND m.author = 'customer' AND t.agent_jid = ?2 AND"
    " t.localpart || '@" SIM_DOMAIN
    "' = ?3 AND e.id >= (SELECT coalesce(max(x.id), 0) FROM event x WHERE x.conversation = t.id AND x.id <= ?4)";

/* An agent whose server returned one is given it again, and those behind it, with the conversation. */
static const char taken_back_sql[] =
    "SELECT count(*) FROM message m JOIN event e ON e.conversation = m.conversation WHERE m.stanza_id = ?1 AND "
    "e.reason LIKE 'agent cannot be reached%'";

void mail_returned(struct sim *s, int who, const char *id)
{
    const struct said *back = said_find(s, id);
    if (back == NULL || who >= s->n_agents)
        return;
    for (struct said *said = s->said; said != NULL; said = said->hh.next)
        said->returned[who] += said->author == back->author;
}

/* A message that came from a person goes to the one who holds the conversation, or to its customer. */
void read_message(struct sim *s, struct said *said, const char *from, int who, const char *xml)
{
    bool to_agent = read_is_face(from);
    if (strcmp(said->to, SIM_DOMAIN) != 0 && read_is_face(said->to) == to_agent)
        sim_violation(s, "comes back to its own side: %s", xml);
    int *given = to_agent && who < s->n_agents ? &said->given_to[who] : &said->given;
    ++*given;
    int again = said->stepped + (given != &said->given ? said->returned[who] : 0);
    if (*given > again && *given > again + eye_count(s, taken_back_sql, said->id))
        sim_violation(s, "%s is given the same again: %s", s->people[who].jid, xml);
    if (said->command && !to_agent)
        sim_violation(s, "a command reaches a customer: %s", xml);
    if (!eye_finds(s, to_agent ? holder_sql : customer_sql, said->id, s->people[who].jid, from,
                   s->seen_event) &&
        !(to_agent && eye_finds(s, farewell_sql, said->id, s->people[who].jid, from, s->seen_event)) &&
        !(to_agent && eye_finds(s, asked_sql, said->id, s->people[who].jid, from, s->seen_offer)))
        sim_violation(s, "%s is not the one to read this: %s", s->people[who].jid, xml);
}
