import { sql } from 'kysely'
import type { Localized } from '../../kit/api-shapes.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { LeadWords } from '../mapping/convert/lead-words.ts'
import { plainWord } from '../mapping/convert/leads.ts'
import { lostStage, prospectCatalogue, prospectEnds, type Stage, wonStage } from './stages.ts'

/** Further words of files for where the way ends. */
const endWords: Readonly<Record<string, readonly string[]>> = {
  [wonStage]: ['closed won', 'converted', 'customer', '成交', '已购买', '已转化'],
  [lostStage]: ['closed lost', 'disqualified', 'unqualified', '流失', '战败', '已战败', '无效'],
}
const mostNamed = 12

/** What files may say of prospects in a workspace, and what each word stands for. */
export async function leadWordsOf(ledger: Ledger, workspaceId: number): Promise<LeadWords> {
  const [{ stages, reasons }, people] = await Promise.all([
    prospectCatalogue(ledger, workspaceId),
    membersOf(ledger, workspaceId),
  ])
  const owners: Record<string, string> = {}
  for (const { id, name } of people) {
    const word = plainWord(name)
    owners[word] = owners[word] === undefined ? id : ''
  }
  // A mail address or a number is one person's, whatever others are called.
  for (const { id, email } of people) owners[plainWord(email)] = owners[id] = id
  const lost = prospectEnds.filter(({ id }) => id === lostStage)
  return {
    stages: {
      ...Object.fromEntries(
        Object.entries(endWords).flatMap(([id, words]) => words.map((word) => [plainWord(word), id])),
      ),
      ...wordsOf(prospectEnds),
      ...wordsOf(stages),
    },
    reasons: wordsOf(reasons),
    owners,
    allowed: {
      prospect_stage: listOf([...stages, ...lost].map(({ label }) => label)),
      prospect_reason: listOf(reasons.map(({ label }) => label)),
      prospect_owner: listOf(people.map(({ name }) => ({ en: name, 'zh-CN': name }))),
    },
  }
}

const wordsOf = (list: readonly Stage[]): Record<string, string> =>
  Object.fromEntries(
    list.flatMap(({ id, label }) => [id, label.en, label['zh-CN']].map((word) => [plainWord(word), id])),
  )

function listOf(labels: readonly Localized[]): Localized {
  const shown = labels.slice(0, mostNamed)
  const more = labels.length > shown.length
  return {
    en: `${shown.map(({ en }) => en).join(', ')}${more ? ', …' : ''}`,
    'zh-CN': `${shown.map((label) => label['zh-CN']).join('、')}${more ? '……' : ''}`,
  }
}

async function membersOf(ledger: Ledger, workspaceId: number) {
  const { rows } = await sql<{ id: string; name: string; email: string }>`
    SELECT u.id, u.display_name AS name, u.email FROM memberships m JOIN users u ON u.id = m.user_id
    WHERE m.workspace_id = ${workspaceId} ORDER BY u.display_name, u.id`.execute(ledger.db)
  return rows
}
