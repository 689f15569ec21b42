/**
 * Links to customer cards that were given out. A signature alone cannot be taken back: a link opens what its row says for as
 * long as the row is live. Rows go a day after their end; what is kept longer stands in the audit log.
 */
export const cardLinks = {
  id: '0030-card-links',
  sql: `
CREATE TABLE card_links (
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  person_key    bigint NOT NULL REFERENCES persons ON DELETE CASCADE,
  maker_kind    text NOT NULL CHECK (maker_kind IN ('user', 'key', 'system')),
  maker_id      text NOT NULL,
  fields        text[] NOT NULL,
  language      text NOT NULL CHECK (language IN ('zh-CN', 'en')),
  round         integer NOT NULL,             -- of the card settings it was given out under
  made_at       timestamptz NOT NULL,
  expires_at    timestamptz NOT NULL,
  shown_at      timestamptz,                  -- last, to the minute; null: never
  ended_at      timestamptz,                  -- by somebody, before its time
  ended_by      text                          -- kind:id
);
CREATE INDEX card_links_newest ON card_links (workspace_id, id DESC);
CREATE INDEX card_links_person ON card_links (person_key);
CREATE INDEX card_links_expiry ON card_links (expires_at);
`,
} as const
