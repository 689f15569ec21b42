import { describe, expect, it } from 'vitest'
import { withoutNamed } from '../../../src/customer/privacy/erasure/kept-inbox.ts'

const names = (text: string) => text.includes('金丝雀') || text === 'c1'

describe('a push without somebody', () => {
  it('loses the rows that name them and keeps the others', () => {
    const push = JSON.stringify({
      data: {
        rows: [
          { id: 'c1', tags: ['x'] },
          { id: 'c2', tags: ['y'] },
        ],
      },
    })
    expect(withoutNamed(push, names)).toEqual({
      body: '{"data":{"rows":[{"id":"c2","tags":["y"]}]}}',
      removed: 1,
    })
  })
  it('goes whole where the name stands outside of every list, or it is no JSON', () => {
    const push = JSON.stringify({ userId: 'c1', products: [{ id: 'p1' }] })
    expect(withoutNamed(push, names)).toEqual({ body: null, removed: 1 })
    expect(withoutNamed('金丝雀 was here', names)).toEqual({ body: null, removed: 1 })
  })
  it('stays where nobody is named', () => {
    expect(withoutNamed('[{"id":"c11"}]', names)).toBeNull()
  })
  it('tells of each row while that row was the last looked at', () => {
    const told: string[] = []
    let last = ''
    withoutNamed(
      '[{"n":"金丝雀 A"},{"n":"nobody"},{"n":"金丝雀 B"}]',
      (text) => {
        last = text
        return names(text)
      },
      () => told.push(last),
    )
    expect(told).toEqual(['金丝雀 A', '金丝雀 B'])
  })
})
