import { z } from 'zod'
import {
  type KnowledgeSettings,
  keptKnowledge,
  knowledgeFacets,
  knowledgeScores,
  scoreOfShares,
} from '../../../customer/index.ts'
import type { Localized } from '../../../kit/api-shapes.ts'
import { type SqlFragment, sql } from '../../../kit/sql.ts'
import { warehouseTime } from '../../days.ts'
import { nowOf } from '../context.ts'
import { defineOperator, type SqlContext } from '../operator.ts'
import { compareField, compareSql, compares, comparison, comparisonWords } from './compare.ts'

const sides = ['score', ...knowledgeFacets] as const
type Side = (typeof sides)[number]
const labels: Readonly<Record<Side, Localized>> = {
  score: { en: 'everything', 'zh-CN': '总分' },
  contact: { en: 'ways to reach them', 'zh-CN': '联系方式' },
  demography: { en: 'place, gender, age, language', 'zh-CN': '地区、性别、年龄、语言' },
  attributes: { en: 'other attributes', 'zh-CN': '其他属性' },
  dates: { en: 'important dates', 'zh-CN': '重要日期' },
  consent: { en: 'consents', 'zh-CN': '同意' },
  purchases: { en: 'purchases', 'zh-CN': '购买' },
  behaviour: { en: 'behaviour', 'zh-CN': '行为' },
  answers: { en: 'answers to messages', 'zh-CN': '对消息的响应' },
  needs: { en: 'needs and preferences', 'zh-CN': '需求与偏好' },
  family: { en: 'family', 'zh-CN': '家人' },
}
/** So that figures of single precision are the same in the engine and here. */
const decimals = 4
const rounded = (value: number) => Math.round(value * 10 ** decimals) / 10 ** decimals

/** How much is known of somebody, as it was last reckoned, by the weights of today; one side alone without them. */
export const knowledge = defineOperator({
  id: 'knowledge',
  label: { en: 'How much we know', 'zh-CN': '了解程度' },
  help: {
    en: 'From 0 to 100, of everything or of one side. “At most 0” finds those of whom nothing is known there.',
    'zh-CN': '总分或某一方面，0 到 100 分。“不超过 0”即该方面一无所知。',
  },
  group: 'value',
  dependency: 'time',
  params: z.object({
    of: z.enum(sides).default('score'),
    compare: comparison,
    value: z.number().min(0).max(100),
  }),
  fields: [
    {
      name: 'of',
      label: { en: 'side', 'zh-CN': '方面' },
      type: 'choice',
      choices: sides.map((value) => ({ value, label: labels[value] })),
      required: true,
      default: 'score',
    },
    compareField,
    { name: 'value', label: { en: 'points', 'zh-CN': '分数' }, type: 'number', required: true, default: 50 },
  ],
  toSql: ({ of, compare, value }, context) => ({
    family: 'profiles',
    condition: sql`person_key IN (SELECT person_key FROM (${scores(of, context)})
      WHERE ${compareSql(sql`round(score, ${{ text: String(decimals), params: {}, isSql: true }})`, compare, context.bind('Float64', value))})`,
    withoutRows: false,
  }),
  evaluate: ({ of, compare, value }, { profile, shares }, { knowledge: settings }) => {
    if (profile === null || shares === undefined || settings === undefined) return false
    return compares(
      rounded(scoreOfShares(shares, of === 'score' ? settings : only(of, settings))),
      compare,
      value,
    )
  },
  words: ({ of, compare, value }) => {
    const how = comparisonWords(compare)
    return of === 'score'
      ? { en: `are known by ${how.en} ${value} points`, 'zh-CN': `了解程度${how['zh-CN']} ${value} 分` }
      : {
          en: `are known in ${labels[of].en} by ${how.en} ${value} points`,
          'zh-CN': `在“${labels[of]['zh-CN']}”方面的了解程度${how['zh-CN']} ${value} 分`,
        }
  },
})

/** One side alone, as far as it is trusted. */
function only(side: Exclude<Side, 'score'>, settings: KnowledgeSettings): KnowledgeSettings {
  return Object.fromEntries(
    knowledgeFacets.map((facet) => [facet, { ...settings[facet], weight: facet === side ? 1 : 0 }]),
  ) as Record<(typeof knowledgeFacets)[number], KnowledgeSettings[Exclude<Side, 'score'>]>
}

/** Reckoned by then; where the weights are not known, as in a preview of words alone, nobody. */
function scores(of: Side, context: SqlContext): SqlFragment {
  const { bind, workspace, knowledge: settings } = context
  if (settings === undefined) return sql`SELECT toUInt64(0) AS person_key, 0. AS score WHERE 0`
  const until = bind("DateTime64(3, 'UTC')", warehouseTime(nowOf(context)))
  const kept = sql`${keptKnowledge(bind('UInt32', workspace.id))} AND computed_at <= ${until}`
  return knowledgeScores(kept, of === 'score' ? settings : only(of, settings), bind)
}
