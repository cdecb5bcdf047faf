-- Agents, their rosters and devices. db/columns says what {conversation.columns} and its like are.

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
