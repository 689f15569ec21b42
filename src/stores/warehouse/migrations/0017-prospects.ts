/** What was said of people before they buy, as the ledger last told; nothing that was written in free words. */
export const prospects: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS prospect_words (
    workspace_id UInt32,
    person_key   UInt64,
    word_id      UInt64,
    aspect       LowCardinality(String),              -- stage, owner, source, next
    value        LowCardinality(String),
    reason       LowCardinality(String),
    at           DateTime64(3, 'UTC'),
    is_live      UInt8,
    version      UInt64
  ) ENGINE = ReplacingMergeTree(version) ORDER BY (workspace_id, person_key, word_id)
  SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
]
