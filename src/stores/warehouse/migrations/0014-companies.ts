/**
 * Companies and who works there, as the ledger last told. Of a company the name may stand here as it is compared; of a
 * sole trader, whose name is a person's, it does not.
 */
export const companies: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS companies (
    workspace_id UInt32,
    company_id   UUID,
    current_id   UUID,                                -- itself, or the company it was merged into
    person_key   UInt64,                              -- of a sole trader; 0: none
    name_key     String,
    industry     LowCardinality(String),
    size         LowCardinality(String),
    owner        String,                              -- number of the colleague who looks after it
    version      UInt64
  ) ENGINE = ReplacingMergeTree(version) ORDER BY (workspace_id, company_id)
  SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
  `CREATE TABLE IF NOT EXISTS company_contacts (
    workspace_id UInt32,
    person_key   UInt64,
    n            UInt32,
    company_id   UUID,
    role         LowCardinality(String),
    since        Date32,                              -- 1900-01-01: unknown
    until        Date32,                              -- first day no longer there; 2299-12-31: they are there
    is_primary   UInt8,
    is_live      UInt8,
    version      UInt64
  ) ENGINE = ReplacingMergeTree(version) ORDER BY (workspace_id, person_key, n)
  SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
]
