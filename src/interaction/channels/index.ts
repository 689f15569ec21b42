import type { Localized } from '../../kit/api-shapes.ts'
import type { AnyChannel } from './channel.ts'
import { email } from './email.ts'
import { post } from './post.ts'
import { push } from './push/index.ts'
import { sms } from './sms/index.ts'
import { webhook } from './webhook/index.ts'
import { wechat } from './wechat/index.ts'
import { wecom } from './wecom/index.ts'

/** Every channel; one file and one line adds another. */
export const channels = { email, sms, push, wechat, wecom, webhook } as const satisfies Record<
  string,
  unknown
>

/** Channels whose messages leave by hand, in batches: no connection, no lane. */
export const printed = { post } as const satisfies Record<string, WrittenChannel>

export type ChannelId = keyof typeof channels | keyof typeof printed

/** What all channels have in common that a message can be written for. */
export type WrittenChannel = Pick<
  AnyChannel,
  'id' | 'label' | 'addressType' | 'consentChannel' | 'reach' | 'doNotSend' | 'acceptsAddress' | 'creative'
>

/** How a channel is called; null for what is none. */
export function channelLabel(id: string): Localized | null {
  return writtenChannel(id)?.label ?? null
}

/** By its id, with types nobody asks for; null for what is none. */
export function channelOf(id: string): AnyChannel | null {
  return Object.hasOwn(channels, id) ? (channels[id as keyof typeof channels] as unknown as AnyChannel) : null
}

/** One with a connection or one that is printed; null for what is none. */
export function writtenChannel(id: string): WrittenChannel | null {
  return Object.hasOwn(printed, id) ? printed[id as keyof typeof printed] : channelOf(id)
}
