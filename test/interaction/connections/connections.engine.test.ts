import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { channelShape } from '../../../src/interaction/connections/api.ts'
import { type Interaction, interactionRoutes, openInteraction } from '../../../src/interaction/index.ts'
import type { Actor, Permission, RequestContext } from '../../../src/kit/api.ts'
import { newId } from '../../../src/kit/ids.ts'
import { silentLog } from '../../../src/kit/log.ts'
import type { Workspace } from '../../../src/kit/workspace.ts'
import { createWorkspaceKeys, openVault } from '../../../src/stores/ledger/index.ts'
import { type SmtpSink, startSmtpSink } from '../../support/smtp-sink.ts'
import {
  everyoneMay,
  nobodyThere,
  recipientsWith,
  recordTouches,
  recordWithdrawal,
  sameForAll,
  settled,
} from '../support/outbox.ts'
import { type Stage, setStage } from '../support/stage.ts'

type View = (typeof channelShape)['_output']
let stage: Stage
let room: Interaction
let shared: SmtpSink
let own: SmtpSink
let neighbour: Workspace
const opened: (SmtpSink | Server)[] = []
const close = (each: SmtpSink | Server) =>
  'copies' in each ? each.close() : new Promise<void>((done) => each.close(() => done()))

beforeEach(async () => {
  stage = await setStage()
  neighbour = await another()
  ;[shared, own] = await Promise.all([startSmtpSink(), startSmtpSink()])
  opened.push(shared, own)
  const vaults = new Map([
    [stage.workspace.id, stage.vault],
    [neighbour.id, await openVault(stage.ledger, stage.masterKey, neighbour.id)],
  ])
  room = openInteraction({
    ledger: stage.ledger,
    log: silentLog,
    vaultOf: async (id) => vaults.get(id) ?? stage.vault,
    workspaceOf: async () => stage.workspace,
    workspaces: async () => [stage.workspace, neighbour],
    recordTouches,
    recipientsOf: recipientsWith(stage.vault),
    recordWithdrawal,
    choices: { of: async () => [], record: async () => {} },
    campaignNames: async () => new Map(),
    hearComplaint: async () => null,
    address: () => 'http://127.0.0.1:4100',
    peopleAt: nobodyThere,
    forgetAddress: async () => 0,
    meetFollower: async () => {},
    siteOf: async () => null,
    labels: async () => new Map(),
    findPeople: async () => [],
    prospects: {
      make: async () => ({ customerId: null, changeId: null, known: [] }),
      unmake: async () => {},
    },
    dnsServers: '',
    privateHosts: ['127.0.0.1'],
    catcher: () => null,
    smsCatcher: () => null,
    assetUses: async () => new Map(),
  })
  room.delivery.startWorker({
    mayContact: everyoneMay,
    messageFor: sameForAll,
    smtpUrl: shared.url,
    mailFrom: 'Shop <hello@shop.example>',
    publicUrl: 'http://127.0.0.1:4100',
    sendConcurrency: 10,
    pollMs: 50,
    leaseMs: 3_000,
    smtpTimeoutMs: 2_000,
    retryDelaysMs: [50, 50],
    arrangeMs: 50,
  })
})
afterEach(async () => {
  await room.delivery.worker()?.stop()
  for (const each of opened.splice(0)) await close(each)
  await stage.close()
})

async function another(): Promise<Workspace> {
  const { id } = await stage.ledger.db
    .insertInto('workspaces')
    .values({ slug: 'other', name: 'Other', currency: 'CNY', time_zone: 'Asia/Shanghai' })
    .returning('id')
    .executeTakeFirstOrThrow()
  await createWorkspaceKeys(stage.ledger, stage.masterKey, id)
  return { ...stage.workspace, id, slug: 'other', name: 'Other' }
}

