import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Collection } from '../../../src/customer/index.ts'
import { secretsOf } from '../../../src/customer/sources/connections.ts'
import { sourceRoutes } from '../../../src/customer/sources/routes.ts'
import { getSource, updateSource } from '../../../src/customer/sources/store.ts'
import type { Permission, RequestContext } from '../../../src/kit/api.ts'
import { systemClock } from '../../../src/kit/clock.ts'
import { unlimitedFields } from '../../../src/kit/fields.ts'
import { noTask } from '../../../src/kit/progress.ts'
import { by, openSourceBench, type SourceBench } from './support.ts'

let bench: SourceBench
let id: string
const secret = 'the-only-key-there-is'
beforeAll(async () => {
  bench = await openSourceBench()
  id = await bench.make({
    kind: 'http',
    settings: { url: 'https://shop.example/orders', auth: 'bearer' },
    secrets: { token: secret },
  })
})
afterAll(() => bench?.close())

const change = (settings: Record<string, unknown>, secrets: Record<string, string> = {}) =>
  updateSource(bench.room.deps, bench.workspace, systemClock.now(), id, { settings, secrets }, by)
const kept = async () =>
  secretsOf(bench.room.deps, await getSource(bench.stores.ledger, bench.workspace.id, id))

describe('the secrets of a connection', () => {
  it('are stored encrypted, and shown to nobody', async () => {
    const row = await getSource(bench.stores.ledger, bench.workspace.id, id)
    expect(row.secrets?.includes(secret)).toBe(false)
    expect(await kept()).toEqual({ token: secret })
    const activity = () => ({ perMinute: 0, refusedPerMinute: 0 })
    const routes = sourceRoutes(bench.room, { tail: { activity } } as unknown as Collection)
    const ask = async (permissions: Permission[]) => {
      const context: RequestContext = {
        actor: { ...by, permissions: new Set(permissions) },
        workspace: bench.workspace,
        locale: 'en',
        fields: unlimitedFields,
        requestId: 'r',
        task: noTask,
      }
      const get = routes.find(({ endpoint }) => endpoint.id === 'getSource')
      return get?.handle(context, {
        params: { workspace: 'test', id },
        query: {},
        body: {},
        upload: null,
      } as never)
    }
    const owner = await ask(['workspace.read', 'settings.manage'])
    const viewer = await ask(['workspace.read'])
    expect(owner).toMatchObject({ settings: { url: 'https://shop.example/orders' }, secretsSet: ['token'] })
    expect(viewer).toMatchObject({ settings: null, secretsSet: [] })
    expect(JSON.stringify([owner, viewer])).not.toContain(secret)
  })

  it('stay where a form leaves them blank, and go to no other host', async () => {
    await change({ url: 'https://shop.example/orders/v2', auth: 'bearer' }, { token: '' })
    expect(await kept()).toEqual({ token: secret })
    await change({ url: 'https://elsewhere.example/orders', auth: 'bearer' }, { token: '' })
    expect(await kept()).toEqual({})
    await change({ url: 'https://elsewhere.example/orders', auth: 'bearer' }, { token: 'another key' })
    expect(await kept()).toEqual({ token: 'another key' })
    const audit = await bench.stores.ledger.db.selectFrom('audit_log').selectAll().execute()
    expect(audit.length).toBeGreaterThan(3)
    expect(JSON.stringify(audit)).not.toMatch(/another key|the-only-key/)
  })

  it('are not asked for a connection that is wrong', async () => {
    const wrong = change({ url: 'https://elsewhere.example/', paging: 'sideways' })
    await expect(wrong).rejects.toMatchObject({ code: 'source.badSettings', params: { field: 'paging' } })
  })
})
