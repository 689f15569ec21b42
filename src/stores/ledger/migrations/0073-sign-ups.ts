/** Addresses that strangers left, until they are confirmed or run out; and how many there were. */
export const signUps = {
  id: '0073-sign-ups',
  sql: `
CREATE TABLE sign_ups (
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  state         text NOT NULL CHECK (state IN ('waiting', 'sending', 'asked', 'kept_back', 'failed', 'confirmed')),
  sealed        bytea,                        -- {email, network}, encrypted; null from the confirmation on
  address_index bytea,                        -- blind index of the address; null from the confirmation on
  language      text NOT NULL,
  topics        uuid[] NOT NULL,              -- ticked, of those that were shown
  shown         uuid[] NOT NULL,
  text_id       uuid,                         -- version of the words that stood above the button
  attempts      smallint NOT NULL DEFAULT 0,
  asked_at      timestamptz NOT NULL,         -- the workspace's time, as the next two
  expires_at    timestamptz NOT NULL,
  confirmed_at  timestamptz,
  retry_at      timestamptz                   -- the database's time
);
CREATE INDEX sign_ups_waiting ON sign_ups (workspace_id, asked_at) WHERE state = 'waiting';
CREATE INDEX sign_ups_address ON sign_ups (workspace_id, address_index) WHERE address_index IS NOT NULL;
CREATE INDEX sign_ups_end ON sign_ups (workspace_id, expires_at);

CREATE TABLE sign_up_days (                   -- what is left of them: counts, by the day somebody asked in the workspace's zone
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  day           date NOT NULL,
  asked         integer NOT NULL DEFAULT 0,
  confirmed     integer NOT NULL DEFAULT 0,
  expired       integer NOT NULL DEFAULT 0,
  PRIMARY KEY (workspace_id, day)
);
`,
} as const
