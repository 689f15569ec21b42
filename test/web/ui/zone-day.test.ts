import { describe, expect, it } from 'vitest'
import { endOfDay, startOfDay } from '../../../web/src/ui/zone-day.ts'

describe('a day typed into a dialog', () => {
  it.each([
    ['Asia/Shanghai', '2026-02-28T16:00:00.000Z', '2026-03-01T15:59:59.000Z'],
    ['UTC', '2026-03-01T00:00:00.000Z', '2026-03-01T23:59:59.000Z'],
    ['America/Los_Angeles', '2026-03-01T08:00:00.000Z', '2026-03-02T07:59:59.000Z'],
  ])('is the day of the workspace in %s, wherever the browser is', (zone, start, end) => {
    expect(startOfDay('2026-03-01', zone)).toBe(start)
    expect(endOfDay('2026-03-01', zone)).toBe(end)
  })

  it('is as long as its clocks say where they change', () => {
    expect(startOfDay('2026-03-29', 'Europe/Berlin')).toBe('2026-03-28T23:00:00.000Z')
    expect(endOfDay('2026-03-29', 'Europe/Berlin')).toBe('2026-03-29T21:59:59.000Z')
  })
})
