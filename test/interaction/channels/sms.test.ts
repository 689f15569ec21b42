import * as fc from 'fast-check'
import smpp from 'smpp'
import { afterEach, describe, expect, it } from 'vitest'
import { framed } from '../../../src/interaction/channels/sms/compose.ts'
import { sms } from '../../../src/interaction/channels/sms/index.ts'
import { partSizes, smsParts } from '../../../src/interaction/channels/sms/parts.ts'
import { receiptOf } from '../../../src/interaction/channels/sms/receipt.ts'
import { type SmppSink, type SmppSinkOptions, startSmppSink } from '../../support/smpp-sink.ts'
import { channelTools, listening } from '../support/channel-tools.ts'

const deliveryId = '0197aaaa-0000-7000-8000-000000000001'
const address = '+8613800138000'
const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close()
})

async function sinkAndSender(options: SmppSinkOptions = {}, more: object = {}) {
  const sink = await startSmppSink(options)
  opened.push(sink)
  return { sink, ...senderTo(sink, more) }
}
function senderTo(sink: SmppSink, more: object = {}) {
  const { inbound, heard } = listening()
  const settings = sms.settings.parse({
    ...{ host: '127.0.0.1', port: sink.port, systemId: 'shop', sender: '10690000', timeoutMs: 700 },
    ...more,
  })
  const sender = sms.open(settings, channelTools({ inbound }))
  opened.push(sender)
  const send = (text: string) => sender.deliver({ deliveryId, address, content: sms.content.parse({ text }) })
  return { sender, heard, send }
}
async function until(what: () => boolean, ms = 5_000): Promise<void> {
  const end = Date.now() + ms
  while (!what()) {
    if (Date.now() > end) throw new Error('It did not come about.')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

describe('parts of a text (3GPP TS 23.038, TS 23.040)', () => {
  it.each([
    ['a'.repeat(160), 'gsm7', 1],
    ['a'.repeat(161), 'gsm7', 2],
    ['a'.repeat(306), 'gsm7', 2],
    ['a'.repeat(307), 'gsm7', 3],
    [`${'a'.repeat(158)}€`, 'gsm7', 1],
    [`${'a'.repeat(159)}€`, 'gsm7', 2],
    ['好'.repeat(70), 'ucs2', 1],
    ['好'.repeat(71), 'ucs2', 2],
    ['好'.repeat(134), 'ucs2', 2],
    ['好'.repeat(135), 'ucs2', 3],
    [`${'a'.repeat(69)}好`, 'ucs2', 1],
    ['🎁'.repeat(35), 'ucs2', 1],
    ['🎁'.repeat(36), 'ucs2', 2],
  ] as const)('%s', (text, encoding, parts) => {
    const found = smsParts(text)
    expect([found.encoding, found.parts.length]).toEqual([encoding, parts])
  })

  it('are together the text, none too long, no character cut', () => {
    const character = fc.oneof(
      fc.constantFrom(...'aZ09 @€[]{}|~\\^£è\n'),
      fc.constantFrom('好', '，', '🎁', 'é', '一'),
    )
    fc.assert(
      fc.property(fc.array(character, { minLength: 1, maxLength: 700 }), (characters) => {
        const text = characters.join('')
        const { encoding, parts, left } = smsParts(text)
        expect(parts.join('')).toBe(text)
        const size = (part: string) =>
          encoding === 'ucs2'
            ? part.length
            : [...part].reduce((sum, char) => sum + ('\f^{}\\[~]|€'.includes(char) ? 2 : 1), 0)
        const most = parts.length === 1 ? partSizes[encoding].single : partSizes[encoding].joined
        for (const part of parts) {
          expect(size(part)).toBeLessThanOrEqual(most)
          expect(Buffer.from(part, 'utf8').toString('utf8')).toBe(part)
        }
        expect(left).toBe(most - size(parts.at(-1) ?? ''))
      }),
    )
  })
})

describe('what every message carries', () => {
  const frame = { sign: '量体', optOut: '拒收请回复R', optOutOther: 'Reply R to opt out' }
  it('is its sign before, and behind marketing how to opt out, once', () => {
    expect(framed(frame, '新品到店', 'zh-CN', true)).toBe('【量体】新品到店拒收请回复R')
    expect(framed(frame, '【量体】新品到店拒收请回复R', 'zh-TW', true)).toBe('【量体】新品到店拒收请回复R')
    expect(framed(frame, '验证', 'zh-CN', false)).toBe('【量体】验证')
    expect(framed(frame, 'New in the shop', 'en', true)).toBe('【量体】New in the shop Reply R to opt out')
    expect(framed({ ...frame, optOutOther: '' }, 'Neu', 'de', true)).toBe('【量体】Neu拒收请回复R')
    expect(framed({ sign: '', optOut: '', optOutOther: 'Reply R' }, 'Hello', 'en', true)).toBe('Hello')
  })
})

describe('a message that arrives', () => {
  it('says in Chinese, and in Latin, what was written', async () => {
    const { sink, send } = await sinkAndSender()
    expect(await send('【量体】您好，您有一张优惠券。拒收请回复R')).toEqual({
      kind: 'accepted',
      providerId: 'M1',
    })
    expect((await send('Ten € off [today] @ Shop')).kind).toBe('accepted')
    expect(sink.taken.map(({ text, dataCoding }) => [text, dataCoding])).toEqual([
      ['【量体】您好，您有一张优惠券。拒收请回复R', 8],
      ['Ten € off [today] @ Shop', 0],
    ])
    expect(sink.taken[0]?.to).toBe('8613800138000')
  })

  it('is joined from its parts, by their headers or as one', async () => {
    const long = `${'很长的一条短信。'.repeat(20)}完`
    const { sink, send } = await sinkAndSender()
    const outcome = await send(long)
    expect(sink.taken.map(({ text }) => text).join('')).toBe(long)
    expect(sink.taken.map(({ udh }) => udh?.slice(0, 4))).toEqual(['0003', '0003', '0003'])
    expect(sink.taken.map(({ udh }) => udh?.slice(6))).toEqual(['0301', '0302', '0303'])
    expect(outcome).toEqual({ kind: 'accepted', providerId: 'M3' })
    const whole = await sinkAndSender({}, { joining: 'payload' })
    await whole.send(long)
    expect(whole.sink.taken.map(({ text }) => text)).toEqual([long])
  })

  it('of too many parts is not begun', async () => {
    const { sink, send } = await sinkAndSender()
    expect(await send('好'.repeat(700))).toMatchObject({
      kind: 'failed',
      reason: 'sms_too_long',
      retry: false,
    })
    expect(sink.taken).toEqual([])
  })
})

describe('what a server may answer', () => {
  const { errors } = smpp
  it.each([
    ['ESME_RTHROTTLED', 'message'],
    ['ESME_RMSGQFUL', 'message'],
    ['ESME_RSYSERR', 'message'],
    ['ESME_RX_T_APPN', 'message'],
    ['ESME_RINVBNDSTS', 'connection'],
    ['ESME_RINVDSTADR', false],
    ['ESME_RINVSRCADR', false],
    ['ESME_RSUBMITFAIL', false],
    ['ESME_RINVESMCLASS', false],
    ['ESME_RX_R_APPN', false],
    ['ESME_RUNKNOWNERR', false],
  ] as const)('%s is tried again: %s', async (name, retry) => {
    const { refusedSubmit } = await import('../../../src/interaction/channels/sms/classify.ts')
    const outcome = refusedSubmit(errors[name] ?? -1)
    expect(outcome).toMatchObject({ kind: 'failed', retry, params: { reply: name.replace('ESME_', '') } })
  })

  it('every refusal of the protocol has a class', async () => {
    const { refusedSubmit } = await import('../../../src/interaction/channels/sms/classify.ts')
    for (const status of Object.values(errors).filter((code) => code !== 0))
      expect(refusedSubmit(status).kind).toBe('failed')
  })

  it('nothing: unknown, and not sent again on another session', async () => {
    const { sink, send } = await sinkAndSender({ behaviour: () => 'silent' })
    expect(await send('Hello')).toMatchObject({ kind: 'unknown', reason: 'connection_lost_after_sms' })
    expect([...sink.copies.values()]).toEqual([1])
  })

  it('throttling in the middle: the later part is tried again, since the first is on its way', async () => {
    const { sink, send } = await sinkAndSender({
      behaviour: ({ text, attempt }) => (text.startsWith('b') && attempt < 3 ? 'defer' : 'accept'),
    })
    expect((await send(`${'a'.repeat(153)}${'b'.repeat(100)}`)).kind).toBe('accepted')
    expect([...sink.copies.values()]).toEqual([1, 1])
  })

  it('a refusal in the middle: unknown, for half a message is out', async () => {
    const { send } = await sinkAndSender({
      behaviour: ({ text }) => (text.startsWith('b') ? 'refuse' : 'accept'),
    })
    expect(await send(`${'a'.repeat(153)}${'b'.repeat(100)}`)).toMatchObject({
      kind: 'unknown',
      reason: 'sms_partly_sent',
    })
  })

  it.each([
    [errors.ESME_RBINDFAIL ?? 0, 'sms_server_sign_in'],
    [errors.ESME_RTHROTTLED ?? 0, 'sms_server_busy'],
  ])('a refused bind (%i): all wait', async (bindStatus, reason) => {
    const { send, sender } = await sinkAndSender({ bindStatus })
    expect(await send('Hello')).toMatchObject({ kind: 'failed', reason, retry: 'connection' })
    expect(await sender.check()).toBe(reason)
  })
})

describe('a session', () => {
  it('is made anew after it broke, also when a dead one says nothing', async () => {
    const { sink, send } = await sinkAndSender(
      { answersEnquiries: false },
      { enquireMs: 100, timeoutMs: 200 },
    )
    await until(() => sink.sessions() === 1)
    await until(() => sink.sessions() === 0)
    expect((await send('Hello')).kind).toBe('accepted')
  })

  it('carries many at once', async () => {
    const { sink, sender } = await sinkAndSender({ delayMs: 20 })
    const all = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        sender.deliver({
          deliveryId: `0197aaaa-0000-7000-8000-${String(n).padStart(12, '0')}`,
          address: `+86138001380${String(n).padStart(2, '0')}`,
          content: sms.content.parse({ text: `Hello ${n}` }),
        }),
      ),
    )
    expect(all.every(({ kind }) => kind === 'accepted')).toBe(true)
    expect(sink.sessions()).toBe(1)
    expect(sink.taken).toHaveLength(50)
  })

  it('stands longer than connecting may take', async () => {
    const { send } = await sinkAndSender({ delayMs: 60 }, { timeoutMs: 250 })
    for (let i = 0; i < 10; i++) expect(await send('您好')).toMatchObject({ kind: 'accepted' })
  })

  it('ends with its sender', async () => {
    const { sink, sender, send } = await sinkAndSender()
    await send('Hello')
    await sender.close()
    await until(() => sink.sessions() === 0)
    await new Promise((resolve) => setTimeout(resolve, 1_300))
    expect(sink.sessions()).toBe(0)
  })
})

