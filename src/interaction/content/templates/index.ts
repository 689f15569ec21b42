import { earlyAccess } from './early-access.ts'
import { replenish } from './replenish.ts'
import type { EmailTemplate } from './template.ts'
import { thankYou } from './thank-you.ts'
import { welcome } from './welcome.ts'
import { winBack } from './win-back.ts'

/** Every creative that comes with the product; one file and one line adds another. */
export const templates: readonly EmailTemplate[] = [
  ...winBack,
  ...thankYou,
  ...earlyAccess,
  ...replenish,
  ...welcome,
]

export type { EmailTemplate } from './template.ts'
