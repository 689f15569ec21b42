import type { z } from 'zod'
import type { StoredSetting } from '../workspace-setting.ts'
import { holdingSettings } from './api.ts'

export const storedHoldings: StoredSetting<z.output<typeof holdingSettings>> = {
  name: 'holdings',
  schema: holdingSettings,
  absent: { attributes: [] },
}
