-- What the command line asks: `status` and `archive`. All of it reads; no statement here writes.

-- name: status_since
SELECT queue, min(queued_ms) FROM conversation WHERE state = 'waiting' GROUP BY queue
UNION ALL
SELECT queue, min(queued_ms) FROM conversation WHERE state = 'offered' GROUP BY queue

-- A page of the export: by id, which is the order of the commits. Pages instead of one long read, because an open read
-- would keep the daemon from emptying its write-ahead log while somebody looks at the output in a pager.
-- name: archive_page
SELECT m.id, m.conversation, c.queue, m.at_ms, m.author, m.kind, m.jid, m.body, m.stanza_id, m.origin_id, m.payload
FROM message m JOIN conversation c ON c.id = m.conversation
WHERE m.id > ?1 AND m.at_ms >= ?2 AND m.at_ms < ?3 AND (?4 IS NULL OR c.queue = ?4)
ORDER BY m.id LIMIT ?5
-- The same for one conversation, through its index.
-- name: archive_page_of
SELECT m.id, m.conversation, c.queue, m.at_ms, m.author, m.kind, m.jid, m.body, m.stanza_id, m.origin_id, m.payload
FROM message m JOIN conversation c ON c.id = m.conversation
WHERE m.conversation = ?6 AND m.id > ?1 AND m.at_ms >= ?2 AND m.at_ms < ?3 AND (?4 IS NULL OR c.queue = ?4)
ORDER BY m.id LIMIT ?5
-- name: archive_search
SELECT m.id, m.conversation, c.queue, m.at_ms, m.author, m.kind, m.jid, m.body, m.stanza_id, m.origin_id, m.payload
FROM message_words w JOIN message m ON m.id = w.rowid JOIN conversation c ON c.id = m.conversation
WHERE message_words MATCH ?1 ORDER BY w.rowid DESC LIMIT ?2
-- name: archive_talk
SELECT queue, desk, state, coalesce(reason, ''), localpart, face_name, customer_jid, coalesce(agent_jid, ''), opened_ms,
       accepted_ms, replied_ms, closed_ms, coalesce(o.topic, ''), coalesce(o.summary, ''), coalesce(o.sentiment, -1000),
       coalesce(b.responder, ''), (SELECT count(*) FROM question q WHERE q.conversation = talk.id)
FROM talk LEFT JOIN outcome o ON o.conversation = talk.id LEFT JOIN bot b ON b.conversation = talk.id WHERE id = ?1
-- name: archive_messages
SELECT at_ms, author, kind, jid, body, stanza_id, origin_id, payload FROM message WHERE conversation = ?1 ORDER BY id
-- name: archive_events
SELECT e.at_ms, e.from_state, e.to_state, e.queue, coalesce(a.jid, ''), e.reason, e.why
FROM event e LEFT JOIN agent a ON a.id = e.agent WHERE e.conversation = ?1 ORDER BY e.id
