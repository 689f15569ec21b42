import { proportionInterval } from '@liangti/models'
import type { z } from 'zod'
import { factsSubject, requireAllowed } from '../../customer/index.ts'
import type { Insight } from '../../insight/index.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { Warehouse } from '../../stores/warehouse/index.ts'
import { scoreOf } from '../surveys/score.ts'
import { ownPoints, stages, type touchMapShape } from './api.ts'
import { type MapFacts, mapFacts } from './facts.ts'
import { experienceOf } from './score.ts'

export interface TouchMapDeps {
  ledger: Ledger
  warehouse: Warehouse
  features: Pick<Insight['features'], 'latest'>
  segments: Pick<Insight['segments'], 'get' | 'compile' | 'requireUse'>
}
export type TouchMap = z.output<typeof touchMapShape>
type StageView = TouchMap['stages'][number]

/**
 * @param k of stages of fewer people nothing is told; null: of any
 * @returns null before the first figures
 * @throws privacy.purposeLimited where what it is made of may not serve analysis, segment.notFound
 */
export async function touchMap(
  deps: TouchMapDeps,
  workspace: Workspace,
  { days, segment }: { days: number; segment?: string | undefined },
  k: number | null,
): Promise<TouchMap | null> {
  const subjects = (['orders', 'touches', 'events'] as const).map(factsSubject)
  await requireAllowed(deps, workspace.id, subjects, 'analysis')
  const snapshot = await deps.features.latest(workspace)
  if (!snapshot) return null
  const facts = await mapFacts(deps, {
    ...{ workspace, snapshot, days },
    segment: segment === undefined ? null : await peopleOf(deps, workspace, segment),
  })
  const shown = stages.map((stage) => stageView(facts, stage, k))
  const seen = new Set(shown.flatMap(({ cells }) => cells.map(({ point }) => point)))
  const channels = [...seen].filter((point) => !(ownPoints as readonly string[]).includes(point)).sort()
  return {
    ...{ computedAt: workspace.clock.now().toISOString(), asOf: snapshot.asOf, days },
    points: [...channels, ...ownPoints.filter((point) => seen.has(point))],
    stages: shown,
  }
}

async function peopleOf(deps: TouchMapDeps, workspace: Workspace, id: string) {
  const { rule } = await deps.segments.get(workspace, id)
  await deps.segments.requireUse(workspace, rule, 'analysis')
  return deps.segments.compile(workspace, rule)
}

function stageView(facts: MapFacts, stage: StageView['stage'], k: number | null): StageView {
  const all = facts.stages.find((row) => row.stage === stage)
  const people = all?.people ?? 0
  const least = k ?? 1
  if (!all || people < least)
    return {
      ...{ stage, isHidden: people > 0, people: 0, silent: null, cells: [], nps: null, csat: null },
      experience: null,
    }
  const spread = (kind: 'nps' | 'csat') =>
    new Map(
      facts.scores.filter((row) => row.stage === stage && row.kind === kind).map((row) => [row.score, row.n]),
    )
  const told = <T extends { n: number }>(score: T | null) =>
    score === null || score.n < least ? null : score
  const [nps, csat] = [told(scoreOf('nps', spread('nps'))), told(scoreOf('csat', spread('csat')))]
  return {
    ...{ stage, isHidden: false, people, silent: counted(people - all.active, people), nps, csat },
    cells: facts.cells
      .filter((row) => row.stage === stage && row.people >= least)
      .map(({ point, people: touched, volume, asked, answered }) => ({
        ...{ point, people: touched, volume },
        answered: asked === 0 ? null : counted(answered, asked),
      }))
      .sort((a, b) => a.point.localeCompare(b.point)),
    experience: experienceOf({
      ...{ nps, csat, asked: { people: all.asked, answered: all.answered } },
      active: { people: all.active, complained: all.complained },
    }),
  }
}

function counted(n: number, of: number): StageView['silent'] {
  const found = proportionInterval(n, of)
  return found && { n, ...found }
}
