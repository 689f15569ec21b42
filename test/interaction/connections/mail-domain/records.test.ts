import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  compareDkim,
  inPieces,
  longestPiece,
} from '../../../../src/interaction/connections/mail-domain/dkim-record.ts'
import { readDmarc, readSpf } from '../../../../src/interaction/connections/mail-domain/policies.ts'

const key = 'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA'.repeat(8)
const wanted = `v=DKIM1; k=rsa; p=${key}`

describe('the record of a key', () => {
  it.each([
    ['in one piece', [[wanted]], 'equal'],
    ['in pieces', [inPieces(wanted)], 'equal'],
    [
      'folded by a panel',
      [[wanted.replace('p=', 'p= ').replace(key.slice(0, 60), `${key.slice(0, 60)} `)]],
      'equal',
    ],
    ['without its version', [[`k=rsa; p=${key}`]], 'equal'],
    ['nowhere', [], 'missing'],
    ['cut off', [[wanted.slice(0, longestPiece)]], 'cut'],
    ['as two records', inPieces(wanted).map((piece) => [piece]), 'cut'],
    ['beside another', [[wanted], ['v=DKIM1; p=AAAA']], 'several'],
    ['of another key', [['v=DKIM1; k=rsa; p=AAAA']], 'other_key'],
    ['revoked', [['v=DKIM1; p=']], 'revoked'],
    ['that is none', [['v=spf1 -all']], 'unreadable'],
    ['of nobody who answers', null, 'no_answer'],
  ] as const)('%s', (_, published, state) => {
    expect(compareDkim(published, wanted).state).toBe(state)
  })
  it('is the same however it is cut into pieces, and never more than 255 long', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 255 }), { maxLength: 12 }), (cuts) => {
        const pieces: string[] = []
        let rest = wanted
        for (const cut of cuts) {
          pieces.push(rest.slice(0, cut))
          rest = rest.slice(cut)
        }
        expect(compareDkim([[...pieces, rest]], wanted).state).toBe('equal')
        expect(inPieces(wanted).every((piece) => piece.length <= longestPiece)).toBe(true)
        expect(inPieces(wanted).join('')).toBe(wanted)
      }),
    )
  })
  it('never fails on what others publish', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.string({ maxLength: 40 }), { maxLength: 4 }), { maxLength: 4 }),
        (txt) => {
          compareDkim(txt, wanted)
          readSpf(txt)
          readDmarc(txt, 'a.example', null)
        },
      ),
    )
  })
})

const words = ({ findings }: ReturnType<typeof readSpf>) =>
  findings.map(({ tone, text }) => `${tone} ${text.en}`)

describe('SPF', () => {
  it.each([
    ['v=spf1 include:_spf.mail.example -all', 'good', '-all'],
    ['v=spf1 include:_spf.mail.example ~all', 'good', '~all'],
    ['v=spf1 a mx ?all', 'look', '?all'],
    ['v=spf1 +all', 'look', '+all'],
    ['v=spf1 a all', 'look', '+all'],
    ['v=spf1 a', 'look', 'does not say'],
    ['v=spf1 redirect=_spf.mail.example', 'plain', 'another domain'],
  ])('%s', (record, tone, part) => {
    const [first = ''] = words(readSpf([[record]]))
    expect(first.startsWith(tone)).toBe(true)
    expect(first).toContain(part)
  })
  it('is missing, doubled, or asks for too much', () => {
    expect(words(readSpf([['google-site-verification=x']]))[0]).toContain('no SPF record')
    expect(words(readSpf([['v=spf1 -all'], ['v=spf1 ~all']]))[0]).toContain('several')
    const many = Array.from({ length: 11 }, (_, i) => `include:s${i}.example`).join(' ')
    expect(words(readSpf([[`v=spf1 ${many} -all`]])).at(-1)).toContain('11 further names')
    expect(words(readSpf(null))[0]).toContain('did not answer')
  })
})

describe('DMARC', () => {
  const read = (record: string, domain: string, signs: string | null) =>
    words(readDmarc([[record]], domain, signs)).join(' | ')
  it('says what becomes of mail that fails, and whether our signature counts', () => {
    expect(read('v=DMARC1; p=reject; rua=mailto:d@shop.example', 'shop.example', 'shop.example')).toMatch(
      /good.*refused.*good.*counts.*mailto:d@shop\.example/,
    )
    expect(read('v=DMARC1; p=none', 'mail.shop.example', 'shop.example')).toMatch(
      /plain.*p=none.*good.*counts/,
    )
    expect(read('v=DMARC1; p=quarantine; adkim=s; pct=20', 'mail.shop.example', 'shop.example')).toMatch(
      /good.*spam.*look.*does not count.*20 %/,
    )
    expect(read('v=DMARC1; p=maybe', 'shop.example', 'other.example')).toMatch(
      /look.*valid policy.*look.*does not count/,
    )
    expect(read('v=DMARC1; p=none', 'shop.example', null)).toContain('not signed')
    expect(words(readDmarc([], 'shop.example', null))[0]).toContain('_dmarc.shop.example')
  })
})
