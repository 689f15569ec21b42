import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encrypt, mostBodyBytes, mostPlainBytes } from '../../../../src/interaction/channels/push/encrypt.ts'
import { newVapidKeys, vapidSigner } from '../../../../src/interaction/channels/push/vapid.ts'
import { browserKeys, opened, vouched } from '../../support/push-service.ts'

const bytes = (text: string) => Buffer.from(text, 'base64url')

/** RFC 8291, section 5 and appendix A. */
const example = {
  plain: 'When I grow up, I want to be a watermelon',
  receiver: bytes('BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4'),
  receiverPrivate: bytes('q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94'),
  auth: bytes('BTBZMqHH6r4Tts7J_aSIgg'),
  senderPrivate: bytes('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw'),
  salt: bytes('DGv6ra1nlYgDCS1FRnbzlw'),
  body: 'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
}

describe('the encryption of a message', () => {
  it('is byte for byte that of the example in RFC 8291', () => {
    const body = encrypt(
      Buffer.from(example.plain),
      { p256dh: example.receiver, auth: example.auth },
      { salt: example.salt, privateKey: example.senderPrivate },
    )
    expect(body.toString('base64url')).toBe(example.body)
  })

  it('opens with the keys of that example by another implementation', async () => {
    const browser = {
      publicKey: example.receiver,
      privateKey: example.receiverPrivate,
      auth: example.auth,
    }
    expect((await opened(bytes(example.body), browser)).toString()).toBe(example.plain)
  })

  it('gives back any message to its browser, and to no other', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: mostPlainBytes }),
        fc.integer({ min: 1, max: 99 }),
        async (plain, n) => {
          const [to, salt] = [browserKeys(n), Buffer.from(newVapidKeys().vapidPrivate).subarray(0, 16)]
          const sealing = { salt, privateKey: bytes(newVapidKeys().vapidPrivate) }
          const body = encrypt(Buffer.from(plain), { p256dh: to.publicKey, auth: to.auth }, sealing)
          expect(body.length).toBeLessThanOrEqual(mostBodyBytes)
          expect(Buffer.compare(await opened(body, to), Buffer.from(plain))).toBe(0)
          await expect(opened(body, browserKeys(n + 1))).rejects.toThrow()
        },
      ),
      { numRuns: 40 },
    )
  })

  it('takes exactly as much as services must take', () => {
    const { publicKey: p256dh, auth } = browserKeys(1)
    const sealing = { salt: Buffer.alloc(16), privateKey: example.senderPrivate }
    expect(encrypt(Buffer.alloc(mostPlainBytes), { p256dh, auth }, sealing).length).toBe(mostBodyBytes)
  })
})

describe('what vouches for the sender', () => {
  const at = new Date('2026-11-21T04:00:00Z')
  const seconds = at.getTime() / 1_000
  it('is signed by the public key it names, for one service and less than a day', async () => {
    const keys = newVapidKeys()
    const header = vapidSigner(keys, 'mailto:push@x.example')('https://push.x.example', at)
    const { claims, key } = await vouched(header)
    expect(key).toBe(keys.vapidPublic)
    expect(claims).toEqual({
      aud: 'https://push.x.example',
      exp: seconds + 12 * 3_600,
      sub: 'mailto:push@x.example',
    })
    const forged = header.replace(/k=.*/, `k=${newVapidKeys().vapidPublic}`)
    await expect(vouched(forged)).rejects.toThrow('signature')
  })

  it('is kept for each service until it is about to end, also where the clock was set back', async () => {
    const sign = vapidSigner(newVapidKeys(), 'mailto:push@x.example')
    const first = sign('https://a.example', at)
    expect(sign('https://a.example', new Date(at.getTime() + 10 * 3_600_000))).toBe(first)
    expect(sign('https://b.example', at)).not.toBe(first)
    const late = await vouched(sign('https://a.example', new Date(at.getTime() + 11.5 * 3_600_000)))
    expect(late.claims.exp).toBe(seconds + 23.5 * 3_600)
    const back = await vouched(sign('https://a.example', new Date(at.getTime() - 86_400_000)))
    expect(back.claims.exp).toBe(seconds - 12 * 3_600)
  })

  it('has keys of full length whatever they begin with', () => {
    for (let i = 0; i < 300; i++) {
      const { vapidPublic, vapidPrivate } = newVapidKeys()
      expect([bytes(vapidPublic).length, bytes(vapidPrivate).length]).toEqual([65, 32])
    }
  })
})
