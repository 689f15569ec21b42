import { expect, it } from 'vitest'
import { MetIds } from '../../../src/customer/collection/met-ids.ts'

it('remembers an id for one lifetime at least and two at most', () => {
  const ids = new MetIds(100, 10, 0)
  ids.set('a', 1)
  ids.turn(99)
  expect(ids.get('a')).toBe(1)
  ids.turn(100)
  expect(ids.get('a')).toBe(1)
  ids.set('b', 2)
  ids.turn(200)
  expect([ids.get('a'), ids.get('b')]).toEqual([undefined, 2])
})

it('forgets all after a long silence, and the oldest when it is full', () => {
  const ids = new MetIds(100, 2, 0)
  ids.set('a', 1)
  ids.turn(1_000)
  expect(ids.get('a')).toBeUndefined()
  for (const [n, id] of ['b', 'c', 'd', 'e'].entries()) {
    ids.turn(1_000)
    ids.set(id, n)
  }
  ids.turn(1_000)
  expect([ids.get('b'), ids.get('e')]).toEqual([undefined, 3])
})

it('forgets a part at a time, never all of a moment', () => {
  const ids = new MetIds(5_000, 200_000, 0)
  const names = Array.from({ length: 10_000 }, (_, n) => `user-${String(n).padStart(6, '0')}`)
  for (const name of names) ids.set(name, 1)
  const forgotten: number[] = []
  // As often as batches are written; whoever is forgotten is met again.
  for (let now = 75; now <= 20_000; now += 75) {
    ids.turn(now)
    const gone = names.filter((name) => ids.get(name) === undefined)
    for (const name of gone) ids.set(name, 1)
    if (now > 10_000) forgotten.push(gone.length)
  }
  const all = forgotten.reduce((sum, n) => sum + n, 0)
  expect(all).toBeGreaterThanOrEqual(names.length)
  expect(Math.max(...forgotten)).toBeLessThan(names.length / 20)
})
