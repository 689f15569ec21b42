import { createRequire } from 'node:module'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { sql } from '../../../src/kit/sql.ts'
import { type Collected, openCollected, storedEvents } from './collected.ts'

/** What of the client is used here; it comes without types. */
interface SensorsClient {
  submitTo(
    options: { url: string; gzip?: boolean; mode?: string },
    batch?: { count: number; timeSpan?: number },
  ): {
    catch(report: (error: Error) => void): void
  }
  track(who: string, event: string, properties?: object): void
  trackSignup(who: string, original: string, properties?: object): void
  profileSet(who: string, properties: object): void
  profileSetOnce(who: string, properties: object): void
  profileIncrement(who: string, properties: object): void
  profileAppend(who: string, properties: object): void
  profileUnset(who: string, keys: string[]): void
  itemSet(type: string, id: string, properties: object): void
}
const Sensors = createRequire(import.meta.url)('sa-sdk-node') as new () => SensorsClient

/** The client joins one submitter to a process, so that one is used throughout. */
let stream: Collected
const failures: Error[] = []
let client: SensorsClient
beforeAll(async () => {
  stream = await openCollected()
  client = new Sensors()
  const url = `${stream.url}/sa?project=default&token=${stream.source.secret}`
  client.submitTo({ url, gzip: true }, { count: 4, timeSpan: 200 }).catch((error) => failures.push(error))
})
afterAll(() => stream?.close())

const events = () => storedEvents(stream.bench.stores.warehouse)
const named = async (name: string) => (await events()).filter((event) => event.name === name)
const attributesOf = (key: number) =>
  stream.bench.stores.warehouse.rows(
    sql`SELECT attributes::String AS attributes, city FROM customers FINAL
        WHERE person_key = ${{ text: '{key:UInt64}', params: { key }, isSql: true }}`,
    z.object({ attributes: z.string(), city: z.string() }),
  )
const poll = { timeout: 10_000, interval: 50 }

const post = (
  query: string,
  form: Record<string, string>,
  path = 'sa',
  headers: Record<string, string> = {},
) => fetch(`${stream.url}/${path}?${query}`, { method: 'POST', body: new URLSearchParams(form), headers })
const packed = (records: unknown) => gzipSync(JSON.stringify(records)).toString('base64')
const record = (id: number, more: object = {}) => ({
  _track_id: id,
  time: Date.now(),
  type: 'track',
  event: 'Seen',
  distinct_id: 'd1',
  properties: {},
  lib: { $lib: 'test' },
  ...more,
})

describe('sa-sdk-node as its makers publish it', () => {
  it('brings events, a sign-up and what it says of a person', async () => {
    client.track('visitor-9', 'Viewed', { $os: 'iOS', page: 3 })
    client.trackSignup('member-9', 'visitor-9', { way: 'app' })
    client.profileSet('member-9', { $city: 'Ghent', plan: 'gold', $is_login_id: true })
    client.profileSetOnce('member-9', { plan: 'silver', first: 'shop', $is_login_id: true })
    await expect.poll(async () => (await events()).length, poll).toBe(4)
    client.profileAppend('member-9', { likes: ['tea', 'tea', 'rice'] })
    client.profileIncrement('member-9', { visits: 2 })
    client.profileUnset('member-9', ['first'])
    client.track('member-9', 'Bought', {})
    await expect.poll(async () => (await events()).length, poll).toBe(8)
    expect(failures).toEqual([])
    const [viewed] = await named('Viewed')
    expect(JSON.parse(viewed?.properties ?? '{}')).toMatchObject({ os: 'iOS', page: '3', lib: 'Node' })
    expect(JSON.parse((await named('profile_increment'))[0]?.properties ?? '{}')).toMatchObject({
      visits: '2',
    })
    const [bought] = await named('Bought')
    const now = await stream.bench.customer.persons.currentOf(stream.bench.workspace, [
      viewed?.person ?? 0,
      bought?.person ?? 0,
    ])
    expect(now.get(viewed?.person ?? 0)).toBe(now.get(bought?.person ?? 0))
    const [row] = await attributesOf(bought?.person ?? 0)
    expect(row?.city).toBe('Ghent')
    expect(JSON.parse(row?.attributes ?? '{}')).toEqual({ likes: '["tea","rice"]', plan: 'gold' })
  })

  it('is told what cannot be kept, and why', async () => {
    client.itemSet('tea', 'T1', { price: 3 })
    for (let i = 0; i < 3; i++) client.track('member-9', 'Beside', {})
    await expect.poll(async () => (await named('Beside')).length, poll).toBe(3)
    // Kept aside after the good ones of the request are stored.
    const kept = () =>
      stream.collection.quarantine.list(stream.bench.workspace.id, stream.source.id, null, 10)
    await expect.poll(kept, poll).toMatchObject([{ code: 'unsupported_type', field: 'type' }])
    expect(failures).toEqual([])
  })
})

