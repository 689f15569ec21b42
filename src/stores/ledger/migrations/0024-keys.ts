/** Keys are changed while several processes work: a new one is known to all before any of them seals with it. */
export const keys = {
  id: '0024-keys',
  sql: `
ALTER TABLE data_keys ADD COLUMN active_from timestamptz NOT NULL DEFAULT '-infinity';
ALTER TABLE key_trees ADD COLUMN active_from timestamptz NOT NULL DEFAULT '-infinity';
CREATE TABLE key_rotations (
  id            uuid PRIMARY KEY,
  workspace_id  integer REFERENCES workspaces ON DELETE CASCADE,  -- null: the master key
  actor         text NOT NULL,
  started_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
  active_from   timestamptz NOT NULL,
  resealed      bigint NOT NULL DEFAULT 0,
  unreadable    bigint NOT NULL DEFAULT 0,   -- values nobody can open any more: of those whose keys were destroyed
  done_at       timestamptz
);
CREATE INDEX key_rotations_open ON key_rotations (workspace_id, started_at) WHERE done_at IS NULL;
-- What was said stays as it was said; only how its proof is sealed may change, and only when keys do.
CREATE OR REPLACE FUNCTION consents_are_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_LEVEL = 'ROW' AND current_setting('liangti.reseal', true) = 'on'
     AND to_jsonb(NEW) - 'proof' = to_jsonb(OLD) - 'proof' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'The log of consents is only added to.';
END $$;
DROP TRIGGER consents_append_only ON consents;
CREATE TRIGGER consents_append_only BEFORE UPDATE ON consents
  FOR EACH ROW EXECUTE FUNCTION consents_are_kept();
`,
} as const
