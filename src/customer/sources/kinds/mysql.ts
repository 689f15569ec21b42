import type { Readable } from 'node:stream'
import { createConnection, type Connection as MysqlConnection } from 'mysql2'
import { defineSource, type SourceContext } from '../define-source.ts'
import { sourceErrors } from '../errors.ts'
import { type Part, type Reading, type TableRow, tableParcels } from '../table-rows.ts'
import { type TableConnection, tableForm, tableSecrets, tableSettings } from './table-connection.ts'

/** A table or view of MySQL or MariaDB, read by a column that grows. */
export const mysql = defineSource({
  kind: 'mysql',
  experimental: false,
  pulled: true,
  brings: ['orders', 'customers', 'products', 'touches', 'events'],
  settings: tableSettings.extend({ port: tableSettings.shape.port.default(3306) }),
  secrets: tableSecrets,
  form: tableForm(3306),
  test: async (context, connection) => {
    const session = await open(context, connection)
    try {
      if (connection.settings.table !== '') await shapeOf(session, connection)
    } finally {
      session.end()
    }
  },
  discover: async (context, connection) => {
    const session = await open(context, connection)
    try {
      const rows = await session.rows(
        'SELECT table_name, table_rows FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY 1 LIMIT 500',
        [],
      )
      return rows.map(([name, size]) => ({ name: name ?? '', detail: size ?? '' }))
    } finally {
      session.end()
    }
  },
  pull: (context, connection, state) =>
    tableParcels(connection.settings, state, (part) => readTable(context, connection, part)),
})

interface Session {
  rows(text: string, values: readonly unknown[]): Promise<(string | null)[][]>
  stream(text: string, values: readonly unknown[]): Readable
  end(): void
}

interface Shape {
  table: string
  columns: { name: string; type: string }[]
  cursor: { name: string; type: string } | null
  tie: { name: string; type: string } | null
}

const quoted = (name: string) => `\`${name.replaceAll('`', '``')}\``
const isTime = (type: string) => ['timestamp', 'datetime', 'date'].includes(type)

/** Names that go into a statement come from the catalogue, not from the settings. @throws source.missing, noTie */
async function shapeOf(session: Session, { settings }: TableConnection): Promise<Shape> {
  const found = await session.rows(
    'SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ? ORDER BY ordinal_position',
    [settings.table],
  )
  const missing = (what: string) => sourceErrors.missing({ where: settings.database, what })
  const table = found[0]?.[0]
  if (table === undefined || table === null) throw missing(settings.table)
  const columns = found.map(([, name, type]) => ({ name: name ?? '', type: (type ?? '').toLowerCase() }))
  const find = (name: string) => {
    if (name === '') return null
    const column = columns.find((one) => one.name === name)
    if (!column) throw missing(name)
    return column
  }
  const cursor = find(settings.cursorColumn)
  const tie = find(settings.tieColumn)
  if (cursor && (!tie || tie.name === cursor.name)) {
    const unique = await session.rows(
      `SELECT index_name FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = ? AND non_unique = 0
       GROUP BY index_name HAVING count(*) = 1 AND max(column_name) = ?`,
      [table, cursor.name],
    )
    if (unique.length === 0) throw sourceErrors.noTie({ column: cursor.name })
  }
  return { table: quoted(table), columns, cursor, tie: cursor ? tie : null }
}

function readTable(context: SourceContext, connection: TableConnection, part: Part): Reading {
  let readAt = ''
  const read = async function* (): AsyncGenerator<TableRow> {
    const session = await open(context, connection)
    try {
      const shape = await shapeOf(session, connection)
      readAt = (await session.rows('SELECT now(6)', []))[0]?.[0] ?? ''
      const { text, values } = statementOf(shape, part)
      for await (const cells of session.stream(text, values)) yield rowOf(shape, cells as (string | null)[])
    } catch (error) {
      throw readable(error, connection, 'reading')
    } finally {
      session.end()
    }
  }
  return { rows: read(), readAt: () => readAt }
}

