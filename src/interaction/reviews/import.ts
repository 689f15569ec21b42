import { codeNote } from '@liangti/models'
import type { Actor } from '../../kit/api.ts'
import type { Vault } from '../../kit/crypto/index.ts'
import { newId } from '../../kit/ids.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { writeAudit } from '../../stores/ledger/index.ts'
import { baseCoder } from '../coding/learn.ts'
import type { ReviewDeps } from './deps.ts'
import { type BadRow, type FileReview, readReviews } from './read.ts'

export interface ReviewImport {
  id: string | null
  added: number
  already: number
  linked: number
  bad: BadRow[]
}

const batch = 1_000

/**
 * Takes the reviews of a file in, all that are right or none: coded by the model, their words sealed, under the writer's
 * own key where the file names a known customer.
 * @throws as `readReviews`
 */
export async function importReviewFile(
  deps: ReviewDeps,
  workspace: Workspace,
  actor: Actor,
  input: { file: { name: string; content: Buffer }; source: string },
): Promise<ReviewImport> {
  const { reviews, bad } = await readReviews(workspace, input.file)
  const [vault, coder] = [await deps.vaultOf(workspace.id), await baseCoder()]
  const writers = await writersOf(deps, workspace, reviews)
  const id = newId()
  const rows = reviews.map((review) => {
    const person = writers.get(review.customer) ?? null
    const { topics, sentiment } = codeNote(coder, review.words)
    const source = review.source || input.source
    return {
      ...{ id: newId(), workspace_id: workspace.id, import_id: id, source, at: review.at },
      ...{ stars: review.stars, product_id: review.product, person_key: person, sentiment },
      ref: review.ref || hashOf(vault, source, review),
      words: person === null ? vault.encrypt(review.words) : vault.encryptFor(person, review.words),
      ...{ topics: topics.map(({ code }) => code as string), coded_by: 'model' },
    }
  })
  return deps.ledger.transaction(async (trx) => {
    await trx
      .insertInto('review_imports')
      .values({
        ...{ id, workspace_id: workspace.id, file: input.file.name.slice(0, 200), source: input.source },
        ...{ reviews: 0, imported_by: `${actor.kind}:${actor.id}`, imported_at: workspace.clock.now() },
        undone_at: null,
      })
      .execute()
    let [added, linked] = [0, 0]
    for (let from = 0; from < rows.length; from += batch) {
      const kept = await trx
        .insertInto('reviews')
        .values(rows.slice(from, from + batch))
        .onConflict((conflict) => conflict.columns(['workspace_id', 'source', 'ref']).doNothing())
        .returning('person_key')
        .execute()
      added += kept.length
      linked += kept.filter((row) => row.person_key !== null).length
    }
    const already = rows.length - added
    if (added === 0) {
      await trx.deleteFrom('review_imports').where('id', '=', id).execute()
      return { id: null, added, already, linked, bad }
    }
    await trx.updateTable('review_imports').set({ reviews: added }).where('id', '=', id).execute()
    await writeAudit(trx, {
      ...{
        workspaceId: workspace.id,
        actor,
        action: 'review.imported',
        subject: { kind: 'review_import', id },
      },
      detail: { added, already, bad: bad.length },
    })
    return { id, added, already, linked, bad }
  })
}

/** Customers by the company's own number; one that several carry names nobody. */
async function writersOf(
  deps: ReviewDeps,
  workspace: Workspace,
  reviews: readonly FileReview[],
): Promise<Map<string, number>> {
  const numbers = [...new Set(reviews.map(({ customer }) => customer).filter((number) => number !== ''))]
  const found = new Map<string, number>()
  for (const number of numbers) {
    const { personKeys } = await deps.peopleAt(workspace, 'account', number)
    if (personKeys.length === 1 && personKeys[0] !== undefined) found.set(number, personKeys[0])
  }
  return found
}

/** The same words of the same moment about the same thing are one review, whichever file brings them. */
function hashOf(vault: Vault, source: string, { at, product, words }: FileReview): string {
  return vault
    .blindIndex('review', JSON.stringify([source, at.toISOString(), product, words]))
    .toString('hex')
}
