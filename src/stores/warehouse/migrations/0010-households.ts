/** Who belongs to which home, as the ledger last told; readers take the keys of people as they are today. */
export const households: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS household_members (
    workspace_id UInt32,
    person_key   UInt64,
    household_id UUID,
    is_live      UInt8,
    is_head      UInt8,                               -- one letter for the home goes to this one
    since        DateTime64(3, 'UTC'),
    version      UInt64
  ) ENGINE = ReplacingMergeTree(version) ORDER BY (workspace_id, person_key, household_id)
  SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
]
