import { sql } from 'kysely'
import { canonicalFields } from '../../../customer/index.ts'
import type { Localized } from '../../../kit/api-shapes.ts'
import { fieldGroups } from '../../../kit/fields.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import type { Ledger } from '../../../stores/ledger/index.ts'
import { type Fact, fact, listed, own, say } from './fact.ts'
import type { SourceRow } from './sources.ts'

const has = say('Known because', '依据')

/** Categories of people something is known of here. */
export async function peopleFacts(
  ledger: Ledger,
  workspace: Workspace,
  sources: readonly SourceRow[],
): Promise<Fact[]> {
  const { rows } = await sql<{ people: boolean; contacts: boolean; family: boolean; members: string }>`
    SELECT EXISTS (SELECT 1 FROM persons WHERE workspace_id = ${workspace.id}) AS people,
           EXISTS (SELECT 1 FROM company_contacts WHERE workspace_id = ${workspace.id}) AS contacts,
           EXISTS (SELECT 1 FROM family_members WHERE workspace_id = ${workspace.id}) AS family,
           (SELECT count(*) FROM memberships WHERE workspace_id = ${workspace.id}) AS members`.execute(
    ledger.db,
  )
  const there = rows[0]
  const visitors = sources.some(
    ({ kind, fields }) => kind === 'stream' || fields.includes('visitor') || fields.includes('device'),
  )
  const all: [boolean, string, Localized, Localized][] = [
    [
      there?.people ?? false,
      'customers',
      say('Customers and prospects', '客户与潜在客户'),
      say('records were imported or collected', '已导入或采集其记录'),
    ],
    [
      visitors,
      'visitors',
      say('Visitors of websites and apps', '网站与应用的访客'),
      say('a source sends cookies or devices', '有数据来源发送 Cookie 或设备标识'),
    ],
    [
      there?.contacts ?? false,
      'contacts',
      say('Contacts of companies', '企业客户的联系人'),
      say('customers are recorded as working somewhere', '记录了客户的任职企业'),
    ],
    [
      there?.family ?? false,
      'family',
      say('Family members of customers', '客户的家庭成员'),
      say('family was recorded, children possibly among them', '记录了家庭成员，其中可能有未成年人'),
    ],
  ]
  return [
    ...all.flatMap(([is, id, name, why]) => (is ? [fact(id, name, id, [[has, why]])] : [])),
    fact(
      'members',
      say('Staff who use the program', '使用本系统的员工'),
      'members',
      [[has, say('they sign in; what they do is audited', '登录使用，操作留有审计记录')]],
      say(`${there?.members ?? 0} members today`, `目前 ${there?.members ?? 0} 名成员`),
    ),
  ]
}

/** Categories of data: what sources fill, what customers have, what is computed. */
export function dataFacts(
  sources: readonly SourceRow[],
  attributes: readonly { name: string; label: Localized }[],
  computed: readonly { id: string; label: string }[],
  topics: readonly { id: string; label: string }[],
): Fact[] {
  const types = new Set(
    sources.flatMap(({ brings, fields }) =>
      fields.flatMap((name) => canonicalFields[brings][name]?.type ?? []),
    ),
  )
  const groups = fieldGroups.filter((group) =>
    'kinds' in group ? group.kinds.some((kind) => (types as Set<string>).has(kind)) : false,
  )
  const of = say('Data', '数据项')
  const brought = (kind: string) => sources.some(({ brings }) => brings === kind)
  const one = (is: boolean, id: string, name: Localized, value: Localized) =>
    is ? [fact(id, name, id, [[of, value]])] : []
  return [
    ...(groups.length === 0
      ? []
      : [
          fact(
            'identifiers',
            say('Identifiers', '身份标识'),
            groups.map(({ id }) => id),
            [[of, listed(groups.map(({ label }) => label))]],
          ),
        ]),
    ...(attributes.length === 0
      ? []
      : [
          fact('attributes', say('Attributes', '客户属性'), attributes.map(({ name }) => name).toSorted(), [
            [of, listed(attributes.map(({ label }) => label))],
          ]),
        ]),
    ...(computed.length === 0
      ? []
      : [
          fact('computed', say('Computed attributes', '计算属性'), computed.map(({ id }) => id).toSorted(), [
            [of, listed(computed.map(({ label }) => own(label)))],
          ]),
        ]),
    ...(topics.length === 0
      ? []
      : [
          fact('needs', say('Needs and preferences', '需求与偏好'), topics.map(({ id }) => id).toSorted(), [
            [of, listed(topics.map(({ label }) => own(label)))],
          ]),
        ]),
    ...one(
      brought('orders'),
      'orders',
      say('Orders', '订单'),
      say('what was bought, when, for how much', '购买的商品、时间与金额'),
    ),
    ...one(
      brought('events'),
      'events',
      say('Behaviour', '行为数据'),
      say('events on websites, in apps and elsewhere', '网站、应用等处的行为事件'),
    ),
    ...one(
      brought('orders') || brought('customers'),
      'scores',
      say('Scores and groups', '评分与分组'),
      say('RFM scores and segments made of the above', '由以上数据得出的 RFM 评分与客群'),
    ),
    fact('touches', say('Contacts and consents', '接触与同意记录'), 'touches', [
      [of, say('messages, answers, consents with their proofs', '发送、回应、同意及其凭证')],
    ]),
  ]
}
