import { dateKindsOf, needTopicsOf } from '../../customer/index.ts'
import { type Actor, type Route, route } from '../../kit/api.ts'
import type { Localized } from '../../kit/api-shapes.ts'
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
      operators: withOwn(
        withOwn(segments.operators(), 'important_date', 'kind', await dateKindsOf(ledger, workspace.id)),
        'stated_need',
        'topic',
        (await needTopicsOf(ledger, workspace.id)).map(({ id, label }) => ({
          id,
          label: { en: label, 'zh-CN': label },
        })),
      ),
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

/** What the workspace named itself, kinds of dates and topics of needs, can be chosen where an operator asks for it. */
function withOwn(
  operators: Operators,
  op: string,
  name: string,
  own: readonly { id: string; label: Localized }[],
): Operators {
  const choices = own.map(({ id, label }) => ({ value: id, label }))
  return operators.map((operator) =>
    operator.op === op
      ? {
          ...operator,
          fields: operator.fields.map((field) => (field.name === name ? { ...field, choices } : field)),
        }
      : operator,
  )
}
