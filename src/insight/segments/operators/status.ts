import { z } from 'zod'
import { sql } from '../../../kit/sql.ts'
import { defineOperator } from '../operator.ts'

const labels = {
  prospect: { en: 'prospect', 'zh-CN': '潜在客户' },
  customer: { en: 'customer', 'zh-CN': '已购客户' },
} as const

export const status = defineOperator({
  id: 'status',
  label: { en: 'Prospect or customer', 'zh-CN': '客户状态' },
  help: {
    en: 'A prospect has never bought; the first purchase makes a customer.',
    'zh-CN': '从未购买的为潜在客户，首次购买后成为已购客户。',
  },
  group: 'attribute',
  dependency: 'local',
  params: z.object({ status: z.enum(['prospect', 'customer']) }),
  fields: [
    {
      name: 'status',
      label: { en: 'is', 'zh-CN': '状态' },
      type: 'choice',
      choices: [
        { value: 'customer', label: labels.customer },
        { value: 'prospect', label: labels.prospect },
      ],
      required: true,
      default: 'customer',
    },
  ],
  // Somebody known from orders alone has bought; a profile that lags behind them does not make a prospect.
  toSql: (params) => {
    const bought = {
      any: [
        { family: 'profiles' as const, condition: sql`status = 'customer'`, withoutRows: false },
        { family: 'features' as const, condition: sql`1`, withoutRows: false },
      ],
    }
    return params.status === 'customer' ? bought : { not: bought }
  },
  evaluate: (params, customer) => {
    const bought = customer.profile?.status === 'customer' || customer.features !== null
    return bought === (params.status === 'customer')
  },
  words: (params) =>
    params.status === 'customer'
      ? { en: 'have bought before', 'zh-CN': '曾经购买' }
      : { en: 'have never bought', 'zh-CN': '从未购买' },
})
