/** Streams of events: where they come from, the keys they are sent with, and what was kept aside. */
export const collection = {
  id: '0006-collection',
  sql: `
CREATE TABLE sources (
  id            uuid PRIMARY KEY,             -- the source of the facts it brought, in the warehouse too
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  kind          text NOT NULL CHECK (kind IN ('stream')),
  name          text NOT NULL,
  owner         text NOT NULL,                -- who answers for it: a person or a team, in words
  enabled       boolean NOT NULL DEFAULT true,
  created_at    timestamptz NOT NULL,
  last_event_at timestamptz,                  -- to the second or so
  last_order_at timestamptz                   -- when it last brought order lines: the features follow
);
CREATE INDEX sources_workspace ON sources (workspace_id, created_at);
CREATE TABLE write_keys (
  id            uuid PRIMARY KEY,
  source_id     uuid NOT NULL REFERENCES sources ON DELETE CASCADE,
  prefix        text NOT NULL,                -- shown, so a key can be told from another
  key_hash      bytea NOT NULL UNIQUE,        -- SHA-256: keys are 256 random bits, so a fast hash is enough
  created_at    timestamptz NOT NULL,
  revoked_at    timestamptz
);
CREATE INDEX write_keys_source ON write_keys (source_id);
CREATE TABLE quarantined_events (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  source_id     uuid NOT NULL REFERENCES sources ON DELETE CASCADE,
  digest        bytea NOT NULL,               -- keyed hash of the event: sent again, it is kept once
  type          text NOT NULL,
  field         text NOT NULL,
  code          text NOT NULL,
  raw           bytea NOT NULL,               -- the event as it came, encrypted: it may hold identifiers
  received_at   timestamptz NOT NULL,
  UNIQUE (source_id, digest)
);
CREATE INDEX quarantined_events_source ON quarantined_events (source_id, id DESC);
`,
} as const
