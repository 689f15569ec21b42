import pg from 'pg'
import { defineSource, type SourceContext } from '../define-source.ts'
import { sourceErrors } from '../errors.ts'
import { type Part, type Reading, type TableRow, tableParcels } from '../table-rows.ts'
import { type TableConnection, tableForm, tableSecrets, tableSettings } from './table-connection.ts'

/** A table or view of a PostgreSQL database, read by a column that grows. */
export const postgres = defineSource({
  kind: 'postgres',
  experimental: false,
  pulled: true,
  brings: ['orders', 'customers', 'products', 'touches', 'events'],
  settings: tableSettings.extend({ port: tableSettings.shape.port.default(5432) }),
  secrets: tableSecrets,
  form: tableForm(5432),
  test: async (context, connection) => {
    await withClient(context, connection, async (client) => {
      if (connection.settings.table !== '') await shapeOf(client, connection)
    })
  },
  discover: (context, connection) =>
    withClient(context, connection, async (client) => {
      const { rows } = await client.query<{ name: string; size: string }>(`
        SELECT format('%I.%I', n.nspname, c.relname) AS name, greatest(c.reltuples, 0)::bigint::text AS size
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
          AND n.nspname NOT LIKE 'pg\\_toast%' AND has_table_privilege(c.oid, 'SELECT')
        ORDER BY 1 LIMIT 500`)
      return rows.map(({ name, size }) => ({ name, detail: size }))
    }),
  pull: (context, connection, state) =>
    tableParcels(connection.settings, state, (part) => readTable(context, connection, part)),
})

