import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPublicAddress } from '../../../src/customer/sources/network/addresses.ts'
import { createGuard } from '../../../src/customer/sources/network/guard.ts'
import { checkedUrl, createHttp } from '../../../src/customer/sources/network/http.ts'

const closed = [
  '127.0.0.1',
  '127.255.255.255',
  '0.0.0.0',
  '10.1.2.3',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '240.0.0.1',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:a00:1',
  '::127.0.0.1',
  'fe80::1',
  'fe80::1%eth0',
  'fc00::1',
  'fd00:ec2::254',
  'ff02::1',
  '64:ff9b::a9fe:a9fe',
  '64:ff9b::10.0.0.1',
  '2002:7f00:1::',
  '2001::1',
  '2001:db8::1',
  '[::1]',
  '',
  'x',
  '1.2.3',
]
const open = [
  '8.8.8.8',
  '1.1.1.1',
  '172.15.0.1',
  '172.32.0.1',
  '100.63.0.1',
  '100.128.0.1',
  '2606:4700::1111',
  '::ffff:8.8.8.8',
  '64:ff9b::808:808',
]

describe('isPublicAddress', () => {
  it.each(closed)('keeps %s closed', (address) => expect(isPublicAddress(address)).toBe(false))
  it.each(open)('lets %s through', (address) => expect(isPublicAddress(address)).toBe(true))

  it('says of an address in IPv6 clothes what it says of the address', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number)
        const hex = `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`
        const plain = isPublicAddress(address)
        for (const dressed of [
          `::ffff:${address}`,
          `::ffff:${hex}`,
          `64:ff9b::${hex}`,
          `0:0:0:0:0:ffff:${hex}`,
        ])
          expect(isPublicAddress(dressed)).toBe(plain)
      }),
    )
  })
})

describe('a guard', () => {
  const answers: Record<string, string[]> = {
    'inside.example': ['10.0.0.5'],
    'mixed.example': ['8.8.8.8', '127.0.0.1'],
    'outside.example': ['8.8.8.8'],
    'db.internal': ['10.1.0.7'],
  }
  const names = async (host: string) =>
    (answers[host] ?? []).map((address) => ({ address, family: 4 as const }))
  const refused = { code: 'source.privateAddress' }

  it('refuses private addresses behind any name, and lets those through that the configuration names', async () => {
    const guard = createGuard(['db.internal', '10.0.0.0/24', '::1'], names)
    await expect(guard.resolve('mixed.example')).rejects.toMatchObject(refused)
    await expect(guard.resolve('127.0.0.1')).rejects.toMatchObject(refused)
    await expect(guard.resolve('[::ffff:127.0.0.1]')).rejects.toMatchObject(refused)
    expect(await guard.resolve('outside.example')).toHaveLength(1)
    expect(await guard.resolve('db.internal.')).toHaveLength(1)
    expect(await guard.resolve('inside.example')).toHaveLength(1)
    expect(await guard.resolve('[::1]')).toHaveLength(1)
    await expect(guard.resolve('nowhere.example')).rejects.toMatchObject({ code: 'source.unreachable' })
  })

  it('connects to the address it checked, though the name means another a moment later', async () => {
    let asked = 0
    const turning = createGuard([], async () => [
      { address: asked++ === 0 ? '8.8.8.8' : '127.0.0.1', family: 4 as const },
    ])
    const signal = AbortSignal.timeout(5_000)
    const request = createHttp(turning).request({ url: 'http://turning.example:1/', signal })
    await expect(request).rejects.toMatchObject(refused)
  })

  it.each([
    'ftp://example.com/',
    'file:///etc/passwd',
    'http://user:pw@example.com/',
    'example.com',
    'javascript:1',
  ])('takes %s for no address', (text) => expect(() => checkedUrl(text)).toThrowError())

  it.each([
    'http://2130706433/',
    'http://0x7f.1/',
    'http://0177.0.0.1/',
    'http://127.1/',
    'http://[::]/',
    'http://①②⑦.0.0.1/',
  ])('sees through %s', async (url) => {
    const request = createHttp(createGuard([])).request({ url, signal: AbortSignal.timeout(5_000) })
    await expect(request).rejects.toMatchObject(refused)
  })
})
