/** What marketing is about, as customers may choose it; and what each of them chose. */
export const contactTopics = {
  id: '0063-contact-topics',
  sql: `
CREATE TABLE contact_topics (
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  name          jsonb NOT NULL,               -- en and zh-CN
  position      smallint NOT NULL,
  retired_at    timestamptz                   -- no longer offered; what was said of it still holds
);
CREATE INDEX contact_topics_of ON contact_topics (workspace_id, position);

CREATE TABLE topic_wishes (
  person_key    bigint NOT NULL REFERENCES persons ON DELETE CASCADE,
  topic_id      uuid NOT NULL REFERENCES contact_topics ON DELETE CASCADE,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  wants         boolean NOT NULL,
  said_by       text NOT NULL CHECK (said_by IN ('customer', 'staff')),
  said_at       timestamptz NOT NULL,         -- the workspace's time
  PRIMARY KEY (person_key, topic_id)
);
CREATE INDEX topic_wishes_refused ON topic_wishes (topic_id, person_key) WHERE NOT wants;
`,
} as const
