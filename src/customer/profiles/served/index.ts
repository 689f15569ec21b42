import { sql as pg } from 'kysely'
import { LRUCache } from 'lru-cache'
import { commonErrors } from '../../../kit/errors.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { findPersons } from '../../identity/find-persons.ts'
import type { ProfilePorts } from '../ports.ts'
import type { ProfileDeps } from '../rows.ts'
import { buildProfiles, type ServedProfile } from './build.ts'
import { changesBetween, overlapMs } from './changes.ts'
import { type Cut, createCuts } from './for-purpose.ts'
import { gather } from './gather.ts'
import { dropRows, forgetUnasked, readRows, rowsBefore, textOf, writeRows } from './store.ts'

/** Memory in front of the ledger; so old may an answer of another process's change be. */
const rememberedMs = 5_000
const mostRemembered = 50_000
const chunk = 500

export interface ServedProfiles {
  /** @throws common.notFound */
  get(workspace: Workspace, customerId: string): Promise<ServedProfile>
  batch(workspace: Workspace, ids: readonly string[]): Promise<{ items: ServedProfile[]; missing: string[] }>
  /** @throws common.notFound */
  lookUp(
    workspace: Workspace,
    kind: 'account' | 'email' | 'phone' | 'card' | 'anonymous',
    value: string,
  ): Promise<{ profile: ServedProfile; others: number }>
  /** The same answers as the JSON text that leaves, checked against its schema when it was made: nothing is done twice. */
  texts: {
    get(workspace: Workspace, customerId: string): Promise<string>
    batch(workspace: Workspace, ids: readonly string[]): Promise<string>
  }
  /** Takes out of profiles what may not be used for a purpose; null where all may. @throws privacy.unknownUse */
  cutFor(workspace: Workspace, use: string): Promise<Cut | null>
  /** What is kept of these people goes at once; whoever erases them calls it. */
  forget(workspace: Workspace, keys: readonly number[]): Promise<void>
  /** One round of keeping rows up to date. @returns rows built or taken away */
  pump(workspaceOf: (id: number) => Promise<Workspace>): Promise<number>
  /** Answers from memory and in all, since the start. */
  hits(): { memory: number; all: number }
}

