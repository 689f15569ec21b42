/**
 * Whose a key is today, as the ledger knows it. Every query reads it through the dictionary, which the engine holds in
 * memory and which is loaded anew after each change; keys that were never merged are not in it.
 */
export const identity: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS person_overrides (
    person_key   UInt64,
    workspace_id UInt32,
    current_key  UInt64,                              -- itself: a merge that was undone
    version      UInt64
  ) ENGINE = ReplacingMergeTree(version) ORDER BY person_key
  SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,

  // The engine would look for a table of a dictionary's query in the default database; a view's name it finds in its own.
  `CREATE VIEW IF NOT EXISTS merged_persons AS
    SELECT person_key, current_key FROM person_overrides FINAL WHERE current_key != person_key`,

  `CREATE DICTIONARY IF NOT EXISTS person_now (person_key UInt64, current_key UInt64)
  PRIMARY KEY person_key SOURCE(CLICKHOUSE(TABLE 'merged_persons')) LAYOUT(HASHED()) LIFETIME(0)`,
]
