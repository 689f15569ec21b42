import { z } from 'zod'
import { sql } from '../../../kit/sql.ts'
import { defineOperator } from '../operator.ts'
import { attributeField, attributeName, attributeOf, attributeSql, attributeWords } from './attribute.ts'

/** Only A–Z are folded: what else is one letter differs between languages, and between engines. */
function fold(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}

export const attributeContains = defineOperator({
  id: 'attribute_contains',
  label: { en: 'Attribute contains', 'zh-CN': '属性包含' },
  help: {
    en: 'The text stands somewhere in the attribute; capitals A–Z do not count.',
    'zh-CN': '属性中出现该文本，英文字母不区分大小写。',
  },
  group: 'attribute',
  dependency: 'local',
  params: z.object({ attribute: attributeName, text: z.string().min(1).max(200) }),
  fields: [
    attributeField,
    { name: 'text', label: { en: 'text', 'zh-CN': '文本' }, type: 'text', required: true },
  ],
  toSql: ({ attribute, text }, { bind }) => ({
    family: 'profiles',
    condition: sql`position(lower(${attributeSql(attribute, bind)}), ${bind('String', fold(text))}) > 0`,
    withoutRows: false,
  }),
  evaluate: ({ attribute, text }, customer) => fold(attributeOf(attribute, customer)).includes(fold(text)),
  words: ({ attribute, text }) => ({
    en: `have “${text}” in ${attributeWords(attribute).en}`,
    'zh-CN': `${attributeWords(attribute)['zh-CN']}包含“${text}”`,
  }),
})
