import { createHash } from 'node:crypto'
import { needTopicsOf } from '../../../customer/index.ts'
import type { Localized } from '../../../kit/api-shapes.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import type { Ledger } from '../../../stores/ledger/index.ts'
import { automatedDecisions } from '../../automated/decisions/index.ts'
import { readPolicy } from '../../fields/policy.ts'
import { type Fact, fact, own, type Section, type SectionId, say, sectionIds } from './fact.ts'
import { dataFacts, peopleFacts } from './people.ts'
import { limitFacts, purposeFacts, retentionFactsOf } from './purposes.ts'
import { type MailHost, recipientFacts } from './recipients.ts'
import { type Installation, securityFacts } from './security.ts'
import { readSources, sourceFacts } from './sources.ts'

export interface FactDeps {
  ledger: Ledger
  mailHost: MailHost
  installation: Installation
  /** Attributes customers have here, and those computed for them. */
  attributesOf(workspace: Workspace): Promise<{ name: string; label: Localized }[]>
  computedOf(workspace: Workspace): Promise<{ id: string; label: string }[]>
}

const words: Readonly<Record<SectionId, { title: Localized; empty: Localized }>> = {
  people: { title: say('People concerned', '个人信息主体类别'), empty: say('Nobody.', '无。') },
  sources: {
    title: say('Where data come from', '数据来源'),
    empty: say('No source yet; each one stands here once it is set up.', '尚无数据来源；设置后会列在这里。'),
  },
  data: { title: say('Kinds of data', '个人信息种类'), empty: say('None yet.', '暂无。') },
  purposes: { title: say('Purposes and lawful bases', '处理目的与合法性基础'), empty: say('None.', '无。') },
  limits: {
    title: say('Data limited to purposes', '数据用途限制'),
    empty: say('None: everything may serve every purpose.', '无：所有数据可用于所有用途。'),
  },
  recipients: { title: say('Who gets data', '接收方'), empty: say('Nobody.', '无。') },
  retention: { title: say('How long data are kept', '保存期限'), empty: say('None.', '无。') },
  security: { title: say('Security measures', '安全措施'), empty: say('None.', '无。') },
  decisions: { title: say('Automated decisions', '自动化决策'), empty: say('None.', '无。') },
}

/** What the workspace does with data about people, read from where it is done; nobody writes it down by hand. */
export async function factsOf(deps: FactDeps, workspace: Workspace): Promise<Section[]> {
  const { ledger } = deps
  const [sources, attributes, computed, topics, policy] = await Promise.all([
    readSources(ledger, workspace),
    deps.attributesOf(workspace),
    deps.computedOf(workspace),
    needTopicsOf(ledger, workspace.id),
    readPolicy(ledger, workspace.id),
  ])
  const labelOf = (name: string) => attributes.find((one) => one.name === name)?.label ?? own(name)
  const facts: Record<SectionId, Fact[]> = {
    people: await peopleFacts(ledger, workspace, sources),
    sources: sourceFacts(sources),
    data: dataFacts(sources, attributes, computed, topics),
    purposes: await purposeFacts(ledger, workspace),
    limits: await limitFacts(ledger, workspace, labelOf),
    recipients: await recipientFacts(ledger, workspace, policy, deps.mailHost),
    retention: await retentionFactsOf(ledger, workspace),
    security: await securityFacts(ledger, workspace, policy, deps.installation),
    decisions: decisionFacts(),
  }
  return sectionIds.map((id) => ({ id, ...words[id], facts: facts[id] }))
}

const optOuts = {
  honoured: say('refusal honoured', '尊重拒绝'),
  not_about_traits: say('looks at no characteristic', '不看个人特征'),
  no_effect: say('nothing happens to the person by it', '对本人无直接影响'),
} as const

function decisionFacts(): Fact[] {
  return automatedDecisions.map(({ id, name, what, data, effect, optOut, how }) =>
    fact(
      id,
      name,
      [what.en, data.en, effect.en, optOut],
      [
        [say('What', '内容'), what],
        [say('By', '依据'), data],
        [say('Effect', '影响'), effect],
        [optOuts[optOut], how],
      ],
    ),
  )
}

/** The same while nothing of what is done has changed, whatever the words and the figures. */
export function fingerprintOf(sections: readonly Section[]): string {
  const lines = sections.flatMap(({ id, facts }) => facts.map((one) => `${id}/${one.id}/${one.mark}`))
  return createHash('sha256').update(lines.toSorted().join('\n')).digest('hex')
}
