import type { en } from './en/index.ts'

/** Keys are checked where they are used: an unknown one does not compile. */
declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    resources: { translation: typeof en }
  }
}
