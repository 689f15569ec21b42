import type { Channel } from './channel.ts'
import { email } from './email.ts'

/** Every channel; one file and one line adds another. */
export const channels = { email } as const satisfies Record<string, unknown>

export type ChannelId = keyof typeof channels

export function channelIds(): ChannelId[] {
  return Object.keys(channels) as ChannelId[]
}

export type { Channel }
