import type { LabelledNote, NoteCoder, NoteTopic, Sentiment } from '@liangti/models'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { baseCoder, learnNotes } from '../coding/learn.ts'
import type { VaultOf } from '../tracking/tokens.ts'

interface Kept {
  /** Whoever asks while it learns waits for the same one. */
  coder: Promise<NoteCoder>
  /** How many corrections it has learnt from, and when. */
  corrections: number
  at: number
}

/** Learning takes a second of a processor, so a coder is not taught oftener than this. */
const teachEveryMs = 600_000
const mostCorrections = 500

export type CoderOf = (workspace: Workspace) => Promise<NoteCoder>

/** The coder of a workspace: the base one until somebody corrects a case, then one that learnt from the corrections. */
export function createCoders(deps: { ledger: Ledger; vaultOf: VaultOf }): CoderOf {
  const kept = new Map<number, Kept>()
  return async (workspace: Workspace): Promise<NoteCoder> => {
    const rows = await deps.ledger.db
      .selectFrom('cases')
      .select(['words', 'topics', 'sentiment'])
      .where('workspace_id', '=', workspace.id)
      .where('coded_by', '<>', 'model')
      .orderBy('received_at', 'desc')
      .limit(mostCorrections)
      .execute()
    const before = kept.get(workspace.id)
    const now = workspace.clock.now().getTime()
    if (rows.length === 0) return baseCoder()
    if (before && (before.corrections === rows.length || now - before.at < teachEveryMs)) return before.coder
    const vault = await deps.vaultOf(workspace.id)
    const coder = learnNotes(
      rows.toReversed().map(
        (row): LabelledNote => ({
          text: vault.decrypt(row.words),
          // A complaint says no to nothing; only the desk codes refusals.
          reason: null,
          topics: row.topics as NoteTopic[],
          sentiment: row.sentiment as Sentiment,
        }),
      ),
    )
    kept.set(workspace.id, { coder, corrections: rows.length, at: now })
    coder.catch(() => kept.delete(workspace.id))
    return coder
  }
}
