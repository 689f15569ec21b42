import { z } from 'zod'
import { inHousehold, representedByOthers } from '../../../customer/index.ts'
import { sql } from '../../../kit/sql.ts'
import { defineOperator } from '../operator.ts'

const lives = z.enum(['yes', 'no'])

/** Who lives with another customer, by the households that were confirmed. */
export const household = defineOperator({
  id: 'household',
  label: { en: 'Household', 'zh-CN': '家庭' },
  help: {
    en: 'Lives with another customer, by the households that were confirmed.',
    'zh-CN': '按已确认的家庭，与其他客户同住。',
  },
  group: 'attribute',
  dependency: 'relation',
  params: z.object({ lives }),
  fields: [
    {
      name: 'lives',
      label: { en: 'with other customers', 'zh-CN': '与其他客户同住' },
      type: 'choice',
      choices: [
        { value: 'yes', label: { en: 'yes', 'zh-CN': '是' } },
        { value: 'no', label: { en: 'no', 'zh-CN': '否' } },
      ],
      required: true,
      default: 'yes',
    },
  ],
  toSql: (params, { bind, workspace }) => {
    const leaf = {
      family: 'profiles',
      condition: sql`person_key IN (${inHousehold(bind('UInt32', workspace.id))})`,
      withoutRows: false,
    } as const
    return params.lives === 'yes' ? leaf : { not: leaf }
  },
  evaluate: (params, { profile, household: home }) =>
    (params.lives === 'yes') === (profile !== null && (home?.people ?? 1) > 1),
  words: (params) =>
    params.lives === 'yes'
      ? { en: 'live with another customer', 'zh-CN': '与其他客户同住' }
      : { en: 'do not live with another customer', 'zh-CN': '未与其他客户同住' },
})

/** One of each home: whom its letters go to; people without a household all stay. */
export const onePerHousehold = defineOperator({
  id: 'one_per_household',
  label: { en: 'One per household', 'zh-CN': '每个家庭一人' },
  help: {
    en: 'The one of each household that letters go to, and everybody without a household. Where that one does not fulfil the other conditions, nobody of the home does.',
    'zh-CN': '每个家庭只保留收信人，未归入家庭的客户全部保留。若收信人不符合其他条件，则该家庭无人入选。',
  },
  group: 'attribute',
  dependency: 'relation',
  params: z.object({}),
  fields: [],
  toSql: (_, { bind, workspace }) => ({
    not: {
      family: 'profiles',
      condition: sql`person_key IN (${representedByOthers(bind('UInt32', workspace.id))})`,
      withoutRows: false,
    },
  }),
  evaluate: (_, { profile, household: home }) => !(profile !== null && home !== undefined && !home.isFirst),
  words: () => ({ en: 'are the one of their household letters go to', 'zh-CN': '是家庭收信人或未归入家庭' }),
})
