import { EngineError } from './engine-error.ts'
import { quoteString } from './escapes.ts'

/** Limits that hold for every query of one kind of caller. */
export interface Limits {
  /** Seconds; asked-for limits above `maxSeconds` are cut to it. */
  defaultSeconds: number
  maxSeconds: number
  defaultMemoryBytes: number
  maxMemoryBytes: number
}

/** Settings a request may carry. What could read files, reach the network or weaken durability is not among them. */
const allowed = new Set([
  ...['max_execution_time', 'max_memory_usage', 'max_threads', 'max_insert_threads', 'max_block_size'],
  ...['max_insert_block_size', 'min_insert_block_size_rows', 'min_insert_block_size_bytes', 'max_query_size'],
  ...['max_result_rows', 'max_result_bytes', 'result_overflow_mode', 'max_rows_to_read', 'max_bytes_to_read'],
  ...['read_overflow_mode', 'timeout_overflow_mode', 'max_ast_elements', 'max_expanded_ast_elements'],
  ...[
    'max_bytes_before_external_group_by',
    'max_bytes_before_external_sort',
    'max_partitions_per_insert_block',
  ],
  ...[
    'insert_deduplication_token',
    'insert_deduplicate',
    'deduplicate_blocks_in_dependent_materialized_views',
  ],
  ...[
    'date_time_input_format',
    'date_time_output_format',
    'session_timezone',
    'final',
    'priority',
    'log_comment',
  ],
  ...[
    'join_algorithm',
    'join_use_nulls',
    'any_join_distinct_right_table_keys',
    'group_by_use_nulls',
    'union_default_mode',
  ],
  ...[
    'mutations_sync',
    'lightweight_deletes_sync',
    'alter_sync',
    'optimize_throw_if_noop',
    'optimize_on_insert',
  ],
  ...[
    'optimize_read_in_order',
    'optimize_aggregation_in_order',
    'optimize_move_to_prewhere',
    'use_skip_indexes',
  ],
  ...[
    'distributed_product_mode',
    'prefer_localhost_replica',
    'skip_unavailable_shards',
    'select_sequential_consistency',
  ],
  ...[
    'cast_keep_nullable',
    'aggregate_functions_null_for_empty',
    'transform_null_in',
    'allow_suspicious_low_cardinality_types',
  ],
  ...[
    'allow_experimental_json_type',
    'enable_json_type',
    'enable_lightweight_delete',
    'extremes',
    'async_insert',
  ],
  ...['wait_for_async_insert', 'fsync_metadata', 'readonly'],
])
const allowedFamily = /^(input_format|output_format)_[a-z0-9_]+$/
/** Meant for the HTTP side, or answered there. */
const httpOnly = new Set([
  ...['query', 'database', 'user', 'password', 'default_format', 'query_id', 'session_id', 'session_timeout'],
  ...[
    'compress',
    'decompress',
    'enable_http_compression',
    'http_zlib_compression_level',
    'wait_end_of_query',
    'buffer_size',
  ],
  ...[
    'send_progress_in_http_headers',
    'http_headers_progress_interval_ms',
    'cancel_http_readonly_queries_on_client_close',
  ],
  ...[
    'add_http_cors_header',
    'quota_key',
    'role',
    'session_check',
    'stacktrace',
    'http_write_exception_in_output_format',
  ],
])

/** What every connection has unless a request says otherwise. */
const base: Readonly<Record<string, string>> = {
  // 26.7 turns this on by default; then an insert would be acknowledged by a later flush and cost ten times the work.
  async_insert: '0',
  max_query_size: '67108864',
  max_ast_elements: '1000000',
  max_expanded_ast_elements: '5000000',
  session_timezone: 'UTC',
}

/**
 * Settings of one request, limits always among them.
 * @throws EngineError 452 for a setting that is not allowed
 */
export function settingsOf(search: URLSearchParams, limits: Limits): Map<string, string> {
  const settings = new Map(Object.entries(base))
  for (const [name, value] of search) {
    if (httpOnly.has(name) || name.startsWith('param_')) continue
    if (!allowed.has(name) && !allowedFamily.test(name)) {
      throw new EngineError(
        452,
        'SETTING_CONSTRAINT_VIOLATION',
        `Setting ${name.slice(0, 64)} is not allowed on the embedded engine`,
      )
    }
    settings.set(name, value)
  }
  settings.set('async_insert', '0')
  settings.delete('wait_for_async_insert')
  settings.delete('readonly')
  settings.set(
    'max_execution_time',
    bounded(search.get('max_execution_time'), limits.defaultSeconds, limits.maxSeconds),
  )
  settings.set(
    'max_memory_usage',
    bounded(search.get('max_memory_usage'), limits.defaultMemoryBytes, limits.maxMemoryBytes),
  )
  return settings
}

/** Zero means "no limit" to the engine, so it is cut to the most that is allowed, like everything above it. */
function bounded(asked: string | null, byDefault: number, most: number): string {
  if (asked === null || asked === '') return String(byDefault)
  const value = Number(asked)
  if (!Number.isFinite(value) || value < 0) {
    throw new EngineError(72, 'CANNOT_PARSE_NUMBER', 'A limit is not a number')
  }
  return String(value === 0 ? most : Math.min(value, most))
}

/** The statement that takes a connection from one set of settings to another; null where nothing differs. */
export function settingsChange(
  from: ReadonlyMap<string, string>,
  to: ReadonlyMap<string, string>,
): string | null {
  const changes: string[] = []
  for (const [name, value] of to)
    if (from.get(name) !== value) changes.push(`${name} = ${quoteString(value)}`)
  for (const name of from.keys()) if (!to.has(name)) changes.push(`${name} = DEFAULT`)
  return changes.length === 0 ? null : `SET ${changes.join(', ')}`
}
