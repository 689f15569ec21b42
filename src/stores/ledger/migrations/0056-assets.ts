/** Pictures for messages and hosted pages, by the hash of their bytes; the same picture is kept once a workspace. */
export const assets = {
  id: '0056-assets',
  sql: `
CREATE TABLE assets (
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  hash          text NOT NULL CHECK (hash ~ '^[0-9a-f]{32}$'),
  kind          text NOT NULL CHECK (kind IN ('png', 'jpg', 'gif', 'webp')),
  name          text NOT NULL,
  alt           text NOT NULL,
  width         integer NOT NULL,
  height        integer NOT NULL,
  bytes         integer NOT NULL,
  content       bytea NOT NULL,
  added_at      timestamptz NOT NULL,
  added_by      text NOT NULL,
  PRIMARY KEY (workspace_id, hash)
);
CREATE INDEX assets_by_hash ON assets (hash);
`,
} as const
