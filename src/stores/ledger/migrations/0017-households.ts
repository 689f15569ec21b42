/**
 * People who live together, and merges written in less time: what was checked row by row against `persons` (half the
 * time of a large stitching, and a lock written into every person) follows from where the keys come from.
 */
export const households = {
  id: '0017-households',
  sql: `
-- Keys of merges are those of identifiers, which are checked; what a person leaves behind is removed for all at once.
ALTER TABLE merges DROP CONSTRAINT merges_kept_key_fkey, DROP CONSTRAINT merges_merged_key_fkey;
ALTER TABLE person_overrides DROP CONSTRAINT person_overrides_person_key_fkey,
  DROP CONSTRAINT person_overrides_current_key_fkey;
CREATE FUNCTION forget_merges() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM merges m USING gone WHERE m.kept_key = gone.person_key;
  DELETE FROM merges m USING gone WHERE m.merged_key = gone.person_key;
  DELETE FROM person_overrides o USING gone WHERE o.person_key = gone.person_key;
  DELETE FROM person_overrides o USING gone WHERE o.current_key = gone.person_key AND o.current_key <> o.person_key;
  RETURN NULL;
END $$;
CREATE TRIGGER persons_gone AFTER DELETE ON persons REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION forget_merges();
CREATE TABLE households (                     -- people of one home; the number stays whoever joins or leaves
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  state         text NOT NULL CHECK (state IN ('proposed', 'live', 'refused', 'dissolved')),
  created_at    timestamptz NOT NULL,
  decided_at    timestamptz,
  decided_by    text                          -- kind:id; rule:household where a rule confirmed it
);
CREATE INDEX households_list ON households (workspace_id, state, id DESC);
CREATE SEQUENCE household_versions;
CREATE TABLE household_members (              -- one row for each time somebody was proposed or belonged to it
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  household_id  uuid NOT NULL REFERENCES households ON DELETE CASCADE,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  person_key    bigint NOT NULL REFERENCES persons ON DELETE CASCADE,
  state         text NOT NULL CHECK (state IN ('proposed', 'member', 'left', 'refused')),
  evidence      jsonb NOT NULL DEFAULT '[]',  -- kinds that agree with the others; never a value
  is_head       boolean NOT NULL DEFAULT false, -- whom one letter for the home goes to
  added_at      timestamptz NOT NULL,
  since         timestamptz,                  -- null: never belonged to it
  until         timestamptz,
  decided_by    text,
  version       bigint NOT NULL DEFAULT nextval('household_versions'),
  copied_at     timestamptz                   -- null: the warehouse does not know yet
);
-- Nobody lives in two homes, or is asked about for two.
CREATE UNIQUE INDEX household_members_now ON household_members (person_key) WHERE state IN ('proposed', 'member');
CREATE INDEX household_members_of ON household_members (household_id, id);
CREATE INDEX household_members_person ON household_members (person_key);
CREATE INDEX household_members_apart ON household_members (workspace_id) WHERE state IN ('left', 'refused');
CREATE INDEX household_members_waiting ON household_members (version) WHERE copied_at IS NULL AND since IS NOT NULL;
CREATE TABLE household_settings (             -- no row: the defaults of src/customer/households/settings.ts
  workspace_id  integer PRIMARY KEY REFERENCES workspaces ON DELETE CASCADE,
  settings      jsonb NOT NULL,
  updated_at    timestamptz NOT NULL
);
`,
} as const
