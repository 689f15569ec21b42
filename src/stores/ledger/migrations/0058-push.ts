/** Browsers that agreed to notifications, as addresses of people; and whose reach changed because one was given up. */
export const push = {
  id: '0058-push',
  sql: `
ALTER TABLE identifiers DROP CONSTRAINT identifiers_kind_check;
ALTER TABLE identifiers ADD CONSTRAINT identifiers_kind_check CHECK (kind IN ('account', 'email', 'phone', 'card',
  'name', 'address', 'birthday', 'anonymous', 'openid', 'unionid', 'device', 'record', 'push'));
-- What the warehouse is still to be told: written with the address's removal, crossed off once it is told.
CREATE TABLE reach_changes (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  person_key    bigint NOT NULL REFERENCES persons ON DELETE CASCADE,
  channel       text NOT NULL
);
CREATE INDEX reach_changes_person ON reach_changes (person_key);
`,
} as const
