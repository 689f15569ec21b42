/** Workspaces, people who sign in, keys, audit, jobs. */
export const house = {
  id: '0001-house',
  sql: `
CREATE TABLE workspaces (
  id            integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  slug          text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  name          text NOT NULL,
  kind          text NOT NULL DEFAULT 'own' CHECK (kind IN ('own', 'demo')),
  currency      text NOT NULL,
  time_zone     text NOT NULL,
  locale        text NOT NULL DEFAULT 'zh-CN',
  person_noun   text NOT NULL DEFAULT 'customer' CHECK (person_noun IN ('customer', 'member', 'user', 'shopper')),
  settings      jsonb NOT NULL DEFAULT '{}',
  created_at    timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE users (
  id            uuid PRIMARY KEY,
  email         text NOT NULL,
  email_lower   text GENERATED ALWAYS AS (lower(email)) STORED UNIQUE,
  display_name  text NOT NULL,
  password_hash text NOT NULL,
  locale        text NOT NULL DEFAULT 'zh-CN',
  disabled_at   timestamptz,
  created_at    timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE memberships (
  user_id       uuid NOT NULL REFERENCES users ON DELETE CASCADE,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  role          text NOT NULL CHECK (role IN ('owner', 'marketer', 'analyst', 'viewer')),
  PRIMARY KEY (user_id, workspace_id)
);
CREATE TABLE sessions (
  id_hash       bytea PRIMARY KEY,            -- SHA-256 of the cookie; a stolen table signs nobody in
  user_id       uuid NOT NULL REFERENCES users ON DELETE CASCADE,
  csrf_token    text NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now(),
  last_seen_at  timestamptz NOT NULL DEFAULT now(),
  expires_at    timestamptz NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id);
CREATE TABLE sign_in_links (                  -- one use, minutes long; printed at the first start
  token_hash    bytea PRIMARY KEY,
  user_id       uuid NOT NULL REFERENCES users ON DELETE CASCADE,
  expires_at    timestamptz NOT NULL,
  used_at       timestamptz
);
CREATE TABLE api_keys (
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  name          text NOT NULL,
  prefix        text NOT NULL,                -- shown, so a key can be told from another
  key_hash      bytea NOT NULL UNIQUE,        -- SHA-256: keys are 256 random bits, so a fast hash is enough
  role          text NOT NULL CHECK (role IN ('marketer', 'analyst', 'viewer')),
  created_by    uuid REFERENCES users ON DELETE SET NULL,
  created_at    timestamptz NOT NULL DEFAULT now(),
  last_used_at  timestamptz,
  revoked_at    timestamptz
);
CREATE TABLE audit_log (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  workspace_id  integer REFERENCES workspaces ON DELETE CASCADE,
  at            timestamptz NOT NULL DEFAULT now(),
  actor_kind    text NOT NULL,
  actor_id      text NOT NULL,
  action        text NOT NULL,                -- 'campaign.launch', 'customer.unmask'
  subject_kind  text NOT NULL,
  subject_id    text NOT NULL,
  detail        jsonb NOT NULL DEFAULT '{}'   -- ids, counts, before and after of settings; never identifiers
);
CREATE INDEX audit_log_workspace ON audit_log (workspace_id, at DESC);
CREATE TABLE data_keys (                      -- envelope encryption: wrapped by the master key, which is not in here
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  purpose       text NOT NULL CHECK (purpose IN ('encrypt', 'index', 'sign')),
  wrapped       bytea NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now(),
  retired_at    timestamptz
);
CREATE TABLE tasks (                          -- long work people watch: imports, launches, loops
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  kind          text NOT NULL,
  subject_id    text,
  status        text NOT NULL CHECK (status IN ('queued', 'running', 'done', 'failed', 'cancelled')),
  progress      jsonb NOT NULL DEFAULT '{}',
  error         jsonb,
  result        jsonb,
  cancel_asked  boolean NOT NULL DEFAULT false,
  created_by    text NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now(),
  started_at    timestamptz,
  ended_at      timestamptz,
  worker        text,                         -- host:pid:nonce of the process that runs it
  heartbeat_at  timestamptz                   -- while it runs; an old one means the worker is gone
);
CREATE INDEX tasks_workspace ON tasks (workspace_id, created_at DESC);
`,
} as const
