import type { Localized } from '../../../kit/api-shapes.ts'
import type { ReadHtml } from './read-html.ts'

export interface Finding {
  /** An error keeps the creative from being sent. */
  severity: 'error' | 'warning'
  area: 'sending' | 'spam' | 'accessibility'
  message: Localized
  /** Words or an address by which the place is found in the layout. */
  near?: string | undefined
}

/** A mail as one recipient would get it. */
export interface CheckedMail {
  language: 'zh-CN' | 'en'
  subject: string
  html: string
  text: string
  read: ReadHtml
}