/** Two further columns at the end: the cursor and what breaks its ties. */
function statementOf({ table, columns, cursor, tie }: Shape, { from, limit, overlapMinutes }: Part) {
  const list = columns.map(({ name }) => quoted(name))
  if (cursor === null)
    return { text: `SELECT ${[...list, 'NULL', 'NULL'].join(', ')} FROM ${table} LIMIT ${limit}`, values: [] }
  const here = quoted(cursor.name)
  const second = tie ? quoted(tie.name) : null
  const select = `SELECT ${[...list, here, second ?? 'NULL'].join(', ')} FROM ${table}`
  const tail = `ORDER BY ${second === null ? here : `${here}, ${second}`} LIMIT ${limit}`
  if (from === null) return { text: `${select} WHERE ${here} IS NOT NULL ${tail}`, values: [] }
  const looksBack = isTime(cursor.type) && overlapMinutes > 0
  // Where it was last read long after that time, nothing late can have come.
  const since = looksBack
    ? `IF(? > ? + INTERVAL ${overlapMinutes} MINUTE, ?, ? - INTERVAL ${overlapMinutes} MINUTE)`
    : '?'
  const bound = looksBack ? [from.readAt, from.at, from.at, from.at] : [from.at]
  return second === null
    ? { text: `${select} WHERE ${here} > ${since} ${tail}`, values: bound }
    : {
        text: `${select} WHERE (${here} > ${since} OR (${here} = ${since} AND ${second} > ?)) ${tail}`,
        values: [...bound, ...bound, from.tie],
      }
}

function rowOf({ columns }: Shape, cells: readonly (string | null)[]): TableRow {
  const row = Object.fromEntries(columns.map(({ name, type }, i) => [name, told(type, cells[i] ?? null)]))
  return { row, at: cells[columns.length] ?? null, tie: cells[columns.length + 1] ?? null }
}

/** A timestamp is a moment, which the session reads in UTC; a datetime is what a clock on some wall showed, and stays that. */
function told(type: string, cell: string | null): string | null {
  return type === 'timestamp' && cell !== null ? `${cell.replace(' ', 'T')}Z` : cell
}

/** @throws source.* in place of the driver's, whose messages quote values */
async function open(context: SourceContext, connection: TableConnection): Promise<Session> {
  const { host, port, database, user, tls } = connection.settings
  const socket = await context.guard.connect(host, port, context.signal)
  const client: MysqlConnection = createConnection({
    host, // for the certificate only; the connection is the one that was checked
    stream: () => socket,
    user,
    database,
    password: connection.secrets.password,
    ...(tls === 'off'
      ? {}
      : { ssl: { rejectUnauthorized: tls === 'verify', verifyIdentity: tls === 'verify' } }),
    connectTimeout: 10_000,
    charset: 'utf8mb4',
    timezone: 'Z',
    rowsAsArray: true,
    flags: ['-LOCAL_FILES'], // a hostile server could ask for files of ours
    typeCast: (field, next) => (field.type === 'BLOB' && field.length > 65_535 ? next() : field.string()),
  })
  const stop = () => client.destroy()
  if (context.signal.aborted) stop()
  context.signal.addEventListener('abort', stop, { once: true })
  const session: Session = {
    rows: (text, values) =>
      new Promise((resolve, reject) => {
        client.query({ sql: text, timeout: 60_000 }, [...values], (error, rows) =>
          error ? reject(readable(error, connection, 'reading')) : resolve(rows as (string | null)[][]),
        )
      }),
    stream: (text, values) => {
      const rows = client.query(text, [...values]).stream({ highWaterMark: 500 })
      // The driver tells the connection of a break, and leaves who reads the rows waiting for ever.
      const broken = () => rows.destroy(Object.assign(new Error('broken'), { code: 'CONNECTION_LOST' }))
      socket.once('close', broken)
      rows.once('close', () => socket.off('close', broken))
      return rows
    },
    end: () => {
      context.signal.removeEventListener('abort', stop)
      client.destroy()
    },
  }
  // A connection that breaks while nobody waits for it is met by the next statement.
  client.on('error', () => {})
  await new Promise<void>((resolve, reject) => {
    client.connect((error) => (error ? reject(readable(error, connection, 'connecting')) : resolve()))
  }).catch((error: unknown) => {
    session.end()
    throw error
  })
  await session.rows("SET time_zone = '+00:00'", [])
  return session
}

function readable(error: unknown, { settings }: TableConnection, when: 'connecting' | 'reading'): Error {
  const code = String((error as { code?: unknown }).code ?? '')
  const where = `${settings.host}:${settings.port}`
  if (code.startsWith('source.')) return error as Error
  if (code === 'ER_ACCESS_DENIED_ERROR' || code === 'ER_DBACCESS_DENIED_ERROR')
    return sourceErrors.badCredential({ where })
  if (code === 'ER_BAD_DB_ERROR') return sourceErrors.missing({ where, what: settings.database })
  if (code === 'ER_NO_SUCH_TABLE') return sourceErrors.missing({ where, what: settings.table })
  if (code === 'ER_TABLEACCESS_DENIED_ERROR')
    return sourceErrors.noPermission({ where, what: settings.table })
  const reason = /^[A-Z0-9_]{3,60}$/.test(code) ? code : 'connection lost'
  return when === 'connecting'
    ? sourceErrors.unreachable({ where, reason })
    : sourceErrors.vanished({ where, reason })
}
