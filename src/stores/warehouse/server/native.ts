import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type * as Chdb from 'chdb'

export type Session = Chdb.Session

interface NativeAddon {
  /** The engine parses `data` itself, off the event loop; it must not change until the promise settles. */
  InsertRawAsyncConnection(
    connection: unknown,
    prefix: string,
    data: Buffer,
    countLines: boolean,
  ): Promise<unknown>
}

const require = createRequire(import.meta.url)
const chdb = require('chdb') as typeof Chdb
// The binding's own `insert` knows text formats only; the addon below it takes any statement, so any format.
const addon = (
  require(join(dirname(require.resolve('chdb')), 'dist', 'loader.js')) as { loadNative(): NativeAddon }
).loadNative()

export function openSession(dataDir: string, args?: readonly string[]): Session {
  return args ? new chdb.Session(dataDir, { connectionArgs: args }) : new chdb.Session(dataDir)
}

export async function insertRaw(session: Session, prefix: string, data: Buffer): Promise<void> {
  await addon.InsertRawAsyncConnection(session.connection, prefix, data, false)
}

/** Resolves when nothing runs in the engine any more. */
export const drainPending = chdb.drainPending
