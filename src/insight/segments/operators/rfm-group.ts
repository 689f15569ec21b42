import { z } from 'zod'
import { sql } from '../../../kit/sql.ts'
import { groupIndexSql, groupOf, type RfmGroupId, rfmGroups } from '../../rfm/groups.ts'
import { defineOperator } from '../operator.ts'

const ids = rfmGroups.map((group) => group.id)
const groupId = z.string().transform((value, context): RfmGroupId => {
  const found = ids.find((id) => id === value)
  if (found) return found
  context.addIssue({ code: 'custom', message: `"${value}" is no RFM group; there are ${ids.join(', ')}` })
  return z.NEVER
})

export const rfmGroup = defineOperator({
  id: 'rfm_group',
  label: { en: 'RFM group', 'zh-CN': 'RFM 分群' },
  help: {
    en: 'The customer is in one of these RFM groups of the newest snapshot.',
    'zh-CN': '客户属于最近一次快照中的这些 RFM 分群之一。',
  },
  group: 'value',
  dependency: 'population',
  params: z.object({ groups: z.array(groupId).min(1).max(rfmGroups.length) }),
  fields: [
    {
      name: 'groups',
      label: { en: 'groups', 'zh-CN': '分群' },
      type: 'texts',
      choices: rfmGroups.map((group) => ({ value: group.id, label: group.name })),
      required: true,
    },
  ],
  toSql: ({ groups }, { bind, bins }) => {
    const wanted = bind(
      'Array(UInt8)',
      groups.map((id) => ids.indexOf(id)),
    )
    return {
      family: 'features',
      condition: sql`has(${wanted}, ${groupIndexSql(sql`r`, sql`f`, sql`m`, bind('UInt32', bins))})`,
      withoutRows: false,
    }
  },
  evaluate: ({ groups }, customer, { bins }) => {
    const scores = customer.features
    return scores !== null && groups.includes(groupOf(scores.r, scores.f, scores.m, bins))
  },
  words: ({ groups }) => {
    const chosen = rfmGroups.filter((group) => groups.includes(group.id))
    return {
      en: `are in the RFM group ${chosen.map((group) => `“${group.name.en}”`).join(' or ')}`,
      'zh-CN': `属于 RFM 分群${chosen.map((group) => `“${group.name['zh-CN']}”`).join('或')}`,
    }
  },
})
