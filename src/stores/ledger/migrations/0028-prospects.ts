/**
 * What was said of people before they buy: stage, who looks after them, where they came from, what is done next. Each
 * word is kept; where somebody stands follows from the newest that was not taken back. What was written with it stands
 * encrypted under the person's key.
 */
export const prospects = {
  id: '0028-prospects',
  sql: `
CREATE SEQUENCE prospect_versions;
CREATE TABLE prospect_words (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  person_key    bigint NOT NULL REFERENCES persons ON DELETE CASCADE,
  aspect        text NOT NULL CHECK (aspect IN ('stage', 'owner', 'source', 'next')),
  value         text NOT NULL,                -- a stage, a user, where from, YYYY-MM-DD; '' takes away
  reason        text NOT NULL DEFAULT '',     -- why somebody was lost, of the workspace's list
  note          bytea,                        -- what was written with it, encrypted; null: nothing
  change_id     uuid NOT NULL,                -- said together, and taken back together
  said_at       timestamptz NOT NULL,
  said_by       text NOT NULL,                -- kind:id, or import:source
  import_id     uuid,
  import_row    bigint,
  taken_at      timestamptz,                  -- taken back: it stays in the history and counts no more
  taken_by      text,
  removed_at    timestamptz,                  -- its import was undone; goes for good once the warehouse was told
  version       bigint NOT NULL DEFAULT nextval('prospect_versions'),
  copied_at     timestamptz,                  -- null: the warehouse does not know yet
  UNIQUE (import_id, import_row, aspect)
);
CREATE INDEX prospect_words_person ON prospect_words (person_key, said_at, id);
CREATE INDEX prospect_words_change ON prospect_words (change_id);
CREATE INDEX prospect_words_waiting ON prospect_words (version) WHERE copied_at IS NULL;
`,
} as const
