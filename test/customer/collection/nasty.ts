import fc from 'fast-check'

/** A good body of each method, with all that its type may carry. */
export const goodBodies: Readonly<Record<string, Record<string, unknown>>> = {
  identify: {
    userId: 'u1',
    anonymousId: 'a1',
    messageId: 'm1',
    timestamp: '2026-03-01T08:00:00.000Z',
    traits: {
      email: 'a@example.com',
      phone: '13800138000',
      plan: 'gold',
      address: { city: 'Ghent', street: 'x' },
      birthday: '1990-05-01',
    },
  },
  track: {
    userId: 'u1',
    event: 'Order Completed',
    messageId: 'm2',
    originalTimestamp: '2026-03-01 08:00',
    sentAt: '2026-03-01T08:00:01Z',
    context: { channel: 'web' },
    properties: {
      order_id: 'o1',
      currency: 'CNY',
      discount: 1,
      shipping: 2,
      products: [{ product_id: 'tea', price: 9.9, quantity: 2, name: 'Tea', category: 'a > b' }],
    },
  },
  page: {
    anonymousId: 'a1',
    name: 'Home',
    messageId: 'm3',
    properties: { url: 'https://shop.example/', title: 'x' },
  },
  screen: { userId: 'u1', name: 'Start', messageId: 'm4', properties: { n: 1 } },
  group: { userId: 'u1', groupId: 'g1', messageId: 'm5', traits: { industry: 'retail' } },
  alias: { userId: 'u1', previousId: 'a1', messageId: 'm6' },
}

/** Values that parsers stumble over. */
export const nastyValues: readonly unknown[] = [
  ...[null, true, false, 0, -0, -1, 1e308, -1e308, 5e-324, 2 ** 53, 1e21, 13_800_138_000],
  ...[
    '',
    ' ',
    '\0',
    '\0 \0',
    '\ud800',
    '\u202e',
    '😀'.repeat(300),
    'x'.repeat(600),
    'NaN',
    '__proto__',
    '../..',
    "'; DROP TABLE events; --",
  ],
  ...['\\N', '\t\n\r', '{p0:UInt64}', '9999-99-99', '+275760-09-13', '0000-01-01', '1e400', '{}', '[]'],
  ...[
    [],
    [[]],
    {},
    { a: { b: { c: {} } } },
    [null],
    { '': 1 },
    { 'a.b': 1, a_b: 2 },
    { __proto__x: 1 },
    { constructor: 1, toString: 2 },
  ],
  nested(11),
  nested(13),
  nested(300),
]

function nested(depth: number): unknown {
  let value: unknown = 1
  for (let i = 0; i < depth; i++) value = i % 2 === 0 ? { a: value } : [value]
  return value
}

const names = [
  'userId',
  'anonymousId',
  'messageId',
  'type',
  'event',
  'timestamp',
  'sentAt',
  'originalTimestamp',
  'properties',
  'traits',
  'context',
  'previousId',
  'groupId',
  'name',
  'traitsMode',
  'products',
  'price',
  'order_id',
  '__proto__',
  'toJSON',
]

/** One change of a JSON value somewhere inside: a value replaced, a member added, taken out, or moved. */
interface Change {
  at: number
  how: 'replace' | 'add' | 'remove' | 'rename' | 'wrap'
  value: unknown
  name: string
}

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(30),
  how: fc.constantFrom('replace', 'add', 'remove', 'rename', 'wrap'),
  value: fc.oneof(fc.constantFrom(...nastyValues), fc.jsonValue(), fc.string({ unit: 'binary' })),
  name: fc.oneof(fc.constantFrom(...names), fc.string({ unit: 'binary', maxLength: 8 })),
})

/** A good body with some changes. */
export const mutatedBody: fc.Arbitrary<{ method: string; body: unknown }> = fc
  .record({
    method: fc.constantFrom(...Object.keys(goodBodies)),
    changes: fc.array(change, { minLength: 1, maxLength: 4 }),
  })
  .map(({ method, changes }) => ({
    method,
    body: changes.reduce<unknown>(mutate, structuredClone(goodBodies[method])),
  }))

function mutate(root: unknown, { at, how, value, name }: Change): unknown {
  const spots: { holder: Record<string, unknown>; key: string }[] = []
  const walk = (holder: unknown): void => {
    if (typeof holder !== 'object' || holder === null || spots.length > 200) return
    for (const key of Object.keys(holder)) {
      spots.push({ holder: holder as Record<string, unknown>, key })
      walk((holder as Record<string, unknown>)[key])
    }
  }
  walk(root)
  const spot = spots[at % Math.max(1, spots.length)]
  if (!spot) return value
  const { holder, key } = spot
  switch (how) {
    case 'replace':
      holder[key] = value
      break
    case 'add':
      Object.defineProperty(holder, name, { value, enumerable: true, configurable: true, writable: true })
      break
    case 'remove':
      delete holder[key]
      break
    case 'rename':
      Object.defineProperty(holder, name, {
        value: holder[key],
        enumerable: true,
        configurable: true,
        writable: true,
      })
      delete holder[key]
      break
    case 'wrap':
      holder[key] = [holder[key]]
  }
  return root
}

/** Text changed as lines and disks do it: cut, repeated, or with other signs in it. */
export function damaged(text: fc.Arbitrary<string>): fc.Arbitrary<Buffer> {
  const hit = fc.record({
    at: fc.nat(5_000),
    how: fc.constantFrom('cut', 'byte', 'insert', 'repeat'),
    bytes: fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 4 }),
      fc
        .constantFrom('{', '}', '[', ']', ',', '"', ':', '\\u', '\\ud800', '1e999', '\0', '\ufeff')
        .map((sign) => Buffer.from(sign)),
    ),
  })
  return fc.tuple(text, fc.array(hit, { minLength: 1, maxLength: 3 })).map(([good, hits]) => {
    let bytes: Buffer = Buffer.from(good)
    for (const { at, how, bytes: other } of hits) {
      const i = at % Math.max(1, bytes.length)
      if (how === 'cut') bytes = bytes.subarray(0, i)
      else if (how === 'byte')
        bytes = Buffer.concat([bytes.subarray(0, i), other, bytes.subarray(i + other.length)])
      else if (how === 'insert') bytes = Buffer.concat([bytes.subarray(0, i), other, bytes.subarray(i)])
      else bytes = Buffer.concat([bytes, bytes.subarray(i)])
    }
    return bytes
  })
}