async function call<T = View>(
  id: string,
  body: object = {},
  permissions: Permission[] = ['settings.manage'],
): Promise<T> {
  const found = interactionRoutes(room).find((each) => each.endpoint.id === id)
  if (!found) throw new Error(`There is no ${id}.`)
  const { endpoint } = found
  const actor: Actor = { kind: 'user', id: 'u1', permissions: new Set(permissions) }
  const context = { workspace: stage.workspace, actor, locale: 'en' } as unknown as RequestContext
  const answer = await found.handle(context, {
    params: endpoint.params?.parse({ workspace: 'test', channel: 'email' }),
    query: undefined,
    body: endpoint.body?.parse(body),
    upload: null,
  })
  return endpoint.response.parse(answer) as T
}
const mail = async (permissions?: Permission[]) =>
  (await call<{ items: View[] }>('listChannels', {}, permissions)).items.find(({ id }) => id === 'email')
const settingsTo = (port: number) => ({
  name: 'Own server',
  settings: { host: '127.0.0.1', port, security: 'offered' },
  window: 2,
})
const taken = (sink: SmtpSink) => [...sink.copies.values()].reduce((sum, count) => sum + count, 0)
const planFor = (workspace: Workspace, count: number) =>
  stage.ledger.transaction((trx) =>
    room.delivery.enqueue(trx, workspace, {
      campaignId: newId(),
      channel: 'email',
      rows: Array.from({ length: count }, (_, index) => ({ personKey: index + 1 })),
    }),
  )