/** Profiles kept ready: memory, then the ledger, and where neither has one, both engines. */
export function createServed(deps: ProfileDeps, ports: ProfilePorts): ServedProfiles {
  const { ledger } = deps
  const memory = new LRUCache<string, string>({ max: mostRemembered, ttl: rememberedMs })
  /** Of one person only one build runs, however many ask. */
  const building = new Map<string, Promise<string | null>>()
  const hits = { memory: 0, all: 0 }
  const nameOf = (workspace: { id: number }, key: number) => `${workspace.id} ${key}`

  const rowsOf = gather((workspaceId: number, keys: readonly number[]) => readRows(ledger, workspaceId, keys))

  async function many(workspace: Workspace, keys: readonly number[]): Promise<Map<number, string>> {
    const found = new Map<number, string>()
    const open: number[] = []
    for (const key of keys) {
      const kept = memory.get(nameOf(workspace, key))
      hits.all++
      if (kept !== undefined) {
        hits.memory++
        found.set(key, kept)
      } else open.push(key)
    }
    if (open.length === 0) return found
    const rows = await rowsOf(workspace.id, open)
    const missing: number[] = []
    for (const key of open) {
      const text = rows.get(key)
      if (text === undefined) missing.push(key)
      else found.set(key, remember(workspace, key, text))
    }
    if (missing.length > 0) for (const [key, text] of await build(workspace, missing)) found.set(key, text)
    return found
  }

  function remember(workspace: Workspace, key: number, text: string): string {
    memory.set(nameOf(workspace, key), text)
    return text
  }

  async function build(workspace: Workspace, keys: readonly number[]): Promise<Map<number, string>> {
    const fresh = keys.filter((key) => !building.has(nameOf(workspace, key)))
    if (fresh.length > 0) {
      const work = buildProfiles(deps, ports, workspace, fresh).then(async (built) => {
        await writeRows(ledger, workspace.id, built, true)
        return built
      })
      for (const key of fresh) {
        const one = work
          // The key of somebody who was merged leads to the person they are today.
          .then(async (built) => {
            const today = (await deps.persons.currentOf(workspace, [key])).get(key) ?? key
            const one = built.get(today)
            return one ? textOf(one.profile) : null
          })
          .finally(() => building.delete(nameOf(workspace, key)))
        one.catch(() => undefined) // whoever asked meets it below
        building.set(nameOf(workspace, key), one)
      }
    }
    const found = new Map<number, string>()
    const waiting = keys.map((key) => [key, building.get(nameOf(workspace, key))] as const)
    for (const [key, one] of waiting) {
      const text = await one
      if (text) found.set(key, remember(workspace, key, text))
    }
    return found
  }

  const keysFrom = (ids: readonly string[]) => ids.map(Number).filter(Number.isSafeInteger)
  const textOfKey = async (workspace: Workspace, key: number) => (await many(workspace, [key])).get(key)
  const read = (text: string) => JSON.parse(text) as ServedProfile

  async function textOfCustomer(workspace: Workspace, customerId: string): Promise<string> {
    const [key] = keysFrom([customerId])
    const text = key === undefined ? undefined : await textOfKey(workspace, key)
    if (text === undefined) throw commonErrors.notFound({ what: 'customer', id: customerId })
    return text
  }

  async function textsOf(workspace: Workspace, ids: readonly string[]) {
    const found = await many(workspace, [...new Set(keysFrom(ids))])
    const missing = [...new Set(ids)].filter((id) => !found.has(Number(id)))
    return { texts: [...found.values()], missing }
  }

  async function pumpOne(workspace: Workspace, mark: { at: Date; version: string } | null): Promise<number> {
    const { rows } = await pg<{ now: Date }>`SELECT clock_timestamp() AS now`.execute(ledger.db)
    const now = rows[0]?.now ?? new Date()
    const from = new Date((mark?.at ?? now).getTime() - overlapMs)
    const changes = await changesBetween(deps, workspace.id, from)
    const people = changes.keys.length === 0 ? [] : await affected(workspace, changes.keys)
    // What was withdrawn, merged or erased must not be served again while it is built anew.
    await dropRows(ledger, workspace.id, people)
    // Also under the key of somebody who was merged, for whom no row is kept.
    for (const key of [...changes.keys, ...people]) memory.delete(nameOf(workspace, key))
    for (let i = 0; i < people.length; i += chunk)
      await writeRows(
        ledger,
        workspace.id,
        await buildProfiles(deps, ports, workspace, people.slice(i, i + chunk)),
        false,
      )
    let renewed = 0
    if (mark !== null && changes.version !== mark.version) {
      for (;;) {
        const old = await rowsBefore(ledger, workspace.id, now, chunk)
        if (old.length === 0) break
        const built = await buildProfiles(deps, ports, workspace, old)
        await dropRows(
          ledger,
          workspace.id,
          old.filter((key) => !built.has(key)),
        )
        await writeRows(ledger, workspace.id, built, false)
        renewed += old.length
      }
      memory.clear()
    }
    await pg`INSERT INTO profile_marks (workspace_id, at, version) VALUES (${workspace.id}, ${now}, ${changes.version})
      ON CONFLICT (workspace_id) DO UPDATE SET at = excluded.at, version = excluded.version`.execute(
      ledger.db,
    )
    return people.length + renewed
  }

  /** Whose rows are kept, under any of the keys they have had: of the others nothing is served that could be old. */
  async function affected(workspace: Workspace, keys: readonly number[]): Promise<number[]> {
    const current = new Set((await deps.persons.currentOf(workspace, keys)).values())
    const wanted = [...new Set([...keys, ...current])]
    const kept = await ledger.db
      .selectFrom('profile_rows')
      .select('person_key')
      .where('workspace_id', '=', workspace.id)
      .where(pg<boolean>`person_key = ANY(${wanted}::bigint[])`)
      .execute()
    return kept.map(({ person_key }) => Number(person_key))
  }

  return {
    hits: () => ({ ...hits }),
    get: async (workspace, customerId) => read(await textOfCustomer(workspace, customerId)),
    batch: async (workspace, ids) => {
      const { texts, missing } = await textsOf(workspace, ids)
      return { items: texts.map(read), missing }
    },
    texts: {
      get: textOfCustomer,
      batch: async (workspace, ids) => {
        const { texts, missing } = await textsOf(workspace, ids)
        return `{"items":[${texts.join(',')}],"missing":${JSON.stringify(missing)}}`
      },
    },
    lookUp: async (workspace, kind, value) => {
      const vault = await deps.vaultOf(workspace.id)
      const keys = await findPersons(ledger, vault, workspace, value, [kind])
      const people = [...new Set((await deps.persons.currentOf(workspace, keys)).values())].sort(
        (a, b) => a - b,
      )
      const [first] = people
      const text = first === undefined ? undefined : await textOfKey(workspace, first)
      if (text === undefined) throw commonErrors.notFound({ what: kind, id: '***' })
      return { profile: read(text), others: people.length - 1 }
    },
    cutFor: createCuts(deps, ports),
    forget: async (workspace, keys) => {
      await dropRows(ledger, workspace.id, keys)
      for (const key of keys) memory.delete(nameOf(workspace, key))
    },
    pump: async (workspaceOf) => {
      const { rows } = await pg<{ id: number; at: Date | null; version: string | null }>`
        SELECT w.id, m.at, m.version FROM workspaces w LEFT JOIN profile_marks m ON m.workspace_id = w.id
        WHERE EXISTS (SELECT 1 FROM profile_rows r WHERE r.workspace_id = w.id) ORDER BY w.id`.execute(
        ledger.db,
      )
      let done = 0
      for (const { id, at, version } of rows)
        done += await pumpOne(await workspaceOf(id), at && { at, version: version ?? '' })
      await forgetUnasked(ledger)
      return done
    },
  }
}
