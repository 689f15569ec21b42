import type { LabMethod } from '../method.ts'
import { allocate } from './allocate.ts'
import { assign } from './assign.ts'
import { attribute } from './attribute.ts'
import { bandit } from './bandit.ts'
import { cluster } from './cluster.ts'
import { clv } from './clv.ts'
import { code } from './code.ts'
import { elasticity } from './elasticity.ts'
import { experiment } from './experiment.ts'
import { forecast } from './forecast.ts'
import { interests } from './interests.ts'
import { link } from './link.ts'
import { power } from './power.ts'
import { propensity } from './propensity.ts'
import { recommend } from './recommend.ts'
import { rfm } from './rfm.ts'
import { rules } from './rules.ts'
import { uplift } from './uplift.ts'

/** Every method, in the order of the help. */
export const labMethods: readonly LabMethod[] = [
  rfm,
  clv,
  allocate,
  bandit,
  attribute,
  recommend,
  interests,
  rules,
  cluster,
  link,
  propensity,
  uplift,
  experiment,
  power,
  assign,
  forecast,
  elasticity,
  code,
]
