-- Offers, and what agents were shown of them. db/columns says what {conversation.columns} and its like are.

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
