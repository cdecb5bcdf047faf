-- What a responder does, and what became of it.

-- name: bot_enter
INSERT INTO bot (conversation, responder, since, since_ms, heard) VALUES (?1, ?2, ?3, ?4, ?3)
ON CONFLICT (conversation) DO UPDATE SET responder = excluded.responder, since = excluded.since, since_ms = excluded.since_ms,
       heard = excluded.heard, generation = generation + 1, turns = 0, missed = 0, offered = 0, handed = 0
-- name: bot_get
SELECT since, since_ms, heard, generation, turns, missed, offered, handed FROM bot WHERE conversation = ?1
-- name: bot_heard
UPDATE bot SET heard = max(heard, ?2), generation = generation + 1 WHERE conversation = ?1
-- name: bot_turn
UPDATE bot SET turns = turns + 1, missed = ?2 WHERE conversation = ?1
-- name: bot_offered
UPDATE bot SET offered = ?2 WHERE conversation = ?1
-- name: bot_left
UPDATE bot SET generation = generation + 1, handed = ?2 WHERE conversation = ?1
-- name: bot_shift
UPDATE bot SET since_ms = since_ms + ?1
WHERE conversation IN (SELECT id FROM conversation WHERE state = 'bot')
-- name: bot_unheard
SELECT id, stanza_id, body, payload FROM (
    SELECT id, stanza_id, body, payload FROM message
    WHERE conversation = ?1 AND id > ?2 AND author = 'customer' AND kind = 'chat' AND body <> '' ORDER BY id DESC LIMIT ?3)
ORDER BY id
-- name: bot_newest
SELECT max(id) FROM message WHERE conversation = ?1
-- name: bot_of_queue
SELECT id FROM conversation WHERE queue = ?1 AND state = 'bot' LIMIT ?2

-- name: choice_add
INSERT INTO choice (conversation, n, title, source, body) VALUES (?1, ?2, ?3, ?4, ?5)
-- name: choice_all
SELECT n, title, source, body FROM choice WHERE conversation = ?1 ORDER BY n
-- name: choice_drop
DELETE FROM choice WHERE conversation = ?1

-- name: question_add
INSERT INTO question (conversation, at_ms, text, outcome, title, source) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
-- name: question_shift
UPDATE question SET at_ms = at_ms + ?1 WHERE conversation IN (SELECT id FROM conversation WHERE state = 'bot')
-- name: question_last
SELECT title, source FROM question WHERE conversation = ?1 AND at_ms >= ?2 ORDER BY id DESC LIMIT 1
-- name: question_of
SELECT text, outcome, title, source FROM (
    SELECT id, text, outcome, title, source FROM question WHERE conversation = ?1 AND at_ms >= ?2 ORDER BY id DESC LIMIT ?3)
ORDER BY id
