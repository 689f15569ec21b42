import { memberNamesOf } from '../../customer/index.ts'
import { type RawReply, type RequestContext, type Route, route } from '../../kit/api.ts'
import type { Locale } from '../../kit/errors.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { writeAudit } from '../../stores/ledger/index.ts'
import * as api from './api.ts'
import { changesBetween } from './changes.ts'
import { processingErrors } from './errors.ts'
import { assessmentJson, recordJson } from './export-json.ts'
import { assessmentPage, recordPage } from './export-page.ts'
import { type FactDeps, factsOf, fingerprintOf } from './facts/index.ts'
import { proposedRisks } from './risks.ts'
import { assessmentOf, assessmentsOf, saveAssessment, saveTexts, textsOf } from './store.ts'

/** Without these a record says too little (GDPR Art. 30 (1), PIPL Art. 55 and 56). */
const asked = ['controller', 'contact', 'officer', 'bases', 'transfers'] as const

/** Record of processing and impact assessment. */
export function processingRoutes(deps: FactDeps): Route[] {
  const { ledger } = deps
  return [
    route(api.getProcessingRecord, async ({ workspace }) => {
      const [sections, [newest]] = await Promise.all([
        factsOf(deps, workspace),
        textsOf(ledger, workspace.id),
      ])
      return {
        sections,
        current: newest ? await named(deps, newest) : null,
        missing: asked.filter((name) => (newest?.texts[name] ?? '') === ''),
      }
    }),
    route(api.listProcessingTexts, async ({ workspace }) => ({
      items: await Promise.all((await textsOf(ledger, workspace.id)).map((each) => named(deps, each))),
    })),
    route(api.saveProcessingTexts, async ({ workspace, actor }, { body }) => {
      return named(deps, await saveTexts(ledger, workspace, actor, body))
    }),
    route(api.exportProcessingRecord, (context, { query }) => recordFile(deps, context, query)),
    route(api.getImpactAssessment, async ({ workspace }) => stateOf(deps, workspace)),
    route(api.saveImpactAssessment, async ({ workspace, actor }, { body }) => {
      const facts = await factsOf(deps, workspace)
      if (fingerprintOf(facts) !== body.fingerprint) throw processingErrors.factsChanged({})
      const { content, basedOn } = body
      return { version: await saveAssessment(ledger, workspace, actor, { content, facts, basedOn }) }
    }),
    route(api.exportImpactAssessment, (context, { query }) => assessmentFile(deps, context, query)),
  ]
}

/** Who saved it by name, and when as text. */
async function named<T extends { savedBy: string; savedAt: Date }>({ ledger }: FactDeps, row: T) {
  const names = await memberNamesOf(ledger, [row.savedBy])
  return { ...row, savedBy: names.get(row.savedBy) ?? row.savedBy, savedAt: row.savedAt.toISOString() }
}

async function stateOf(deps: FactDeps, workspace: Workspace) {
  const [facts, newest, all] = await Promise.all([
    factsOf(deps, workspace),
    assessmentOf(deps.ledger, workspace.id),
    assessmentsOf(deps.ledger, workspace.id),
  ])
  const changes = newest ? changesBetween(newest.facts, facts) : []
  const { reviewBy } = newest?.content ?? { reviewBy: null }
  const today = workspace.clock.now().toLocaleDateString('en-CA', { timeZone: workspace.timeZone })
  const current = newest ? await named(deps, newest) : null
  const state =
    newest === null
      ? ('none' as const)
      : changes.length > 0
        ? ('changed' as const)
        : reviewBy !== null && reviewBy <= today
          ? ('review_due' as const)
          : ('current' as const)
  const versions = await Promise.all(all.map((each) => named(deps, each)))
  return {
    state,
    changes,
    current,
    versions: versions.map(({ content, ...saved }) => ({
      ...saved,
      conclusion: content.conclusion,
      decidedBy: content.decidedBy,
    })),
    proposed: proposedRisks(facts),
    fingerprint: fingerprintOf(facts),
  }
}

interface Wanted {
  format: 'html' | 'json'
  language?: Locale | undefined
}

async function recordFile(deps: FactDeps, context: RequestContext, query: Wanted): Promise<RawReply> {
  const { workspace } = context
  const [sections, [newest]] = await Promise.all([
    factsOf(deps, workspace),
    textsOf(deps.ledger, workspace.id),
  ])
  const current = newest ? await named(deps, newest) : null
  const head = headOf(context, query)
  await taken(deps, context, 'processing.record_export', {
    format: query.format,
    version: newest?.version ?? null,
  })
  return query.format === 'json'
    ? asJson(recordJson({ head, sections, current }), `processing-record-${workspace.slug}.json`)
    : asHtml(recordPage({ head, sections, current }))
}

/** @throws processing.noAssessment */
async function assessmentFile(
  deps: FactDeps,
  context: RequestContext,
  query: Wanted & { version?: number | undefined },
): Promise<RawReply> {
  const { workspace } = context
  const found = await assessmentOf(deps.ledger, workspace.id, query.version)
  if (!found) throw processingErrors.noAssessment({})
  const assessment = await named(deps, found)
  const changes = changesBetween(found.facts, await factsOf(deps, workspace))
  const head = headOf(context, query)
  await taken(deps, context, 'processing.assessment_export', { format: query.format, version: found.version })
  return query.format === 'json'
    ? asJson(
        assessmentJson({ head, assessment, changes }),
        `impact-assessment-${workspace.slug}-${found.version}.json`,
      )
    : asHtml(assessmentPage({ head, assessment, changes }))
}

const headOf = ({ workspace, locale }: RequestContext, { language }: Wanted) => ({
  workspace: { slug: workspace.slug, name: workspace.name, timeZone: workspace.timeZone },
  madeAt: workspace.clock.now().toISOString(),
  language: language ?? locale,
})

const taken = (
  { ledger }: FactDeps,
  { workspace, actor }: RequestContext,
  action: string,
  detail: Record<string, unknown>,
) =>
  writeAudit(ledger.db, {
    workspaceId: workspace.id,
    actor,
    action,
    subject: { kind: 'workspace', id: workspace.slug },
    detail,
  })

const asHtml = (raw: string): RawReply => ({
  raw,
  contentType: 'text/html; charset=utf-8',
  headers: { 'cache-control': 'no-store, private' },
})
const asJson = (value: unknown, fileName: string): RawReply => ({
  raw: `${JSON.stringify(value, null, 2)}\n`,
  contentType: 'application/json; charset=utf-8',
  fileName,
  headers: { 'cache-control': 'no-store, private' },
})
