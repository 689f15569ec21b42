import { sql, type Transaction } from 'kysely'
import { openPostal } from '../../customer/index.ts'
import type { Actor } from '../../kit/api.ts'
import { newId } from '../../kit/ids.ts'
import { type Task, throwIfCancelled } from '../../kit/progress.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { type LedgerSchema, lockNumbers, writeAudit } from '../../stores/ledger/index.ts'
import type { LetterLevel } from '../../stores/ledger/schema/letters.ts'
import { post } from '../channels/post.ts'
import { prepareDeliveries, type ReadyDelivery } from '../delivery/prepare.ts'
import { ended, type Settlement, settle } from '../delivery/settle.ts'
import { addressLines, sharedHomes, type TakenHomes } from './addressee.ts'
import { letterCode, printedCode } from './code.ts'
import { composeLetters, type LetterText } from './compose.ts'
import type { LetterDeps } from './deps.ts'
import { letterErrors } from './errors.ts'
import { type Held, holdLetters, requireGoing, stillHeld } from './held.ts'
import type { LetterDesign, PrintedLetter } from './print/design.ts'
import { fitsOnPage, fitsWindow } from './print/letter.ts'
import { isPrintable, newSheet } from './print/sheet.ts'
import { type LetterSettings, letterSettingsOf } from './settings.ts'

type Trx = Transaction<LedgerSchema>

/** One file that printers and mail houses still take; more letters make more batches. */
export const mostLetters = 5_000
const checkedAtOnce = 250

export interface BatchWish {
  campaignId: string
  level: LetterLevel
}

/** A letter that may be printed, as far as is known. */
interface Written {
  delivery: ReadyDelivery['delivery']
  letter: PrintedLetter
  personKey: number
  addressIndex: Buffer
  /** Decided for good by this: what is printed is what is kept. */
  language: string | null
}

/**
 * Closes a batch: every letter that waits passes the checks of the moment of sending, is written and sealed as it will be
 * printed, or ends with its reason. Nothing has left the house by this.
 * @throws letter.noSender, letter.stopped, letter.paused, letter.nothingWaits, common.cancelled
 */
export async function makeBatch(
  deps: LetterDeps,
  workspace: Workspace,
  wish: BatchWish,
  actor: Actor,
  task: Task,
): Promise<{ id: string; letters: number; leftOut: number }> {
  const settings = await letterSettingsOf(deps.ledger, workspace)
  if (settings.returnAddress === '') throw letterErrors.noSender({})
  await requireGoing(deps.ledger, workspace, wish.campaignId)
  const held = await holdLetters(deps.ledger, workspace, { campaignId: wish.campaignId, limit: mostLetters })
  try {
    if (held.deliveries.length === 0) throw letterErrors.nothingWaits({ left: 0 })
    const batchId = newId()
    const checked = await checkAll(deps, workspace, wish, settings, held, batchId, task)
    const kept = await keepBatch(deps, workspace, wish, settings, held, batchId, checked, actor)
    // What was found wrong stands with each delivery all the same.
    if (kept.letters === 0) throw letterErrors.nothingWaits({ left: kept.leftOut })
    return kept
  } finally {
    await held.release()
  }
}

interface Checked {
  written: Written[]
  settlements: Settlement[]
  language: 'zh-CN' | 'en'
}

async function checkAll(
  deps: LetterDeps,
  workspace: Workspace,
  { level }: BatchWish,
  settings: LetterSettings,
  held: Held,
  batchId: string,
  task: Task,
): Promise<Checked> {
  const options = { ...deps, channel: post, compose: composeLetters(deps, level !== 'area') }
  const total = held.deliveries.length
  const look = await letterCheck()
  const found: Checked = { written: [], settlements: [], language: 'zh-CN' }
  for (let at = 0; at < total; at += checkedAtOnce) {
    throwIfCancelled(task, 'the batch of letters')
    task.report({ phase: 'checking', done: at, total, unit: 'letters' })
    const some = held.deliveries.slice(at, at + checkedAtOnce)
    const { ready, settlements } = await prepareDeliveries(options, workspace, some)
    found.settlements.push(...settlements)
    for (const one of ready) {
      const { delivery, address, addressIndex } = one
      const text = one.content as LetterText
      found.language = text.language
      const design = designOf(workspace, settings, text.language, one.at)
      const letter: PrintedLetter = {
        code: printedCode(letterCode(batchId, delivery.id)),
        address: addressLines(level, text.name, address, text.language),
        ...{ headline: text.headline, body: text.body },
        ...{ offerUrl: text.offerUrl, optOutUrl: text.optOutUrl },
        ...{ language: text.language, date: design.date },
      }
      const wrong = look(design, address, letter)
      const of = { workspace, context: delivery.context, at: one.at }
      if (wrong) found.settlements.push(ended(of, 'failed', wrong.reason, wrong.params))
      else
        found.written.push({
          ...{ delivery, letter, personKey: delivery.personKey, addressIndex },
          language: one.language,
        })
    }
  }
  throwIfCancelled(task, 'the batch of letters')
  return found
}

type LetterCheck = (
  design: LetterDesign,
  address: string,
  letter: PrintedLetter,
) => { reason: string; params: Record<string, string> } | null

/** What would bring a letter back, or print it wrongly. */
async function letterCheck(): Promise<LetterCheck> {
  const [lackOf, sheet] = [await openPostal(), newSheet('check')]
  sheet.addPage()
  return (design, address, letter) => {
    const lack = lackOf(address)
    if (lack !== null) return { reason: 'address_incomplete', params: { lack } }
    const wrong = !isPrintable([...letter.address, letter.headline, letter.body].join(''))
      ? 'sign_not_in_font'
      : !fitsWindow(sheet, design, letter.address)
        ? 'address_too_long'
        : !fitsOnPage(sheet, design, letter)
          ? 'letter_too_long'
          : null
    return wrong === null ? null : { reason: wrong, params: {} }
  }
}

