import { type Route, route } from '../../kit/api.ts'
import { writeAudit } from '../../stores/ledger/index.ts'
import { createApiKey, listApiKeys, revokeApiKey } from '../auth/keys.ts'
import { createKey, listKeys, revokeKey } from './api.ts'
import { houseErrors } from './errors.ts'
import type { House } from './house.ts'

/** API keys of a workspace. */
export function keyRoutes(house: House): Route[] {
  return [
    route(listKeys, async ({ workspace }) => ({ items: await listApiKeys(house.ledger, workspace.id) })),
    route(createKey, async ({ workspace, actor }, { body }) => {
      const createdBy = actor.kind === 'user' ? actor.id : null
      const key = await createApiKey(house.ledger, house.clock, {
        workspaceId: workspace.id,
        ...body,
        createdBy,
      })
      const subject = { kind: 'key', id: key.id }
      const detail = { role: body.role }
      await writeAudit(house.ledger.db, {
        workspaceId: workspace.id,
        actor,
        action: 'key.create',
        subject,
        detail,
      })
      return key
    }),
    route(revokeKey, async ({ workspace, actor }, { params }) => {
      const key = await revokeApiKey(house.ledger, house.clock, workspace.id, params.id)
      house.keyMemory.forget()
      if (!key) throw houseErrors.noKey({})
      const subject = { kind: 'key', id: key.id }
      await writeAudit(house.ledger.db, { workspaceId: workspace.id, actor, action: 'key.revoke', subject })
      return key
    }),
  ]
}
