import { sql as raw } from 'kysely'
import type { Vault } from '../../../kit/crypto/index.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import type { Ledger } from '../../../stores/ledger/index.ts'

type Row = Record<string, unknown>

/** What somebody wants to hear of, by the names of the topics. */
export async function* topicWishesOf(ledger: Ledger, workspace: Workspace, keys: readonly number[]) {
  const { rows } = await raw<Row>`
    SELECT t.name->>'en' AS topic_en, t.name->>'zh-CN' AS topic_zh, w.wants, w.said_at AS at
    FROM topic_wishes w JOIN contact_topics t ON t.id = w.topic_id
    WHERE w.workspace_id = ${workspace.id} AND w.person_key = ANY(${[...keys]}::bigint[])
    ORDER BY t.position`.execute(ledger.db)
  yield* rows
}

/** What somebody wrote of the company elsewhere, in clear, and what it was taken to be about. */
export async function* reviewsOf(
  ledger: Ledger,
  vault: Vault,
  workspace: Workspace,
  keys: readonly number[],
) {
  const { rows } = await raw<Row & { words: Buffer }>`
    SELECT at, source, stars, product_id, words, topics, sentiment FROM reviews
    WHERE workspace_id = ${workspace.id} AND person_key = ANY(${[...keys]}::bigint[]) ORDER BY at`.execute(
    ledger.db,
  )
  for (const { words, ...row } of rows) yield { ...row, words: vault.decrypt(words) }
}
