import type { Route } from '../../kit/api.ts'
import type { House } from './house.ts'
import { keyRoutes } from './keys.ts'
import { memberRoutes } from './members.ts'
import { recordRoutes } from './records.ts'
import { sessionRoutes } from './session.ts'
import { workspaceRoutes } from './workspaces.ts'

/** Everything that belongs to no room: signing in, workspaces, people, keys, audit, tasks, status. */
export function houseRoutes(house: House): Route[] {
  return [
    ...sessionRoutes(house),
    ...workspaceRoutes(house),
    ...memberRoutes(house),
    ...keyRoutes(house),
    ...recordRoutes(house),
  ]
}
