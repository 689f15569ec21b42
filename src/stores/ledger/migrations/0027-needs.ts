/**
 * What customers said they need, like or do not want, word by word; of each topic the newest counts. Notes stand
 * encrypted under the person's key and go nowhere else.
 */
export const needs = {
  id: '0027-needs',
  sql: `
CREATE SEQUENCE person_need_versions;
CREATE TABLE person_needs (
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  person_key    bigint NOT NULL REFERENCES persons ON DELETE CASCADE,
  topic         text NOT NULL,                -- id in the workspace's catalogue of topics
  stance        text NOT NULL CHECK (stance IN ('need', 'like', 'avoid', 'none')), -- none: what was said before holds no more
  strength      smallint NOT NULL DEFAULT 0 CHECK (strength BETWEEN 0 AND 3),      -- 0: not said
  said_on       date NOT NULL,                -- in the zone of the workspace
  valid_until   date,                         -- the last day it holds; null: until something else is said
  place         text NOT NULL DEFAULT '',     -- where it was said: call, shop …
  note          bytea,                        -- encrypted; null: none
  noted_at      timestamptz NOT NULL,
  noted_by      text NOT NULL,
  removed_at    timestamptz,                  -- goes for good once the warehouse was told
  version       bigint NOT NULL DEFAULT nextval('person_need_versions'),
  copied_at     timestamptz                   -- null: the warehouse does not know yet
);
CREATE INDEX person_needs_person ON person_needs (person_key);
CREATE INDEX person_needs_waiting ON person_needs (version) WHERE copied_at IS NULL;
`,
} as const
