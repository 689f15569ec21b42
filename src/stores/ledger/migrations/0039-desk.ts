/**
 * The call desk: teams and who is in them, tasks and who holds each, what came of every call. A task has one owner at a
 * time: it is claimed by one statement, under a lease on the database's clock. Notes stand encrypted under the person's key.
 */
export const desk = {
  id: '0039-desk',
  sql: `
ALTER TABLE memberships DROP CONSTRAINT memberships_role_check,
  ADD CONSTRAINT memberships_role_check CHECK (role IN ('owner', 'marketer', 'analyst', 'viewer', 'agent'));
CREATE TABLE desk_teams (
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  name          text NOT NULL,
  kind          text NOT NULL CHECK (kind IN ('call', 'shop')),
  hours         jsonb NOT NULL,               -- [{days: [1 … 7], from: '09:00', to: '18:00'}], in the zone of the workspace
  distribution  text NOT NULL DEFAULT 'pull' CHECK (distribution IN ('pull', 'fair')),
  created_at    timestamptz NOT NULL,
  deleted_at    timestamptz
);
CREATE INDEX desk_teams_workspace ON desk_teams (workspace_id);
CREATE TABLE desk_members (
  team_id       uuid NOT NULL REFERENCES desk_teams ON DELETE CASCADE,
  user_id       uuid NOT NULL REFERENCES users ON DELETE CASCADE,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  skills        text[] NOT NULL DEFAULT '{}',
  capacity      smallint NOT NULL CHECK (capacity BETWEEN 0 AND 1000), -- tasks a day
  PRIMARY KEY (team_id, user_id)
);
CREATE INDEX desk_members_user ON desk_members (workspace_id, user_id);
CREATE TABLE desk_rules (                     -- a segment whose people become tasks, day by day
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  name          text NOT NULL,
  segment_id    uuid NOT NULL,
  team_id       uuid NOT NULL REFERENCES desk_teams ON DELETE CASCADE,
  skill         text NOT NULL DEFAULT '',
  value_minor   bigint NOT NULL DEFAULT 0,
  reason        jsonb NOT NULL,               -- {en, zh-CN}: why we call, without identifiers
  script_id     uuid,
  window_days   smallint NOT NULL CHECK (window_days BETWEEN 1 AND 90),
  daily_cap     integer NOT NULL CHECK (daily_cap BETWEEN 1 AND 10000),
  again_after_days smallint NOT NULL CHECK (again_after_days BETWEEN 1 AND 3650),
  is_on         boolean NOT NULL DEFAULT true,
  last_day      date,                         -- the day it last made tasks for
  last_made     integer,
  created_at    timestamptz NOT NULL,
  deleted_at    timestamptz
);
CREATE INDEX desk_rules_workspace ON desk_rules (workspace_id);
CREATE TABLE desk_tasks (
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  person_key    bigint NOT NULL,
  kind          text NOT NULL CHECK (kind IN ('call', 'shop')),
  origin        text NOT NULL CHECK (origin IN ('campaign', 'rule', 'person')),
  origin_id     uuid NOT NULL,                -- campaign or rule; of a task made by hand its own id
  step          text NOT NULL DEFAULT '',
  occurrence    text NOT NULL DEFAULT '',
  delivery_id   uuid,
  offer_id      uuid,
  creative_id   uuid,
  arm           text NOT NULL DEFAULT '',
  cost_minor    bigint NOT NULL DEFAULT 0,    -- of one call
  currency      text NOT NULL,
  team_id       uuid NOT NULL REFERENCES desk_teams ON DELETE CASCADE,
  skill         text NOT NULL DEFAULT '',     -- '': anybody of the team
  value_minor   bigint NOT NULL DEFAULT 0,    -- expected of it
  reason        jsonb NOT NULL,               -- {en, zh-CN}: why we call, without identifiers
  script_id     uuid,
  due_from      timestamptz NOT NULL,         -- the workspace's time, like all but leases
  due_until     timestamptz NOT NULL,
  promised_at   timestamptz,                  -- the minute of an agreed call-back
  assigned_to   uuid,                         -- a member; kept when they leave the company
  state         text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'claimed', 'done', 'expired', 'cancelled')),
  claimed_by    uuid,                         -- a member, or the key of a dialler
  claimed_at    timestamptz,
  lease_until   timestamptz,                  -- the database's time
  for_dialler   boolean NOT NULL DEFAULT false, -- handed out in a list; its results come back as a file
  attempts      smallint NOT NULL DEFAULT 0,  -- calls that reached nobody
  end_reason    text,                         -- an outcome, or why nobody called
  ended_at      timestamptz,
  created_at    timestamptz NOT NULL,
  created_by    text NOT NULL,
  UNIQUE (workspace_id, person_key, origin_id, step, occurrence)
) WITH (fillfactor = 80);
CREATE INDEX desk_tasks_open ON desk_tasks (team_id, due_from) WHERE state = 'open';
CREATE INDEX desk_tasks_claimed ON desk_tasks (claimed_by) WHERE state = 'claimed';
CREATE INDEX desk_tasks_person ON desk_tasks (person_key);
CREATE INDEX desk_tasks_recent ON desk_tasks (workspace_id, id DESC);
CREATE TABLE desk_calls (                     -- each try and what came of it
  id            uuid PRIMARY KEY,             -- its touch has the same
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  task_id       uuid NOT NULL REFERENCES desk_tasks ON DELETE CASCADE,
  person_key    bigint NOT NULL,
  team_id       uuid NOT NULL,
  agent         uuid NOT NULL,
  at            timestamptz NOT NULL,
  seconds       integer,                      -- from taking the task to writing down the outcome
  outcome       text NOT NULL CHECK (outcome IN ('accepted', 'considering', 'refused', 'no_answer', 'call_back', 'wrong_number')),
  refusal_reason text,
  considering_until date,
  call_back_at  timestamptz,
  next_step     text NOT NULL DEFAULT '',
  note          bytea,                        -- encrypted; null: none
  topics        text[] NOT NULL DEFAULT '{}', -- what the note is about, as it was coded
  sentiment     smallint CHECK (sentiment BETWEEN -1 AND 1),
  coded_by      text NOT NULL DEFAULT '' CHECK (coded_by IN ('', 'model', 'person')),
  script_id     uuid,
  script_version integer,
  external_id   text,                         -- of a dialler's file; the same row comes in once
  before        jsonb NOT NULL,               -- the task as it was, for taking the outcome back
  undo_until    timestamptz NOT NULL,         -- the database's time
  undone_at     timestamptz
);
CREATE INDEX desk_calls_task ON desk_calls (task_id, id DESC);
CREATE INDEX desk_calls_agent ON desk_calls (workspace_id, agent, at);
CREATE INDEX desk_calls_person ON desk_calls (person_key);
CREATE UNIQUE INDEX desk_calls_external ON desk_calls (workspace_id, external_id) WHERE external_id IS NOT NULL;
`,
} as const
