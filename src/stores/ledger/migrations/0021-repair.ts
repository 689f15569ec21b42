/** Rejected rows are repaired where they are: what was changed, by whom, and which import brought them in the end. */
export const repair = {
  id: '0021-repair',
  sql: `
ALTER TABLE imports
  ADD COLUMN repairs uuid REFERENCES imports ON DELETE CASCADE,  -- whose rejected rows this import brings
  ADD COLUMN created_by text;                                    -- of a repair: user:<id> or key:<id>
-- One at a time: two would bring the same rows.
CREATE UNIQUE INDEX imports_one_repair ON imports (repairs) WHERE status IN ('reading', 'committing');
CREATE INDEX imports_repairs ON imports (repairs, id) WHERE repairs IS NOT NULL;
ALTER TABLE import_rejects
  ADD COLUMN edited    bytea,            -- the cells as somebody changed them, encrypted like those of the file
  ADD COLUMN edited_by text,
  ADD COLUMN edited_at timestamptz,
  ADD COLUMN state     text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'dropped', 'stored')),
  ADD COLUMN taken_by  uuid;             -- the repair that brings it, or brought it
CREATE INDEX import_rejects_taken ON import_rejects (taken_by, row) WHERE taken_by IS NOT NULL;
`,
} as const
