/** What to say on a call: scripts that branch, version by version; several live versions of one script are compared. */
export const scripts = {
  id: '0040-scripts',
  sql: `
CREATE TABLE desk_scripts (
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  name          text NOT NULL,
  kind          text NOT NULL CHECK (kind IN ('call', 'shop')),
  created_at    timestamptz NOT NULL,
  deleted_at    timestamptz
);
CREATE INDEX desk_scripts_workspace ON desk_scripts (workspace_id);
CREATE TABLE desk_script_versions (           -- never edited: another text is another version
  script_id     uuid NOT NULL REFERENCES desk_scripts ON DELETE CASCADE,
  version       integer NOT NULL CHECK (version > 0),
  body          jsonb NOT NULL,
  weight        smallint NOT NULL DEFAULT 0 CHECK (weight BETWEEN 0 AND 100), -- share of the tasks among live versions; 0: not live
  created_at    timestamptz NOT NULL,
  created_by    text NOT NULL,
  PRIMARY KEY (script_id, version)
);
`,
} as const
