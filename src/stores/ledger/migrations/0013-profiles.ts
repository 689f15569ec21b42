/** How each person likes the list of customers. */
export const profiles = {
  id: '0013-profiles',
  sql: `
CREATE TABLE customer_views (
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  owner         text NOT NULL,                -- 'user:<id>'
  name          text NOT NULL,
  shared        boolean NOT NULL,
  content       jsonb NOT NULL,               -- columns, order, segment, rule; never what was searched for
  updated_at    timestamptz NOT NULL,
  UNIQUE (workspace_id, owner, name)
);
CREATE TABLE customer_view_defaults (
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  owner         text NOT NULL,
  view_id       uuid NOT NULL REFERENCES customer_views ON DELETE CASCADE,
  PRIMARY KEY (workspace_id, owner)
);
`,
} as const
