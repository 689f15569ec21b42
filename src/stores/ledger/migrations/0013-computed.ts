/** Attributes a workspace defines and we compute. */
export const computed = {
  id: '0013-profiles-computed',
  sql: `
CREATE TABLE computed_attributes (
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  label         text NOT NULL,
  definition    jsonb NOT NULL,
  version       integer NOT NULL DEFAULT 1,
  updated_at    timestamptz NOT NULL,
  updated_by    text NOT NULL,
  changed_at    timestamptz NOT NULL DEFAULT now(),  -- by the ledger's clock: a demo's workspace lives at another
  deleted_at    timestamptz
);
CREATE UNIQUE INDEX computed_attributes_label ON computed_attributes (workspace_id, lower(label)) WHERE deleted_at IS NULL;
CREATE TABLE computed_attribute_versions (    -- what it meant when
  attribute_id  uuid NOT NULL REFERENCES computed_attributes ON DELETE CASCADE,
  version       integer NOT NULL,
  label         text NOT NULL,
  definition    jsonb NOT NULL,
  made_at       timestamptz NOT NULL,
  made_by       text NOT NULL,
  PRIMARY KEY (attribute_id, version)
);
CREATE TABLE computed_states (                -- the newest run; what it is compared with to know whether it is behind
  workspace_id  integer PRIMARY KEY REFERENCES workspaces ON DELETE CASCADE,
  computed_at   timestamptz NOT NULL,
  begun_at      timestamptz NOT NULL,         -- by the ledger's clock: changes before it are in
  customers     bigint NOT NULL,
  milliseconds  integer NOT NULL,
  problem       text
);
`,
} as const
