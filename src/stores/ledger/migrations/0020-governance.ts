/** Who came back after an erasure, how long things are kept, and what roles may see. */
export const governance = {
  id: '0020-governance',
  sql: `
CREATE TABLE returned_identifiers (           -- blocked by an erasure once, and let in again by the customer's own wish
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  kind          text NOT NULL,
  blind_index   bytea NOT NULL,
  returned_at   timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, kind, blind_index)
);

-- Erased for their age, not because they asked: what named them lets them in again.
ALTER TABLE erased_persons ADD COLUMN may_return boolean NOT NULL DEFAULT false;
CREATE TABLE retention_policies (             -- how long a kind of data is kept; no row: until somebody says otherwise
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  kind          text NOT NULL,
  days          integer CHECK (days > 0),     -- null: for ever
  reason        text NOT NULL DEFAULT '',     -- why so long, in the workspace's own words
  updated_at    timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, kind)
);
CREATE TABLE retention_runs (                 -- what was removed when; an open one is finished whatever happens
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  kind          text NOT NULL,
  cause         text NOT NULL CHECK (cause IN ('schedule', 'hand')),
  actor         text NOT NULL,                -- kind:id
  days          integer NOT NULL,
  cutoff        timestamptz NOT NULL,         -- what is older goes
  stored_before timestamptz NOT NULL,         -- and was here then: what comes in meanwhile waits for the next run
  held_keys     bigint[] NOT NULL DEFAULT '{}', -- people under a legal hold when it began
  state         text NOT NULL CHECK (state IN ('summing', 'removing', 'done', 'held')),
  found         bigint NOT NULL DEFAULT 0,
  started_at    timestamptz NOT NULL,
  ended_at      timestamptz,
  day           date NOT NULL                 -- of the workspace
);
CREATE INDEX retention_runs_recent ON retention_runs (workspace_id, started_at DESC, id DESC);
CREATE UNIQUE INDEX retention_runs_one ON retention_runs (workspace_id, kind) WHERE state IN ('summing', 'removing');
CREATE TABLE legal_holds (                    -- what a court or an authority wants kept: it stops retention and erasure
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  kind          text,                         -- of data; null with a person, or for everything
  person_key    bigint REFERENCES persons ON DELETE CASCADE,
  reason        text NOT NULL,
  placed_by     text NOT NULL,
  placed_at     timestamptz NOT NULL,
  released_by   text,
  released_at   timestamptz
);
CREATE INDEX legal_holds_workspace ON legal_holds (workspace_id, placed_at DESC);
CREATE INDEX legal_holds_person ON legal_holds (person_key) WHERE person_key IS NOT NULL;
`,
} as const
