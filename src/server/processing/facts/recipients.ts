import { sql } from 'kysely'
import { purposesOfUse } from '../../../customer/index.ts'
import type { Localized } from '../../../kit/api-shapes.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import type { Ledger } from '../../../stores/ledger/index.ts'
import { listApiKeys } from '../../auth/keys.ts'
import { cardSettingsOf } from '../../card/settings.ts'
import type { FieldPolicy } from '../../fields/policy.ts'
import { type Fact, fact, listed, own, say } from './fact.ts'

const gets = say('Gets', '获得')
const roles: Readonly<Record<string, Localized>> = {
  owner: say('owner', '所有者'),
  marketer: say('marketer', '营销人员'),
  analyst: say('analyst', '分析人员'),
  viewer: say('viewer', '查看者'),
  agent: say('agent', '坐席'),
}
export const roleName = (role: string): Localized => roles[role] ?? own(role)

/** Host of the mail server, or null where a built-in catcher takes everything. */
export type MailHost = string | null

/** Who gets data: other systems by key, frames with cards, the mail server, and files that were taken out. */
export async function recipientFacts(
  ledger: Ledger,
  workspace: Workspace,
  policy: FieldPolicy,
  mailHost: MailHost,
): Promise<Fact[]> {
  const [keys, card, files] = await Promise.all([
    listApiKeys(ledger, workspace.id),
    cardSettingsOf(ledger, workspace.id),
    fileFacts(ledger, workspace),
  ])
  const live = keys.filter(({ revokedAt }) => !revokedAt)
  return [
    fact(
      'mail',
      mailHost === null
        ? say('Built-in mail catcher', '内置收件箱')
        : say(`Mail server ${mailHost}`, `邮件服务器 ${mailHost}`),
      mailHost,
      [
        [
          gets,
          mailHost === null
            ? say('all messages; nothing leaves this installation', '全部邮件；不会发往外部')
            : say('addresses and contents of the messages sent', '所发邮件的地址与内容'),
        ],
      ],
    ),
    ...live.map(({ id, name, role, lastUsedAt }) => {
      const limits = policy.keys[id] ?? {}
      return fact(
        `key/${id}`,
        say(`API key “${name}”`, `API 密钥“${name}”`),
        [role, limits],
        [
          [
            gets,
            say(`what the role ${roleName(role).en} may read`, `${roleName(role)['zh-CN']}角色可读取的内容`),
          ],
          ...(Object.keys(limits).length === 0
            ? []
            : ([[say('Limited in', '受限字段'), listed(Object.keys(limits).toSorted().map(own))]] as const)),
        ],
        lastUsedAt
          ? say(`last used ${lastUsedAt.slice(0, 10)}`, `最近使用 ${lastUsedAt.slice(0, 10)}`)
          : say('never used', '从未使用'),
      )
    }),
    ...(card.origins.length === 0
      ? []
      : [
          fact(
            'card',
            say('Customer card in other systems', '嵌入其他系统的客户卡片'),
            card.origins.toSorted(),
            [
              [say('Shown in', '嵌入于'), listed(card.origins.map(own))],
              [
                gets,
                say('one customer at a time, by a link of few minutes', '一次一位客户，链接数分钟内有效'),
              ],
            ],
          ),
        ]),
    ...files,
  ]
}

const fileKinds: Readonly<Record<string, Localized>> = {
  'customers.export/customers': say('Files of customers', '客户导出文件'),
  'customers.export/segment': say('Files of segments', '客群导出文件'),
  'companies.export/companies': say('Files of companies', '企业客户导出文件'),
  'campaign.list/campaign': say('Lists of campaigns for other systems', '营销活动名单文件'),
}

/** Files that were taken out, by kind and purpose, from the audit log. Reasons are free text and stay there. */
async function fileFacts(ledger: Ledger, workspace: Workspace): Promise<Fact[]> {
  const { rows } = await sql<{ kind: string; uses: (string | null)[]; n: number; last: string }>`
    SELECT action || '/' || subject_kind AS kind, array_agg(DISTINCT detail->>'use') AS uses,
           count(*)::int AS n, to_char(max(at) AT TIME ZONE ${workspace.timeZone}, 'YYYY-MM-DD') AS last
    FROM audit_log
    WHERE workspace_id = ${workspace.id} AND action IN ('customers.export', 'companies.export', 'campaign.list')
    GROUP BY 1 ORDER BY 1`.execute(ledger.db)
  const words = await purposesOfUse(ledger.db, workspace.id)
  return rows.map(({ kind, uses, n, last }) => {
    const named = uses.flatMap((use) => (use === null ? [] : [use]))
    return fact(
      `file/${kind}`,
      fileKinds[kind] ?? own(kind),
      named,
      [
        [
          say('For', '用途'),
          listed(
            named.map((id) => words.find((use) => use.id === id)?.label ?? own(id)),
            say('see the audit log', '见审计日志'),
          ),
        ],
        [
          gets,
          say(
            'whoever downloaded it; where it went on is not known here',
            '由下载者取得，后续去向不在本系统内',
          ),
        ],
      ],
      say(`${n} in the audit log, last ${last}`, `审计日志中 ${n} 次，最近 ${last}`),
    )
  })
}
