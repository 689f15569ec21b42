import type { Localized } from '../../../../kit/api-shapes.ts'
import { oceanEngine, tencentAds } from './chinese.ts'
import { anyTable } from './general.ts'
import type { SpendPlatform } from './platform.ts'
import { googleAds, metaAds } from './western.ts'

/** Reports that are known by their columns, the general one last; a new one is a line here. */
export const spendPlatforms: readonly SpendPlatform[] = [
  tencentAds,
  oceanEngine,
  googleAds,
  metaAds,
  anyTable,
]

/** What a medium is called; one that is no platform of ours by its own name. */
export function mediumLabel(medium: string): Localized {
  const known = spendPlatforms.find(({ id }) => id === medium)
  return known?.label ?? { en: medium, 'zh-CN': medium }
}
