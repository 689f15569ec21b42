/** Pairs that look like one person without sharing a value: how likely, by which fields, and what was learned of them. */
export const likeness = {
  id: '0014-likeness',
  sql: `
ALTER TABLE merge_proposals ADD COLUMN compared jsonb;         -- level and bits of each field; never a value
ALTER TABLE merge_proposals ADD COLUMN weight double precision; -- log2 of the odds; null: two accounts share a value
ALTER TABLE merge_proposals ADD COLUMN probability double precision;
ALTER TABLE merge_proposals ADD COLUMN later_at timestamptz;   -- put off: it stands behind all others
ALTER TABLE identity_rules ADD COLUMN likeness_threshold double precision NOT NULL DEFAULT 0.9
  CHECK (likeness_threshold >= 0.5 AND likeness_threshold < 1);
CREATE TABLE linkage_runs (
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  ran_at        timestamptz NOT NULL,
  records       integer NOT NULL,
  candidates    bigint NOT NULL,
  proposed      integer NOT NULL,
  threshold     double precision NOT NULL,
  answers       integer NOT NULL,             -- that had taught the model by then
  model         jsonb NOT NULL                -- prior, m and u of each level
);
CREATE INDEX linkage_runs_newest ON linkage_runs (workspace_id, id DESC);
`,
} as const
