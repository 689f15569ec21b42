/** Who answers for a complaint, and how far it was carried up because nobody answered it. */
export const caseOwners = {
  id: '0053-case-owners',
  sql: `
ALTER TABLE cases
  ADD COLUMN owner        uuid,               -- a member; kept when they leave the company
  ADD COLUMN owned_at     timestamptz,        -- the database's time, as the next
  ADD COLUMN escalation   smallint NOT NULL DEFAULT 0 CHECK (escalation BETWEEN 0 AND 3), -- 1 owner warned, 2 supervisor, 3 head
  ADD COLUMN escalated_at timestamptz,
  ADD COLUMN escalated_to uuid;               -- whom it was carried to; null: nobody is named
CREATE INDEX cases_owner ON cases (workspace_id, owner) WHERE closed_at IS NULL;
CREATE INDEX cases_unanswered ON cases (workspace_id) WHERE closed_at IS NULL AND answered_at IS NULL AND escalation < 3;
`,
} as const