/** What all letters of a batch share, from what was kept with it. */
export function designOf(
  workspace: Workspace,
  settings: LetterSettings,
  language: 'zh-CN' | 'en',
  at: Date,
): LetterDesign {
  return {
    ...{ settings, language, brand: workspace.name },
    date: at.toLocaleDateString(language === 'en' ? 'en-GB' : 'sv-SE', {
      timeZone: workspace.timeZone,
      ...(language === 'en' ? { day: 'numeric', month: 'long', year: 'numeric' } : {}),
    }),
  }
}

async function keepBatch(
  deps: LetterDeps,
  workspace: Workspace,
  wish: BatchWish,
  settings: LetterSettings,
  held: Held,
  batchId: string,
  { written, settlements, language }: Checked,
  actor: Actor,
): Promise<{ id: string; letters: number; leftOut: number }> {
  const vault = await deps.vaultOf(workspace.id)
  const homes = await deps.homesOf(
    workspace,
    written.map(({ personKey }) => personKey),
  )
  const at = workspace.clock.now()
  return deps.ledger.transaction(async (trx) => {
    // One batch of a workspace at a time: two at once could write to one home twice.
    await sql`SELECT pg_advisory_xact_lock(${lockNumbers.letters}, ${workspace.id})`.execute(trx)
    const ours = await stillHeld(trx, held)
    const candidates = written.filter(({ delivery }) => ours.has(delivery.id))
    const shared = sharedHomes(wish.level, candidates, homes, await takenHomes(trx, wish.campaignId))
    for (const { delivery } of shared)
      settlements.push(ended({ workspace, context: delivery.context, at }, 'suppressed', 'same_household'))
    const letters = candidates.filter((one) => !shared.has(one))
    const leftOut = countReasons(settlements)
    await settle(trx, deps.recordTouches, held.leaseId, 'planned', settlements)
    const left = Object.values(leftOut).reduce((sum, n) => sum + n, 0)
    if (letters.length === 0) return { id: '', letters: 0, leftOut: left }
    const createdBy = `${actor.kind}:${actor.id}`
    await sql`
      INSERT INTO letter_batches (id, workspace_id, campaign_id, number, level, language, settings, letters, left_out, state,
                                  created_by, created_at)
      SELECT ${batchId}::uuid, ${workspace.id}, ${wish.campaignId}::uuid, coalesce(max(number), 0) + 1, ${wish.level}, ${language},
             ${JSON.stringify(settings)}::jsonb, ${letters.length}, ${JSON.stringify(leftOut)}::jsonb, 'ready',
             ${createdBy}, ${at}
      FROM letter_batches WHERE workspace_id = ${workspace.id}`.execute(trx)
    await sql`
      INSERT INTO letters (id, workspace_id, batch_id, delivery_id, person_key, place, code, household_id, address_index, content, state)
      SELECT u.id, ${workspace.id}, ${batchId}::uuid, u.delivery, u.person, u.place, u.code, u.household, u.address, u.content, 'ready'
      FROM unnest(${letters.map(() => newId())}::uuid[], ${letters.map(({ delivery }) => delivery.id)}::uuid[],
        ${letters.map(({ personKey }) => personKey)}::bigint[], ${letters.map((_, i) => i + 1)}::integer[],
        ${letters.map(({ delivery }) => letterCode(batchId, delivery.id))}::text[],
        ${letters.map(({ personKey }) => homes.get(personKey)?.household ?? null)}::uuid[],
        ${letters.map(({ addressIndex }) => addressIndex)}::bytea[],
        ${letters.map(({ personKey, letter }) => vault.encryptFor(personKey, JSON.stringify(letter)))}::bytea[])
        AS u(id, delivery, person, place, code, household, address, content)`.execute(trx)
    await keepLanguages(trx, letters)
    await writeAudit(trx, {
      ...{
        workspaceId: workspace.id,
        actor,
        action: 'letters.batch',
        subject: { kind: 'letters', id: batchId },
      },
      detail: { campaign: wish.campaignId, level: wish.level, letters: letters.length, leftOut: left },
    })
    return { id: batchId, letters: letters.length, leftOut: left }
  })
}

async function keepLanguages(trx: Trx, letters: readonly Written[]): Promise<void> {
  const decided = letters.filter(({ language }) => language !== null)
  if (decided.length === 0) return
  await sql`
    UPDATE deliveries d SET language = coalesce(d.language, u.language)
    FROM unnest(${decided.map(({ delivery }) => delivery.id)}::uuid[], ${decided.map(({ language }) => language)}::text[])
      AS u(id, language) WHERE d.id = u.id`.execute(trx)
}

function countReasons(settlements: readonly Settlement[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { reason, status } of settlements) {
    const name = status === 'planned' ? 'later' : (reason ?? 'not_allowed')
    counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}

async function takenHomes(trx: Trx, campaignId: string): Promise<TakenHomes> {
  const { rows } = await sql<{ household_id: string | null; address_index: Buffer }>`
    SELECT l.household_id, l.address_index FROM letters l JOIN letter_batches b ON b.id = l.batch_id
    WHERE b.campaign_id = ${campaignId}::uuid AND l.state <> 'pulled'`.execute(trx)
  return {
    households: new Set(rows.flatMap(({ household_id }) => household_id ?? [])),
    addresses: new Set(rows.map(({ address_index }) => address_index.toString('hex'))),
  }
}
