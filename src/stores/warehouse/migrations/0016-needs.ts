/** What customers said they need, like or do not want, as far as somebody noted it; no notes. */
export const needs: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS person_needs (
    workspace_id UInt32,
    person_key   UInt64,
    need_id      UUID,
    topic        LowCardinality(String),
    stance       LowCardinality(String),              -- need, like, avoid; none: what was said before holds no more
    strength     UInt8,
    said_on      Date,
    valid_until  Date,                                -- 2149-06-06: until something else is said
    noted_at     DateTime64(3, 'UTC'),
    is_live      UInt8,
    version      UInt64
  ) ENGINE = ReplacingMergeTree(version) ORDER BY (workspace_id, topic, person_key, need_id)
  SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
]
