import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { EngineError } from './engine-error.ts'
import { insertStream } from './insert.ts'
import type { Connection, Lane, Pool } from './pool.ts'
import { refuseForReader } from './reader.ts'
import { type Caller, type Credentials, type EngineRequest, readAll, readRequest } from './request.ts'
import { blocks, isStreamable, sendBlocks, wantsGzip } from './results.ts'
import { type Limits, settingsOf } from './settings.ts'
import { readStatement, type Statement } from './statement.ts'

export interface Handling {
  pool: Pool
  users: Readonly<Record<Caller, Credentials>>
  limits: Readonly<Record<Caller, Limits>>
  defaultDatabase: string
  /** Queries allowed longer than this run among the long ones. */
  interactiveSeconds: number
}

const longestStatementBytes = 64 * 1024 * 1024

/** Answers one request as ClickHouse's HTTP interface would. Throws EngineError before anything was sent. */
export async function handle(context: Handling, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const request = readRequest(req, context.users, context.defaultDatabase)
  const { statement, hasBody } = await statementOf(request)
  if (request.caller === 'reader') refuseForReader(statement)
  const settings = settingsOf(request.search, context.limits[request.caller])
  const lane = laneOf(request, statement, settings, context.interactiveSeconds)
  if (lane === 'reader') {
    settings.set('allow_introspection_functions', '0')
    settings.set('readonly', '1')
  }

  const hangup = new AbortController()
  res.once('close', () => hangup.abort())
  const connection = await context.pool.acquire(lane, hangup.signal)
  let broken = false
  try {
    if (statement.insert) {
      await insertStream(
        connection,
        statement.insert,
        hasBody ? request.body : emptyBody(),
        settings,
        request.database,
      )
      res.writeHead(200).end()
    } else {
      await answer(connection, { request, statement, settings }, req, res)
    }
  } catch (error) {
    broken = !(error instanceof EngineError) || isFatal(error)
    throw error
  } finally {
    context.pool.release(lane, connection, broken)
  }
}

async function answer(
  connection: Connection,
  work: { request: EngineRequest; statement: Statement; settings: Map<string, string> },
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const { request, statement, settings } = work
  const { search } = request
  if (request.caller === 'reader') await prepareReader(connection, settings, request.database)
  else await connection.prepare(settings, request.database)
  const format = statement.format ?? search.get('default_format') ?? 'TabSeparated'
  res.setHeader('X-ClickHouse-Format', format)
  res.setHeader('Content-Type', contentType(format))
  // Planning a stream happens on the event loop, scalar subqueries included: only those who want a stream pay for it.
  const streamed = statement.isSelect && search.get('wait_end_of_query') !== '1' && isStreamable(format)
  const source = streamed
    ? blocks(connection, statement.text, format)
    : whole(connection, statement.text, format)
  await sendBlocks(res, source, wantsGzip(req, search))
}

/** The database has to be chosen before `readonly` forbids it. */
async function prepareReader(
  connection: Connection,
  settings: Map<string, string>,
  database: string,
): Promise<void> {
  await connection.prepare(new Map(), database)
  await connection.prepare(settings, database)
}

async function* whole(connection: Connection, sql: string, format: string): AsyncGenerator<Uint8Array> {
  yield await connection.run(sql, format)
}

async function* emptyBodyBytes(): AsyncGenerator<Buffer> {}

function emptyBody(): EngineRequest['body'] {
  return Readable.from(emptyBodyBytes())
}

/** The statement comes in the address, the body, or both; behind an INSERT with a format the body is data. */
async function statementOf(request: EngineRequest): Promise<{ statement: Statement; hasBody: boolean }> {
  if (request.query !== '') {
    const statement = readStatement(request.query, request.params)
    if (statement.insert?.hasDataClause) return { statement, hasBody: true }
  }
  const body = (await readAll(request.body, longestStatementBytes)).toString('utf8')
  const sql = request.query === '' ? body : `${request.query}\n${body}`
  return { statement: readStatement(sql, request.params), hasBody: false }
}

function laneOf(
  request: EngineRequest,
  statement: Statement,
  settings: Map<string, string>,
  seconds: number,
): Lane {
  if (request.caller === 'reader') return 'reader'
  if (statement.insert) return 'insert'
  return Number(settings.get('max_execution_time')) > seconds ? 'long' : 'interactive'
}

function isFatal(error: EngineError): boolean {
  return error.engineCode === 236
}

function contentType(format: string): string {
  if (/^JSON/.test(format))
    return format.endsWith('EachRow')
      ? 'application/x-ndjson; charset=UTF-8'
      : 'application/json; charset=UTF-8'
  if (/^CSV/.test(format)) return 'text/csv; charset=UTF-8; header=absent'
  if (/^(TSV|TabSeparated)/.test(format)) return 'text/tab-separated-values; charset=UTF-8'
  return /^(Native|RowBinary|Parquet|Arrow|ORC|Avro)/.test(format)
    ? 'application/octet-stream'
    : 'text/plain; charset=UTF-8'
}
