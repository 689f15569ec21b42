/** What is asked of other departments, what looks wrong with a source, and what a source has promised. */
export const quality = {
  id: '0010-quality',
  sql: `
CREATE TABLE data_requests (                  -- a field that an objective needs and no source brings
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  objective     text NOT NULL CHECK (objective IN ('acquire', 'retain', 'grow', 'return')),
  dataset       text NOT NULL,
  field         text NOT NULL,
  source_id     uuid REFERENCES sources ON DELETE SET NULL, -- which source should bring it, where one is known
  owner         text NOT NULL DEFAULT '',     -- who is asked: a person or a team, in words
  status        text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'asked', 'received', 'declined')),
  note          text NOT NULL DEFAULT '',
  due_on        date,
  created_at    timestamptz NOT NULL,
  created_by    text NOT NULL,
  closed_at     timestamptz,
  closed_by     text                          -- 'system': the field arrived
);
CREATE INDEX data_requests_workspace ON data_requests (workspace_id, id DESC);
-- The same field is asked for once at a time, whoever needs it.
CREATE UNIQUE INDEX data_requests_once ON data_requests (workspace_id, dataset, field) WHERE status IN ('open', 'asked');

CREATE TABLE quality_alerts (
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  source_id     uuid NOT NULL REFERENCES sources ON DELETE CASCADE,
  kind          text NOT NULL CHECK (kind IN ('volume', 'silence', 'drift')),
  subject       text NOT NULL,                -- what of the source: a day, a field and how it moved
  detail        jsonb NOT NULL,               -- the figures behind it
  status        text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'acknowledged', 'resolved')),
  opened_at     timestamptz NOT NULL,
  seen_at       timestamptz NOT NULL,         -- when it was last found to be so
  acknowledged_at timestamptz,
  acknowledged_by text,
  resolved_at   timestamptz,
  resolved_by   text                          -- 'system': it is no longer so
);
-- Found again, it is the same alert; also after somebody has settled it.
CREATE UNIQUE INDEX quality_alerts_once ON quality_alerts (source_id, kind, subject);
CREATE INDEX quality_alerts_open ON quality_alerts (workspace_id) WHERE status <> 'resolved';

CREATE TABLE quality_rounds (                 -- when a source was last measured and looked at
  source_id     uuid PRIMARY KEY REFERENCES sources ON DELETE CASCADE,
  measured_at   timestamptz NOT NULL
);

CREATE TABLE contracts (                      -- one for each event name, or for the rows, of a source
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  source_id     uuid NOT NULL REFERENCES sources ON DELETE CASCADE,
  subject       text NOT NULL,                -- the name of an event; 'rows' of a table
  mode          text NOT NULL CHECK (mode IN ('watch', 'enforce')),
  version       integer NOT NULL,
  created_at    timestamptz NOT NULL,
  updated_at    timestamptz NOT NULL,
  UNIQUE (source_id, subject)
);
CREATE INDEX contracts_workspace ON contracts (workspace_id);
CREATE TABLE contract_versions (              -- added, never changed
  contract_id   uuid NOT NULL REFERENCES contracts ON DELETE CASCADE,
  version       integer NOT NULL,
  body          jsonb NOT NULL,
  changes       jsonb NOT NULL DEFAULT '[]',  -- against the version before
  compatible    boolean NOT NULL,
  created_at    timestamptz NOT NULL,
  created_by    text NOT NULL,
  PRIMARY KEY (contract_id, version)
);
CREATE TABLE contract_counts (
  contract_id   uuid NOT NULL REFERENCES contracts ON DELETE CASCADE,
  version       integer NOT NULL,
  day           date NOT NULL,                -- UTC
  rule          text NOT NULL,                -- '' counts what was checked
  field         text NOT NULL,
  rows          bigint NOT NULL,
  PRIMARY KEY (contract_id, version, day, rule, field)
);
ALTER TABLE quarantined_events
  ADD COLUMN contract_id uuid REFERENCES contracts ON DELETE SET NULL, -- which contract it broke, as it then was
  ADD COLUMN contract_version integer;
CREATE INDEX quarantined_events_contract ON quarantined_events (contract_id, id) WHERE contract_id IS NOT NULL;
ALTER TABLE imports
  ADD COLUMN contract_id uuid REFERENCES contracts ON DELETE SET NULL, -- the contract its rows were held against
  ADD COLUMN contract_version integer;
`,
} as const
