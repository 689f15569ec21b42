import { z } from 'zod'
import type { Localized } from '../../kit/api-shapes.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { readSetting } from '../profiles/workspace-setting.ts'

/** Where everybody stands of whom nothing was said; always the first of the list. */
export const firstStage = 'new'
/** By the facts alone: the first purchase. */
export const wonStage = 'won'
export const lostStage = 'lost'

const named = z.object({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,39}$/)
    .describe('Never changes; rules and the history name it'),
  label: z.string().trim().min(1).max(30),
})
const distinct = (list: readonly { id: string; label: string }[]) =>
  new Set(list.map(({ id }) => id)).size === list.length &&
  new Set(list.map(({ label }) => label.toLowerCase())).size === list.length

export const prospectSettings = z.object({
  stages: z
    .array(named)
    .min(1)
    .max(10)
    .refine((list) => list[0]?.id === firstStage, { message: 'The first stage has the id new' })
    .refine((list) => list.every(({ id }) => id !== wonStage && id !== lostStage), {
      message: 'won and lost stand beside the list',
    })
    .refine(distinct, { message: 'Each id and each name stands once' })
    .describe('From the first word to the purchase, in order; the first has the id `new`'),
  reasons: z
    .array(named)
    .min(1)
    .max(20)
    .refine(distinct, { message: 'Each id and each name stands once' })
    .describe('Why somebody is lost'),
})
export type ProspectSettings = z.output<typeof prospectSettings>

/** One of a list every workspace begins with. */
export interface Standard {
  id: string
  label: Localized
}
export const standardStages: readonly Standard[] = [
  { id: firstStage, label: { en: 'New lead', 'zh-CN': '新线索' } },
  { id: 'contacted', label: { en: 'Contacted', 'zh-CN': '已联系' } },
  { id: 'interested', label: { en: 'Interested', 'zh-CN': '有意向' } },
  { id: 'opportunity', label: { en: 'Opportunity', 'zh-CN': '商机' } },
]
const standardReasons: readonly Standard[] = [
  { id: 'price', label: { en: 'Price', 'zh-CN': '价格不合适' } },
  { id: 'competitor', label: { en: 'Chose somebody else', 'zh-CN': '选择了竞品' } },
  { id: 'no_need', label: { en: 'No need now', 'zh-CN': '暂无需求' } },
  { id: 'unreachable', label: { en: 'Could not be reached', 'zh-CN': '联系不上' } },
  { id: 'other', label: { en: 'Another reason', 'zh-CN': '其他原因' } },
]
export const endLabels = {
  won: { en: 'Bought', 'zh-CN': '已成交' },
  lost: { en: 'Lost', 'zh-CN': '已流失' },
} as const

/** Where the way ends, whatever stages a workspace has. */
export const prospectEnds: readonly Standard[] = [
  { id: wonStage, label: endLabels.won },
  { id: lostStage, label: endLabels.lost },
]

export interface Stage {
  id: string
  label: Localized
}
export interface Catalogue {
  /** In order, without won and lost. */
  stages: Stage[]
  reasons: Stage[]
}

export const storedStages = { name: 'prospects', schema: prospectSettings.nullable(), absent: null }

/** A name the workspace did not change is said in both languages. */
function labelled(standard: readonly Standard[], { id, label }: { id: string; label: string }): Stage {
  const known = standard.find((one) => one.id === id)?.label
  return { id, label: known && (known.en === label || known['zh-CN'] === label) ? known : both(label) }
}
const both = (label: string): Localized => ({ en: label, 'zh-CN': label })

export function catalogueOf(settings: ProspectSettings | null): Catalogue {
  if (settings === null) return { stages: [...standardStages], reasons: [...standardReasons] }
  return {
    stages: settings.stages.map((one) => labelled(standardStages, one)),
    reasons: settings.reasons.map((one) => labelled(standardReasons, one)),
  }
}

/** The stages a workspace has, and why somebody is lost. */
export async function prospectCatalogue(ledger: Ledger, workspaceId: number): Promise<Catalogue> {
  return catalogueOf(await readSetting(ledger, workspaceId, storedStages))
}

/** What a stage is called; one that is no more, by its id. */
export function stageLabel({ stages }: Catalogue, id: string): Localized {
  if (id === wonStage) return endLabels.won
  if (id === lostStage) return endLabels.lost
  return stages.find((one) => one.id === id)?.label ?? both(id)
}

export const reasonLabel = ({ reasons }: Catalogue, id: string): Localized | null =>
  id === '' ? null : (reasons.find((one) => one.id === id)?.label ?? both(id))
