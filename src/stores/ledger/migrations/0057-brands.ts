/** How a company showed itself to customers, version by version; the one in use stands with the workspace's settings. */
export const brands = {
  id: '0057-brands',
  sql: `
CREATE TABLE brand_versions (
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  version       integer NOT NULL,
  brand         jsonb NOT NULL,
  saved_at      timestamptz NOT NULL,
  saved_by      text NOT NULL,
  PRIMARY KEY (workspace_id, version)
);
`,
} as const
