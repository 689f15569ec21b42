import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mappingSchema } from '../../../src/customer/index.ts'
import { compileRule, patternProblem } from '../../../src/customer/quality/contracts/check-value.ts'
import {
  type ContractBody,
  contractBody,
  fieldRule,
} from '../../../src/customer/quality/contracts/contract.schema.ts'
import { diffContracts, isCompatible } from '../../../src/customer/quality/contracts/diff.ts'
import { compileEventCheck } from '../../../src/customer/quality/contracts/event-check.ts'
import { proposeFromSamples } from '../../../src/customer/quality/contracts/propose.ts'
import { compileRowCheck } from '../../../src/customer/quality/contracts/row-check.ts'

const body = (fields: Record<string, object>, freshnessHours: number | null = null): ContractBody =>
  contractBody.parse({ fields, freshnessHours })

describe('the contract of an event', () => {
  const check = compileEventCheck(
    body({
      'properties.price': { type: 'number', required: true, min: 0, max: 1_000 },
      'properties.currency': { values: ['CNY', 'EUR'] },
      'properties.sku': { pattern: '[A-Z]{2}-\\d+', maxLength: 10 },
      'properties.products[].id': { type: 'text', required: true },
      userId: { required: true },
    }),
  )
  const good = { userId: 'u', properties: { price: 10, products: [{ id: 'a' }, { id: 'b' }] } }

  it('is kept by an event that has what it demands', () => {
    expect(check(good)).toBeNull()
    expect(
      check({ ...good, properties: { ...good.properties, currency: 'CNY', sku: 'AB-1', more: 1 } }),
    ).toBeNull()
  })

  it('names the rule and the field that an event breaks', () => {
    const withProperties = (change: object) =>
      check({ ...good, properties: { ...good.properties, ...change } })
    expect(withProperties({ price: undefined })).toEqual({ rule: 'required', field: 'properties.price' })
    expect(withProperties({ price: '10' })).toEqual({ rule: 'type', field: 'properties.price' })
    expect(withProperties({ price: 1_001 })).toEqual({ rule: 'range', field: 'properties.price' })
    expect(withProperties({ currency: 'XYZ' })).toEqual({ rule: 'values', field: 'properties.currency' })
    expect(withProperties({ sku: 'ab-1' })).toEqual({ rule: 'pattern', field: 'properties.sku' })
    expect(withProperties({ sku: 'AB-123456789' })).toEqual({ rule: 'length', field: 'properties.sku' })
    expect(withProperties({ products: [{ id: 'a' }, {}] })).toEqual({
      rule: 'required',
      field: 'properties.products[].id',
    })
    expect(withProperties({ products: 'a' })).toEqual({ rule: 'type', field: 'properties.products[].id' })
    expect(check({ properties: good.properties })).toEqual({ rule: 'required', field: 'userId' })
  })

  it('never throws, whatever comes, and sees own properties alone', () => {
    fc.assert(fc.property(fc.object(), (event) => check(event) === null || true))
    expect(compileEventCheck(body({ 'constructor.name': { required: true } }))({})).toEqual({
      rule: 'required',
      field: 'constructor.name',
    })
  })
})

describe('the contract of rows', () => {
  it('sees canonical values as text, and a value twice', () => {
    const mapping = mappingSchema.parse({
      kind: 'orders',
      fields: {
        order_id: { column: 'no' },
        ts: { column: 'at' },
        amount: { expression: 'net + 1' },
        channel: { column: 'ch', values: { W: 'web' } },
      },
    })
    const check = compileRowCheck(
      body({
        order_id: { required: true, unique: true },
        amount: { type: 'number', min: 5 },
        channel: { values: ['web', 'shop'] },
      }),
      mapping,
      ['no', 'at', 'net', 'ch'],
    )
    expect(check(['1', '2026-01-01', '9', 'W'])).toBeNull()
    expect(check(['1', '2026-01-01', '9', 'W'])).toEqual({ rule: 'unique', field: 'order_id' })
    expect(check(['', '2026-01-01', '9', 'W'])).toEqual({ rule: 'required', field: 'order_id' })
    expect(check(['2', '2026-01-01', '3', 'W'])).toEqual({ rule: 'range', field: 'amount' })
    expect(check(['3', '2026-01-01', '9', 'fax'])).toEqual({ rule: 'values', field: 'channel' })
  })
})

