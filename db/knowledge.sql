-- What the responders know.

-- name: knowledge_directory_find
SELECT id FROM knowledge_directory WHERE path = ?1
-- name: knowledge_directory_add
INSERT INTO knowledge_directory (path) VALUES (?1)
-- name: knowledge_directory_all
SELECT id, path FROM knowledge_directory ORDER BY id
-- name: knowledge_directory_drop
DELETE FROM knowledge_directory WHERE id = ?1

-- name: knowledge_file_find
SELECT id, iif(terms > 0 OR passages = 0, stamp, ''), iif(terms > 0 OR passages = 0, hash, '') FROM knowledge_file
WHERE directory = ?1 AND name = ?2 AND state = 'live'
-- name: knowledge_file_names
SELECT id, name FROM knowledge_file WHERE directory = ?1 AND state = 'live' ORDER BY name
-- name: knowledge_file_below
SELECT name, iif(terms > 0 OR passages = 0, stamp, '') FROM knowledge_file WHERE directory = ?1 AND (name = ?2 OR (name > ?2 || '/' AND name < ?2 || '0')) AND state = 'live'
-- name: knowledge_file_add
INSERT INTO knowledge_file (directory, name, state, stamp, hash) VALUES (?1, ?2, 'loading', ?3, ?4)
-- name: knowledge_file_stamp
UPDATE knowledge_file SET stamp = ?2 WHERE id = ?1
-- What is there is given up only for what is ready to take its place.
-- name: knowledge_file_replace
UPDATE knowledge_file SET state = 'dropped' WHERE directory = ?1 AND name = ?2 AND state = 'live'
  AND EXISTS (SELECT 1 FROM knowledge_file WHERE id = ?3 AND state = 'loading')
-- name: knowledge_file_live
UPDATE knowledge_file SET state = 'live', passages = ?2, terms = max(?3, 1) WHERE id = ?1 AND state = 'loading'
-- name: knowledge_file_drop
UPDATE knowledge_file SET state = 'dropped' WHERE id = ?1 AND state <> 'dropped'
-- name: knowledge_file_drop_all
UPDATE knowledge_file SET state = 'dropped' WHERE directory = ?1 AND state = 'live'
-- name: knowledge_file_dead
SELECT id FROM knowledge_file WHERE state <> 'live' LIMIT 1
-- name: knowledge_file_forget
DELETE FROM knowledge_file WHERE id = ?1 AND state <> 'live'
-- name: knowledge_size
SELECT count(*), sum(passages) FROM knowledge_file WHERE directory = ?1 AND state = 'live'

-- name: knowledge_passages
SELECT sum(passages), sum(terms) FROM knowledge_file WHERE directory = ?1 AND state = 'live'
-- name: knowledge_pieces
SELECT frequent FROM knowledge_pieces WHERE directory = ?1
-- name: knowledge_pieces_set
INSERT INTO knowledge_pieces (directory, frequent) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET frequent = excluded.frequent
-- name: knowledge_pieces_drop
DELETE FROM knowledge_pieces WHERE directory = ?1
-- name: knowledge_file_directory
SELECT directory FROM knowledge_file WHERE id = ?1
-- name: passage_all
SELECT p.id FROM knowledge_file f JOIN passage p ON p.file = f.id WHERE f.directory = ?1 AND f.state = 'live' LIMIT ?2

-- name: passage_count
SELECT sum(passages) FROM knowledge_file WHERE directory = ?1 AND state = 'live'
-- name: passage_whole
SELECT p.id, p.title, f.name, p.body FROM knowledge_file f JOIN passage p ON p.file = f.id
WHERE f.directory = ?1 AND f.state = 'live' LIMIT ?2

-- Nothing is added to a file that somebody else has begun to remove.
-- name: passage_add
INSERT INTO passage (file, line, title, body, lang, title_terms, body_terms, wordings, plain)
SELECT id, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 FROM knowledge_file WHERE id = ?1 AND state = 'loading'
-- name: passage_words_add
INSERT INTO passage_words (rowid, title, body) VALUES (?1, ?2, ?3)
-- name: passage_words_drop
INSERT INTO passage_words (passage_words, rowid, title, body)
SELECT 'delete', id, title_terms, body_terms FROM passage WHERE file = ?1 ORDER BY id LIMIT ?2
-- name: passage_drop
DELETE FROM passage WHERE id IN (SELECT id FROM passage WHERE file = ?1 ORDER BY id LIMIT ?2)
-- name: passage_batch
SELECT title_terms, body_terms, wordings, plain FROM passage WHERE file = ?1 ORDER BY id LIMIT ?2
-- name: passage_rows
SELECT rowid FROM passage_words WHERE passage_words MATCH ?1 ORDER BY rowid
-- name: passage_get
SELECT p.title, f.name, p.body, p.title_terms, p.body_terms, p.wordings, p.plain, p.lang FROM passage p JOIN knowledge_file f ON f.id = p.file
WHERE p.id = ?1 AND f.state = 'live'

-- name: passage_term
SELECT doc FROM passage_term WHERE term = ?1
-- name: passage_terms
SELECT term, doc FROM passage_term WHERE term >= ?1 AND term < ?2
-- name: passage_term_add
INSERT INTO passage_term (term, doc) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET doc = doc + excluded.doc
-- name: passage_term_remove
UPDATE passage_term SET doc = doc - ?2 WHERE term = ?1
-- name: passage_term_forget
DELETE FROM passage_term WHERE doc < 1

-- name: synonym_add
INSERT INTO synonym (file, line, phrase, terms) SELECT id, ?2, ?3, ?4 FROM knowledge_file WHERE id = ?1 AND state = 'loading'
-- name: synonym_drop
DELETE FROM synonym WHERE file = ?1
-- name: synonym_all
SELECT s.line, s.terms FROM knowledge_file f JOIN synonym s ON s.file = f.id
WHERE f.directory = ?1 AND f.name = ?2 AND f.state = 'live' ORDER BY s.file, s.line, s.phrase

-- The latest ?3 questions of a responder's conversations that found no good answer, with the title of a text that was
-- rejected. Of the latest ?5 only a customer's first ?4 of a day, so that a flood hides nothing.
-- name: gap_misses
SELECT id, at_ms, text, title, conversation, customer FROM (
    SELECT id, at_ms, text, title, conversation, customer FROM (
        SELECT id, at_ms, text, title, conversation, customer, row_number() OVER (PARTITION BY customer, at_ms / 86400000 ORDER BY id) AS n
        FROM (
            SELECT q.id, q.at_ms, q.text, q.title, q.conversation, f.customer
            FROM question q JOIN bot b ON b.conversation = q.conversation JOIN conversation c ON c.id = q.conversation
            JOIN face f ON f.id = c.face
            WHERE q.outcome NOT IN ('answer', 'ask') AND b.responder = ?1 AND q.at_ms >= ?2 ORDER BY q.at_ms DESC LIMIT ?5))
    WHERE n <= ?4 ORDER BY id DESC LIMIT ?3)
ORDER BY id
-- name: gap_answer
SELECT coalesce(said, body) FROM message AS m WHERE conversation = ?1 AND at_ms >= ?2 AND author = 'agent' AND kind = 'chat'
  AND NOT EXISTS (SELECT 1 FROM message WHERE conversation = ?1 AND replaces = m.stanza_id AND author = 'agent')
ORDER BY id LIMIT ?3
