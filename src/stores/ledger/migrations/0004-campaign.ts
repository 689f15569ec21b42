/** Offers, creatives, campaigns with every version of their plan, and what they taught. */
export const campaign = {
  id: '0004-campaign',
  sql: `
CREATE TABLE offers (
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  name          text NOT NULL,
  content       jsonb NOT NULL,               -- the offer as edited, without its name
  version       integer NOT NULL DEFAULT 1,
  created_at    timestamptz NOT NULL,
  updated_at    timestamptz NOT NULL,
  deleted_at    timestamptz
);
CREATE INDEX offers_workspace ON offers (workspace_id, deleted_at, name);
CREATE TABLE creatives (
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  name          text NOT NULL,
  content       jsonb NOT NULL,
  version       integer NOT NULL DEFAULT 1,
  created_at    timestamptz NOT NULL,
  updated_at    timestamptz NOT NULL,
  deleted_at    timestamptz
);
CREATE INDEX creatives_workspace ON creatives (workspace_id, deleted_at, name);
CREATE TABLE campaigns (
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  name          text NOT NULL,
  objective     text NOT NULL CHECK (objective IN ('acquire', 'retain', 'grow', 'return')),
  status        text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'scheduled', 'launching', 'live', 'stopped', 'ended')),
  version       integer NOT NULL DEFAULT 1,
  plan          jsonb NOT NULL,               -- the whole plan as edited
  segment_id    uuid,
  offer_id      uuid REFERENCES offers,
  creative_id   uuid REFERENCES creatives,
  salt          text NOT NULL,                -- of the draw; made with the draft, so a repeated launch draws the same arms
  frozen        jsonb,                        -- rule, offer, creative and forecast as they were when it was launched
  start_at      timestamptz,                  -- when a scheduled one begins
  -- Where the launch stands. The draw counts from the moment 'step' passes 'deciding'; rows of the warehouse with
  -- another decided_at are leftovers of an attempt that died.
  step          text CHECK (step IN ('deciding', 'enqueuing', 'done')),
  decided_at    timestamptz,
  enqueued_to   bigint NOT NULL DEFAULT 0,    -- person key up to which deliveries stand in the outbox
  counts        jsonb,
  launch_error  jsonb,                        -- why the last attempt failed: code and message, never identifiers
  task_id       uuid,
  launched_by   text,
  launched_at   timestamptz,
  stopped_at    timestamptz,
  window_ends_at timestamptz,
  final_report  jsonb,
  evaluated_at  timestamptz,
  created_at    timestamptz NOT NULL,
  updated_at    timestamptz NOT NULL,
  deleted_at    timestamptz
);
CREATE INDEX campaigns_workspace ON campaigns (workspace_id, deleted_at, created_at DESC);
CREATE INDEX campaigns_due ON campaigns (status, start_at) WHERE status IN ('scheduled', 'launching', 'live', 'stopped');
CREATE TABLE campaign_versions (
  campaign_id   uuid NOT NULL REFERENCES campaigns ON DELETE CASCADE,
  version       integer NOT NULL,
  plan          jsonb NOT NULL,
  saved_by      text NOT NULL,
  saved_at      timestamptz NOT NULL,
  PRIMARY KEY (campaign_id, version)
);
CREATE TABLE lessons (
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  campaign_id   uuid NOT NULL REFERENCES campaigns ON DELETE CASCADE,
  objective     text NOT NULL,
  author        text NOT NULL CHECK (author IN ('system', 'user')),
  words         jsonb NOT NULL,               -- en and zh-CN; a user's own words stand in both
  effect        jsonb,                        -- interval per treated customer, minor units of margin
  actor_id      text NOT NULL,
  at            timestamptz NOT NULL
);
CREATE INDEX lessons_workspace ON lessons (workspace_id, objective, at DESC);
CREATE UNIQUE INDEX lessons_one_by_system ON lessons (campaign_id) WHERE author = 'system';
`,
} as const
