/**
 * The newest word of each person, purpose and channel as the ledger last told; what follows from it is read at the
 * moment of asking: a yes that runs out, a general word beside one for the channel, keys that are one customer today.
 */
export const consentStates: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS consent_states (
    workspace_id UInt32,
    purpose      LowCardinality(String),
    channel      LowCardinality(String),              -- '*' for all
    person_key   UInt64,
    state        LowCardinality(String),              -- given, pending, withdrawn, expired; none: taken back
    basis        LowCardinality(String),
    at           DateTime64(6, 'UTC'),
    until        Nullable(DateTime64(6, 'UTC')),
    version      UInt64
  ) ENGINE = ReplacingMergeTree(version) ORDER BY (workspace_id, purpose, channel, person_key)
  SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
]
