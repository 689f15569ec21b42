import type { RunOptions } from './types.ts'

export type QuerySettings = Record<string, string | number>

const interactiveTimeoutMs = 25_000
const longTimeoutMs = 30 * 60_000

/** Extra settings a caller may name; limits have their own options. */
const allowed = new Set([
  ...[
    'max_threads',
    'max_insert_threads',
    'max_block_size',
    'max_insert_block_size',
    'join_algorithm',
    'final',
  ],
  ...[
    'max_bytes_before_external_group_by',
    'max_bytes_before_external_sort',
    'max_partitions_per_insert_block',
  ],
  ...['mutations_sync', 'lightweight_deletes_sync', 'optimize_throw_if_noop', 'join_use_nulls', 'priority'],
  ...['input_format_null_as_default', 'input_format_skip_unknown_fields', 'date_time_input_format'],
  ...['optimize_aggregation_in_order', 'optimize_read_in_order', 'max_result_rows', 'result_overflow_mode'],
])

/**
 * Settings of one call. The time limit is always there: it, and not the caller's hanging up, ends the engine's work; it
 * also tells the embedded engine which calls are long.
 * @throws Error for a setting that is not on the list: a fault of the program
 */
export function settingsFor(options: RunOptions | undefined): QuerySettings {
  const timeoutMs = options?.timeoutMs ?? (options?.pool === 'long' ? longTimeoutMs : interactiveTimeoutMs)
  // Long work is told by its limit; a short limit inside the long lane still queues among the long.
  const seconds =
    options?.pool === 'long'
      ? Math.max(timeoutMs / 1000, longSeconds)
      : Math.min(timeoutMs / 1000, interactiveSeconds)
  const settings: QuerySettings = {
    async_insert: 0,
    output_format_json_quote_64bit_integers: 1,
    date_time_input_format: 'best_effort',
    // A text inside a JSON column stays the text it is: '2024-05-02 10:00' is not turned into another spelling.
    input_format_try_infer_dates: 0,
    input_format_try_infer_datetimes: 0,
    date_time_output_format: 'simple',
    session_timezone: 'UTC',
    max_execution_time: seconds,
  }
  if (options?.maxMemoryBytes !== undefined) settings.max_memory_usage = Math.ceil(options.maxMemoryBytes)
  for (const [name, value] of Object.entries(options?.settings ?? {})) {
    if (!allowed.has(name))
      throw new Error(`The engine setting ${name} is not on the list of those a query may have.`)
    settings[name] = value
  }
  return settings
}

/** The embedded engine counts a query as long when its limit is above this. */
const interactiveSeconds = 30
const longSeconds = 31
