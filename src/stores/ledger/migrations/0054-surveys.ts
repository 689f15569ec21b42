/** What customers are asked, and what they answer: one answer for a message, changeable for some minutes. */
export const surveys = {
  id: '0054-surveys',
  sql: `
CREATE TABLE surveys (
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  name          text NOT NULL,
  kind          text NOT NULL CHECK (kind IN ('nps', 'csat')),
  question      jsonb NOT NULL,               -- {en, zh-CN}, as customers read it
  reason        jsonb,                        -- {question, options: [{id, label}]}; null: none is asked
  asks_words    boolean NOT NULL,
  opens_case    boolean NOT NULL,             -- who is dissatisfied and says why is a complaint
  point         text NOT NULL,                -- touch point: purchase, delivery …
  created_at    timestamptz NOT NULL,         -- the workspace's time, as the next
  closed_at     timestamptz
);
CREATE INDEX surveys_workspace ON surveys (workspace_id);
CREATE TABLE survey_answers (
  id            uuid PRIMARY KEY,
  survey_id     uuid NOT NULL REFERENCES surveys ON DELETE CASCADE,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  person_key    bigint NOT NULL REFERENCES persons ON DELETE CASCADE,
  delivery_id   uuid NOT NULL,                -- the message that asked
  campaign_id   uuid NOT NULL,                -- of the message; of a follow-up the case
  step          text NOT NULL,
  channel       text NOT NULL,
  score         smallint NOT NULL CHECK (score BETWEEN 0 AND 10),
  reasons       text[] NOT NULL,
  words         bytea,                        -- encrypted; null: none
  at            timestamptz NOT NULL,         -- the workspace's time
  open_until    timestamptz NOT NULL,         -- the database's time: it may be changed so long
  UNIQUE (survey_id, delivery_id)
);
CREATE INDEX survey_answers_at ON survey_answers (survey_id, at);
CREATE INDEX survey_answers_person ON survey_answers (person_key);
`,
} as const
