/**
 * Values that few rows had, or that look like identifiers, are no longer kept beside the counts of a field; and what
 * was counted of facts before they were removed for their age.
 */
export const governance: readonly string[] = [
  `ALTER TABLE quality_fields UPDATE categories = arrayFilter(
     c -> c.2 >= 3 AND lengthUTF8(c.1) <= 60 AND NOT match(c.1, '[0-9]{7,}|@'), categories) WHERE notEmpty(categories)`,

  `CREATE TABLE IF NOT EXISTS retained_sums (
    workspace_id UInt32,
    kind         LowCardinality(String),              -- events, touches
    run_id       UUID,                                -- counted again by the same run, it replaces
    month        Date,
    name         LowCardinality(String),              -- of events their name, of touches sent, clicked …
    channel      LowCardinality(String),
    rows         UInt64,
    value_minor  Int64,
    counted_at   DateTime64(3, 'UTC') DEFAULT now64(3)
  ) ENGINE = ReplacingMergeTree(counted_at) ORDER BY (workspace_id, kind, run_id, month, name, channel)
  SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
]
