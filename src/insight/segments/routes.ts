import { dateKindsOf, needTopicsOf, ownersOf, prospectCatalogue, prospectEnds } from '../../customer/index.ts'
import { type Actor, type Route, route } from '../../kit/api.ts'
import { commonErrors } from '../../kit/errors.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { publishedPreview, smallestCellFor } from '../disclosure.ts'
import {
  createSegment,
  customerSegments,
  deleteSegment,
  getSegment,
  listSegments,
  previewSegment,
  restoreSegment,
  segmentMembers,
  segmentOperators,
  segmentValues,
  updateSegment,
} from './api.ts'
import type { Segments } from './index.ts'

export function actorId(actor: Actor): string {
  return `${actor.kind}:${actor.id}`
}

export function segmentRoutes(segments: Segments, ledger: Ledger): Route[] {
  return [
    route(segmentOperators, async ({ workspace }) => ({
      operators: withOwnChoices(segments.operators(), await ownChoices(ledger, workspace.id)),
    })),
    route(segmentValues, async ({ workspace }, { query }) => ({
      items: await segments.values(workspace, query.of, query.search, query.limit),
    })),
    route(customerSegments, async ({ workspace }, { params }) => ({
      items: await segments.stays(workspace, Number(params.id)),
    })),
    route(listSegments, async ({ workspace }, { query }) => ({
      items: await segments.list(workspace, {
        ...(query.search !== undefined && { search: query.search }),
        ...(query.deleted !== undefined && { deleted: query.deleted }),
      }),
    })),
    route(createSegment, ({ workspace, actor }, { body }) =>
      segments.create(workspace, body, actorId(actor)),
    ),
    route(getSegment, ({ workspace }, { params }) => segments.get(workspace, params.id)),
    route(updateSegment, ({ workspace, actor }, { params, body }) =>
      segments.update(workspace, params.id, body, actorId(actor)),
    ),
    route(deleteSegment, ({ workspace }, { params }) => segments.remove(workspace, params.id)),
    route(restoreSegment, ({ workspace }, { params }) => segments.restore(workspace, params.id)),
    route(previewSegment, async (context, { body }) => {
      const { workspace, actor } = context
      await segments.requireUse(workspace, body.rule, body.purpose)
      const figures = await segments.preview(workspace, body.rule, body.sample)
      // Whoever may list customers can count them too.
      const k = actor.permissions.has('customers.read') ? null : await smallestCellFor(ledger, context)
      return k === null ? figures : publishedPreview(figures, k)
    }),
    route(segmentMembers, async ({ workspace }, { params, query }) => {
      const after = query.cursor === undefined ? 0 : Number(query.cursor)
      if (!Number.isSafeInteger(after) || after < 0)
        throw commonErrors.invalidInput({
          where: 'cursor',
          problem: 'take it from nextCursor of the page before',
        })
      const page = await segments.members(workspace, params.id, { after, limit: query.limit })
      return {
        items: page.items,
        nextCursor: page.next === null ? null : String(page.next),
        total: page.total,
      }
    }),
  ]
}

type Operators = ReturnType<Segments['operators']>

type Choices = NonNullable<Operators[number]['fields'][number]['choices']>

const anything = { value: 'any', label: { en: 'any', 'zh-CN': '不限' } }

/** What a workspace has of its own to choose from, by operator and field: kinds of dates, topics of needs, stages, colleagues. */
async function ownChoices(ledger: Ledger, workspaceId: number): Promise<ReadonlyMap<string, Choices>> {
  const [kinds, topics, { stages }, owners] = await Promise.all([
    dateKindsOf(ledger, workspaceId),
    needTopicsOf(ledger, workspaceId),
    prospectCatalogue(ledger, workspaceId),
    ownersOf(ledger.db, workspaceId),
  ])
  const choice = ({ id, label }: { id: string; label: Choices[number]['label'] }) => ({ value: id, label })
  const colleagues = [...owners].map(([value, name]) => ({ value, label: { en: name, 'zh-CN': name } }))
  const lost = prospectEnds.filter(({ id }) => id !== 'won')
  return new Map([
    ['important_date kind', kinds.map(choice)],
    [
      'stated_need topic',
      topics.map(({ id, label }) => ({ value: id, label: { en: label, 'zh-CN': label } })),
    ],
    ['prospect_stage stage', [...stages, ...prospectEnds].map(choice)],
    ['prospect_days stage', [anything, ...[...stages, ...lost].map(choice)]],
    [
      'prospect_owner owner',
      [{ value: 'none', label: { en: 'nobody', 'zh-CN': '无负责人' } }, ...colleagues],
    ],
    ['works_at owner', [anything, ...colleagues]],
  ])
}

function withOwnChoices(operators: Operators, choices: ReadonlyMap<string, Choices>): Operators {
  return operators.map((operator) => ({
    ...operator,
    fields: operator.fields.map((field) => {
      const own = choices.get(`${operator.op} ${field.name}`)
      return own ? { ...field, choices: own } : field
    }),
  }))
}
