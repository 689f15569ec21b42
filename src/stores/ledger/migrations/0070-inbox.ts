/** What letters are about, and who linked those of nobody we knew to whom, so that it can be taken back. */
export const inbox = {
  id: '0070-inbox',
  sql: `
ALTER TABLE conversations ADD COLUMN topics text[] NOT NULL DEFAULT '{}';   -- of the newest that came in
CREATE TABLE conversation_links (
  id               uuid PRIMARY KEY,
  workspace_id     integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  conversation_id  uuid NOT NULL REFERENCES conversations ON DELETE CASCADE,  -- where the messages stand since
  channel          text NOT NULL,
  address_index    bytea NOT NULL,            -- keyed hash of the address that wrote
  address          bytea NOT NULL,            -- sealed under the key of whoever it was linked to
  message_ids      uuid[] NOT NULL,           -- those moved, and those that came from the address since
  prospect_id      uuid,                      -- the import that made the customer for it
  linked_by        text NOT NULL,
  linked_at        timestamptz NOT NULL,      -- the workspace's time, as the next
  undone_at        timestamptz
);
CREATE INDEX conversation_links_address ON conversation_links (workspace_id, channel, address_index) WHERE undone_at IS NULL;
CREATE INDEX conversation_links_thread ON conversation_links (conversation_id);
`,
} as const
