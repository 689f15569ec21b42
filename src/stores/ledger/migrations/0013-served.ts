/** Profiles as programs are answered with, kept ready. */
export const served = {
  id: '0013-profiles-served',
  sql: `
CREATE TABLE profile_rows (                   -- made of both stores; thrown away and built again at any time
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  person_key    bigint NOT NULL REFERENCES persons ON DELETE CASCADE,
  profile       jsonb NOT NULL,               -- masked; no identifier in clear
  built_at      timestamptz NOT NULL,
  valid_until   timestamptz,                  -- a consent runs out
  asked_at      timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, person_key)
);
CREATE INDEX profile_rows_oldest ON profile_rows (workspace_id, built_at);
CREATE TABLE profile_marks (                  -- up to where changes have been looked for
  workspace_id  integer PRIMARY KEY REFERENCES workspaces ON DELETE CASCADE,
  at            timestamptz NOT NULL,
  version       text NOT NULL                 -- of what everybody's profile depends on
);
`,
} as const
