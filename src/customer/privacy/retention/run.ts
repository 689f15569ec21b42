import { sql } from 'kysely'
import { newId } from '../../../kit/ids.ts'
import { noTask, type Task } from '../../../kit/progress.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { withWriteGate } from '../../../stores/ledger/index.ts'
import { withOwnership } from '../../imports/ownership.ts'
import type { ErasureDeps } from '../erasure/erase.ts'
import { privacyErrors } from '../errors.ts'
import { askedFor, forgetAsked } from './asked.ts'
import { countFacts, engineNow, type Found, removeFacts, sumFacts } from './facts.ts'
import { heldKeys, isHeld, lock } from './holds.ts'
import { type RetentionKind, retentionKinds } from './kinds.ts'
import { policiesOf } from './policy.ts'
import { countInactive, eraseInactive } from './prospects.ts'
import { countRows, removeRows } from './raw.ts'
import type { Removal } from './removal.ts'

export interface RetentionDeps extends ErasureDeps {
  /** Caught messages, which lie outside of the stores. */
  mails: OldMails
}

/** Messages kept outside of the stores, by their age. */
export interface OldMails {
  count(workspace: Workspace, before: Date): Found
  remove(workspace: Workspace, before: Date): void
}

const dayMs = 86_400_000

const isFact = (kind: RetentionKind) => kind === 'events' || kind === 'touches' || kind === 'orders'
const isRow = (kind: RetentionKind) =>
  kind === 'conversations' ||
  kind === 'cases' ||
  kind === 'answers' ||
  kind === 'raw' ||
  kind === 'inbox' ||
  kind === 'audit'

/** What of a kind is older than so many days, and would go if it ran now. Changes nothing. */
export async function previewOf(
  deps: RetentionDeps,
  workspace: Workspace,
  kind: RetentionKind,
  days: number,
): Promise<Found & { held: boolean; heldPeople: number }> {
  const { ledger } = deps
  const keys = await heldKeys(ledger.db, workspace.id)
  const removal: Removal = {
    ...{ runId: newId(), workspace, heldKeys: keys, before: null },
    cutoff: new Date(workspace.clock.now().getTime() - days * dayMs),
    storedBefore: await engineNow(deps.warehouse),
  }
  const held = await isHeld(ledger.db, workspace.id, kind)
  return { ...(await count(deps, kind, removal)), held, heldPeople: keys.length }
}

async function count(deps: RetentionDeps, kind: RetentionKind, removal: Removal): Promise<Found> {
  if (isFact(kind)) return countFacts(deps.warehouse, kind, removal)
  if (isRow(kind)) return countRows(deps.ledger, kind, removal)
  if (kind === 'prospects') return countInactive(deps, removal)
  return deps.mails.count(removal.workspace, removal.cutoff)
}

/** Steps after which a test may end the process. */
export type Step = 'begun' | 'summed' | 'removing' | 'removed'

export interface RunOptions {
  cause: 'schedule' | 'hand'
  actor: string
  /** The workspace's calendar day. */
  day: string
  task?: Task
  after?: (step: Step, kind: RetentionKind) => void
}

/**
 * Removes what is older than its period, of each kind that has one and was not done today; first of all what a crash
 * left half done. One process at a time works on a workspace.
 * @param only these kinds, also those that were done today
 * @returns rows found, by kind; null where another process is at it
 */
export async function retain(
  deps: RetentionDeps,
  workspace: Workspace,
  options: RunOptions,
  only?: readonly RetentionKind[],
): Promise<Partial<Record<RetentionKind, number>> | null> {
  const work = async () => {
    const done: Partial<Record<RetentionKind, number>> = {}
    for (const removal of await openRuns(deps, workspace)) {
      await finish(deps, removal.kind, removal, removal.state, options)
      done[removal.kind] = removal.found
    }
    const asked = await askedFor(deps.ledger, workspace.id)
    const policies = await policiesOf(deps.ledger.db, workspace.id)
    for (const kind of only ?? new Set([...asked.keys(), ...retentionKinds])) {
      options.task?.signal.throwIfAborted()
      const days = policies.find((policy) => policy.kind === kind)?.days ?? null
      if (days === null) {
        if (only) throw privacyErrors.noPolicy({ kind })
        await forgetAsked(deps.ledger.db, workspace.id, [kind])
        continue
      }
      const by = asked.get(kind)
      if (!only && by === undefined && (await wasDone(deps, workspace, kind, options.day))) continue
      const asking = by === undefined ? {} : { cause: 'hand' as const, actor: by }
      const begun = await begin(deps, workspace, kind, days, { ...options, ...asking })
      if (begun === null) continue
      options.after?.('begun', kind)
      await finish(deps, kind, begun, 'summing', options)
      done[kind] = begun.found
    }
    return done
  }
  return (await withOwnership(deps.ledger, `retention/${workspace.id}`, work, 'skip')) ?? null
}

type Begun = Removal & { found: number }

