import { z } from 'zod'
import { sql } from '../../../kit/sql.ts'
import { defineOperator, type Leaf } from '../operator.ts'
import { attributeField, attributeName, attributeOf, attributeSql, attributeWords } from './attribute.ts'

export const attributeKnown = defineOperator({
  id: 'attribute_known',
  label: { en: 'Attribute is known', 'zh-CN': '属性有值' },
  help: {
    en: 'Whether the customer has any value for the attribute.',
    'zh-CN': '客户的该属性是否有值。',
  },
  group: 'attribute',
  dependency: 'local',
  params: z.object({ attribute: attributeName, known: z.enum(['known', 'unknown']).default('known') }),
  fields: [
    attributeField,
    {
      name: 'known',
      label: { en: 'is', 'zh-CN': '状态' },
      type: 'choice',
      choices: [
        { value: 'known', label: { en: 'known', 'zh-CN': '有值' } },
        { value: 'unknown', label: { en: 'unknown', 'zh-CN': '无值' } },
      ],
      required: true,
      default: 'known',
    },
  ],
  toSql: ({ attribute, known }, { bind }) => {
    const leaf: Leaf = {
      family: 'profiles',
      condition: sql`${attributeSql(attribute, bind)} != ''`,
      withoutRows: false,
    }
    return known === 'known' ? leaf : { not: leaf }
  },
  evaluate: ({ attribute, known }, customer) =>
    (attributeOf(attribute, customer) !== '') === (known === 'known'),
  words: ({ attribute, known }) => ({
    en: `have ${known === 'known' ? 'a known' : 'no known'} ${attributeWords(attribute).en}`,
    'zh-CN': `${attributeWords(attribute)['zh-CN']}${known === 'known' ? '有值' : '无值'}`,
  }),
})
