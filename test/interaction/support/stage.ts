import { type DeliveryBatch, enqueueDeliveries } from '../../../src/interaction/delivery/enqueue.ts'
import { type ManualClock, manualClock } from '../../../src/kit/clock.ts'
import { newKeyBytes, type Vault } from '../../../src/kit/crypto/index.ts'
import { newId } from '../../../src/kit/ids.ts'
import type { Workspace } from '../../../src/kit/workspace.ts'
import { createWorkspaceKeys, type Ledger, openVault } from '../../../src/stores/ledger/index.ts'
import { freshLedger } from '../../support/ledger.ts'

export interface Stage {
  ledger: Ledger
  url: string
  workspace: Workspace
  clock: ManualClock
  vault: Vault
  masterKey: Buffer
  campaignId: string
  plan(count: number, more?: Partial<DeliveryBatch>): Promise<number>
  close(): Promise<void>
}

/** A ledger with one workspace that stands at noon of a day in November 2026. */
export async function setStage(): Promise<Stage> {
  const { ledger, url, drop } = await freshLedger()
  return stageOn(ledger, url, drop)
}

/** The same on a ledger one has. */
export async function stageOn(ledger: Ledger, url: string, close: () => Promise<void>): Promise<Stage> {
  const clock = manualClock(new Date('2026-11-21T04:00:00Z'))
  const { id } = await ledger.db
    .insertInto('workspaces')
    .values({ slug: 'test', name: 'Test', currency: 'CNY', time_zone: 'Asia/Shanghai' })
    .returning('id')
    .executeTakeFirstOrThrow()
  const masterKey = newKeyBytes()
  await createWorkspaceKeys(ledger, masterKey, id)
  const workspace: Workspace = {
    id,
    slug: 'test',
    name: 'Test',
    kind: 'own',
    currency: 'CNY',
    timeZone: 'Asia/Shanghai',
    locale: 'zh-CN',
    clock,
    mailFrom: null,
  }
  const campaignId = newId()
  return {
    ledger,
    url,
    workspace,
    clock,
    vault: await openVault(ledger, masterKey, id),
    masterKey,
    campaignId,
    plan: (count, more = {}) =>
      ledger.transaction((trx) =>
        enqueueDeliveries(trx, workspace, {
          campaignId,
          channel: 'email',
          costMinor: 5,
          rows: Array.from({ length: count }, (_, index) => ({ personKey: index + 1 })),
          ...more,
        }),
      ),
    close,
  }
}