interface Shape {
  from: string
  columns: { name: string; type: string }[]
  cursor: { name: string; type: string } | null
  tie: { name: string; type: string } | null
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`
const ofTable = (name: string) => `t.${quoted(name)}`
const isTime = (type: string) => type.startsWith('timestamp') || type === 'date'

/** Names that go into a statement come from the catalogue, not from the settings. @throws source.missing, noTie */
async function shapeOf(client: pg.Client, { settings }: TableConnection): Promise<Shape> {
  const where = settings.database
  const missing = (what: string) => sourceErrors.missing({ where, what })
  const { rows: tables } = await client
    .query<{ oid: string; schema: string; name: string }>(
      `SELECT c.oid::text, n.nspname AS schema, c.relname AS name FROM pg_class c
       JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = to_regclass($1)`,
      [settings.table],
    )
    .catch((error: { code?: string }) => {
      // A text that cannot be a name, such as one with an open quote.
      if (error.code === '42602' || error.code === '42601') throw missing(settings.table)
      throw error
    })
  const [table] = tables
  if (!table) throw missing(settings.table)
  const { rows: columns } = await client.query<{ name: string; type: string; isUnique: boolean }>(
    `SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
            EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = a.attrelid AND i.indisunique AND i.indnkeyatts = 1
                      AND i.indkey[0] = a.attnum AND i.indpred IS NULL) AS "isUnique"
     FROM pg_attribute a WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`,
    [table.oid],
  )
  const find = (name: string) => {
    if (name === '') return null
    const column = columns.find((one) => one.name === name)
    if (!column) throw missing(name)
    return column
  }
  const cursor = find(settings.cursorColumn)
  const tie = find(settings.tieColumn)
  if (cursor && !cursor.isUnique && (!tie || tie.name === cursor.name))
    throw sourceErrors.noTie({ column: cursor.name })
  return { from: `${quoted(table.schema)}.${quoted(table.name)}`, columns, cursor, tie: cursor ? tie : null }
}

const fetchRows = 2_000

function readTable(context: SourceContext, connection: TableConnection, part: Part): Reading {
  let readAt = ''
  const rows = withRows(context, connection, async function* (client) {
    // One view of the table, however long its reading takes; nothing can be written.
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    const shape = await shapeOf(client, connection)
    const { rows: clock } = await client.query<{ now: string }>('SELECT now()::text AS now')
    readAt = clock[0]?.now ?? ''
    const { text, values } = statementOf(shape, part)
    await client.query(`DECLARE liangti NO SCROLL CURSOR FOR ${text}`, values)
    for (;;) {
      const { rows: page } = await client.query<(string | null)[]>({
        text: `FETCH ${fetchRows} FROM liangti`,
        rowMode: 'array',
        types: { getTypeParser: () => (value: string) => value } as unknown as pg.CustomTypesConfig,
      })
      for (const cells of page) yield rowOf(shape, cells)
      if (page.length < fetchRows) break
    }
    await client.query('COMMIT')
  })
  return { rows, readAt: () => readAt }
}

/** Which rows are asked for. */
/** Two further columns at the end: the cursor and what breaks its ties, as texts. */
function statementOf(shape: Shape, { from, limit, overlapMinutes }: Part) {
  // By the table's name: what is selected as text has the name of its column too.
  const list = shape.columns.map(({ name }) => ofTable(name))
  const { cursor, tie } = shape
  if (cursor === null) {
    return {
      text: `SELECT ${[...list, 'NULL', 'NULL'].join(', ')} FROM ${shape.from} AS t LIMIT ${limit}`,
      values: [],
    }
  }
  const keys = tie ? [ofTable(cursor.name), ofTable(tie.name)] : [ofTable(cursor.name)]
  const texts = tie ? keys.map((key) => `${key}::text`) : [`${keys[0]}::text`, 'NULL']
  const select = `SELECT ${[...list, ...texts].join(', ')} FROM ${shape.from} AS t`
  const tail = `ORDER BY ${keys.join(', ')} LIMIT ${limit}`
  const here = ofTable(cursor.name)
  if (from === null) return { text: `${select} WHERE ${here} IS NOT NULL ${tail}`, values: [] }
  const at = `$1::${cursor.type}`
  if (isTime(cursor.type) && overlapMinutes > 0) {
    const back = `interval '${overlapMinutes} minutes'`
    // Where it was last read long after that time, nothing late can have come.
    const since = `CASE WHEN $2::timestamptz > ($1::${cursor.type})::timestamptz + ${back} THEN $1::${cursor.type} ELSE ($1::${cursor.type} - ${back})::${cursor.type} END`
    const isAfter = tie
      ? `(${here} > ${since} OR (${here} = ${since} AND ${ofTable(tie.name)} > $3::${tie.type}))`
      : `${here} > ${since}`
    return {
      text: `${select} WHERE ${isAfter} ${tail}`,
      values: tie ? [from.at, from.readAt, from.tie] : [from.at, from.readAt],
    }
  }
  return tie
    ? {
        text: `${select} WHERE (${here}, ${ofTable(tie.name)}) > (${at}, $2::${tie.type}) ${tail}`,
        values: [from.at, from.tie],
      }
    : { text: `${select} WHERE ${here} > ${at} ${tail}`, values: [from.at] }
}

function rowOf(shape: Shape, cells: readonly (string | null)[]): TableRow {
  const row = Object.fromEntries(
    shape.columns.map(({ name, type }, i) => [name, plainValue(cells[i] ?? null, type)]),
  )
  return { row, at: cells[shape.columns.length] ?? null, tie: cells[shape.columns.length + 1] ?? null }
}

/** As a file would say it. */
function plainValue(cell: string | null, type: string): unknown {
  if (cell === null) return null
  if (type === 'boolean') return cell === 't'
  if (type.endsWith('with time zone')) return cell.replace(' ', 'T').replace(/\+00(:?00)?$/, 'Z')
  if (type === 'json' || type === 'jsonb') return JSON.parse(cell)
  return type === 'bytea' ? '' : cell
}

/** @throws source.* in place of the driver's, whose messages quote values */
async function* withRows<T>(
  context: SourceContext,
  connection: TableConnection,
  work: (client: pg.Client) => AsyncGenerator<T>,
): AsyncGenerator<T> {
  const client = await connect(context, connection)
  const stop = () => void client.end()
  context.signal.addEventListener('abort', stop, { once: true })
  try {
    yield* work(client)
  } catch (error) {
    throw readable(error, connection, 'reading')
  } finally {
    context.signal.removeEventListener('abort', stop)
    await client.end().catch(() => {}) // it may be gone already
  }
}

async function withClient<T>(
  context: SourceContext,
  connection: TableConnection,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const rows = withRows(context, connection, async function* (client) {
    yield await work(client)
  })
  for await (const result of rows) return result
  throw new Error('no result')
}

async function connect(context: SourceContext, connection: TableConnection): Promise<pg.Client> {
  const { host, port, database, user, tls } = connection.settings
  const [address] = await context.guard.resolve(host)
  const client = new pg.Client({
    host: address?.address ?? '', // the one that was checked: a second look-up may answer otherwise
    port,
    database,
    user,
    password: connection.secrets.password,
    ssl: tls === 'off' ? false : { servername: host, rejectUnauthorized: tls === 'verify' },
    connectionTimeoutMillis: 10_000,
    statement_timeout: 300_000,
    query_timeout: 330_000,
    application_name: 'liangti',
  })
  // A connection that breaks while nobody waits for it is met by the next statement.
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query("SET TIME ZONE 'UTC'; SET datestyle = 'ISO'; SET intervalstyle = 'iso_8601'")
    return client
  } catch (error) {
    await client.end().catch(() => {})
    throw readable(error, connection, 'connecting')
  }
}

function readable(error: unknown, { settings }: TableConnection, when: 'connecting' | 'reading'): unknown {
  const code = String((error as { code?: unknown }).code ?? '')
  const where = `${settings.host}:${settings.port}`
  if (code.startsWith('source.') || code.startsWith('common.')) return error
  if (code.startsWith('28')) return sourceErrors.badCredential({ where })
  if (code === '3D000') return sourceErrors.missing({ where, what: settings.database })
  if (code === '42501') return sourceErrors.noPermission({ where, what: settings.table })
  if (code === '42P01') return sourceErrors.missing({ where, what: settings.table })
  if (/^(22|42)/.test(code)) return sourceErrors.badAnswer({ where, problem: `SQLSTATE ${code}` })
  const reason = /^[A-Z0-9_]{3,40}$/.test(code) ? code : 'connection lost'
  return when === 'connecting'
    ? sourceErrors.unreachable({ where, reason })
    : sourceErrors.vanished({ where, reason })
}
