const durable = 'SETTINGS fsync_after_insert = 1, fsync_part_directory = 1'

/**
 * What an identify call named: the name of each trait with a keyed hash of its value, 0 where the value was none of its
 * kind. Values themselves are not here; hashes of two days have nothing in common.
 */
export const traits: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS trait_marks (
    workspace_id UInt32,
    source       LowCardinality(String),
    message_id   String,
    person_key   UInt64,
    ts           DateTime64(3, 'UTC'),
    marks        Map(LowCardinality(String), UInt64),
    stored_at    DateTime64(3, 'UTC') DEFAULT now64(3)
  ) ENGINE = ReplacingMergeTree(stored_at) ORDER BY (workspace_id, source, message_id) ${durable}`,
  // Of identifiers: how many of the different values only one customer named.
  'ALTER TABLE quality_fields ADD COLUMN IF NOT EXISTS unique_values Nullable(UInt64) AFTER distinct_values',
]
