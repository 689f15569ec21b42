import { sql } from 'kysely'
import type { Log } from '../../../kit/log.ts'
import type { Ledger } from '../../../stores/ledger/index.ts'
import type { ContractMode } from '../../../stores/ledger/schema/quality.ts'
import { contractBody, type Violation } from './contract.schema.ts'
import { compileEventCheck, type EventCheck } from './event-check.ts'

/** A contract as the intake of events asks it: one function, made once. */
export interface LiveContract {
  id: string
  version: number
  mode: ContractMode
  check: EventCheck
}

/** Contracts of events, ready to be asked for each event that arrives, and the counts of what they found. */
export interface LiveContracts {
  /** By the name of the event; null where the source has none. Remembered for a few seconds. */
  of(sourceId: string): Promise<ReadonlyMap<string, LiveContract> | null>
  /** Counts one checked event and what it broke, in memory; written every few seconds. */
  note(contract: LiveContract, violation: Violation | null): void
  /** Writes what was counted. */
  flush(): Promise<void>
  /** What was changed is asked anew with the next event. */
  forget(): void
  close(): Promise<void>
}

const rememberedMs = 3_000
const flushEveryMs = 5_000

export function createLiveContracts(ledger: Ledger, log: Log): LiveContracts {
  const known = new Map<
    string,
    { contracts: Promise<ReadonlyMap<string, LiveContract> | null>; until: number }
  >()
  let counts = new Map<string, number>()
  const flush = async () => {
    if (counts.size === 0) return
    const taken = counts
    counts = new Map()
    try {
      await write(ledger, taken)
    } catch (error) {
      for (const [key, rows] of taken) counts.set(key, (counts.get(key) ?? 0) + rows)
      throw error
    }
  }
  const timer = setInterval(() => {
    flush().catch((error: unknown) => log.warn({ err: error }, 'counts of contracts wait for the ledger'))
  }, flushEveryMs).unref()
  return {
    of: (sourceId) => {
      const now = performance.now()
      const remembered = known.get(sourceId)
      if (remembered && remembered.until > now) return remembered.contracts
      const contracts = read(ledger, sourceId)
      known.set(sourceId, { contracts, until: now + rememberedMs })
      contracts.catch(() => known.delete(sourceId))
      return contracts
    },
    note: ({ id, version }, violation) => {
      const add = (rule: string, field: string) => {
        const key = JSON.stringify([id, version, rule, field])
        counts.set(key, (counts.get(key) ?? 0) + 1)
      }
      add('', '')
      if (violation) add(violation.rule, violation.field)
    },
    flush,
    forget: () => known.clear(),
    close: async () => {
      clearInterval(timer)
      await flush()
    },
  }
}

async function read(ledger: Ledger, sourceId: string): Promise<ReadonlyMap<string, LiveContract> | null> {
  const { rows } = await sql<{
    id: string
    subject: string
    version: number
    mode: ContractMode
    body: unknown
  }>`
    SELECT c.id, c.subject, c.version, c.mode, v.body FROM contracts c
    JOIN contract_versions v ON v.contract_id = c.id AND v.version = c.version
    WHERE c.source_id = ${sourceId}::uuid`.execute(ledger.db)
  if (rows.length === 0) return null
  return new Map(
    rows.map(({ id, subject, version, mode, body }) => [
      subject,
      { id, version, mode, check: compileEventCheck(contractBody.parse(body)) },
    ]),
  )
}

/** One that was deleted meanwhile counts no more. */
async function write(ledger: Ledger, counts: ReadonlyMap<string, number>): Promise<void> {
  const keys = [...counts.keys()].map((key) => JSON.parse(key) as [string, number, string, string])
  await sql`
    INSERT INTO contract_counts (contract_id, version, day, rule, field, rows)
    SELECT c, v, (now() AT TIME ZONE 'UTC')::date, r, f, n
    FROM unnest(${keys.map(([id]) => id)}::uuid[], ${keys.map(([, version]) => version)}::int[],
      ${keys.map(([, , rule]) => rule)}::text[], ${keys.map(([, , , field]) => field)}::text[],
      ${[...counts.values()]}::bigint[]) AS u(c, v, r, f, n)
    WHERE EXISTS (SELECT 1 FROM contracts k WHERE k.id = c)
    ON CONFLICT (contract_id, version, day, rule, field) DO UPDATE SET rows = contract_counts.rows + excluded.rows`.execute(
    ledger.db,
  )
}
