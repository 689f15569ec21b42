import { PassThrough, type Readable } from 'node:stream'
import { ClickHouseError } from '@clickhouse/client'
import { type AppError, isAppError, messageOf } from '../../kit/errors.ts'
import { warehouseErrors } from './errors.ts'

const unknownTable = new Set([60, 81])
const badQuery = new Set([10, 15, 36, 42, 43, 46, 47, 48, 50, 62, 115, 179, 182, 184, 215, 456])
const badValue = new Set([6, 26, 27, 33, 38, 41, 53, 69, 70, 72, 117, 130, 131, 321, 349, 407, 457, 691])
const refused = new Set([164, 192, 193, 194, 452, 497, 516])
const gone =
  /ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|EHOSTUNREACH|socket hang up|aborted|Timeout error|other side closed/i

/** Any failure of a call as one of ours. The engine's text stays in `cause`: it may quote the values of a row. */
export function asWarehouseError(error: unknown, query: string, url: string): AppError {
  if (isAppError(error)) return error
  if (!(error instanceof ClickHouseError)) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    const problem = gone.exec(`${code} ${messageOf(error)}`)?.[0]
    if (problem !== undefined) return warehouseErrors.unavailable({ url, problem }, error)
    return warehouseErrors.failed(
      { query, code: 0, name: error instanceof Error ? error.name : 'unknown' },
      error,
    )
  }
  const code = Number(error.code)
  const name = error.type ?? ''
  if (code === 241) return warehouseErrors.memory({ query, code }, error)
  if (code === 159 || code === 160) return warehouseErrors.timeout({ query, code }, error)
  if (code === 202 || code === 394) return warehouseErrors.busy({ query }, error)
  // A full disk shows as whatever the engine was writing at the moment.
  if (code === 243 || /No space left on device|errno: 28\b/.test(error.message))
    return warehouseErrors.diskFull({ query, code }, error)
  if (code === 236 || code === 210 || code === 209)
    return warehouseErrors.unavailable({ url, problem: name }, error)
  if (unknownTable.has(code)) return warehouseErrors.unknownTable({ query, code }, error)
  if (refused.has(code)) return warehouseErrors.refused({ query, code, name }, error)
  if (badQuery.has(code)) return warehouseErrors.badQuery({ query, code, name }, error)
  if (badValue.has(code)) return warehouseErrors.badValue({ query, code, name }, error)
  return warehouseErrors.failed({ query, code, name }, error)
}

/** The address without user and password, for messages. */
export function withoutSecret(url: string): string {
  const { protocol, host, pathname } = new URL(url)
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`
}

const marker = '\r\n__exception__\r\n'

/**
 * A result stream that fails where the engine failed. An error behind the head comes as a marked block at the end of
 * the body; raw streams must not pass it on as data.
 */
export function guarded(source: Readable, tag: unknown, url: string): Readable {
  const mark = typeof tag === 'string' ? Buffer.from(`${marker}${tag}`) : null
  const out = new PassThrough()
  // Enough is held back that a block cut in two by the network is still seen whole.
  let held: Buffer = Buffer.alloc(0)
  source.on('error', (error) => out.destroy(asWarehouseError(error, 'streamed query', url)))
  out.on('close', () => source.destroy())
  source.on('data', (chunk: Buffer) => {
    if (mark === null) {
      if (!out.write(chunk)) pauseUntilDrained(source, out)
      return
    }
    const all = held.length === 0 ? chunk : Buffer.concat([held, chunk])
    const found = all.indexOf(mark)
    if (found !== -1) {
      held = all
      return
    }
    const keep = Math.min(all.length, mark.length - 1)
    held = all.subarray(all.length - keep)
    if (!out.write(all.subarray(0, all.length - keep))) pauseUntilDrained(source, out)
  })
  source.on('end', () => {
    const found = mark === null ? -1 : held.indexOf(mark)
    if (found === -1) {
      out.end(held)
      return
    }
    const text = held.subarray(found + (mark?.length ?? 0)).toString('utf8')
    const code = Number(/Code: (\d+)/.exec(text)?.[1] ?? 0)
    const type = /\(([A-Z][A-Z0-9_]+)\)/.exec(text)?.[1] ?? ''
    out.destroy(
      asWarehouseError(
        new ClickHouseError({ message: 'failed while streaming', code: String(code), type }),
        'streamed query',
        url,
      ),
    )
  })
  return out
}

function pauseUntilDrained(source: Readable, out: PassThrough): void {
  source.pause()
  out.once('drain', () => source.resume())
}
