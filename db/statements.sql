-- The statements of the program, by name. db/columns says what {conversation.columns} and its like are.

-- name: customer_find
SELECT {customer.columns} FROM {customer.tables} WHERE jid = ?1
-- name: customer_add
INSERT INTO customer (jid, full_jid, nick, lang, since_ms, channel, speaks, speaks_next)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
-- name: customer_update
UPDATE customer SET full_jid = ?2, nick = ?3, lang = ?4, speaks = ?5, speaks_next = ?6 WHERE id = ?1
-- name: customer_told_encrypted
UPDATE customer SET told_encrypted_ms = ?2 WHERE id = ?1

-- name: face_find
SELECT id, localpart, name, look FROM face WHERE customer = ?1 AND queue = ?2
-- name: face_of_customer
SELECT id FROM face WHERE customer = ?1 LIMIT ?2
-- name: face_rename
UPDATE face SET name = ?2, look = 0 WHERE id = ?1
-- name: face_look_drop
DELETE FROM face_look WHERE face = ?1
-- name: face_not_looked
SELECT f.id, f.name, u.jid FROM conversation c JOIN face f ON f.id = c.face JOIN customer u ON u.id = f.customer
WHERE c.state <> 'closed' AND f.look = 0 LIMIT ?1
-- name: face_look_add
INSERT INTO face_look (look, face) VALUES (?1, ?2) ON CONFLICT DO NOTHING
-- name: face_looked
UPDATE face SET look = 1 WHERE id = ?1
-- name: face_mark
UPDATE face SET name = name || ' (customer)', look = 2 WHERE id = ?1 AND look < 2
-- name: face_mark_like
UPDATE face SET name = name || ' (customer)', look = 2 WHERE look < 2 AND id IN (SELECT face FROM face_look WHERE look = ?1)
       AND NOT EXISTS (SELECT 1 FROM customer u JOIN agent a ON a.jid = u.jid WHERE u.id = face.customer AND a.known = 1)
-- name: face_by_localpart
SELECT f.id, f.name, f.queue, f.customer, c.jid, c.nick FROM face f JOIN customer c ON c.id = f.customer WHERE f.localpart = ?1
-- name: face_taken
SELECT 1 FROM face WHERE localpart = ?1
-- name: face_conversations
SELECT count(*) FROM conversation WHERE face = ?1
-- Those that an agent may know of; ?2: the agent's queues, see authority.h; ?3: one that concerns the agent in any case.
-- name: face_known
SELECT count(*) FROM conversation AS c WHERE c.face = ?1
   AND (?2 IS NULL OR c.id = ?3 OR instr(?2, char(10) || c.queue || char(10)) > 0
        OR EXISTS (SELECT 1 FROM departure WHERE conversation = c.id AND instr(?2, char(10) || queue || char(10)) > 0))
-- name: face_before
SELECT count(*) FROM conversation AS c JOIN face AS f ON f.id = c.face JOIN customer AS u ON u.id = f.customer
WHERE u.jid = ?1 AND f.queue = ?2 AND c.id < ?3
-- name: face_add
INSERT INTO face (customer, queue, localpart, name, since_ms) VALUES (?1, ?2, ?3, ?4, ?5)

-- name: conversation_by_id
SELECT {conversation.columns} FROM {conversation.tables} WHERE c.id = ?1
-- name: conversation_of_customer
SELECT {conversation.columns} FROM {conversation.tables} WHERE u.jid = ?1 AND f.queue = ?2 AND c.state <> 'closed'
-- name: conversation_of_face
SELECT {conversation.columns} FROM {conversation.tables} WHERE f.localpart = ?1 AND c.state <> 'closed'
-- name: conversation_last_of_face
SELECT {conversation.columns} FROM {conversation.tables} WHERE c.face = ?1 ORDER BY c.id DESC LIMIT 1
-- name: conversation_last_of_localpart
SELECT {conversation.columns} FROM {conversation.tables} WHERE f.localpart = ?1 ORDER BY c.id DESC LIMIT 1
-- name: conversation_last_of_customer
SELECT {conversation.columns} FROM {conversation.tables} WHERE u.jid = ?1 AND f.queue = ?2 ORDER BY c.id DESC LIMIT 1
-- name: conversation_held_by
SELECT id FROM conversation WHERE agent = ?1 AND state = 'active' ORDER BY held_ms

-- name: conversation_of_unknown
SELECT c.id FROM conversation c JOIN agent a ON a.id = c.agent WHERE a.known = 0 AND c.state = 'active' LIMIT 1

-- name: conversation_before
SELECT max(id) FROM conversation WHERE face = ?1 AND id < ?2
-- name: departures
SELECT queue, upto FROM departure WHERE conversation = ?1
-- name: conversation_moved_events
INSERT INTO event (conversation, at_ms, from_state, to_state, queue, agent, reason)
SELECT id, ?3, state, state, ?2, agent, 'queue left the configuration' FROM conversation
WHERE queue = ?1 AND state <> 'closed'
-- name: conversation_moved
UPDATE conversation SET queue = ?2 WHERE queue = ?1 AND state <> 'closed'

-- name: conversation_add
INSERT INTO conversation (face, queue, state, opened_ms, queued_ms, customer_ms) VALUES (?1, ?2, ?3, ?4, ?4, ?4)
-- name: conversation_state
UPDATE conversation SET state = ?2 WHERE id = ?1
-- name: conversation_place
UPDATE conversation SET queue = ?2, place = ?3, queued_ms = ?4, entered = ?5, pause_ms = 0, lined_ms = coalesce(lined_ms, ?6)
WHERE id = ?1
-- name: conversation_hold
UPDATE conversation SET state = 'active', agent = ?2, held_ms = ?3, agent_ms = ?3, accepted_ms = coalesce(accepted_ms, ?3),
       agent_full = '', only_agent = NULL, pause_ms = 0, told_position = 0
WHERE id = ?1
-- name: conversation_close
UPDATE conversation SET state = 'closed', closed_ms = ?2, reason = ?3 WHERE id = ?1
-- name: conversation_reopen
UPDATE conversation SET state = ?2, closed_ms = NULL, reason = NULL, customer_ms = ?3, queued_ms = ?3, round = round + 1,
       pause_ms = 0, only_agent = NULL, told_position = 0, gone_ms = 0
