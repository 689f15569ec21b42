import { saltedDraw } from '@liangti/models'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { sql } from '../../../src/kit/sql.ts'
import type { Warehouse } from '../../../src/stores/warehouse/index.ts'
import { freshWarehouse } from '../../support/warehouse.ts'

let warehouse: Warehouse
let drop: () => Promise<void>
beforeAll(async () => {
  ;({ warehouse, drop } = await freshWarehouse())
})
afterAll(() => drop())

describe('saltedDraw on the engine', () => {
  it.each(['a', 'campaign 0192-77ab', '量体 春季'])(
    'is the same number in SQL under the salt %s',
    async (salt) => {
      const rows = await warehouse.rows(
        sql`SELECT toString(key) AS key,
        bitShiftRight(sipHash64(concat(${{ text: '{salt:String}', params: { salt }, isSql: true }}, ':', toString(key))), 11)
          / 9007199254740992 AS draw
        FROM (SELECT arrayJoin(arrayConcat(range(toUInt64(1), 2000), [4294967296, 9007199254740991, 18446744073709551615])) AS key)`,
        z.object({ key: z.string(), draw: z.number() }),
      )
      expect(rows).toHaveLength(2_002)
      for (const { key, draw } of rows) expect(saltedDraw(salt, key)).toBe(draw)
    },
  )
  it('the hash itself has the values the unit test quotes', async () => {
    const [row] = await warehouse.rows(
      sql`SELECT toString(sipHash64('')) AS nothing, toString(sipHash64('campaign-7:123456789')) AS ascii, toString(sipHash64('量体:1')) AS han`,
      z.object({ nothing: z.string(), ascii: z.string(), han: z.string() }),
    )
    expect(row).toEqual({
      nothing: '2202906307356721367',
      ascii: '2378121754891012866',
      han: '5037715222272555191',
    })
  })
})
