import { createServer } from 'node:net'
import PostalMime from 'postal-mime'
import { afterEach, describe, expect, it } from 'vitest'
import { email, messageIdOf } from '../../../src/interaction/channels/email.ts'
import { smtpAddress } from '../../../src/interaction/channels/smtp/address.ts'
import { type SinkOptions, type SmtpSink, startSmtpSink } from '../../support/smtp-sink.ts'
import { channelTools } from '../support/channel-tools.ts'

const deliveryId = '0197aaaa-0000-7000-8000-000000000001'
const content = {
  from: '量体商店 <shop@liangti.example>',
  subject: '好久不见，送您八折',
  html: '<p>您好，<b>世界</b></p>',
  text: '您好，世界',
  unsubscribeUrl: `https://shop.example/t/u/${'a'.repeat(70)}.${'b'.repeat(22)}`,
  campaignId: '0197bbbb-0000-7000-8000-000000000002',
  workspaceId: 7,
  date: new Date('2026-11-21T10:00:00Z'),
}

const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const thing of opened.splice(0).reverse()) await thing.close()
})

async function sinkAndSender(options: SinkOptions = {}) {
  const sink = await startSmtpSink({ keep: true, ...options })
  const sender = senderTo(sink.url)
  opened.push(sink)
  return { sink, sender }
}
function senderTo(url: string, timeoutMs = 2_000) {
  const settings = email.settings.parse({ ...smtpAddress(url), timeoutMs, hostName: 'shop.example' })
  const sender = email.open(settings, channelTools({ concurrency: 4 }))
  opened.push(sender)
  return sender
}
const mailOf = (sink: SmtpSink) => {
  const mail = sink.mails[0]
  if (!mail) throw new Error('The sink took nothing.')
  return PostalMime.parse(`${mail.head}\r\n\r\n${mail.body}`)
}

