import { createCipheriv, createHash, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type CallbackSecrets,
  decrypted,
  isSigned,
  longestAgeSeconds,
  openMessage,
  signatureOf,
} from '../../../../src/interaction/inbound/wechat/envelope.ts'
import { flatXml } from '../../../../src/interaction/inbound/wechat/xml.ts'

/** The worked example that the platform hands out with its own libraries (cryptoDemo.zip). */
const published = {
  secrets: {
    ...{ appId: 'wx2c2769f8efd9abc2', token: 'spamtest' },
    aesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
  },
  query: {
    ...{ timestamp: '1409735669', nonce: '1320562132' },
    ...{
      signature: '16120ec1b8dbb870f510d87ce6bc2463eae6ca1a',
      msgSignature: '5d197aaffba7e9b25a30732f161a50dee96bd5fa',
    },
  },
  sealed:
    'hyzAe4OzmOMbd6TvGdIOO6uBmdJoD0Fk53REIHvxYtJlE2B655HuD0m8KUePWB3+LrPXo87wzQ1QLvbeUgmBM4x6F8PGHQHFVAFmOD2LdJF9FrXpbUAh0B5GIItb52sn896wVsMSHGuPE328HnRGBcrS7C41IzDWyWNlZkyyXwon8T332jisa+h6tEDYsVticbSnyU8dKOIbgU6ux5VTjg3yt+WGzjlpKn6NPhRjpA912xMezR4kw6KWwMrCVKSVCZciVGCgavjIQ6X8tCOp3yZbGpy0VxpAe+77TszTfRd5RJSVO/HTnifJpXgCSUdUue1v6h0EIBYYI1BD1DlD+C0CR8e6OewpusjZ4uBl9FyJvnhvQl+q5rv1ixrcpCumEPo5MJSgM9ehVsNPfUM669WuMyVWQLCzpu9GhglF2PE=',
}
const then = new Date(1_409_735_669_000)
const body = (sealed: string) =>
  `<xml><ToUserName><![CDATA[gh_10f6c3c3ac5a]]></ToUserName><Encrypt><![CDATA[${sealed}]]></Encrypt></xml>`

/** As the platform seals, by its description alone. */
function sealedBy({ appId, aesKey }: CallbackSecrets, message: string): string {
  const key = Buffer.from(`${aesKey}=`, 'base64')
  const length = Buffer.alloc(4)
  length.writeUInt32BE(Buffer.byteLength(message))
  const plain = Buffer.concat([randomBytes(16), length, Buffer.from(message), Buffer.from(appId)])
  const padding = 32 - (plain.length % 32)
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  return Buffer.concat([
    cipher.update(Buffer.concat([plain, Buffer.alloc(padding, padding)])),
    cipher.final(),
  ]).toString('base64')
}

