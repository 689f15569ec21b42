/** The company's own notes in the content calendar, and the addresses it can be subscribed to by. */
export const calendar = {
  id: '0062-calendar',
  sql: `
CREATE TABLE calendar_notes (
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  day           date NOT NULL,                -- of the workspace's zone
  until         date NOT NULL,                -- the last day of it
  text          text NOT NULL,                -- never names anybody
  version       integer NOT NULL DEFAULT 1,
  saved_by      text NOT NULL,
  saved_at      timestamptz NOT NULL,         -- the workspace's time
  deleted_at    timestamptz,
  CHECK (until >= day)
);
CREATE INDEX calendar_notes_day ON calendar_notes (workspace_id, day) WHERE deleted_at IS NULL;
CREATE TABLE calendar_feeds (
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  name          text NOT NULL,
  token_hash    bytea NOT NULL UNIQUE,        -- SHA-256; the address is shown once
  language      text NOT NULL,
  created_by    text NOT NULL,
  created_at    timestamptz NOT NULL,         -- the machine's time, as the next two
  used_at       timestamptz,
  revoked_at    timestamptz
);
CREATE INDEX calendar_feeds_workspace ON calendar_feeds (workspace_id);
`,
} as const
