import { z } from 'zod'
import { identifier } from '../../../kit/sql.ts'
import { defineOperator } from '../operator.ts'
import { compareField, compareSql, compares, comparison, comparisonWords } from './compare.ts'

const measures = {
  r: { en: 'R (recency) score', 'zh-CN': 'R（近度）得分' },
  f: { en: 'F (frequency) score', 'zh-CN': 'F（频度）得分' },
  m: { en: 'M (monetary) score', 'zh-CN': 'M（额度）得分' },
} as const

export const rfmScore = defineOperator({
  id: 'rfm_score',
  label: { en: 'RFM score', 'zh-CN': 'RFM 得分' },
  help: {
    en: 'Compares one score of the newest RFM snapshot; who never bought has none.',
    'zh-CN': '比较最近一次 RFM 快照中的单项得分，从未购买的客户没有得分。',
  },
  group: 'value',
  dependency: 'population',
  params: z.object({ measure: z.enum(['r', 'f', 'm']), compare: comparison, value: z.int().min(1).max(9) }),
  fields: [
    {
      name: 'measure',
      label: { en: 'score', 'zh-CN': '得分' },
      type: 'choice',
      choices: (['r', 'f', 'm'] as const).map((value) => ({ value, label: measures[value] })),
      required: true,
      default: 'r',
    },
    compareField,
    { name: 'value', label: { en: 'value', 'zh-CN': '分值' }, type: 'number', required: true, default: 4 },
  ],
  toSql: ({ measure, compare, value }, { bind }) => ({
    family: 'features',
    condition: compareSql(identifier(measure), compare, bind('UInt8', value)),
    withoutRows: false,
  }),
  evaluate: ({ measure, compare, value }, customer) =>
    customer.features !== null && compares(customer.features[measure], compare, value),
  words: ({ measure, compare, value }) => ({
    en: `have an ${measures[measure].en} of ${comparisonWords(compare).en} ${value}`,
    'zh-CN': `${measures[measure]['zh-CN']}${comparisonWords(compare)['zh-CN']} ${value}`,
  }),
})
