import type { z } from 'zod'
import { contactReasonWords, requireAllowed } from '../../customer/index.ts'
import type { Localized } from '../../kit/api-shapes.ts'
import { messageOf } from '../../kit/errors.ts'
import type { SqlFragment } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { computedDefinitions } from '../computed/store.ts'
import type { CustomerRow, InsightDeps } from '../deps.ts'
import { latestSnapshot, type Snapshot } from '../features/snapshots.ts'
import type { previewShape, segmentOperators } from './api.ts'
import { selectsByProfile } from './by-profile.ts'
import { type CheckedRule, checkRule } from './check.ts'
import { type CompileOptions, compileRule, membersSql } from './compile.ts'
import { createContacts } from './contact-lists.ts'
import { ruleContext } from './context.ts'
import { memberPage } from './members.ts'
import { operators } from './operators/index.ts'
import { createPopulations } from './population.ts'
import { type PreviewFigures, previewFigures } from './preview.ts'
import { type Stay, staysOf } from './since.ts'
import {
  binSegment,
  findSegment,
  insertSegment,
  keepCount,
  listSegments,
  reviseSegment,
  type SegmentInput,
  type StoredSegment,
} from './store.ts'
import { subjectsOf } from './subjects.ts'
import { type SegmentValue, segmentValues } from './values.ts'
import { campaignNames, contextOf, type SegmentView, segmentViews } from './views.ts'
import { ruleWords } from './words.ts'

export type { SegmentView } from './views.ts'
export type PreviewView = z.output<typeof previewShape>

export interface Segments {
  /**
   * SELECT of one column `person_key`: who fulfils the rule at the workspace's clock. Called with a workspace whose clock
   * stands in the past, it answers who did then. Parameter names begin with `prefix` (default `seg`): give another where
   * two rules stand in one statement.
   * @throws segment.badRule, .unknownOperator, .badParameters, .tooDeep, .tooManyConditions
   */
  compile(workspace: Workspace, rule: unknown, options?: { prefix?: string }): Promise<SqlFragment>
  /** The rule as a sentence. */
  words(workspace: Workspace, rule: unknown): Promise<Localized>
  /** Whether it selects by personal characteristics or behaviour: those who refused that are kept out then. */
  selectsByProfile(rule: unknown): boolean
  /** @throws privacy.purposeLimited where the rule looks at what may not be used for it */
  requireUse(workspace: Workspace, rule: unknown, use: string): Promise<void>
  /** What a rule looks at, as purposes are limited: attributes, kinds of facts. */
  subjectsOf(workspace: Workspace, rule: unknown): Promise<string[]>
  preview(workspace: Workspace, rule: unknown, sample?: number): Promise<PreviewView>
  operators(): z.output<typeof segmentOperators.response>['operators']
  /** What a rule may name: categories or products that contain the text. */
  values(
    workspace: Workspace,
    of: 'category' | 'product',
    search: string,
    limit: number,
  ): Promise<SegmentValue[]>
  list(workspace: Workspace, filter?: { search?: string; deleted?: boolean }): Promise<SegmentView[]>
  /** @throws segment.notFound */
  get(workspace: Workspace, id: string): Promise<SegmentView>
  create(workspace: Workspace, input: SegmentInput, actorId: string): Promise<SegmentView>
  /** @throws segment.stale when `version` is not the newest, segment.deleted, segment.notFound */
  update(
    workspace: Workspace,
    id: string,
    input: SegmentInput & { version: number },
    actorId: string,
  ): Promise<SegmentView>
  remove(workspace: Workspace, id: string): Promise<SegmentView>
  restore(workspace: Workspace, id: string): Promise<SegmentView>
  members(
    workspace: Workspace,
    id: string,
    page: { after?: number; limit: number },
  ): Promise<{ items: CustomerRow[]; next: number | null; total: number }>
  /** Segments somebody is in now, by their key of today, and since when. */
  stays(workspace: Workspace, personKey: number): Promise<Stay[]>
  /** Counts every live segment anew; one that cannot be counted keeps its old count and is logged. */
  recount(workspace: Workspace): Promise<void>
}

/** Snapshots come daily; an older one says nothing of a day. */
const keptWithinMs = 36 * 3_600_000

const inWords = (leftOut: PreviewFigures['leftOut']): PreviewView['leftOut'] =>
  Object.fromEntries(
    Object.entries(leftOut).map(([channel, reasons]) => [
      channel,
      reasons.map((one) => ({ ...one, label: contactReasonWords[one.reason] })),
    ]),
  )

