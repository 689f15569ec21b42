/** What people write for the record of processing, and impact assessments with the facts they were decided on. */
export const processing = {
  id: '0026-processing',
  sql: `
CREATE TABLE processing_texts (               -- newest version holds; none: nobody has written anything
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  version       integer NOT NULL CHECK (version > 0),
  content       jsonb NOT NULL,
  saved_by      text NOT NULL,                -- kind:id of the actor
  saved_at      timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, version)
);
CREATE TABLE impact_assessments (
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  version       integer NOT NULL CHECK (version > 0),
  content       jsonb NOT NULL,
  facts         jsonb NOT NULL,               -- as they were then: what it was decided on
  fingerprint   text NOT NULL,
  saved_by      text NOT NULL,
  saved_at      timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, version)
);
-- Versions are proof: they end with their workspace only.
CREATE FUNCTION stays_as_written() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  RAISE EXCEPTION 'a version on record is not changed; add the next one';
END
$body$;
CREATE TRIGGER processing_texts_stay BEFORE UPDATE ON processing_texts
  FOR EACH ROW EXECUTE FUNCTION stays_as_written();
CREATE TRIGGER impact_assessments_stay BEFORE UPDATE ON impact_assessments
  FOR EACH ROW EXECUTE FUNCTION stays_as_written();
`,
} as const
