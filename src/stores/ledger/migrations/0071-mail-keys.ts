/** Keys that sign mail, from the one that was just made to the one before the last. */
export const mailKeys = {
  id: '0071-mail-keys',
  sql: `
CREATE TABLE mail_keys (
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  domain        text NOT NULL,
  selector      text NOT NULL,
  private_key   bytea NOT NULL,               -- encrypted
  made_by       text NOT NULL,
  made_at       timestamptz NOT NULL,         -- the workspace's time, as the next
  used_at       timestamptz,                  -- since when it signs; null: not yet
  UNIQUE (workspace_id, domain, selector)
);
`,
} as const
