/**
 * Values of the attributes a workspace computes of its customers, under the run that computed them; readers see the
 * newest run that was published whole.
 */
export const profiles: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS computed_values (
    workspace_id UInt32,
    attribute    UUID,
    person_key   UInt64,
    number       Nullable(Float64),                   -- NULL: a text, or unknown
    text         String DEFAULT '',
    computed_at  DateTime64(3, 'UTC')
  ) ENGINE = MergeTree ORDER BY (workspace_id, attribute, computed_at, person_key)
  SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,

  `CREATE TABLE IF NOT EXISTS computed_runs (
    workspace_id UInt32,
    computed_at  DateTime64(3, 'UTC'),
    moment       DateTime64(3, 'UTC')                 -- facts up to here are in it
  ) ENGINE = ReplacingMergeTree(moment) ORDER BY (workspace_id, computed_at)
  SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
]
