import type { AnyOperator } from '../operator.ts'
import { attributeCompare } from './attribute-compare.ts'
import { attributeContains } from './attribute-contains.ts'
import { attributeEquals } from './attribute-equals.ts'
import { attributeIn } from './attribute-in.ts'
import { attributeKnown } from './attribute-known.ts'
import { boughtCategory, boughtProduct } from './bought.ts'
import { onePerCompany, worksAt } from './company.ts'
import { computedCompare, computedIs } from './computed.ts'
import { breadth, frequency, length, monetary, recency } from './feature-values.ts'
import { household, onePerHousehold } from './household.ts'
import { importantDate } from './important-date.ts'
import { knowledge } from './knowledge.ts'
import { firstOrderWithin, lastOrderBefore } from './order-dates.ts'
import { ordersCount } from './orders-count.ts'
import { ordersSum } from './orders-sum.ts'
import { prospectDays, prospectOwner, prospectSource, prospectStage } from './prospect.ts'
import { reachable } from './reachable.ts'
import { rfmGroup } from './rfm-group.ts'
import { rfmScore } from './rfm-score.ts'
import { statedNeed } from './stated-need.ts'
import { status } from './status.ts'
import { touched } from './touched.ts'

/** Every operator, in the order the builder shows them. */
export const operators: readonly AnyOperator[] = [
  rfmGroup,
  rfmScore,
  recency,
  frequency,
  monetary,
  breadth,
  length,
  ordersCount,
  ordersSum,
  lastOrderBefore,
  firstOrderWithin,
  boughtCategory,
  boughtProduct,
  attributeEquals,
  attributeIn,
  attributeContains,
  attributeCompare,
  attributeKnown,
  computedCompare,
  computedIs,
  status,
  prospectStage,
  prospectDays,
  prospectOwner,
  prospectSource,
  reachable,
  household,
  onePerHousehold,
  importantDate,
  statedNeed,
  knowledge,
  worksAt,
  onePerCompany,
  touched,
]

const byId = new Map(operators.map((operator) => [operator.id, operator]))

export function operatorOf(id: string): AnyOperator | undefined {
  return byId.get(id)
}
