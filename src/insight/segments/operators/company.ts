import { z } from 'zod'
import {
  companyRoles,
  companySizes,
  representedAtCompany,
  roleLabels,
  sizeLabels,
  worksWhere,
} from '../../../customer/index.ts'
import { sql } from '../../../kit/sql.ts'
import type { CompanyFact } from '../customer-facts.ts'
import { defineOperator } from '../operator.ts'

const blankable = (most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .nullable()
    .default(null)
    .transform((text) => (text === '' ? null : text))

const params = z.object({
  works: z.enum(['yes', 'no']),
  name: blankable(200),
  industry: blankable(100),
  size: z.enum(['any', ...companySizes]).default('any'),
  role: z.enum(['any', ...companyRoles]).default('any'),
  owner: z.string().min(1).max(64).default('any'),
})
type Params = z.output<typeof params>

const any = { value: 'any', label: { en: 'any', 'zh-CN': '不限' } }

/** Names stand in the engine in lower case and half width. */
const compared = (name: string): string => name.normalize('NFKC').toLowerCase()

function isAsked({ name, industry, size, role, owner }: Params, company: CompanyFact): boolean {
  return (
    (name === null || company.name.includes(compared(name))) &&
    (industry === null || company.industry.toLowerCase() === industry.toLowerCase()) &&
    (size === 'any' || company.size === size) &&
    (role === 'any' || company.role === role) &&
    (owner === 'any' || company.owner === owner)
  )
}

/** Who works at a company, all of what is asked being so of one and the same. */
export const worksAt = defineOperator({
  id: 'works_at',
  label: { en: 'Works at a company', 'zh-CN': '所在公司' },
  help: {
    en: 'Is now a contact of a company of which all of this is true. What is left blank does not matter.',
    'zh-CN': '目前是符合以下全部条件的某家公司的联系人，未填写的条件不限。',
  },
  group: 'attribute',
  dependency: 'relation',
  params,
  fields: [
    {
      name: 'works',
      label: { en: 'works there', 'zh-CN': '是否任职' },
      type: 'choice',
      choices: [
        { value: 'yes', label: { en: 'yes', 'zh-CN': '是' } },
        { value: 'no', label: { en: 'no', 'zh-CN': '否' } },
      ],
      required: true,
      default: 'yes',
    },
    { name: 'name', label: { en: 'name contains', 'zh-CN': '名称包含' }, type: 'text', required: false },
    { name: 'industry', label: { en: 'industry', 'zh-CN': '行业' }, type: 'text', required: false },
    {
      name: 'size',
      label: { en: 'size', 'zh-CN': '规模' },
      type: 'choice',
      choices: [any, ...companySizes.map((value) => ({ value, label: sizeLabels[value] }))],
      required: true,
      default: 'any',
    },
    {
      name: 'role',
      label: { en: 'role there', 'zh-CN': '采购角色' },
      type: 'choice',
      choices: [any, ...companyRoles.map((value) => ({ value, label: roleLabels[value] }))],
      required: true,
      default: 'any',
    },
    {
      name: 'owner',
      label: { en: 'looked after by', 'zh-CN': '负责人' },
      type: 'choice',
      choices: [any],
      required: true,
      default: 'any',
    },
  ],
  toSql: ({ works, name, industry, size, role, owner }, { bind, workspace }) => {
    const leaf = {
      family: 'profiles',
      condition: sql`person_key IN (${worksWhere(bind('UInt32', workspace.id), bind, {
        ...(name === null ? {} : { name: compared(name) }),
        ...(industry === null ? {} : { industry }),
        ...(size === 'any' ? {} : { size }),
        ...(role === 'any' ? {} : { role }),
        ...(owner === 'any' ? {} : { owner }),
      })})`,
      withoutRows: false,
    } as const
    return works === 'yes' ? leaf : { not: leaf }
  },
  evaluate: (asked, { profile, companies }) =>
    (asked.works === 'yes') ===
    (profile !== null && (companies ?? []).some((company) => isAsked(asked, company))),
  words: (asked, _, names) => {
    const en = [
      ...(asked.name === null ? [] : [`name contains “${asked.name}”`]),
      ...(asked.industry === null ? [] : [`industry is ${asked.industry}`]),
      ...(asked.size === 'any' ? [] : [`size is ${sizeLabels[asked.size].en}`]),
      ...(asked.owner === 'any' ? [] : [`owner is ${names.colleague(asked.owner)}`]),
    ]
    const zh = [
      ...(asked.name === null ? [] : [`名称包含“${asked.name}”`]),
      ...(asked.industry === null ? [] : [`行业为${asked.industry}`]),
      ...(asked.size === 'any' ? [] : [`规模为 ${sizeLabels[asked.size]['zh-CN']}`]),
      ...(asked.owner === 'any' ? [] : [`负责人为${names.colleague(asked.owner)}`]),
    ]
    const as = asked.role === 'any' ? null : roleLabels[asked.role]
    return {
      en: `${asked.works === 'yes' ? 'work' : 'do not work'} at a company${en.length === 0 ? '' : ` whose ${en.join(' and ')}`}${as === null ? '' : ` as ${as.en.toLowerCase()}`}`,
      'zh-CN': `${asked.works === 'yes' ? '' : '未'}在${zh.length === 0 ? '公司' : `${zh.join('、')}的公司`}${as === null ? '任职' : `担任${as['zh-CN']}`}`,
    }
  },
})

/** One contact of each company: the primary one; people who work nowhere all stay. */
export const onePerCompany = defineOperator({
  id: 'one_per_company',
  label: { en: 'One contact per company', 'zh-CN': '每家公司一位联系人' },
  help: {
    en: 'The primary contact of each company (else the one known longest here), and everybody who works at none. Where that one does not fulfil the other conditions, nobody of the company does.',
    'zh-CN':
      '每家公司只保留首要联系人（未指定时取编号最小者），未任职的客户全部保留。若该联系人不符合其他条件，则该公司无人入选。',
  },
  group: 'attribute',
  dependency: 'relation',
  params: z.object({}),
  fields: [],
  toSql: (_, { bind, workspace }) => ({
    not: {
      family: 'profiles',
      condition: sql`person_key IN (${representedAtCompany(bind('UInt32', workspace.id))})`,
      withoutRows: false,
    },
  }),
  evaluate: (_, { profile, companies }) =>
    !(profile !== null && (companies ?? []).length > 0 && (companies ?? []).every(({ isFirst }) => !isFirst)),
  words: () => ({ en: 'are the one contact of their company', 'zh-CN': '是所在公司的首要联系人或未任职' }),
})
