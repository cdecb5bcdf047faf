-- What a responder does, and what became of it.

-- name: bot_enter
INSERT INTO bot (conversation, responder, since, since_ms, heard) VALUES (?1, ?2, ?3, ?4, ?3)
ON CONFLICT (conversation) DO UPDATE SET responder = excluded.responder, since = excluded.since, since_ms = excluded.since_ms,
       heard = excluded.heard, turns = 0, missed = 0, offered = 0, handed = 0, talk = ''
-- name: bot_get
SELECT {bot.columns} FROM {bot.tables} WHERE conversation = ?1
-- name: bot_heard
UPDATE bot SET heard = max(heard, ?2) WHERE conversation = ?1
-- name: bot_turn
UPDATE bot SET turns = turns + 1, missed = ?2, talk = '' WHERE conversation = ?1
-- name: bot_missed
UPDATE bot SET missed = ?2, talk = '' WHERE conversation = ?1
-- name: bot_talk
UPDATE bot SET talk = ?2 WHERE conversation = ?1
-- name: bot_offered
UPDATE bot SET offered = ?2 WHERE conversation = ?1
-- name: bot_states
UPDATE bot SET states = 1 WHERE conversation = ?1
-- name: bot_corrects
UPDATE bot SET corrects = 1 WHERE conversation = ?1
-- name: bot_left
UPDATE bot SET handed = ?2 WHERE conversation = ?1
-- name: bot_unheard
SELECT id, stanza_id, body, replaces, file FROM (
    SELECT id, stanza_id, coalesce(said, body) AS body, replaces, file_url IS NOT NULL AS file FROM message
    WHERE conversation = ?1 AND id > ?2 AND author = 'customer' AND kind = 'chat'
      AND (coalesce(said, body) <> '' OR file_url IS NOT NULL) ORDER BY id DESC LIMIT ?3)
ORDER BY id
-- name: bot_notes
SELECT body FROM (SELECT id, body FROM message WHERE conversation = ?1 AND id > ?2 AND author = 'bot' AND kind = 'note'
    ORDER BY id DESC LIMIT ?3) ORDER BY id
-- name: bot_told
SELECT id FROM message WHERE conversation = ?1 AND author <> 'customer' AND kind = 'chat' ORDER BY id DESC LIMIT 1
-- name: bot_said
SELECT 1 FROM message WHERE conversation = ?1 AND id > ?2 AND author = 'bot' AND kind = 'chat' AND instr(body, ?3) > 0 LIMIT 1
-- name: bot_newest
SELECT max(id) FROM message WHERE conversation = ?1
-- name: bot_of_queue
SELECT id FROM conversation WHERE queue = ?1 AND state = 'bot' LIMIT ?2

-- name: choice_add
INSERT INTO choice (conversation, n, title, source, body) VALUES (?1, ?2, ?3, ?4, ?5)
-- name: choice_all
SELECT n, title, source, body FROM choice WHERE conversation = ?1 ORDER BY n
-- name: choice_any
SELECT 1 FROM choice WHERE conversation = ?1 LIMIT 1
-- name: choice_asked
SELECT 1 FROM choice WHERE conversation = ?1 AND n = ?2 AND ?3 = (
    SELECT stanza_id FROM message WHERE conversation = ?1 AND author <> 'customer' AND kind = 'chat' ORDER BY id DESC LIMIT 1)
-- name: choice_drop
DELETE FROM choice WHERE conversation = ?1

-- name: question_add
INSERT INTO question (conversation, at_ms, text, outcome, title, source) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
-- name: question_answered
SELECT outcome = 'answer' FROM question WHERE conversation = ?1 AND at_ms >= ?2 ORDER BY id DESC LIMIT 1
-- name: question_reject
UPDATE question SET outcome = 'rejected'
WHERE id = (SELECT id FROM question WHERE conversation = ?1 AND at_ms >= ?2 ORDER BY id DESC LIMIT 1) AND outcome IN ('answer', 'ask')
-- name: question_last
SELECT title, source, text, outcome FROM question WHERE conversation = ?1 AND at_ms >= ?2 ORDER BY id DESC LIMIT 1
-- name: question_of
SELECT text, outcome, title, source FROM (
    SELECT id, text, outcome, title, source FROM question WHERE conversation = ?1 AND at_ms >= ?2 ORDER BY id DESC LIMIT ?3)
ORDER BY id

-- name: task_add
INSERT INTO task (conversation, kind, agent, responder, question, title, source, request, at_ms, after, call, rounds, said, posted)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
-- name: task_get
SELECT {task.columns} FROM {task.tables} WHERE id = ?1
-- name: task_request
SELECT request FROM task WHERE id = ?1
-- name: task_translations
SELECT count(*) FROM task WHERE conversation = ?1 AND kind = 'translate' AND source = 'customer'
-- name: task_tries
SELECT tries FROM task WHERE id = ?1
-- name: task_of
SELECT id FROM task WHERE conversation = ?1 AND kind = ?2 LIMIT 1
-- name: task_call_back
UPDATE bot SET heard = (SELECT min(after) FROM task WHERE conversation = ?1 AND kind = 'answer' AND said = 0)
WHERE conversation = ?1 AND EXISTS (SELECT 1 FROM task WHERE conversation = ?1 AND kind = 'answer' AND said = 0)
-- name: task_some
SELECT id FROM task WHERE id > ?1 AND id <= ?2 ORDER BY id LIMIT ?3
-- name: task_newest
SELECT max(id) FROM task
-- name: task_tried
UPDATE task SET tries = tries + 1, call = '', said = CASE stanza_id WHEN '' THEN 0 ELSE said END WHERE id = ?1
-- name: task_said
UPDATE task SET said = ?2, stanza_id = ?3, shown = ?4, shown_id = ?5 WHERE id = ?1
-- name: task_posted
SELECT max(posted) FROM task WHERE conversation = ?1 AND kind = 'answer'
-- name: task_end
DELETE FROM task WHERE id = ?1

