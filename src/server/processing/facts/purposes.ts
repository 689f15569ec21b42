import { sql } from 'kysely'
import {
  channelsOf,
  consentChannels,
  consentPolicyOf,
  limitableSources,
  purposeLimitsOf,
  purposesOfUse,
  retentionFacts,
  retentionPoliciesOf,
  subjectLabel,
} from '../../../customer/index.ts'
import type { Localized } from '../../../kit/api-shapes.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import type { Ledger } from '../../../stores/ledger/index.ts'
import { type Fact, fact, listed, own, say } from './fact.ts'

const bases: Readonly<Record<string, Localized>> = {
  consent: say('consent', '同意'),
  contract: say('contract', '订立或履行合同'),
  legitimate_interest: say('legitimate interest', '正当利益'),
  legal_obligation: say('legal obligation', '法定义务'),
}
const channelLabel = (id: string) =>
  consentChannels.find((channel) => channel.id === id)?.label ?? say('all channels', '全部渠道')

/** What data are used for: the catalogue of consents, with the bases on record and what holds where nobody said anything. */
export async function purposeFacts(ledger: Ledger, workspace: Workspace): Promise<Fact[]> {
  const policy = await consentPolicyOf(ledger.db, workspace.id)
  const { rows: onRecord } = await sql<{ purpose: string; basis: string }>`
    SELECT DISTINCT purpose, basis FROM consents
    WHERE workspace_id = ${workspace.id} AND state = 'given' ORDER BY 1, 2`.execute(ledger.db)
  const { rows: texts } = await sql<{ purpose: string; version: number }>`
    SELECT purpose, max(version)::int AS version FROM consent_texts
    WHERE workspace_id = ${workspace.id} GROUP BY 1`.execute(ledger.db)
  return policy.purposes.map((purpose) => {
    const channels = channelsOf(purpose)
    const silent = channels.filter((channel) => policy.allowsUnrecorded(purpose.id, channel))
    const confirmed = channels.filter((channel) => policy.needsConfirmation(purpose.id, channel))
    const given = onRecord.flatMap((row) => (row.purpose === purpose.id ? [row.basis] : []))
    const version = texts.find((text) => text.purpose === purpose.id)?.version ?? null
    return fact(purpose.id, purpose.label, { given, silent, confirmed, version }, [
      [
        say('Lawful bases on record', '已记录的合法性基础'),
        listed(
          given.map((id) => bases[id] ?? own(id)),
          say('none yet', '暂无'),
        ),
      ],
      [
        say('Without a record', '无记录时'),
        silent.length === 0
          ? say('not used', '不使用')
          : say(
              `used until the person objects (${listed(silent.map(channelLabel)).en}); the basis has to be named above`,
              `在本人拒绝前使用（${listed(silent.map(channelLabel))['zh-CN']}）；合法性基础须在上文写明`,
            ),
      ],
      ...(confirmed.length === 0
        ? []
        : ([[say('Confirmed by mail', '须邮件确认'), listed(confirmed.map(channelLabel))]] as const)),
      [
        say('Text agreed to', '同意文本'),
        version === null ? say('none written', '未编写') : say(`version ${version}`, `第 ${version} 版`),
      ],
    ])
  })
}

/** Attributes, kinds of facts and sources that were collected for some purposes only. */
export async function limitFacts(
  ledger: Ledger,
  workspace: Workspace,
  labelOf: (attribute: string) => Localized,
): Promise<Fact[]> {
  const [limits, uses] = await Promise.all([
    purposeLimitsOf(ledger.db, workspace.id),
    purposesOfUse(ledger.db, workspace.id),
  ])
  const sources = await limitableSources(ledger.db, workspace.id)
  return limits.map(({ subject, purposes, reason }) =>
    fact(
      subject,
      subject.includes('/') ? subjectLabel(subject, sources) : labelOf(subject),
      [subject, purposes, reason],
      [
        [
          say('Only for', '仅用于'),
          listed(purposes.map((id) => uses.find((use) => use.id === id)?.label ?? own(id))),
        ],
        [say('Why', '原因'), own(reason)],
      ],
    ),
  )
}

const kindNames: Readonly<Record<keyof typeof retentionFacts, Localized>> = {
  events: say('Behaviour events', '行为事件'),
  touches: say('Contacts and answers', '接触与回应'),
  orders: say('Customers on orders', '订单上的客户信息'),
  prospects: say('Inactive prospects', '不活跃的潜在客户'),
  conversations: say('What customers wrote, and answers', '客户来信与回复'),
  answers: say('Answers to surveys', '调查回答'),
  cases: say('Complaint cases that are closed', '已关闭的投诉工单'),
  raw: say('Uploaded files and rows kept aside', '上传的文件与异常行'),
  inbox: say('Pushed rows not imported', '推送后未导入的行'),
  mails: say('Caught messages', '收件箱中的邮件'),
  audit: say('Audit log', '审计日志'),
}

export async function retentionFactsOf(ledger: Ledger, workspace: Workspace): Promise<Fact[]> {
  const policies = await retentionPoliciesOf(ledger.db, workspace.id)
  return policies.map(({ kind, days, reason }) =>
    fact(
      kind,
      kindNames[kind],
      [days, reason],
      [
        [
          say('Kept', '保存'),
          days === null
            ? say('for ever: no period is set', '一直保存：未设期限')
            : say(`${days} days`, `${days} 天`),
        ],
        ...(days === null
          ? []
          : ([
              [say('Why so long', '理由'), own(reason)],
              [say('Then', '到期'), retentionFacts[kind].does],
            ] as const)),
      ],
    ),
  )
}