describe('a mail that arrives', () => {
  it('says in Chinese what was written, in both parts', async () => {
    const { sink, sender } = await sinkAndSender()
    const outcome = await sender.deliver({ deliveryId, address: 'li@x.example', content })
    expect(outcome).toEqual({ kind: 'accepted', providerId: 'SINK' })
    const mail = await mailOf(sink)
    expect(mail.subject).toBe(content.subject)
    expect(mail.from).toEqual({ name: '量体商店', address: 'shop@liangti.example' })
    expect(mail.html?.trim()).toBe(content.html)
    expect(mail.text?.trim()).toBe(content.text)
    expect(mail.messageId).toBe(`<${messageIdOf(deliveryId, 'shop.example')}>`)
  })

  it('carries one-click unsubscribing as RFC 8058 asks, and its campaign', async () => {
    const { sink, sender } = await sinkAndSender()
    await sender.deliver({ deliveryId, address: 'li@x.example', content })
    const headers = new Map((await mailOf(sink)).headers.map((h) => [h.key, h.value]))
    expect(headers.get('list-unsubscribe')).toBe(`<${content.unsubscribeUrl}>`)
    expect(headers.get('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click')
    expect(headers.get('x-liangti-campaign')).toBe(content.campaignId)
    expect(headers.get('x-liangti-workspace')).toBe('7')
  })

  it.each([
    ['subject', { subject: 'Hello\r\nBcc: victim@x.example' }],
    ['subject in Chinese', { subject: '你好\r\nBcc: victim@x.example' }],
    ['bare line feed', { subject: 'Hello\nBcc: victim@x.example' }],
    ['sender', { from: 'Shop\r\nBcc: victim@x.example <shop@x.example>' }],
    ['campaign', { campaignId: 'x\r\nBcc: victim@x.example' }],
  ])('keeps a line break in the %s from becoming a header', async (_, change) => {
    const { sink, sender } = await sinkAndSender()
    await sender.deliver({ deliveryId, address: 'li@x.example', content: { ...content, ...change } })
    for (const mail of sink.mails) {
      expect(mail.head).not.toMatch(/^bcc:/im)
      const parsed = await PostalMime.parse(`${mail.head}\r\n\r\n${mail.body}`)
      expect(parsed.bcc ?? []).toEqual([])
    }
  })

  it('never sends to a second recipient hidden in the address', async () => {
    const { sink, sender } = await sinkAndSender()
    const address = 'li@x.example>\r\nRCPT TO:<victim@x.example'
    const outcome = await sender.deliver({ deliveryId, address, content })
    expect(outcome.kind).toBe('failed')
    expect(sink.mails).toEqual([])
    expect(email.acceptsAddress(address)).toBe(false)
  })

  it('keeps its connection for the next one', async () => {
    const { sink, sender } = await sinkAndSender()
    for (let i = 0; i < 5; i++)
      await sender.deliver({ deliveryId: `${deliveryId}${i}`, address: 'li@x.example', content })
    expect(sink.copies.size).toBe(5)
    expect(sink.mostConnections()).toBe(1)
  })
})

describe('what a mail server may do', () => {
  it('refuses the address: failed for ever, with codes and without its words', async () => {
    const { sender } = await sinkAndSender({ behaviour: () => 'refuse-recipient' })
    const outcome = await sender.deliver({ deliveryId, address: 'li@x.example', content })
    expect(outcome).toMatchObject({
      kind: 'failed',
      reason: 'address_refused',
      retry: false,
      params: { reply: 550 },
    })
    expect(JSON.stringify(outcome)).not.toContain('x.example')
  })

  it('refuses the content after it was sent: failed, not unknown', async () => {
    const { sender } = await sinkAndSender({ behaviour: () => 'refuse' })
    const outcome = await sender.deliver({ deliveryId, address: 'li@x.example', content })
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'message_refused', retry: false })
  })

  it('defers: to be tried again', async () => {
    const { sender } = await sinkAndSender({ behaviour: () => 'defer' })
    const outcome = await sender.deliver({ deliveryId, address: 'li@x.example', content })
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'refused_for_now', retry: 'message' })
  })

  it('takes the content and hangs up before answering: unknown', async () => {
    const { sink, sender } = await sinkAndSender({ behaviour: () => 'drop-after-data' })
    const outcome = await sender.deliver({ deliveryId, address: 'li@x.example', content })
    expect(outcome).toMatchObject({ kind: 'unknown', reason: 'connection_lost_after_data' })
    expect(sink.copies.size).toBe(1)
  })

  it('is silent after the content: unknown once the time is up', async () => {
    const sink = await startSmtpSink({ delayMs: 5_000 })
    opened.push(sink)
    const outcome = await senderTo(sink.url, 300).deliver({ deliveryId, address: 'li@x.example', content })
    expect(outcome.kind).toBe('unknown')
  })

  it('hangs up before the content: failed, safe to repeat', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => {})
      socket.write('220 hello\r\n')
      socket.on('data', (data) => {
        const text = data.toString()
        if (text.startsWith('EHLO')) socket.write('250 hello\r\n')
        else if (text.startsWith('MAIL')) socket.write('250 ok\r\n')
        else socket.destroy()
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    opened.push({ close: () => new Promise((resolve) => server.close(() => resolve())) })
    const { port } = server.address() as { port: number }
    const outcome = await senderTo(`smtp://127.0.0.1:${port}`).deliver({
      deliveryId,
      address: 'li@x.example',
      content,
    })
    expect(outcome).toMatchObject({ kind: 'failed', retry: 'connection', reason: 'mail_server_unreachable' })
  })

  it('is not there: failed, and everyone waits', async () => {
    const sink = await startSmtpSink()
    await sink.close()
    const sender = senderTo(sink.url)
    expect(await sender.deliver({ deliveryId, address: 'li@x.example', content })).toMatchObject({
      kind: 'failed',
      retry: 'connection',
    })
    expect(await sender.check()).not.toBeNull()
  })

  it('closed a kept connection meanwhile: sent once on a new one', async () => {
    const sink = await startSmtpSink()
    const sender = senderTo(sink.url)
    await sender.deliver({ deliveryId, address: 'li@x.example', content })
    await sink.close()
    const next = await startSmtpSink({ port: sink.port })
    opened.push(next)
    expect((await sender.deliver({ deliveryId, address: 'li@x.example', content })).kind).toBe('accepted')
    expect(next.copies.size).toBe(1)
  })
})

it.each(['http://x.example', 'smtp:', 'nonsense'])('refuses the mail server address %s in words', (url) => {
  expect(() => smtpAddress(url)).toThrow(/smtp:\/\//)
})
