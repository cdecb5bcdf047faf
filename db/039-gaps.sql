-- Questions without a good answer are found among the others (src/knowledge/gaps.c).
CREATE INDEX question_missed ON question (at_ms) WHERE outcome NOT IN ('answer', 'ask');
