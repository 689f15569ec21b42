/** RFM settings, the published feature snapshots, and segments with every version of their rule. */
export const insight = {
  id: '0003-insight',
  sql: `
CREATE TABLE rfm_settings (
  workspace_id  integer PRIMARY KEY REFERENCES workspaces ON DELETE CASCADE,
  settings      jsonb NOT NULL,
  saved_by      text NOT NULL,
  saved_at      timestamptz NOT NULL
);
-- A snapshot of the warehouse counts only once it stands here: rows with another computed_at are of an attempt that
-- died or of one that was replaced.
CREATE TABLE feature_snapshots (
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  as_of         text NOT NULL,                -- day of the workspace's zone, YYYY-MM-DD
  moment        timestamptz NOT NULL,         -- facts up to here are in it
  basis         text NOT NULL CHECK (basis IN ('clock', 'history', 'given')),
  settings      jsonb NOT NULL,
  cuts          jsonb NOT NULL,
  customers     bigint NOT NULL,
  computed_at   timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, as_of)
);
CREATE INDEX feature_snapshots_newest ON feature_snapshots (workspace_id, computed_at DESC);
CREATE TABLE segments (
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  name          text NOT NULL,
  description   text NOT NULL,
  rule          jsonb NOT NULL,
  version       integer NOT NULL DEFAULT 1,
  customers     bigint,                       -- when it was last counted
  computed_at   timestamptz,
  created_at    timestamptz NOT NULL,
  updated_at    timestamptz NOT NULL,
  deleted_at    timestamptz
);
CREATE INDEX segments_workspace ON segments (workspace_id, deleted_at, name);
CREATE TABLE segment_versions (
  segment_id    uuid NOT NULL REFERENCES segments ON DELETE CASCADE,
  version       integer NOT NULL,
  name          text NOT NULL,
  description   text NOT NULL,
  rule          jsonb NOT NULL,
  saved_by      text NOT NULL,
  saved_at      timestamptz NOT NULL,
  PRIMARY KEY (segment_id, version)
);
`,
} as const
