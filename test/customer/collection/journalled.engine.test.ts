import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { collectionLimits } from '../../../src/customer/collection/index.ts'
import type { Collection } from '../../../src/customer/index.ts'
import { warehouseErrors } from '../../../src/stores/warehouse/errors.ts'
import { type Collected, insertsThrough, openCollected, openStream, storedEvents } from './collected.ts'

let stream: Collected
let dir: string
/** What happens to inserts of events: a stand-in for an engine that is slow, or dies. */
let fate: (insert: () => Promise<void>) => Promise<void>
let journalled: Collection

beforeAll(async () => {
  stream = await openCollected()
  dir = mkdtempSync(join(tmpdir(), 'liangti-journal-'))
})
beforeEach(() => {
  fate = (insert) => insert()
})
afterAll(async () => {
  await stream?.close()
  rmSync(dir, { recursive: true, force: true })
})

const open = async () => {
  const warehouse = insertsThrough(stream.bench.stores.warehouse, (table, _, insert) =>
    table === 'events' ? fate(insert) : insert(),
  )
  const opened = openStream(stream.bench, warehouse, 2_000, join(dir, 'journal'))
  // Its places come to be in the background.
  await sleep(300)
  return opened
}
const send = (to: Collection, ids: readonly string[], more: object = {}) => {
  const body = {
    batch: ids.map((messageId) => ({ type: 'track', userId: 'u1', event: 'Viewed', messageId, ...more })),
  }
  return to.receive({ method: 'batch', key: stream.source.secret, body, bytes: 100, locale: 'en' })
}
const stored = async (prefix: string) =>
  (await storedEvents(stream.bench.stores.warehouse))
    .map(({ id }) => id)
    .filter((id) => id.startsWith(prefix))
/** Inserts that take until they are let go. */
const held = () => {
  let letGo = () => {}
  const gate = new Promise<void>((resolve) => {
    letGo = resolve
  })
  fate = async (insert) => {
    await gate
    return insert()
  }
  return () => letGo()
}

it('answers while the engine is slow, and stores once, with what follows', async () => {
  journalled = await open()
  const letGo = held()
  const answers = []
  for (let n = 0; n < 3; n++) answers.push(await send(journalled, [`s${n}a`, `s${n}b`]))
  expect(answers.map(({ accepted }) => accepted)).toEqual([2, 2, 2])
  expect(await stored('s')).toEqual([])
  // It is known by now, though the engine has nothing of it.
  expect(await send(journalled, ['s0a', 's1b'])).toMatchObject({ accepted: 0, duplicates: 2 })
  letGo()
  await expect.poll(() => stored('s')).toEqual(['s0a', 's0b', 's1a', 's1b', 's2a', 's2b'])
  await journalled.close()
  const next = await open()
  expect(await send(next, ['s0a', 's3a'])).toMatchObject({ accepted: 1, duplicates: 1 })
  await next.close()
  expect(await stored('s')).toHaveLength(7)
})

it('lets senders wait for the engine where no place is left', async () => {
  journalled = await open()
  const letGo = held()
  for (let n = 0; n < collectionLimits.journalPlaces; n++) await send(journalled, [`p${n}`])
  let answered = false
  const last = send(journalled, ['p-last']).then((received) => {
    answered = true
    return received
  })
  await sleep(500)
  expect(answered).toBe(false)
  letGo()
  expect((await last).accepted).toBe(1)
  expect(await stored('p-last')).toEqual(['p-last'])
  await journalled.close()
})

it('tells senders that nothing is stored where the engine refuses at once, and stores nothing of it later', async () => {
  journalled = await open()
  fate = () => Promise.reject(warehouseErrors.badParams({ query: 'insert', field: 'x', problem: 'for good' }))
  await expect(send(journalled, ['n1'])).rejects.toMatchObject({ code: 'collection.notStored' })
  await journalled.close()
  fate = (insert) => insert()
  const next = await open()
  expect(await send(next, ['n2'])).toMatchObject({ accepted: 1 })
  await next.close()
  expect(await stored('n')).toEqual(['n2'])
})

