import type { IncomingMessage, ServerResponse } from 'node:http'
import { EngineError } from './engine-error.ts'
import { insertStream } from './insert.ts'
import { type Pool, withLane } from './pool.ts'
import { readerLimits, refuseForReader } from './reader.ts'
import {
  type Caller,
  type Credentials,
  type EngineRequest,
  emptyBody,
  readAll,
  readRequest,
} from './request.ts'
import { contentType, isStreamable, sendBlocks, wantsGzip, withoutRepeatedHeads } from './results.ts'
import { type Limits, settingsOf } from './settings.ts'
import { type InsertHead, readStatement, type Statement } from './statement.ts'

export interface Handling {
  pool: Pool
  users: Readonly<Record<Caller, Credentials>>
  limits: Readonly<Record<Caller, Limits>>
  defaultDatabase: string
  /** Rows that the engine must read from a file lie here for as long as they take. */
  spoolDir: string
  /** Queries allowed longer than this run among the long ones. */
  interactiveSeconds: number
}

interface Work {
  request: EngineRequest
  statement: Statement
  /** Whether the body holds rows to insert. */
  hasRows: boolean
  settings: Map<string, string>
  format: string
  signal: AbortSignal
}

const longestStatementBytes = 64 * 1024 * 1024

/** Answers one request as ClickHouse's HTTP interface would. Throws EngineError before anything was sent. */
export async function handle(context: Handling, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const request = await readRequest(req, context.users, context.defaultDatabase)
  const { statement, hasRows } = await statementOf(request)
  const settings = settingsOf(request.search, context.limits[request.caller])
  if (request.caller === 'reader') {
    refuseForReader(statement)
    readerLimits(settings)
  }
  const hangup = new AbortController()
  res.once('close', () => hangup.abort())
  const format = statement.format ?? request.search.get('default_format') ?? 'TabSeparated'
  const work = { request, statement, hasRows, settings, format, signal: hangup.signal }
  if (statement.insert) await insert(context, work, statement.insert, res)
  else await answer(context, work, req, res)
}

async function insert(
  { pool, spoolDir }: Handling,
  { request, hasRows, settings, signal }: Work,
  into: InsertHead,
  res: ServerResponse,
): Promise<void> {
  const { database } = request
  const body = hasRows ? request.body : emptyBody()
  await withLane(pool.insert, signal, isUsable, (connection) =>
    insertStream(connection, into, body, { settings, database, spoolDir }),
  )
  res.writeHead(200, { 'X-ClickHouse-Summary': '{}' }).end()
}

async function answer(
  { pool, interactiveSeconds }: Handling,
  work: Work,
  req: IncomingMessage,
  res: ServerResponse,
) {
  const { request, statement, settings, format, signal } = work
  const { database, search, caller } = request
  const gzip = wantsGzip(req, search)
  res.setHeader('X-ClickHouse-Format', format)
  res.setHeader('Content-Type', contentType(format))
  const mayStream = caller === 'owner' && search.get('wait_end_of_query') !== '1'
  if (mayStream && statement.isSelect && isStreamable(format)) {
    await withLane(pool.stream, signal, isUsable, (thread) => {
      const blocks = thread.blocks({ settings, database, sql: statement.text, format })
      return sendBlocks(res, withoutRepeatedHeads(blocks, format), gzip)
    })
    return
  }
  const long = Number(settings.get('max_execution_time')) > interactiveSeconds
  const lane = caller === 'reader' ? pool.reader : long ? pool.long : pool.interactive
  const reusable = (error: unknown) => caller === 'owner' && isUsable(error)
  // The connection is given back before the result travels: a slow caller holds nobody up.
  const result = await withLane(lane, signal, reusable, async (connection) => {
    await connection.prepare({ settings, database })
    return connection.run(statement.text, format)
  })
  await sendBlocks(res, once(result), gzip)
}

async function* once(block: Uint8Array): AsyncGenerator<Uint8Array> {
  yield block
}

/** The statement comes in the address, the body, or both; behind an INSERT with a format the body is data. */
async function statementOf(request: EngineRequest): Promise<{ statement: Statement; hasRows: boolean }> {
  if (request.query !== '') {
    const statement = readStatement(request.query, request.params)
    if (statement.insert) return { statement, hasRows: true }
  }
  const body = (await readAll(request.body, longestStatementBytes)).toString('utf8')
  const sql = request.query === '' ? body : `${request.query}\n${body}`
  return { statement: readStatement(sql, request.params), hasRows: false }
}

/** After an error of the engine's own a connection is as good as before; after anything else it is not trusted. */
function isUsable(error: unknown): boolean {
  return error === null || (error instanceof EngineError && error.engineCode !== 236)
}
