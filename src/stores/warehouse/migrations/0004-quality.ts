/**
 * How good what a source brought was, run by run: rows of counts, so that shares can be added up exactly over runs and
 * days. Measured again, a run replaces what was measured before; readers use FINAL.
 */
const replaced = 'SETTINGS fsync_after_insert = 1, fsync_part_directory = 1'

export const quality: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS quality_runs (
    workspace_id UInt32,
    source_id    UUID,
    run_id       String,                              -- of an import its id, of a stream the day
    dataset      LowCardinality(String),
    at           DateTime64(3, 'UTC'),                -- when the run ended
    rows         UInt64,                              -- brought: accepted and rejected
    accepted     UInt64,
    rejected     UInt64,
    unique_rows  UInt64,                              -- of the accepted, each counted once
    stored       UInt64,                              -- of the accepted, those that were new
    oldest       Nullable(DateTime64(3, 'UTC')),
    newest       Nullable(DateTime64(3, 'UTC')),
    measured_at  DateTime64(3, 'UTC')
  ) ENGINE = ReplacingMergeTree(measured_at) ORDER BY (workspace_id, source_id, run_id, dataset) ${replaced}`,

  `CREATE TABLE IF NOT EXISTS quality_fields (
    workspace_id UInt32,
    source_id    UUID,
    run_id       String,
    dataset      LowCardinality(String),
    field        String,
    at           DateTime64(3, 'UTC'),
    judged       UInt64,                              -- rows of which it is known whether the field was filled
    filled       UInt64,
    valid        UInt64,                              -- of the filled
    distinct_values UInt64,                           -- exact up to some 65,000
    mean         Nullable(Float64),                   -- of numbers
    deviation    Nullable(Float64),
    newest       Nullable(DateTime64(3, 'UTC')),      -- the newest row that has a value
    categories   Array(Tuple(String, UInt64)),     -- value and rows, the most frequent; none of identifiers and free text
    measured_at  DateTime64(3, 'UTC')
  ) ENGINE = ReplacingMergeTree(measured_at) ORDER BY (workspace_id, source_id, run_id, dataset, field) ${replaced}`,

  `CREATE TABLE IF NOT EXISTS quality_checks (
    workspace_id UInt32,
    source_id    UUID,
    run_id       String,
    dataset      LowCardinality(String),
    check_id     LowCardinality(String),
    at           DateTime64(3, 'UTC'),
    applicable   UInt64,
    faults       UInt64,
    samples      Array(String),                       -- JSON of the first rows at fault, without identifiers
    measured_at  DateTime64(3, 'UTC')
  ) ENGINE = ReplacingMergeTree(measured_at) ORDER BY (workspace_id, source_id, run_id, dataset, check_id) ${replaced}`,

  // By the hour of the fact, not of its arrival: a file of a year says how that year went.
  `CREATE TABLE IF NOT EXISTS quality_volume (
    workspace_id UInt32,
    source_id    UUID,
    run_id       String,
    hour         DateTime('UTC'),
    rows         UInt64,
    measured_at  DateTime64(3, 'UTC')
  ) ENGINE = ReplacingMergeTree(measured_at) ORDER BY (workspace_id, source_id, run_id, hour) ${replaced}`,

  // What each source said last of a customer or a product: who is on a list at all, and where sources disagree.
  `CREATE TABLE IF NOT EXISTS source_records (
    workspace_id UInt32,
    dataset      LowCardinality(String),              -- customers, products, orders
    key          UInt64,                              -- person_key, or the hash of a product's code
    source_id    UUID,
    country      LowCardinality(String) DEFAULT '',
    region       LowCardinality(String) DEFAULT '',
    city         LowCardinality(String) DEFAULT '',
    gender       LowCardinality(String) DEFAULT '',
    birth_year   UInt16 DEFAULT 0,
    import_id    UUID,
    stored_at    DateTime64(3, 'UTC')
  ) ENGINE = ReplacingMergeTree(stored_at) ORDER BY (workspace_id, dataset, key, source_id) ${replaced}`,
]
