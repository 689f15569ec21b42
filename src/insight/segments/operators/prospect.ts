import { z } from 'zod'
import {
  cameFrom,
  daysInStage,
  foldStages,
  inStage,
  lookedAfterBy,
  prospectEnds,
  standardStages,
} from '../../../customer/index.ts'
import type { SqlFragment } from '../../../kit/sql.ts'
import { sql } from '../../../kit/sql.ts'
import { dayOf, warehouseTime } from '../../days.ts'
import type { RuleContext } from '../context.ts'
import type { CustomerFacts } from '../customer-facts.ts'
import { defineOperator, type OperatorField, type SqlContext } from '../operator.ts'
import { compareField, compareSql, compares, comparison, comparisonWords, counted } from './compare.ts'

const id = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/)
const scopeOf = ({ bind, workspace, moment }: SqlContext) => ({
  workspace: bind('UInt32', workspace.id),
  moment: bind("DateTime64(3, 'UTC')", warehouseTime(moment)),
})
const someone = (people: SqlFragment) =>
  ({ family: 'profiles', condition: sql`person_key IN (${people})`, withoutRows: false }) as const

/** The stages of a workspace take the place of the standard ones where rules are built. */
const stageChoices = [...standardStages, ...prospectEnds].map(({ id: value, label }) => ({ value, label }))
const stageField: OperatorField = {
  name: 'stage',
  label: { en: 'stage', 'zh-CN': '阶段' },
  type: 'choice',
  choices: stageChoices,
  required: true,
  default: 'new',
}

/** Where somebody stands at the moment of the rule; null where nothing is known of them. */
function standingOf({ profile, prospect, orderLines }: CustomerFacts, { moment }: RuleContext) {
  if (profile === null || prospect === undefined) return null
  const sales = orderLines.filter(({ kind }) => kind === 'sale')
  const times = sales.map(({ ts }) => ts.getTime()).filter((ms) => ms <= moment.getTime())
  const isKnownBuyer = sales.length === 0 && profile.status === 'customer'
  const bought = times.length > 0 ? Math.min(...times) : isKnownBuyer ? prospect.firstSeen.getTime() : null
  const words = prospect.words.filter(({ at }) => at <= moment.getTime())
  return foldStages(
    prospect.firstSeen.getTime(),
    bought,
    words.flatMap(({ aspect, at, id: word, value }) =>
      aspect === 'stage' ? [{ at, id: word, stage: value }] : [],
    ),
  ).at(-1)
}

/** The newest word about something at the moment of the rule; '' where there is none. */
function newest({ prospect }: CustomerFacts, aspect: 'owner' | 'source', { moment }: RuleContext): string {
  const said = (prospect?.words ?? []).filter((word) => word.aspect === aspect && word.at <= moment.getTime())
  return said.toSorted((a, b) => a.at - b.at || a.id - b.id).at(-1)?.value ?? ''
}

export const prospectStage = defineOperator({
  id: 'prospect_stage',
  label: { en: 'Stage of a prospect', 'zh-CN': '潜客阶段' },
  help: {
    en: 'Stands in this stage. Whoever bought has the stage “Bought”, whatever was said of them.',
    'zh-CN': '目前处于该阶段。凡有购买的客户均为“已成交”。',
  },
  group: 'attribute',
  dependency: 'local',
  params: z.object({ stage: id }),
  fields: [stageField],
  toSql: ({ stage }, context) => someone(inStage(scopeOf(context), stage, context.bind)),
  evaluate: ({ stage }, customer, context) => standingOf(customer, context)?.stage === stage,
  words: ({ stage }, _, names) => {
    const label = names.stage(stage)
    return { en: `stand in the stage “${label.en}”`, 'zh-CN': `处于“${label['zh-CN']}”阶段` }
  },
})

