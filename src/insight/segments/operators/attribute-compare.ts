import { z } from 'zod'
import { type SqlFragment, sql } from '../../../kit/sql.ts'
import type { Bind } from '../../facts.ts'
import { defineOperator } from '../operator.ts'
import { attributeField, attributeName, attributeOf, attributeSql, attributeWords } from './attribute.ts'
import { compareField, compareSql, compares, comparison, comparisonWords } from './compare.ts'

// Plain decimals and ISO dates only, so that the engine and the evaluator read the same texts as numbers.
const numeric = /^[+-]?[0-9]{1,15}([.][0-9]{1,10})?$/
const dated = /^[0-9]{4}-[0-9]{2}-[0-9]{2}/

export const attributeCompare = defineOperator({
  id: 'attribute_compare',
  label: { en: 'Attribute compared', 'zh-CN': '属性比较' },
  help: {
    en: 'Compares an attribute that is a number or a date (YYYY-MM-DD). Customers without such a value are not in it.',
    'zh-CN': '比较数值或日期（YYYY-MM-DD）类属性，没有有效取值的客户不计入。',
  },
  group: 'attribute',
  dependency: 'local',
  params: z.object({
    attribute: attributeName,
    compare: comparison,
    value: z.union([
      z.number().min(-1e15).max(1e15),
      z.iso.date(),
      z.string().regex(numeric).transform(Number),
    ]),
  }),
  fields: [
    attributeField,
    compareField,
    { name: 'value', label: { en: 'number or date', 'zh-CN': '数值或日期' }, type: 'text', required: true },
  ],
  toSql: ({ attribute, compare, value }, { bind }) => ({
    family: 'profiles',
    condition: condition(attributeSql(attribute, bind), compare, value, bind),
    withoutRows: false,
  }),
  evaluate: ({ attribute, compare, value }, customer) => {
    const text = attributeOf(attribute, customer)
    if (typeof value === 'string') return dated.test(text) && compares(text.slice(0, 10), compare, value)
    return numeric.test(text) && compares(Number(text), compare, value)
  },
  words: ({ attribute, compare, value }) => ({
    en: `have ${attributeWords(attribute).en} ${comparisonWords(compare).en} ${value}`,
    'zh-CN': `${attributeWords(attribute)['zh-CN']}${comparisonWords(compare)['zh-CN']} ${value}`,
  }),
})

function condition(
  text: SqlFragment,
  compare: z.infer<typeof comparison>,
  value: number | string,
  bind: Bind,
): SqlFragment {
  if (typeof value === 'string')
    return sql`match(${text}, ${bind('String', dated.source)}) AND ${compareSql(sql`substring(${text}, 1, 10)`, compare, bind('String', value))}`
  return sql`match(${text}, ${bind('String', numeric.source)}) AND ${compareSql(sql`toFloat64OrZero(${text})`, compare, bind('Float64', value))}`
}
