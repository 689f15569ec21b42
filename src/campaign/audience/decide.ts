import {
  type ConsentSelection,
  contactReasons,
  customersNow,
  hasAddress,
  isBarred,
  personNow,
} from '../../customer/index.ts'
import { unanswered } from '../../interaction/index.ts'
import { createBinder, joinSql, type SqlFragment, sql } from '../../kit/sql.ts'
import { isoTime } from '../time.ts'
import { inControl, tieOrder } from './draw.ts'

/** Why somebody of the audience gets nothing. The first that applies is kept. */
export const silentReasons = [
  ...contactReasons,
  'topic_refused',
  'contact_cap',
  'budget',
  'budget_repair',
] as const
export type SilentReason = (typeof silentReasons)[number]

/** A question after the address, as a set of the warehouse. */
export interface SilentBar extends ConsentSelection {
  reason: SilentReason
}

export interface DecisionInput {
  workspaceId: number
  /** SELECT of one column `person_key`. */
  audience: SqlFragment
  salt: string
  /** Share drawn into control, in [0, 1). */
  controlShare: number
  /** Contact details somebody needs, as `customers.reachable` names them; null: nobody lacks any. */
  reach: string | null
  contactCap: { contacts: number; days: number }
  /** Whom of those with an address nothing may be sent to, and why. */
  bars: readonly SilentBar[]
  /** Who may be ranked by what they spent where a budget is short; absent where everybody may. */
  ranked?: ConsentSelection | null
  /** Messages the budget pays for; null: no limit. */
  affordable: number | null
  /** The moment of the draw; caps look back from here. */
  at: Date
  /** Spend within [covariateFrom, covariateTo) is the covariate, and the order in which a budget is given out. */
  covariateFrom: Date
  covariateTo: Date
}

/**
 * SELECT of person_key, arm, action, reason, covariate for the whole audience. Arms are drawn from the audience before
 * anything else is looked at; what follows is asked of both arms in the same words, so that control's `withhold` rows
 * (ghosts) and treatment's `send` rows are alike. A budget is scaled to everybody first, which gives the same cut-off
 * for both; where the draw then left treatment above the real budget, its lowest rows fall silent as `budget_repair`
 * (measurement still counts them as treated: the draw, not the purse, makes the arms comparable).
 */
export function decisionSelect(input: DecisionInput): SqlFragment {
  const bind = createBinder('draw_')
  const workspace = bind('UInt32', input.workspaceId)
  const everybody = input.affordable === null ? null : Math.round(input.affordable / (1 - input.controlShare))
  return sql`
    SELECT person_key, arm, covariate,
           multiIf(reason != '', 'silent', arm = 'control', 'withhold', 'send') AS action, reason
    FROM (
      SELECT person_key, arm, covariate,
             ${input.affordable === null ? sql`barred` : budgetCut(bind, input.affordable, everybody ?? 0)} AS reason
      FROM (${rankedRows(
        input.ranked ?? null,
        sql`
        SELECT drawn.person_key AS person_key, drawn.arm AS arm, drawn.tie AS tie, spent.covariate AS covariate,
               multiIf(${input.reach === null ? sql`0` : sql`reach.has_address = 0`}, 'no_address',
                       ${joinSql(
                         input.bars.map(
                           (bar) => sql`${isBarred(drawnKey, bar)}, ${bind('String', bar.reason)},`,
                         ),
                         ' ',
                       )}
                       contacts.sent >= ${bind('UInt32', input.contactCap.contacts)}, 'contact_cap', '') AS barred,
                       ${input.ranked ? isBarred(drawnKey, input.ranked) : sql`0`} AS unranked
        FROM (
          SELECT person_key, if(${inControl(bind, input.salt, input.controlShare)}, 'control', 'treatment') AS arm,
                 ${tieOrder(bind, input.salt)} AS tie
          FROM (SELECT DISTINCT person_key FROM (${input.audience}) WHERE person_key != 0)
        ) AS drawn
        LEFT JOIN (
          SELECT person_key, ${hasAddress(bind('String', input.reach ?? ''))} AS has_address
          FROM ${customersNow(sql`workspace_id = ${workspace}`)}
        ) AS reach ON reach.person_key = drawn.person_key
        LEFT JOIN (
          SELECT ${personNow()} AS person_key, uniqExact(if(kind = 'called', touch_id, delivery_id)) AS sent
          FROM touches FINAL
          WHERE workspace_id = ${workspace} AND (kind = 'sent' OR (kind = 'called' AND NOT has(${bind('Array(String)', [...unanswered])}, toString(outcome))))
            AND ts > ${bind("DateTime64(3, 'UTC')", isoTime(new Date(input.at.getTime() - input.contactCap.days * 86_400_000)))}
            AND ts <= ${bind("DateTime64(3, 'UTC')", isoTime(input.at))}
          GROUP BY person_key
        ) AS contacts ON contacts.person_key = drawn.person_key
        LEFT JOIN (${spendBefore(bind, workspace, input)}) AS spent ON spent.person_key = drawn.person_key`,
      )}
      )
    )`
}

