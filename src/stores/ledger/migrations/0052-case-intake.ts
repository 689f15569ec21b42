/** Complaints from everywhere: from answers and calls, with the way back to where they were said. */
export const caseIntake = {
  id: '0052-case-intake',
  sql: `
ALTER TABLE cases DROP CONSTRAINT cases_channel_check;
ALTER TABLE cases ADD CONSTRAINT cases_channel_check
  CHECK (channel IN ('form', 'mail', 'sms', 'call', 'shop', 'chat', 'survey', 'import'));
ALTER TABLE cases
  ADD COLUMN origin_kind text CHECK (origin_kind IN ('thread', 'call', 'survey')),
  ADD COLUMN origin_id   uuid,                -- a conversation, a task of the desk, an answer; may be gone
  ADD CHECK ((origin_kind IS NULL) = (origin_id IS NULL));
CREATE INDEX cases_origin ON cases (origin_id) WHERE origin_id IS NOT NULL;
ALTER TABLE desk_calls DROP CONSTRAINT desk_calls_outcome_check;
ALTER TABLE desk_calls ADD CONSTRAINT desk_calls_outcome_check CHECK (outcome IN
  ('accepted', 'considering', 'refused', 'no_answer', 'call_back', 'wrong_number', 'complaint'));
`,
} as const
