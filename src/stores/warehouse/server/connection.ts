import { fromEngineMessage } from './engine-error.ts'
import { quoteIdentifier } from './escapes.ts'
import { insertRaw, openSession, type Session } from './native.ts'
import { settingsChange } from './settings.ts'

/** What a statement runs under. */
export interface Surroundings {
  settings: ReadonlyMap<string, string>
  database: string
}

/** One connection of the engine and what was set on it. One statement at a time. */
export class Connection {
  readonly #session: Session
  #settings: ReadonlyMap<string, string> = new Map()
  #database = 'default'

  constructor(dataDir: string) {
    this.#session = openSession(dataDir)
  }

  /** Settings stick to a connection, so each request states the whole set and only the difference is sent. */
  async prepare({ settings, database }: Surroundings): Promise<void> {
    if (database !== this.#database) {
      await this.run(`USE ${quoteIdentifier(database)}`)
      this.#database = database
    }
    const change = settingsChange(this.#settings, settings)
    if (change === null) return
    await this.run(change)
    this.#settings = settings
  }

  /** The whole result at once; the work is off the event loop. */
  async run(sql: string, format = 'TabSeparated'): Promise<Uint8Array> {
    return named(async () => (await this.#session.queryAsync(sql, { format })).bytes())
  }

  /**
   * Rows behind `INSERT … FORMAT x`, which must not change until this settles. The engine takes what stands behind an
   * empty line for another statement and runs it: the caller makes sure that there is none.
   */
  async insert(prefix: string, data: Buffer): Promise<void> {
    await named(() => insertRaw(this.#session, prefix, data))
  }

  /** The result block by block. Beginning it, scalar subqueries included, blocks the thread that asks. */
  async *blocks(sql: string, format: string): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of this.#session.queryStream(sql, { format })) yield chunk.raw()
    } catch (error) {
      throw fromEngineMessage(error instanceof Error ? error.message : String(error))
    }
  }

  close(): void {
    this.#session.close()
  }
}

async function named<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw fromEngineMessage(error instanceof Error ? error.message : String(error))
  }
}
