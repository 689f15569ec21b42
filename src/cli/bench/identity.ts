import { setTimeout as sleep } from 'node:timers/promises'
import { noTask } from '../../kit/progress.ts'
import type { App } from '../../server/compose.ts'
import { type Bench, timed } from './bench.ts'
import { benchWorkspace } from './workspace.ts'

/** Of a hundred people: each has a telephone and an e-mail, a third an account, a tenth a card. */
const identifiersPerPerson = 2 + 1 / 3 + 1 / 10

/** Everybody's identifiers held against each other by the rules, and the warehouse told. */
export const identityBench: Bench = {
  id: 'identity',
  summary: {
    en: 'stitching 5 M identifiers by the rules, until the warehouse knows',
    zh: '按规则比对 500 万个标识并同步到数仓',
  },
  async run({ withApp, scale, report }) {
    const people = Math.round((5_000_000 * scale) / identifiersPerPerson)
    return withApp(async (app) => {
      const workspace = await benchWorkspace(app)
      report(`writing the identifiers of ${people} people …`)
      const identifiers = await populate(app, workspace.id, people)
      const { persons } = app.rooms.customer
      report('stitching …')
      // The server tells the warehouse every second, so it is told here while the rest is stitched.
      const telling = repeated(() => persons.pump())
      const stitched = await timed(() =>
        persons.stitch(workspace, { kind: 'system', id: 'bench' }, noTask),
      ).finally(telling.stop)
      const told = await timed(() => telling.ended)
      report('stitching again …')
      const again = await timed(() => persons.stitch(workspace, { kind: 'system', id: 'bench' }, noTask))
      return [
        {
          name: 'stitching, and telling the warehouse',
          value: (stitched.ms + told.ms) / 1000,
          unit: 's',
          budget: { atMost: 120 },
          detail: {
            identifiers,
            people,
            ...stitched.value,
            stitchSeconds: Math.round(stitched.ms / 100) / 10,
            tellSeconds: Math.round(told.ms / 100) / 10,
            told: told.value,
          },
        },
        {
          name: 'again, when all is settled',
          value: again.ms / 1000,
          unit: 's',
          budget: null,
          detail: { ...again.value },
        },
      ]
    })
  },
}

/** Repeats a work with a second between until it is stopped, and once more then. `ended` gives what it counted. */
function repeated(work: () => Promise<number>): { stop(): void; ended: Promise<number> } {
  const stopping = new AbortController()
  const round = async (counted: number): Promise<number> => {
    const isLast = stopping.signal.aborted
    const count = counted + (await work())
    if (isLast) return count
    await sleep(1_000, undefined, { signal: stopping.signal }).catch(() => {})
    return round(count)
  }
  return { stop: () => stopping.abort(), ended: round(0) }
}

/** Made inside the ledger: one telephone in four and one e-mail in five are shared by two. @returns identifiers */
async function populate(app: App, workspaceId: number, people: number): Promise<number> {
  const client = await app.stores.ledger.pool.connect()
  try {
    await client.query('SET statement_timeout = 0')
    const { rows } = await client.query<{ first: string }>(
      `WITH made AS (INSERT INTO persons (workspace_id) SELECT $1 FROM generate_series(1, $2::int) RETURNING person_key)
       SELECT min(person_key) AS first FROM made`,
      [workspaceId, people],
    )
    const first = Number(rows[0]?.first)
    let identifiers = 0
    // Written in the order of the values' hashes, so that filling the index does not take longer than what is measured.
    for (const [kind, value, condition] of [
      ['phone', 'n - (n % 4 = 3)::int', 'true'],
      ['email', 'n - (n % 5 = 4)::int', 'true'],
      ['account', 'n', 'n % 3 = 0'],
      ['card', 'n', 'n % 10 = 0'],
    ] as const) {
      const { rowCount } = await client.query(
        `INSERT INTO identifiers (workspace_id, kind, blind_index, ciphertext, person_key, source, first_seen_at, last_seen_at)
         SELECT $1, '${kind}', sha256(('${kind}' || (${value}))::bytea) AS i, '\\x00', n + $2::bigint, 'bench', now(), now()
         FROM generate_series(0, $3::int - 1) AS n WHERE ${condition} ORDER BY i`,
        [workspaceId, first, people],
      )
      identifiers += rowCount ?? 0
    }
    await client.query('ANALYZE identifiers')
    return identifiers
  } finally {
    client.release(true)
  }
}
