import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { openSession, type SmtpServer } from '../../../../src/interaction/channels/smtp/session.ts'
import { type SmtpSink, startSmtpSink } from '../../../support/smtp-sink.ts'

const opened: { close(): unknown }[] = []
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close()
})

async function conversation() {
  const sink = await startSmtpSink({ keep: true })
  opened.push(sink)
  const { hostname, port } = new URL(sink.url)
  const server: SmtpServer = {
    ...{ host: hostname, port: Number(port), secure: false, user: '', password: '', name: 'shop.example' },
    ...{ timeoutMs: 5_000, requireTls: false, addressOf: async (host) => host },
  }
  const session = await openSession(server)
  opened.push(session)
  return { sink, session }
}

const envelope = { from: 'shop@x.example', to: 'li@x.example' }
const received = (sink: SmtpSink) => sink.mails.map(({ head, body }) => `${head}\r\n\r\n${body}`)

describe('content in a conversation with a mail server', () => {
  it('arrives as it was, wherever its dots stand and whether its last line is ended', async () => {
    const { sink, session } = await conversation()
    const line = fc.constantFrom('', '.', '..', '.dot', 'word', '--b', 'x.', '=20')
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 1, maxLength: 12 }),
        fc.boolean(),
        async (lines, isEnded) => {
          sink.mails.length = 0
          const text = `Message-ID: <a@x.example>\r\n\r\n${lines.join('\r\n')}`
          const content = Buffer.from(isEnded ? `${text}\r\n` : text)
          const { outcome, reached } = await session.send(envelope, content)
          expect(outcome.kind).toBe('accepted')
          expect(reached).toBe('content')
          const [got = ''] = received(sink)
          expect(got.replace(/(\r\n)+$/, '')).toBe(text.replace(/(\r\n)+$/, ''))
        },
      ),
      { numRuns: 200 },
    )
    expect(session.alive).toBe(true)
  })

  it('is not begun when the server refuses the address, and the connection serves the next', async () => {
    const { sink, session } = await conversation()
    const content = Buffer.from('Message-ID: <b@x.example>\r\n\r\nhello\r\n')
    const refused = await session.send({ ...envelope, to: 'nobody here' }, content)
    expect(refused).toMatchObject({ outcome: { kind: 'failed' }, reached: 'envelope' })
    expect((await session.send(envelope, content)).outcome.kind).toBe('accepted')
    expect(sink.mails).toHaveLength(1)
  })
})
