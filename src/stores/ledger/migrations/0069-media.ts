/** What advertising cost and did, medium by medium and day by day, as the platforms report it. */
export const media = {
  id: '0069-media',
  sql: `
CREATE TABLE media_imports (
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  number        bigint GENERATED ALWAYS AS IDENTITY,   -- of two words about one day the later counts
  file          text NOT NULL,
  format        text NOT NULL,
  currency      text NOT NULL,                -- of the file
  rate          numeric NOT NULL,             -- units of the workspace's currency for one of it
  days          integer NOT NULL,
  imported_by   text NOT NULL,
  imported_at   timestamptz NOT NULL,         -- the workspace's time, as the next
  undone_at     timestamptz
);
CREATE INDEX media_imports_workspace ON media_imports (workspace_id, number DESC);
CREATE TABLE media_days (
  import_id     uuid NOT NULL REFERENCES media_imports ON DELETE CASCADE,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  medium        text NOT NULL,
  campaign      text NOT NULL,                -- its name there; '': the medium as a whole
  day           date NOT NULL,
  impressions   bigint,                       -- null: the file does not say
  clicks        bigint,
  conversions   numeric,                      -- as the platform counts them
  spend_minor   bigint NOT NULL,              -- of the file's currency
  home_minor    bigint NOT NULL,              -- of the workspace's
  PRIMARY KEY (import_id, medium, campaign, day)
);
CREATE INDEX media_days_day ON media_days (workspace_id, day);
CREATE TABLE media_ties (
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  kind          text NOT NULL CHECK (kind IN ('named', 'data')),
  source        text NOT NULL,                -- where people came from: a name in lower case, or a source of data
  utm_campaign  text NOT NULL DEFAULT '',     -- in lower case; '': whichever
  medium        text NOT NULL,
  campaign      text NOT NULL DEFAULT '',
  PRIMARY KEY (workspace_id, kind, source, utm_campaign)
);
`,
} as const
