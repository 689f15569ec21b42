/**
 * What each source said of each customer, import by import; `customers` holds what is chosen of it. So a source that is
 * trusted more, a file taken out again or a merge can be reckoned anew at any time. A source that streams has one row a
 * customer. Rules are a copy of the ledger's, so that queries can follow them.
 */
const durable = 'SETTINGS fsync_after_insert = 1, fsync_part_directory = 1'

export const values: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS customer_sayings (
    workspace_id UInt32,
    person_key   UInt64,
    source_id    UUID,                                -- nobody: what was known before sayings were kept
    import_id    UUID DEFAULT toUUID('00000000-0000-0000-0000-000000000000'),
    said         Map(LowCardinality(String), String), -- columns of customers as text; attributes.<name> as JSON
    said_at      Map(LowCardinality(String), Int64),  -- ms, of what was seen at another moment than the rest
    observed_at  DateTime64(3, 'UTC'),
    first_seen   DateTime64(3, 'UTC'),
    reachable    Array(LowCardinality(String)),
    stored_at    DateTime64(3, 'UTC') DEFAULT now64(3),
    INDEX by_import import_id TYPE bloom_filter GRANULARITY 4
  ) ENGINE = ReplacingMergeTree(stored_at) ORDER BY (workspace_id, person_key, source_id, import_id) ${durable}`,

  // What is chosen for a person made of several keys. It holds while the person is made of these keys.
  `CREATE TABLE IF NOT EXISTS merged_values (
    workspace_id UInt32,
    person_key   UInt64,
    members      Array(UInt64),                       -- all keys, sorted
    country      String,
    region       String,
    city         String,
    gender       String,
    birth_year   UInt16,
    tier         String,
    language     String,
    attributes   JSON(max_dynamic_paths = 256),
    stored_at    DateTime64(3, 'UTC') DEFAULT now64(3)
  ) ENGINE = ReplacingMergeTree(stored_at) ORDER BY (workspace_id, person_key) ${durable}`,

  `CREATE TABLE IF NOT EXISTS survivorship_rules (
    workspace_id UInt32,
    attribute    String,
    rule         LowCardinality(String),              -- blank: the standard one
    sources      Array(UUID),                         -- the most trusted first
    version      UInt64
  ) ENGINE = ReplacingMergeTree(version) ORDER BY (workspace_id, attribute) ${durable}`,
]
