import { z } from 'zod'
import type { Localized } from '../../kit/api-shapes.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { readSetting } from '../profiles/workspace-setting.ts'

/** Dates every workspace has. */
export const standardKinds: readonly { id: string; label: Localized; yearly: boolean }[] = [
  { id: 'birthday', label: { en: 'Birthday', 'zh-CN': '生日' }, yearly: true },
  { id: 'wedding', label: { en: 'Wedding day', 'zh-CN': '结婚纪念日' }, yearly: true },
  { id: 'child_birthday', label: { en: 'Child’s birthday', 'zh-CN': '子女生日' }, yearly: true },
  { id: 'family_birthday', label: { en: 'Family member’s birthday', 'zh-CN': '家人生日' }, yearly: true },
  { id: 'contract_end', label: { en: 'End of contract', 'zh-CN': '合同到期' }, yearly: false },
]

/** Of these somebody may have several. */
export const isOfMany = (kind: string): boolean => kind === 'child_birthday' || kind === 'family_birthday'

const ownKind = z.object({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,39}$/)
    .describe('Never changes; rules name it'),
  label: z.string().trim().min(1).max(40),
  yearly: z.boolean().describe('Comes again each year; else once'),
})
export const dateKindSettings = z.object({
  kinds: z.array(ownKind).max(20).describe('Besides the standard ones'),
})
export type DateKindSettings = z.output<typeof dateKindSettings>

export const storedKinds = {
  name: 'dateKinds',
  schema: dateKindSettings,
  absent: { kinds: [] } as DateKindSettings,
}

export interface DateKind {
  id: string
  label: Localized
  yearly: boolean
  isStandard: boolean
}

/** All kinds a workspace has. */
export async function dateKindsOf(ledger: Ledger, workspaceId: number): Promise<DateKind[]> {
  return kindsOf(await readSetting(ledger, workspaceId, storedKinds))
}

/** Standard kinds and then the workspace's own. */
export function kindsOf({ kinds }: DateKindSettings): DateKind[] {
  const standard = standardKinds.map((one) => ({ ...one, isStandard: true }))
  const taken = new Set(standard.map(({ id }) => id))
  return [
    ...standard,
    ...kinds
      .filter(({ id }) => !taken.has(id))
      .map(({ id, label, yearly }) => ({
        id,
        label: { en: label, 'zh-CN': label },
        yearly,
        isStandard: false,
      })),
  ]
}
