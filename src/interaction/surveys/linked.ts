import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { type Survey, surveysOf } from './store.ts'

/**
 * The survey `{{ survey_link }}` leads to.
 * @param id the one a campaign names; null: the newest that takes answers
 * @returns null where there is none, or it takes no more answers
 */
export async function linkedSurvey(
  db: Ledger['db'],
  workspace: Pick<Workspace, 'id'>,
  id: string | null,
): Promise<Pick<Survey, 'id' | 'name'> | null> {
  // Open ones stand first, the newest before others.
  const [first] = await surveysOf(db, workspace, id ?? undefined)
  return first && first.closedAt === null ? { id: first.id, name: first.name } : null
}
