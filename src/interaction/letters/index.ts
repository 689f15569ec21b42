import { saveSetting } from '../../customer/index.ts'
import type { Actor, Route } from '../../kit/api.ts'
import { route } from '../../kit/api.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { startTask, writeAudit } from '../../stores/ledger/index.ts'
import { setStopped } from '../connections/stops.ts'
import type { CampaignVariables } from '../ports.ts'
import * as api from './api.ts'
import { type BatchRow, batchRow } from './batch-row.ts'
import type { LetterDeps } from './deps.ts'
import { batchContent, mailHouseFile } from './files.ts'
import { discardBatch, handOver } from './hand-over.ts'
import { type BatchWish, makeBatch } from './make-batch.ts'
import { sampleLetter } from './preview.ts'
import { printApart } from './print/in-thread.ts'
import { recordReturned } from './returned.ts'
import { letterSettingsOf, storedLetters } from './settings.ts'
import { batchTask, lettersNow } from './view.ts'

export interface LetterRoom extends LetterDeps {
  /** What an offer puts into letters; none where nobody chose one. */
  variablesOf(workspace: Workspace, offerId: string | null): Promise<CampaignVariables>
}

/** Letters by post: batches, files, the hand-over, and what comes back. */
export function letterRoutes(room: LetterRoom): Route[] {
  return [...batchRoutes(room), ...fileRoutes(room), ...settingRoutes(room)]
}

function batchRoutes(deps: LetterRoom): Route[] {
  return [
    route(api.listLetters, ({ workspace, locale }) => lettersNow(deps, workspace, locale)),
    route(api.makeLetterBatch, async ({ workspace, actor }, { body }) => ({
      taskId: await startBatch(deps, workspace, body, actor),
    })),
    route(api.discardLetterBatch, async ({ workspace, actor }, { params }) => {
      await discardBatch(deps, workspace, params.id, actor)
      return { id: params.id }
    }),
    route(api.handOverLetters, ({ workspace, actor }, { params, body }) =>
      handOver(deps, workspace, params.id, body, actor),
    ),
    ...[true, false].map((isStopped) =>
      route(isStopped ? api.stopLetters : api.letLettersGoOn, async ({ workspace, actor }) => {
        await setStopped(deps.ledger, workspace, 'post', isStopped, actor)
        return { isStopped }
      }),
    ),
    route(api.recordReturnedLetters, ({ workspace, actor }, { body }) =>
      recordReturned(deps, workspace, body, actor),
    ),
  ]
}

/** As a task that is watched and stopped like an import. */
async function startBatch(
  deps: LetterDeps,
  workspace: Workspace,
  wish: BatchWish,
  actor: Actor,
): Promise<string> {
  const { ledger, log } = deps
  const task = await startTask(
    { ledger, log, clock: workspace.clock },
    { workspaceId: workspace.id, kind: batchTask, createdBy: `${actor.kind}:${actor.id}` },
    (watched) => makeBatch(deps, workspace, wish, actor, watched),
  )
  return task.id
}

function fileRoutes(deps: LetterRoom): Route[] {
  const taken = async (workspace: Workspace, id: string, actor: Actor, file: string) => {
    const batch = await batchRow(deps.ledger.db, workspace, id)
    const content = await batchContent(deps, workspace, batch)
    await writeAudit(deps.ledger.db, {
      ...{ workspaceId: workspace.id, actor, action: 'letters.file', subject: { kind: 'letters', id } },
      detail: { file, letters: content.letters.length },
    })
    return { batch, content }
  }
  const pdf = 'application/pdf'
  const nameOf = (batch: BatchRow, rest: string) => `letters-${batch.number}${rest}`
  return [
    route(api.printLetterBatch, async ({ workspace, actor }, { params }) => {
      const { batch, content } = await taken(workspace, params.id, actor, 'letters')
      const raw = printApart({ ...content, labels: null })
      return { raw, contentType: pdf, fileName: nameOf(batch, '.pdf') }
    }),
    route(api.printLetterLabels, async ({ workspace, actor }, { params, query }) => {
      const { batch, content } = await taken(workspace, params.id, actor, 'labels')
      const raw = printApart({ ...content, labels: query.sheet })
      return { raw, contentType: pdf, fileName: nameOf(batch, '-labels.pdf') }
    }),
    route(api.exportLetterBatch, async ({ workspace, actor }, { params, query }) => {
      const { batch, content } = await taken(workspace, params.id, actor, 'csv')
      const raw = mailHouseFile(content, query.encoding)
      return { raw, contentType: `text/csv; charset=${query.encoding}`, fileName: nameOf(batch, '.csv') }
    }),
    route(api.previewLetter, async ({ workspace }, { body }) => {
      const variables = await deps.variablesOf(workspace, body.offerId)
      const job = await sampleLetter(deps, workspace, body, variables)
      return { raw: printApart(job), contentType: pdf, fileName: 'letter.pdf' }
    }),
  ]
}

function settingRoutes({ ledger }: LetterDeps): Route[] {
  return [
    route(api.getLetterSettings, ({ workspace }) => letterSettingsOf(ledger, workspace)),
    route(api.saveLetterSettings, ({ workspace, actor }, { body }) =>
      saveSetting(ledger, workspace, actor, storedLetters, body, 'letters.settings'),
    ),
  ]
}
