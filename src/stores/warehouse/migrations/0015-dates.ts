/** On which days of the year something comes again for a customer: month and day, no year and no name. */
export const dates: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS person_dates (
    workspace_id UInt32,
    person_key   UInt64,
    date_id      UUID,
    kind         LowCardinality(String),
    code         LowCardinality(String),              -- s0503, l0815, L0601 of a leap month; d20270301 once
    of_family    UInt8,
    by_hand      UInt8,
    noted_at     DateTime64(3, 'UTC'),
    is_live      UInt8,
    version      UInt64
  ) ENGINE = ReplacingMergeTree(version) ORDER BY (workspace_id, person_key, date_id)
  SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
]
