import { sql } from 'kysely'
import { newId } from '../../kit/ids.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { startTask } from '../../stores/ledger/index.ts'
import { definitionOf, type SourceRecord } from './connections.ts'
import type { Network, SourceDeps } from './deps.ts'
import { sourceErrors } from './errors.ts'
import { pullSource } from './run.ts'
import { beginRun, endRun, leftFiles, type RunCause, type RunTotals, settleRuns } from './runs.ts'
import { getSource, isRunning } from './store.ts'

/** A run that lasts longer is ended; the next goes on from there. */
const longestMs = 6 * 3_600_000
const roundMs = 1_000
const sweepRounds = 60

export interface Started {
  runId: string
  taskId: string
  /** Resolves when the run is over, whatever its end. */
  done: Promise<void>
}

export interface SourceScheduler {
  /** Starts what is due; does not wait for it. @returns runs started */
  round(): Promise<number>
  /** @throws source.running, source.off, source.notPulled */
  runNow(workspace: Workspace, sourceId: string, by: string): Promise<Started>
  start(everyMs?: number): void
  /** Ends the runs under way; what they had stored stays. */
  stop(): Promise<void>
}

/** Each run is a task of its own: one that hangs or fails holds up no other. */
export function openScheduler(deps: SourceDeps, network: Network): SourceScheduler {
  const { ledger, log, clock } = deps
  const stopping = new AbortController()
  const under = new Set<Promise<void>>()
  let timer: NodeJS.Timeout | null = null
  let current: Promise<unknown> = Promise.resolve()

  const launch = async (
    workspace: Workspace,
    source: SourceRecord,
    cause: RunCause,
    by: string,
  ): Promise<Started> => {
    const runId = newId()
    const task = await startTask(
      { ledger, log, clock },
      { workspaceId: workspace.id, kind: 'source', subjectId: runId, createdBy: by },
      async (watched): Promise<RunTotals> => {
        await beginRun(ledger, source, runId, cause, clock.now())
        const signal = AbortSignal.any([watched.signal, stopping.signal, AbortSignal.timeout(longestMs)])
        const run = { runId, source, byHand: cause === 'hand' }
        try {
          const totals = await pullSource(deps, network, workspace, run, { ...watched, signal })
          await endRun(ledger, workspace, source, { id: runId, totals, cancelled: false }, clock.now(), log)
          return totals
        } catch (error) {
          const cancelled = watched.signal.aborted
          // A stop of the program is no failure of the source: the next start goes on.
          if (!stopping.signal.aborted)
            await endRun(ledger, workspace, source, { id: runId, error, cancelled }, clock.now(), log)
          throw error
        }
      },
    )
    const done = task.done.then(() => undefined)
    under.add(done)
    void done.finally(() => under.delete(done))
    return { runId, taskId: task.id, done }
  }

  let rounds = 0
  const sweep = async () => {
    for (const { fileId, workspaceId } of await leftFiles(ledger))
      await deps.uploads.remove(await deps.workspaceOf(workspaceId), fileId)
  }

  const round = async () => {
    if ((await settleRuns(ledger, clock.now())) > 0 || rounds++ % sweepRounds === 0) await sweep()
    const due = await claimDue(deps)
    for (const { id, workspaceId, cause } of due) {
      try {
        const source = await getSource(ledger, workspaceId, id)
        await launch(await deps.workspaceOf(workspaceId), source, cause, 'system:schedule')
      } catch (error) {
        // One that cannot even begin keeps no other waiting.
        log.warn({ err: error, source: id }, 'a source could not be started')
      }
    }
    return due.length
  }

  const plan = (everyMs: number, inMs: number) => {
    timer = setTimeout(() => {
      current = round()
        .catch((error: unknown) =>
          log.warn({ err: error }, 'a round of the sources failed; it is tried again'),
        )
        .finally(() => {
          if (!stopping.signal.aborted) plan(everyMs, everyMs)
        })
    }, inMs)
    timer.unref()
  }
  return {
    round,
    runNow: async (workspace, sourceId, by) => {
      const source = await getSource(ledger, workspace.id, sourceId)
      definitionOf(source)
      if (!source.enabled) throw sourceErrors.off({ source: source.name })
      if (source.mapping === null) throw sourceErrors.noMapping({ source: source.name })
      if (await isRunning(ledger, source.id)) throw sourceErrors.running({ source: source.name })
      return launch(workspace, source, 'hand', by)
    },
    start: (everyMs = roundMs) => plan(everyMs, 0),
    stop: async () => {
      stopping.abort()
      if (timer) clearTimeout(timer)
      await current
      await Promise.all(under)
    },
  }
}

/** How far ahead the next time of a source may be: its plan, the pause after failures, and what clocks differ by. */
const farthest = sql`(5 + CASE WHEN s.schedule->>'mode' = 'every' AND s.failures = 0 THEN (s.schedule->>'minutes')::integer
  WHEN s.schedule->>'mode' = 'every' THEN greatest((s.schedule->>'minutes')::integer, 1440) ELSE 1500 END) * interval '1 minute'`

interface Due {
  id: string
  workspaceId: number
  cause: RunCause
}

/**
 * Takes what is due, so that no other process takes it too: by its schedule, or because rows were pushed. One with an
 * import that is not settled yet waits for that. A time farther away than any plan names one is of a clock that was set
 * back since, and is due: to read a source once too often costs nothing, to wait for the old time would cost hours.
 */
async function claimDue({ ledger, clock }: SourceDeps): Promise<Due[]> {
  const now = clock.now()
  const soon = new Date(now.getTime() + 60_000)
  const { rows } = await sql<{ id: string; workspace_id: number; pushed: boolean }>`
    WITH due AS (
      SELECT s.id, s.kind = 'webhook' AS pushed FROM sources s
      WHERE s.enabled AND s.deleted_at IS NULL AND s.mapping IS NOT NULL AND s.kind NOT IN ('stream', 'upload')
        AND (s.next_run_at <= ${now} OR s.next_run_at > ${now}::timestamptz + ${farthest}
          OR (s.kind = 'webhook' AND s.next_run_at IS NULL
              AND EXISTS (SELECT 1 FROM source_inbox b WHERE b.source_id = s.id AND b.import_id IS NULL)))
        AND NOT EXISTS (SELECT 1 FROM source_runs r WHERE r.source_id = s.id AND r.state = 'running')
        AND NOT EXISTS (SELECT 1 FROM imports i WHERE i.source_id = s.id AND i.status IN ('reading', 'committing'))
      ORDER BY s.next_run_at NULLS LAST LIMIT 50
      FOR UPDATE OF s SKIP LOCKED)
    -- The end of the run names the next time; this one holds where the run is lost.
    UPDATE sources SET next_run_at = ${soon} FROM due WHERE sources.id = due.id
    RETURNING sources.id, sources.workspace_id, due.pushed`.execute(ledger.db)
  return rows.map(({ id, workspace_id, pushed }) => ({
    id,
    workspaceId: workspace_id,
    cause: pushed ? 'push' : 'schedule',
  }))
}