describe('patterns', () => {
  it('that could keep a check busy are not taken', () => {
    const bounded = ['a?'.repeat(30) + 'a'.repeat(30), '.{0,400}.{0,400}.{0,400}!']
    for (const pattern of [...bounded, '(a+)+b', '(a|b)*', 'a*b*c*', '(?=a)', '\\1', '[a', '\\p{L}+'])
      expect(patternProblem(pattern), pattern).not.toBeNull()
    for (const pattern of ['[A-Z]{2}-\\d+', '1[3-9]\\d{9}', '.+@.+', 'C\\(\\d\\)', '\\+?\\d{1,3}-?\\d+'])
      expect(patternProblem(pattern), pattern).toBeNull()
  })

  it('that are taken answer at once even to the worst value', () => {
    const began = performance.now()
    for (const pattern of ['[a-z]*[a-y]*!', '[a-z]*[a-y]*a?a?a?!', `${'a?'.repeat(20)}${'a'.repeat(20)}!`]) {
      expect(patternProblem(pattern), pattern).toBeNull()
      const check = compileRule(fieldRule.parse({ pattern }), false)
      expect(check('a'.repeat(500))).toBe('pattern')
    }
    // Quadratic at most: generous for a busy machine, and far from what a backtracking bomb takes.
    expect(performance.now() - began).toBeLessThan(2_000)
  })
})

describe('two versions', () => {
  it('are compatible where the new one demands no more', () => {
    const before = body({ a: { type: 'number', required: true, min: 0, max: 10, values: ['1', '2'] } }, 24)
    const same = diffContracts(before, before)
    expect(same).toEqual([])
    const looser = body({ a: { type: 'number', min: -5, max: 20, values: ['1', '2', '3'] } }, 48)
    expect(isCompatible(diffContracts(before, looser))).toBe(true)
    expect(
      diffContracts(before, looser)
        .map(({ what }) => what)
        .sort(),
    ).toEqual(['freshness', 'range', 'required', 'values'])
    expect(diffContracts(looser, before).every(({ breaking }) => breaking)).toBe(true)
    expect(isCompatible(diffContracts(before, body({})))).toBe(true)
  })

  it('agree with the check: what keeps the old one keeps a compatible new one', () => {
    const rule = fc.record({
      required: fc.boolean(),
      min: fc.option(fc.integer({ min: -5, max: 0 }), { nil: undefined }),
      max: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }),
      values: fc.option(fc.uniqueArray(fc.constantFrom('0', '1', '2', '3'), { minLength: 1 }), {
        nil: undefined,
      }),
      type: fc.option(fc.constantFrom('number' as const, 'integer' as const), { nil: undefined }),
    })
    const value = fc.oneof(
      fc.integer({ min: -6, max: 7 }),
      fc.constant(1.5),
      fc.constant(undefined),
      fc.constant('x'),
    )
    fc.assert(
      fc.property(rule, rule, fc.array(value, { minLength: 5 }), (old, now, values) => {
        const [a, b] = [body({ f: old }), body({ f: now })]
        if (!isCompatible(diffContracts(a, b))) return
        const [before, after] = [compileEventCheck(a), compileEventCheck(b)]
        for (const one of values) if (before({ f: one }) === null) expect(after({ f: one })).toBeNull()
      }),
      { numRuns: 500 },
    )
  })
})

describe('a proposal', () => {
  it('demands what was always there, and the few values there were', () => {
    const samples = Array.from({ length: 300 }, (_, i) => ({
      price: i / 2,
      currency: i % 2 ? 'CNY' : 'EUR',
      ...(i % 3 ? { coupon: `c${i}` } : {}),
      gift: i % 2 === 0,
    }))
    const proposed = proposeFromSamples(samples)
    expect(proposed.fields).toEqual({
      'properties.price': { type: 'number', required: true, unique: false },
      'properties.currency': { type: 'text', required: true, unique: false, values: ['CNY', 'EUR'] },
      'properties.coupon': { type: 'text', required: false, unique: false },
      'properties.gift': { type: 'boolean', required: true, unique: false },
    })
    const check = compileEventCheck(proposed)
    for (const properties of samples) expect(check({ properties })).toBeNull()
  })
})
