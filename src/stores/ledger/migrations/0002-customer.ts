/** Who the customers are, how they are reached, what was imported, and the log of every contact. */
export const customer = {
  id: '0002-customer',
  sql: `
CREATE TABLE persons (                        -- the key facts carry; pseudonymous, dense, never reused
  person_key    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  import_id     uuid,                         -- the import that first named them
  created_at    timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX persons_workspace ON persons (workspace_id, person_key);
CREATE TABLE identifiers (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  kind          text NOT NULL CHECK (kind IN ('account', 'email', 'phone', 'card', 'name', 'address', 'birthday')),
  blind_index   bytea NOT NULL,               -- keyed hash of the normalised value: found again, never read
  ciphertext    bytea NOT NULL,
  person_key    bigint NOT NULL REFERENCES persons ON DELETE CASCADE,
  source        text NOT NULL,
  import_id     uuid,                         -- which import brought it first, and which saw it last: undo needs both
  last_import_id uuid,
  first_seen_at timestamptz NOT NULL,
  last_seen_at  timestamptz NOT NULL,
  -- Two people may share a mailbox or a telephone: equal values never merge them.
  UNIQUE (workspace_id, kind, blind_index, person_key)
);
CREATE UNIQUE INDEX identifiers_account ON identifiers (workspace_id, blind_index) WHERE kind = 'account';
CREATE INDEX identifiers_person ON identifiers (person_key, kind);
CREATE INDEX identifiers_import ON identifiers (import_id);
CREATE TABLE uploads (                        -- the file lies encrypted under <data>/uploads/<id>
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  file_name     text NOT NULL,
  sealed_key    bytea NOT NULL,               -- key of this one file, sealed by the workspace's vault
  sha256        bytea NOT NULL,
  bytes         bigint NOT NULL,
  created_at    timestamptz NOT NULL
);
CREATE TABLE mappings (                       -- what was last used for files with the same columns
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  header_hash   bytea NOT NULL,
  mapping       jsonb NOT NULL,
  used_at       timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, header_hash)
);
CREATE TABLE imports (
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  kind          text NOT NULL CHECK (kind IN ('customers', 'products', 'orders', 'touches')),
  file_id       uuid REFERENCES uploads ON DELETE SET NULL,
  file_name     text NOT NULL,
  bytes         bigint NOT NULL,
  mapping       jsonb NOT NULL,
  header        jsonb NOT NULL DEFAULT '[]',
  status        text NOT NULL CHECK (status IN ('reading', 'committing', 'done', 'failed', 'cancelled', 'undone')),
  task_id       uuid,
  summary       jsonb,
  error         jsonb,
  created_at    timestamptz NOT NULL,
  ended_at      timestamptz
);
CREATE INDEX imports_workspace ON imports (workspace_id, created_at DESC, id DESC);
CREATE INDEX imports_open ON imports (status) WHERE status IN ('reading', 'committing');
CREATE TABLE import_rejects (
  import_id     uuid NOT NULL REFERENCES imports ON DELETE CASCADE,
  row           bigint NOT NULL,              -- in the file, the header is row 1
  field         text NOT NULL,
  code          text NOT NULL,
  raw           bytea NOT NULL,               -- the cells as they were, encrypted: they may hold identifiers
  PRIMARY KEY (import_id, row)
);
CREATE TABLE touch_log (                      -- every contact and answer, in the caller's transaction
  seq           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  touch_id      uuid NOT NULL,
  touch         jsonb NOT NULL,
  recorded_at   timestamptz NOT NULL DEFAULT now(),
  -- A mark on each row, not one high-water mark: transactions commit in another order than they number their rows.
  pumped_at     timestamptz,
  UNIQUE (workspace_id, touch_id)
);
CREATE INDEX touch_log_waiting ON touch_log (seq) WHERE pumped_at IS NULL;
`,
} as const
