import { z } from 'zod'
import {
  holdsOn,
  newestWord,
  type Stance,
  stanceLabels,
  stances,
  statedName,
  withNeed,
} from '../../../customer/index.ts'
import { sql } from '../../../kit/sql.ts'
import { addDays, dayOf } from '../../days.ts'
import { nowOf } from '../context.ts'
import { defineOperator } from '../operator.ts'
import { counted } from './compare.ts'
import { withinDays, withinField } from './window.ts'

const strengths = {
  any: { en: 'however strongly', 'zh-CN': '不限程度' },
  '2': { en: 'clearly', 'zh-CN': '明确' },
  '3': { en: 'very much', 'zh-CN': '非常强烈' },
} as const
const strength = z.enum(['any', '2', '3']).default('any')
const least = (value: z.output<typeof strength>) => (value === 'any' ? 0 : Number(value))

/** Who said they need, like or do not want something, as far as their newest word on it still holds. */
export const statedNeed = defineOperator({
  id: 'stated_need',
  label: { en: 'Stated need or preference', 'zh-CN': '表达过的需求与偏好' },
  help: {
    en: 'What customers said themselves: the newest word on the topic, until its last day. Interest that only their orders or events show does not count.',
    'zh-CN': '客户本人的表达：以该主题最近一次表达为准，过期不计。仅由订单或行为推断的兴趣不计入。',
  },
  group: 'attribute',
  dependency: 'time',
  params: z.object({
    says: z.enum(stances),
    topic: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/),
    strength,
    withinDays,
  }),
  fields: [
    {
      name: 'says',
      label: { en: 'said they', 'zh-CN': '表达' },
      type: 'choice',
      choices: stances.map((value) => ({ value, label: stanceLabels[value] })),
      required: true,
      default: 'like',
    },
    { name: 'topic', label: { en: 'topic', 'zh-CN': '主题' }, type: 'choice', choices: [], required: true },
    {
      name: 'strength',
      label: { en: 'how strongly', 'zh-CN': '程度' },
      type: 'choice',
      choices: strength.unwrap().options.map((value) => ({ value, label: strengths[value] })),
      required: true,
      default: 'any',
    },
    { ...withinField, label: { en: 'said within the last days', 'zh-CN': '最近天数内表达' } },
  ],
  attributes: ({ topic }) => [statedName(topic)],
  toSql: (params, context) => {
    const { bind, workspace, topics } = context
    const now = nowOf(context)
    const day = dayOf(now, workspace.timeZone)
    const question = {
      here: sql`workspace_id = ${bind('UInt32', workspace.id)}`,
      timeZone: workspace.timeZone,
      topic: params.topic,
      kind: topics?.get(params.topic) ?? null,
      nowMs: now.getTime(),
      says: params.says,
      atLeast: least(params.strength),
      since: params.withinDays === null ? null : addDays(day, -params.withinDays),
      day,
    }
    return {
      family: 'profiles',
      condition: sql`person_key IN (${withNeed(question, bind)})`,
      withoutRows: false,
    }
  },
  evaluate: (params, { profile, needs }, context) => {
    const now = nowOf(context)
    const day = dayOf(now, context.workspace.timeZone)
    const word = newestWord(
      (needs ?? []).filter(({ topic, notedMs }) => topic === params.topic && notedMs <= now.getTime()),
    )
    return (
      profile !== null &&
      word !== null &&
      word.stance === params.says &&
      holdsOn(word, day) &&
      word.strength >= least(params.strength) &&
      (params.withinDays === null || word.saidOn >= addDays(day, -params.withinDays))
    )
  },
  words: ({ says, topic, strength, withinDays: days }, _, names) => {
    const label = names.topic(topic)
    const said = saidWords[says](label)
    const [how, howZh] =
      strength === 'any' ? ['', ''] : [` ${strengths[strength].en}`, strengths[strength]['zh-CN']]
    return days === null
      ? { en: `said they ${said.en}${how}`, 'zh-CN': `${howZh}表示过${said['zh-CN']}` }
      : {
          en: `said within the last ${counted(days, 'day')} they ${said.en}${how}`,
          'zh-CN': `最近 ${days} 天内${howZh}表示过${said['zh-CN']}`,
        }
  },
})

const saidWords: Record<Stance, (label: string) => { en: string; 'zh-CN': string }> = {
  need: (label) => ({ en: `need “${label}”`, 'zh-CN': `需要“${label}”` }),
  like: (label) => ({ en: `like “${label}”`, 'zh-CN': `喜欢“${label}”` }),
  avoid: (label) => ({ en: `do not want “${label}”`, 'zh-CN': `不想要“${label}”` }),
}
