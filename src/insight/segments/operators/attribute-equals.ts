import { z } from 'zod'
import { sql } from '../../../kit/sql.ts'
import { defineOperator } from '../operator.ts'
import { attributeField, attributeName, attributeOf, attributeSql, attributeWords } from './attribute.ts'

export const attributeEquals = defineOperator({
  id: 'attribute_equals',
  label: { en: 'Attribute is', 'zh-CN': '属性等于' },
  help: {
    en: 'The attribute has exactly this value. Capitals count.',
    'zh-CN': '属性值与给定值完全相同，区分大小写。',
  },
  group: 'attribute',
  dependency: 'local',
  params: z.object({ attribute: attributeName, value: z.string().min(1).max(200) }),
  fields: [
    attributeField,
    { name: 'value', label: { en: 'value', 'zh-CN': '值' }, type: 'text', required: true },
  ],
  toSql: ({ attribute, value }, { bind }) => ({
    family: 'profiles',
    condition: sql`${attributeSql(attribute, bind)} = ${bind('String', value)}`,
    withoutRows: false,
  }),
  evaluate: ({ attribute, value }, customer) => attributeOf(attribute, customer) === value,
  words: ({ attribute, value }) => ({
    en: `have ${attributeWords(attribute).en} “${value}”`,
    'zh-CN': `${attributeWords(attribute)['zh-CN']}为“${value}”`,
  }),
})
