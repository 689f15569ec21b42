import type { z } from 'zod'
import type { SqlFragment } from '../../../kit/sql.ts'
import type { listColumns } from './api.ts'

export type Bind = (type: string, value: unknown) => SqlFragment
type Described = z.output<typeof listColumns.response>['columns'][number]

/** A column of the list: how it is named, and where the engine reads it (`c`: the person, `s`: its figures). */
export interface ListColumn extends Described {
  /** A value of the column's type; NULL where it is unknown. */
  sql(bind: Bind): SqlFragment
  /**
   * What else it is read from: a SELECT with `person_key`, named as this.
   * `here` is the condition on rows of those asked for.
   */
  join?: { alias: string; select(bind: Bind, here: SqlFragment): SqlFragment }
}
