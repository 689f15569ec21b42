import type { en } from './en/index.ts'

/** Every key of the English texts, except the singular forms a language may not have. */
type Texts<T> = {
  readonly [K in keyof T as K extends `${string}_one` ? never : K]: T[K] extends string ? string : Texts<T[K]>
}
export type Dictionary = Texts<typeof en>
