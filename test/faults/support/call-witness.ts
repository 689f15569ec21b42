import { sql as raw } from 'kysely'
import { z } from 'zod'
import { isControl } from '../../../src/campaign/audience/draw.ts'
import { openCustomer } from '../../../src/customer/index.ts'
import { systemClock } from '../../../src/kit/clock.ts'
import { loadConfig } from '../../../src/kit/config.ts'
import { silentLog } from '../../../src/kit/log.ts'
import { createBinder, sql } from '../../../src/kit/sql.ts'
import { openSession } from '../../../src/server/auth/sessions.ts'
import { createUser } from '../../../src/server/auth/users.ts'
import { type OpenStores, openStores } from '../../../src/stores/index.ts'
import { getWorkspace } from '../../../src/stores/ledger/index.ts'
import { int64 } from '../../../src/stores/warehouse/index.ts'
import type { RunningProduct } from '../../support/product.ts'
import { type Client, clientOf } from './client.ts'

/** What really stands of calls in the stores of a running product, read beside it. */
export interface CallWitness {
  /** Somebody who may work at the desk. */
  agent(product: Pick<RunningProduct, 'url'>, name: string): Promise<{ id: string; client: Client }>
  /** Tasks nobody ended, and touches the warehouse has not got. */
  left(): Promise<{ open: number; waiting: number }>
  campaign(
    id: string,
    controlShare: number,
  ): Promise<{
    decided: Map<number, { arm: string; action: string }>
    /** The arms as the salt alone has them. */
    drawn: Map<number, string>
    /** Person of each task. */
    tasks: number[]
  }>
  /** Calls that stand, and the touches of them in both stores. */
  calls(): Promise<{
    calls: { id: string; task: string; person: number }[]
    touches: string[]
    ledgerTouches: string[]
  }>
}

/** @param people customers c0, c1, … */
export async function openCallWitness(dataDir: string, slug: string, people: number): Promise<CallWitness> {
  const config = loadConfig({ cwd: dataDir, env: {}, overrides: { dataDir } })
  const open = () => openStores(config, silentLog, systemClock, { engines: 'share' })
  // Engines that were killed come back at other places, so each question opens them anew.
  const reading = async <T>(read: (stores: OpenStores) => Promise<T>): Promise<T> => {
    const stores = await open()
    try {
      return await read(stores)
    } finally {
      await stores.close()
    }
  }
  const { workspaceId, keys } = await reading(async (stores) => {
    const workspace = await getWorkspace(stores.ledger, { slug }, systemClock)
    const customer = openCustomer({ ...stores, vaultOf: stores.vault, dataDir, log: silentLog })
    const ids = Array.from({ length: people }, (_, n) => `c${n}`)
    const found = await customer.persons.resolve(workspace, 'account', ids)
    return { workspaceId: workspace.id, keys: ids.map((id) => found.get(id) ?? 0) }
  })
  return {
    agent: (product, name) =>
      reading(async ({ ledger }) => {
        const email = `${name}@desk.example`
        const user = { email, displayName: name, password: 'long enough password', locale: 'en' as const }
        const id = await createUser(ledger, user)
        await ledger.db
          .insertInto('memberships')
          .values({ user_id: id, workspace_id: workspaceId, role: 'agent' })
          .execute()
        const { token, csrfToken } = await openSession(ledger, systemClock, id)
        return { id, client: clientOf(product, slug, { cookie: `liangti_session=${token}`, csrfToken }) }
      }),
    left: () =>
      reading(async ({ ledger }) => {
        const { rows } = await raw<{ open: string; waiting: string }>`
          SELECT (SELECT count(*) FROM desk_tasks WHERE state IN ('open', 'claimed')) AS open,
                 (SELECT count(*) FROM touch_log WHERE pumped_at IS NULL) AS waiting`.execute(ledger.db)
        return { open: Number(rows[0]?.open), waiting: Number(rows[0]?.waiting) }
      }),
    campaign: (id, controlShare) => reading((stores) => campaignOf(stores, id, controlShare, keys)),
    calls: () => reading(callsOf),
  }
}

async function campaignOf(
  { ledger, warehouse }: OpenStores,
  id: string,
  controlShare: number,
  keys: readonly number[],
) {
  const { salt } = await ledger.db
    .selectFrom('campaigns')
    .select('salt')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const bind = createBinder('w_')
  const decisions = await warehouse.rows(
    sql`SELECT person_key, arm, action FROM decisions FINAL WHERE campaign_id = ${bind('UUID', id)}`,
    z.object({ person_key: int64(), arm: z.string(), action: z.string() }),
  )
  const { rows } = await raw<{ person_key: string }>`
    SELECT person_key FROM desk_tasks WHERE origin = 'campaign' AND origin_id = ${id}`.execute(ledger.db)
  return {
    decided: new Map(decisions.map(({ person_key, arm, action }) => [person_key, { arm, action }])),
    drawn: new Map(keys.map((key) => [key, isControl(salt, key, controlShare) ? 'control' : 'treatment'])),
    tasks: rows.map(({ person_key }) => Number(person_key)),
  }
}

async function callsOf({ ledger, warehouse }: OpenStores) {
  const { rows } = await raw<{ id: string; task_id: string; person_key: string }>`
    SELECT id, task_id, person_key FROM desk_calls WHERE undone_at IS NULL`.execute(ledger.db)
  const inLedger = await raw<{ id: string }>`
    SELECT touch_id AS id FROM touch_log WHERE touch_id IN (SELECT id FROM desk_calls)`.execute(ledger.db)
  const touches = await warehouse.rows(
    sql`SELECT toString(touch_id) AS id FROM touches FINAL WHERE kind = 'called'`,
    z.object({ id: z.string() }),
  )
  return {
    calls: rows.map(({ id, task_id, person_key }) => ({ id, task: task_id, person: Number(person_key) })),
    touches: touches.map(({ id }) => id),
    ledgerTouches: inLedger.rows.map(({ id }) => id),
  }
}
