import { z } from 'zod'
import { sql } from '../../../kit/sql.ts'
import { defineOperator } from '../operator.ts'
import { attributeField, attributeName, attributeOf, attributeSql, attributeWords } from './attribute.ts'

export const attributeIn = defineOperator({
  id: 'attribute_in',
  label: { en: 'Attribute is one of', 'zh-CN': '属性属于' },
  help: {
    en: 'The attribute has one of these values. Capitals count.',
    'zh-CN': '属性值为所列值之一，区分大小写。',
  },
  group: 'attribute',
  dependency: 'local',
  params: z.object({ attribute: attributeName, values: z.array(z.string().min(1).max(200)).min(1).max(500) }),
  fields: [
    attributeField,
    { name: 'values', label: { en: 'values', 'zh-CN': '取值' }, type: 'texts', required: true },
  ],
  toSql: ({ attribute, values }, { bind }) => ({
    family: 'profiles',
    condition: sql`has(${bind('Array(String)', values)}, ${attributeSql(attribute, bind)})`,
    withoutRows: false,
  }),
  evaluate: ({ attribute, values }, customer) => values.includes(attributeOf(attribute, customer)),
  words: ({ attribute, values }) => {
    const shown = values.slice(0, 5)
    const more = values.length - shown.length
    return {
      en: `have ${attributeWords(attribute).en} ${shown.map((v) => `“${v}”`).join(' or ')}${more > 0 ? ` or one of ${more} more` : ''}`,
      'zh-CN': `${attributeWords(attribute)['zh-CN']}为${shown.map((v) => `“${v}”`).join('或')}${more > 0 ? `等 ${values.length} 个值之一` : ''}`,
    }
  },
})
