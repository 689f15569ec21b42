import { saltedDraw } from '@liangti/models'
import { type createBinder, type SqlFragment, sql } from '../../kit/sql.ts'

type Bind = ReturnType<typeof createBinder>

/** The number in [0, 1) of `saltedDraw`, made by the engine for each row's `person_key`; a test keeps the two equal. */
function draw(bind: Bind, salt: string): SqlFragment {
  return sql`(bitShiftRight(sipHash64(concat(${bind('String', salt)}, ':', toString(person_key))), 11) / 9007199254740992)`
}

/** Condition on `person_key`: control has the stretch [0, share) of the draw. */
export function inControl(bind: Bind, salt: string, controlShare: number): SqlFragment {
  return sql`${draw(bind, salt)} < ${bind('Float64', controlShare)}`
}

/** The same decision here, for evaluation over many seeds in memory. */
export function isControl(salt: string, personKey: number, controlShare: number): boolean {
  return saltedDraw(salt, personKey) < controlShare
}

/** Order among equals, independent of the draw that gave the arm. */
export function tieOrder(bind: Bind, salt: string): SqlFragment {
  return draw(bind, `${salt}/tie`)
}