-- name: spent_add
INSERT INTO spent (conversation, customer, responder, at_ms, tokens) VALUES (?1, ?2, ?3, ?4, ?5)
-- name: spent_conversation
SELECT sum(tokens) FROM spent WHERE conversation = ?1
-- name: spent_customer
SELECT sum(tokens) FROM spent WHERE customer = ?1 AND at_ms > ?2
-- name: spent_responder
SELECT sum(tokens) FROM spent WHERE responder = ?1 AND at_ms > ?2

-- The conversation as the model may know it: since it became the responder's matter, the latest first; before all what is
-- asked now, which may have come before the last answer.
-- name: prompt_messages
SELECT id, author, body FROM (
    SELECT * FROM (SELECT 1 AS now, id, author, coalesce(said, body) AS body FROM message
        WHERE conversation = ?1 AND id > max(?2, ?4)
        AND author = 'customer' AND kind = 'chat' AND coalesce(said, body) <> '' ORDER BY id DESC LIMIT ?3)
    UNION ALL
    SELECT * FROM (SELECT 0, id, author, coalesce(said, body) FROM message WHERE conversation = ?1 AND id > ?2 AND kind = 'chat'
        AND coalesce(said, body) <> ''
        AND (author = 'bot' OR (author = 'customer' AND id <= ?4)) ORDER BY id DESC LIMIT ?3))
ORDER BY now DESC, id DESC LIMIT ?3

-- name: transcript
SELECT author, jid, coalesce(said, body) FROM message
WHERE conversation = ?1 AND kind = 'chat' AND author <> 'system' AND coalesce(said, body) <> ''
ORDER BY id DESC LIMIT ?2

-- name: draft_put
INSERT INTO draft (conversation, agent, text, upto, seen) VALUES (?1, ?2, ?3, ?4, ?4)
ON CONFLICT (conversation) DO UPDATE SET agent = excluded.agent, text = excluded.text, upto = excluded.upto, seen = excluded.seen
-- name: draft_seen
UPDATE draft SET seen = ?2 WHERE conversation = ?1
-- name: draft_get
SELECT text, upto, seen FROM draft WHERE conversation = ?1 AND agent = ?2
-- name: draft_is_there
SELECT 1 FROM draft WHERE conversation = ?1 AND agent = ?2 AND text <> ''
-- name: draft_drop
DELETE FROM draft WHERE conversation = ?1

-- name: translation_add
INSERT INTO translation (task, conversation, author, text) VALUES (?1, ?2, ?3, ?4)
-- name: translation_ready
SELECT task, author, text FROM translation AS t
WHERE conversation = ?1 AND NOT EXISTS (
    SELECT 1 FROM task WHERE conversation = ?1 AND kind = 'translate' AND source = t.author AND id < t.task)
ORDER BY task LIMIT 1
-- name: translation_end
DELETE FROM translation WHERE task = ?1
-- name: translation_drop
DELETE FROM translation WHERE conversation = ?1

-- name: conversation_translate
UPDATE conversation SET translate = ?2 WHERE id = ?1

-- name: outcome_put
INSERT INTO outcome (conversation, summary, topic, sentiment) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (conversation) DO UPDATE SET summary = excluded.summary, topic = excluded.topic, sentiment = excluded.sentiment
-- name: outcome_get
SELECT summary, topic, sentiment FROM outcome WHERE conversation = ?1

-- name: service_get
SELECT held FROM service WHERE name = ?1
-- name: service_put
INSERT INTO service (name, held) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET held = max(held, excluded.held)

-- name: spent_told
SELECT agent FROM spent_told WHERE conversation = ?1
-- name: spent_tell
INSERT INTO spent_told (conversation, agent) VALUES (?1, ?2) ON CONFLICT (conversation) DO UPDATE SET agent = excluded.agent
-- name: spent_forget
DELETE FROM spent_told WHERE conversation = ?1

-- What `frontdesk responder try` reports.
-- name: rehearsal_questions
SELECT id, text, outcome, title, source FROM question WHERE id > ?1 ORDER BY id
-- name: rehearsal_ended
SELECT c.id, c.state, coalesce((SELECT body FROM message m WHERE m.conversation = c.id AND m.author = 'bot' AND m.kind = 'note'
    ORDER BY m.id DESC LIMIT 1), '')
FROM conversation c WHERE c.id > ?1 AND c.state <> 'bot' ORDER BY c.id LIMIT 1

-- name: in_line_begin
INSERT INTO in_line (conversation, heard) VALUES (?1, ?2) ON CONFLICT (conversation) DO UPDATE SET heard = excluded.heard, answers = 0, answered = 0, stopped = 0
-- name: in_line_get
SELECT heard, answers, stopped FROM in_line WHERE conversation = ?1
-- name: in_line_heard
UPDATE in_line SET heard = max(heard, ?2) WHERE conversation = ?1
-- name: in_line_answered
UPDATE in_line SET answers = answers + 1, answered = ?2 WHERE conversation = ?1
-- name: in_line_upto
SELECT answered FROM in_line WHERE conversation = ?1
-- name: in_line_stop
UPDATE in_line SET stopped = 1 WHERE conversation = ?1
-- name: in_line_end
DELETE FROM in_line WHERE conversation = ?1