it('keeps what it answered through a close with the engine gone, and stores it at the next start', async () => {
  journalled = await open()
  const away = () => Promise.reject(warehouseErrors.unavailable({ url: 'x', problem: 'away' }))
  fate = async (insert) => {
    await sleep(collectionLimits.journalAfterMs * 3)
    void insert
    return away()
  }
  expect(await send(journalled, ['c1', 'c2'])).toMatchObject({ accepted: 2 })
  await journalled.close()
  expect(await stored('c')).toEqual([])
  // Until it is stored nothing is taken in, for what was sent twice would not be seen.
  const next = await open()
  await expect(send(next, ['c1'])).rejects.toMatchObject({ code: 'collection.busy' })
  fate = (insert) => insert()
  await expect.poll(() => stored('c')).toEqual(['c1', 'c2'])
  await expect
    .poll(() => send(next, ['c1', 'c3']).catch(() => null))
    .toMatchObject({ accepted: 1, duplicates: 1 })
  await next.close()
  const third = await open()
  expect(await send(third, ['c2'])).toMatchObject({ duplicates: 1 })
  await third.close()
  expect(await stored('c')).toEqual(['c1', 'c2', 'c3'])
})

it('stores once where the insert was done and the place not cleared yet', async () => {
  journalled = await open()
  let done = false
  fate = async (insert) => {
    await sleep(collectionLimits.journalAfterMs * 3)
    await insert()
    done = true
    throw warehouseErrors.unavailable({ url: 'x', problem: 'hung up' })
  }
  await send(journalled, ['o1'])
  await expect.poll(() => done).toBe(true)
  await journalled.close()
  fate = (insert) => insert()
  const next = await open()
  await expect.poll(() => send(next, ['o2']).catch(() => null)).toMatchObject({ accepted: 1 })
  await next.close()
  expect(await stored('o')).toEqual(['o1', 'o2'])
})

it('stores nothing of people who were erased meanwhile', async () => {
  const { ledger } = stream.bench.stores
  journalled = await open()
  fate = async () => {
    await sleep(collectionLimits.journalAfterMs * 3)
    throw warehouseErrors.unavailable({ url: 'x', problem: 'away' })
  }
  await send(journalled, ['e1'], { userId: 'gone' })
  await send(journalled, ['e2'], { userId: 'stays' })
  await journalled.close()
  const key = (
    await stream.bench.customer.persons.resolve(stream.bench.workspace, 'account', ['gone'], {
      source: stream.source.id,
      importId: null,
      at: new Date(),
    })
  ).get('gone')
  await ledger.pool.query(
    'INSERT INTO erased_persons (person_key, workspace_id, erased_at) VALUES ($1, $2, now())',
    [key, stream.bench.workspace.id],
  )
  fate = (insert) => insert()
  const next = await open()
  await expect.poll(() => stored('e')).toEqual(['e2'])
  await expect.poll(() => send(next, ['e3']).catch(() => null)).toMatchObject({ accepted: 1 })
  await next.close()
  expect(await stored('e')).toEqual(['e2', 'e3'])
})

it('keeps aside what the engine refuses at the next start', async () => {
  journalled = await open()
  fate = async () => {
    await sleep(collectionLimits.journalAfterMs * 3)
    throw warehouseErrors.unavailable({ url: 'x', problem: 'away' })
  }
  await send(journalled, ['r1', 'r2'], { properties: { note: 'a\tb' } })
  await journalled.close()
  let tries = 0
  fate = async (insert) => {
    // The whole batch and then its first half.
    if (tries++ < 2) throw warehouseErrors.badValue({ query: 'insert', code: 117, name: 'INCORRECT_DATA' })
    return insert()
  }
  const next = await open()
  await expect.poll(() => send(next, ['r3']).catch(() => null)).toMatchObject({ accepted: 1 })
  await next.close()
  expect(await stored('r')).toEqual(['r2', 'r3'])
  const [aside] = await next.quarantine.list(stream.bench.workspace.id, stream.source.id, null, 1)
  expect(JSON.parse(aside?.raw ?? '')).toMatchObject({
    event: 'Viewed',
    messageId: 'r1',
    properties: { note: 'a\tb' },
  })
})
