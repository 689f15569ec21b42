import type { Workspace } from '../../kit/workspace.ts'
import type { App } from '../../server/compose.ts'
import { createWorkspaceKeys, createWorkspaceRow } from '../../stores/ledger/index.ts'

export async function benchWorkspace(app: App, slug = 'bench'): Promise<Workspace> {
  const place = {
    slug,
    name: slug,
    currency: 'CNY',
    timeZone: 'Asia/Shanghai',
    locale: 'en' as const,
  }
  const workspace = await createWorkspaceRow(app.stores.ledger, place, app.clock)
  await createWorkspaceKeys(app.stores.ledger, app.stores.masterKey, workspace.id)
  return workspace
}