export function createSegments(deps: InsightDeps): Segments {
  const prepare = async (workspace: Workspace, rule: unknown, options?: CompileOptions) => {
    const checked = checkRule(rule)
    const snapshot = await latestSnapshot(deps.ledger, workspace)
    const context = await contextOf(deps, workspace, snapshot)
    return { checked, snapshot, context, compiled: compileRule(checked, context, snapshot, options) }
  }
  const wordsOf = async (workspace: Workspace, checked: CheckedRule, snapshot: Snapshot | null) =>
    ruleWords(checked, ruleContext(workspace, snapshot), await campaignNames(deps, workspace, [checked]))

  const populations = createPopulations(deps.warehouse)
  const contacts = createContacts(deps)
  const figuresOf = async (
    workspace: Workspace,
    checked: CheckedRule,
    snapshot: Snapshot | null,
    sample: number,
  ): Promise<PreviewFigures> => {
    const context = await contextOf(deps, workspace, snapshot)
    const ask = (options: CompileOptions, value: string | null) => {
      const compiled = compileRule(checked, context, snapshot, options)
      return previewFigures(deps.warehouse, workspace, snapshot, compiled, sample, value)
    }
    const [{ people, value }, stops] = await Promise.all([
      populations.of(workspace, context, snapshot),
      contacts.of(workspace),
    ])
    const figures = await ask({ population: people, contacts: stops }, value)
    if (figures.isKept) return figures
    populations.forget()
    contacts.forget()
    return ask({ contacts: { ...stops, id: null } }, null)
  }

  const count = async (workspace: Workspace, segment: StoredSegment) => {
    const { compiled } = await prepare(workspace, segment.rule)
    const { total } = await memberPage(deps.warehouse, compiled, 0, 1)
    await keepCount(deps.ledger, segment, total, workspace.clock.now())
  }
  const counted = async (workspace: Workspace, segment: StoredSegment) => {
    await count(workspace, segment)
    return view(workspace, await findSegment(deps.ledger, workspace, segment.id))
  }
  const view = async (workspace: Workspace, segment: StoredSegment) => {
    const [only] = await segmentViews(deps, workspace, [segment])
    if (!only) throw new Error('A segment has no view.')
    return only
  }

  const subjects = async (workspace: Workspace, rule: unknown) => [
    ...subjectsOf(checkRule(rule), await computedDefinitions(deps.ledger, workspace)),
  ]
  const requireUse = async (workspace: Workspace, rule: unknown, use: string) =>
    requireAllowed(deps, workspace.id, await subjects(workspace, rule), use)

  return {
    selectsByProfile,
    requireUse,
    subjectsOf: subjects,
    async compile(workspace, rule, options = {}) {
      return membersSql((await prepare(workspace, rule, options)).compiled)
    },
    async words(workspace, rule) {
      return wordsOf(workspace, checkRule(rule), await latestSnapshot(deps.ledger, workspace))
    },
    async preview(workspace, rule, sample = 10) {
      const started = performance.now()
      const checked = checkRule(rule)
      const snapshot = await latestSnapshot(deps.ledger, workspace)
      const { isKept: _, leftOut, ...figures } = await figuresOf(workspace, checked, snapshot, sample)
      const [rows, words] = await Promise.all([
        deps.rowsOf(workspace, figures.sample),
        wordsOf(workspace, checked, snapshot),
      ])
      return {
        ...figures,
        leftOut: inWords(leftOut),
        currency: workspace.currency,
        sample: rows,
        words,
        computedAt: workspace.clock.now().toISOString(),
        milliseconds: Math.round(performance.now() - started),
      }
    },
    operators: () =>
      operators.map(({ id, label, help, group, dependency, fields }) => ({
        op: id,
        label,
        help,
        group,
        dependency,
        fields,
      })),
    values: (workspace, of, search, limit) => segmentValues(deps.warehouse, workspace, of, search, limit),
    async list(workspace, filter = {}) {
      return segmentViews(deps, workspace, await listSegments(deps.ledger, workspace, filter))
    },
    async get(workspace, id) {
      return view(workspace, await findSegment(deps.ledger, workspace, id))
    },
    async create(workspace, input, actorId) {
      await requireUse(workspace, input.rule, input.purpose ?? 'marketing')
      return counted(workspace, await insertSegment(deps.ledger, workspace, input, actorId))
    },
    async update(workspace, id, input, actorId) {
      await requireUse(workspace, input.rule, input.purpose ?? 'marketing')
      return counted(workspace, await reviseSegment(deps.ledger, workspace, id, input, actorId))
    },
    async remove(workspace, id) {
      return view(workspace, await binSegment(deps.ledger, workspace, id, workspace.clock.now()))
    },
    async restore(workspace, id) {
      return counted(workspace, await binSegment(deps.ledger, workspace, id, null))
    },
    async members(workspace, id, { after = 0, limit }) {
      const segment = await findSegment(deps.ledger, workspace, id)
      const { compiled } = await prepare(workspace, segment.rule)
      const { keys, total, next } = await memberPage(deps.warehouse, compiled, after, limit)
      return { items: await deps.rowsOf(workspace, keys), next, total }
    },
    async stays(workspace, personKey) {
      if (!Number.isSafeInteger(personKey)) return []
      const { moment } = ruleContext(workspace, await latestSnapshot(deps.ledger, workspace))
      const asked = (await listSegments(deps.ledger, workspace, {})).map(({ id, name, rule }) => ({
        id,
        name,
        at: async (at: Workspace, prefix: string) =>
          membersSql((await prepare(at, rule, { prefix })).compiled),
      }))
      const isKept = async (past: Workspace) => {
        const kept = await latestSnapshot(deps.ledger, past)
        return kept !== null && past.clock.now().getTime() - kept.moment.getTime() < keptWithinMs
      }
      return staysOf(deps.warehouse, workspace, moment, asked, personKey, isKept)
    },
    async recount(workspace) {
      for (const segment of await listSegments(deps.ledger, workspace, {})) {
        try {
          await count(workspace, segment)
        } catch (error) {
          deps.log.warn({ segmentId: segment.id, problem: messageOf(error) }, 'segment not counted')
        }
      }
    },
  }
}