describe('POST /sa', () => {
  const token = () => `token=${stream.source.secret}`
  it('stores a record once however often it comes', async () => {
    const list = [record(1), record(1), record(2)]
    const form = { data_list: packed(list), gzip: '1' }
    for (let i = 0; i < 2; i++) expect((await post(token(), form)).status).toBe(200)
    expect(await named('Seen')).toHaveLength(2)
  })

  it('takes a single record in clear with its checksum, and refuses a damaged one', async () => {
    const data = Buffer.from(JSON.stringify(record(3, { event: 'Single', anonymous_id: 'a1' }))).toString(
      'base64',
    )
    let hash = 0
    for (const sign of data) hash = (Math.imul(hash, 31) + sign.charCodeAt(0)) | 0
    expect((await post(token(), { data, ext: `crc=${hash}` })).status).toBe(200)
    expect(await named('Single')).toHaveLength(1)
    const damaged = await post(token(), { data, ext: `crc=${hash + 1}` })
    expect([damaged.status, ((await damaged.json()) as { code: string }).code]).toEqual([
      400,
      'collection.badChecksum',
    ])
  })

  it('says what is wrong with a request', async () => {
    const big = packed({ ...record(4), properties: { x: 'x'.repeat(600_000) } })
    const cases: [string, Record<string, string>, number, string][] = [
      ['token=ltw_nobody', { data_list: packed([record(5)]), gzip: '1' }, 401, 'collection.badKey'],
      ['project=default', { data_list: packed([record(5)]), gzip: '1' }, 401, 'collection.badKey'],
      [token(), {}, 400, 'collection.noRecords'],
      [token(), { data_list: 'not base64 !' }, 400, 'collection.noRecords'],
      [token(), { data_list: 'bm8gZ3ppcA==', gzip: '1' }, 400, 'collection.badEncoding'],
      [token(), { data_list: 'bm8ganNvbg==' }, 400, 'collection.notJson'],
      [token(), { data_list: big, gzip: '1' }, 413, 'collection.tooLarge'],
      [token(), { data_list: packed([record(6, { time: 'soon' })]), gzip: '1' }, 400, 'collection.badEvent'],
    ]
    for (const [query, form, status, code] of cases) {
      const answer = await post(query, form)
      const problem = (await answer.json()) as { code: string; title: string }
      expect([answer.status, problem.code]).toEqual([status, code])
      if (status === 401) expect(problem.title).toBe('The write key is not valid')
    }
  })

  it('only says whether records are good where the client tries them out', async () => {
    const form = (list: unknown) => ({ data_list: packed(list), gzip: '1' })
    const dry = { 'dry-run': 'true' }
    expect((await post(token(), form([record(7, { event: 'Tried' })]), 'debug', dry)).status).toBe(200)
    expect((await post(token(), form([record(8, { event: '' })]), 'debug', dry)).status).toBe(400)
    expect((await post(token(), form([record(9, { event: 'Debugged' })]), 'debug')).status).toBe(200)
    await sleep(20)
    expect([await named('Tried'), (await named('Debugged')).length]).toEqual([[], 1])
  })
})
