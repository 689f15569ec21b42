import { createHash, createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import fc from 'fast-check'
import DKIM from 'nodemailer/lib/dkim'
import { describe, expect, it } from 'vitest'
import { createDkimSigner, newDkimKey } from '../../../../src/interaction/channels/smtp/dkim.ts'
import { composeMime } from '../../../../src/interaction/channels/smtp/mime.ts'

const pem = (type: 'rsa' | 'ed25519') =>
  type === 'rsa'
    ? newDkimKey()
    : generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const keys = { rsa: pem('rsa'), ed25519: pem('ed25519') }

const message = (more: Partial<Parameters<typeof composeMime>[0]> = {}) =>
  composeMime({
    from: { name: '量体商店', address: 'shop@shop.example' },
    to: 'someone@x.example',
    subject: '本周上新：为您准备的衣服，长长的标题要折行 and some more words to fold the line',
    messageId: 'one@shop.example',
    date: new Date('2026-11-21T04:00:00Z'),
    headers: [
      ['Reply-To', 'r+x@in.example'],
      ['List-Unsubscribe', `<https://shop.example/t/u/${'x'.repeat(70)}>`],
      ['List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'],
    ],
    text: 'Hello  there \n\n',
    html: '<p>Hello</p>',
    ...more,
  })

/**
 * A verifier of its own, after RFC 6376 section 6.1 and nothing else: it shares no line with the signer. The key is read
 * from the record that is to be published.
 */
function isValid(raw: Buffer, record: string): boolean {
  const text = raw.toString('latin1')
  const split = text.indexOf('\r\n\r\n')
  const fields = text
    .slice(0, split)
    .replace(/\r\n([ \t])/g, '\u0000$1')
    .split('\r\n')
    .map((line) => line.replaceAll('\u0000', '\r\n'))
  const own = fields.find((line) => /^dkim-signature:/i.test(line))
  if (!own) return false
  const tags = new Map<string, string>()
  for (const tag of own.slice(own.indexOf(':') + 1).split(';')) {
    const at = tag.indexOf('=')
    if (at > 0) tags.set(tag.slice(0, at).trim(), tag.slice(at + 1).replace(/\s/g, ''))
  }
  if (tags.get('v') !== '1' || tags.get('c') !== 'relaxed/relaxed') return false
  const relax = (line: string) => {
    const [name = '', ...rest] = line.split(':')
    const value = rest
      .join(':')
      .split('\r\n')
      .join('')
      .split(/[ \t]+/)
      .join(' ')
    return `${name.toLowerCase().trimEnd()}:${value.trim()}`
  }
  const lines = text
    .slice(split + 4)
    .split('\r\n')
    .map((line) =>
      line
        .split(/[ \t]+/)
        .join(' ')
        .trimEnd(),
    )
  while (lines.at(-1) === '') lines.pop()
  const body = lines.length === 0 ? '' : `${lines.join('\r\n')}\r\n`
  if (createHash('sha256').update(body, 'latin1').digest('base64') !== tags.get('bh')) return false
  const stack = [...fields]
  let data = ''
  for (const name of (tags.get('h') ?? '').split(':')) {
    for (let at = stack.length - 1; at >= 0; at--) {
      if (!stack[at]?.toLowerCase().startsWith(`${name}:`)) continue
      data += `${relax(stack[at] ?? '')}\r\n`
      stack.splice(at, 1)
      break
    }
  }
  data += relax(own.replace(/([;\s]b=)[\s\S]*$/, '$1'))
  const published = Buffer.from(/p=([A-Za-z0-9+/=]+)/.exec(record)?.[1] ?? '', 'base64')
  const signature = Buffer.from(tags.get('b') ?? '', 'base64')
  if (tags.get('a') === 'rsa-sha256')
    return verify(
      'sha256',
      Buffer.from(data, 'latin1'),
      createPublicKey({ key: published, format: 'der', type: 'spki' }),
      signature,
    )
  const key = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: published.toString('base64url') },
    format: 'jwk',
  })
  return verify(null, createHash('sha256').update(data, 'latin1').digest(), key, signature)
}

