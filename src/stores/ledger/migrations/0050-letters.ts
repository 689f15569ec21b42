/**
 * Letters by post. A batch is what was printed together; a letter in it holds, encrypted under the person's key, exactly
 * what is printed, so that every file of a batch says the same. A delivery has one letter that was not taken out again.
 */
export const letters = {
  id: '0050-letters',
  sql: `
CREATE TABLE letter_batches (
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  campaign_id   uuid NOT NULL,
  number        integer NOT NULL,             -- counts the workspace's batches
  level         text NOT NULL CHECK (level IN ('person', 'household', 'area')),
  language      text NOT NULL,                -- of what is printed around the author's words
  settings      jsonb NOT NULL,               -- sender and window as they were
  letters       integer NOT NULL,
  left_out      jsonb NOT NULL,               -- reason → how many
  state         text NOT NULL CHECK (state IN ('ready', 'handed_over')),
  pulled        integer NOT NULL DEFAULT 0,   -- taken out at the hand-over: may not be written to any more
  cost_minor    bigint CHECK (cost_minor >= 0), -- of one piece
  created_by    text NOT NULL,
  created_at    timestamptz NOT NULL,         -- the workspace's time
  handed_by     text,
  handed_at     timestamptz,
  UNIQUE (workspace_id, number),
  CHECK ((state = 'handed_over') = (handed_at IS NOT NULL))
);
CREATE INDEX letter_batches_campaign ON letter_batches (campaign_id);

CREATE TABLE letters (
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  batch_id      uuid NOT NULL REFERENCES letter_batches ON DELETE CASCADE,
  delivery_id   uuid NOT NULL REFERENCES deliveries ON DELETE CASCADE,
  person_key    bigint NOT NULL REFERENCES persons ON DELETE CASCADE,
  place         integer NOT NULL,             -- page in the file
  code          text NOT NULL,                -- printed on the letter
  household_id  uuid,
  address_index bytea NOT NULL,               -- keyed hash
  content       bytea NOT NULL,               -- encrypted: all that is printed
  state         text NOT NULL CHECK (state IN ('ready', 'handed_over', 'pulled', 'returned')),
  returned_why  text,
  returned_at   timestamptz,
  UNIQUE (workspace_id, code),
  UNIQUE (batch_id, place)
);
CREATE UNIQUE INDEX letters_delivery ON letters (delivery_id) WHERE state <> 'pulled';
CREATE INDEX letters_person ON letters (person_key);
`,
} as const
