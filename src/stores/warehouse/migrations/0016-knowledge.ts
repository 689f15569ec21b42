/** How far each side of each customer is known, of the newest reckoning; the score is made of it by the weights of today. */
export const knowledge: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS knowledge_shares (
    workspace_id UInt32,
    person_key   UInt64,
    shares       Array(Float32),                      -- 0 … 1, in the order of \`facets\`, less what time takes away
    computed_at  DateTime64(3, 'UTC')
  ) ENGINE = ReplacingMergeTree(computed_at) ORDER BY (workspace_id, person_key)
  SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
]