describe('a request of the platform', () => {
  it('is read as the published example says', () => {
    const message = openMessage(published.secrets, published.query, body(published.sealed), then)
    expect(Object.fromEntries(message ?? [])).toEqual({
      ...{ ToUserName: 'gh_10f6c3c3ac5a', FromUserName: 'oyORnuP8q7ou2gfYjqLzSIWZf0rs' },
      ...{ CreateTime: '1409735668', MsgType: 'text', Content: 'abcdteT', MsgId: '6054768590064713728' },
    })
  })

  it('is signed over token, time and nonce in the order of the alphabet', () => {
    expect(signatureOf('b', 'c', 'a')).toBe(createHash('sha1').update('abc').digest('hex'))
    expect(isSigned(published.secrets, published.query, then)).toBe(true)
    expect(isSigned({ ...published.secrets, token: 'other' }, published.query, then)).toBe(false)
    expect(
      isSigned(
        { ...published.secrets, token: '' },
        { ...published.query, signature: signatureOf('', '1409735669', '1320562132') },
        then,
      ),
    ).toBe(false)
  })

  it('of long ago, or of the time to come, is refused', () => {
    const at = (seconds: number) => new Date(then.getTime() + seconds * 1_000)
    for (const seconds of [longestAgeSeconds, -longestAgeSeconds])
      expect(isSigned(published.secrets, published.query, at(seconds))).toBe(true)
    for (const seconds of [longestAgeSeconds + 1, -longestAgeSeconds - 1])
      expect(openMessage(published.secrets, published.query, body(published.sealed), at(seconds))).toBeNull()
  })

  it('in clear is not taken where a key is agreed on, nor one for another account', () => {
    const clear = '<xml><MsgType>text</MsgType></xml>'
    expect(openMessage(published.secrets, published.query, clear, then)).toBeNull()
    expect(
      openMessage({ ...published.secrets, aesKey: '' }, published.query, clear, then)?.get('MsgType'),
    ).toBe('text')
    const other = sealedBy({ ...published.secrets, appId: 'wx-other' }, clear)
    const { timestamp, nonce } = published.query
    const msgSignature = signatureOf('spamtest', timestamp, nonce, other)
    expect(openMessage(published.secrets, { ...published.query, msgSignature }, body(other), then)).toBeNull()
  })

  it('that was changed in one place is refused', () => {
    fc.assert(
      fc.property(fc.nat(published.sealed.length - 2), fc.constantFrom('A', 'b', '7'), (at, letter) => {
        const changed = `${published.sealed.slice(0, at)}${letter}${published.sealed.slice(at + 1)}`
        fc.pre(changed !== published.sealed)
        return openMessage(published.secrets, published.query, body(changed), then) === null
      }),
    )
  })

  it('of any words comes back as it went in, and any bytes do no harm', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (words) => {
        const text = Buffer.from(words).toString('utf8')
        return decrypted(published.secrets, sealedBy(published.secrets, text)) === text
      }),
    )
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 320 }), (bytes) => {
        const opened = decrypted(published.secrets, Buffer.from(bytes).toString('base64'))
        return opened === null
      }),
    )
  })
})

describe('a small document', () => {
  const of = (xml: string) => {
    const found = flatXml(xml)
    return found && Object.fromEntries(found)
  }
  it('is read by its elements, in CDATA and with the entities of XML', () => {
    expect(
      of('<xml>\n <A>1</A><B><![CDATA[<b> & ]] >]]></B><C>a &lt;b&gt; &amp;amp;</C><D></D></xml>'),
    ).toEqual({
      ...{ A: '1', B: '<b> & ]] >', C: 'a <b> &amp;', D: '' },
    })
    expect(of('<xml><Event>scan</Event><Info><Type>qr</Type></Info></xml>')).toEqual({
      Event: 'scan',
      Info: '',
    })
  })

  it.each([
    '',
    'x',
    '<xml>',
    '<html></html>',
    '<!DOCTYPE xml [<!ENTITY a "b">]><xml><A>&a;</A></xml>',
    '<xml><A>&a;</A></xml>',
    '<xml><A>&#65;</A></xml>',
    '<xml><!-- c --><A>1</A></xml>',
    '<xml><?php ?></xml>',
    '<xml><A>1</B></xml>',
    '<xml><A>1</A><A>2</A></xml>',
    '<xml><A b="1">1</A></xml>',
    '<xml><A><![CDATA[1</A></xml>',
    `<xml><A>${'x'.repeat(70_000)}</A></xml>`,
    `<xml>${Array.from({ length: 101 }, (_, i) => `<A${i}>1</A${i}>`).join('')}</xml>`,
  ])('that is none is refused: %s', (text) => expect(flatXml(text)).toBeNull())

  it('of any shape is read or refused, quickly', () => {
    const piece = fc.constantFrom(
      '<xml>',
      '</xml>',
      '<A>',
      '</A>',
      '<![CDATA[',
      ']]>',
      '&amp;',
      '&',
      '<',
      '>',
      'x',
      ' ',
      '<!',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 400 }), (pieces) => {
        const start = performance.now()
        flatXml(`<xml>${pieces.join('')}</xml>`)
        return performance.now() - start < 200
      }),
    )
    const start = performance.now()
    flatXml(`<xml>${'<A>'.repeat(20_000)}</xml>`)
    expect(performance.now() - start).toBeLessThan(500)
  })
})
