import { z } from 'zod'
import { readSetting } from '../../customer/index.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'

/** Where the window of an envelope shows the address, in millimetres from the upper left corner of the A4 sheet. */
export const windows = {
  'din-5008-b': { x: 20, y: 45, width: 85, height: 45 },
  'din-5008-a': { x: 20, y: 27, width: 85, height: 45 },
} as const

/** Self-adhesive sheets, A4, by columns × rows. */
export const labelSheets = {
  '3x8': { columns: 3, rows: 8, width: 70, height: 36, left: 0, top: 4.5 },
  '3x7': { columns: 3, rows: 7, width: 70, height: 42.3, left: 0, top: 0.45 },
  '2x7': { columns: 2, rows: 7, width: 99.1, height: 38.1, left: 5.9, top: 15.15 },
} as const
export type LabelSheet = keyof typeof labelSheets

const mm = (min: number, max: number) => z.number().min(min).max(max)

export const letterSettings = z.object({
  sender: z.string().trim().max(120).describe('Name over the return address and under the letter'),
  returnAddress: z
    .string()
    .trim()
    .max(200)
    .describe('Where letters come back to; stands small in the window'),
  legalLine: z.string().trim().max(400).describe('Below every letter, such as the company’s registration'),
  window: z.enum(['din-5008-b', 'din-5008-a', 'own']),
  ownWindow: z
    .object({ x: mm(5, 120), y: mm(10, 110), width: mm(50, 120), height: mm(20, 60) })
    .describe('Millimetres from the upper left corner; counts where the window is one’s own'),
})
export type LetterSettings = z.output<typeof letterSettings>

export const storedLetters = {
  name: 'letters',
  schema: letterSettings,
  absent: {
    ...{ sender: '', returnAddress: '', legalLine: '', window: 'din-5008-b' as const },
    ownWindow: { x: 20, y: 45, width: 85, height: 45 },
  },
}

export function letterSettingsOf(ledger: Ledger, workspace: Workspace): Promise<LetterSettings> {
  return readSetting(ledger, workspace.id, storedLetters)
}

export function windowOf({ window, ownWindow }: LetterSettings) {
  return window === 'own' ? ownWindow : windows[window]
}
