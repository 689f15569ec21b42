/** Keys of single people, who was erased, what people asked for, and how a workspace handles it. */
export const privacy = {
  id: '0012-privacy',
  sql: `
CREATE TABLE key_trees (                      -- newest encrypts; older ones only decrypt
  tree          text PRIMARY KEY CHECK (tree ~ '^[0-9a-f]{16}$'),
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  created_at    timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX key_trees_workspace ON key_trees (workspace_id);
-- What the keys of people are made from. In no backup: a key destroyed here must not come back with one. A copy lies
-- beside the master key, as person.keys.
CREATE TABLE person_keys (
  tree          text NOT NULL REFERENCES key_trees ON DELETE CASCADE,
  path          text NOT NULL,
  sealed        bytea NOT NULL,
  changed_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tree, path)
);
CREATE TABLE erased_persons (                 -- numbers of people who were erased; they stand for nobody any more
  person_key    bigint PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  erased_at     timestamptz NOT NULL,
  applied_at    timestamptz                   -- null: something of them is still to be removed
);
CREATE INDEX erased_persons_open ON erased_persons (workspace_id) WHERE applied_at IS NULL;
CREATE INDEX erased_persons_recent ON erased_persons (workspace_id, erased_at);
CREATE TABLE erased_identifiers (             -- keyed hashes of what named them alone: it brings nobody back
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  kind          text NOT NULL,
  blind_index   bytea NOT NULL,
  erased_at     timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, kind, blind_index)
);
CREATE TABLE privacy_settings (               -- no row: the defaults of src/customer/privacy/settings.ts
  workspace_id  integer PRIMARY KEY REFERENCES workspaces ON DELETE CASCADE,
  settings      jsonb NOT NULL,
  updated_at    timestamptz NOT NULL
);
CREATE TABLE privacy_requests (               -- what customers asked for, and what became of it
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  kind          text NOT NULL CHECK (kind IN ('access', 'erasure')),
  state         text NOT NULL CHECK (state IN ('received', 'approved', 'running', 'ready', 'done', 'refused', 'cancelled')),
  person_key    bigint NOT NULL,              -- after an erasure it stands for nobody
  asked_by      text NOT NULL CHECK (asked_by IN ('in_person', 'phone', 'email', 'letter', 'web', 'representative')),
  proof         bytea,                        -- how we know who asked; under the person's key
  received_at   timestamptz NOT NULL,         -- the workspace's time, as all below
  due_at        timestamptz NOT NULL,
  received_by   text NOT NULL,                -- kind:id of the actor
  decided_by    text,
  decided_at    timestamptz,
  not_before    timestamptz,                  -- of an erasure: it can be cancelled until then
  started_at    timestamptz,
  ended_at      timestamptz,
  expires_at    timestamptz,                  -- of a copy: downloads end then
  reason        text NOT NULL DEFAULT '',     -- why it was refused or cancelled
  orders        text CHECK (orders IN ('anonymise', 'delete')),
  keys          bigint[] NOT NULL DEFAULT '{}', -- of an erasure under way: every record of the person
  counts        jsonb,                        -- what was found, by place, before anything was removed
  certificate   jsonb
);
CREATE INDEX privacy_requests_queue ON privacy_requests (workspace_id, state, due_at);
CREATE INDEX privacy_requests_person ON privacy_requests (workspace_id, person_key);
CREATE INDEX privacy_requests_due ON privacy_requests (not_before) WHERE state IN ('approved', 'running');
`,
} as const
