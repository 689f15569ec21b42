import { z } from 'zod'
import { sql } from '../../../kit/sql.ts'
import { defineOperator, hasRow, type OperatorField } from '../operator.ts'
import { compareField, compareSql, compares, comparison, comparisonWords } from './compare.ts'

const attributeField: OperatorField = {
  name: 'attribute',
  label: { en: 'computed attribute', 'zh-CN': '计算属性' },
  type: 'computed',
  required: true,
}

export const computedCompare = defineOperator({
  id: 'computed_compare',
  label: { en: 'Computed attribute compared', 'zh-CN': '计算属性比较' },
  help: {
    en: 'Compares a computed attribute that is a number, as of its newest computation; amounts in the currency’s main unit. Counts and totals are 0 for whom nothing is kept; anything else unknown is not in it.',
    'zh-CN':
      '比较数值型计算属性（以最近一次计算为准，金额以元等主单位计）。没有记录时计数与合计为 0，其余未知者不计入。',
  },
  group: 'attribute',
  dependency: 'time',
  params: z.object({ attribute: z.uuid(), compare: comparison, value: z.number().min(-1e15).max(1e15) }),
  fields: [
    attributeField,
    compareField,
    { name: 'value', label: { en: 'value', 'zh-CN': '值' }, type: 'number', required: true },
  ],
  toSql: ({ attribute, compare, value }, { bind, zeroes }) => {
    const mine = sql`attribute = ${bind('UUID', attribute)}`
    const fits = compareSql(sql`number`, compare, bind('Float64', value))
    if (!zeroes?.has(attribute) || !compares(0, compare, value))
      return hasRow('computed', sql`${mine} AND ${fits}`)
    // It holds for whom nothing is kept, so those are sought for whom it does not.
    const not = sql`${mine} AND NOT (${fits})`
    return {
      family: 'computed',
      condition: sql`countIf(${not}) = 0`,
      withoutRows: true,
      rows: not,
      isAnyRow: true,
    }
  },
  evaluate: ({ attribute, compare, value }, customer, { zeroes }) => {
    const mine = customer.computed?.[attribute] ?? (zeroes?.has(attribute) ? 0 : null)
    return typeof mine === 'number' && compares(mine, compare, value)
  },
  words: ({ attribute, compare, value }, _, names) => ({
    en: `have “${names.computed(attribute)}” ${comparisonWords(compare).en} ${value}`,
    'zh-CN': `“${names.computed(attribute)}”${comparisonWords(compare)['zh-CN']} ${value}`,
  }),
})

export const computedIs = defineOperator({
  id: 'computed_is',
  label: { en: 'Computed attribute is', 'zh-CN': '计算属性等于' },
  help: {
    en: 'A computed attribute that is a text has exactly this value, as of its newest computation.',
    'zh-CN': '文本型计算属性与给定值完全相同（以最近一次计算为准）。',
  },
  group: 'attribute',
  dependency: 'time',
  params: z.object({ attribute: z.uuid(), value: z.string().min(1).max(200) }),
  fields: [
    attributeField,
    { name: 'value', label: { en: 'value', 'zh-CN': '值' }, type: 'text', required: true },
  ],
  toSql: ({ attribute, value }, { bind }) =>
    hasRow('computed', sql`attribute = ${bind('UUID', attribute)} AND text = ${bind('String', value)}`),
  evaluate: ({ attribute, value }, customer) => customer.computed?.[attribute] === value,
  words: ({ attribute, value }, _, names) => ({
    en: `have “${names.computed(attribute)}” “${value}”`,
    'zh-CN': `“${names.computed(attribute)}”为“${value}”`,
  }),
})
