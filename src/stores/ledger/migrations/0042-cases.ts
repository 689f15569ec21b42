/**
 * Complaints and what is done about them. What the customer wrote and what colleagues noted stands encrypted under the
 * person's key. A case has one remedy a round that is waiting, ready or given: nothing can be promised or paid twice.
 */
export const cases = {
  id: '0042-cases',
  sql: `
CREATE TABLE cases (
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  person_key    bigint NOT NULL REFERENCES persons ON DELETE CASCADE,
  channel       text NOT NULL CHECK (channel IN ('form', 'mail', 'call', 'shop', 'chat', 'import')),
  ref           text,                         -- what it came with: a mail, a call; opens one case only
  words         bytea NOT NULL,               -- encrypted
  topics        text[] NOT NULL,
  sentiment     smallint NOT NULL CHECK (sentiment BETWEEN -1 AND 1),
  severity      smallint NOT NULL CHECK (severity BETWEEN 1 AND 4),
  coded_by      text NOT NULL,                -- model, or kind:id of who corrected it
  tier          text CHECK (tier IN ('none', 'low', 'middle', 'high')), -- null: the customer refused to be judged by value
  priority      smallint NOT NULL,            -- severity × weight of the tier
  arm           text CHECK (arm IN ('full', 'standard')), -- null: not drawn
  round         smallint NOT NULL DEFAULT 1,  -- rises when it is opened again
  received_at   timestamptz NOT NULL,
  due_at        timestamptz NOT NULL,
  answered_at   timestamptz,
  closed_at     timestamptz,
  outcome       text CHECK (outcome IN ('recovered', 'lost', 'unfounded')),
  satisfaction  smallint CHECK (satisfaction BETWEEN 1 AND 5), -- as asked when it was closed; null: not asked
  CHECK ((closed_at IS NULL) = (outcome IS NULL))
);
CREATE UNIQUE INDEX cases_ref ON cases (workspace_id, channel, ref) WHERE ref IS NOT NULL;
CREATE INDEX cases_person ON cases (person_key);
CREATE INDEX cases_open ON cases (workspace_id, priority DESC, due_at) WHERE closed_at IS NULL;
CREATE INDEX cases_received ON cases (workspace_id, received_at);

CREATE TABLE case_remedies (
  id            uuid PRIMARY KEY,
  case_id       uuid NOT NULL REFERENCES cases ON DELETE CASCADE,
  round         smallint NOT NULL,
  remedy        text NOT NULL,                -- id in the workspace's catalogue
  label         text NOT NULL,                -- its name at the time
  cost_minor    bigint NOT NULL CHECK (cost_minor >= 0),
  state         text NOT NULL CHECK (state IN ('waiting', 'ready', 'given', 'refused', 'withdrawn')),
  is_prepared   boolean NOT NULL,             -- as it was prepared, or chosen otherwise by a person
  proposed_by   text NOT NULL,
  proposed_at   timestamptz NOT NULL,
  decided_by    text,
  decided_at    timestamptz,
  given_by      text,
  given_at      timestamptz
);
CREATE UNIQUE INDEX case_remedies_once ON case_remedies (case_id, round) WHERE state IN ('waiting', 'ready', 'given');
CREATE INDEX case_remedies_case ON case_remedies (case_id);

CREATE TABLE case_steps (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  case_id       uuid NOT NULL REFERENCES cases ON DELETE CASCADE,
  what          text NOT NULL,
  detail        jsonb NOT NULL DEFAULT '{}',  -- codes and numbers alone
  note          bytea,                        -- encrypted; null: none
  by            text NOT NULL,
  at            timestamptz NOT NULL
);
CREATE INDEX case_steps_case ON case_steps (case_id, id);
`,
} as const
