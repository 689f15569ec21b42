import type { LabMethod } from '../method.ts'
import { allocate } from './allocate.ts'
import { bandit } from './bandit.ts'
import { clv } from './clv.ts'
import { rfm } from './rfm.ts'

/** Every method, in the order of the help. */
export const labMethods: readonly LabMethod[] = [rfm, clv, allocate, bandit]
