import { sql } from 'kysely'
import { newId } from '../../kit/ids.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { caseSurveyStep } from '../delivery/enqueue.ts'
import { registeredUrl } from '../tracking/campaign-links.ts'
import type { Tracked } from '../tracking/engagement.ts'
import type { SurveyDeps } from './deps.ts'
import type { Given } from './page.ts'
import { dissatisfiedTo } from './score.ts'
import { type Survey, surveysOf } from './store.ts'

/** So long an answer can be changed. */
const openMinutes = 30

/** The survey a message asked: its follow-up says it, else the address its link stands for. */
export async function surveyOfMessage(
  deps: SurveyDeps,
  { workspace, delivery, token }: Tracked,
): Promise<Survey | null> {
  let id: string | undefined
  if (delivery.step === caseSurveyStep) {
    const { rows } = await sql<{ survey: string }>`
      SELECT occurrence AS survey FROM deliveries WHERE id = ${delivery.id}::uuid`.execute(deps.ledger.db)
    id = rows[0]?.survey
  } else {
    const url = await registeredUrl(deps.ledger, workspace.id, delivery.campaign_id, token.linkNo)
    id = /\/t\/survey\/([0-9a-f-]{36})(?:[?#]|$)/.exec(url ?? '')?.[1]
  }
  if (id === undefined) return null
  return (await surveysOf(deps.ledger.db, workspace, id))[0] ?? null
}

/** What the recipient answered before, and whether it may still be changed. */
export async function answerBefore(
  deps: SurveyDeps,
  workspace: Workspace,
  survey: Survey,
  deliveryId: string,
): Promise<{ given: Given; isOpen: boolean } | null> {
  const { rows } = await sql<{ score: number; reasons: string[]; words: Buffer | null; open: boolean }>`
    SELECT score, reasons, words, open_until > clock_timestamp() AS open FROM survey_answers
    WHERE survey_id = ${survey.id}::uuid AND delivery_id = ${deliveryId}::uuid`.execute(deps.ledger.db)
  const [row] = rows
  if (!row) return null
  const vault = await deps.vaultOf(workspace.id)
  const words = row.words === null ? '' : vault.decrypt(row.words)
  return { given: { score: row.score, reasons: row.reasons, words }, isOpen: row.open }
}

/**
 * Keeps an answer: one for a message, the last word of its half hour. Whoever is dissatisfied and says why is a complaint
 * where the survey says so; it stays one when they change the number.
 * @returns false where the half hour is over
 */
export async function keepAnswer(
  deps: SurveyDeps,
  { workspace, delivery }: Tracked,
  survey: Survey,
  given: Given & { score: number },
): Promise<boolean> {
  const personKey = Number(delivery.person_key)
  const vault = await deps.vaultOf(workspace.id)
  if (vault.isErased(personKey)) return false
  const isComplaint = survey.opensCase && given.score <= dissatisfiedTo[survey.kind] && given.words !== ''
  const open = isComplaint
    ? await deps.prepareCase(workspace, {
        ...{ personKey, channel: 'survey', words: given.words, by: 'customer:survey' },
      })
    : null
  const sealed = given.words === '' ? null : vault.encryptFor(personKey, given.words)
  const at = workspace.clock.now()
  return deps.ledger.transaction(async (trx) => {
    const { rows } = await sql<{ id: string }>`
      INSERT INTO survey_answers AS a (id, survey_id, workspace_id, person_key, delivery_id, campaign_id, step, channel,
        score, reasons, words, at, open_until)
      SELECT ${newId()}::uuid, ${survey.id}::uuid, ${workspace.id}, person_key, ${delivery.id}::uuid, ${delivery.campaign_id}::uuid,
        ${delivery.step}, ${delivery.channel}, ${given.score}, ${[...given.reasons]}::text[], ${sealed}, ${at}::timestamptz,
        clock_timestamp() + ${openMinutes} * interval '1 minute'
      FROM persons WHERE workspace_id = ${workspace.id} AND person_key = ${personKey}
      ON CONFLICT (survey_id, delivery_id) DO UPDATE
        SET score = excluded.score, reasons = excluded.reasons, words = excluded.words
        WHERE a.open_until > clock_timestamp()
      RETURNING a.id`.execute(trx)
    const [answer] = rows
    if (!answer) return false
    if (open) await open(trx, { ref: `answer:${answer.id}`, origin: { kind: 'survey', id: answer.id } })
    // A follow-up is the customer's own word on how their complaint was handled.
    if (delivery.step === caseSurveyStep && survey.kind === 'csat')
      await sql`UPDATE cases SET satisfaction = ${given.score} WHERE workspace_id = ${workspace.id}
        AND id = ${delivery.campaign_id}::uuid AND closed_at IS NOT NULL`.execute(trx)
    return true
  })
}
