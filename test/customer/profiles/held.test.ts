import { expect, it } from 'vitest'
import { isHeld } from '../../../src/customer/profiles/holdings/held.ts'

it('takes a service for held unless its value says no', () => {
  for (const value of ['Yes', 'Fiber optic', 'DSL', '是', '已开通', '1', '2', 'North'])
    expect(isHeld(value), value).toBe(true)
  for (const value of [
    '',
    ' no ',
    'NO',
    'No internet service',
    'no_phone',
    'None',
    'false',
    '0',
    '０',
    '否',
    '未开通',
  ])
    expect(isHeld(value), value).toBe(false)
})
