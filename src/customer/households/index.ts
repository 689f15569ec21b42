import { sql } from 'kysely'
import type { Route } from '../../kit/api.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Warehouse } from '../../stores/warehouse/index.ts'
import { currentOf, keysOf } from '../identity/members.ts'
import type { IdentityDeps } from '../identity/review.ts'
import { pumpHouseholds } from './pump.ts'
import { householdRoutes } from './routes.ts'

export interface Households {
  /**
   * Of these people one of each home: the one letters go to where it is among them, else the lowest number; people
   * without a household all stay. What a mailing to homes is sent to.
   * @returns in the order asked
   */
  onePer(workspace: Workspace, keys: readonly number[]): Promise<number[]>
  /** Tells the warehouse what was decided and not yet told. @returns rows copied */
  pump(): Promise<number>
  routes(): Route[]
}

export function createHouseholds(deps: IdentityDeps & { warehouse: Warehouse }): Households {
  const { ledger, warehouse } = deps
  const pump = () => pumpHouseholds(ledger, warehouse)
  return {
    pump,
    routes: () => householdRoutes(deps, { pump }),
    onePer: async (_, keys) => {
      const members = await keysOf(ledger.db, keys)
      const every = [...new Set([...members.values()].flat())]
      const { rows } = await sql<{ key: string; household: string; head: boolean }>`
        SELECT person_key AS key, household_id AS household, is_head AS head FROM household_members
        WHERE state = 'member' AND person_key = ANY(${every}::bigint[]) ORDER BY since, household_id`.execute(
        ledger.db,
      )
      const current = await currentOf(ledger.db, every)
      const homeOf = new Map<number, { household: string; head: boolean }>()
      for (const { key, household, head } of rows) {
        const person = current.get(Number(key)) ?? Number(key)
        if (!homeOf.has(person)) homeOf.set(person, { household, head })
      }
      const chosen = new Map<string, { key: number; person: number; head: boolean }>()
      for (const key of keys) {
        const person = current.get(key) ?? key
        const home = homeOf.get(person)
        if (!home) continue
        const best = chosen.get(home.household)
        if (!best || (home.head && !best.head) || (home.head === best.head && person < best.person))
          chosen.set(home.household, { key, person, head: home.head })
      }
      return keys.filter((key) => {
        const home = homeOf.get(current.get(key) ?? key)
        return !home || chosen.get(home.household)?.key === key
      })
    },
  }
}
