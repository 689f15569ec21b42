/** Customers who were asked by mail whether they agree, and the consents that hold only once they have confirmed. */
export const doubleOptIn = {
  id: '0019-double-opt-in',
  sql: `
CREATE TABLE consent_requests (
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  person_key    bigint NOT NULL REFERENCES persons ON DELETE CASCADE,
  purpose       text NOT NULL,
  channel       text NOT NULL,
  language      text NOT NULL CHECK (language IN ('zh-CN', 'en')),
  text_id       uuid REFERENCES consent_texts,
  asked_at      timestamptz NOT NULL,         -- the workspace's time, like the other two
  expires_at    timestamptz NOT NULL,
  confirmed_at  timestamptz,
  actor_kind    text NOT NULL,
  actor_id      text NOT NULL
);
CREATE INDEX consent_requests_person ON consent_requests (workspace_id, person_key, asked_at DESC);
ALTER TABLE consent_policies ADD COLUMN confirmed jsonb NOT NULL DEFAULT '[]'; -- ["marketing/email"]: only once confirmed by mail
`,
} as const
