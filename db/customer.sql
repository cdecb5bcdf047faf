-- Customers and their faces. db/columns says what {conversation.columns} and its like are.

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
