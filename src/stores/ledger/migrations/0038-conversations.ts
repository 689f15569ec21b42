/** What people write to us and what we answer, sealed; of each person a thread for each channel and address. */
export const conversations = {
  id: '0038-conversations',
  sql: `
CREATE TABLE conversations (
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  person_key    bigint REFERENCES persons ON DELETE CASCADE,  -- null: nobody we know
  channel       text NOT NULL,
  address_index bytea NOT NULL,
  address       bytea NOT NULL,               -- encrypted
  state         text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done')),
  unread        boolean NOT NULL DEFAULT true,
  assignee      text,                         -- id of a user
  started_at    timestamptz NOT NULL,         -- the workspace's time, as the next
  last_at       timestamptz NOT NULL
);
CREATE UNIQUE INDEX conversations_of
  ON conversations (workspace_id, channel, address_index, coalesce(person_key, 0));
CREATE INDEX conversations_recent ON conversations (workspace_id, state, last_at DESC, id DESC);
CREATE INDEX conversations_person ON conversations (person_key);
CREATE TABLE conversation_messages (
  id              uuid PRIMARY KEY,
  conversation_id uuid NOT NULL REFERENCES conversations ON DELETE CASCADE,
  direction       text NOT NULL CHECK (direction IN ('in', 'out')),
  words           bytea NOT NULL,             -- encrypted: subject and text
  author          text,                       -- of an answer: id of the user
  delivery_id     uuid,                       -- of what came in: the message it answers
  at              timestamptz NOT NULL
);
CREATE INDEX conversation_messages_of ON conversation_messages (conversation_id, at, id);
`,
} as const
