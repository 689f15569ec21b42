import type { ContactChannel } from '../../customer/index.ts'
import type { Localized } from '../../kit/api-shapes.ts'
import { callCreative } from '../desk/creative.ts'
import { type ChannelId, channels, printed, type WrittenChannel, writtenChannel } from './index.ts'

/** A way a campaign may reach people, as its plan names it. */
export interface CampaignChannel {
  id: CampaignChannelId
  label: Localized
  /** What a customer needs, as `customers.reachable` names it; null: nobody lacks it. */
  reach: ContactChannel | null
  /** Whose do-not-send list is asked. */
  doNotSend: ContactChannel
  /** Cell of the consent matrix that is asked. */
  consentChannel: string
  /** Whether what is written for any channel serves. */
  takesAnyCreative: boolean
}

/** Ways without a sender of ours; one entry adds another. */
const handedOver = {
  /** Tasks of the call desk. */
  call: {
    label: { en: 'Telephone call', 'zh-CN': '电话外呼' },
    reach: 'sms',
    // A number that wants no messages is not rung either.
    doNotSend: 'sms',
    consentChannel: 'phone',
    takesAnyCreative: false,
  },
  /** A file of people for whoever contacts them by their own means. */
  list: {
    label: { en: 'List for others', 'zh-CN': '名单' },
    reach: null,
    // Who refused our mail is not handed to somebody else to write to either: a list is asked as mail is.
    doNotSend: 'email',
    consentChannel: 'email',
    takesAnyCreative: true,
  },
} as const satisfies Record<string, Omit<CampaignChannel, 'id'>>

export type CampaignChannelId = ChannelId | keyof typeof handedOver

/** Channels that send, in the order they are offered. */
export const sendingChannelIds = Object.keys({ ...channels, ...printed }) as [ChannelId, ...ChannelId[]]

/** Ways for which something is written. */
export const writtenChannelIds = [...sendingChannelIds, 'call'] as [WrittenChannelId, ...WrittenChannelId[]]
export type WrittenChannelId = ChannelId | 'call'

/** Every way a campaign may reach people, in the order they are offered. */
export const campaignChannelIds = [...sendingChannelIds, ...Object.keys(handedOver)] as [
  CampaignChannelId,
  ...CampaignChannelId[],
]

/** How a campaign on a channel reaches people. */
export function campaignChannel(id: CampaignChannelId): CampaignChannel {
  if (!isSent(id)) return { id, ...handedOver[id] }
  const { label, consentChannel, reach, doNotSend } = writtenBy(id)
  return { id, label, consentChannel, reach, doNotSend, takesAnyCreative: false }
}

/** Whether messages of ours leave by it; otherwise somebody else contacts the people. */
export function isSent(id: CampaignChannelId): id is ChannelId {
  return writtenChannel(id) !== null
}

function writtenBy(id: ChannelId): WrittenChannel {
  // Messages from before there were other channels are mails, and name none.
  return writtenChannel(id) ?? writtenBy('email')
}

const handedOverBy = (channel: string) =>
  Object.hasOwn(handedOver, channel) ? handedOver[channel as keyof typeof handedOver] : null

/** Cell of the consent matrix that a message or call on a channel asks; one that is gone is asked by its own name. */
export function consentChannelOf(channel: string): string {
  return (writtenChannel(channel) ?? handedOverBy(channel))?.consentChannel ?? channel
}

/** Whose do-not-send list holds a message or call on a channel back. */
export function doNotSendOf(channel: string): string {
  return (writtenChannel(channel) ?? handedOverBy(channel))?.doNotSend ?? channel
}

/** How a way to reach people is called; null for what is none. */
export function campaignChannelLabel(channel: string): Localized | null {
  return (writtenChannel(channel) ?? handedOverBy(channel))?.label ?? null
}

/** What an author writes for a channel. */
export function channelCreative(id: WrittenChannelId): WrittenChannel['creative'] {
  return id === 'call' ? callCreative : writtenBy(id).creative
}

/** What the channel of a creative takes of it; fields that only it has stand in `fields`. */
export function creativeSource(creative: {
  channel: WrittenChannelId
  fields?: Readonly<Record<string, unknown>> | undefined
}): object {
  const names = Object.keys(channelCreative(creative.channel).shape)
  const given: Record<string, unknown> = { ...creative, ...creative.fields }
  return Object.fromEntries(names.filter((name) => name in given).map((name) => [name, given[name]]))
}
