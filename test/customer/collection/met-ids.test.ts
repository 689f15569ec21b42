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
