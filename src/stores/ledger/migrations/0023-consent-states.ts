/**
 * What changed in the log of consents and the warehouse has not been told yet. Written by the database itself, so that
 * no way of adding or taking back a word can forget it: whoever commits one has told that it is to be copied.
 */
export const consentStates = {
  id: '0023-consent-states',
  sql: `
CREATE SEQUENCE consent_versions;
CREATE TABLE consent_changes (                -- a queue: gone once the warehouse knows
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  person_key    bigint NOT NULL,
  purpose       text NOT NULL,
  channel       text NOT NULL
);
CREATE INDEX consent_changes_person ON consent_changes (person_key);
CREATE FUNCTION note_consent_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO consent_changes (workspace_id, person_key, purpose, channel)
  SELECT DISTINCT c.workspace_id, c.person_key, c.purpose, c.channel FROM changed c
  WHERE NOT EXISTS (SELECT 1 FROM erased_persons e WHERE e.person_key = c.person_key);
  RETURN NULL;
END $$;
CREATE TRIGGER consents_added AFTER INSERT ON consents REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_consent_changes();
CREATE TRIGGER consents_taken_back AFTER DELETE ON consents REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_consent_changes();
INSERT INTO consent_changes (workspace_id, person_key, purpose, channel)
  SELECT DISTINCT workspace_id, person_key, purpose, channel FROM consents;
`,
} as const
