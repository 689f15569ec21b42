import { reckonCompanyFigures, refreshKnowledge } from '../customer/index.ts'
import { messageOf } from '../kit/errors.ts'
import type { Workspace } from '../kit/workspace.ts'
import { type ComputedAttributes, createComputedAttributes } from './computed/index.ts'
import { type ConcentrationView, concentrationOf } from './concentration/index.ts'
import type { InsightDeps } from './deps.ts'
import { createFeatures, type Features } from './features/index.ts'
import { createOverview, type Overview } from './overview/index.ts'
import { createReachHabits, type ReachHabits } from './reach-habits/index.ts'
import { createRfm, type Rfm } from './rfm/index.ts'
import { createSegments, type Segments } from './segments/index.ts'

/** What we know of the customers: features, RFM, concentration, segments. */
export interface Insight {
  /** Where the settings of privacy are asked for by the routes. */
  readonly ledger: InsightDeps['ledger']
  readonly warehouse: InsightDeps['warehouse']
  features: Features
  rfm: Rfm
  /** Who makes half of the value; null before the first snapshot, or where the value adds up to nothing. */
  concentration(workspace: Workspace): Promise<ConcentrationView | null>
  /** Customers, orders and revenue by month. */
  overview(workspace: Workspace): Promise<Overview>
  segments: Segments
  /** When and by which channel customers answer. */
  reachHabits: ReachHabits
  /** Attributes the workspace defines from facts. */
  computed: ComputedAttributes
}

export function openInsight(deps: InsightDeps): Insight {
  const segments = createSegments(deps)
  const computed = createComputedAttributes(deps, async (workspace, id) => {
    const all = await segments.list(workspace)
    return all.filter(({ rule }) => JSON.stringify(rule).includes(id)).map(({ name }) => name)
  })
  const features = createFeatures(deps, async (workspace) => {
    // Rules may speak of them, so they are of the same moment.
    await computed
      .refresh(workspace)
      .catch((error: unknown) => deps.log.warn({ problem: messageOf(error) }, 'attributes not computed'))
    await refreshKnowledge(deps, workspace).catch((error: unknown) =>
      deps.log.warn({ problem: messageOf(error) }, 'knowledge not reckoned'),
    )
    await reckonCompanyFigures(deps, workspace).catch((error: unknown) =>
      deps.log.warn({ problem: messageOf(error) }, 'companies not reckoned'),
    )
    await segments.recount(workspace)
  })
  const overview = createOverview(deps.warehouse)
  return {
    ledger: deps.ledger,
    warehouse: deps.warehouse,
    features,
    rfm: createRfm(deps, features),
    async concentration(workspace) {
      const snapshot = await features.latest(workspace)
      return snapshot && concentrationOf(deps.warehouse, workspace, snapshot)
    },
    async overview(workspace) {
      return overview(workspace, await features.latest(workspace))
    },
    segments,
    reachHabits: createReachHabits(deps),
    computed,
  }
}