WHERE id = ?1
-- name: conversation_customer_wrote
UPDATE conversation SET customer_ms = ?2, relayed = max(relayed, ?3), gone_ms = 0 WHERE id = ?1
-- name: conversation_agent_wrote
UPDATE conversation SET agent_ms = ?2, agent_full = ?3, replied_ms = coalesce(replied_ms, ?2) WHERE id = ?1
-- name: conversation_relayed
UPDATE conversation SET relayed = ?2 WHERE id = ?1
-- name: conversation_gone
UPDATE conversation SET gone_ms = ?2 WHERE id = ?1
-- name: conversation_via_house
UPDATE conversation SET via_house = 1 WHERE id = ?1
-- Whether the agents were given all that the customer wrote before message ?2.
-- name: conversation_next_relayed
SELECT 1 FROM conversation c WHERE id = ?1 AND behind = 0 AND NOT EXISTS
    (SELECT 1 FROM message m WHERE m.conversation = ?1 AND m.id > c.relayed AND m.id < ?2 AND m.author = 'customer')
-- The agent who had a closed conversation when it ended.
-- name: conversation_ended_with
SELECT coalesce(agent, 0) FROM event WHERE conversation = ?1 ORDER BY id DESC LIMIT 1
-- name: conversation_behind
UPDATE conversation SET behind = ?2 WHERE id = ?1
-- name: conversation_told
UPDATE conversation SET told_position = ?2, told_ms = ?3 WHERE id = ?1
-- name: conversation_next_round
UPDATE conversation SET round = round + 1, pause_ms = ?2, only_agent = ?3 WHERE id = ?1
-- name: conversation_unpause
UPDATE conversation SET pause_ms = 0 WHERE id = ?1
-- name: conversation_only
UPDATE conversation SET only_agent = ?2 WHERE id = ?1

-- name: place_next
SELECT max(id) FROM event
-- name: line_head
SELECT {head.columns} FROM {head.tables}
WHERE queue = ?1 AND state = 'waiting' AND (priority < ?2 OR (priority = ?2 AND place > ?3))
ORDER BY priority DESC, place LIMIT ?4
-- name: line_place_taken
SELECT 1 FROM conversation WHERE queue = ?1 AND state = 'waiting' AND priority = ?2 AND place = ?3 AND id <> ?4
UNION ALL
SELECT 1 FROM conversation WHERE queue = ?1 AND state = 'offered' AND place = ?3 AND id <> ?4
-- name: line_sweep
SELECT id, priority, place, told_position, told_ms FROM conversation
WHERE queue = ?1 AND state = 'waiting' AND (priority < ?2 OR (priority = ?2 AND place > ?3))
ORDER BY priority DESC, place LIMIT ?4
-- name: line_ahead
SELECT count(*) FROM conversation WHERE queue = ?1 AND state = 'waiting' AND (priority > ?2 OR (priority = ?2 AND place < ?3))
-- Whom an agent took from the responder did not wait; not even when the line comes later.
-- name: line_pace
SELECT sum(waited), sum(entered), count(*) FROM (
    SELECT accepted_ms - lined_ms AS waited, max(entered, 1) AS entered FROM conversation
    WHERE queue = ?1 AND accepted_ms IS NOT NULL ORDER BY accepted_ms DESC LIMIT 100)
WHERE waited >= 0
-- name: line_waiting_list
SELECT c.id, f.name, c.queued_ms FROM conversation c JOIN face f ON f.id = c.face
WHERE c.queue = ?1 AND c.state = 'waiting' ORDER BY c.priority DESC, c.place LIMIT ?2
-- For one agent, but for those that the agent has just declined. priority and place order those of several lines.
-- name: line_waiting_for
SELECT c.id, f.name, c.queued_ms, c.priority, c.place FROM conversation c JOIN face f ON f.id = c.face JOIN customer u ON u.id = f.customer
WHERE c.queue = ?1 AND c.state = 'waiting' AND coalesce(c.only_agent, ?2) = ?2 AND u.jid <> ?3
AND NOT EXISTS (SELECT 1 FROM offer o WHERE o.conversation = c.id AND o.round >= c.round - 1 AND o.agent = ?2 AND o.state = 'declined')
ORDER BY c.priority DESC, c.place LIMIT ?4
-- name: line_offered
SELECT c.id, f.localpart, f.name, c.queue, c.queued_ms, a.jid, iif(a.name <> '', a.name, a.jid) FROM offer o CROSS JOIN conversation c ON c.id = o.conversation
CROSS JOIN face f ON f.id = c.face CROSS JOIN agent a ON a.id = o.agent
WHERE o.state = 'open' AND c.queue = ?1 ORDER BY +o.id
-- name: tally_get
SELECT n FROM tally WHERE queue = ?1 AND state = ?2
-- name: tally_waiting
SELECT 1 FROM tally WHERE state = 'waiting' AND n > 0 LIMIT 1
-- name: tally_open
SELECT DISTINCT queue FROM tally WHERE state <> 'closed' AND n > 0
-- name: tally_all
SELECT queue, state, n FROM tally ORDER BY queue, state

-- name: offer_add
INSERT INTO offer (conversation, agent, round, at_ms) VALUES (?1, ?2, ?3, ?4)
-- name: offer_skip
INSERT INTO offer (conversation, agent, round, at_ms, state, ended_ms) VALUES (?1, ?2, ?3, ?4, 'declined', ?4)
ON CONFLICT (conversation, round, agent) DO NOTHING
-- name: offer_end
UPDATE offer SET state = ?2, ended_ms = ?3 WHERE id = ?1
-- name: offer_by_id
SELECT id, conversation, agent, state FROM offer WHERE id = ?1
-- name: offer_to
SELECT id FROM offer WHERE conversation = ?1 AND agent = ?2 AND state = 'open'
-- name: offer_missed
SELECT state <> 'accepted' FROM offer WHERE conversation = ?1 AND agent = ?2 ORDER BY round DESC LIMIT 1
-- name: offer_open_of
SELECT o.id, o.agent, a.jid FROM offer o JOIN agent a ON a.id = o.agent WHERE o.conversation = ?1 AND o.state = 'open' ORDER BY o.id
-- The offers of a round to all at once have one time.
-- name: offer_just_missed
SELECT 1 FROM offer o WHERE conversation = ?1 AND round >= ?3 AND agent = ?2 AND state = 'expired'
AND NOT EXISTS (SELECT 1 FROM offer n WHERE n.conversation = ?1 AND n.round >= o.round AND n.id > o.id AND n.at_ms <> o.at_ms)
-- name: offer_of_agent
SELECT id, conversation FROM offer WHERE agent = ?1 AND state = 'open'
-- name: contact_offered
SELECT conversation FROM offer WHERE agent = ?1 AND state = 'open' AND conversation > ?2 ORDER BY conversation LIMIT ?3
-- name: contact_held
SELECT id FROM conversation WHERE agent = ?1 AND state = 'active' AND id > ?2 ORDER BY id LIMIT ?3
-- Whose offer ended or who lost a conversation since ?1, of the last 500 of each.
-- name: contact_ended
SELECT o.agent, c.face FROM offer o JOIN conversation c ON c.id = o.conversation
WHERE o.id > (SELECT max(id) - 500 FROM offer) AND o.ended_ms >= ?1
UNION
SELECT p.agent, c.face FROM event e JOIN conversation c ON c.id = e.conversation JOIN event p ON p.id = (SELECT max(h.id)
    FROM event h WHERE h.conversation = e.conversation AND h.id < e.id AND h.to_state = 'active')
