import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { audienceFormats } from '../../../src/campaign/media/formats/index.ts'

const of = (id: string) => {
  const format = audienceFormats.find((one) => one.id === id)
  if (!format) throw new Error(id)
  return format
}
const hash = (kind: string, text: string) => createHash(kind).update(text).digest('hex')

describe('what platforms take', () => {
  it.each(audienceFormats.map((format) => [format.id, format] as const))(
    '%s is told in both languages and holds nothing but hashes',
    (_, format) => {
      for (const words of [format.label, format.about])
        for (const text of [words.en, words['zh-CN']]) expect(text).not.toBe('')
      const known = { email: 'ann@shop.example', phone: '+8613800138000' }
      const row = format.row(known)
      expect(row).not.toBeNull()
      if (format.head !== null) expect(row).toHaveLength(format.head.length)
      for (const cell of row ?? []) expect(cell).toMatch(/^([0-9a-f]{32}|[0-9a-f]{64})?$/)
      expect(row?.some((cell) => cell !== '')).toBe(true)
      expect(format.row({})).toBeNull()
      expect(new Set(format.keys).size).toBe(format.keys.length)
    },
  )
  it('hashes the form each platform documents', () => {
    // Known answers: SHA-256 and MD5 of the forms in clear.
    const phone = '+8613800138000'
    expect(of('tencent').row({ phone })).toEqual([hash('md5', '13800138000')])
    expect(of('ocean-engine-sha256').row({ phone })).toEqual([hash('sha256', '13800138000')])
    expect(of('google').row({ email: 'test.user+shop@gmail.com', phone })).toEqual([
      hash('sha256', 'testuser@gmail.com'),
      hash('sha256', '+8613800138000'),
    ])
    expect(of('google').row({ email: 'a.b+c@shop.example' })?.[0]).toBe(hash('sha256', 'a.b+c@shop.example'))
    expect(of('meta').row({ phone: '+14155550100' })).toEqual(['', hash('sha256', '14155550100')])
    // RFC 1321 and FIPS 180 of a value everybody can check.
    expect(of('meta').row({ email: 'abc' })?.[0]).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    )
  })
  it('leaves out numbers a Chinese platform cannot match', () => {
    for (const phone of ['+14155550100', '+862112345678', '+8612345678901'])
      expect(of('tencent').row({ phone })).toBeNull()
  })
})
