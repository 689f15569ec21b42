import { z } from 'zod'
import { readSetting } from '../../customer/index.ts'
import { timeOfDay } from '../../kit/day-time.ts'
import type { Ledger } from '../../stores/ledger/index.ts'

/** How the desk works in a workspace. */
export const deskSettings = z.object({
  quiet: z
    .object({ from: timeOfDay, to: timeOfDay })
    .describe(
      'By the clock of each customer: nobody is called from then until then, unless they asked for that minute; equal: never quiet',
    ),
  mostTries: z.int().min(1).max(20).describe('Calls that reach nobody, until the task ends'),
  retryMinutes: z.int().min(5).max(10_080).describe('After a call that reached nobody'),
  undoMinutes: z.int().min(1).max(60).describe('So long an outcome can be taken back'),
  leaseMinutes: z
    .int()
    .min(2)
    .max(240)
    .describe('A task nobody works on goes back into the queue after that'),
})
export type DeskSettings = z.output<typeof deskSettings>

export const storedDesk = {
  name: 'desk',
  schema: deskSettings,
  absent: {
    quiet: { from: '21:00', to: '09:00' },
    ...{ mostTries: 3, retryMinutes: 120, undoMinutes: 5, leaseMinutes: 20 },
  } as DeskSettings,
}

export const deskSettingsOf = (ledger: Ledger, workspaceId: number): Promise<DeskSettings> =>
  readSetting(ledger, workspaceId, storedDesk)
