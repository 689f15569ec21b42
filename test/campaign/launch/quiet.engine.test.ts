import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contactsOf } from '../../../src/campaign/why/contacts.ts'
import { saveSetting } from '../../../src/customer/index.ts'
import { storedQuietHours } from '../../../src/interaction/quiet-hours/settings.ts'
import { settled } from '../../interaction/support/outbox.ts'
import { type SmppSink, startSmppSink } from '../../support/smpp-sink.ts'
import { insertCustomers } from '../real-data.ts'
import { draft } from '../room.ts'
import { type Stage, stageReaching } from './launched.ts'

/** 22:30 in Shanghai, 14:30 in London, 09:30 in New York, 04:30 in Honolulu. */
const evening = new Date('2026-03-02T14:30:00Z')
const places = ['', 'United Kingdom', '美国', 'here', 'there'] as const
type Place = (typeof places)[number]
const placeOf = (index: number): Place => places[index % places.length] ?? ''

describe('quiet hours', () => {
  let stage: Stage
  let sink: SmppSink
  const actor = { kind: 'system' as const, id: 'test', permissions: new Set<never>() }
  const keepQuiet = (channels: ('sms' | 'email')[]) =>
    saveSetting(
      stage.fresh.stores.ledger,
      stage.t.workspace,
      actor,
      storedQuietHours,
      { from: '21:00', to: '08:00', channels },
      'settings.quiet_hours',
    )
  const personsOf = (place: Place) => stage.keys.filter((_, index) => placeOf(index) === place)
  const rows = (campaign: string) =>
    stage.fresh.stores.ledger.db
      .selectFrom('deliveries')
      .select(['person_key', 'status', 'reason', 'not_before'])
      .where('campaign_id', '=', campaign)
      .execute()

  beforeAll(async () => {
    stage = await stageReaching(60, () => 'sms')
    const zones: Partial<Record<Place, string>> = {
      here: 'Asia/Shanghai',
      there: 'America/New_York',
    }
    // Zones of their own win over a country that says otherwise.
    await insertCustomers(
      stage.fresh.stores.warehouse,
      stage.fresh.workspaceId,
      stage.keys.map((person, index) => {
        const place = placeOf(index)
        const zone = zones[place]
        return zone === undefined
          ? { person, channel: 'sms' as const, country: place }
          : { person, channel: 'sms' as const, country: '法国', attributes: { timezone: zone } }
      }),
      '2021-01-01 00:00:00',
    )
    sink = await startSmppSink()
    await stage.connect('sms', {
      settings: { host: '127.0.0.1', port: sink.port, systemId: 'shop', sign: '量体', optOut: '拒收请回复R' },
    })
  })
  afterAll(async () => {
    await sink?.close()
    await stage?.fresh.close()
  })

  const launched = async () => {
    const { room, workspace } = stage.t
    const { id: creativeId } = await room.creatives.create(workspace, {
      ...{ name: 'SMS', channel: 'sms', language: 'zh-CN', templateId: null, subject: '', preheader: '' },
      ...{ mjml: '', text: '您好，新品到店', templateNumber: '' },
    })
    const made = await draft(room, workspace, {
      ...{ channel: 'sms', creativeId, contactCap: { contacts: 100, days: 1 } },
    })
    const { recipients } = await room.forecast(workspace, made.id)
    await room.launching.launch(workspace, made.id, { version: made.version, recipients }, 'user:test')
    await room.launching.settled()
    return { id: made.id, recipients }
  }
  const nothingDue = async (campaign: string, expected: number) => {
    for (let i = 0; ; i++) {
      const all = await rows(campaign)
      if (all.every(({ status, reason }) => status === 'sent' || reason === 'quiet_hours')) {
        expect(all).toHaveLength(expected)
        return all
      }
      if (i > 400) throw new Error(JSON.stringify(all))
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  it('hold an SMS until it is morning where the customer is, say so, and then it goes once', async () => {
    await keepQuiet(['sms'])
    stage.t.clock.set(evening)
    const { id, recipients } = await launched()
    const worker = stage.work()
    try {
      const all = await nothingDue(id, recipients)
      const until = (place: Place) =>
        new Set(
          all
            .filter(({ person_key }) => personsOf(place).includes(Number(person_key)))
            .map(({ status, not_before }) =>
              status === 'sent' ? 'sent' : (not_before?.toISOString() ?? 'at once'),
            ),
        )
      expect(until('United Kingdom')).toEqual(new Set(['sent']))
      expect(until('there')).toEqual(new Set(['sent']))
      expect(until('')).toEqual(new Set(['2026-03-03T00:00:00.000Z']))
      expect(until('here')).toEqual(new Set(['2026-03-03T00:00:00.000Z']))
      // Somewhere from New York to Hawaii: until it is morning there, and in the Aleutians.
      expect(until('美国')).toEqual(new Set(['2026-03-02T18:00:00.000Z']))

      const { quiet, planned } = await stage.t.room.deps.delivery.counts(stage.t.workspace, id)
      expect([quiet, planned]).toEqual([all.filter(({ status }) => status === 'planned').length, quiet])

      const waiting = all.find(({ reason }) => reason === 'quiet_hours')
      const told = await contactsOf(stage.t.room.deps, stage.t.workspace, String(waiting?.person_key), 50)
      const own = told.items.find(({ campaignId }) => campaignId === id)
      expect(own).toMatchObject({ outcome: 'held', reason: 'quiet_hours' })
      expect(own?.sentence['zh-CN']).toContain('免打扰时段')

      stage.t.clock.set(new Date('2026-03-03T00:00:00Z'))
      worker.nudge()
      expect(await settled(stage.fresh.stores.ledger)).toEqual({ sent: recipients })
      expect((await rows(id)).every(({ reason }) => reason === null)).toBe(true)
      expect([...sink.copies.values()].every((count) => count === 1)).toBe(true)
    } finally {
      await worker.stop()
    }
  })

  it('hold nothing on a channel that keeps none', async () => {
    await keepQuiet(['email'])
    stage.t.clock.set(new Date(evening.getTime() + 7 * 86_400_000))
    const { id, recipients } = await launched()
    const worker = stage.work()
    try {
      await settled(stage.fresh.stores.ledger)
      const all = await rows(id)
      expect(all).toHaveLength(recipients)
      expect(all.every(({ status }) => status === 'sent')).toBe(true)
    } finally {
      await worker.stop()
    }
  })
})
