import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import smpp, { type Pdu } from 'smpp'
import { afterEach, describe, expect, it } from 'vitest'
import { incomingOf } from '../../src/interaction/channels/sms/incoming.ts'
import { openSmppLink } from '../../src/interaction/channels/sms/link.ts'
import { type Random, seededRandom } from '../../src/kit/random.ts'
import { channelTools, listening } from '../interaction/support/channel-tools.ts'
import { startSmppSink } from '../support/smpp-sink.ts'

/** LIANGTI_FUZZ_INPUTS=20000 for a night. */
const inputs = Number(process.env.LIANGTI_FUZZ_INPUTS ?? 400)
const seed = Number(process.env.LIANGTI_FUZZ_SEED ?? 20_261_123)

/** The library's own class of PDUs, which its types leave out. */
const PduClass = (
  smpp as unknown as { PDU: new (command: string | Buffer, options?: object) => Pdu & { toBuffer(): Buffer } }
).PDU
const receipt =
  'id:M1 sub:001 dlvrd:001 submit date:2611210400 done date:2611210401 stat:DELIVRD err:000 text:hello'
const good: readonly Buffer[] = [
  new PduClass('deliver_sm', { esm_class: 4, source_addr: '8613800138000', short_message: receipt }),
  new PduClass('deliver_sm', { esm_class: 0, source_addr: '8613800138000', short_message: 'R' }),
  new PduClass('deliver_sm', { source_addr: '861', message_payload: '退订', data_coding: 8 }),
  new PduClass('deliver_sm', { esm_class: 4, receipted_message_id: 'M1', message_state: 2 }),
  new PduClass('submit_sm_resp', { sequence_number: 1, message_id: 'M1' }),
  new PduClass('enquire_link', {}),
  new PduClass('unbind', {}),
  new PduClass('data_sm', { source_addr: '861' }),
].map((pdu) => pdu.toBuffer())

/** What a broken or hostile message centre may send: changed, cut, doubled, with lengths that lie. */
function broken(random: Random): Buffer {
  const bytes = Buffer.from(good[random.below(good.length)] ?? Buffer.alloc(0))
  for (let n = random.below(6); n > 0; n--) bytes[random.below(bytes.length)] = random.below(256)
  switch (random.below(6)) {
    case 0:
      bytes.writeUInt32BE([0, 1, 4, 15, 16, 17, 0x7fffffff, 0xffffffff][random.below(8)] ?? 0, 0)
      return bytes
    case 1:
      return bytes.subarray(0, random.below(bytes.length + 1))
    case 2:
      return Buffer.concat([bytes, Buffer.from([random.below(256), 0, 0xff])])
    case 3:
      bytes.writeUInt32BE(random.below(2) === 0 ? 0x80000000 : random.below(0xffff), 4)
      return bytes
    default:
      return bytes
  }
}

let server: Server | null = null
const sockets = new Set<Socket>()
afterEach(async () => {
  for (const socket of sockets) socket.destroy()
  await new Promise<void>((done) => (server ? server.close(() => done()) : done()))
  server = null
})

/** A message centre that lets everybody in, and then says something broken. */
async function hostileCentre(random: Random): Promise<number> {
  const opened = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    socket.once('data', (bind: Buffer) => {
      const answer = new PduClass('bind_transceiver_resp', { sequence_number: bind.readUInt32BE(12) })
      socket.write(answer.toBuffer())
      const said = broken(random)
      // In two pieces at times, as networks do.
      const cut = random.below(said.length + 1)
      socket.write(said.subarray(0, cut))
      setImmediate(() => {
        if (!socket.destroyed) socket.write(said.subarray(cut))
        setTimeout(() => socket.destroy(), 3)
      })
    })
  })
  server = opened
  await new Promise<void>((done) => opened.listen(0, '127.0.0.1', done))
  return (opened.address() as AddressInfo).port
}

const options = (port: number) => ({
  ...{ host: '127.0.0.1', port, tls: false, systemId: 'shop', password: '', systemType: '' },
  ...{ sender: '', joining: 'udh' as const, timeoutMs: 1_000, enquireMs: 1_000 },
})

describe('what a message centre sends', () => {
  it('is kept or refused, and nothing else happens, whatever its bytes', async () => {
    const random = seededRandom(seed)
    let read = 0
    for (let n = 0; n < inputs * 5; n++) {
      const { inbound, heard } = listening()
      const bytes = broken(random)
      let pdu: Pdu
      try {
        pdu = new PduClass(bytes)
      } catch {
        continue // The library ends the session for it; the session's own test is below.
      }
      const what = `seed ${seed}, input ${n}: ${bytes.toString('base64')}`
      expect(typeof (await incomingOf(channelTools({ inbound }), () => null, pdu)), what).toBe('boolean')
      const reply = heard.reply[0]
      if (reply) {
        expect(typeof reply.text, what).toBe('string')
        expect(reply.text.length, what).toBeLessThanOrEqual(2_000)
        expect(typeof reply.from, what).toBe('string')
      }
      const told = heard.receipt[0]
      if (told) {
        expect(['delivered', 'bounced', 'expired'], what).toContain(told.status)
        expect(told.code, what).toMatch(/^[A-Z]{4,8}(\/\w{1,8})?$/)
        expect(String(told.providerId).length, what).toBeLessThanOrEqual(256)
      }
      read += 1
    }
    expect(read).toBeGreaterThan(inputs)
  })

  it('ends at most its session: the program goes on, and the next session takes what is good', async () => {
    const random = seededRandom(seed)
    for (let n = 0; n < inputs / 4; n++) {
      const port = await hostileCentre(random)
      const { inbound } = listening()
      const link = openSmppLink(options(port), channelTools({ inbound }))
      const outcome = await link.send({ deliveryId: 'd1', to: '+8613800138000', content: { text: 'Hello' } })
      // It may have been taken or not; never does the attempt hang or throw.
      expect(['accepted', 'failed', 'unknown'], `seed ${seed}, session ${n}`).toContain(outcome.kind)
      await link.close()
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((done) => server?.close(() => done()))
      server = null
    }
    const sink = await startSmppSink()
    const { inbound, heard } = listening()
    const link = openSmppLink(options(sink.port), channelTools({ inbound }))
    try {
      await expect.poll(() => sink.sessions(), { timeout: 5_000 }).toBe(1)
      expect(await sink.deliver({ esm_class: 0, source_addr: '8613800138000', short_message: 'R' })).toBe(0)
      expect(heard.reply).toMatchObject([{ text: 'R', from: '+8613800138000' }])
    } finally {
      await link.close()
      await sink.close()
    }
  })
})