describe('what comes back', () => {
  const text = (stat: string, err: string) =>
    `id:M1 sub:001 dlvrd:001 submit date:2611210400 done date:2611210401 stat:${stat} err:${err} text:hello`
  it.each([
    ['DELIVRD', '000', 'delivered', null],
    ['EXPIRED', '027', 'expired', 'soft'],
    ['UNDELIV', '012', 'bounced', 'hard'],
    ['REJECTD', '099', 'bounced', 'policy'],
    ['UNKNOWN', '001', 'bounced', 'soft'],
    ['ENROUTE', '000', null, null],
  ] as const)('%s', (stat, err, status, kind) => {
    expect(receiptOf({}, text(stat, err))).toEqual({ providerId: 'M1', status, kind, code: `${stat}/${err}` })
  })

  it('is read from parameters before text, and nothing else is taken for a receipt', () => {
    expect(receiptOf({ receipted_message_id: 'A7', message_state: 5 }, '')).toMatchObject({
      providerId: 'A7',
      status: 'bounced',
    })
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (noise) => {
        const found = receiptOf({}, noise)
        expect(found === null || (found.providerId.length > 0 && found.code.length <= 17)).toBe(true)
      }),
    )
  })

  it('finds the delivery of a receipt, and keeps what somebody writes', async () => {
    const { sink, send, heard } = await sinkAndSender()
    await send('Hello')
    const receipt = { esm_class: 4, source_addr: '8613800138000', short_message: text('DELIVRD', '000') }
    expect(await sink.deliver(receipt)).toBe(0)
    expect(
      await sink.deliver({ source_addr: '8613800138000', destination_addr: '10690000', short_message: 'R' }),
    ).toBe(0)
    expect(await sink.deliver({ source_addr: '8613800138000', data_coding: 8, short_message: '退订' })).toBe(
      0,
    )
    expect(heard.receipt).toMatchObject([
      { workspaceId: 7, channel: 'sms', deliveryId, providerId: 'M1', status: 'delivered' },
    ])
    expect(heard.reply.map((each) => [each.from, each.text])).toEqual([
      ['+8613800138000', 'R'],
      ['+8613800138000', '退订'],
    ])
    expect(heard.reply[0]?.messageId).not.toBe(heard.reply[1]?.messageId)
  })

  it('is asked for again when it could not be kept', async () => {
    const sink = await startSmppSink()
    opened.push(sink)
    const { inbound } = listening()
    const failing = { ...inbound, reply: () => Promise.reject(new Error('The ledger is away.')) }
    const settings = sms.settings.parse({ host: '127.0.0.1', port: sink.port, systemId: 'shop' })
    opened.push(sms.open(settings, channelTools({ inbound: failing })))
    await until(() => sink.sessions() === 1)
    expect(await sink.deliver({ source_addr: '8613800138000', short_message: 'R' })).toBe(
      smpp.errors.ESME_RX_T_APPN,
    )
  })
})