async function wasDone(deps: RetentionDeps, workspace: Workspace, kind: RetentionKind, day: string) {
  const { rows } = await sql`
    SELECT 1 FROM retention_runs WHERE workspace_id = ${workspace.id} AND kind = ${kind} AND day = ${day}::date LIMIT 1`.execute(
    deps.ledger.db,
  )
  return rows.length > 0
}

/** Puts on record what is about to go, with the people who are held. @returns null where all of the kind is held */
async function begin(
  deps: RetentionDeps,
  workspace: Workspace,
  kind: RetentionKind,
  days: number,
  { cause, actor, day }: RunOptions,
): Promise<Begun | null> {
  const { ledger, warehouse } = deps
  const now = workspace.clock.now()
  const storedBefore = await engineNow(warehouse)
  const before = await runBefore(deps, workspace, kind)
  const cutoff = new Date(now.getTime() - days * dayMs)
  const draft = { runId: newId(), workspace, cutoff, storedBefore, before }
  const { rows: found } = await count(deps, kind, {
    ...draft,
    heldKeys: await heldKeys(ledger.db, workspace.id),
  })
  return ledger.transaction(async (trx) => {
    await lock(trx, workspace.id)
    const held = await isHeld(trx, workspace.id, kind)
    const keys = await heldKeys(trx, workspace.id)
    await sql`
      INSERT INTO retention_runs (id, workspace_id, kind, cause, actor, days, cutoff, stored_before, held_keys, state, found,
        started_at, ended_at, day)
      VALUES (${draft.runId}, ${workspace.id}, ${kind}, ${cause}, ${actor}, ${days}, ${cutoff}, ${storedBefore},
        ${keys}::bigint[], ${held ? 'held' : 'summing'}, ${held ? 0 : found}, ${now}, ${held ? now : null}, ${day}::date)`.execute(
      trx,
    )
    await forgetAsked(trx, workspace.id, [kind])
    return held ? null : { ...draft, heldKeys: keys, found }
  })
}

async function runBefore(
  deps: RetentionDeps,
  workspace: Workspace,
  kind: RetentionKind,
): Promise<Removal['before']> {
  const { rows } = await sql<{ cutoff: Date | null; stored: Date | null }>`
    SELECT max(cutoff) AS cutoff, max(stored_before) AS stored FROM retention_runs
    WHERE workspace_id = ${workspace.id} AND kind = ${kind} AND state = 'done'`.execute(deps.ledger.db)
  const [row] = rows
  return row?.cutoff && row.stored ? { cutoff: row.cutoff, storedBefore: row.stored } : null
}

async function openRuns(
  deps: RetentionDeps,
  workspace: Workspace,
): Promise<(Begun & { kind: RetentionKind; state: 'summing' | 'removing' })[]> {
  const rows = await deps.ledger.db
    .selectFrom('retention_runs')
    .selectAll()
    .where('workspace_id', '=', workspace.id)
    .where('state', 'in', ['summing', 'removing'])
    .orderBy('started_at')
    .execute()
  return Promise.all(
    rows.map(async (row) => ({
      ...{ runId: row.id, workspace, cutoff: row.cutoff, storedBefore: row.stored_before },
      heldKeys: row.held_keys.map(Number),
      before: await runBefore(deps, workspace, row.kind as RetentionKind),
      kind: row.kind as RetentionKind,
      state: row.state as 'summing' | 'removing',
      found: Number(row.found),
    })),
  )
}

/** Counts before anything goes, then removes; each step may be repeated, and none is before the one it rests on. */
async function finish(
  deps: RetentionDeps,
  kind: RetentionKind,
  removal: Begun,
  from: 'summing' | 'removing',
  { task = noTask, after }: RunOptions,
): Promise<void> {
  const { ledger, warehouse, uploadsDir } = deps
  const enter = (state: 'removing' | 'done') =>
    sql`
      UPDATE retention_runs SET state = ${state},
        ended_at = ${state === 'done' ? removal.workspace.clock.now() : null}
      WHERE id = ${removal.runId}`.execute(ledger.db)
  if (from === 'summing') {
    if (isFact(kind)) {
      task.report({ phase: 'summing', done: 0, total: removal.found, unit: 'rows' })
      await withWriteGate(ledger, () => sumFacts(warehouse, kind, removal))
    }
    after?.('summed', kind)
    await enter('removing')
  }
  after?.('removing', kind)
  const told = (done: number) => task.report({ phase: 'removing', done, total: removal.found, unit: 'rows' })
  told(0)
  if (isFact(kind)) await withWriteGate(ledger, () => removeFacts(warehouse, kind, removal))
  else if (isRow(kind)) await removeRows({ ledger, uploadsDir }, kind, removal)
  else if (kind === 'prospects') await eraseInactive(deps, removal, told)
  else deps.mails.remove(removal.workspace, removal.cutoff)
  after?.('removed', kind)
  await enter('done')
  told(removal.found)
}
