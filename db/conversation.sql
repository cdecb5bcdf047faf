-- Conversations, the line, what happened to them. db/columns says what {conversation.columns} and its like are.

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

-- name: event_add
INSERT INTO event (conversation, at_ms, from_state, to_state, queue, agent, reason, why) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)

-- name: gone_conversations
SELECT c.id FROM customer u CROSS JOIN face f ON f.customer = u.id CROSS JOIN conversation c ON c.face = f.id
WHERE u.jid = ?1 AND c.state <> 'closed' LIMIT ?2