async function until(what: () => Promise<boolean> | boolean, ms = 8_000): Promise<void> {
  const end = Date.now() + ms
  while (!(await what())) {
    if (Date.now() > end) throw new Error('It did not come about.')
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
}

describe('a connection of a workspace', () => {
  it('takes its messages, and those of nobody else', async () => {
    await call('saveChannel', settingsTo(own.port))
    await planFor(stage.workspace, 7)
    await planFor(neighbour, 5)
    expect(await settled(stage.ledger)).toEqual({ sent: 12 })
    expect([taken(own), taken(shared)]).toEqual([7, 5])
  })

  it('is changed, removed and brought back while messages go out, without a restart', async () => {
    const next = await startSmtpSink()
    opened.push(next)
    await call('saveChannel', settingsTo(own.port))
    await planFor(stage.workspace, 3)
    await settled(stage.ledger)
    await call('saveChannel', settingsTo(next.port))
    await until(
      () =>
        room.delivery
          .worker()
          ?.lanes()
          .some(({ workspaceId }) => workspaceId !== null) ?? false,
    )
    await new Promise((resolve) => setTimeout(resolve, 300))
    await planFor(stage.workspace, 4)
    await settled(stage.ledger)
    expect([taken(own), taken(next), taken(shared)]).toEqual([3, 4, 0])
    expect(await call('deleteChannel')).toMatchObject({ way: 'server', connection: null, removed: true })
    await planFor(stage.workspace, 2)
    await settled(stage.ledger)
    expect(taken(shared)).toBe(2)
    expect(await call('restoreChannel')).toMatchObject({ way: 'own', connection: { name: 'Own server' } })
    await expect(call('restoreChannel')).rejects.toThrow(/another connection/)
  })

  it('keeps its password sealed, tells it to nobody, and sends it nowhere else', async () => {
    const input = { ...settingsTo(own.port), secrets: { password: 'open sesame' } }
    await call('saveChannel', input)
    const row = await stage.ledger.db.selectFrom('channel_connections').selectAll().executeTakeFirstOrThrow()
    const audit = await stage.ledger.db.selectFrom('audit_log').selectAll().execute()
    expect(JSON.stringify([row.settings, row.secrets?.toString('utf8'), audit])).not.toContain('sesame')
    expect((await mail())?.connection).toMatchObject({
      settings: { host: '127.0.0.1', port: own.port },
      secretsSet: ['password'],
    })
    expect((await mail([]))?.connection).toMatchObject({ settings: null, secretsSet: [] })
    await call('saveChannel', { ...settingsTo(own.port), name: 'Renamed' })
    expect((await mail())?.connection?.secretsSet).toEqual(['password'])
    await call('saveChannel', {
      ...input,
      settings: { ...input.settings, host: 'mail.elsewhere.example' },
      secrets: {},
    })
    expect((await mail())?.connection?.secretsSet).toEqual([])
  })

  it('names the field that is wrong', async () => {
    await expect(call('saveChannel', { name: 'x', settings: { host: '', port: 25 } })).rejects.toThrow(/host/)
  })

  it('may not lead into a private network that nobody named', async () => {
    await call('saveChannel', { ...settingsTo(own.port), settings: { host: '10.0.0.8', port: 25 } })
    const answer = await call<{ ok: boolean; problem: { en: string } }>('checkChannel')
    expect(answer).toMatchObject({ ok: false, problem: { en: expect.stringContaining('private network') } })
    expect((await mail())?.connection?.checkProblem?.en).toContain('private network')
  })

  it('is checked without a message, and tested with one to an address nobody keeps', async () => {
    await call('saveChannel', settingsTo(own.port))
    expect(await call('checkChannel')).toEqual({ ok: true, problem: null })
    expect(taken(own)).toBe(0)
    expect(await call('testChannel', { address: 'me@shop.example' })).toEqual({
      outcome: 'accepted',
      problem: null,
    })
    expect(taken(own)).toBe(1)
    const everything = await Promise.all(
      (['audit_log', 'deliveries', 'touch_log', 'campaign_links'] as const).map((table) =>
        stage.ledger.db.selectFrom(table).selectAll().execute(),
      ),
    )
    expect(JSON.stringify(everything)).not.toContain('me@shop')
    expect(JSON.stringify(everything)).toContain('channel.test')
    await expect(call('testChannel', { address: 'nobody' })).rejects.toThrow(/no address/)
    const entry = {
      channel: 'email',
      addresses: ['ME@shop.example'],
      reason: 'asked',
      source: 'staff' as const,
    }
    await room.doNotSend.add(stage.workspace, entry, { kind: 'user', id: 'u1', permissions: new Set() })
    await expect(call('testChannel', { address: 'me@shop.example' })).rejects.toThrow(/do-not-send/)
  })
})

describe('a channel that is stopped', () => {
  it('holds what waits, shows how much, begins nothing, and goes on where it was', async () => {
    await call('stopChannel', {}, ['campaigns.edit'])
    await planFor(stage.workspace, 9)
    await planFor(neighbour, 2)
    await until(() => taken(shared) === 2)
    await new Promise((resolve) => setTimeout(resolve, 400))
    expect(taken(shared)).toBe(2)
    expect(await mail()).toMatchObject({
      held: { planned: 9, due: 9, sending: 0 },
      stopped: { by: 'user:u1' },
    })
    expect((await call('goOnChannel')).stopped).toBeNull()
    expect(await settled(stage.ledger)).toEqual({ sent: 11 })
    expect([...shared.copies.values()].every((count) => count === 1)).toBe(true)
  })

  it('begins nothing that was taken before the stop', async () => {
    await call('saveChannel', { ...settingsTo(own.port), window: 1, perSecond: 5 })
    await planFor(stage.workspace, 40)
    await until(() => taken(own) >= 2)
    await call('stopChannel')
    await until(async () => (await mail())?.held.sending === 0)
    const before = taken(own)
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    expect(taken(own)).toBe(before)
    expect((await mail())?.held.planned).toBe(40 - before)
  })
})

it('a server that never answers delays no other, and its card says why it waits', async () => {
  const sockets = new Set<Socket>()
  const silent = createServer((socket) => void sockets.add(socket))
  await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done))
  opened.push(silent)
  await call('saveChannel', settingsTo((silent.address() as { port: number }).port))
  await planFor(stage.workspace, 20)
  await until(() => sockets.size === 2)
  const begun = performance.now()
  await planFor(neighbour, 60)
  await until(() => taken(shared) === 60)
  expect(performance.now() - begun).toBeLessThan(5_000)
  expect(await mail()).toMatchObject({ held: { planned: 18, sending: 2 }, lane: { inFlight: 2, last: null } })
  for (const socket of sockets) socket.destroy()
  silent.close()
  await until(async () => (await mail())?.lane?.waitingFor !== null)
  expect((await mail())?.lane).toMatchObject({ waitingFor: { en: 'The mail server could not be reached' } })
  const held = (await mail())?.held
  expect((held?.planned ?? 0) + (held?.sending ?? 0)).toBe(20)
})
