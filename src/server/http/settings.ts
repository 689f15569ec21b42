import type { Locale } from '../../kit/errors.ts'

export interface HttpSettings {
  /** Address customers and browsers reach, where it is not the one listened on. */
  publicUrl: string | undefined
  /** Language of readers who name none. */
  locale: Locale
  /** Requests a minute from one caller, over all endpoints without a limit of their own. */
  requestsPerMinute?: number
}
