import { email } from './email.ts'

/** Every channel; one file and one line adds another. */
export const channels = { email } as const satisfies Record<string, unknown>

export type ChannelId = keyof typeof channels
