import { z } from 'zod'
import type { Workspace } from '../../../kit/workspace.ts'
import { connectionOf, openedSettings } from '../../connections/store.ts'
import type { ChannelInbound } from '../../ports.ts'
import type { InboundDeps } from '../deps.ts'
import { type CallbackQuery, type CallbackSecrets, isSigned, openMessage } from './envelope.ts'
import { comeBack, leave } from './following.ts'

/** One request of the platform. */
export interface WechatCallback {
  workspaceId: number
  connectionId: string
  query: CallbackQuery
}

/** What the platform calls; each call is safe to repeat. */
export interface WechatReceiver {
  /** The platform asks once whether the address is ours. @returns whether it is, and so what it sent is sent back */
  greets(callback: WechatCallback): Promise<boolean>
  /** @returns whether it came from the platform: only then anything happened */
  takes(callback: WechatCallback & { body: string }): Promise<boolean>
}

/** Somebody began to follow the account: they are known from now on. Implemented by the collection. */
export type MeetFollower = (follower: {
  writeKey: string
  openid: string
  /** What brought them, as the platform tells it. */
  scene: string
  at: Date
}) => Promise<void>

const known = z.object({
  appId: z.string(),
  callbackToken: z.string().default(''),
  encodingAesKey: z.string().default(''),
  writeKey: z.string().default(''),
})
type Account = CallbackSecrets & { writeKey: string; workspace: Workspace }

export function createWechatReceiver(
  deps: InboundDeps & { meetFollower: MeetFollower },
  inbound: ChannelInbound,
  machineNow: () => Date,
): WechatReceiver {
  return {
    greets: async ({ query, ...of }) => {
      const account = await accountOf(deps, of)
      return account !== null && isSigned(account, query, machineNow())
    },
    takes: async ({ query, body, ...of }) => {
      const account = await accountOf(deps, of)
      const message = account && openMessage(account, query, body, machineNow())
      if (!account || !message) return false
      await take(deps, inbound, account, message)
      return true
    },
  }
}

async function accountOf(
  deps: InboundDeps,
  { workspaceId, connectionId }: Omit<WechatCallback, 'query'>,
): Promise<Account | null> {
  const record = workspaceId > 0 ? await connectionOf(deps.ledger, workspaceId, 'wechat') : null
  if (record?.id !== connectionId) return null
  const settings = known.safeParse(await openedSettings(deps, record)).data
  if (!settings || settings.callbackToken === '') return null
  const { appId, callbackToken: token, encodingAesKey: aesKey, writeKey } = settings
  return { appId, token, aesKey, writeKey, workspace: await deps.workspaceOf(workspaceId) }
}

const openidShape = /^[\w-]{20,64}$/

async function take(
  deps: InboundDeps & { meetFollower: MeetFollower },
  inbound: ChannelInbound,
  { workspace, writeKey }: Account,
  message: ReadonlyMap<string, string>,
): Promise<void> {
  const said = (name: string) => message.get(name) ?? ''
  const openid = said('FromUserName')
  if (!openidShape.test(openid)) return
  const [workspaceId, at] = [workspace.id, workspace.clock.now()]
  const base = { workspaceId, channel: 'wechat' }
  if (said('MsgType') === 'text') {
    const text = said('Content')
    if (!/^\d{1,20}$/.test(said('MsgId')) || text === '') return
    await inbound.reply({
      ...{ ...base, messageId: said('MsgId'), from: openid, to: said('ToUserName').slice(0, 64) },
      ...{ subject: null, text, deliveryId: null, at },
    })
    return
  }
  if (said('MsgType') !== 'event') return
  switch (said('Event').toLowerCase()) {
    case 'subscribe':
      if (!(await comeBack(deps, workspace, openid)) && writeKey !== '')
        await deps.meetFollower({ writeKey, openid, scene: said('EventKey').slice(0, 64), at })
      return
    case 'unsubscribe':
      return leave(deps, workspace, openid)
    case 'templatesendjobfinish':
      return inbound.receipt({
        ...{ ...base, deliveryId: null, providerId: said('MsgID').slice(0, 64) || null, at },
        ...endOf(said('Status')),
      })
  }
}

/** Blocked by the customer is their word, not an address that is no more. */
function endOf(status: string): {
  status: 'delivered' | 'bounced'
  kind: 'policy' | 'soft' | null
  code: string
} {
  if (status === 'success') return { status: 'delivered', kind: null, code: '' }
  return status.includes('block')
    ? { status: 'bounced', kind: 'policy', code: 'user block' }
    : { status: 'bounced', kind: 'soft', code: 'system failed' }
}
