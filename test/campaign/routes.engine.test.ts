import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as calendarApi from '../../src/campaign/calendar/api.ts'
import * as forecastApi from '../../src/campaign/forecast/api.ts'
import * as homeApi from '../../src/campaign/home/api.ts'
import { campaignRoutes } from '../../src/campaign/index.ts'
import * as lessonsApi from '../../src/campaign/lessons/api.ts'
import * as measurementApi from '../../src/campaign/measurement/api.ts'
import * as offerApi from '../../src/campaign/offers/api.ts'
import * as creativeApi from '../../src/campaign/offers/creatives/api.ts'
import * as opportunitiesApi from '../../src/campaign/opportunities/api.ts'
import * as planApi from '../../src/campaign/plans/api.ts'
import * as whyApi from '../../src/campaign/why/api.ts'
import { permissions, type RequestContext, type Route } from '../../src/kit/api.ts'
import { unlimitedFields } from '../../src/kit/fields.ts'
import { noTask } from '../../src/kit/progress.ts'
import { type FreshStores, freshStores } from '../support/stores.ts'
import { insertCustomers, insertLines } from './real-data.ts'
import { campaignDefaults, draft, everybody, openTestRoom, sendableMjml, type TestRoom } from './room.ts'

/** Rendered by the room that sends; mounted where the two meet. */
const elsewhere = new Set([
  ...[
    'listTemplates',
    'listCreativeVariables',
    'previewCreative',
    'previewSms',
    'previewMessage',
    'checkCreative',
    'testCreative',
  ],
])
const endpoints = Object.values({
  ...planApi,
  ...forecastApi,
  ...measurementApi,
  ...lessonsApi,
  ...opportunitiesApi,
  ...homeApi,
  ...offerApi,
  ...creativeApi,
  ...calendarApi,
  ...whyApi,
}).flatMap((value) =>
  typeof value === 'object' && value !== null && 'path' in value && 'method' in value ? [value] : [],
)

