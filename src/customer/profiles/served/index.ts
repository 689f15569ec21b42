import { sql as pg } from 'kysely'
import { LRUCache } from 'lru-cache'
import { commonErrors } from '../../../kit/errors.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { findPersons } from '../../identity/persons.ts'
import type { ProfilePorts } from '../ports.ts'
import type { ProfileDeps } from '../rows.ts'
import { buildProfiles, type ServedProfile } from './build.ts'
import { changesBetween, overlapMs } from './changes.ts'
import { dropRows, forgetUnasked, readRows, rowsBefore, writeRows } from './store.ts'

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
  const memory = new LRUCache<string, ServedProfile>({ max: mostRemembered, ttl: rememberedMs })
  /** Of one person only one build runs, however many ask. */
  const building = new Map<string, Promise<ServedProfile | null>>()
  const hits = { memory: 0, all: 0 }
  const nameOf = (workspace: { id: number }, key: number) => `${workspace.id} ${key}`

  async function many(workspace: Workspace, keys: readonly number[]): Promise<Map<number, ServedProfile>> {
    const found = new Map<number, ServedProfile>()
    const open: number[] = []
    for (const key of keys) {
      const kept = memory.get(nameOf(workspace, key))
      hits.all++
      if (kept) {
        hits.memory++
        found.set(key, kept)
      } else open.push(key)
    }
    if (open.length === 0) return found
    const rows = await readRows(ledger, workspace.id, open)
    const missing: number[] = []
    for (const key of open) {
      const text = rows.get(key)
      if (text === undefined) missing.push(key)
      else found.set(key, remember(workspace, key, JSON.parse(text) as ServedProfile))
    }
    for (const [key, profile] of await build(workspace, missing)) found.set(key, profile)
    return found
  }

  function remember(workspace: Workspace, key: number, profile: ServedProfile): ServedProfile {
    memory.set(nameOf(workspace, key), profile)
    return profile
  }

  async function build(workspace: Workspace, keys: readonly number[]): Promise<Map<number, ServedProfile>> {
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
            return built.get(today)?.profile ?? null
          })
          .finally(() => building.delete(nameOf(workspace, key)))
        one.catch(() => undefined) // whoever asked meets it below
        building.set(nameOf(workspace, key), one)
      }
    }
    const found = new Map<number, ServedProfile>()
    const waiting = keys.map((key) => [key, building.get(nameOf(workspace, key))] as const)
    for (const [key, one] of waiting) {
      const profile = await one
      if (profile) found.set(key, remember(workspace, key, profile))
    }
    return found
  }

  const keysFrom = (ids: readonly string[]) => ids.map(Number).filter(Number.isSafeInteger)
  const get = async (workspace: Workspace, key: number) => (await many(workspace, [key])).get(key)

  async function pumpOne(workspace: Workspace, mark: { at: Date; version: string } | null): Promise<number> {
    const { rows } = await pg<{ now: Date }>`SELECT clock_timestamp() AS now`.execute(ledger.db)
    const now = rows[0]?.now ?? new Date()
    const from = new Date((mark?.at ?? now).getTime() - overlapMs)
    const changes = await changesBetween(deps, workspace.id, from)
    const people = changes.keys.length === 0 ? [] : await affected(workspace, changes.keys)
    // What was withdrawn, merged or erased must not be served again while it is built anew.
    await dropRows(ledger, workspace.id, people)
    for (const key of people) memory.delete(nameOf(workspace, key))
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
    get: async (workspace, customerId) => {
      const [key] = keysFrom([customerId])
      const profile = key === undefined ? undefined : await get(workspace, key)
      if (!profile) throw commonErrors.notFound({ what: 'customer', id: customerId })
      return profile
    },
    batch: async (workspace, ids) => {
      const found = await many(workspace, [...new Set(keysFrom(ids))])
      return {
        items: [...found.values()],
        missing: [...new Set(ids)].filter((id) => !found.has(Number(id))),
      }
    },
    lookUp: async (workspace, kind, value) => {
      const vault = await deps.vaultOf(workspace.id)
      const keys = await findPersons(ledger, vault, workspace, value, [kind])
      const people = [...new Set((await deps.persons.currentOf(workspace, keys)).values())].sort(
        (a, b) => a - b,
      )
      const [first] = people
      const profile = first === undefined ? undefined : await get(workspace, first)
      if (!profile) throw commonErrors.notFound({ what: kind, id: '***' })
      return { profile, others: people.length - 1 }
    },
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
