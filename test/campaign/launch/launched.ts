import { createGuard } from '../../../src/customer/index.ts'
import { saveConnection } from '../../../src/interaction/connections/store.ts'
import { startDeliveryWorker } from '../../../src/interaction/delivery/worker.ts'
import { workerOptions } from '../../interaction/support/outbox.ts'
import { type FreshStores, freshStores } from '../../support/stores.ts'
import { insertCustomers, newPersons } from '../real-data.ts'
import { draft, openTestRoom, type TestRoom } from '../room.ts'

type Connection = Parameters<typeof saveConnection>[3]
type ReachedBy = NonNullable<Parameters<typeof insertCustomers>[2][number]['channel']>

/** A room of campaigns, its workspace and the people in it. */
export interface Stage {
  fresh: FreshStores
  t: TestRoom
  /** In the order of `channelOf`. */
  keys: number[]
  /** Tells how a channel's provider is reached. */
  connect(channel: string, connection: Pick<Connection, 'settings'> & Partial<Connection>): Promise<void>
  /** Sends what is launched as the server does. */
  work(more?: Parameters<typeof workerOptions>[4]): ReturnType<typeof startDeliveryWorker>
}

/** So many people, each reached by one channel, on the first of March 2026. */
export async function stageReaching(count: number, channelOf: (index: number) => ReachedBy): Promise<Stage> {
  const fresh = await freshStores()
  const { stores, vault, workspaceId } = fresh
  const keys = await newPersons(fresh, count)
  const people = keys.map((person, index) => ({ person, channel: channelOf(index) }))
  await insertCustomers(stores.warehouse, workspaceId, people)
  const t = await openTestRoom(stores, workspaceId, new Date('2026-03-01T08:00:00Z'))
  const deps = { ledger: stores.ledger, vaultOf: async () => vault, guard: createGuard(['127.0.0.1']) }
  const test = { kind: 'system' as const, id: 'test', permissions: new Set<never>() }
  const { mayContact, messageFor } = t.room
  return {
    ...{ fresh, t, keys },
    connect: async (channel, connection) => {
      const usual = { name: 'Shop', perSecond: null, window: 5, costMinor: 0, secrets: {} }
      await saveConnection(deps, t.workspace, channel, { ...usual, ...connection }, test)
    },
    work: (more = {}) =>
      startDeliveryWorker(
        workerOptions(stores.ledger, t.workspace, vault, 'smtp://127.0.0.1:9', {
          ...{ mayContact, messageFor },
          ...more,
        }),
      ),
  }
}

type CreativeInput = Parameters<TestRoom['room']['creatives']['create']>[1]

/** Writes a message made of fields for a channel and launches a campaign with it. */
export async function launchedWith(
  t: TestRoom,
  { channel, name, fields }: { channel: 'wechat' | 'wecom'; name: string; fields: Record<string, string> },
) {
  const input = {
    ...{ name, channel, language: 'zh-CN', templateId: null, fields },
    ...{ subject: '', preheader: '', mjml: '', text: '', templateNumber: '' },
  } as CreativeInput
  const { id: creativeId } = await t.room.creatives.create(t.workspace, input)
  const campaign = await draft(t.room, t.workspace, { channel, creativeId })
  const { recipients, silent } = await t.room.forecast(t.workspace, campaign.id)
  const { version } = campaign
  await t.room.launching.launch(t.workspace, campaign.id, { version, recipients }, 'user:test')
  await t.room.launching.settled()
  return {
    id: campaign.id,
    recipients,
    silent: Object.fromEntries(silent.map(({ reason, customers }) => [reason, customers])),
  }
}