type Bind = ReturnType<typeof createBinder>

const drawnKey = sql`drawn.person_key`

/** Beside each row what it counts for when a budget is given out: whoever refused to be ranked is the one in the middle. */
function rankedRows(ranked: ConsentSelection | null, rows: SqlFragment): SqlFragment {
  if (ranked === null) return sql`SELECT *, covariate AS worth FROM (${rows})`
  return sql`SELECT *, if(unranked, if(isNaN(middle), 0, middle), covariate) AS worth
    FROM (SELECT *, quantileExactIf(0.5)(covariate, NOT unranked) OVER (PARTITION BY barred) AS middle FROM (${rows}))`
}

/** Who is paid for: by spend before the draw, ties by hash. Ranks are taken among those nothing else bars. */
function budgetCut(bind: Bind, affordable: number, everybody: number): SqlFragment {
  return sql`multiIf(
    barred != '', barred,
    row_number() OVER (PARTITION BY barred ORDER BY worth DESC, tie) > ${bind('UInt64', everybody)}, 'budget',
    arm = 'treatment' AND row_number() OVER (PARTITION BY barred, arm ORDER BY worth DESC, tie) > ${bind('UInt64', affordable)},
    'budget_repair', '')`
}

/** Net spend on goods (charges such as postage left out), minor units; nobody before the window is 0. */
function spendBefore(bind: Bind, workspace: SqlFragment, input: DecisionInput): SqlFragment {
  return sql`SELECT ${personNow()} AS person_key, toFloat64(sum(amount_minor)) AS covariate
    FROM order_lines
    WHERE workspace_id = ${workspace} AND kind != 'charge'
      AND ts >= ${bind("DateTime64(3, 'UTC')", isoTime(input.covariateFrom))}
      AND ts < ${bind("DateTime64(3, 'UTC')", isoTime(input.covariateTo))}
    GROUP BY person_key`
}

/** Stores the decisions as one statement; nothing passes through this process. */
export function decisionInsert(
  select: SqlFragment,
  row: {
    workspaceId: number
    campaignId: string
    offerId: string
    creativeId: string
    channel: string
    decidedAt: Date
  },
): SqlFragment {
  const bind = createBinder('store_')
  return sql`
    INSERT INTO decisions
      (workspace_id, campaign_id, person_key, arm, action, reason, offer_id, creative_id, channel, covariate, decided_at)
    SELECT ${bind('UInt32', row.workspaceId)}, ${bind('UUID', row.campaignId)}, person_key, arm, action, reason,
           ${bind('UUID', row.offerId)}, ${bind('UUID', row.creativeId)}, ${bind('String', row.channel)}, covariate,
           ${bind("DateTime64(3, 'UTC')", isoTime(row.decidedAt))}
    FROM (${select})`
}
