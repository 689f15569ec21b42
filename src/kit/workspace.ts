import type { Brand } from './brand.ts'
import type { Clock } from './clock.ts'
import type { Locale } from './errors.ts'

/** The company whose customers are meant; passed to everything that touches its data. */
export interface Workspace {
  /** Leads every table of both stores. */
  id: number
  slug: string
  name: string
  kind: 'own' | 'demo'
  /** ISO 4217; the currency figures are shown in. */
  currency: string
  /** IANA; days begin here. */
  timeZone: string
  locale: Locale
  /** The demo business lives at its own time during its time-lapse; everybody else at the machine's. */
  clock: Clock
  /** Sender of its mail, where it names its own. */
  mailFrom: string | null
  /** How it shows itself to customers; absent: the standard look. */
  brand?: Brand
}
