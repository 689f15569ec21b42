import type { LabMethod } from '../method.ts'
import { clv } from './clv.ts'
import { rfm } from './rfm.ts'

/** Every method, in the order of the help. */
export const labMethods: readonly LabMethod[] = [rfm, clv]
