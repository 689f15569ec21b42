import { noteTopics } from '@liangti/models'
import { z } from 'zod'
import { readSetting } from '../../customer/index.ts'
import { share } from '../../kit/api-shapes.ts'
import type { Locale } from '../../kit/errors.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'

export const tiers = ['none', 'low', 'middle', 'high'] as const
export type Tier = (typeof tiers)[number]
export const remedyKinds = ['apology', 'refund', 'replacement', 'coupon', 'points', 'call', 'other'] as const

export const remedyShape = z.object({
  id: z.string().regex(/^[a-z0-9_-]{1,40}$/),
  name: z.string().trim().min(1).max(80),
  kind: z.enum(remedyKinds),
  costMinor: z.int().min(0).max(1_000_000_000).describe('What it costs, in the currency of the workspace'),
  topics: z.array(z.enum(noteTopics)).max(noteTopics.length).describe('For these topics; none: for all'),
  fromSeverity: z.int().min(1).max(4).describe('For this severity and every one above'),
  fromTier: z.enum(tiers).describe('For this value tier and every one above'),
  isStandard: z.boolean().describe('Owed to everybody it fits; the others are more than that'),
})
export type Remedy = z.output<typeof remedyShape>

const ofTheTime = z.number().min(0.05).max(10).describe('Share of the time to answer that has gone')
const escalationShape = z.object({
  warnAt: ofTheTime,
  supervisorAt: ofTheTime,
  headAt: ofTheTime,
  urgentFrom: z
    .int()
    .min(1)
    .max(13)
    .describe('From this severity × value on, each step comes one sooner; 13: never'),
  supervisor: z.uuid().nullable().describe('A member; null: nobody is named, the step is taken all the same'),
  head: z.uuid().nullable(),
})
const standardEscalation = {
  ...{ warnAt: 0.75, supervisorAt: 1, headAt: 1.5, urgentFrom: 6, supervisor: null, head: null },
}

export const recoverySettings = z.object({
  remedies: z.array(remedyShape).min(1).max(60),
  answerHours: z
    .array(z.int().min(1).max(720))
    .length(4)
    .describe('Hours until a first answer is due, for severity 1 to 4'),
  approveFromMinor: z
    .int()
    .min(0)
    .describe('A remedy that costs as much or more is approved by another person'),
  trial: z
    .object({
      share: share
        .max(0.5)
        .describe('Of the cases that could get more, how many get the standard remedy; 0: none'),
      severity4: z.boolean().describe('Whether cases of severity 4 are drawn too'),
      days: z.int().min(7).max(365).describe('How many days of purchases after the complaint are compared'),
    })
    .describe('What larger remedies are worth, by comparison with a control group'),
  team: z.array(z.uuid()).max(200).default([]).describe('Members who get new cases, the least busy first'),
  escalation: escalationShape.default(standardEscalation),
  followUp: z
    .object({
      survey: z.uuid().nullable().describe('Asked by mail after a founded case is closed; null: none'),
      afterHours: z.int().min(0).max(720),
    })
    .default({ survey: null, afterHours: 24 }),
  isFormOpen: z
    .boolean()
    .default(false)
    .describe('Whether anybody can complain on the hosted page without a message of ours'),
  fromAnswers: z
    .boolean()
    .default(true)
    .describe('Whether an answer that reads like a complaint opens a case by itself'),
})
export type RecoverySettings = z.output<typeof recoverySettings>

const all = { topics: [], fromTier: 'none' as const }
const names = {
  apology: { en: 'Apology with the reason', 'zh-CN': '致歉并说明原因' },
  make_good: { en: 'Refund or replacement', 'zh-CN': '退款或换货' },
  coupon: { en: 'Coupon as an apology', 'zh-CN': '致歉优惠券' },
  coupon_plus: { en: 'Larger coupon', 'zh-CN': '大额致歉优惠券' },
  manager: { en: 'Call by a manager with compensation', 'zh-CN': '经理致电并赔付' },
} as const

/** What a workspace starts with; costs are in minor units of its currency. */
export function standardRecovery(locale: Locale): RecoverySettings {
  const named = (id: keyof typeof names) => ({ id, name: names[id][locale] })
  return {
    remedies: [
      { ...named('apology'), kind: 'apology', costMinor: 0, ...all, fromSeverity: 1, isStandard: true },
      {
        ...{ ...named('make_good'), kind: 'refund', costMinor: 5_000, fromTier: 'none', fromSeverity: 2 },
        ...{ topics: ['product', 'delivery', 'billing', 'refund', 'points'], isStandard: true },
      },
      { ...named('coupon'), kind: 'coupon', costMinor: 6_000, ...all, fromSeverity: 2, isStandard: false },
      {
        ...{ ...named('coupon_plus'), kind: 'coupon', costMinor: 8_000, topics: [] },
        ...{ fromTier: 'middle', fromSeverity: 3, isStandard: false },
      },
      {
        ...{ ...named('manager'), kind: 'call', costMinor: 20_000, topics: [] },
        ...{ fromTier: 'high', fromSeverity: 3, isStandard: false },
      },
    ],
    answerHours: [72, 48, 24, 4],
    approveFromMinor: 10_000,
    trial: { share: 0, severity4: false, days: 90 },
    followUp: { survey: null, afterHours: 24 },
    ...{ fromAnswers: true, isFormOpen: false, team: [], escalation: standardEscalation },
  }
}

export function storedRecovery(locale: Locale) {
  return { name: 'recovery', schema: recoverySettings, absent: standardRecovery(locale) }
}

export function recoveryOf(ledger: Ledger, workspace: Workspace): Promise<RecoverySettings> {
  return readSetting(ledger, workspace.id, storedRecovery(workspace.locale))
}

/** What would make like cases be treated unlike, or leave somebody without anything; null where it is sound. */
export function problemOf({
  remedies,
  escalation,
}: RecoverySettings): { en: string; 'zh-CN': string } | null {
  const { warnAt, supervisorAt, headAt } = escalation
  if (!(warnAt < supervisorAt && supervisorAt < headAt))
    return {
      en: 'the owner is warned first, then the supervisor is called, then the head: put the shares in that order.',
      'zh-CN': '升级时间须依次为：提醒负责人、升级主管、升级负责人上级，请按先后填写。',
    }
  const ids = remedies.map(({ id }) => id)
  const twice = ids.find((id, i) => ids.indexOf(id) !== i)
  if (twice !== undefined)
    return { en: `the id “${twice}” stands there twice.`, 'zh-CN': `编号“${twice}”重复。` }
  const forAll = remedies.some(
    (one) => one.isStandard && one.topics.length === 0 && one.fromSeverity === 1 && one.fromTier === 'none',
  )
  if (!forAll)
    return {
      en: 'one standard remedy must fit every topic, severity and tier, or some customers would get nothing.',
      'zh-CN': '至少要有一项标准补救适用于所有主题、严重程度和价值层级，否则部分客户将得不到任何补救。',
    }
  const dear = remedies.find((one) => one.isStandard && one.fromTier !== 'none')
  if (dear)
    return {
      en: `“${dear.name}” is standard, so it cannot depend on what a customer is worth.`,
      'zh-CN': `“${dear.name}”是标准补救，不能按客户价值区分。`,
    }
  return null
}
