-- Vectors of the knowledge.

-- name: vector_set_find
SELECT s.id, s.dimension, s.loose FROM vector_set s JOIN knowledge_directory d ON d.id = s.directory
WHERE d.path = ?1 AND s.model = ?2
-- name: vector_set_add
INSERT INTO vector_set (directory, model) SELECT id, ?2 FROM knowledge_directory WHERE path = ?1
-- name: vector_set_all
SELECT s.id, d.path, s.model FROM vector_set s JOIN knowledge_directory d ON d.id = s.directory ORDER BY s.id
-- name: vector_set_size
SELECT dimension FROM vector_set WHERE id = ?1
-- name: vector_set_dimension
UPDATE vector_set SET dimension = ?2 WHERE id = ?1
-- name: vector_set_loose
UPDATE vector_set SET loose = ?2 WHERE id = ?1
-- A set that is not used any more keeps no name that one in use could have.
-- name: vector_set_replace
UPDATE vector_set SET model = 'replaced ' || id WHERE id = ?1
-- name: vector_set_of_directory
SELECT id FROM vector_set WHERE directory = ?1 LIMIT 1
-- name: vector_set_drop
DELETE FROM vector_set WHERE id = ?1
-- name: vector_block_drop
DELETE FROM vector_block WHERE id IN (SELECT id FROM vector_block WHERE of_set = ?1 LIMIT ?2)
-- name: vector_drop
DELETE FROM vector WHERE id IN (SELECT id FROM vector WHERE of_set = ?1 LIMIT ?2)
-- name: vector_of_drop
DELETE FROM vector_of WHERE vector IN (SELECT id FROM vector WHERE of_set = ?1 LIMIT ?2)
-- name: vector_file_drop
DELETE FROM vector_file WHERE of_set = ?1

-- name: vector_file_next
SELECT f.id, coalesce(v.upto, 0), f.passages FROM knowledge_file f LEFT JOIN vector_file v ON v.of_set = ?1 AND v.file = f.id
WHERE f.directory = (SELECT directory FROM vector_set WHERE id = ?1) AND f.state = 'live' AND f.passages > coalesce(v.passages, 0) LIMIT 1
-- Only what goes on where the file stands counts: another program may have made the same vectors.
-- name: vector_file_add
INSERT INTO vector_file (of_set, file, upto, passages) SELECT ?1, id, ?3, ?4 FROM knowledge_file WHERE id = ?2
ON CONFLICT DO UPDATE SET upto = excluded.upto, passages = passages + excluded.passages WHERE upto = ?5
-- name: vector_file_done
INSERT INTO vector_file (of_set, file, upto, passages) SELECT ?1, id, ?3, passages FROM knowledge_file WHERE id = ?2
ON CONFLICT DO UPDATE SET upto = excluded.upto, passages = excluded.passages
-- name: vector_passages
SELECT id, title, body, wordings FROM passage WHERE file = ?1 AND id > ?2 ORDER BY id LIMIT ?3
-- name: vector_known
SELECT id FROM vector WHERE of_set = ?1 AND text = ?2
-- name: vector_add
INSERT INTO vector (id, of_set, text) VALUES (?1, ?2, ?3)
-- name: vector_link
INSERT INTO vector_of (passage, vector) SELECT id, ?3 FROM passage WHERE id = ?1 AND file = ?2 ON CONFLICT DO NOTHING
-- name: vector_passage
SELECT passage FROM vector_of WHERE vector = ?1 LIMIT ?2
-- How many passages of a directory there are, and how many of them have their vectors.
-- name: vector_count
SELECT sum(f.passages), sum(v.passages) FROM knowledge_file f LEFT JOIN vector_file v ON v.of_set = ?1 AND v.file = f.id
WHERE f.directory = (SELECT directory FROM vector_set WHERE id = ?1) AND f.state = 'live'

-- name: vector_block_free
SELECT id, norms, vectors FROM vector_block WHERE of_set = ?1 AND used < 256 LIMIT 1
-- name: vector_block_places
SELECT id FROM vector WHERE id >= ?1 * 256 AND id < ?1 * 256 + 256
-- name: vector_block_add
INSERT INTO vector_block (of_set, used, norms, vectors) VALUES (?1, 0, x'', x'')
-- name: vector_block_write
UPDATE vector_block SET used = used + ?2, norms = ?3, vectors = ?4 WHERE id = ?1
-- name: vector_block_scan
SELECT id, norms, vectors FROM vector_block WHERE of_set = ?1 AND id > ?2 ORDER BY id LIMIT ?3
-- name: vector_block_after
SELECT id FROM vector_block WHERE of_set = ?1 AND id >= ?2 ORDER BY id LIMIT 1
-- name: vector_orphans
DELETE FROM vector WHERE id >= ?1 * 256 AND id < ?1 * 256 + 256 AND NOT EXISTS (SELECT 1 FROM vector_of v WHERE v.vector = vector.id)
-- name: vector_block_freed
UPDATE vector_block SET used = used - ?2 WHERE id = ?1
-- name: vector_block_forget
DELETE FROM vector_block WHERE id = ?1 AND used = 0

-- When passages go, so does what leads to their vectors; the vectors themselves wait for the same text to come again.
-- name: vector_of_forget
DELETE FROM vector_of WHERE passage IN (SELECT id FROM passage WHERE file = ?1 ORDER BY id LIMIT ?2)
-- name: vector_file_loose
UPDATE vector_set SET loose = 1 WHERE id IN (SELECT of_set FROM vector_file WHERE file = ?1)
-- name: vector_file_forget
DELETE FROM vector_file WHERE file = ?1

-- name: search_add
INSERT INTO search (conversation, question, after, corrected, due_ms) VALUES (?1, ?2, ?3, ?4, ?5)
-- name: search_of
SELECT id FROM search WHERE conversation = ?1
-- name: search_get
SELECT conversation, question, after, corrected, due_ms, state FROM search WHERE id = ?1
-- name: search_state
UPDATE search SET state = ?2 WHERE id = ?1
-- name: search_end
DELETE FROM search WHERE id = ?1
-- name: search_call_back
UPDATE bot SET heard = (SELECT after FROM search WHERE conversation = ?1)
WHERE conversation = ?1 AND EXISTS (SELECT 1 FROM search WHERE conversation = ?1)
-- name: search_open
SELECT conversation FROM search WHERE id > ?1 ORDER BY id LIMIT ?2