describe.each(['rsa', 'ed25519'] as const)('a %s signature', (kind) => {
  const signer = createDkimSigner({ domain: 'shop.example', selector: 'lt1', privateKey: keys[kind] })
  const signed = signer.sign(message())
  const altered = (from: string | RegExp, to: string) =>
    Buffer.from(signed.toString('latin1').replace(from, to), 'latin1')

  it('holds, by the record that is to be published', () => {
    expect(signer.record.name).toBe('lt1._domainkey.shop.example')
    expect(signer.record.value).toMatch(new RegExp(`^v=DKIM1; k=${kind}; p=[A-Za-z0-9+/=]+$`))
    expect(isValid(signed, signer.record.value)).toBe(true)
    expect(signed.subarray(signed.length - message().length).equals(message())).toBe(true)
  })

  it('covers what RFC 6376 and RFC 8058 ask for', () => {
    const names = /h=([^;]+);/.exec(signed.toString('latin1').replace(/\r\n\s+/g, ''))?.[1]?.split(':') ?? []
    for (const name of [
      'from',
      'to',
      'subject',
      'date',
      'message-id',
      'list-unsubscribe',
      'list-unsubscribe-post',
      'reply-to',
    ])
      expect(names).toContain(name)
  })

  it.each([
    ['subject', /Subject: =\?UTF-8\?B\?./i, 'Subject: =?UTF-8?B?X'],
    ['sender', 'shop@shop.example>', 'evil@shop.example>'],
    ['date', 'Nov 2026', 'Nov 2027'],
    ['message id', '<one@', '<two@'],
    ['unsubscribe link', '/t/u/x', '/t/u/y'],
    ['one-click field', 'List-Unsubscribe=One-Click', 'List-Unsubscribe=Two-Click'],
    ['answer address', 'r+x@', 'r+y@'],
    ['body', 'PHA+', 'PHB+'],
    ['end of the body', /--\r\n$/, '--\r\nmore'],
    ['selector', 's=lt1', 's=lt2'],
  ])('breaks when the %s is altered', (_, from, to) => {
    expect(altered(from, to).equals(signed)).toBe(false)
    expect(isValid(altered(from, to), signer.record.value)).toBe(false)
  })

  it.each(['From: evil@x.example', 'Subject: other', 'Reply-To: evil@x.example'])(
    'breaks when somebody adds %s',
    (line) => {
      const more = Buffer.concat([Buffer.from(`${line}\r\n`), signed])
      expect(isValid(more, signer.record.value)).toBe(false)
    },
  )

  it('survives what servers may do: folding, blanks, letters of names, fields of their own', () => {
    const travelled = Buffer.from(
      `Received: from a by b\r\n${signed.toString('latin1').replace('\r\nMIME-Version: 1.0', '\r\nMime-version:   1.0 ').replace(/\r\n$/, '\r\n\r\n\r\n')}`,
      'latin1',
    )
    expect(isValid(travelled, signer.record.value)).toBe(true)
  })

  it('holds for any message', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 200 }),
        fc.string({ unit: 'grapheme', maxLength: 300 }),
        (subject, text) => {
          expect(isValid(signer.sign(message({ subject, text })), signer.record.value)).toBe(true)
        },
      ),
      { numRuns: 100 },
    )
  })

  it('is nobody else’s', () => {
    const other = createDkimSigner({ domain: 'shop.example', selector: 'lt1', privateKey: pem(kind) })
    expect(isValid(signed, other.record.value)).toBe(false)
  })
})

it.each([
  ['a form of one line', (key: string) => key.replace(/\n/g, ' ')],
  ['a file of settings', (key: string) => key.replace(/\n/g, '\\n')],
])('takes a key as it comes out of %s', (_, change) => {
  const of = (privateKey: string) => createDkimSigner({ domain: 'x.example', selector: 's', privateKey })
  expect(of(change(keys.rsa)).record).toEqual(of(keys.rsa).record)
})

it('agrees with the signer of nodemailer: the verifier takes its signatures too', async () => {
  const dkim = new DKIM({ keys: [{ domainName: 'shop.example', keySelector: 'lt1', privateKey: keys.rsa }] })
  const chunks: Buffer[] = []
  for await (const chunk of dkim.sign(message())) chunks.push(chunk as Buffer)
  const { record } = createDkimSigner({ domain: 'shop.example', selector: 'lt1', privateKey: keys.rsa })
  expect(isValid(Buffer.concat(chunks), record.value)).toBe(true)
})

it.each([
  ['nonsense', 'no key'],
  ['a public key', createPublicKey(keys.rsa).export({ type: 'spki', format: 'pem' }).toString()],
  [
    'another kind',
    generateKeyPairSync('ec', { namedCurve: 'P-256' })
      .privateKey.export({ type: 'pkcs8', format: 'pem' })
      .toString(),
  ],
  [
    'a short one',
    generateKeyPairSync('rsa', { modulusLength: 768 })
      .privateKey.export({ type: 'pkcs8', format: 'pem' })
      .toString(),
  ],
])('refuses %s, and says why', (_, privateKey) =>
  expect(() => createDkimSigner({ domain: 'x.example', selector: 's', privateKey })).toThrowError(/DKIM/),
)
