import { z } from 'zod'
import type { Localized } from '../../../kit/api-shapes.ts'
import { identifier } from '../../../kit/sql.ts'
import type { FeatureValues } from '../customer-facts.ts'
import { type AnyOperator, defineOperator, type OperatorField } from '../operator.ts'
import { compareField, compareSql, compares, comparison, comparisonWords, counted } from './compare.ts'
import { moneyWords } from './money-words.ts'

interface FeatureOperator {
  id: string
  column: string
  of(features: FeatureValues): number
  label: Localized
  help: Localized
  dependency: 'time' | 'local'
  unit: OperatorField['type']
  /** Given the comparison and the value in words. */
  en(compare: string, value: string): string
  zh(compare: string, value: string): string
}

/** Comparisons of one column of the feature snapshot differ in their words alone. Who never bought has no values. */
function featureOperator(of: FeatureOperator): AnyOperator {
  return defineOperator({
    id: of.id,
    label: of.label,
    help: of.help,
    group: 'value',
    dependency: of.dependency,
    params: z.object({ compare: comparison, value: z.int().min(-1e12).max(1e12) }),
    fields: [
      compareField,
      { name: 'value', label: { en: 'value', 'zh-CN': '值' }, type: of.unit, required: true },
    ],
    toSql: ({ compare, value }, { bind }) => ({
      family: 'features',
      condition: compareSql(identifier(of.column), compare, bind('Int64', value)),
      withoutRows: false,
    }),
    evaluate: ({ compare, value }, customer) =>
      customer.features !== null && compares(of.of(customer.features), compare, value),
    words: ({ compare, value }, { workspace }) => {
      const shown =
        of.unit === 'money'
          ? moneyWords(value, workspace.currency)
          : { en: String(value), 'zh-CN': String(value) }
      const how = comparisonWords(compare)
      return { en: of.en(how.en, shown.en), 'zh-CN': of.zh(how['zh-CN'], shown['zh-CN']) }
    },
  })
}

export const recency = featureOperator({
  id: 'recency',
  column: 'recency_days',
  of: (f) => f.recencyDays,
  label: { en: 'Days since the last order', 'zh-CN': '距上次消费天数' },
  help: {
    en: 'Calendar days from the last order to the snapshot.',
    'zh-CN': '最近一次下单到快照日的自然日天数。',
  },
  dependency: 'time',
  unit: 'days',
  en: (how, value) => `last ordered ${how} ${counted(value, 'day')} ago`,
  zh: (how, value) => `距上次消费${how} ${value} 天`,
})

export const frequency = featureOperator({
  id: 'frequency',
  column: 'frequency',
  of: (f) => f.frequency,
  label: { en: 'Orders in all', 'zh-CN': '消费频次' },
  help: {
    en: 'Orders with goods, over the whole history; returns are not counted.',
    'zh-CN': '历史累计的商品订单数，不含退货。',
  },
  dependency: 'local',
  unit: 'number',
  en: (how, value) => `placed ${how} ${counted(value, 'order')} in all`,
  zh: (how, value) => `累计下单${how} ${value} 次`,
})

export const monetary = featureOperator({
  id: 'monetary',
  column: 'monetary_minor',
  of: (f) => f.monetaryMinor,
  label: { en: 'Spent in all', 'zh-CN': '消费金额' },
  help: {
    en: 'Spent on goods over the whole history, net of returns.',
    'zh-CN': '历史累计的商品消费金额，已扣除退货。',
  },
  dependency: 'local',
  unit: 'money',
  en: (how, value) => `spent ${how} ${value} in all`,
  zh: (how, value) => `累计消费${how} ${value}`,
})

export const breadth = featureOperator({
  id: 'breadth',
  column: 'breadth',
  of: (f) => f.breadth,
  label: { en: 'Category breadth', 'zh-CN': '品类广度' },
  help: {
    en: 'Categories bought from; products, where no categories are known.',
    'zh-CN': '购买过的品类数；没有品类信息时按商品计。',
  },
  dependency: 'local',
  unit: 'number',
  en: (how, value) => `bought from ${how} ${counted(value, 'category', 'categories')}`,
  zh: (how, value) => `购买过的品类数${how} ${value}`,
})

export const length = featureOperator({
  id: 'length',
  column: 'length_days',
  of: (f) => f.lengthDays,
  label: { en: 'Length of the relationship', 'zh-CN': '关系时长' },
  help: {
    en: 'Calendar days from the first order to the snapshot.',
    'zh-CN': '首次下单到快照日的自然日天数。',
  },
  dependency: 'time',
  unit: 'days',
  en: (how, value) => `placed their first order ${how} ${counted(value, 'day')} ago`,
  zh: (how, value) => `关系时长${how} ${value} 天`,
})
