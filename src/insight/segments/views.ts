import type { z } from 'zod'
import {
  barredOfMany,
  dateKindsOf,
  knowledgeTerms,
  limitableSources,
  needTopicsOf,
  ownersOf,
  prospectCatalogue,
  stageLabel,
  subjectLabel,
} from '../../customer/index.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { computedDefinitions, computedNames } from '../computed/store.ts'
import type { InsightDeps } from '../deps.ts'
import { latestSnapshot, type Snapshot } from '../features/snapshots.ts'
import type { segmentShape } from './api.ts'
import { type CheckedRule, checkRule } from './check.ts'
import { ruleContext } from './context.ts'
import type { NamesOf } from './operator.ts'
import type { StoredSegment } from './store.ts'
import { subjectsOf } from './subjects.ts'
import { ruleWords } from './words.ts'

export type SegmentView = z.output<typeof segmentShape>

/** Besides the moment, which computed attributes are 0 of whom nothing is kept, and the topics of needs. */
export async function contextOf(deps: InsightDeps, workspace: Workspace, snapshot: Snapshot | null) {
  const computed = await computedNames(deps.ledger, workspace)
  const zeroes = new Set([...computed].flatMap(([id, { isZero }]) => (isZero ? [id] : [])))
  const known = await knowledgeTerms(deps.ledger, workspace.id)
  const topics = new Map(known.topics.map(({ id, kind }) => [id, kind]))
  return { ...ruleContext(workspace, snapshot), zeroes, topics, knowledge: known.settings }
}

/** Segments as they are shown: in words, what uses them, and what they may not look at. */
export async function segmentViews(
  deps: InsightDeps,
  workspace: Workspace,
  segments: readonly StoredSegment[],
): Promise<SegmentView[]> {
  const ids = segments.map((segment) => segment.id)
  const checked = segments.map((segment) => checkRule(segment.rule))
  const [snapshot, uses, names] = await Promise.all([
    latestSnapshot(deps.ledger, workspace),
    deps.usesOf?.(workspace, ids) ?? new Map<string, never>(),
    campaignNames(deps, workspace, checked),
  ])
  const context = ruleContext(workspace, snapshot)
  const [computed, sources] = await Promise.all([
    computedDefinitions(deps.ledger, workspace),
    limitableSources(deps.ledger.db, workspace.id),
  ])
  const barred = await barredOfMany(
    deps,
    workspace.id,
    segments.map(({ purpose }, i) => ({
      subjects: subjectsOf(checked[i] ?? { kind: 'all', rules: [] }, computed),
      use: purpose,
    })),
  )
  return segments.map((segment, i) => ({
    id: segment.id,
    name: segment.name,
    description: segment.description,
    rule: segment.rule,
    words: ruleWords(checked[i] ?? { kind: 'all', rules: [] }, context, names),
    purpose: segment.purpose,
    blocked: (barred[i] ?? []).map(({ subject, purposes, reason }) => ({
      ...{ subject, label: subjectLabel(subject, sources), purposes, reason },
    })),
    version: segment.version,
    customers: segment.customers,
    computedAt: segment.computedAt?.toISOString() ?? null,
    usedBy: uses.get(segment.id) ?? [],
    updatedAt: segment.updatedAt.toISOString(),
    deletedAt: segment.deletedAt?.toISOString() ?? null,
  }))
}

/** Names of the campaigns rules speak of; an id nobody knows is shown as it is. */
export async function campaignNames(
  deps: InsightDeps,
  workspace: Workspace,
  rules: readonly CheckedRule[],
): Promise<NamesOf> {
  const ids = new Set<string>()
  const walk = (rule: CheckedRule): void => {
    if (rule.kind === 'not') walk(rule.rule)
    else if (rule.kind !== 'condition') rule.rules.forEach(walk)
    else if (hasCampaign(rule.params)) ids.add(rule.params.campaign)
  }
  rules.forEach(walk)
  const names = ids.size > 0 ? await deps.campaignNames?.(workspace, [...ids]) : undefined
  const computed = await computedNames(deps.ledger, workspace)
  const [catalogue, owners] = await Promise.all([
    prospectCatalogue(deps.ledger, workspace.id),
    ownersOf(deps.ledger.db, workspace.id),
  ])
  const kinds = new Map((await dateKindsOf(deps.ledger, workspace.id)).map(({ id, label }) => [id, label]))
  const topics = new Map((await needTopicsOf(deps.ledger, workspace.id)).map(({ id, label }) => [id, label]))
  return {
    campaign: (id) => names?.get(id) ?? id,
    computed: (id) => computed.get(id)?.label ?? id,
    dateKind: (id) => kinds.get(id) ?? { en: id, 'zh-CN': id },
    topic: (id) => topics.get(id) ?? id,
    stage: (id) => stageLabel(catalogue, id),
    colleague: (id) => owners.get(id) ?? id,
  }
}

function hasCampaign(params: unknown): params is { campaign: string } {
  return (
    typeof params === 'object' &&
    params !== null &&
    'campaign' in params &&
    typeof params.campaign === 'string'
  )
}
