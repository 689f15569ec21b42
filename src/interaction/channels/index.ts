import type { Localized } from '../../kit/api-shapes.ts'
import type { AnyChannel } from './channel.ts'
import { email } from './email.ts'
import { sms } from './sms/index.ts'

/** Every channel; one file and one line adds another. */
export const channels = { email, sms } as const satisfies Record<string, unknown>

export type ChannelId = keyof typeof channels

/** How a channel is called; null for what is none. */
export function channelLabel(id: string): Localized | null {
  return channelOf(id)?.label ?? null
}

/** By its id, with types nobody asks for; null for what is none. */
export function channelOf(id: string): AnyChannel | null {
  return Object.hasOwn(channels, id) ? (channels[id as ChannelId] as unknown as AnyChannel) : null
}
