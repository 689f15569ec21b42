import { z } from 'zod'
import { readSetting } from '../../customer/index.ts'
import { timeOfDay } from '../../kit/day-time.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { channels } from '../channels/index.ts'

const channelIds = Object.keys(channels) as [keyof typeof channels, ...(keyof typeof channels)[]]

/** When no marketing is sent to anybody, whatever their campaign says. Calls have theirs with the desk. */
export const quietHours = z.object({
  from: timeOfDay.describe('By the clock of each customer, where it is known; else by that of the workspace'),
  to: timeOfDay.describe('May be earlier than `from`, over midnight; equal: never quiet'),
  channels: z.array(z.enum(channelIds)).max(channelIds.length).describe('What keeps quiet'),
})
export type QuietHours = z.output<typeof quietHours>

const night = { from: '21:00', to: '08:00' }

/** Workspaces that were there before the setting go on as they did. */
export const storedQuietHours = {
  name: 'quietHours',
  schema: quietHours,
  absent: { ...night, channels: [] } as QuietHours,
}

/** Of a new workspace: what rings in a pocket waits for the morning, mail does not. */
export const firstQuietHours: QuietHours = { ...night, channels: ['sms', 'push', 'wechat', 'wecom'] }

export const quietHoursOf = (ledger: Ledger, workspaceId: number): Promise<QuietHours> =>
  readSetting(ledger, workspaceId, storedQuietHours)
