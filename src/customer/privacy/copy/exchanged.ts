import { sql as raw } from 'kysely'
import type { Vault } from '../../../kit/crypto/index.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import type { Ledger } from '../../../stores/ledger/index.ts'

type Row = Record<string, unknown>

/** What was written between us, both ways. */
export async function* conversationsOf(
  ledger: Ledger,
  vault: Vault,
  workspace: Workspace,
  keys: readonly number[],
) {
  const rows = await ledger.db
    .selectFrom('conversations as c')
    .innerJoin('conversation_messages as m', 'm.conversation_id', 'c.id')
    .select(['c.channel', 'c.address', 'm.direction', 'm.words', 'm.at'])
    .where('c.workspace_id', '=', workspace.id)
    .where('c.person_key', 'in', keys.map(String))
    .orderBy('m.at')
    .execute()
  for (const { address, words, ...row } of rows)
    yield {
      ...row,
      value: vault.decrypt(address),
      ...(JSON.parse(vault.decrypt(words)) as { subject: string | null; text: string }),
    }
}

/** Letters that were printed, as they were addressed and worded. */
export async function* lettersOf(
  ledger: Ledger,
  vault: Vault,
  workspace: Workspace,
  keys: readonly number[],
) {
  const rows = await ledger.db
    .selectFrom('letters as l')
    .innerJoin('letter_batches as b', 'b.id', 'l.batch_id')
    .select(['l.content', 'l.state', 'l.returned_why', 'l.returned_at', 'b.created_at as at', 'b.handed_at'])
    .where('l.workspace_id', '=', workspace.id)
    .where('l.person_key', 'in', keys.map(String))
    .orderBy('b.created_at')
    .execute()
  for (const { content, ...row } of rows) {
    const { address, headline, body } = JSON.parse(vault.decrypt(content)) as {
      address: string[]
      headline: string
      body: string
    }
    yield {
      ...row,
      value: address.join(', '),
      text: [headline, body].filter((part) => part !== '').join('\n\n'),
    }
  }
}

/** Calls of the desk that were not taken back, with the notes. */
export async function* callsOf(ledger: Ledger, vault: Vault, workspace: Workspace, keys: readonly number[]) {
  const rows = await ledger.db
    .selectFrom('desk_calls')
    .select([
      'at',
      'outcome',
      'refusal_reason',
      'considering_until',
      'call_back_at',
      'next_step',
      'topics',
      'sentiment',
      'note',
    ])
    .where('workspace_id', '=', workspace.id)
    .where('person_key', 'in', keys.map(String))
    .where('undone_at', 'is', null)
    .orderBy('at')
    .execute()
  for (const { note, ...row } of rows) yield { ...row, note: note === null ? null : vault.decrypt(note) }
}

/** What they complained of in their words, and what they were given; what colleagues noted of it is in the steps. */
export async function* casesOf(ledger: Ledger, vault: Vault, workspace: Workspace, keys: readonly number[]) {
  const { rows } = await raw<Row & { words: Buffer; notes: Buffer[] | null }>`
    SELECT c.channel, c.words, c.topics, c.severity, c.received_at, c.answered_at, c.closed_at, c.outcome, c.satisfaction,
      (SELECT jsonb_agg(jsonb_build_object('remedy', r.label, 'state', r.state, 'given_at', r.given_at) ORDER BY r.proposed_at)
         FROM case_remedies r WHERE r.case_id = c.id) AS remedies,
      (SELECT array_agg(s.note ORDER BY s.id) FROM case_steps s WHERE s.case_id = c.id AND s.note IS NOT NULL) AS notes
    FROM cases c WHERE c.workspace_id = ${workspace.id} AND c.person_key = ANY(${[...keys]}::bigint[])
    ORDER BY c.received_at, c.id`.execute(ledger.db)
  for (const { words, notes, ...row } of rows)
    yield { ...row, words: vault.decrypt(words), notes: (notes ?? []).map((note) => vault.decrypt(note)) }
}

/** What they answered when they were asked, with the question as they read it. */
export async function* answersOf(
  ledger: Ledger,
  vault: Vault,
  workspace: Workspace,
  keys: readonly number[],
) {
  const { rows } = await raw<Row & { words: Buffer | null }>`
    SELECT s.question->>${workspace.locale}::text AS question, a.score, a.reasons, a.words, a.channel, a.at
    FROM survey_answers a JOIN surveys s ON s.id = a.survey_id
    WHERE a.workspace_id = ${workspace.id} AND a.person_key = ANY(${[...keys]}::bigint[]) ORDER BY a.at, a.id`.execute(
    ledger.db,
  )
  for (const { words, ...row } of rows) yield { ...row, words: words === null ? null : vault.decrypt(words) }
}
