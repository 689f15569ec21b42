/**
 * What an identify call named, beside the call: the name of each trait with a keyed hash of its value, 0 where the value
 * was none of its kind. Values themselves are not here; hashes of two days have nothing in common.
 */
export const traits: readonly string[] = [
  'ALTER TABLE events ADD COLUMN IF NOT EXISTS traits Map(LowCardinality(String), UInt64)',
  // Of identifiers: how many of the different values only one customer named.
  'ALTER TABLE quality_fields ADD COLUMN IF NOT EXISTS unique_values Nullable(UInt64) AFTER distinct_values',
]
