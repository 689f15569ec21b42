/** Connections of a workspace to its own providers, and channels somebody stopped. */
export const channels = {
  id: '0035-channels',
  sql: `
CREATE TABLE channel_connections (            -- without one, messages take the way of the installation
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  channel       text NOT NULL,
  name          text NOT NULL,
  settings      jsonb NOT NULL,               -- without secrets
  secrets       bytea,                        -- JSON of the others, encrypted by the vault; never read out
  per_second    double precision,             -- null: as fast as the window allows
  send_window   integer NOT NULL,             -- messages in flight at most
  cost_minor    bigint NOT NULL DEFAULT 0,    -- of one message, of one part of an SMS
  changed_at    timestamptz NOT NULL DEFAULT now(), -- the database's: running workers see it
  checked_at    timestamptz,
  check_reason  text,                         -- null: the provider answered
  deleted_at    timestamptz
);
CREATE UNIQUE INDEX channel_connections_one ON channel_connections (workspace_id, channel) WHERE deleted_at IS NULL;

CREATE TABLE channel_stops (                  -- nothing is taken from the outbox while a row stands here
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  channel       text NOT NULL,
  stopped_at    timestamptz NOT NULL,
  stopped_by    text NOT NULL,                -- kind:id
  PRIMARY KEY (workspace_id, channel)
);
`,
} as const
