/**
 * Days that matter to a person, and the people around them. What was said stands encrypted under the person's key; the
 * code beside it is month and day alone, which is all the warehouse is told.
 */
export const dates = {
  id: '0022-dates',
  sql: `
CREATE TABLE family_members (
  id                uuid PRIMARY KEY,
  workspace_id      integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  person_key        bigint NOT NULL REFERENCES persons ON DELETE CASCADE,
  relation          text NOT NULL CHECK (relation IN ('spouse', 'child', 'parent', 'sibling', 'other')),
  name              bytea,                    -- encrypted under the customer's key; null: not said
  member_person_key bigint REFERENCES persons ON DELETE CASCADE, -- where they are a customer themselves
  noted_at          timestamptz NOT NULL,
  noted_by          text NOT NULL
);
CREATE INDEX family_members_person ON family_members (person_key);
CREATE INDEX family_members_member ON family_members (member_person_key);
CREATE SEQUENCE person_date_versions;
CREATE TABLE person_dates (
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  person_key    bigint NOT NULL REFERENCES persons ON DELETE CASCADE,
  kind          text NOT NULL,                -- birthday, wedding …, or a kind of the workspace
  code          text NOT NULL,                -- src/kit/calendar/yearly-day.ts; dYYYYMMDD once; '' cannot be read
  said          bytea,                        -- the day with its year, encrypted; null: cannot be read
  source        text NOT NULL CHECK (source IN ('hand', 'family', 'birthday')),
  family_id     uuid REFERENCES family_members ON DELETE SET NULL,
  identifier_id bigint REFERENCES identifiers ON DELETE SET NULL,
  noted_at      timestamptz NOT NULL,
  noted_by      text,
  removed_at    timestamptz,                  -- goes for good once the warehouse was told
  version       bigint NOT NULL DEFAULT nextval('person_date_versions'),
  copied_at     timestamptz                   -- null: the warehouse does not know yet
);
CREATE INDEX person_dates_person ON person_dates (person_key);
CREATE INDEX person_dates_family ON person_dates (family_id) WHERE family_id IS NOT NULL;
CREATE UNIQUE INDEX person_dates_identifier ON person_dates (identifier_id) WHERE identifier_id IS NOT NULL;
CREATE INDEX person_dates_waiting ON person_dates (version) WHERE copied_at IS NULL;
-- What a date was read from is gone: an import that was undone, a member of the family who was taken out.
CREATE INDEX person_dates_orphans ON person_dates (id)
  WHERE source <> 'hand' AND family_id IS NULL AND identifier_id IS NULL AND removed_at IS NULL;
CREATE INDEX identifiers_birthdays ON identifiers (id) WHERE kind = 'birthday';
`,
} as const