describe('the campaign endpoints', () => {
  let fresh: FreshStores
  let t: TestRoom
  let routes: Route[]
  beforeAll(async () => {
    fresh = await freshStores()
    const people = Array.from({ length: 400 }, (_, i) => i + 1)
    await insertCustomers(
      fresh.stores.warehouse,
      fresh.workspaceId,
      people.map((person) => ({ person })),
    )
    await insertLines(
      fresh.stores.warehouse,
      fresh.workspaceId,
      people.map((person) => ({
        person,
        at: `2026-0${1 + (person % 2)}-10 00:00:00`,
        order: `o${person}`,
        amountMinor: person * 10,
      })),
    )
    t = await openTestRoom(fresh.stores, fresh.workspaceId, new Date('2026-03-01T08:00:00Z'))
    routes = campaignRoutes(t.room)
  })
  afterAll(() => fresh?.close())

  /** Calls a route as the server would, and holds the answer against the contract. */
  async function call(
    id: string,
    input: { params?: object; query?: object; body?: object } = {},
  ): Promise<Record<string, unknown>> {
    const found = routes.find((r) => r.endpoint.id === id)
    if (!found) throw new Error(`There is no route ${id}.`)
    const context: RequestContext = {
      actor: { kind: 'user', id: 'u1', permissions: new Set(permissions) },
      workspace: t.workspace,
      locale: 'zh-CN',
      fields: unlimitedFields,
      requestId: 'r',
      task: noTask,
    } as RequestContext
    const { endpoint } = found
    const answer = await found.handle(context, {
      params: { workspace: 'test', ...input.params },
      query: endpoint.query?.parse(input.query ?? {}),
      body: endpoint.body?.parse(input.body ?? {}),
      upload: null,
    })
    return endpoint.response.parse(answer) as Record<string, unknown>
  }

  it('all have a handler', () => {
    expect(routes.map((r) => r.endpoint.id).sort()).toEqual(
      endpoints
        .map((e) => e.id)
        .filter((id) => !elsewhere.has(id))
        .sort(),
    )
  })

  it('answer in the shapes of the contract, from an empty room to a live campaign', async () => {
    expect(await call('getHome')).toMatchObject({ empty: false, campaigns: [], featured: null })
    const offer = await call('createOffer', {
      body: { name: 'Ten', kind: 'percent_off', value: 10, words: '10 % off' },
    })
    await call('updateOffer', {
      params: { id: offer.id },
      body: { name: 'Twelve', kind: 'percent_off', value: 12, words: '12 % off' },
    })
    expect(await call('listOffers')).toMatchObject({ items: [{ name: 'Twelve', version: 2 }] })
    const creative = await call('createCreative', {
      body: { name: 'C', language: 'en', subject: 'S', mjml: sendableMjml },
    })
    await call('updateCreative', {
      params: { id: creative.id },
      body: { name: 'D', language: 'en', subject: 'S', mjml: sendableMjml },
    })
    await call('listCreatives')

    const made = await call('createCampaign', {
      body: { ...campaignDefaults, segmentId: everybody, creativeId: creative.id, offerId: offer.id },
    })
    const params = { id: made.id }
    const forecast = await call('forecastCampaign', { params })
    expect(await call('getReport', { params }).catch(() => null)).toBeNull()
    expect(await call('campaignPeople', { params })).toMatchObject({ items: [], total: 0 })
    await call('launchCampaign', { params, body: { version: made.version, recipients: forecast.recipients } })
    await t.room.launching.settled()
    t.clock.advance(3 * 86_400_000)
    expect(await call('getCampaign', { params })).toMatchObject({ status: 'live', launchError: null })
    expect(await call('getReport', { params })).toMatchObject({ final: false, srm: { mismatch: false } })
    expect(
      (await call('campaignPeople', { params, query: { limit: 5, arm: 'control' } })).items,
    ).toHaveLength(5)
    expect(await call('listCampaigns', { query: { search: 'Test', status: 'live' } })).toMatchObject({
      items: [{ id: made.id, recipients: forecast.recipients }],
    })
    expect(await call('getHome')).toMatchObject({ featured: { campaignId: made.id } })
    await call('addLesson', { params, body: { text: '下次早点发。' } })
    expect(await call('listLessons')).toMatchObject({ items: [{ text: '下次早点发。', author: 'user' }] })
    expect(await call('pauseCampaign', { params })).toMatchObject({ status: 'live', paused: { by: null } })
    expect(await call('listCampaigns', { query: { status: 'paused' } })).toMatchObject({
      items: [{ id: made.id }],
    })
    expect(await call('getHome')).toMatchObject({ campaigns: [{ isPaused: true }] })
    expect(await call('campaignUnderWay', { params })).toMatchObject({
      waiting: forecast.recipients,
      leaving: 0,
    })
    expect(await call('resumeCampaign', { params })).toMatchObject({ status: 'live', paused: null })
    expect(await call('stopCampaign', { params })).toMatchObject({ status: 'stopped' })
    const copy = await call('cloneCampaign', { params })
    expect(copy).toMatchObject({ status: 'draft', name: 'Test（副本）' })
    await call('updateCampaign', {
      params: { id: copy.id },
      body: { ...campaignDefaults, name: 'Renamed', version: 1 },
    })
    await call('deleteCampaign', { params: { id: copy.id } })
    expect((await call('listCampaigns', { query: { deleted: 'true' } })).items).toHaveLength(1)
    await call('restoreCampaign', { params: { id: copy.id } })
    await call('deleteCreative', { params: { id: creative.id } })
    await call('restoreCreative', { params: { id: creative.id } })
    await call('deleteOffer', { params: { id: offer.id } })
    await call('restoreOffer', { params: { id: offer.id } })
  })

  it('say what is wrong with a plan without a launch being tried', async () => {
    const campaign = await draft(t.room, t.workspace, { segmentId: null })
    expect(await call('getCampaign', { params: { id: campaign.id } })).toMatchObject({
      missing: [{ en: 'an audience' }],
    })
    await expect(call('forecastCampaign', { params: { id: campaign.id } })).rejects.toMatchObject({
      code: 'campaign.incomplete',
    })
    await expect(call('getCampaign', { params: { id: 'nonsense' } })).rejects.toMatchObject({
      code: 'common.notFound',
    })
    await expect(
      call('createCampaign', {
        body: { ...campaignDefaults, offerId: '00000000-0000-7000-8000-00000000dead' },
      }),
    ).rejects.toMatchObject({ code: 'common.notFound' })
  })
})
