/**
 * Lists of people that every live count needs, kept in memory while the facts stay as they are: the oldest make room,
 * and whoever misses one makes it again. Not a fact, and in no backup.
 */
export const populations: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS segment_populations (
    id     String,
    name   LowCardinality(String),                    -- everybody, a channel, or a slice of the value of people
    weight Int64 DEFAULT 0,                           -- of a slice: what each of its people adds to the sum
    people AggregateFunction(groupBitmap, UInt64)
  ) ENGINE = Memory SETTINGS max_rows_to_keep = 1000`,
]
