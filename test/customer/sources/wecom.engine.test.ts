import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createGuard } from '../../../src/customer/index.ts'
import { guessMapping } from '../../../src/customer/mapping/guess/guess-mapping.ts'
import type { Connection, PullState, SourceContext } from '../../../src/customer/sources/define-source.ts'
import { wecom } from '../../../src/customer/sources/kinds/wecom.ts'
import { createHttp } from '../../../src/customer/sources/network/http.ts'
import { sql } from '../../../src/kit/sql.ts'
import {
  type Contact,
  startWecomStandIn,
  type WecomStandIn,
} from '../../interaction/support/wecom-stand-in.ts'
import { openSourceBench, type SourceBench } from './support.ts'

const idOf = (n: number) => `wmAAAA${String(n).padStart(26, '0')}`
const since = 1_700_000_000
const contact = (n: number, userid: string, more: Partial<Contact> = {}): Contact => ({
  ...{ userid, external_userid: idOf(n), name: `客户${n}`, createtime: since + n },
  ...{ unionid: `u-${n}`, tag_id: [] },
  ...more,
})

describe('customers of WeCom as a source', () => {
  let bench: SourceBench
  let standIn: WecomStandIn
  const contacts: Contact[] = [
    ...Array.from({ length: 8 }, (_, n) => contact(n, 'zhang')),
    contact(2, 'li', { tag_id: ['t2', 'unknown'], createtime: since - 100 }),
    contact(9, 'li', { tag_id: ['t1'], unionid: '' }),
  ]
  const known = contacts[2]
  if (known) known.tag_id = ['t1']
  beforeAll(async () => {
    bench = await openSourceBench()
    standIn = await startWecomStandIn({
      contacts,
      tagGroups: [
        { group_name: '等级', tag: [{ id: 't1', name: '金卡' }] },
        { group_name: '兴趣', tag: [{ id: 't2', name: '绿茶' }] },
      ],
    })
  })
  afterAll(async () => {
    await standIn?.close()
    await bench?.close()
  })
  const settings = () => ({ corpId: 'ww-1', url: standIn.url })
  async function rows(corpSecret = 's-1'): Promise<Record<string, string>[]> {
    const guard = createGuard(['127.0.0.1'])
    const context = { http: createHttp(guard), signal: AbortSignal.timeout(10_000) } as SourceContext
    const connection = { settings: settings(), secrets: { corpSecret } } as Connection<unknown, unknown>
    const state: PullState = { cursor: null, columns: [], known: async () => false, mostRows: 1_000 }
    const found: Record<string, string>[] = []
    for await (const parcel of wecom.pull(context, connection as never, state))
      for (const line of (await Readable.from(parcel.content()).toArray()).join('').trim().split('\n'))
        found.push(JSON.parse(line) as Record<string, string>)
    return found
  }

  it('gives each customer once, with the tags of the company, all advisers, and since when', async () => {
    const found = await rows()
    expect(found.map((row) => row.external_userid)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 9].map(idOf))
    expect(found.find((row) => row.external_userid === idOf(2))).toEqual({
      ...{ record_id: idOf(2), external_userid: idOf(2), wechat_unionid: 'u-2', name: '客户2' },
      ...{ wecom_advisers: 'li, zhang', wecom_tags: '兴趣/绿茶, 等级/金卡' },
      wecom_since: new Date((since - 100) * 1_000).toISOString(),
    })
    expect(standIn.tokens()).toBe(1)
  })

  it('is mapped by itself, and imported once: reachable by WeCom, tags as attributes, sealed in the ledger', async () => {
    const found = await rows()
    const header = Object.keys(found[0] ?? {})
    const { mapping } = guessMapping(
      header,
      found.map((row) => header.map((column) => row[column] ?? '')),
    )
    expect(mapping.kind).toBe('customers')
    expect(mapping.fields).toMatchObject({
      ...{
        wecom: { column: 'external_userid' },
        unionid: { column: 'wechat_unionid' },
        name: { column: 'name' },
      },
      record: { column: 'record_id' },
    })
    expect(Object.keys(mapping.attributes)).toEqual(['wecom_advisers', 'wecom_tags', 'wecom_since'])
    const id = await bench.make({
      ...{ kind: 'wecom', brings: 'customers', settings: settings(), secrets: { corpSecret: 's-1' } },
      mapping: { ...mapping, source: 'wecom' },
    })
    expect(await bench.run(id)).toMatchObject({ state: 'done', stored: 9, code: null })
    expect(await bench.run(id)).toMatchObject({ state: 'done', stored: 0 })
    const stored = await bench.stores.warehouse.rows(
      sql`SELECT reachable, toString(attributes.wecom_tags) AS tags FROM customers FINAL
          WHERE toString(attributes.wecom_advisers) = 'li, zhang'`,
      z.object({ reachable: z.array(z.string()), tags: z.string() }),
    )
    expect(stored).toEqual([{ reachable: ['wecom'], tags: '兴趣/绿茶, 等级/金卡' }])
    const kept = await bench.stores.ledger.db
      .selectFrom('identifiers')
      .select(['kind', 'ciphertext'])
      .where('kind', '=', 'wecom')
      .execute()
    expect(kept).toHaveLength(9)
    expect(kept.some(({ ciphertext }) => ciphertext.includes(idOf(2)))).toBe(false)
  })

  it('says clearly what is wrong with its key, and shows it nowhere', async () => {
    await expect(rows('wrong-secret')).rejects.toMatchObject({ code: 'source.badCredential' })
    const id = await bench.make({
      ...{
        kind: 'wecom',
        brings: 'customers',
        settings: settings(),
        secrets: { corpSecret: 'wrong-secret' },
      },
    })
    const run = await bench.run(id)
    expect(run).toMatchObject({ state: 'failed', code: 'source.badCredential' })
    expect(JSON.stringify(run)).not.toContain('wrong-secret')
  })
})