WHERE e.id > (SELECT max(id) - 500 FROM event) AND e.from_state = 'active' AND e.at_ms >= ?1 AND p.agent IS NOT NULL
LIMIT ?2
-- name: event_last_ms
SELECT at_ms FROM event WHERE id = (SELECT max(id) FROM event)
-- name: agent_contacts
UPDATE agent SET contacts = ?2 WHERE id = ?1
-- name: agent_contacts_after
SELECT contacts FROM agent WHERE id = ?1
-- name: offer_of_unknown
SELECT o.agent FROM offer o JOIN agent a ON a.id = o.agent WHERE a.known = 0 AND o.state = 'open' LIMIT 1
-- name: offer_all_open
SELECT o.id, c.queue, o.agent, o.conversation FROM offer o JOIN conversation c ON c.id = o.conversation WHERE o.state = 'open'
-- name: offer_asked
SELECT agent FROM offer WHERE conversation = ?1 AND round >= ?2
-- name: offer_was_asked
SELECT 1 FROM offer WHERE conversation = ?1 AND agent = ?2

-- name: shown_to
SELECT {shown.columns} FROM {shown.tables} WHERE face = ?1 AND agent = ?2
-- name: shown_said
INSERT INTO shown (face, agent, said_ms) SELECT ?1, id, ?3 FROM agent WHERE jid = ?2
ON CONFLICT (face, agent) DO UPDATE SET said_ms = excluded.said_ms, line = ''
-- name: shown_line
UPDATE shown SET line = ?3 WHERE face = ?1 AND agent = ?2
-- name: shown_given
INSERT INTO shown (face, agent, upto, before, said_ms, rung_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (face, agent) DO UPDATE SET upto = excluded.upto, before = excluded.before, said_ms = excluded.said_ms,
    rung_ms = excluded.rung_ms, line = ''
-- name: shown_rung
UPDATE shown SET rung_ms = ?3, step_s = ?4 WHERE face = ?1 AND agent = ?2
-- name: shown_ring_again
UPDATE shown SET rung_ms = 0, step_s = 0 WHERE agent = ?1 AND rung_ms <> 0
-- name: shown_wait_over
UPDATE shown SET rung_ms = 0, step_s = 0, line = '' WHERE face = ?1
-- The agent of a conversation is no longer its holder, and has seen all that was said, or all but the rest of a backlog.
-- name: shown_lost
INSERT INTO shown (face, agent, upto, said_ms)
SELECT face, ?2, iif(behind, relayed, (SELECT coalesce(max(id), 0) FROM message)), ?3 FROM conversation WHERE id = ?1
ON CONFLICT (face, agent) DO UPDATE SET upto = max(upto, excluded.upto), before = iif(excluded.upto < before, before, 0),
    said_ms = excluded.said_ms, line = ''
-- The line of an offer did not arrive: the next one is a new message.
-- name: shown_unrung
UPDATE shown SET rung_ms = 0, step_s = 0, line = '' WHERE face = ?1 AND agent = ?2
-- name: shown_take_back
UPDATE shown SET upto = min(upto, ?3), before = min(before, ?3) WHERE face = ?1 AND agent = ?2

-- name: message_add
INSERT INTO message (conversation, at_ms, author, kind, jid, stanza_id, body, replaces)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
-- What its author wrote; the columns of its meaning are empty, as in nearly all messages.
-- name: message_add_words
INSERT INTO message (conversation, at_ms, author, kind, jid, stanza_id, origin_id, body, payload, said, said_ms, lang)
VALUES (?1, ?2, ?3, 'chat', ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
-- name: message_add_meaning
INSERT INTO message (conversation, at_ms, author, kind, jid, stanza_id, origin_id, body, payload, said, said_ms, lang, replaces,
                     retracts, reacts, replies, file_url, file_name, file_type, file_size)
VALUES (?1, ?2, ?3, 'chat', ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)
-- Whether a customer's message with this id is in the archive, or kept with the menu.
-- name: message_came_before
SELECT 1 FROM (SELECT c.id FROM customer u CROSS JOIN face f ON f.customer = u.id CROSS JOIN conversation c ON c.face = f.id
    WHERE u.jid = ?1 ORDER BY c.id DESC LIMIT 100) c
CROSS JOIN message m ON m.conversation = c.id AND m.stanza_id = ?2 AND m.author = 'customer'
UNION ALL SELECT 1 FROM customer u CROSS JOIN menu k ON k.customer = u.id AND k.stanza_id = ?2 WHERE u.jid = ?1
LIMIT 1
-- A reaction goes without its body (mail_shown()).
-- name: message_unrelayed
SELECT id, coalesce(said_ms, at_ms), stanza_id, lang, iif(reacts = '', body, ''), payload, replaces, retracts, replies, file_url FROM message
WHERE conversation = ?1 AND id > ?2 AND NOT (id > ?4 AND id <= ?5) AND author = 'customer' ORDER BY id LIMIT ?3
-- The newest first.
-- name: message_pending
SELECT id, coalesce(said_ms, at_ms), length(CAST(body AS BLOB)) + length(CAST(payload AS BLOB)) FROM message
WHERE conversation = ?1 AND id > ?2 AND author = 'customer' ORDER BY id DESC LIMIT ?3
-- Whether there are any between two; how many, ?4 at most.
-- name: message_between
SELECT count(*) FROM (SELECT 1 FROM message WHERE conversation = ?1 AND id > ?2 AND id <= ?3 AND author = 'customer' LIMIT ?4)
-- name: message_first_ids
SELECT max(id) FROM message WHERE conversation = ?1 AND author = 'customer'
-- What a later message corrects or takes back is left out.
-- name: message_question
SELECT said, id FROM (SELECT m.id, coalesce(m.said, m.body) AS said FROM message m
    WHERE m.conversation = ?1 AND m.author = 'customer' AND m.id > ?2 AND coalesce(m.said, m.body) <> ''
    AND m.retracts = '' AND NOT EXISTS (SELECT 1 FROM message r WHERE r.conversation = m.conversation AND r.replaces <> ''
        AND r.replaces IN (m.stanza_id, m.origin_id, m.replaces) AND r.id > m.id AND r.author = m.author AND r.jid = m.jid)
    AND NOT EXISTS (SELECT 1 FROM message r WHERE r.conversation = m.conversation AND r.retracts <> ''
        AND r.retracts IN (m.stanza_id, m.origin_id, m.replaces) AND r.id > m.id AND r.author = m.author AND r.jid = m.jid)
    ORDER BY m.id DESC LIMIT ?3) ORDER BY id
-- name: message_last_words
SELECT m.id, coalesce(m.said, m.body), m.file_url, m.file_name FROM message m
    WHERE m.conversation = ?1 AND m.author = 'customer' AND coalesce(m.said, m.body) <> ''
    AND m.retracts = '' AND NOT EXISTS (SELECT 1 FROM message r WHERE r.conversation = m.conversation AND r.replaces <> ''
        AND r.replaces IN (m.stanza_id, m.origin_id, m.replaces) AND r.id > m.id AND r.author = m.author AND r.jid = m.jid)
    AND NOT EXISTS (SELECT 1 FROM message r WHERE r.conversation = m.conversation AND r.retracts <> ''
        AND r.retracts IN (m.stanza_id, m.origin_id, m.replaces) AND r.id > m.id AND r.author = m.author AND r.jid = m.jid)
    ORDER BY m.id DESC LIMIT 1
-- name: message_notes
SELECT substr(m.body, 1, ?2), m.jid, m.author FROM message m WHERE m.conversation = ?1 AND m.id <= ?3 AND m.kind = 'note' ORDER BY m.id DESC LIMIT 3
-- The note that the last holder left when the conversation went back to a line.
-- name: message_handover
SELECT m.id, substr(m.body, 1, ?3) FROM message m WHERE m.conversation = ?1 AND m.kind = 'note' AND m.author = 'agent' AND m.jid = ?2
AND m.at_ms = (SELECT at_ms FROM event WHERE conversation = ?1 AND from_state = 'active' ORDER BY id DESC LIMIT 1)
ORDER BY m.id DESC LIMIT 1
-- name: message_briefing
SELECT substr(body, 1, ?3) FROM message WHERE conversation = ?1 AND id > ?2 AND author = 'bot' AND kind = 'note' ORDER BY id DESC LIMIT 1
-- The newest first, and read one after the other until there are enough: a face may have fifty megabytes of them. Those of
-- the desk itself are passed over, so how many are looked at is bounded too. ?5 and ?6 as ?2 and ?3 in face_known: of what
-- left the agent's queues, what was said until then; so a correction that came later changes nothing. ?7: only what is after it.
-- name: message_history
SELECT s.at_ms, s.author, s.kind, s.jid, substr(b.body, 1, ?4), iif(b.body = b.file_url, b.file_name, ''), s.id,
    iif(b.body = b.file_url, b.file_url, '') FROM (
    SELECT m.id, m.at_ms, m.author, m.kind, m.jid,
        iif(?5 IS NULL OR c.id = ?6 OR instr(?5, char(10) || c.queue || char(10)) > 0, 9223372036854775807,
            (SELECT max(upto) FROM departure WHERE conversation = c.id AND instr(?5, char(10) || queue || char(10)) > 0)) AS upto
    FROM conversation c CROSS JOIN message m ON m.conversation = c.id
        AND m.id > ?7 AND m.id <= iif(?5 IS NULL OR c.id = ?6 OR instr(?5, char(10) || c.queue || char(10)) > 0, 9223372036854775807,
            (SELECT max(upto) FROM departure WHERE conversation = c.id AND instr(?5, char(10) || queue || char(10)) > 0))
    WHERE c.face = ?1 ORDER BY c.id DESC, m.id DESC LIMIT ?3) AS s CROSS JOIN message b ON b.id = s.id
WHERE s.author <> 'system' AND (s.id <= ?2 OR (s.author <> 'customer' AND NOT (s.author = 'bot' AND s.kind = 'note')))
      AND b.body <> ''
      AND b.retracts = '' AND NOT EXISTS (SELECT 1 FROM message r WHERE r.conversation = b.conversation AND r.replaces <> ''
          AND r.replaces IN (b.stanza_id, b.origin_id, b.replaces) AND r.id > b.id AND r.author = b.author AND r.jid = b.jid
            AND r.id <= s.upto)
      AND NOT EXISTS (SELECT 1 FROM message r WHERE r.conversation = b.conversation AND r.retracts <> ''
          AND r.retracts IN (b.stanza_id, b.origin_id, b.replaces) AND r.id > b.id AND r.author = b.author AND r.jid = b.jid
            AND r.id <= s.upto)
-- name: message_by_id
SELECT conversation, jid, stanza_id, iif(reacts = '', body, ''), payload, at_ms, replaces FROM message WHERE id = ?1
-- name: answered_newest
SELECT max(id) FROM message WHERE conversation = ?1 AND author = 'customer' AND coalesce(said, body) <> '' AND retracts = ''
-- The last message of the customer up to number ?2, if the newest line of the conversation is a later one of the customer.
-- name: answered_older
SELECT iif(m.replaces = '', m.stanza_id, m.replaces), coalesce(m.said, m.body) FROM message m
WHERE m.conversation = ?1 AND m.id <= ?2 AND m.author = 'customer' AND coalesce(m.said, m.body) <> '' AND m.retracts = ''
AND EXISTS (SELECT 1 FROM message n WHERE n.id > ?2 AND n.author = 'customer' AND n.replaces = '' AND n.retracts = ''
            AND coalesce(n.said, n.body) <> '' AND n.id = (SELECT max(k.id) FROM message k WHERE k.conversation = ?1
            AND k.kind = 'chat' AND k.reacts = '' AND k.body <> ''))
ORDER BY m.id DESC LIMIT 1
-- The last line that a side has from the other. A reaction is none, and a correction is part of an older one.
-- name: message_last_to_customer
SELECT stanza_id FROM message WHERE conversation = ?1 AND id < ?2 AND author <> 'customer' AND kind = 'chat' AND body <> ''
AND replaces = '' AND retracts = '' AND reacts = '' ORDER BY id DESC LIMIT 1
-- name: message_last_of_customer
SELECT stanza_id FROM message WHERE conversation = ?1 AND id < ?2 AND author = 'customer' AND body <> ''
AND replaces = '' AND retracts = '' AND reacts = '' ORDER BY id DESC LIMIT 1
-- name: message_names
SELECT stanza_id, replaces FROM message WHERE id = ?1
-- name: message_by_customer
SELECT id FROM message WHERE conversation = ?1 AND stanza_id = ?2 AND author = 'customer' ORDER BY id DESC LIMIT 1
-- name: message_to_customer
SELECT id, tries, author, jid FROM message
WHERE conversation = ?1 AND stanza_id = ?2 AND (author = 'agent' OR author = 'bot' OR author = 'system') AND kind = 'chat' LIMIT 1
-- name: message_origin
SELECT origin_id FROM message WHERE conversation = ?1 AND stanza_id = ?2 AND author = ?3 ORDER BY id DESC LIMIT 1
-- name: message_bounced
UPDATE message SET bounced = ?2 WHERE id = ?1 AND bounced <> ?2
-- By the id of the stanza or its author's own (XEP-0359), in the last 100 conversations of a face; the newest.
-- name: message_of_agent
SELECT max(n) FROM (SELECT max(
    coalesce((SELECT m.id FROM message AS m WHERE m.conversation = c.id AND m.stanza_id = ?2 AND m.author = 'agent'
              AND m.kind = 'chat' AND m.jid = ?3 ORDER BY m.id DESC LIMIT 1), 0),
    coalesce((SELECT m.id FROM message AS m WHERE m.conversation = c.id AND m.origin_id = ?2 AND m.origin_id <> ''
              AND m.author = 'agent' AND m.kind = 'chat' AND m.jid = ?3 ORDER BY m.id DESC LIMIT 1), 0)) AS n
    FROM conversation AS c WHERE c.face = ?1 ORDER BY c.id DESC LIMIT 100)
-- name: message_of_customer
SELECT max(n) FROM (SELECT max(
    coalesce((SELECT m.id FROM message AS m WHERE m.conversation = c.id AND m.stanza_id = ?2 AND m.author = 'customer'
              ORDER BY m.id DESC LIMIT 1), 0),
    coalesce((SELECT m.id FROM message AS m WHERE m.conversation = c.id AND m.origin_id = ?2 AND m.origin_id <> ''
              AND m.author = 'customer' ORDER BY m.id DESC LIMIT 1), 0)) AS n
    FROM conversation AS c WHERE c.face = ?1 ORDER BY c.id DESC LIMIT 100)
-- What the customer wrote, or was sent by whomever.
-- name: message_of_face
SELECT max(n) FROM (SELECT max(
    coalesce((SELECT m.id FROM message AS m WHERE m.conversation = c.id AND m.stanza_id = ?2 AND m.author = 'customer'
              ORDER BY m.id DESC LIMIT 1), 0),
    coalesce((SELECT m.id FROM message AS m WHERE m.conversation = c.id AND m.origin_id = ?2 AND m.origin_id <> ''
              AND m.author = 'customer' ORDER BY m.id DESC LIMIT 1), 0),
    coalesce((SELECT m.id FROM message AS m WHERE m.conversation = c.id AND m.stanza_id = ?2 AND m.author = 'agent'
              AND m.kind = 'chat' ORDER BY m.id DESC LIMIT 1), 0),
    coalesce((SELECT m.id FROM message AS m WHERE m.conversation = c.id AND m.stanza_id = ?2 AND m.author = 'bot'
              AND m.kind = 'chat' ORDER BY m.id DESC LIMIT 1), 0)) AS n
    FROM conversation AS c WHERE c.face = ?1 ORDER BY c.id DESC LIMIT 100)
-- Of the last 20 before that one.
-- name: message_of_agent_before
SELECT stanza_id FROM message WHERE id = (SELECT max(id) FROM
    (SELECT id, author, kind, jid, body, replaces, retracts, reacts FROM message WHERE conversation = ?1 AND id < ?2 ORDER BY id DESC LIMIT 20)
    WHERE author = 'agent' AND kind = 'chat' AND jid = ?3 AND body <> '' AND replaces = '' AND retracts = '' AND reacts = '')
-- name: message_of_bot
SELECT max(n) FROM (SELECT
    coalesce((SELECT m.id FROM message AS m WHERE m.conversation = c.id AND m.stanza_id = ?2 AND m.author = 'bot'
              AND m.kind = 'chat' ORDER BY m.id DESC LIMIT 1), 0) AS n
    FROM conversation AS c WHERE c.face = ?1 ORDER BY c.id DESC LIMIT 100)
-- name: message_tried
UPDATE message SET tries = tries + 1 WHERE id = ?1
-- name: message_last_id
SELECT coalesce(max(id), 0) FROM message

-- name: unsent_add
INSERT INTO unsent (agent, face, stanza_id, origin_id, chain, fate, after)
VALUES (?1, ?2, ?3, ?4, iif(?5 <> 0, ?5, (SELECT coalesce(max(id), 0) + 1 FROM unsent)), ?6, ?7)
-- name: unsent_find
SELECT {unsent.columns} FROM {unsent.tables}
WHERE agent = ?1 AND face = ?2 AND (stanza_id = ?3 OR (origin_id = ?3 AND origin_id <> ''))
ORDER BY id DESC LIMIT 1
-- name: unsent_done
UPDATE unsent SET fate = 'done' WHERE agent = ?1 AND chain = ?2
-- name: unsent_trim
DELETE FROM unsent WHERE agent = ?1 AND id <= (SELECT id FROM unsent WHERE agent = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)

-- name: lone_get
SELECT {lone.columns} FROM {lone.tables} WHERE l.face = ?1 AND l.agent = ?2
-- name: lone_put
INSERT OR REPLACE INTO lone (face, agent, conversation, word, stanza_id, origin_id, lang, body, payload, device, receipt, said_ms)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
-- name: lone_drop
DELETE FROM lone WHERE face = ?1 AND agent = ?2
-- name: lone_of_face
SELECT l.agent, l.conversation FROM lone AS l WHERE l.face = ?1 LIMIT ?2
-- name: lone_of_agent
SELECT l.face, l.conversation FROM lone AS l WHERE l.agent = ?1 AND l.word = ?2 LIMIT ?3
-- name: lone_was_asked
SELECT 1 FROM lone_asked WHERE agent = ?1 AND word = ?2
-- name: lone_ask
INSERT OR IGNORE INTO lone_asked (agent, word) VALUES (?1, ?2)

-- name: reacted_any
SELECT 1 FROM reacted WHERE agent = ?1 AND face = ?2 AND target = ?3 AND word = ?4
-- name: reacted_add
INSERT OR IGNORE INTO reacted (agent, face, target, word) VALUES (?1, ?2, ?3, ?4)
-- name: reacted_drop
DELETE FROM reacted WHERE agent = ?1 AND face = ?2 AND target = ?3 AND word = ?4
-- name: reacted_trim
DELETE FROM reacted WHERE agent = ?1 AND id <= (SELECT id FROM reacted WHERE agent = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)
-- name: reaction_relayed
SELECT 1 FROM conversation AS c JOIN message AS m ON m.conversation = c.id
WHERE c.face = ?1 AND m.author = 'agent' AND m.jid = ?2 AND m.reacts = ?3 AND m.reacts <> '' LIMIT 1
-- name: rating_set
INSERT INTO rating (message, good, at_ms) VALUES (?1, ?2, ?3) ON CONFLICT (message) DO UPDATE SET good = ?2, at_ms = ?3
-- name: rating_drop
DELETE FROM rating WHERE message = ?1

-- name: event_add
INSERT INTO event (conversation, at_ms, from_state, to_state, queue, agent, reason, why) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)

-- name: agent_forget_all
UPDATE agent SET known = 0
-- name: agent_know
INSERT INTO agent (jid, name, known, idle_ms) VALUES (?1, ?2, 1, ?3)
ON CONFLICT (jid) DO UPDATE SET known = 1, name = excluded.name, told_removed = 0
-- name: agent_tell_removed
UPDATE agent SET told_removed = 1 WHERE jid = ?1 AND known = 0 AND told_removed = 0
-- name: agent_forget_devices
DELETE FROM device WHERE agent IN (SELECT id FROM agent WHERE known = 0)
-- name: agent_forget_presence
UPDATE agent SET show = 'offline', gone_ms = 0, manual = 'auto', manual_why = '' WHERE known = 0
-- name: agent_by_jid
SELECT {agent.columns} FROM {agent.tables} WHERE a.jid = ?1
-- Also of one who is no longer in the configuration.
-- name: agent_name
SELECT name FROM agent WHERE jid = ?1
-- Whether a text begins with the name of an agent and a colon.
-- name: agent_signs
SELECT 1 FROM agent WHERE name <> '' AND substr(?1, 1, length(name) + 1) = name || ':' LIMIT 1
-- name: agent_by_id
SELECT {agent.columns} FROM {agent.tables} WHERE a.id = ?1
-- name: agent_all
SELECT {agent.columns}, {agent_load.columns} FROM {agent.tables} WHERE a.known = 1 ORDER BY a.id
-- name: agent_chats
SELECT count(*) FROM conversation WHERE agent = ?1 AND state = 'active'
-- name: agent_offers
SELECT count(*) FROM offer WHERE agent = ?1 AND state = 'open'
-- name: agent_manual
UPDATE agent SET manual = ?2, manual_why = ?3 WHERE id = ?1
-- name: agent_show
UPDATE agent SET show = ?2, gone_ms = ?3 WHERE id = ?1
-- name: agent_here
UPDATE agent SET gone_ms = 0 WHERE id = ?1
-- name: agent_subscribed
UPDATE agent SET subscribed = ?2, house = ?3, requested = 0, refused = iif(?2, 0, refused) WHERE id = ?1
-- name: agent_requested
UPDATE agent SET requested = 1, asked_ms = ?2 WHERE id = ?1
-- name: agent_refused
UPDATE agent SET refused = 1 WHERE id = ?1 AND refused = 0
-- name: agent_unseen
UPDATE agent SET unseen_ms = ?2 WHERE id = ?1 AND unseen_ms <= ?3
-- name: agent_taught
UPDATE agent SET taught = 1 WHERE id = ?1 AND taught = 0
-- name: agent_missed
UPDATE agent SET missed = ?2 WHERE id = ?1
-- name: agent_ready_show
UPDATE agent SET ready_show = ?2 WHERE id = ?1
-- name: agent_idle
UPDATE agent SET idle_ms = ?2 WHERE id = ?1
-- name: agent_served
UPDATE agent SET served = (SELECT coalesce(max(served), 0) + 1 FROM agent) WHERE id = ?1
-- name: agent_stale
SELECT DISTINCT d.agent FROM device d JOIN agent a ON a.id = d.agent WHERE d.fresh = 0 AND a.known = 1

-- name: agent_roster
SELECT a.id FROM agent a WHERE EXISTS (SELECT 1 FROM roster r WHERE r.agent = a.id AND r.todo = 1)
-- name: roster_note
INSERT INTO roster (agent, face, state, name, queue, ended_ms, look) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (agent, face) DO UPDATE SET state = excluded.state, name = excluded.name, queue = excluded.queue,
       ended_ms = excluded.ended_ms, look = excluded.look, todo = 1
WHERE state <> excluded.state OR name <> excluded.name OR queue <> excluded.queue
-- name: roster_entry
SELECT {entry.columns} FROM {entry.tables} WHERE r.agent = ?1 AND r.face = ?2
-- name: roster_rest
UPDATE roster SET todo = 0 WHERE agent = ?1 AND todo = 1 AND put_group = '' AND sent_group = ''
-- name: roster_todo
SELECT {entry.columns} FROM {entry.tables} WHERE r.agent = ?1 AND r.todo = 1 ORDER BY r.face LIMIT ?2
-- name: roster_any
SELECT 1 FROM roster WHERE agent = ?1 AND todo = 1 LIMIT 1
-- What was found there, before it is changed.
-- name: roster_found
UPDATE roster SET put_group = ?3, put_name = ?4, sent_group = '', sent_name = '', todo = 0 WHERE agent = ?1 AND face = ?2
-- name: roster_sent
UPDATE roster SET sent_group = ?3, sent_name = ?4, todo = 2 WHERE agent = ?1 AND face = ?2
-- It may have changed again since it was sent.
-- name: roster_done
UPDATE roster SET put_group = sent_group, put_name = sent_name, sent_group = '', sent_name = '', todo = iif(todo = 2, 0, todo)
WHERE agent = ?1 AND face = ?2
-- name: roster_unanswered
UPDATE roster SET todo = 1 WHERE agent = ?1 AND todo = 2
-- name: roster_unanswered_all
UPDATE roster SET todo = 1 WHERE todo = 2
-- name: roster_drop
DELETE FROM roster WHERE agent = ?1 AND todo = 1 AND state = 'gone' AND put_group = '' AND sent_group = ''
-- name: roster_drop_one
DELETE FROM roster WHERE agent = ?1 AND face = ?2 AND state = 'gone' AND put_group = '' AND todo = 0
-- name: roster_old
SELECT agent, face FROM roster WHERE state = 'closed' AND ended_ms <= ?1 ORDER BY ended_ms LIMIT ?2
-- name: roster_oldest
SELECT min(ended_ms) FROM roster WHERE state = 'closed'
-- name: roster_of_unknown
SELECT r.agent, r.face FROM agent a JOIN roster r ON r.agent = a.id WHERE a.known = 0 AND r.state <> 'gone' LIMIT ?1
-- name: roster_ends
UPDATE roster SET state = 'gone', todo = 1 WHERE agent = ?1 AND face = ?2
-- name: roster_of_look
SELECT agent, face FROM roster WHERE look < ?1 LIMIT ?2
-- name: roster_look
UPDATE roster SET look = ?3, name = ?4, todo = 1 WHERE agent = ?1 AND face = ?2

-- name: device_put
INSERT INTO device (agent, resource, show, fresh) VALUES (?1, ?2, ?3, 1)
ON CONFLICT (agent, resource) DO UPDATE SET show = excluded.show, fresh = 1
-- name: device_fresh
SELECT fresh FROM device WHERE agent = ?1 AND resource = ?2
-- name: exchange_devices
SELECT d.resource, coalesce(e.takes, '') FROM device d LEFT JOIN exchange e ON e.agent = d.agent AND e.resource = d.resource WHERE d.agent = ?1
-- name: exchange_ask
INSERT INTO exchange (agent, resource, takes) VALUES (?1, ?2, 'asked')
-- name: exchange_takes
UPDATE exchange SET takes = ?3 WHERE agent = ?1 AND resource = ?2 AND takes = ?4
-- name: exchange_late
UPDATE exchange SET takes = 'no' WHERE agent = ?1 AND takes = 'told'
-- name: exchange_unasked
DELETE FROM exchange WHERE takes = 'asked'
-- name: exchange_untold
UPDATE exchange SET takes = 'yes' WHERE takes = 'told'
-- name: device_drop
DELETE FROM device WHERE agent = ?1 AND resource = ?2
-- name: device_drop_all
DELETE FROM device WHERE agent = ?1
-- name: device_drop_stale
DELETE FROM device WHERE fresh = 0
-- name: device_age
UPDATE device SET fresh = 0
-- name: device_best
SELECT show FROM device WHERE agent = ?1 ORDER BY CASE show WHEN 'available' THEN 0 WHEN 'away' THEN 1 ELSE 2 END LIMIT 1
-- name: device_others
SELECT count(*) FROM device WHERE agent = ?1 AND resource <> ?2

-- name: menu_add
INSERT INTO menu (customer, n, at_ms, stanza_id, origin_id, body, payload, domain, said, said_ms, lang, replaces, retracts, reacts,
                  replies, file_url, file_name, file_type, file_size)
VALUES (?1, (SELECT coalesce(max(n), 0) + 1 FROM menu WHERE customer = ?1), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13,
        ?14, ?15, ?16, ?17, ?18)
-- name: menu_count
SELECT count(*) FROM menu WHERE customer = ?1
-- name: menu_newcomers
SELECT count(*) FROM menu WHERE n = 1 AND at_ms > ?1 AND at_ms <= ?2
-- name: menu_of_domain
SELECT count(*) FROM menu WHERE domain = ?1 AND n = 1 AND at_ms > ?2 AND at_ms <= ?3
-- name: menu_since
SELECT max(at_ms) FROM menu WHERE customer = ?1
-- name: menu_archive
INSERT INTO message (conversation, at_ms, author, kind, jid, stanza_id, origin_id, body, payload, said, said_ms, lang, replaces,
                     retracts, reacts, replies, file_url, file_name, file_type, file_size)
SELECT ?1, at_ms, 'customer', 'chat', ?2, stanza_id, origin_id, body, payload, said, said_ms, lang, replaces, retracts, reacts,
       replies, file_url, file_name, file_type, file_size FROM menu WHERE customer = ?3 ORDER BY n
-- name: menu_clear
DELETE FROM menu WHERE customer = ?1
-- name: menu_choice
SELECT f.queue FROM conversation c JOIN face f ON f.id = c.face WHERE f.customer = ?1 AND c.state <> 'closed' AND c.via_house = 1 ORDER BY c.customer_ms DESC, c.id DESC LIMIT 1

-- name: timer_set
INSERT INTO timer (kind, ref, due_ms) VALUES (?1, ?2, ?3) ON CONFLICT (kind, ref) DO UPDATE SET due_ms = excluded.due_ms
-- name: timer_clear
DELETE FROM timer WHERE kind = ?1 AND ref = ?2
-- name: timer_take
DELETE FROM timer WHERE kind = ?1 AND ref = ?2 AND due_ms <= ?3
-- name: timer_get
SELECT due_ms FROM timer WHERE kind = ?1 AND ref = ?2
-- name: timer_move
UPDATE timer SET due_ms = ?3 WHERE kind = ?1 AND ref = ?2
-- name: timer_defer
UPDATE timer SET due_ms = ?2 WHERE kind = ?1 AND due_ms < ?2
-- name: timer_first
SELECT min(due_ms) FROM timer
-- name: timer_due
SELECT kind, ref FROM timer WHERE due_ms <= ?1 AND (kind = ?2) = ?3 ORDER BY due_ms, kind, ref LIMIT 1

-- name: block_count
SELECT count(*) FROM block
-- name: block_plain
SELECT pattern FROM block WHERE pattern = ?1 OR pattern = ?2 LIMIT 1
-- name: block_wild
SELECT pattern FROM block WHERE plain = 0
-- name: block_add
INSERT INTO block (pattern, glob, plain, shown, reason, agent, since_ms, until_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
ON CONFLICT (pattern) DO UPDATE SET glob = iif(excluded.plain < plain, excluded.glob, glob),
       plain = min(plain, excluded.plain), shown = excluded.shown, reason = excluded.reason, agent = excluded.agent,
       since_ms = excluded.since_ms, until_ms = excluded.until_ms
-- name: block_find
SELECT id FROM block WHERE pattern = ?1
-- name: block_drop
DELETE FROM block WHERE id = ?1
-- name: block_list
SELECT b.id, b.shown, b.reason, b.until_ms, a.name FROM block b JOIN agent a ON a.id = b.agent ORDER BY b.id DESC LIMIT ?1
-- name: block_conversations
SELECT c.id, c.face, u.jid FROM conversation c CROSS JOIN face f ON f.id = c.face CROSS JOIN customer u ON u.id = f.customer
WHERE c.state <> 'closed' AND c.face > ?1 ORDER BY c.face LIMIT ?2
-- name: block_conversations_of
SELECT c.id, c.face, u.jid FROM customer u CROSS JOIN face f ON f.customer = u.id CROSS JOIN conversation c ON c.face = f.id
WHERE u.jid = ?1 AND c.state <> 'closed' LIMIT ?2

-- name: gone_conversations
SELECT c.id FROM customer u CROSS JOIN face f ON f.customer = u.id CROSS JOIN conversation c ON c.face = f.id
WHERE u.jid = ?1 AND c.state <> 'closed' LIMIT ?2

-- name: share_get
SELECT n FROM share WHERE queue = ?1 AND state = ?2 AND domain = ?3
-- name: want_put
INSERT INTO want (what, domain, at_ms) VALUES (?1, ?2, ?3)
ON CONFLICT (what, domain) DO UPDATE SET at_ms = excluded.at_ms WHERE abs(excluded.at_ms - at_ms) > ?4
-- name: want_trim
DELETE FROM want WHERE what = ?1 AND domain NOT IN (SELECT domain FROM want WHERE what = ?1 ORDER BY at_ms DESC, domain LIMIT ?2)
-- name: want_other
SELECT 1 FROM want WHERE what = ?1 AND domain <> ?2 AND at_ms > ?3 AND at_ms <= ?4 LIMIT 1

-- name: used_add
INSERT INTO used (what, who, hour, n) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (what, who, hour) DO UPDATE SET n = n + excluded.n
-- name: used_sum
SELECT sum(n) FROM used WHERE what = ?1 AND who = ?2 AND hour > ?3 AND hour <= ?4
-- name: used_drop
DELETE FROM used WHERE (what, who, hour) IN (SELECT what, who, hour FROM used WHERE hour <= ?1 OR hour > ?2 LIMIT ?3)

-- name: prune_customer_at
UPDATE customer SET prune_ms = ?2 WHERE id = ?1 AND prune_ms IS NULL
-- name: prune_customer_move
UPDATE customer SET prune_ms = ?2 WHERE id = ?1
-- name: prune_customer_known
UPDATE customer SET prune_ms = NULL WHERE id = ?1
-- name: prune_customers
SELECT u.id, max(u.since_ms, u.told_encrypted_ms, coalesce((SELECT max(at_ms) FROM menu WHERE customer = u.id), 0)),
       EXISTS (SELECT 1 FROM face WHERE customer = u.id)
FROM customer u WHERE u.prune_ms <= ?1 ORDER BY u.prune_ms LIMIT ?2
-- name: prune_any
SELECT 1 FROM customer WHERE prune_ms > 0 UNION ALL SELECT 1 FROM used WHERE hour > 0 LIMIT 1
-- name: customer_drop
DELETE FROM customer WHERE id = ?1

-- name: dropped_more
UPDATE dropped SET n = n + 1, last_ms = ?3 WHERE who = ?1 AND why = ?2
-- name: dropped_add
INSERT INTO dropped (who, why, first_ms, last_ms) VALUES (?1, ?2, ?3, ?3)
-- name: dropped_trim
DELETE FROM dropped WHERE id IN (SELECT id FROM dropped ORDER BY (n > 1) DESC, last_ms DESC, id DESC LIMIT -1 OFFSET ?1)
-- name: dropped_of_domain
SELECT count(*) FROM (SELECT 1 FROM dropped WHERE domain = ?1 LIMIT ?2)
-- name: dropped_list
SELECT d.who, d.why, d.n, d.last_ms, coalesce((SELECT f.localpart FROM customer c JOIN face f ON f.customer = c.id
       WHERE c.jid = d.who LIMIT 1), '')
FROM dropped d ORDER BY d.last_ms DESC, d.id DESC LIMIT ?1

-- name: outbox_add
INSERT INTO outbox (id, xml) VALUES (?1, ?2)
-- name: outbox_after
SELECT id, xml FROM outbox WHERE id > ?1 ORDER BY id LIMIT ?2
-- name: outbox_release
DELETE FROM outbox WHERE id <= ?1
-- name: outbox_arrived
DELETE FROM outbox WHERE id = ?1
-- name: outbox_first
SELECT min(id) FROM outbox
-- name: outbox_last
SELECT max(id) FROM outbox
-- name: outbox_count
SELECT count(*) FROM outbox

-- name: fact_set
INSERT INTO fact (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value
-- name: fact_count
INSERT INTO fact (name, value) VALUES (?1, '1')
ON CONFLICT (name) DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT)
-- name: fact_get
SELECT value FROM fact WHERE name = ?1

-- name: fact_number
SELECT CAST(value AS INTEGER) FROM fact WHERE name = ?1

-- The latest so many only: who opens conversations are strangers.
-- Each change of a conversation counts where it happened: opened in the first queue, answered in the one whose agent took it
-- first, closed and given up in the last. ?3: so many of the latest changes are looked at. A conversation may have thousands:
-- earlier ones are looked for backwards, and only where it matters (AND would look in any case).
-- name: stats_queue
SELECT sum(from_state = ''), sum(first), sum(last), sum(last AND reason = 'abandoned')
FROM (SELECT from_state, reason,
             iif(to_state = 'active', (SELECT 1 FROM event b WHERE b.conversation = e.conversation AND b.id < e.id
                 AND b.to_state = 'active' ORDER BY b.id DESC LIMIT 1) IS NULL, 0) AS first,
             iif(to_state = 'closed', NOT EXISTS (SELECT 1 FROM event b WHERE b.conversation = e.conversation AND b.id > e.id), 0) AS last
      FROM event e WHERE queue = ?1 AND at_ms >= ?2 ORDER BY at_ms DESC LIMIT ?3)
-- The times of the conversation, which move with a clock that is set.
-- name: stats_waits
SELECT c.accepted_ms - c.opened_ms AS wait
FROM (SELECT id, conversation, to_state FROM event WHERE queue = ?1 AND at_ms >= ?2 ORDER BY at_ms DESC LIMIT ?3) AS e
CROSS JOIN conversation c ON c.id = e.conversation
WHERE iif(e.to_state = 'active', (SELECT 1 FROM event b WHERE b.conversation = e.conversation AND b.id < e.id
          AND b.to_state = 'active' ORDER BY b.id DESC LIMIT 1) IS NULL, 0)
ORDER BY wait LIMIT 1 OFFSET ?4
-- name: stats_transfers
SELECT queue, was, count(*) FROM (
    SELECT queue, (SELECT queue FROM event b WHERE b.conversation = e.conversation AND b.id < e.id ORDER BY b.id DESC LIMIT 1) AS was
    FROM event e WHERE reason = 'transfer' AND at_ms >= ?1 ORDER BY at_ms DESC LIMIT ?2)
WHERE queue <> was GROUP BY 1, 2
-- name: stats_changes
SELECT count(*) FROM (SELECT 1 FROM event WHERE queue = ?1 AND at_ms >= ?2 LIMIT ?3)

-- name: index_from
SELECT message FROM indexed
-- name: index_next
SELECT id, body FROM message WHERE id > ?1 ORDER BY id LIMIT ?2
-- name: index_add
INSERT INTO message_words (rowid, body) VALUES (?1, ?2)
-- name: index_moved
UPDATE indexed SET message = ?1
-- name: index_more
SELECT 1 FROM message WHERE id > ?1 LIMIT 1
-- name: index_behind
SELECT count(*) FROM message WHERE id > ?1
