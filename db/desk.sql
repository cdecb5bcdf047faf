-- Timers, the outbox, facts, figures, the index. db/columns says what {conversation.columns} and its like are.

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
