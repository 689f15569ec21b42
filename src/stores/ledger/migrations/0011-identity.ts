/** More kinds of identifiers, names that can be searched, and quick answers to who was set apart. */
export const identityKinds = {
  id: '0011-identity',
  sql: `
ALTER TABLE identifiers DROP CONSTRAINT identifiers_kind_check;
ALTER TABLE identifiers ADD CONSTRAINT identifiers_kind_check CHECK (kind IN ('account', 'email', 'phone', 'card',
  'name', 'address', 'birthday', 'anonymous', 'openid', 'unionid', 'device', 'record'));
-- A record of one system is one, as an account is; but it is no account: rules may merge it with others.
CREATE UNIQUE INDEX identifiers_record ON identifiers (workspace_id, blind_index) WHERE kind = 'record';
-- Keyed hashes of what a name is searched by; they go with the row. Null: not made yet (or the search is off).
ALTER TABLE identifiers ADD COLUMN search_tokens bigint[];
CREATE INDEX identifiers_searched ON identifiers USING gin (search_tokens) WHERE kind = 'name';
CREATE INDEX identifiers_unsearched ON identifiers (workspace_id, id) WHERE kind = 'name' AND search_tokens IS NULL;
ALTER TABLE identity_rules ADD COLUMN name_search boolean NOT NULL DEFAULT true;
-- Their persons are of the workspace and go with it; a second check costs a tenth of a large stitching.
ALTER TABLE merges DROP CONSTRAINT merges_workspace_id_fkey;
ALTER TABLE person_overrides DROP CONSTRAINT person_overrides_workspace_id_fkey;
CREATE INDEX merges_undone ON merges (workspace_id) WHERE undone_at IS NOT NULL;
CREATE INDEX merge_proposals_rejected ON merge_proposals (workspace_id) WHERE status = 'rejected';
CREATE INDEX merge_proposals_right ON merge_proposals (right_key);
CREATE INDEX merge_proposals_left ON merge_proposals (left_key);
`,
} as const
