import type { Transaction } from 'kysely'
import type { Workspace } from '../../../kit/workspace.ts'
import type { LedgerSchema } from '../../../stores/ledger/index.ts'
import type { Told } from '../../channels/confirmed.ts'
import { ended, type Settlement, settle, settlementOf } from '../settle.ts'
import type { BatchDeps } from './deps.ts'
import { forget } from './hand-over.ts'
import {
  askAgain,
  claimDue,
  closeBatch,
  knownNumbers,
  markWaiting,
  type OpenBatch,
  type WaitingDelivery,
  waitingOf,
} from './store.ts'

type Trx = Transaction<LedgerSchema>

const dayMs = 86_400_000
/** Questions about a hand-over nobody knows of, before it is said to be unknown for good. */
const mostLooks = 8
/** After the days an adviser has: so long is taking it back tried where the platform cannot be asked. */
const patienceDays = 7

/** Asks about what was handed over before. @returns how many batches were asked about */
export async function askDue(deps: BatchDeps, workspace: Workspace): Promise<number> {
  const due = await claimDue(deps.ledger, workspace.id, deps.channel, deps.leaseMs)
  for (const batch of due) {
    try {
      if (batch.state === 'handing') await lookFor(deps, workspace, batch)
      else await askOne(deps, workspace, batch)
    } catch (error) {
      deps.log.error({ err: error, batchId: batch.id }, 'a batch could not be asked about; it is repeated')
    }
  }
  return due.length
}

const waitMs = ({ askDelaysMs }: BatchDeps, asks: number) =>
  askDelaysMs[Math.min(asks, askDelaysMs.length) - 1] ?? askDelaysMs.at(-1) ?? 0

/** The program ended, or no answer came, while it was handed over: the platform's own list says whether it was taken. */
async function lookFor(deps: BatchDeps, workspace: Workspace, batch: OpenBatch): Promise<void> {
  const { ledger } = deps
  const waiting = await ledger.transaction((trx) => waitingOf(trx, batch.id))
  const [vault, known] = await Promise.all([
    deps.vaultOf(workspace.id),
    knownNumbers(ledger, workspace.id, deps.channel),
  ])
  const ours = new Set(waiting.map((row) => row.address_index.toString('hex')))
  const isOurs = (address: string) => ours.has(vault.blindIndex(deps.addressType, address).toString('hex'))
  const found = await deps.confirmed.find(batch.content, batch.handedAt, isOurs, known)
  if ('providerId' in found && found.providerId !== null) {
    const number = found.providerId
    await ledger.transaction((trx) => markWaiting(trx, batch.id, number, 0))
    return
  }
  // Its list may lag behind, so one look is not enough; another copy is never made.
  const isLooked = !('problem' in found) && batch.asks >= mostLooks
  const isOver = isLooked || batch.ageMs > deps.confirmed.confirmDays * dayMs
  if (!isOver) return askAgain(ledger, batch.id, waitMs(deps, batch.asks))
  await ledger.transaction(async (trx) => {
    const at = workspace.clock.now()
    const rows = await waitingOf(trx, batch.id)
    const settlements = rows.map((context) => unknownOf(workspace, context, at))
    await settle(trx, deps.recordTouches, batch.id, 'sending', settlements)
    await closeBatch(trx, batch.id)
  })
}

function unknownOf(workspace: Workspace, context: WaitingDelivery, at: Date): Settlement {
  const outcome = { kind: 'unknown', reason: 'no_answer_after_request', params: {} } as const
  return settlementOf(outcome, { workspace, context, at, attempt: context.attempts })
}

async function askOne(deps: BatchDeps, workspace: Workspace, batch: OpenBatch): Promise<void> {
  const { ledger, confirmed } = deps
  const number = batch.providerId ?? ''
  const isLate = batch.ageMs > confirmed.confirmDays * dayMs
  const isTakenBack = isLate || batch.isCancelled ? (await confirmed.cancel(number)) === null : false
  // Asked after it was taken back: what an adviser confirmed a moment before is known then.
  const answer = await confirmed.ask(number)
  const isGivenUp = batch.ageMs > (confirmed.confirmDays + patienceDays) * dayMs
  if ('problem' in answer && !isGivenUp) return askAgain(ledger, batch.id, waitMs(deps, batch.asks))
  const told = 'problem' in answer ? [] : answer.told
  const index = await indexOf(deps, workspace, told)
  const left = await ledger.transaction(async (trx) => {
    const open = await settleTold(deps, trx, workspace, batch, index)
    const isOver = ('told' in answer && isTakenBack) || isGivenUp
    if (isOver) await settleRest(deps, trx, workspace, batch, open, isTakenBack)
    if (isOver || open.length === 0) await closeBatch(trx, batch.id)
    return isOver ? 0 : open.length
  })
  await forget(deps, workspace, strangersOf(deps, told))
  if (left > 0) await askAgain(ledger, batch.id, waitMs(deps, batch.asks))
}

/** Whoever is no friend of any adviser any more. */
function strangersOf({ confirmed }: BatchDeps, told: readonly Told[]): string[] {
  return told.flatMap(({ address, outcome }) =>
    outcome?.kind === 'failed' && outcome.reason === confirmed.stranger ? [address] : [],
  )
}

async function indexOf(
  { vaultOf, addressType }: BatchDeps,
  workspace: Workspace,
  told: readonly Told[],
): Promise<Map<string, Told>> {
  const vault = await vaultOf(workspace.id)
  const index = new Map<string, Told>()
  for (const each of told) {
    const key = vault.blindIndex(addressType, each.address).toString('hex')
    // Several advisers may have the customer in their list: one that sent it is what counts.
    if (each.outcome && index.get(key)?.outcome?.kind !== 'accepted') index.set(key, each)
  }
  return index
}

/** @returns what is still to be confirmed */
async function settleTold(
  deps: BatchDeps,
  trx: Trx,
  workspace: Workspace,
  batch: OpenBatch,
  index: ReadonlyMap<string, Told>,
): Promise<WaitingDelivery[]> {
  const [now, machine] = [workspace.clock.now(), Date.now()]
  const open: WaitingDelivery[] = []
  const settlements = (await waitingOf(trx, batch.id)).flatMap((context) => {
    const told = index.get(context.address_index.toString('hex'))
    if (!told?.outcome) {
      open.push(context)
      return []
    }
    // Told in the machine's time; the workspace's may be another.
    const at = new Date(now.getTime() - Math.max(0, machine - (told.at?.getTime() ?? machine)))
    return [settlementOf(told.outcome, { workspace, context, at, attempt: context.attempts })]
  })
  await settle(trx, deps.recordTouches, batch.id, 'sending', settlements)
  return open
}

/** What nobody will confirm any more; where it could not be taken back, somebody may. */
async function settleRest(
  deps: BatchDeps,
  trx: Trx,
  workspace: Workspace,
  batch: OpenBatch,
  open: readonly WaitingDelivery[],
  isTakenBack: boolean,
): Promise<void> {
  const at = workspace.clock.now()
  const settlements = open.map((context) => {
    if (!isTakenBack) return unknownOf(workspace, context, at)
    const of = { workspace, context, at }
    return batch.isCancelled
      ? ended(of, 'suppressed', 'campaign_stopped')
      : ended(of, 'failed', 'not_confirmed', { days: deps.confirmed.confirmDays })
  })
  await settle(trx, deps.recordTouches, batch.id, 'sending', settlements)
}
