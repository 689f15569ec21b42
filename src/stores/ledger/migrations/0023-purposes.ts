/** What attributes may be used for where not for everything, and what each segment is for. */
export const purposes = {
  id: '0023-purposes',
  sql: `
CREATE TABLE attribute_purposes (             -- no row: may be used for every purpose
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  attribute     text NOT NULL,
  purposes      text[] NOT NULL CHECK (cardinality(purposes) > 0),
  reason        text NOT NULL,
  decided_by    text NOT NULL,
  decided_at    timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, attribute)
);
ALTER TABLE segments ADD COLUMN purpose text NOT NULL DEFAULT 'marketing';
ALTER TABLE segment_versions ADD COLUMN purpose text NOT NULL DEFAULT 'marketing';
`,
} as const
