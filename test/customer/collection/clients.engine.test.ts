import { createRequire } from 'node:module'
import { Analytics } from '@segment/analytics-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Collected, openCollected, storedEvents } from './collected.ts'

interface RudderClient {
  identify(message: object): void
  track(message: object): void
  page(message: object): void
  flush(): Promise<unknown>
}
type RudderClass = new (key: string, options: object) => RudderClient
const loaded = createRequire(import.meta.url)('@rudderstack/rudder-sdk-node') as
  | RudderClass
  | { default: RudderClass }
const Rudder = 'default' in loaded ? loaded.default : loaded

let stream: Collected
beforeAll(async () => {
  stream = await openCollected()
})
afterAll(() => stream?.close())

const namesOf = async (prefix: string) =>
  (await storedEvents(stream.bench.stores.warehouse))
    .filter(({ properties, name }) => properties.includes(prefix) || name.startsWith(prefix))
    .map(({ name }) => name)

/** The clients as their makers publish them, pointed at this server. */
describe('real clients pass unchanged', () => {
  it('@segment/analytics-node', async () => {
    const analytics = new Analytics({
      writeKey: stream.source.secret,
      host: stream.url,
      flushAt: 5,
      maxRetries: 0,
    })
    const failures: unknown[] = []
    analytics.on('error', (failure) => failures.push(failure))
    analytics.identify({
      userId: 's1',
      anonymousId: 'sv1',
      traits: { email: 's1@example.com', plan: 'gold' },
    })
    for (let i = 0; i < 12; i++) analytics.track({ userId: 's1', event: 'Segment track', properties: { i } })
    analytics.page({ userId: 's1', name: 'Home', properties: { by: 'segment' } })
    analytics.screen({ userId: 's1', name: 'Start', properties: { by: 'segment' } })
    analytics.group({ userId: 's1', groupId: 'g1', traits: { by: 'segment' } })
    analytics.alias({ userId: 's1', previousId: 'sv1' })
    await analytics.closeAndFlush({ timeout: 10_000 })
    expect(failures).toEqual([])
    expect(await namesOf('Segment')).toHaveLength(12)
    expect((await namesOf('"by":"segment"')).sort()).toEqual(['group', 'page', 'screen'])
  })

  it('@rudderstack/rudder-sdk-node', async () => {
    const client = new Rudder(stream.source.secret, {
      dataPlaneUrl: stream.url,
      flushAt: 5,
      flushInterval: 100,
      logLevel: 'error',
    })
    client.identify({ userId: 'r1', traits: { email: 'r1@example.com' } })
    for (let i = 0; i < 12; i++) client.track({ userId: 'r1', event: 'Rudder track', properties: { i } })
    client.page({ userId: 'r1', name: 'Home', properties: { by: 'rudder' } })
    await client.flush()
    // Its flush answers before all that was queued behind it is sent.
    const poll = { timeout: 10_000, interval: 100 }
    await expect.poll(async () => (await namesOf('Rudder')).length, poll).toBe(12)
    await expect.poll(() => namesOf('"by":"rudder"'), poll).toEqual(['page'])
    const tail = stream.collection.tail.items(stream.source.id)
    expect(tail.filter(({ outcome }) => outcome === 'refused')).toEqual([])
  })
})
