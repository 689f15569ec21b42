/** Which keys belong to one person today, what decided it, and what waits for somebody to decide. */
export const identity = {
  id: '0007-identity',
  sql: `
ALTER TABLE identifiers DROP CONSTRAINT identifiers_kind_check;
ALTER TABLE identifiers ADD CONSTRAINT identifiers_kind_check
  CHECK (kind IN ('account', 'email', 'phone', 'card', 'name', 'address', 'birthday', 'anonymous'));
-- A browser or device is one: as with accounts, its id names one person.
CREATE UNIQUE INDEX identifiers_anonymous ON identifiers (workspace_id, blind_index) WHERE kind = 'anonymous';
CREATE TABLE merges (                         -- the log: rows are added and marked undone, never taken away
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  kept_key      bigint NOT NULL REFERENCES persons ON DELETE CASCADE,
  merged_key    bigint NOT NULL REFERENCES persons ON DELETE CASCADE,
  rule          text NOT NULL,                -- anonymous, phone, email, card, review …
  actor_kind    text NOT NULL,                -- user, key, system: who decided
  actor_id      text NOT NULL,
  evidence      jsonb NOT NULL DEFAULT '[]',  -- kinds of identifiers that agree; never a value
  merged_at     timestamptz NOT NULL,
  undone_at     timestamptz,
  undone_by     text,
  CHECK (kept_key <> merged_key)
);
-- Live merges are a forest: who has been merged is nobody's current key and cannot be merged again.
CREATE UNIQUE INDEX merges_live ON merges (merged_key) WHERE undone_at IS NULL;
CREATE INDEX merges_kept ON merges (kept_key);
CREATE INDEX merges_merged ON merges (merged_key);
CREATE INDEX merges_workspace ON merges (workspace_id, id DESC);
CREATE SEQUENCE person_override_versions;
CREATE TABLE person_overrides (               -- what follows from the live merges; copied to the warehouse
  person_key    bigint PRIMARY KEY REFERENCES persons ON DELETE CASCADE,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  current_key   bigint NOT NULL REFERENCES persons ON DELETE CASCADE,
  version       bigint NOT NULL DEFAULT nextval('person_override_versions'),
  copied_at     timestamptz                   -- null: the warehouse does not know yet
);
CREATE INDEX person_overrides_current ON person_overrides (current_key) WHERE current_key <> person_key;
CREATE INDEX person_overrides_waiting ON person_overrides (version) WHERE copied_at IS NULL;
CREATE TABLE merge_proposals (                -- pairs that look like one person and that no rule may merge
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  left_key      bigint NOT NULL REFERENCES persons ON DELETE CASCADE,
  right_key     bigint NOT NULL REFERENCES persons ON DELETE CASCADE,
  evidence      jsonb NOT NULL,
  status        text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'merged', 'rejected')),
  proposed_at   timestamptz NOT NULL,
  decided_at    timestamptz,
  decided_by    text,
  merge_id      uuid REFERENCES merges ON DELETE SET NULL,
  CHECK (left_key < right_key),
  UNIQUE (workspace_id, left_key, right_key)
);
CREATE INDEX merge_proposals_open ON merge_proposals (workspace_id, id) WHERE status = 'open';
CREATE TABLE identity_rules (                 -- as set by the workspace; without a row the defaults hold
  workspace_id  integer PRIMARY KEY REFERENCES workspaces ON DELETE CASCADE,
  rules         jsonb NOT NULL,
  updated_at    timestamptz NOT NULL
);
CREATE TABLE identity_blocks (                -- values that say nothing about who somebody is: a shop's telephone
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  kind          text NOT NULL,
  blind_index   bytea NOT NULL,
  ciphertext    bytea NOT NULL,
  created_at    timestamptz NOT NULL,
  created_by    text NOT NULL,
  UNIQUE (workspace_id, kind, blind_index)
);
`,
} as const
