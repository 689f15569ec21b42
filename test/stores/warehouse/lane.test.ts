import { describe, expect, it } from 'vitest'
import { Lane } from '../../../src/stores/warehouse/server/lane.ts'

const never = new AbortController().signal
function lane(size: { connections: number; queue: number; waitMs: number }) {
  let opened = 0
  const closed: number[] = []
  return {
    lane: new Lane(
      size,
      () => ++opened,
      (connection: number) => closed.push(connection),
    ),
    closed,
    opened: () => opened,
  }
}

describe('Lane', () => {
  it('opens no more connections than it may, and hands them on in order', async () => {
    const { lane: one, opened } = lane({ connections: 2, queue: 5, waitMs: 1_000 })
    const [a, b] = [await one.acquire(never), await one.acquire(never)]
    const order: string[] = []
    const third = one.acquire(never).then((connection) => order.push(`third ${connection}`))
    const fourth = one.acquire(never).then((connection) => order.push(`fourth ${connection}`))
    one.release(b, true)
    one.release(a, true)
    await Promise.all([third, fourth])
    expect(order).toEqual(['third 2', 'fourth 1'])
    expect(opened()).toBe(2)
  })

  it('refuses what its queue cannot hold, and what waited too long', async () => {
    const { lane: one } = lane({ connections: 1, queue: 1, waitMs: 20 })
    await one.acquire(never)
    const waiting = one.acquire(never)
    await expect(one.acquire(never)).rejects.toMatchObject({ engineCode: 202 })
    await expect(waiting).rejects.toMatchObject({ engineCode: 202 })
  })

  it('lets go of a caller that hangs up while waiting', async () => {
    const { lane: one } = lane({ connections: 1, queue: 1, waitMs: 60_000 })
    const held = await one.acquire(never)
    const caller = new AbortController()
    const waiting = one.acquire(caller.signal)
    caller.abort()
    await expect(waiting).rejects.toMatchObject({ engineCode: 394 })
    const next = one.acquire(never)
    one.release(held, true)
    expect(await next).toBe(held)
  })

  it('replaces a connection that cannot be used again', async () => {
    const { lane: one, closed } = lane({ connections: 1, queue: 1, waitMs: 1_000 })
    const first = await one.acquire(never)
    const waiting = one.acquire(never)
    one.release(first, false)
    expect(await waiting).toBe(2)
    one.release(2, false)
    expect(closed).toEqual([1, 2])
    expect(await one.acquire(never)).toBe(3)
  })
})
