import { type Route, route } from '../../kit/api.ts'
import { readSetting, saveSetting } from '../profiles/workspace-setting.ts'
import * as api from './api.ts'
import { removeNeed, saveNeed } from './change.ts'
import { createNeedPump } from './pump.ts'
import { storedTopics } from './topics.ts'
import { type NeedDeps, needsOf } from './view.ts'

export interface Needs {
  /** Tells the warehouse what was noted. @returns rows told */
  pump(): Promise<number>
  routes(): Route[]
}

/** What customers said they need, like or do not want. */
export function createNeeds(deps: NeedDeps): Needs {
  const pump = createNeedPump(deps.ledger, deps.warehouse)
  /** The warehouse knows before the answer is given, so that a segment asked next finds it. */
  const told = async (id: Promise<string>) => {
    const answer = { id: await id }
    await pump()
    return answer
  }
  return {
    pump,
    routes: () => [
      route(api.customerNeeds, ({ workspace }, { params }) => needsOf(deps, workspace, params.id)),
      route(api.addNeed, ({ workspace, actor }, { params, body }) =>
        told(saveNeed(deps, workspace, params.id, null, body, actor)),
      ),
      route(api.changeNeed, ({ workspace, actor }, { params, body }) =>
        told(saveNeed(deps, workspace, params.id, params.item, body, actor)),
      ),
      route(api.removeNeed, async ({ workspace, actor }, { params }) => {
        await removeNeed(deps, workspace, params.id, params.item, actor)
        await pump()
        return { removed: true } as const
      }),
      route(api.getNeedTopics, ({ workspace }) => readSetting(deps.ledger, workspace.id, storedTopics)),
      route(api.saveNeedTopics, ({ workspace, actor }, { body }) =>
        saveSetting(deps.ledger, workspace, actor, storedTopics, body, 'customer_need.topics'),
      ),
    ],
  }
}
