import { sql } from 'kysely'
import { privacySettingsOf } from '../../../customer/index.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import type { Ledger } from '../../../stores/ledger/index.ts'
import type { FieldPolicy } from '../../fields/policy.ts'
import { type Fact, fact, listed, own, say } from './fact.ts'
import { roleName } from './recipients.ts'

/** How the installation is run. */
export interface Installation {
  https: boolean
  warehouse: 'embedded' | 'server'
  ledger: 'embedded' | 'server'
}

const state = say('State', '状态')
const how = say('How', '做法')
const on = say('on', '已启用')
const off = say('off', '未启用')
const standard = say('standard: identifiers masked for all but owners', '默认：除所有者外标识均脱敏')

/** Whether a measure works today; what could be on and is not is no measure. */
export const isOn = ({ details }: Fact): boolean =>
  details.some(({ value }) => value === on || value === standard)

/** Measures that are on, and those that could be. */
export async function securityFacts(
  ledger: Ledger,
  workspace: Workspace,
  policy: FieldPolicy,
  installation: Installation,
): Promise<Fact[]> {
  const [settings, { rows: keys }, { rows: members }] = await Promise.all([
    privacySettingsOf(ledger.db, workspace.id),
    sql<{ sealed: boolean; trees: boolean }>`
      SELECT EXISTS (SELECT 1 FROM data_keys WHERE workspace_id = ${workspace.id} AND retired_at IS NULL) AS sealed,
             EXISTS (SELECT 1 FROM key_trees WHERE workspace_id = ${workspace.id}) AS trees`.execute(
      ledger.db,
    ),
    sql<{ role: string; n: number }>`
      SELECT role, count(*)::int AS n FROM memberships WHERE workspace_id = ${workspace.id} GROUP BY 1 ORDER BY 1`.execute(
      ledger.db,
    ),
  ])
  const sealed = keys[0]?.sealed ?? false
  const trees = keys[0]?.trees ?? false
  const { waitingDays, twoPersons, smallestCell } = settings
  return [
    fact('encryption', say('Encryption of identifiers', '身份标识加密'), sealed, [
      [state, sealed ? on : off],
      [
        how,
        say(
          'Names, telephone numbers, addresses and the like are encrypted and found again by keyed hashes; the analytics engine holds numbers only.',
          '姓名、电话、地址等加密保存，通过带密钥的散列查找；分析引擎中只有编号。',
        ),
      ],
    ]),
    fact(
      'shredding',
      say('Erasure by destroyed keys', '销毁密钥式删除'),
      [trees, waitingDays, twoPersons],
      [
        [state, trees ? on : say('begins with the first person', '自第一位客户起启用')],
        [
          how,
          say(
            `Each person has a key of their own; destroying it closes backups too. ${waitingDays} days of waiting; a second person has to approve: ${twoPersons ? 'yes' : 'no'}.`,
            `每人一把密钥，销毁后备份中也无法读取。等待期 ${waitingDays} 天；须他人批准：${twoPersons ? '是' : '否'}。`,
          ),
        ],
      ],
    ),
    fact(
      'roles',
      say('Roles', '角色权限'),
      'roles',
      [
        [state, on],
        [
          how,
          say(
            'Owner, marketer, analyst, viewer; identifiers in clear are for owners where nothing else is set, with a reason that is audited.',
            '分所有者、营销人员、分析人员和查看者；未另行设置时仅所有者可查看明文标识，须说明理由并留下审计记录。',
          ),
        ],
      ],
      listed(
        members.map(({ role, n }) => say(`${roleName(role).en} ${n}`, `${roleName(role)['zh-CN']} ${n} 人`)),
      ),
    ),
    fieldsFact(policy),
    fact('cells', say('Small groups in reports', '报表中的小群体'), smallestCell, [
      [state, smallestCell > 1 ? on : off],
      [
        how,
        say(
          `Roles that may not see identifiers get no figures of fewer than ${smallestCell} people.`,
          `不能查看标识的角色，看不到少于 ${smallestCell} 人的数字。`,
        ),
      ],
    ]),
    fact('https', say('Encrypted connections', '加密连接'), installation.https, [
      [
        state,
        installation.https
          ? on
          : say('no https address is set: fit for this machine only', '未设置 https 地址：只适合本机使用'),
      ],
    ]),
    fact('places', say('Where data lie', '数据存放'), installation, [
      [
        how,
        say(
          `Ledger: ${installation.ledger === 'embedded' ? 'in the data folder of this installation' : 'a PostgreSQL server'}; analytics: ${installation.warehouse === 'embedded' ? 'in the data folder of this installation' : 'a ClickHouse server'}.`,
          `账本：${installation.ledger === 'embedded' ? '本机数据目录' : 'PostgreSQL 服务器'}；分析库：${installation.warehouse === 'embedded' ? '本机数据目录' : 'ClickHouse 服务器'}。`,
        ),
      ],
    ]),
    fact('audit', say('Audit log', '审计日志'), 'audit', [
      [state, on],
      [
        how,
        say(
          'Unmasking, exports, consents, erasures, settings: who, what, when.',
          '查看明文、导出、同意、删除与设置变更，均记录操作人、内容与时间。',
        ),
      ],
    ]),
  ]
}

function fieldsFact(policy: FieldPolicy): Fact {
  const set = Object.entries(policy.roles).flatMap(([role, limits]) => {
    const fields = Object.keys(limits ?? {}).toSorted()
    return fields.length === 0 ? [] : [[roleName(role), listed(fields.map(own))] as const]
  })
  return fact('fields', say('Field permissions', '字段权限'), policy.roles, [
    [state, set.length === 0 ? standard : on],
    ...set,
  ])
}