export const prospectOwner = defineOperator({
  id: 'prospect_owner',
  label: { en: 'Looked after by', 'zh-CN': '负责人' },
  help: {
    en: 'This colleague looks after them, or nobody does.',
    'zh-CN': '由该同事负责跟进，或尚无负责人。',
  },
  group: 'attribute',
  dependency: 'local',
  params: z.object({ owner: z.string().min(1).max(64) }),
  fields: [
    {
      name: 'owner',
      label: { en: 'colleague', 'zh-CN': '同事' },
      type: 'choice',
      choices: [{ value: 'none', label: { en: 'nobody', 'zh-CN': '无负责人' } }],
      required: true,
      default: 'none',
    },
  ],
  toSql: ({ owner }, context) =>
    someone(lookedAfterBy(scopeOf(context), owner === 'none' ? '' : owner, context.bind)),
  evaluate: ({ owner }, customer, context) =>
    customer.profile !== null && newest(customer, 'owner', context) === (owner === 'none' ? '' : owner),
  words: ({ owner }, _, names) =>
    owner === 'none'
      ? { en: 'are looked after by nobody', 'zh-CN': '尚无负责人' }
      : { en: `are looked after by ${names.colleague(owner)}`, 'zh-CN': `由${names.colleague(owner)}负责` },
})

export const prospectSource = defineOperator({
  id: 'prospect_source',
  label: { en: 'Came from', 'zh-CN': '客户来源' },
  help: {
    en: 'Where a colleague said they came from, or source or name (utm_source, utm_campaign) of the first campaign that brought them. Written in full; capitals do not matter.',
    'zh-CN':
      '同事注明的来源，或首次带来该客户的推广来源、推广名称（utm_source、utm_campaign）。需完整填写，不区分大小写。',
  },
  group: 'attribute',
  dependency: 'local',
  params: z.object({ from: z.string().trim().min(1).max(200) }),
  fields: [{ name: 'from', label: { en: 'from', 'zh-CN': '来源' }, type: 'text', required: true }],
  toSql: ({ from }, context) => someone(cameFrom(scopeOf(context), from, context.bind)),
  evaluate: ({ from }, customer, context) => {
    const first = customer.prospect?.campaign
    const known = first && first.at <= context.moment.getTime() ? [first.utmSource, first.utmCampaign] : []
    return (
      customer.profile !== null &&
      [newest(customer, 'source', context), ...known].some(
        (one) => one.toLowerCase() === from.toLowerCase() && one !== '',
      )
    )
  },
  words: ({ from }) => ({ en: `came from “${from}”`, 'zh-CN': `来源为“${from}”` }),
})

export const prospectDays = defineOperator({
  id: 'prospect_days',
  label: { en: 'Days in a stage', 'zh-CN': '阶段停留天数' },
  help: {
    en: 'Has stood in the stage for so many calendar days. Whoever bought has no stage any more.',
    'zh-CN': '在该阶段已停留的自然日天数。已购买的客户不再处于任何阶段。',
  },
  group: 'attribute',
  dependency: 'time',
  params: z.object({ stage: id, compare: comparison, days: z.int().min(0).max(3_650) }),
  fields: [
    {
      ...stageField,
      choices: [
        { value: 'any', label: { en: 'any', 'zh-CN': '不限' } },
        ...stageChoices.filter(({ value }) => value !== 'won'),
      ],
      default: 'any',
    },
    compareField,
    { name: 'days', label: { en: 'days', 'zh-CN': '天数' }, type: 'days', required: true, default: 14 },
  ],
  toSql: ({ stage, compare, days }, context) => {
    const { bind, day, workspace } = context
    const which = { stage: stage === 'any' ? null : stage, day, zone: workspace.timeZone }
    return someone(
      daysInStage(
        scopeOf(context),
        which,
        (theirs) => compareSql(theirs, compare, bind('Int64', days)),
        bind,
      ),
    )
  },
  evaluate: ({ stage, compare, days }, customer, context) => {
    const last = standingOf(customer, context)
    if (!last || (stage === 'any' ? last.stage === 'won' : last.stage !== stage)) return false
    const since = Date.parse(`${dayOf(new Date(last.at), context.workspace.timeZone)}T00:00:00Z`)
    return compares(Math.round((Date.parse(`${context.day}T00:00:00Z`) - since) / 86_400_000), compare, days)
  },
  words: ({ stage, compare, days }, _, names) => {
    const how = comparisonWords(compare)
    const label = stage === 'any' ? null : names.stage(stage)
    return {
      en: `have stood in ${label === null ? 'their stage' : `the stage “${label.en}”`} for ${how.en} ${counted(days, 'day')}`,
      'zh-CN': `在${label === null ? '当前' : `“${label['zh-CN']}”`}阶段停留${how['zh-CN']} ${days} 天`,
    }
  },
})
