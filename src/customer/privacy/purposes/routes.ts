import { type Route, route } from '../../../kit/api.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import type { Ledger } from '../../../stores/ledger/index.ts'
import { namesOf } from '../actor-names.ts'
import * as api from './api.ts'
import { changeLimit, limitsOf } from './limits.ts'
import {
  type FactKind,
  factKinds,
  factsSubject,
  limitableSources,
  sourceSubject,
  subjectLabel,
} from './subjects.ts'
import { usesOf } from './uses.ts'

export function purposeRoutes(ledger: Ledger): Route[] {
  const shown = async (workspace: Workspace) => {
    const limits = await limitsOf(ledger.db, workspace.id)
    const names = await namesOf(
      ledger,
      limits.map(({ decidedBy }) => decidedBy),
    )
    const sources = await limitableSources(ledger.db, workspace.id)
    return {
      uses: await usesOf(ledger.db, workspace.id),
      limits: limits.map(({ decidedBy, decidedAt, ...limit }) => ({
        ...limit,
        label: subjectLabel(limit.subject, sources),
        decidedBy: names.get(decidedBy) ?? decidedBy,
        decidedAt: decidedAt.toISOString(),
      })),
      others: [
        ...(Object.keys(factKinds) as FactKind[]).map((kind) => ({
          ...{ subject: factsSubject(kind), label: factKinds[kind], kind: 'facts' as const },
        })),
        ...[...sources].map(([id, name]) => ({
          ...{ subject: sourceSubject(id), label: { en: name, 'zh-CN': name }, kind: 'source' as const },
        })),
      ],
    }
  }
  return [
    route(api.getPurposes, ({ workspace }) => shown(workspace)),
    route(api.limitPurposes, async ({ workspace, actor }, { body }) => {
      await changeLimit(ledger, workspace, body, actor)
      return shown(workspace)
    }),
  ]
}
