import { type Route, route } from '../../kit/api.ts'
import type { Warehouse } from '../../stores/warehouse/index.ts'
import { readSetting, saveSetting } from '../profiles/workspace-setting.ts'
import * as api from './api.ts'
import { removeDate, removeFamilyMember, saveDate, saveFamilyMember } from './change.ts'
import { storedKinds } from './kinds.ts'
import { createDatePump } from './pump.ts'
import { type DateDeps, datesOf } from './view.ts'

export interface Dates {
  /** Reads birthdays of files and programs, and tells the warehouse what changed. @returns rows told */
  pump(): Promise<number>
  routes(): Route[]
}

export function createDates(deps: DateDeps & { warehouse: Warehouse }): Dates {
  const pump = createDatePump(deps)
  /** The warehouse knows before the answer is given, so that a segment asked next finds it. */
  const told = async (id: Promise<string>) => {
    const answer = { id: await id }
    await pump()
    return answer
  }
  const removed = async (done: Promise<void>) => {
    await done
    await pump()
    return { removed: true } as const
  }
  return {
    pump,
    routes: () => [
      route(api.customerDates, ({ workspace }, { params }) => datesOf(deps, workspace, params.id)),
      route(api.addDate, ({ workspace, actor }, { params, body }) =>
        told(saveDate(deps, workspace, params.id, null, body, actor)),
      ),
      route(api.changeDate, ({ workspace, actor }, { params, body }) =>
        told(saveDate(deps, workspace, params.id, params.item, body, actor)),
      ),
      route(api.removeDate, ({ workspace, actor }, { params }) =>
        removed(removeDate(deps, workspace, params.id, params.item, actor)),
      ),
      route(api.addFamilyMember, ({ workspace, actor }, { params, body }) =>
        told(saveFamilyMember(deps, workspace, params.id, null, body, actor)),
      ),
      route(api.changeFamilyMember, ({ workspace, actor }, { params, body }) =>
        told(saveFamilyMember(deps, workspace, params.id, params.item, body, actor)),
      ),
      route(api.removeFamilyMember, ({ workspace, actor }, { params }) =>
        removed(removeFamilyMember(deps, workspace, params.id, params.item, actor)),
      ),
      route(api.getDateKinds, ({ workspace }) => readSetting(deps.ledger, workspace.id, storedKinds)),
      route(api.saveDateKinds, ({ workspace, actor }, { body }) =>
        saveSetting(deps.ledger, workspace, actor, storedKinds, body, 'customer_date.kinds'),
      ),
    ],
  }
}
