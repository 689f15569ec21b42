import fc from 'fast-check'
import ICAL from 'ical.js'
import { describe, expect, it } from 'vitest'
import type { CalendarItem } from '../../../src/campaign/calendar/api.ts'
import { festivalsBetween } from '../../../src/campaign/calendar/festivals.ts'
import { icsFold, icsInstant, icsOf, icsText } from '../../../src/campaign/calendar/ics.ts'

const options = {
  ...{ name: 'Shop: content calendar', locale: 'en' as const, publicUrl: 'https://liangti.example' },
  at: new Date('2026-03-01T08:00:00.123Z'),
}
const item = (change: Partial<CalendarItem> = {}): CalendarItem => ({
  ...{
    id: 'a',
    kind: 'campaign',
    title: { en: 'Spring', 'zh-CN': '春季' },
    from: '2026-03-01',
    until: '2026-03-01',
  },
  ...{
    at: null,
    state: 'planned',
    draft: false,
    channel: 'email',
    owner: null,
    link: '/campaigns/a',
    version: null,
  },
  ...change,
})
const eventsOf = (text: string) =>
  new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent').map((each) => new ICAL.Event(each))

describe('a calendar file, read by an independent reader', () => {
  it('says what, from when, until when and where to look', () => {
    const [event] = eventsOf(icsOf([item({ until: '2026-03-03' })], options))
    expect(event?.summary).toBe('Spring')
    expect(event?.startDate.toString()).toBe('2026-03-01')
    // The end of whole days is the day after (RFC 5545, 3.6.1).
    expect(event?.endDate.toString()).toBe('2026-03-04')
    expect(event?.component.getFirstPropertyValue('url')).toBe('https://liangti.example/campaigns/a')
    expect(String(event?.component.getFirstPropertyValue('dtstamp'))).toBe('2026-03-01T08:00:00Z')
  })

  it('gives a draft as tentative', () => {
    const statuses = eventsOf(icsOf([item({ draft: true }), item({ id: 'b' })], options)).map((event) =>
      event.component.getFirstPropertyValue('status'),
    )
    expect(statuses).toEqual(['TENTATIVE', 'CONFIRMED'])
  })

  it('carries any title unchanged but for control characters, and no title can say more than itself', () => {
    const title = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 })
    const hostile = fc.constantFrom(
      'a\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:b',
      '\\n;,\\',
      '😀'.repeat(60),
      '一'.repeat(90),
    )
    fc.assert(
      fc.property(fc.oneof(title, hostile), (text) => {
        const file = icsOf([item({ title: { en: text, 'zh-CN': text } })], options)
        const events = eventsOf(file)
        expect(events).toHaveLength(1)
        const plain = text.replace(/\r\n|\r|\n|\u2028|\u2029/g, '\n').replace(/[^\P{Cc}\n]/gu, ' ')
        expect(events[0]?.summary).toBe(plain)
      }),
    )
  })

  it('has no line over 75 bytes, no cut character, and unfolds to what was written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
        const line = `SUMMARY:${icsText(text)}`
        const folded = icsFold(line)
        for (const part of folded.split('\r\n')) {
          expect(Buffer.byteLength(part)).toBeLessThanOrEqual(75)
          expect(Buffer.from(part, 'utf8').toString('utf8')).toBe(part)
        }
        expect(folded.replaceAll('\r\n ', '')).toBe(line)
      }),
    )
  })

  it('writes instants in UTC to the second', () => {
    expect(icsInstant(new Date('2026-12-31T23:59:59.999Z'))).toBe('20261231T235959Z')
  })
})

describe('festivals', () => {
  const days = (from: string, to: string) =>
    Object.fromEntries(festivalsBetween(from, to).map(({ title, from: day }) => [title['zh-CN'], day]))

  // Published by the State Council in its notices on public holidays of 2024 to 2026.
  it.each([
    ['2024', { 春节: '2024-02-10', 清明节: '2024-04-04', 端午节: '2024-06-10', 中秋节: '2024-09-17' }],
    ['2025', { 春节: '2025-01-29', 清明节: '2025-04-04', 端午节: '2025-05-31', 中秋节: '2025-10-06' }],
    ['2026', { 春节: '2026-02-17', 清明节: '2026-04-05', 端午节: '2026-06-19', 中秋节: '2026-09-25' }],
  ])('of %s lie on the published days', (year, published) => {
    expect(days(`${year}-01-01`, `${year}-12-31`)).toMatchObject(published)
  })

  it('are each within the days asked for, over a change of year too', () => {
    expect(days('2026-12-20', '2027-02-06')).toEqual({
      圣诞节: '2026-12-25',
      元旦: '2027-01-01',
      除夕: '2027-02-05',
      春节: '2027-02-06',
    })
  })
})
