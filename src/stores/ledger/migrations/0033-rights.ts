/** Corrections customers ask for, how a copy was handed over, and which kinds of old data are to go by hand. */
export const rights = {
  id: '0033-rights',
  sql: `
ALTER TABLE privacy_requests DROP CONSTRAINT privacy_requests_kind_check, DROP CONSTRAINT privacy_requests_state_check;
ALTER TABLE privacy_requests
  ADD CONSTRAINT privacy_requests_kind_check CHECK (kind IN ('access', 'erasure', 'correction')),
  ADD CONSTRAINT privacy_requests_state_check CHECK (state IN
    ('received', 'approved', 'running', 'ready', 'done', 'undoing', 'undone', 'refused', 'cancelled')),
  ADD COLUMN changes bytea,                   -- of a correction: what from what to what; under the person's key
  ADD COLUMN applied_at timestamptz,          -- of a correction: the database's time at which the warehouse had it
  ADD COLUMN handed_at timestamptz,           -- of a copy: when, by which way and to whom it was handed over
  ADD COLUMN handed_way text CHECK (handed_way IN ('in_person', 'post', 'email', 'download', 'representative')),
  ADD COLUMN handed_to bytea,                 -- under the person's key
  ADD COLUMN closed_by text;                  -- kind:id of who handed it over, or undid it
CREATE TABLE retention_asked (                -- asked for by hand and not begun; a run takes the row with it
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  kind          text NOT NULL,
  actor         text NOT NULL,                -- kind:id
  asked_at      timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, kind)
);
CREATE INDEX privacy_requests_applied ON privacy_requests (applied_at) WHERE applied_at IS NOT NULL;
`,
} as const
