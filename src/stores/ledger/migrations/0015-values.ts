/**
 * Which import has seen an identifier that was known, and what was known of it then: undo of that import gives it back.
 * And which source's word counts of an attribute, where somebody has decided.
 */
export const values = {
  id: '0015-values',
  sql: `
CREATE TABLE identifier_sightings (
  identifier_id    bigint NOT NULL REFERENCES identifiers ON DELETE CASCADE,
  import_id        uuid NOT NULL,
  at               timestamptz NOT NULL,
  former_import_id uuid,
  former_seen_at   timestamptz NOT NULL,
  PRIMARY KEY (identifier_id, import_id)
);
CREATE INDEX identifier_sightings_import ON identifier_sightings (import_id);
CREATE TABLE survivorship_rules (
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  attribute     text NOT NULL,
  rule          text NOT NULL CHECK (rule IN ('most_recent', 'trusted', 'most_frequent', 'first_known', 'longest')),
  sources       uuid[] NOT NULL DEFAULT '{}',   -- the most trusted first
  PRIMARY KEY (workspace_id, attribute)
);
CREATE TABLE survivorship_state (
  workspace_id  integer PRIMARY KEY REFERENCES workspaces ON DELETE CASCADE,
  version       bigint NOT NULL,                -- of the rules
  applied       bigint NOT NULL,                -- the version everybody was last reckoned by
  changed_by    text NOT NULL,
  changed_at    timestamptz NOT NULL
);
`,
} as const
